"""What the pages of leads show (线索页面内容)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads import counting, selectors
from zicha.casework.leads.evidence_rows import evidence_of, rows_of
from zicha.casework.leads.filters import (
    CHANGES,
    DUE,
    MYSELF,
    NOBODY,
    PAGE_SIZES,
    PROBLEM,
    SORTS,
    STATE_LABELS,
    TABS,
    LeadFilter,
    filter_from,
    tab_of,
)
from zicha.casework.leads.models import SEVERITY_POINTS, Lead, LeadState, LeadVerdict
from zicha.casework.leads.selectors import GROUPS
from zicha.casework.leads.timeline import life_of, timeline
from zicha.casework.places import dataset_of
from zicha.casework.problems.selectors import problem_of_lead
from zicha.casework.trace.actions import label_of
from zicha.checks.registry import Check, all_checks, checks_of
from zicha.contract.errors import ZichaError
from zicha.contract.verdicts import Severity
from zicha.findings.wording import threshold_words
from zicha.reference.parameters import parameters_of
from zicha.reports.explaining import rule_in_words
from zicha.web.access import MemberRequest

NAMES = {
    "verdict": "判定", "area": "自查重点", "severity": "严重程度", "code": "检查项", "assignee": "责任人",
    "due": "期限", "change": "变化", "org": "获证组织", "certificate": "证书", "person": "人员", "branch": "分支机构",
    "problem": "问题", "text": "文字",
}  # fmt: skip


def queue(request: MemberRequest, campaign: Campaign) -> dict[str, Any]:
    """The queue, or its groups where the address asks for them."""
    member, wanted = request.member, filter_from(request.GET.dict())
    found = selectors.leads_matching(wanted, campaign=campaign, by=member)
    group = request.GET.get("group", "")
    tabs = _tabs(wanted, campaign, member.pk)
    size = _size(request.GET.get("size", ""))
    shown: dict[str, Any] = {
        "campaign": campaign,
        "filter": wanted,
        "query": wanted.query,
        "remark": found.remark,
        "amount": found.amount,
        "tabs": tabs,
        "snoozed": next(tab["number"] for tab in tabs if tab["key"] == "snoozed"),
        "chips": _chips(wanted, campaign, member.pk),
        "choices": _choices(wanted, found),
        "views": selectors.saved_views(member),
        "groups": GROUPS,
        "group": group if group in GROUPS else "",
        "size": size,
        "sizes": PAGE_SIZES,
        "sorts": SORTS,
        "without_problem": _without_problem(wanted, found),
    }
    if shown["group"]:
        return shown | _groups(request, found, group, wanted)
    page = selectors.page_of(
        found, size=size, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    return shown | {
        "page": page,
        "titles": selectors.check_titles(sorted({lead.code for lead in page.leads})),
    }


def lead(request: MemberRequest, shown: Lead) -> dict[str, Any]:
    """Everything about one lead that does not come from the records."""
    wanted = filter_from(request.GET.dict())
    check = next(reversed(checks_of(shown.code)), None)
    return {
        "lead": shown,
        "filter": wanted,
        "query": wanted.query,
        "check": check,
        "rule": rule_in_words(check) if check else "",
        "clauses": _clauses(shown.campaign, check),
        "parameters": _parameters(shown.code),
        "neighbours": selectors.neighbours_of(shown),
        "notes": list(shown.notes.select_related("by__account").order_by("at")[:100]),
        "history": [(entry, label_of(entry.action)) for entry in selectors.history_of(shown)],
        "problem": problem_of_lead(shown),
        "problem_url": _problem_url(shown),
        "held_by_other": shown.assignee if shown.assignee_id not in (None, request.member.pk) else None,
    }


def records(shown: Lead) -> dict[str, Any]:
    """What the records of the screening say: evidence rows, the certificate's life."""
    run = shown.last_run
    try:
        version = dataset_of(shown.body_id).version(run.dataset_version)
        files = {name: version.path(name) for name in version.tables}
    except (ZichaError, OSError):
        return {"lead": shown, "missing": True}
    with rows_of(files) as rows:
        evidence = evidence_of(shown.evidence, rows)
        concerned = {(row.get("table", ""), row.get("key", "")) for row in shown.evidence}
        life = life_of(shown.certificate_no, rows, concerned) if shown.certificate_no else None
    events = timeline(life, as_of=run.as_of) if life else []
    return {"lead": shown, "evidence": evidence, "events": events, "run": run, "as_of": run.as_of}


def _groups(
    request: MemberRequest, found: selectors.Matching, group: str, wanted: LeadFilter
) -> dict[str, Any]:
    first = request.GET.get("first", "0")
    start = int(first) if first.isascii() and first.isdigit() and len(first) < 8 else 0
    rows, why = selectors.groups(found, group, first=start, most=101)
    column = "code" if group == "check" else group
    lines = [(one, replace(wanted, **{column: one.value}).query) for one in rows[:100]]
    return {
        "lines": lines,
        "why": why,
        "group_name": _(GROUPS[group]),
        "first": start,
        "more": len(rows) > 100,
    }


