"""How many leads (线索计数), out of the tallies PostgreSQL keeps: a million are counted in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.filters import ANY, MYSELF, NOBODY, TABS, LeadFilter
from zicha.casework.leads.models import Lead, LeadGroupTally, LeadTally

# What a tally knows; a filter by anything else is counted row by row.
TALLIED = {"state", "verdict", "area", "severity", "code", "assignee", "due", "change", "sort"}
FACETS = ("code", "severity", "area", "verdict")
MOST_COUNTED = 10_000
COMPACT_FROM = 20_000


@dataclass(frozen=True, slots=True)
class Amount:
    """How many; `exact` False says at least so many."""

    number: int
    exact: bool = True


def amounts_by_tab(campaign: Campaign, *, member_id: int) -> dict[str, int]:
    """The number beside each default view, in one statement."""
    sums = {tab.key: Sum("n", filter=conditions(tab.filter, member_id=member_id)) for tab in TABS}
    found = LeadTally.objects.filter(campaign=campaign).aggregate(**sums)
    return {key: number or 0 for key, number in found.items()}


def amount(
    wanted: LeadFilter, rows: QuerySet[Lead], campaign: Campaign, *, member_id: int, last_run_id: int | None
) -> Amount:
    """How many leads match: exact where the tallies know, else counted up to MOST_COUNTED."""
    if set(wanted.said) <= TALLIED:
        condition = conditions(wanted, member_id=member_id, last_run_id=last_run_id)
        found = LeadTally.objects.filter(condition, campaign=campaign).aggregate(n=Sum("n"))["n"]
        return Amount(found or 0)
    number = rows.order_by()[: MOST_COUNTED + 1].count()
    return Amount(min(number, MOST_COUNTED), number <= MOST_COUNTED)


def facets(
    wanted: LeadFilter, campaign: Campaign, *, member_id: int, last_run_id: int | None
) -> dict[str, dict[str, int]]:
    """Beside each choice of check, severity, area and verdict: how many there are under the tallied conditions."""
    known = wanted.without(*(set(wanted.said) - TALLIED), *FACETS)
    rows = (
        LeadTally.objects.filter(
            conditions(known, member_id=member_id, last_run_id=last_run_id), campaign=campaign
        )
        .values_list(*FACETS)
        .annotate(total=Sum("n"))
        .filter(total__gt=0)
    )
    found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for *values, total in rows.order_by():
        named = dict(zip(FACETS, values, strict=True))
        for name in FACETS:
            # Its own condition does not narrow a list of choices, the others do.
            others = {k: v for k, v in wanted.said.items() if k in FACETS and k != name}
            if all(named[k] == v for k, v in others.items()):
                found[name][named[name]] = found[name].get(named[name], 0) + total
    return found


def conditions(wanted: LeadFilter, *, member_id: int, last_run_id: int | None = None) -> Q:
    """The filter over columns leads and tallies share."""
    said = Q()
    if wanted.state != ANY:
        said &= Q(state=wanted.state)
    for name in ("verdict", "area", "severity"):
        if value := getattr(wanted, name):
            said &= Q(**{name: value})
    if wanted.code:
        said &= Q(code=wanted.code.upper())
    if wanted.assignee == NOBODY:
        said &= Q(assignee_id__isnull=True)
    elif wanted.assignee:
        said &= Q(assignee_id=member_id if wanted.assignee == MYSELF else int(wanted.assignee))
    return said & _due(wanted.due) & _change(wanted.change, last_run_id)


def _due(due: str) -> Q:
    today = timezone.localdate()
    match due:
        case "today":
            return Q(state="open", due_on__isnull=False, due_on__lte=today)
        case "week":
            return Q(state="open", due_on__isnull=False, due_on__lte=today + timedelta(days=7))
        case "none":
            return Q(state="open", due_on__isnull=True)
    return Q()


def _change(change: str, last_run_id: int | None) -> Q:
    match change:
        case "new":
            return Q(first_run_id=last_run_id)
        case "persisting":
            return ~Q(first_run_id=last_run_id)
        case "reopened":
            return Q(reopened=True)
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
    rows = LeadGroupTally.objects.filter(campaign=campaign, kind=kind)
    if wanted.state != ANY:
        rows = rows.filter(state=wanted.state)
    if wanted.verdict:
        rows = rows.filter(verdict=wanted.verdict)
    if wanted.assignee == NOBODY:
        rows = rows.filter(assigned=False)
    totals = rows.order_by().values_list("value").annotate(total=Sum("n")).filter(total__gt=0)
    return list(totals.order_by("-total", "value")[first : first + most])


def fits_group_tally(wanted: LeadFilter) -> bool:
    said = wanted.said
    return set(said) <= {"state", "verdict", "sort"} or (
        set(said) <= {"state", "verdict", "assignee", "sort"} and wanted.assignee == NOBODY
    )


def compact(campaign: Campaign, *, always: bool = False) -> int:
    """Fold the rows of the tallies that stand for the same thing; how many rows it saved.

    One statement: whoever counts meanwhile sees the rows before or those after, never a part.
    """
    saved = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (LeadTally, LeadGroupTally):
            if (
                not always
                and model.objects.filter(campaign=campaign)[: COMPACT_FROM + 1].count() <= COMPACT_FROM
            ):
                continue
            table = model._meta.db_table
            kept = ", ".join(
                field.column for field in model._meta.concrete_fields if field.column not in ("id", "n")
            )
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", [table, campaign.pk])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(
                f"""WITH folded AS (DELETE FROM {table} WHERE campaign_id = %s RETURNING {kept}, n),
                         made AS (INSERT INTO {table} ({kept}, n)
                                  SELECT {kept}, sum(n) FROM folded GROUP BY {kept} HAVING sum(n) <> 0 RETURNING 1)
                    SELECT (SELECT count(*) FROM folded) - (SELECT count(*) FROM made)""",
                [campaign.pk],
            )
            saved += cursor.fetchone()[0]
    return saved


def tally_differences(campaign: Campaign) -> list[str]:
    """Where the tallies and a count of the rows disagree; always empty, unless somebody altered the database."""
    columns = ("state", "verdict", "code", "area", "severity", "assignee_id", "first_run_id")
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
