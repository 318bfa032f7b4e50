"""Reading leads (查询线索). Each question costs a fixed number of statements, whatever the number of leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.apps import apps
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from zicha.casework.campaigns.models import Campaign, CampaignState
from zicha.casework.deliveries.models import Run, RunState
from zicha.casework.leads import counting
from zicha.casework.leads.counting import Amount, Group
from zicha.casework.leads.filters import LeadFilter
from zicha.casework.leads.models import (
    HIT_POINTS,
    RANK_FROM,
    REOPENED_POINTS,
    SEVERITY_POINTS,
    Lead,
    LeadOrganisation,
    LeadPerson,
    SavedView,
)
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.models import Entry
from zicha.checks.registry import checks_of

# Of one search; who finds more has not said enough.
MOST_FOUND = 5_000
MOST_ORGANISATIONS = 200
# Sentences are read through only where other conditions leave so few.
MOST_READ_THROUGH = 9_000
MOST_GROUPED = 200_000
GROUPS = {"check": "检查项", "person": "审核员", "org": "获证组织", "branch": "分支机构"}
_GROUP_COLUMNS = {"check": "code", "org": "org_id", "branch": "branch_id"}
_LAST = "\U0010ffff"


def current_campaign() -> Campaign | None:
    """The campaign people work on: the latest open one, else the latest."""
    is_open = Case(When(state=CampaignState.OPEN, then=0), default=1)
    return Campaign.objects.order_by(is_open, "-starts_on", "-pk").first()


def last_run(campaign: Campaign) -> Run | None:
    return campaign.runs.filter(state=RunState.FINISHED).order_by("-number").first()


@dataclass(frozen=True)
class Matching:
    """What a filter finds (筛选结果). `remark` tells what the search left out, in words."""

    rows: QuerySet[Lead]
    filter: LeadFilter
    campaign: Campaign
    member: Member
    last_run_id: int | None
    remark: str = ""

    @cached_property
    def amount(self) -> Amount:
        known = counting.amount(
            self.filter, self.campaign, member_id=self.member.pk, last_run_id=self.last_run_id
        )
        return counting.amount_of_rows(self.counted) if known is None else known

    @cached_property
    def counted(self) -> counting.Counted | None:
        """The rows counted one by one, as far as that is done; both the amount and the choices come of it."""
        return (
            None if counting.is_large_branch(self.filter, self.campaign) else counting.counted_rows(self.rows)
        )

    @property
    def order(self) -> tuple[str, str]:
        if self.filter.due in ("today", "week"):
            return "due_on", "id"
        return ("-id", "-id") if self.filter.sort == "newest" else ("rank", "id")


def leads_matching(wanted: LeadFilter, *, campaign: Campaign, by: Member) -> Matching:
    """The leads of a campaign a filter names, as `by` sees it: `me` is they."""
    run = last_run(campaign)
    run_id = run.pk if run else None
    rows, remark = _rows(wanted, campaign, by.pk, run_id), ""
    if wanted.text:
        others = Matching(rows, wanted.without("text"), campaign, by, run_id)
        rows, remark = _searched(rows, wanted, campaign, few=others.amount.number <= MOST_READ_THROUGH)
    return Matching(rows, wanted, campaign, by, run_id, remark)


def facets(found: Matching) -> counting.Facets | None:
    """Beside each choice of a filter, how many leads it would find; None where counting them takes too long."""
    wanted, campaign, run_id = found.filter, found.campaign, found.last_run_id
    if counting.is_tallied(wanted):
        return counting.facets_of_tally(wanted, campaign, last_run_id=run_id)
    wider = wanted.without(*counting.FACETS)
    if wider == wanted:
        return counting.facets_of_rows(wanted, found.counted)
    if wanted.text:
        return None
    others = Matching(_rows(wider, campaign, found.member.pk, run_id), wider, campaign, found.member, run_id)
    return counting.facets_of_rows(wanted, others.counted)


@dataclass(frozen=True)
class Page:
    """A page of the queue (一页); `after` and `before` are where the next and the one before begin, empty at the ends."""

    leads: Sequence[Lead]
    after: str
    before: str


def page_of(found: Matching, *, size: int, after: str = "", before: str = "") -> Page:
    """One page by key, so that the thousandth costs what the first costs."""
    column, _ = found.order
    backwards = bool(before)
    rows = found.rows.order_by(*dict.fromkeys(found.order))
    rows = rows.select_related("assignee__account", "decided_by__account").defer("evidence")
    place = _place(before or after, column)
    if backwards and place:
        rows = rows.reverse()
    leads = _first_beyond(rows, place, column, backwards, size + 1) if place else list(rows[: size + 1])
    more, leads = len(leads) > size, leads[:size]
    if backwards and place:
        leads.reverse()
        return Page(leads, _key(leads[-1], column) if leads else "", _key(leads[0], column) if more else "")
    return Page(
        leads, _key(leads[-1], column) if more else "", _key(leads[0], column) if place and leads else ""
    )


def next_after(lead: Lead, found: Matching) -> Lead | None:
    """The lead that comes behind this one in the queue; the first one at its end."""
    column, _ = found.order
    rows = found.rows.order_by(*dict.fromkeys(found.order)).exclude(pk=lead.pk)
    value = getattr(lead, column.lstrip("-"))
    behind = _first_beyond(rows, (str(value), lead.pk), column, False, 1) if value is not None else []
    return behind[0] if behind else rows.first()


def groups(found: Matching, kind: str, *, first: int = 0, most: int = 100) -> tuple[list[Group], str]:
    """The largest groups of what a filter finds; the second value says why there are none to show."""
    wanted, campaign = found.filter, found.campaign
    if kind == "check" and counting.is_tallied(wanted):
        counted = counting.facets_of_tally(wanted.without("code"), campaign, last_run_id=found.last_run_id)[
            "code"
        ]
        sums = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[first : first + most]
        if wanted.code:
            sums = [pair for pair in sums if pair[0] == wanted.code.upper()]
    elif kind != "check" and counting.fits_group_tally(wanted):
        sums = counting.groups_of_tally(kind, wanted, campaign, first=first, most=most)
    elif found.rows.order_by()[: MOST_GROUPED + 1].count() > MOST_GROUPED:
        return [], f"符合条件的线索超过 {MOST_GROUPED:,} 条，请先按检查项或状态缩小范围，再分组。"
    else:
        sums = _grouped_rows(found, kind, first, most)
    return _named(sums, kind, campaign), ""


def history_of(lead: Lead) -> list[Entry]:
    """What was done to a lead, newest first (操作记录)."""
    rows = Entry.objects.filter(body_id=lead.body_id, on_kind=Lead._meta.label, on_id=str(lead.pk))
    return list(rows.order_by("-number")[:100])


@dataclass(frozen=True)
class Neighbours:
    """Other leads beside one (相关线索): a few of each kind, and how many there are, up to a hundred.

    number  with the lead itself, which is among those the filter finds
    """

    label: str
    filter: LeadFilter
    leads: Sequence[Lead]
    number: int

    @property
    def capped(self) -> bool:
        return self.number > MOST_NEIGHBOURS


MOST_NEIGHBOURS = 100


def neighbours_of(lead: Lead) -> list[Neighbours]:
    """The same client's, the same persons', and similar leads: same check, same branch."""
    others = Lead.objects.filter(campaign_id=lead.campaign_id).exclude(pk=lead.pk)
    found = []
    if lead.org_id:
        name = f"同一获证组织：{lead.org_name or lead.org_id}"
        found.append(
            _neighbours(name, LeadFilter(state="any", org=lead.org_id), others.filter(org_id=lead.org_id))
        )
    for person in lead.person_ids[:3]:
        persons = LeadPerson.objects.filter(campaign_id=lead.campaign_id, person_id=person)
        ids = persons.order_by("lead_id").values("lead_id")[: MOST_NEIGHBOURS + 1]
        wanted = LeadFilter(state="any", person=person)
        found.append(_neighbours(f"同一人员：{person}", wanted, others.filter(pk__in=ids)))
    label, wanted = "同一检查项", LeadFilter(code=lead.code, state=lead.state)
    similar = others.filter(code=lead.code, state=lead.state)
    if lead.branch_id:
        label, wanted = "同一检查项、同一分支机构", replace(wanted, branch=lead.branch_id)
        similar = similar.filter(branch_id=lead.branch_id)
    found.append(_neighbours(label, wanted, similar))
    return [one for one in found if one.leads]


def saved_views(member: Member) -> list[SavedView]:
    """One's own and the team's."""
    rows = SavedView.objects.filter(Q(owner=member) | Q(shared=True)).select_related("owner__account")
    return list(rows.order_by("name", "pk"))


def members_who_triage() -> list[Member]:
    """Whom a lead can be given to."""
    members = Member.objects.filter(is_active=True).select_related("account").order_by("account__name", "pk")
    return [member for member in members if member.may("lead.triage")]


def branches(campaign: Campaign) -> list[str]:
    """The branches leads are about."""
    rows = counting.LeadGroupTally.objects.filter(campaign=campaign, kind="branch")
    return list(rows.order_by("value").values_list("value", flat=True).distinct()[:500])


def check_titles(codes: Sequence[str]) -> dict[str, str]:
    """What each check is called, in its last edition."""
    return {code: editions[-1].title for code in codes if (editions := checks_of(code))}


def _rows(wanted: LeadFilter, campaign: Campaign, member_id: int, run_id: int | None) -> QuerySet[Lead]:
    """All but the words that are searched for."""
    rows = Lead.objects.filter(_conditions(wanted, member_id, run_id), campaign=campaign)
    if wanted.person:
        persons = LeadPerson.objects.filter(campaign=campaign, person_id=wanted.person)
        rows = rows.filter(pk__in=persons.values("lead_id"))
    if wanted.problem:
        # By its name: problems know of leads, leads not of problems.
        links = Exists(apps.get_model("problems", "ProblemLead").objects.filter(lead=OuterRef("pk")))
        rows = rows.filter(links if wanted.problem == "some" else ~links)
    return rows


def _conditions(wanted: LeadFilter, member_id: int, run_id: int | None) -> Q:
    said = counting.conditions(wanted, member_id=member_id, last_run_id=run_id)
    if points := SEVERITY_POINTS.get(wanted.severity):
        # Implied by the severity; it lets the queue's index go straight to these rows.
        said &= Q(rank__gte=RANK_FROM - points - HIT_POINTS - REOPENED_POINTS, rank__lte=RANK_FROM - points)
    for name, column in (("org", "org_id"), ("certificate", "certificate_no"), ("branch", "branch_id")):
        if value := getattr(wanted, name):
            said &= Q(**{column: value})
    return said


def _searched(
    rows: QuerySet[Lead], wanted: LeadFilter, campaign: Campaign, *, few: bool
) -> tuple[QuerySet[Lead], str]:
    """Leads with every word in a number, an organisation's name or, where few are left, the sentence."""
    remarks = []
    if not few:
        remarks.append(
            f"其他条件下仍有 {MOST_READ_THROUGH:,} 条以上，只按编号、检查项和组织名称查找，没有查找情况说明的文字。"
        )
    for word in wanted.text.split()[:4]:
        rows, remark = _with_word(rows, word, campaign, few)
        remarks += [remark] if remark else []
    return rows, "".join(remarks)