def _without_problem(wanted: LeadFilter, found: selectors.Matching) -> counting.Amount | None:
    """How many of the leads found to be true nobody has opened a problem on; asked for where people look at these."""
    if wanted.state != LeadState.CONFIRMED or wanted.problem:
        return None
    free = replace(wanted, problem="none")
    return selectors.leads_matching(free, campaign=found.campaign, by=found.member).amount


def _tabs(wanted: LeadFilter, campaign: Campaign, member_id: int) -> list[dict[str, Any]]:
    amounts, here = counting.amounts_by_tab(campaign, member_id=member_id), tab_of(wanted)
    return [
        {
            "key": tab.key,
            "label": _(tab.label),
            "query": tab.filter.query,
            "number": amounts[tab.key],
            "here": tab.key == here,
        }
        for tab in TABS
    ]


def _chips(wanted: LeadFilter, campaign: Campaign, member_id: int) -> list[dict[str, str]]:
    """Each condition in words, and the address without it."""
    return [
        {"name": _(NAMES[name]), "value": _value(name, value, campaign), "query": wanted.without(name).query}
        for name, value in wanted.narrowed.items()
    ]


def _value(name: str, value: str, campaign: Campaign) -> str:
    match name:
        case "verdict":
            return _(str(dict(LeadVerdict.choices)[value]))
        case "area":
            return _areas(campaign).get(value, value)
        case "severity":
            return f"{value} {_(Severity(value).label)}"
        case "due":
            return _(DUE[value])
        case "change":
            return _(CHANGES[value])
        case "problem":
            return _(PROBLEM[value])
        case "assignee" if value in (MYSELF, NOBODY):
            return {MYSELF: _("我"), NOBODY: _("无")}[value]
        case "assignee":
            named = {str(member.pk): member.name for member in selectors.members_who_triage()}
            return named.get(value, value)
    return value


def _choices(wanted: LeadFilter, found: selectors.Matching) -> dict[str, list[tuple[str, str]]]:
    """The choices of each filter, with how many leads each would find where that can be counted."""
    campaign = found.campaign
    counted = selectors.facets(found)
    codes = sorted(
        {*(counted["code"] if counted else _all_codes()), *([wanted.code.upper()] if wanted.code else [])}
    )
    titles = selectors.check_titles(codes)

    def numbered(name: str, labels: Mapping[str, str]) -> list[tuple[str, str]]:
        told = {value: _(str(label)) for value, label in labels.items()}
        if counted is None:
            return list(told.items())
        return [
            (value, _("%(label)s（%(n)s）") % {"label": label, "n": f"{counted[name].get(value, 0):,}"})
            for value, label in told.items()
        ]

    members = [(str(member.pk), member.name) for member in selectors.members_who_triage()]
    return {
        "state": [(state, _(label)) for state, label in STATE_LABELS.items()],
        "verdict": numbered("verdict", dict(LeadVerdict.choices)),
        "area": numbered("area", _areas(campaign)),
        "severity": numbered(
            "severity", {code: f"{code} {_(Severity(code).label)}" for code in SEVERITY_POINTS}
        ),
        "code": numbered("code", {code: f"{code} {titles.get(code, '')}" for code in codes}),
        "assignee": [(MYSELF, _("我")), (NOBODY, _("无")), *members],
        "due": [(value, _(label)) for value, label in DUE.items()],
        "change": [(value, _(label)) for value, label in CHANGES.items()],
        "problem": [(value, _(label)) for value, label in PROBLEM.items()],
        "branch": [(branch, branch) for branch in selectors.branches(campaign)],
    }


def _all_codes() -> list[str]:
    return [check.code for check in all_checks()]


def _areas(campaign: Campaign) -> dict[str, str]:
    return {area.letter: f"{area.letter} {area.title}" for area in campaign.notice.focus_areas}


def _clauses(campaign: Campaign, check: Check | None) -> list[dict[str, str]]:
    if check is None:
        return []
    notice = campaign.notice
    return [
        {"code": point.code, "text": point.text, "area": area.title, "notice": notice.number}
        for area in notice.focus_areas
        for point in area.sub_points
        if point.is_looked_for_by(check.code, check.clauses)
    ]


def _parameters(code: str) -> list[dict[str, Any]]:
    return [
        {
            "name": parameter.chinese,
            "key": parameter.key,
            "value": threshold_words(parameter),
            "unit": "" if parameter.unit in ("比例", "日期") else parameter.unit,
            "sources": list(dict.fromkeys(edition.source for edition in parameter.editions)),
            "confirmed": all(edition.confirmed for edition in parameter.editions),
        }
        for parameter in parameters_of(code).values()
    ]


def _problem_url(shown: Lead) -> str:
    if shown.state != LeadState.CONFIRMED:
        return ""
    try:
        return f"{reverse('problem-new')}?lead={shown.pk}"
    except NoReverseMatch:
        return ""


def _size(text: str) -> int:
    return int(text) if text in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[1]
