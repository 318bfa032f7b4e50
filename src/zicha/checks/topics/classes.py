"""Checks of the classes bodies put enterprises in (企业分类)."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import days_after, literal_day, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import KEY_SEPARATOR, ORGANISATION
from zicha.contract.verdicts import Severity

SIGNALS = ("sampling_failure", "accident", "recall")
GOOD_GRADES = ("A", "B")


@check(
    code="C14",
    title="企业分类未随信号降级",
    severity=Severity.MAJOR,
    clauses=["3c"],
    subject=ORGANISATION,
    basis="强制性产品认证指定机构主体责任指导意见（十）：生产企业分类动态管理；天数为本项目设定的筛查线",
    rule="获证组织被公布监督抽查不合格、质量安全事故或召回后第 {days_to_act} 天，在任一认证机构的分类仍为 A 或 B。",
    sentence="获证组织于 {published_on} 被公布不良信息，至 {expected} 仍被分为 {observed} 类。",
    example="3 月 1 日公布抽查不合格，3 月 31 日仍为 B 类：疑点；3 月 31 日起改为 C 类：通过。",
    false_positives="名单按名称匹配到同名企业；信号经申诉撤销；分类调整没有录入。",
    located_by=("organisations",),
)
def class_not_lowered(
    classifications: ir.Table,
    adverse_matches: ir.Table,
    *,
    days_to_act: int,
    as_of: date,
) -> ir.Table:
    """Organisations still in class A or B thirty days after a signal.

    Undecided where nothing but signals younger than that is there, be it one or several; beside an older signal
    a young one is left aside.
    """
    signals = adverse_matches.filter(adverse_matches.adverse_kind.isin(SIGNALS)).select(
        "org_id",
        "adverse_id",
        "published_on",
        judged_on=days_after(adverse_matches.published_on, days_to_act),
    )
    graded = classifications.group_by("org_id").aggregate(first_body=classifications.body_id.min())
    known = signals.semi_join(graded, "org_id")
    is_ripe = known.judged_on <= literal_day(as_of)
    counted = known.group_by("org_id").aggregate(
        signals=known.count(), ripe=is_ripe.cast("int64").sum(), latest=known.judged_on.max()
    )
    kept = _kept_high(known.filter(is_ripe), classifications)
    judged = graded.left_join(counted, "org_id").drop("org_id_right").left_join(kept, "org_id")
    return judged.select(
        "org_id",
        "published_on",
        "see_adverse_events",
        "see_classifications",
        body_id=ibis.coalesce(judged.keeping_body, judged.first_body),
        undecided=reason(
            (
                (judged.signals > 0) & (judged.ripe == 0),
                f"公布不良信息不满 {days_to_act} 天，还不能判断是否降级",
            )
        ),
        hit=judged.keeping_body.notnull(),
        observed=ibis.coalesce(judged.grades, ibis.literal("没有该降级而未降级的分类")),
        expected=ibis.coalesce(judged.kept_until, judged.latest),
    )


def _kept_high(signals: ir.Table, classifications: ir.Table) -> ir.Table:
    """One row an organisation that was in class A or B at some body on the day a signal was to be judged."""
    given = classifications.select("org_id", "body_id", "effective_on", "grade")
    tried = signals.join(given, "org_id")
    tried = tried.filter(tried.effective_on <= tried.judged_on)
    latest = ibis.window(
        group_by=[tried.adverse_id, tried.org_id, tried.body_id], order_by=ibis.desc(tried.effective_on)
    )
    placed = tried.mutate(place=ibis.row_number().over(latest))
    high = placed.filter((placed.place == 0) & placed.grade.isin(GOOD_GRADES))
    row = high.body_id + KEY_SEPARATOR + high.org_id + KEY_SEPARATOR + high.effective_on.cast("string")
    return high.group_by("org_id").aggregate(
        keeping_body=high.body_id.min(),
        published_on=high.published_on.min(),
        kept_until=high.judged_on.min(),
        grades=ibis.ifelse(
            high.grade.min() == high.grade.max(),
            high.grade.min(),
            high.grade.min() + ibis.literal("、") + high.grade.max(),
        ),
        see_adverse_events=high.adverse_id.group_concat(KEY_BREAK),
        see_classifications=row.group_concat(KEY_BREAK),
    )