def _with_word(rows: QuerySet[Lead], word: str, campaign: Campaign, few: bool) -> tuple[QuerySet[Lead], str]:
    if checks_of(word):
        return rows.filter(code=word.upper()), ""
    names = LeadOrganisation.objects.filter(campaign=campaign, name__contains=word)
    orgs = list(names.order_by("pk").values_list("org_id", flat=True)[: MOST_ORGANISATIONS + 1])
    remark = ""
    if len(orgs) > MOST_ORGANISATIONS:
        orgs = orgs[:MOST_ORGANISATIONS]
        remark = f"名称含“{word}”的组织超过 {MOST_ORGANISATIONS} 家，只查了其中 {MOST_ORGANISATIONS} 家，请写得更全一些。"
    persons = LeadPerson.objects.filter(campaign=campaign, person_id=word).values("lead_id")
    kinds = [
        Q(certificate_no__gte=word, certificate_no__lt=word + _LAST),
        Q(subject_id__gte=word, subject_id__lt=word + _LAST),
        Q(org_id=word),
        Q(org_id__in=orgs),
        Q(pk__in=persons),
    ]
    if word.isascii() and word.isdigit() and len(word) < 16:
        kinds.append(Q(pk=int(word)))
    if few:
        kinds.append(Q(sentence__contains=word) | Q(reason__contains=word))
    # One index each; PostgreSQL would read the whole queue for one condition with OR.
    first, *others = (rows.filter(kind).order_by().values_list("pk")[: MOST_FOUND + 1] for kind in kinds)
    found = [pk for (pk,) in first.union(*others)[: MOST_FOUND + 1]]
    if len(found) > MOST_FOUND:
        remark += f"“{word}”找到 {MOST_FOUND:,} 条以上，只列其中 {MOST_FOUND:,} 条，请写得更全一些。"
    return rows.filter(pk__in=found[:MOST_FOUND]), remark


