"""The pages of problems, as an owner, a verifier and a manager use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.casework import problems_made as made
from tests.casework.files import PDF, named
from tests.casework.leads_made import leads_made
from tests.casework.problems_made import confirmed_lead, filled_in, problem_made
from tests.site import World
from zicha.casework.campaigns import models
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.services import add_evidence
from zicha.casework.orders.services import issue_order
from zicha.casework.problems import services
from zicha.casework.problems.models import Problem
from zicha.casework.problems.services import extend_problem
from zicha.casework.problems.sweeping import start_sweep
from zicha.casework.tenancy.models import Member
from zicha.web.problems import pages

Clients = Callable[[Member], Client]


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def said(answer) -> str:  # type: ignore[no-untyped-def]
    return str(answer.content.decode())


NEW = {"title": "初审人日不足", "severity": "S1", "point": "", "description": ""}


# ---- the list ---------------------------------------------------------------------------------------------------


def test_the_list_shows_the_overdue_first_with_days(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem_made(campaign, in_scope, title="以后到期")
    late = problem_made(campaign, in_scope, title="早已到期")
    Problem.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    page = said(client_of(in_scope.auditor).get("/problems/"))
    assert page.index("早已到期") < page.index("以后到期")
    assert "已逾期 3 天" in page
    assert "还剩 30 天" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"整改中的", "待验证的"}),
        ("state=any", {"整改中的", "待验证的", "关闭的"}),
        ("state=closed", {"关闭的"}),
        ("state=submitted", {"待验证的"}),
        ("owner=me", set()),
        ("severity=S3", {"整改中的"}),
        ("text=整改", {"整改中的"}),
        ("state=nonsense&sort=nonsense&owner=x", {"整改中的", "待验证的"}),
    ],
)
def test_the_address_filters(
    query: str, shown: set[str], campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem_made(campaign, in_scope, title="整改中的", severity="S3")
    Problem.objects.filter(pk=made.submitted(campaign, in_scope).pk).update(title="待验证的")
    Problem.objects.filter(pk=made.closed(campaign, in_scope).pk).update(title="关闭的")
    page = said(client_of(in_scope.reviewer).get(f"/problems/?{query}"))
    rows = page[page.index("<tbody>") :] if "<tbody>" in page else ""
    assert {title for title in ("整改中的", "待验证的", "关闭的") if title in rows} == shown


def test_an_empty_list_says_what_to_do(campaign: Campaign, in_scope: World, client_of: Clients) -> None:
    assert "查看属实的线索" in said(client_of(in_scope.reviewer).get("/problems/"))


def test_without_a_campaign_the_pages_say_what_to_do(world: World, client_of: Clients) -> None:
    client = client_of(world.reviewer)
    assert "请先在“自查方案”中" in said(client.get("/problems/"))
    assert client.get("/problems/new/").status_code == 302


def test_the_list_asks_the_database_seldom(
    campaign: Campaign,
    in_scope: World,
    client_of: Clients,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for _ in range(12):
        problem_made(campaign, in_scope)
    client = client_of(in_scope.reviewer)
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get("/problems/")


# ---- opening ----------------------------------------------------------------------------------------------------


def test_a_confirmed_lead_leads_to_a_problem(campaign: Campaign, in_scope: World, client_of: Clients) -> None:
    lead = confirmed_lead(campaign, in_scope)
    client = client_of(in_scope.quality_manager)
    assert f"/problems/new/?lead={lead.pk}" in said(client.get(f"/leads/{lead.pk}/"))
    form = said(client.get(f"/problems/new/?lead={lead.pk}"))
    assert "低于最低要求" in form
    assert '<option value="S1" selected>' in form
    sent = {**NEW, "lead": lead.pk, "owner": in_scope.auditor.pk, "due_on": day(30)}
    answer = client.post("/problems/new/", sent)
    problem = Problem.objects.get()
    assert answer["Location"] == f"/problems/{problem.pk}/"
    assert problem.owner == in_scope.auditor
    # From then on the lead leads to its problem, not to a second one.
    page = said(client.get(f"/leads/{lead.pk}/"))
    assert f"/problems/{problem.pk}/" in page
    assert "/problems/new/" not in page


def test_a_problem_falls_under_the_point_whose_checks_found_it(
    campaign: Campaign, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, notice = confirmed_lead(campaign, in_scope), campaign.notice
    # Checks cite the points of one notice; those of another name their checks.
    areas = tuple(
        replace(
            area,
            sub_points=tuple(
                replace(point, checks=(lead.code,) if point.code == "1b" else ()) for point in area.sub_points
            ),
        )
        for area in notice.focus_areas
    )
    other = replace(notice, focus_areas=areas)
    monkeypatch.setattr(models, "NOTICES", {**models.NOTICES, campaign.notice_key: other})
    assert pages.suggested([lead], campaign)["point"] == "1b"


def test_several_confirmed_leads_are_put_into_one_problem(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    for _ in range(3):
        confirmed_lead(campaign, in_scope)
    leads_made(campaign, 2)
    client = client_of(in_scope.quality_manager)
    assert "合并立项" in said(client.get("/leads/?state=confirmed"))
    assert "合并立项" not in said(client.get("/leads/"))
    form = said(client.get("/problems/new/?all=1&query=state%3Dconfirmed"))
    assert "将 3 条线索合并立项" in form
    assert form.count('type="hidden" name="lead"') == 3


def test_all_found_true_are_put_into_a_problem_but_those_that_are_in_one(
    campaign: Campaign, in_scope: World, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads = [confirmed_lead(campaign, in_scope) for _ in range(4)]
    problem_made(campaign, in_scope, lead_ids=[leads[0].pk])
    client = client_of(in_scope.quality_manager)
    queue = said(client.get("/leads/?state=confirmed"))
    assert "只看没有立项的 3 条" in queue
    assert "problem=none" in queue
    form = said(client.get("/problems/new/?all=1&query=state%3Dconfirmed"))
    assert "将 3 条线索合并立项" in form
    assert "有 1 条已在别的问题中整改，没有列入" in form
    monkeypatch.setattr(services, "MOST_LEADS", 2)
    form = said(client.get("/problems/new/?all=1&query=state%3Dconfirmed%26problem%3Dnone"))
    assert "只取前 2 条立项" in form
    chosen = re.findall(r'name="lead" value="(\d+)"', form)
    sent = {**NEW, "lead": chosen, "owner": in_scope.auditor.pk, "due_on": day(30)}
    assert client.post("/problems/new/", sent).status_code == 302, "what the form takes the service takes"
    assert "只看没有立项的 1 条" in said(client.get("/leads/?state=confirmed"))


def test_what_is_refused_stays_in_the_form(campaign: Campaign, in_scope: World, client_of: Clients) -> None:
    [lead] = leads_made(campaign, 1)
    sent = {**NEW, "lead": lead.pk, "owner": in_scope.auditor.pk, "due_on": day(30)}
    answer = client_of(in_scope.quality_manager).post("/problems/new/", sent)
    assert answer.status_code == 422
    assert "只有属实的线索可以立项" in said(answer)
    assert 'value="初审人日不足"' in said(answer)


# ---- a problem --------------------------------------------------------------------------------------------------


def test_the_page_asks_the_database_seldom(
    campaign: Campaign,
    in_scope: World,
    client_of: Clients,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    problem = filled_in(problem_made(campaign, in_scope), in_scope)
    leads_made(campaign, 30)
    start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    extend_problem(
        problem_id=problem.pk,
        due_on=problem.due_on + timedelta(days=5),
        reason="等待补审",
        by=in_scope.reviewer,
    )
    for number in range(3):
        add_evidence(on=problem, file=named(PDF + b"%d" % number, f"{number}.pdf"), by=in_scope.auditor)
    issue_order(
        campaign_id=campaign.pk, org_name="甲", title="补充", asked="补充证明",
        due_on=problem.due_on, by=in_scope.reviewer, problem=problem,
    )  # fmt: skip
    for who in (in_scope.auditor, in_scope.quality_manager):
        client = client_of(who)
        with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
            assert client.get(f"/problems/{problem.pk}/").status_code == 200


def test_measures_are_saved_and_shown_to_who_may_not_write(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem = problem_made(campaign, in_scope)
    sent = {
        "containment": "暂停派工",
        "correction": "补审 3 家",
        "cause_category": "execution",
        "why_1": "没有核对",
        "why_2": "系统没有提示",
        "corrective_action": "增加校验",
        "version": problem.version,
    }
    client = client_of(in_scope.auditor)
    assert client.post(f"/problems/{problem.pk}/measures/", sent).status_code == 302
    page = said(client_of(in_scope.decision_maker).get(f"/problems/{problem.pk}/"))
    assert "系统没有提示" in page
    assert 'name="containment"' not in page
    # Written over an older state: refused, and what was typed is still there.
    answer = client.post(f"/problems/{problem.pk}/measures/", {**sent, "correction": "补审 5 家"})
    assert answer.status_code == 422
    assert "被别人改过" in said(answer)
    assert "补审 5 家" in said(answer)


def test_the_way_from_measures_to_closing(campaign: Campaign, in_scope: World, client_of: Clients) -> None:
    problem = filled_in(problem_made(campaign, in_scope), in_scope)
    owner, reviewer = client_of(in_scope.auditor), client_of(in_scope.reviewer)
    manager, at = client_of(in_scope.quality_manager), f"/problems/{problem.pk}/"
    steps = [
        (owner, "submit", {"submit-text": "请验证"}, "submitted"),
        (reviewer, "return", {"return-reason": "照片看不清"}, "open"),
        (owner, "submit", {"submit-text": ""}, "submitted"),
        (
            reviewer,
            "verify",
            {"verify-text": "抽查 3 份报告", "verify-effect_due_on": day(60)},
            "verified",
        ),
        (
            reviewer,
            "effect",
            {"effect-result": "effective", "effect-text": "没有再发生", "effect-early": "抽样已够"},
            "verified",
        ),
        (manager, "close", {"close-text": "同意"}, "closed"),
        (manager, "reopen", {"reopen-reason": "又发生了", "reopen-due_on": day(30)}, "open"),
    ]
    for client, step, sent, state in steps:
        answer = client.post(f"{at}{step}/", sent)
        assert answer.status_code == 302, said(answer)
        problem.refresh_from_db()
        assert problem.state == state, step


def test_an_effect_before_its_day_asks_why(campaign: Campaign, in_scope: World, client_of: Clients) -> None:
    problem = made.verified(campaign, in_scope)
    client, address = client_of(in_scope.reviewer), f"/problems/{problem.pk}/effect/"
    sent = {"effect-result": "effective", "effect-text": "没有再发生"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "还没有到" in said(answer)
    assert client.post(address, {**sent, "effect-early": "抽样已够"}).status_code == 302
    assert "理由：抽样已够" in said(client.get(f"/problems/{problem.pk}/"))


def test_the_owner_reads_why_it_came_back_until_it_is_submitted_anew(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem = made.submitted(campaign, in_scope)
    owner, at = client_of(in_scope.auditor), f"/problems/{problem.pk}/"
    client_of(in_scope.reviewer).post(f"{at}return/", {"return-reason": "照片看不清"})
    assert "退回整改：照片看不清" in said(owner.get(at))
    owner.post(f"{at}submit/", {"submit-text": "已重拍"})
    assert "退回整改：" not in said(owner.get(at))


def test_a_step_that_is_refused_says_why_in_its_form(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem = problem_made(campaign, in_scope)
    answer = client_of(in_scope.auditor).post(f"/problems/{problem.pk}/submit/", {"submit-text": ""})
    assert answer.status_code == 422
    assert "尚缺：纠正、原因类别" in said(answer)
    assert "data-opens-itself" in said(answer)


def test_who_may_not_take_a_step_is_told_whose_it_is(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem = made.found_effective(campaign, in_scope)
    page = said(client_of(in_scope.auditor).get(f"/problems/{problem.pk}/"))
    assert "您是（或曾是）问题 1 的责任人，不能由您关闭" in page
    assert "没有关闭的权限" in said(client_of(in_scope.decision_maker).get(f"/problems/{problem.pk}/"))
    assert "step-close" not in page
    assert (
        client_of(in_scope.auditor).post(f"/problems/{problem.pk}/close/", {"close-text": ""}).status_code
        == 403
    )


def test_an_owner_who_may_verify_others_cannot_verify_this_one(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem = filled_in(problem_made(campaign, in_scope, owner=in_scope.reviewer), in_scope)
    client = client_of(in_scope.reviewer)
    client.post(f"/problems/{problem.pk}/submit/", {"submit-text": ""})
    sent = {"verify-text": "自己看过了", "verify-effect_due_on": day(60)}
    answer = client.post(f"/problems/{problem.pk}/verify/", sent)
    assert answer.status_code == 422
    assert "您是（或曾是）问题" in said(answer)


def test_one_click_sweeps_the_whole_book(campaign: Campaign, in_scope: World, client_of: Clients) -> None:
    problem = problem_made(campaign, in_scope)
    leads_made(campaign, 30)
    client = client_of(in_scope.auditor)
    assert "按 A06 查遍全部证书" in said(client.get(f"/problems/{problem.pk}/"))
    client.post(f"/problems/{problem.pk}/sweep/", {})
    page = said(client.get(f"/problems/{problem.pk}/"))
    assert "共发现 31 个" in page
    assert "全部 30 条发现的线索" in page
    assert "共 30 条" in said(client.get(f"/problems/{problem.pk}/found/"))


def test_extending_assigning_and_changing_stand_on_the_page(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem = problem_made(campaign, in_scope)
    client, at = client_of(in_scope.quality_manager), f"/problems/{problem.pk}/"
    sent = {
        "extend": {"extend-due_on": day(60), "extend-reason": "补审排期在下月"},
        "assign": {"assign-owner": in_scope.reviewer.pk, "assign-reason": "岗位调整"},
        "change": {
            "change-title": "人日不足",
            "change-description": "",
            "change-severity": "S2",
            "change-point": "",
            "change-reason": "涉及面小于预期",
            "change-version": "",
        },
    }
    for step, form in sent.items():
        answer = client.post(f"{at}{step}/", form)
        assert answer.status_code == 302, said(answer)
    page = said(client.get(at))
    for words in ("补审排期在下月", "岗位调整", "涉及面小于预期", "人日不足"):
        assert words in page


@pytest.mark.parametrize("step", ["", "found/", "sweeping/"])
def test_another_body_finds_no_problem(
    step: str, campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    problem = problem_made(campaign, in_scope)
    assert client_of(in_scope.stranger).get(f"/problems/{problem.pk}/{step}").status_code == 404


def test_the_desk_reminds_of_what_is_mine(campaign: Campaign, in_scope: World, client_of: Clients) -> None:
    problem_made(campaign, in_scope, title="我的问题")
    made.submitted(campaign, in_scope)
    page = said(client_of(in_scope.auditor).get("/"))
    assert "我的问题" in page
    assert "未关闭 2 / 共 2 个" in page
    assert "验证" in said(client_of(in_scope.reviewer).get("/"))


def test_a_problem_of_a_question_is_proposed_with_what_does_not_hold(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    campaign.due_on = timezone.localdate() + timedelta(days=40)
    campaign.save()
    question = next(one for one in campaign.questions.all() if one.place[:1].isdigit())
    question.answer, question.statement = "fails", "抽查 12 份，3 份没有核对人员资格。"
    question.save()
    form = client_of(in_scope.reviewer).get(f"/problems/new/?question={question.pk}").context["form"]
    assert form.initial["title"].startswith(f"不符合：{question.text[:40]}")
    assert form.initial["title"].endswith("（要求）")
    assert form.initial["description"] == question.statement
    assert form.initial["point"] == question.place
    assert form.initial["due_on"] == campaign.due_on
