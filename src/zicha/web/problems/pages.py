"""What the pages of problems show (问题页面内容)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.selectors import number_of_evidence
from zicha.casework.leads.models import Lead
from zicha.casework.orders.selectors import orders_of_problem
from zicha.casework.problems.closing import missing_for_submission
from zicha.casework.problems.models import LinkKind, Problem, ProblemLead, ProblemState, Why
from zicha.casework.problems.selectors import (
    extensions_of,
    leads_of,
    members_who_act,
    number_of_leads,
    problem_counts,
    sweeps_of,
    whys_of,
)
from zicha.casework.problems.steps import why_not
from zicha.casework.problems.sweeping import Pattern, pattern_of
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action, label_of
from zicha.casework.trace.models import Entry
from zicha.contract.verdicts import Severity
from zicha.web.access import MemberRequest
from zicha.web.problems import filters
from zicha.web.problems.forms import (
    AssignForm,
    ChangeForm,
    CloseForm,
    EffectForm,
    ExtendForm,
    MeasuresForm,
    ReasonForm,
    ReopenForm,
    SubmitForm,
    SweepByHandForm,
    SweepForm,
    VerifyForm,
)

PAGE_SIZE = 50
GROUNDS_SHOWN = 20
SWEPT_SHOWN = 8
MOST_ASKED = 60
"""So many characters of a question stand in the title of its problem."""
TONES = {"open": "doing", "submitted": "warn", "verified": "info", "closed": "ok"}


def listed(request: MemberRequest, campaign: Campaign) -> dict[str, Any]:
    """The list of problems under the filter of the address."""
    wanted = filters.filter_from(request.GET.dict())
    rows = filters.matching(wanted, campaign, request.member)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = problem_counts(campaign)
    numbers = {
        filters.UNCLOSED: counts.not_closed,
        "overdue": counts.overdue,
        filters.ANY: counts.all,
        **{state: getattr(counts, state) for state in ProblemState.values},
    }
    areas = {area.letter: f"{area.letter} {area.title}" for area in campaign.notice.focus_areas}
    return {
        "campaign": campaign,
        "filter": wanted,
        "page": page,
        "evidence": number_of_evidence(page.object_list),
        "counts": counts,
        "tones": TONES,
        "areas": areas,
        "severities": {one.value: f"{one.value} {_(one.label)}" for one in Severity},
        "owners": members_who_act(),
        "sorts": filters.SORTS,
        "tabs": [
            {
                "label": _(label),
                "query": wanted.on_tab(tab),
                "number": numbers[tab],
                "here": tab == wanted.state,
            }
            for tab, label in filters.TABS.items()
        ],
    }


def one(request: MemberRequest, problem: Problem, **bound: forms.Form) -> dict[str, Any]:
    """A problem with its steps; `bound` are forms that came back with errors, by their kind."""
    member, pattern = request.member, pattern_of(problem)
    grounds, swept = leads_of(problem, LinkKind.GROUND), leads_of(problem, LinkKind.SWEEP)
    numbers, sweeps = number_of_leads(problem), sweeps_of(problem)
    shown = list(grounds[:GROUNDS_SHOWN])
    whys, history = whys_of(problem), _history(problem)
    missing = missing_for_submission(problem) if problem.state == ProblemState.OPEN else []
    may_write = problem.state == ProblemState.OPEN and (
        problem.owner_id == member.pk or member.may("problem.manage")
    )
    return {
        "problem": problem,
        "campaign": problem.campaign,
        "tone": TONES[problem.state],
        "point": _point(problem),
        "grounds": shown,
        "number_of_grounds": numbers.get(str(LinkKind.GROUND), 0),
        "swept": list(swept[:SWEPT_SHOWN]),
        "number_of_swept": numbers.get(str(LinkKind.SWEEP), 0),
        "whys": whys,
        "extensions": extensions_of(problem),
        "sweeps": sweeps,
        "pattern": pattern,
        "missing": missing,
        "may_write": may_write,
        "can": {key: not why_not(problem, key, member) for key in ("submit", "return", "verify", "effective", "close", "reopen")},
        "why": _why_nothing(problem, member),
        "manages": member.may("problem.manage"),
        "forms": forms_of(problem, whys=whys, narrows=_narrows(pattern, shown)) | bound,
        "opened": next(iter(bound), ""),
        "orders": orders_of_problem(problem),
        "steps": progress(problem, swept=bool(sweeps), missing=missing),
        "history": [(entry, label_of(entry.action)) for entry in history],
        "returned": _returned(problem, history),
        "source_url": _source_url(problem),
    }  # fmt: skip


def forms_of(problem: Problem, *, whys: list[Why], narrows: dict[str, list[str]]) -> dict[str, forms.Form]:
    """An empty form for every step, filled as the problem stands where that helps."""
    as_it_is = {
        name: getattr(problem, name) for name in ("title", "description", "severity", "point", "version")
    }
    return {
        "measures": MeasuresForm(initial=MeasuresForm.as_it_stands(problem, whys)),
        "submit": SubmitForm(prefix="submit"),
        "return": ReasonForm(prefix="return"),
        "verify": VerifyForm(prefix="verify"),
        "effect": EffectForm(prefix="effect"),
        "close": CloseForm(prefix="close"),
        "reopen": ReopenForm(prefix="reopen"),
        "assign": AssignForm(prefix="assign"),
        "extend": ExtendForm(prefix="extend"),
        "change": ChangeForm(prefix="change", campaign=problem.campaign, initial=as_it_is),
        "sweep": SweepForm(prefix="sweep", narrows=narrows),
        "sweep_by_hand": SweepByHandForm(prefix="sweep_by_hand"),
    }


def progress(problem: Problem, *, swept: bool, missing: list[str]) -> list[dict[str, Any]]:
    """The steps of a problem for the top of its page; the first that is not done is where it stands."""
    submitted = problem.state != ProblemState.OPEN
    verified = problem.state in (ProblemState.VERIFIED, ProblemState.CLOSED)
    lacks_words = any(word in missing for word in ("纠正", "纠正措施"))
    steps = [
        ("立项", "#facts", True),
        ("控制与纠正", "#measures", submitted or not lacks_words),
        ("原因", "#causes", submitted or not any("原因" in word for word in missing)),
        ("举一反三", "#sweeps", submitted or (swept and "举一反三" not in missing)),
        ("证据", "#evidence", submitted or "整改证据文件" not in missing),
        ("提交验证", "#verification", submitted),
        ("验证", "#verification", verified),
        ("有效性检查", "#verification", problem.effect_result == "effective"),
        ("关闭", "#verification", problem.is_closed),
    ]
    first = next((at for at, step in enumerate(steps) if not step[2]), len(steps) - 1)
    return [
        {"name": _(name), "url": url, "done": done, "here": at == first}
        for at, (name, url, done) in enumerate(steps)
    ]


def _why_nothing(problem: Problem, member: Member) -> str:
    """Why this member has no step to take now, in a sentence; empty when they have one."""
    match problem.state:
        case ProblemState.OPEN:
            return why_not(problem, "submit", member)
        case ProblemState.SUBMITTED:
            return why_not(problem, "verify", member)
        case ProblemState.VERIFIED:
            return why_not(problem, "close", member)
    return ""


def _point(problem: Problem) -> dict[str, str]:
    for point in problem.campaign.notice.sub_points():
        if point.code == problem.point:
            return {"code": point.code, "label": point.label, "text": point.text}
    return {}


def _history(problem: Problem) -> list[Entry]:
    rows = Entry.objects.filter(on_kind=Problem._meta.label, on_id=str(problem.pk))
    return list(rows.order_by("-number")[:60])


def _narrows(pattern: Pattern, grounds: list[ProblemLead]) -> dict[str, list[str]]:
    """What a sweep can be narrowed to, organisations by name."""
    names = {link.lead.org_id: link.lead.org_name for link in grounds if link.lead.org_name}
    return pattern.narrows | (
        {"org": [names.get(org, org) for org in pattern.narrows["org"]]} if "org" in pattern.narrows else {}
    )


def _returned(problem: Problem, history: list[Entry]) -> Entry | None:
    """The entry that says why a submitted problem came back; None once it is submitted anew."""
    if problem.state != ProblemState.OPEN or problem.submitted_by_id is None:
        return None
    return next((entry for entry in history if entry.action == Action.PROBLEM_RETURNED.value), None)


def _source_url(problem: Problem) -> str:
    """The page of what the problem was opened from, where it has one."""
    routes = {"campaigns.Question": "question"}
    try:
        return reverse(routes[problem.source_kind], args=[problem.source_id])
    except (KeyError, NoReverseMatch):
        return ""


def suggested_by(source: Any, campaign: Campaign) -> dict[str, Any]:
    """What a new problem on a question answered 不符合 may be called: its text is what must hold, its answer what does not."""
    known = {point.code for point in campaign.notice.sub_points()}
    asked = Truncator(" ".join(source.text.split())).chars(MOST_ASKED)
    return {
        "title": f"不符合：{asked}（要求）",
        "description": source.statement,
        "point": source.place if source.place in known else "",
        "due_on": _due_day(campaign),
    }


def suggested(leads: list[Lead], campaign: Campaign) -> dict[str, Any]:
    """What a new problem on these leads may be called, how grave it is, what it falls under."""
    from zicha.checks.registry import checks_of

    if not leads:
        return {"severity": "S3"}
    codes = list(dict.fromkeys(lead.code for lead in leads))
    checks = [editions[-1] for code in codes if (editions := checks_of(code))]
    # The clause a check cites first is the one it is about.
    cited = [clause for check in checks for clause in check.clauses]
    points = [
        point.code
        for point in campaign.notice.sub_points()
        if any(point.is_looked_for_by(check.code, check.clauses) for check in checks)
    ]
    points.sort(key=lambda code: cited.index(code) if code in cited else len(cited))
    orgs = {lead.org_name or lead.org_id for lead in leads}
    where = f"（{next(iter(orgs))}）" if len(orgs) == 1 else f"（{len(orgs)} 家组织）"
    titles = "、".join(check.title for check in checks[:2]) or codes[0]
    return {
        "title": f"{titles}{where}"[:120],
        "description": "\n".join(lead.sentence for lead in leads[:10] if lead.sentence),
        "severity": min(lead.severity for lead in leads),
        "point": points[0] if points else "",
        "due_on": _due_day(campaign),
    }


def _due_day(campaign: Campaign) -> date | None:
    """The day of the report, while it is still to come."""
    return campaign.due_on if campaign.due_on > timezone.localdate() else None