def _place(text: str, column: str) -> tuple[str, int] | None:
    """A place in the queue as an address gives it; None when it is none."""
    value, dot, pk = text.rpartition(".")
    if not dot or not (pk.isascii() and pk.isdigit()) or len(pk) > 18:
        return None
    if column == "due_on":
        try:
            date.fromisoformat(value)
        except ValueError:
            return None
    elif not (value.lstrip("-").isascii() and value.lstrip("-").isdigit()) or len(value) > 18:
        return None
    return value, int(pk)


def _first_beyond(
    rows: QuerySet[Lead], place: tuple[str, int], column: str, backwards: bool, most: int
) -> list[Lead]:
    """The first rows beyond a place of the queue: the rest of those equal to it, then the others.

    Two questions, since each goes straight to its rows; one with OR reads all equal ones that come before.
    """
    value, pk = place
    if column == "-id":
        return list(rows.filter(Q(pk__gt=pk) if backwards else Q(pk__lt=pk))[:most])
    way = "lt" if backwards else "gt"
    found = list(rows.filter(**{column: value, f"pk__{way}": pk})[:most])
    if len(found) < most:
        found += rows.filter(**{f"{column}__{way}": value})[: most - len(found)]
    return found


def _key(lead: Lead, column: str) -> str:
    return f"{getattr(lead, column.lstrip('-'))}.{lead.pk}"


