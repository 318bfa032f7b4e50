"""Problems for tests, brought to where a spec needs them (测试问题)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.casework.files import PDF, named
from tests.casework.leads_made import lead_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.services import add_evidence
from zicha.casework.leads.models import Lead
from zicha.casework.leads.services import confirm_lead
from zicha.casework.problems.closing import (
    check_effect,
    close_problem,
    submit_problem,
    verify_problem,
)
from zicha.casework.problems.models import Problem
from zicha.casework.problems.services import open_problem, save_measures
from zicha.casework.problems.sweeping import record_sweep_by_hand

MEASURES = {
    "containment": "暂停该审核员的全部派工。",
    "correction": "对 3 家组织补做现场审核。",
    "cause_category": "execution",
    "whys": ["派工时没有核对人日。", "系统没有提示。", "需求评审时漏了这一条。"],
    "corrective_action": "派工系统增加人日下限校验，不足不能提交。",
}


def confirmed_lead(campaign: Campaign, world: World, **columns: Any) -> Lead:
    lead = lead_made(campaign, **columns)
    return confirm_lead(lead_id=lead.pk, text="已核实原始记录，情况属实", by=world.reviewer)


def problem_made(campaign: Campaign, world: World, **columns: Any) -> Problem:
    """A problem of the auditor's, opened by the quality manager on one confirmed lead."""
    given = {
        "campaign_id": campaign.pk,
        "title": "初审人日不足",
        "severity": "S1",
        "owner": world.auditor,
        "due_on": timezone.localdate() + timedelta(days=30),
        "by": world.quality_manager,
        **columns,
    }
    if "lead_ids" not in given:
        given["lead_ids"] = [confirmed_lead(campaign, world).pk]
    return open_problem(**given)


def filled_in(problem: Problem, world: World) -> Problem:
    """Everything the owner has to give before submitting."""
    save_measures(problem_id=problem.pk, by=problem.owner, **MEASURES)
    record_sweep_by_hand(problem_id=problem.pk, text="抽查近两年全部初审档案", found=2, by=problem.owner)
    add_evidence(on=problem, file=named(PDF, "补审报告.pdf"), by=problem.owner)
    problem.refresh_from_db()
    return problem


def submitted(campaign: Campaign, world: World) -> Problem:
    return submit_problem(problem_id=filled_in(problem_made(campaign, world), world).pk, by=world.auditor)


def verified(campaign: Campaign, world: World) -> Problem:
    return verify_problem(
        problem_id=submitted(campaign, world).pk,
        text="抽查 3 份补审报告，人日符合要求",
        effect_due_on=timezone.localdate() + timedelta(days=90),
        by=world.reviewer,
    )


def found_effective(campaign: Campaign, world: World) -> Problem:
    return check_effect(
        problem_id=verified(campaign, world).pk,
        result="effective",
        text="三个月内新派工 120 单，无不足",
        early="三个月的派工已提前排完",
        by=world.reviewer,
    )


def closed(campaign: Campaign, world: World) -> Problem:
    return close_problem(
        problem_id=found_effective(campaign, world).pk, text="同意关闭", by=world.quality_manager
    )
