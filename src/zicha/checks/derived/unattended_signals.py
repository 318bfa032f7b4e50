"""Certificates whose body left a signal from outside unattended (外部信号未处置): who answered in time, and how."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.certificate_states import ENDING_KINDS, with_state_on
from zicha.checks.expressions import day, days_after, literal_day
from zicha.checks.registry import KEY_BREAK

ANSWERING_AUDITS = ("special", "unannounced", "factory_followup")
FINAL_KINDS = ("revoked", "cancelled")


def unattended_signals(
    certificates: ir.Table,
    signals: ir.Table,
    audits: ir.Table,
    certificate_events: ir.Table,
    certificate_states: ir.Table,
    *,
    days_to_act: int,
    as_of: date,
    ended_only_by: Iterable[str] = (),
) -> ir.Table:
    """One row a certificate valid on the day of a signal; a hit where one signal was not attended to in time.

    signals        org_id, adverse_id, adverse_kind, published_on
    ended_only_by  kinds of signal that only revoking or cancelling the certificate answers
    """
    held = certificates.select(
        "certificate_no", "body_id", "org_id", "issued_on", "expires_on", "status"
    ).join(signals.select("org_id", "adverse_id", "adverse_kind", "published_on"), "org_id")
    held = with_state_on(held, certificate_states, day="published_on")
    struck = held.filter(held.is_valid)
    struck = struck.mutate(
        deadline=days_after(struck.published_on, days_to_act),
        is_grave=struck.adverse_kind.isin(list(ended_only_by)) if ended_only_by else ibis.literal(False),
    )
    attended = ibis.union(
        _audited_in_time(struck, audits), _ended_in_time(struck, certificate_events), distinct=True
    )
    judged = struck.left_join(attended.mutate(is_attended=True), ["certificate_no", "adverse_id"])
    is_overdue = literal_day(as_of) > judged.deadline
    judged = judged.mutate(unattended=is_overdue & judged.is_attended.isnull())
    per_certificate = judged.group_by("certificate_no").aggregate(
        body_id=judged.body_id.min(),
        org_id=judged.org_id.min(),
        unattended=judged.unattended.cast("int64").sum(),
        missed_published_on=judged.published_on.min(where=judged.unattended),
        missed_deadline=judged.deadline.min(where=judged.unattended),
        last_deadline=judged.deadline.max(),
        see_adverse_events=judged.adverse_id.group_concat(KEY_BREAK, where=judged.unattended),
    )
    return per_certificate.select(
        "certificate_no",
        "body_id",
        "see_adverse_events",
        published_on=per_certificate.missed_published_on,
        hit=per_certificate.unattended > 0,
        observed=literal_day(as_of),
        expected=ibis.coalesce(per_certificate.missed_deadline, per_certificate.last_deadline),
        see_organisations=per_certificate.org_id,
    )


def _audited_in_time(struck: ir.Table, audits: ir.Table) -> ir.Table:
    """certificate_no, adverse_id: an answering audit of the organisation started in time."""
    answers = audits.filter(audits.kind.isin(ANSWERING_AUDITS)).select(
        "org_id", started_on=day(audits.started_at)
    )
    tried = struck.filter(~struck.is_grave)
    tried = tried.select("certificate_no", "org_id", "adverse_id", "published_on", "deadline")
    tried = tried.join(answers, "org_id")
    in_time = (tried.published_on <= tried.started_on) & (tried.started_on <= tried.deadline)
    return tried.filter(in_time).select("certificate_no", "adverse_id")


def _ended_in_time(struck: ir.Table, certificate_events: ir.Table) -> ir.Table:
    """certificate_no, adverse_id: the certificate was suspended, revoked or cancelled in time."""
    ends = certificate_events.filter(certificate_events.kind.isin(ENDING_KINDS)).select(
        "certificate_no", "kind", "effective_on"
    )
    tried = struck.select("certificate_no", "adverse_id", "published_on", "deadline", "is_grave")
    tried = tried.join(ends, "certificate_no")
    in_time = (tried.published_on <= tried.effective_on) & (tried.effective_on <= tried.deadline)
    counts = ~tried.is_grave | tried.kind.isin(FINAL_KINDS)
    return tried.filter(in_time & counts).select("certificate_no", "adverse_id")