def _grouped_rows(found: Matching, kind: str, first: int, most: int) -> list[tuple[str, int]]:
    if kind == "person":
        rows = LeadPerson.objects.filter(campaign=found.campaign, lead__in=found.rows.order_by())
        sums = rows.order_by().values_list("person_id").annotate(number=Count("pk"))
        return list(sums.order_by("-number", "person_id")[first : first + most])
    column = _GROUP_COLUMNS[kind]
    sums = found.rows.exclude(**{column: ""}).order_by().values_list(column).annotate(number=Count("pk"))
    return list(sums.order_by("-number", column)[first : first + most])


def _named(sums: Sequence[tuple[str, int]], kind: str, campaign: Campaign) -> list[Group]:
    values = [value for value, _ in sums]
    names: dict[str, str] = {}
    if kind == "check":
        names = check_titles(values)
    elif kind == "org":
        rows = LeadOrganisation.objects.filter(campaign=campaign, org_id__in=values)
        names = dict(rows.values_list("org_id", "name"))
    return [Group(value, names.get(value, ""), number) for value, number in sums]


def _neighbours(label: str, wanted: LeadFilter, rows: QuerySet[Lead]) -> Neighbours:
    # No more than a hundred are read: the page says "100 条以上" rather than counting a million. Five are shown.
    near = rows.order_by("rank", "pk").values_list(*_OF_NEIGHBOURS)[:MOST_NEIGHBOURS]
    found = list(near)
    shown = [Lead.from_db(near.db, _OF_NEIGHBOURS, row) for row in found[:5]]
    return Neighbours(label, wanted, shown, len(found) + 1)


_SHOWN_OF_NEIGHBOURS = {"id", "code", "subject_id", "state", "sentence", "reason", "rank"}
_OF_NEIGHBOURS = [
    field.attname for field in Lead._meta.concrete_fields if field.attname in _SHOWN_OF_NEIGHBOURS
]
