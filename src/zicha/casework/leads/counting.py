"""How many leads (线索计数), out of the tallies PostgreSQL keeps: a million are counted in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.filters import MYSELF, NOBODY, TABS, LeadFilter
from zicha.casework.leads.models import Lead, LeadDueTally, LeadGroupTally, LeadState, LeadTally
from zicha.casework.tenancy.scoped import BodyModel

# What the tally knows; of a person's leads and of days another one; a filter by anything else is counted row by row.
TALLIED = frozenset({"state", "verdict", "area", "severity", "code", "assignee", "due", "change", "sort"})
FACETS = ("code", "severity", "area", "verdict")
MOST_COUNTED = 10_000
COMPACT_FROM: Mapping[type[BodyModel], int] = {LeadTally: 2_000, LeadDueTally: 2_000, LeadGroupTally: 20_000}
"""From so many added rows on a tally is folded. Every page reads the first two whole; the third is large to go through."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many; `exact` False says at least so many."""

    number: int
    exact: bool = True


Facets: TypeAlias = Mapping[str, Mapping[str, int]]
Counted: TypeAlias = Mapping[tuple[str, ...], int]
"""How many leads there are of each check, severity, area and verdict together."""


def is_tallied(wanted: LeadFilter) -> bool:
    """Whether `LeadTally` answers it: all but particular people and days."""
    return set(wanted.said) <= TALLIED and wanted.assignee in ("", NOBODY) and wanted.due in ("", "none")


def amounts_by_tab(campaign: Campaign, *, member_id: int) -> dict[str, int]:
    """The number beside each default view, in two statements."""
    of_kind = {tab.key: Sum("n", filter=_of_tally(tab.filter)) for tab in TABS if is_tallied(tab.filter)}
    found = LeadTally.objects.filter(campaign=campaign).aggregate(**of_kind)
    of_people = {
        tab.key: Sum("n", filter=_of_due_tally(tab.filter, member_id))
        for tab in TABS
        if tab.key not in of_kind
    }
    found |= LeadDueTally.objects.filter(campaign=campaign).aggregate(**of_people)
    return {tab.key: found[tab.key] or 0 for tab in TABS}


def amount(
    wanted: LeadFilter, campaign: Campaign, *, member_id: int, last_run_id: int | None
) -> Amount | None:
    """How many leads match, out of the tallies; None where they do not know."""
    if is_tallied(wanted):
        counted = LeadTally.objects.filter(_of_tally(wanted, last_run_id), campaign=campaign)
    elif set(wanted.said) <= {"assignee", "due", "sort"}:
        counted = LeadDueTally.objects.filter(_of_due_tally(wanted, member_id), campaign=campaign)
    else:
        return None
    return Amount(counted.aggregate(total=Sum("n"))["total"] or 0)


def amount_of_rows(counted: Counted | None) -> Amount:
    """The same, of rows that were counted."""
    return Amount(MOST_COUNTED, exact=False) if counted is None else Amount(sum(counted.values()))


def counted_rows(rows: QuerySet[Lead]) -> Counted | None:
    """How many rows there are of each check, severity, area and verdict; None when they are more than MOST_COUNTED."""
    found = rows.order_by().values_list(*FACETS)[: MOST_COUNTED + 1]
    try:
        statement, values = found.query.sql_with_params()
    except EmptyResultSet:
        return {}
    places = ", ".join(str(at) for at in range(1, len(FACETS) + 1))
    with connection.cursor() as cursor:
        # Summed where the rows are: ten thousand of them need not be carried over to be counted.
        cursor.execute(
            f"SELECT {', '.join(FACETS)}, count(*) FROM ({statement}) AS found GROUP BY {places}", values
        )
        counted = {tuple(said): number for *said, number in cursor.fetchall()}
    return counted if sum(counted.values()) <= MOST_COUNTED else None


