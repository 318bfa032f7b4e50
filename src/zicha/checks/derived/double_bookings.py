"""Audits of one person that overlap elsewhere (审核时间冲突).

Whether two audits exclude each other depends on both organisation and combined group, so no running maximum alone
decides it: the interval that reaches furthest may belong to the same visit. First a sweep cuts each person's audits
into runs that touch no other run in time; nearly all hold one visit only and are dropped; within the few that are
left every pair is compared.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.numbered import numbered
from zicha.checks.derived.same_person import with_same_person
from zicha.checks.expressions import in_order
from zicha.checks.registry import KEY_BREAK, derived


@derived(kept=True)
def crowded_presences(
    audit_team: ir.Table, audits: ir.Table, numbered_visits: ir.Table, people: ir.Table
) -> ir.Table:
    """same_person, run, audit_id, org_id, combined_group, started_at, ended_at: audits of a person, other than as
    observer, that may overlap an audit elsewhere, which is one of the same run."""
    members = audit_team.filter(audit_team.role != "observer").select("audit_id", "person_id")
    same = with_same_person(members.select("person_id").distinct(), people)
    persons = numbered(same, "same_person", "person_no")
    # Of a view: both sides descend from the same table.
    numbers = same.view().join(persons, "same_person").select("person_id", "person_no")
    present = members.join(numbers, "person_id").select("audit_id", "person_no").distinct()
    found = crowded(present.join(_timed(audits, numbered_visits), "audit_id"))
    named = found.join(persons.view(), "person_no")
    known = audits.select("audit_id", "org_id", "combined_group")
    return named.join(known, "audit_id").select(
        "same_person", "run", "audit_id", "org_id", "combined_group", "started_at", "ended_at"
    )


def _timed(audits: ir.Table, numbered_visits: ir.Table) -> ir.Table:
    """audit_id, org_no, group_no (null for none), started_at, ended_at: audits of some length."""
    timed = audits.filter(audits.ended_at > audits.started_at)
    groups = numbered(audits, "combined_group", "group_no")
    timed = timed.left_join(numbered_visits, "audit_id").left_join(groups, "combined_group")
    return timed.select("audit_id", "org_no", "group_no", "started_at", "ended_at")


def crowded(presences: ir.Table) -> ir.Table:
    """The presences with `run`, runs of a single visit left out.

    presences  person_no, audit_id, org_no, group_no, started_at, ended_at: one row a person and audit
    """
    runs = _in_runs(presences)
    held = runs.group_by("person_no", "run").aggregate(
        first_org=runs.org_no.min(),
        last_org=runs.org_no.max(),
        first_group=runs.group_no.min(),
        last_group=runs.group_no.max(),
        ungrouped=runs.group_no.isnull().cast("int64").max(),
    )
    is_one_group = (held.ungrouped == 0) & (held.first_group == held.last_group)
    several = held.filter((held.first_org != held.last_org) & ~is_one_group.fill_null(False))
    return (
        runs.view()
        .semi_join(several, ["person_no", "run"])
        .select("person_no", "run", "audit_id", "started_at", "ended_at")
    )


def _in_runs(presences: ir.Table) -> ir.Table:
    """The presences with `run`: audits of one person overlap only within a run."""
    # Which of several begun at once comes first makes no difference: only the first of them can begin a run.
    by_time = {"group_by": presences.person_no, "order_by": presences.started_at}
    reached = presences.mutate(
        reached=presences.ended_at.max().over(ibis.window(**by_time, preceding=(None, 1)))
    )
    # An audit that starts when all before it have ended overlaps none of them.
    begins = reached.reached.isnull() | (reached.started_at >= reached.reached)
    opened = reached.mutate(begins=begins.cast("int64"))
    return opened.mutate(
        run=opened.begins.sum().over(
            ibis.window(
                group_by=opened.person_no,
                order_by=[opened.started_at, opened.begins.desc()],
                preceding=(None, 0),
            )
        )
    )


def double_bookings(crowded_presences: ir.Table) -> ir.Table:
    """booked_person, booked_audit, other_audits (keys), overlap_minutes (the longest overlap, begun minutes)."""
    mine = crowded_presences
    others = mine.select(
        other_person="same_person",
        other_run="run",
        other_audit="audit_id",
        other_org="org_id",
        other_group="combined_group",
        other_started="started_at",
        other_ended="ended_at",
    )
    pairs = mine.view().join(others, [("same_person", "other_person"), ("run", "other_run")])
    pairs = pairs.filter(
        pairs.audit_id != pairs.other_audit,
        pairs.org_id != pairs.other_org,
        (pairs.combined_group != pairs.other_group).fill_null(True),
        pairs.started_at < pairs.other_ended,
        pairs.other_started < pairs.ended_at,
    )
    ends = ibis.ifelse(pairs.ended_at < pairs.other_ended, pairs.ended_at, pairs.other_ended)
    starts = ibis.ifelse(pairs.started_at > pairs.other_started, pairs.started_at, pairs.other_started)
    seconds = ends.epoch_seconds().cast("int64") - starts.epoch_seconds().cast("int64")
    pairs = pairs.mutate(minutes=((seconds + 59) // 60).cast("int64"))
    return pairs.group_by(booked_person="same_person", booked_audit="audit_id").aggregate(
        other_audits=in_order(pairs.other_audit, KEY_BREAK), overlap_minutes=pairs.minutes.max()
    )
