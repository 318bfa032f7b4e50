"""One verdict a subject (判定): exempt before undecided before hit before pass; undecided is never pass."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import Check
from zicha.contract.subjects import KEY_SEPARATOR
from zicha.contract.verdicts import Verdict

EMPTY_VALUE = "判定所需的值为空"
_OWN = ("hit", "undecided", "exempt", "observed", "expected")


def verdicts(check: Check, judged: ir.Table) -> ir.Table:
    """What the check returned, with subject_id, verdict and reason; other columns as they are."""
    text = ibis.null("string")
    exempt = judged.exempt if "exempt" in judged.columns else text
    undecided = judged.undecided if "undecided" in judged.columns else text
    # As a number: Ibis writes the null test of a bare NOT or IS NULL without brackets, which engines read otherwise.
    hit = judged.hit.cast("int8")
    verdict = ibis.cases(
        (exempt.notnull(), Verdict.EXEMPT.value),
        (undecided.notnull() | hit.isnull(), Verdict.UNDECIDED.value),
        (hit == 1, Verdict.HIT.value),
        else_=Verdict.PASS.value,
    )
    others = [name for name in judged.columns if name not in (*_OWN, "body_id")]
    return judged.select(
        subject_id=subject_id(check, judged),
        body_id=judged.body_id,
        verdict=verdict,
        reason=ibis.coalesce(exempt, undecided, ibis.ifelse(hit.isnull(), EMPTY_VALUE, text)),
        observed=judged.observed,
        expected=judged.expected,
        **{name: judged[name] for name in others if name not in ("subject_id", "verdict", "reason")},
    )


def subject_id(check: Check, judged: ir.Table) -> ir.Value:
    """The key of the subject, its parts joined by |."""
    first, *rest = (judged[name].cast("string") for name in check.subject.key)
    for part in rest:
        first = first + KEY_SEPARATOR + part
    return first


def tally(judged: ir.Table) -> ir.Table:
    """verdict, subjects: how many subjects got each verdict."""
    return judged.group_by("verdict").aggregate(subjects=judged.count())