def facets_of_tally(wanted: LeadFilter, campaign: Campaign, *, last_run_id: int | None) -> Facets:
    """Beside each choice of check, severity, area and verdict: how many there are under the other conditions."""
    rows = LeadTally.objects.filter(_of_tally(wanted.without(*FACETS), last_run_id), campaign=campaign)
    sums = rows.order_by().values_list(*FACETS).annotate(total=Sum("n")).filter(total__gt=0)
    return _facets(wanted, ((tuple(values), total) for *values, total in sums))


def facets_of_rows(wanted: LeadFilter, counted: Counted | None) -> Facets | None:
    """The same, of rows the filter finds without these four conditions; None when they are too many."""
    return None if counted is None else _facets(wanted, counted.items())


def _facets(wanted: LeadFilter, counted: Iterable[tuple[tuple[str, ...], int]]) -> Facets:
    found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    said = {name: value for name, value in wanted.said.items() if name in FACETS}
    for values, total in counted:
        named = dict(zip(FACETS, values, strict=True))
        # Its own condition does not narrow a list of choices, the others do.
        differing = {name for name, value in said.items() if named[name] != value}
        for name in FACETS:
            if differing <= {name}:
                found[name][named[name]] = found[name].get(named[name], 0) + total
    return found


def conditions(wanted: LeadFilter, *, member_id: int, last_run_id: int | None = None) -> Q:
    """The filter over columns of leads."""
    said = _of_both(wanted, last_run_id)
    if wanted.assignee == NOBODY:
        said &= Q(assignee_id__isnull=True)
    elif wanted.assignee:
        said &= Q(assignee_id=_person(wanted, member_id))
    if wanted.due:
        said &= Q(state=LeadState.OPEN) & _due(wanted.due)
    return said & (~Q(reopened_because="") if wanted.change == "reopened" else Q())


def _of_tally(wanted: LeadFilter, last_run_id: int | None = None) -> Q:
    said = _of_both(wanted, last_run_id)
    if wanted.assignee == NOBODY:
        said &= Q(assigned=False)
    if wanted.due == "none":
        said &= Q(state=LeadState.OPEN, dated=False)
    return said & (Q(reopened=True) if wanted.change == "reopened" else Q())


def _of_due_tally(wanted: LeadFilter, member_id: int) -> Q:
    """Of open leads that are somebody's or have a day."""
    said = _due(wanted.due)
    if wanted.assignee == NOBODY:
        return said & Q(assignee_id__isnull=True)
    return said & (Q(assignee_id=_person(wanted, member_id)) if wanted.assignee else Q())


def _of_both(wanted: LeadFilter, last_run_id: int | None) -> Q:
    """Columns leads and tally share."""
    said = Q()
    if wanted.states:
        # Of one state alone the index knows the order.
        one_state = len(wanted.states) == 1
        said &= Q(state=wanted.states[0]) if one_state else Q(state__in=wanted.states)
    for name in ("verdict", "area", "severity"):
        if value := getattr(wanted, name):
            said &= Q(**{name: value})
    if wanted.code:
        said &= Q(code=wanted.code.upper())
    if wanted.change == "new":
        said &= Q(first_run_id=last_run_id)
    elif wanted.change == "persisting":
        said &= ~Q(first_run_id=last_run_id)
    return said


def _person(wanted: LeadFilter, member_id: int) -> int:
    return member_id if wanted.assignee == MYSELF else int(wanted.assignee)


def _due(due: str) -> Q:
    today = timezone.localdate()
    match due:
        case "today":
            return Q(due_on__isnull=False, due_on__lte=today)
        case "week":
            return Q(due_on__isnull=False, due_on__lte=today + timedelta(days=7))
        case "none":
            return Q(due_on__isnull=True)
    return Q()


@dataclass(frozen=True, slots=True)
class Group:
    """Leads that share a check, an organisation, a person or a branch (分组)."""

    value: str
    name: str
    number: int


def groups_of_tally(
    kind: str, wanted: LeadFilter, campaign: Campaign, *, first: int, most: int
) -> list[tuple[str, int]]:
    """The largest groups under a filter by state, verdict and whether somebody is in charge."""
    totals = _group_tally(kind, wanted, campaign).order_by().values_list("value").annotate(total=Sum("n"))
    return list(totals.filter(total__gt=0).order_by("-total", "value")[first : first + most])


