"""One verdict a subject (判定): exempt before undecided before hit before pass; undecided is never pass."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import Check
from zicha.contract.subjects import KEY_SEPARATOR
from zicha.contract.verdicts import Verdict

EMPTY_VALUE = "判定所需的值为空"
FOUND = (Verdict.HIT.value, Verdict.UNDECIDED.value)
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


def found_and_counted(judged: ir.Table) -> ir.Table:
    """Every hit and undecided subject with its row, the others without theirs as one row a verdict; `subjects` counts.

    Nearly all subjects pass. Their rows are wide and nobody reads them, so they are counted in the same pass and
    never kept.
    """
    is_found = judged.verdict.isin(FOUND)
    # An untyped null: Spark would make moments of a time zone of a whole column for a typed one.
    rows = judged.select(
        **{
            name: judged[name] if name == "verdict" else is_found.ifelse(judged[name], None)
            for name in judged.columns
        }
    )
    return rows.group_by(rows.columns).aggregate(subjects=rows.count())


def found(counted: ir.Table) -> ir.Table:
    """The rows of the hits and the undecided."""
    return counted.filter(counted.verdict.isin(FOUND)).drop("subjects")


def tally(counted: ir.Table) -> ir.Table:
    """verdict, subjects: how many subjects got each verdict."""
    return counted.group_by("verdict").aggregate(subjects=counted.subjects.sum())
