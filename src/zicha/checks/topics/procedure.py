"""Checks of the procedure as recorded step by step (程序记录): in the order it is due."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.first_steps import STEPS_IN_ORDER
from zicha.checks.expressions import holds, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import APPLICATION
from zicha.contract.verdicts import Severity

LABELS = CODE_LISTS["activity"].labels


@check(
    code="A36",
    title="程序顺序异常",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=APPLICATION,
    basis="ISO/IEC 17021-1：认证过程的各个环节；市监认证〔2019〕18号（二）1：增减、遗漏规定程序",
    rule=(
        "有证书的申请，已记录的环节按各自第一次完成的时间，不符合"
        + "、".join(LABELS[step] for step in STEPS_IN_ORDER)
        + "的先后顺序。没有记录的环节跳过，时间相同的不算颠倒。"
    ),
    sentence="{observed}，早于应在其前的{expected}。",
    example="3 月 5 日评审申请、3 月 4 日签合同：疑点；同一时刻：通过；没有记录合同时，只比较其余环节。",
    false_positives="完成时间录入的是归档时间；结合审核、转换认证沿用以前的环节记录。",
)
def steps_out_of_order(
    first_steps_of_applications: ir.Table, process_events: ir.Table, certificates: ir.Table
) -> ir.Table:
    """Applications with a certificate whose recorded steps were first done in another order than due."""
    certified = certificates.filter(certificates.application_id.notnull())
    owners = certified.group_by("application_id").aggregate(body_id=certified.body_id.min())
    known = owners.left_join(first_steps_of_applications, "application_id").drop("application_id_right")
    recorded = sum(
        (known[f"{step}_at"].notnull().cast("int64") for step in STEPS_IN_ORDER), ibis.literal(0, "int64")
    )
    known = _with_reversal(known.mutate(recorded=recorded))
    evidence = _rows_reversed(known, process_events)
    known = known.left_join(evidence, "application_id").drop("application_id_right")
    is_hit = known.later_step.notnull()
    return known.select(
        "application_id",
        "body_id",
        undecided=reason((known.recorded < 2, "记录的环节不足两个，无从比较先后")),
        # A bare IS NOT NULL loses its brackets when the verdict asks whether it is null.
        hit=holds(is_hit),
        observed=ibis.ifelse(is_hit, _labelled(known.later_step, known.later_at), "各环节先后相符"),
        expected=ibis.ifelse(is_hit, _labelled(known.earlier_step, known.earlier_at), "各环节先后相符"),
        see_process_events=known.event_ids,
    )


def _with_reversal(known: ir.Table) -> ir.Table:
    """The rows with the first pair of steps, next to each other among those recorded, done the wrong way round.

    earlier_step, earlier_at: the step due first; later_step, later_at: the one done before it. Empty where the order is kept:
    times that rise from each recorded step to the next are in order as a whole.
    """
    cases: dict[str, list[tuple[ir.Value, ir.Value]]] = {
        "earlier_step": [], "earlier_at": [], "later_step": [], "later_at": [],
    }  # fmt: skip
    for place, later in enumerate(STEPS_IN_ORDER[1:], start=1):
        before = STEPS_IN_ORDER[place - 1 :: -1]
        previous_at = ibis.coalesce(*(known[f"{step}_at"] for step in before))
        previous_step = ibis.cases(
            *((known[f"{step}_at"].notnull(), ibis.literal(step)) for step in before),
            else_=ibis.null("string"),
        )
        is_reversed = holds(known[f"{later}_at"] < previous_at)
        cases["earlier_step"].append((is_reversed, previous_step))
        cases["earlier_at"].append((is_reversed, previous_at))
        cases["later_step"].append((is_reversed, ibis.literal(later)))
        cases["later_at"].append((is_reversed, known[f"{later}_at"]))
    return known.mutate(**{name: ibis.cases(*pairs, else_=None) for name, pairs in cases.items()})


def _rows_reversed(known: ir.Table, process_events: ir.Table) -> ir.Table:
    """application_id, event_ids: the records of the two steps, where they were done the wrong way round."""
    reversals = known.filter(known.later_step.notnull()).select(
        "application_id", "earlier_step", "earlier_at", "later_step", "later_at"
    )
    both = reversals.inner_join(
        process_events.select("application_id", "event_id", "activity", "happened_at"), "application_id"
    )
    is_earlier = (both.activity == both.earlier_step) & (both.happened_at == both.earlier_at)
    is_later = (both.activity == both.later_step) & (both.happened_at == both.later_at)
    rows = both.filter(is_earlier | is_later)
    return rows.group_by("application_id").aggregate(event_ids=rows.event_id.group_concat(sep=KEY_BREAK))


def _labelled(step: ir.Value, at: ir.Value) -> ir.Value:
    label = ibis.cases(
        *((step == code, ibis.literal(LABELS[code])) for code in STEPS_IN_ORDER), else_=ibis.null("string")
    )
    return label + ibis.literal("（") + at.strftime("%Y-%m-%d %H:%M") + ibis.literal("）")