def is_large_branch(wanted: LeadFilter, campaign: Campaign) -> bool:
    """Whether the tally says that a filter by a branch finds more than are counted one by one."""
    rest = wanted.without("branch")
    if not wanted.branch or not fits_group_tally(rest):
        return False
    of_branch = _group_tally("branch", rest, campaign).filter(value=wanted.branch)
    return (of_branch.aggregate(total=Sum("n"))["total"] or 0) > MOST_COUNTED


def _group_tally(kind: str, wanted: LeadFilter, campaign: Campaign) -> QuerySet[LeadGroupTally]:
    rows = LeadGroupTally.objects.filter(campaign=campaign, kind=kind)
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.verdict:
        rows = rows.filter(verdict=wanted.verdict)
    if wanted.assignee == NOBODY:
        rows = rows.filter(assigned=False)
    return rows


def fits_group_tally(wanted: LeadFilter) -> bool:
    said = wanted.said
    return set(said) <= {"state", "verdict", "sort"} or (
        set(said) <= {"state", "verdict", "assignee", "sort"} and wanted.assignee == NOBODY
    )


def compact(campaign: Campaign, *, always: bool = False) -> int:
    """Fold the rows of the tallies that stand for the same thing; how many rows it saved.

    Where few were added since the last time there is nothing worth reading a large tally for. One statement: whoever
    counts meanwhile sees the rows before or those after, never a part.
    """
    saved = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (LeadTally, LeadDueTally, LeadGroupTally):
            table = model._meta.db_table
            mark = f"folded:{table}:{campaign.pk}"
            rows = model.objects.filter(campaign=campaign)
            added = rows.filter(pk__gt=cache.get(mark, 0)).order_by()[: COMPACT_FROM[model] + 1].count()
            if not always and added <= COMPACT_FROM[model]:
                continue
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", [table, campaign.pk])
            if not cursor.fetchone()[0]:
                continue
            saved += _fold(cursor, model, campaign)
            cache.set(mark, rows.aggregate(last=Max("pk"))["last"] or 0, timeout=None)
    return saved


def _fold(cursor: Any, model: type[BodyModel], campaign: Campaign) -> int:
    table = model._meta.db_table
    columns = (field.column for field in model._meta.concrete_fields if field.column not in ("id", "n"))
    kept = ", ".join(columns)
    cursor.execute(
        f"""WITH several AS (SELECT {kept}, sum(n) AS total, array_agg(id) AS ids FROM {table} WHERE campaign_id = %s
                             GROUP BY {kept} HAVING count(*) > 1 OR sum(n) = 0),
                 folded AS (DELETE FROM {table} WHERE id IN (SELECT unnest(ids) FROM several) RETURNING 1),
                 made AS (INSERT INTO {table} ({kept}, n)
                          SELECT {kept}, total FROM several WHERE total <> 0 RETURNING 1)
            SELECT (SELECT count(*) FROM folded) - (SELECT count(*) FROM made)""",
        [campaign.pk],
    )
    saved: int = cursor.fetchone()[0]
    return saved


def tally_differences(campaign: Campaign) -> list[str]:
    """Where the tallies and a count of the rows disagree; always empty, unless somebody altered the database."""
    columns = ("state", "verdict", "code", "area", "severity", "first_run_id")
    by_rows: Mapping[tuple[object, ...], int] = {
        tuple(values): n
        for *values, n in Lead.objects.filter(campaign=campaign)
        .order_by()
        .values_list(*columns)
        .annotate(n=Count("pk"))
    }
    by_tally = {
        tuple(values): n
        for *values, n in LeadTally.objects.filter(campaign=campaign)
        .order_by()
        .values_list(*columns)
        .annotate(total=Sum("n"))
        if n
    }
    return [
        f"{'/'.join(str(part) for part in key)}：计数 {by_tally.get(key, 0)}，实有 {by_rows.get(key, 0)}"
        for key in sorted({*by_rows, *by_tally}, key=str)
        if by_rows.get(key) != by_tally.get(key)
    ]
