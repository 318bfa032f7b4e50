"""Checks of complaints about gifts and favours (廉洁)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import holds, reason
from zicha.checks.registry import check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import COMPLAINT
from zicha.contract.verdicts import Severity


@check(
    code="B14",
    title="廉洁投诉属实",
    severity=Severity.LEGAL_RISK,
    clauses=["2c"],
    subject=COMPLAINT,
    basis="市监认证〔2019〕18号（二）2：利用职权吃拿卡要；CCAA 失信行为 1008：接受礼金、礼品及其他任何形式的好处",
    rule="对认证机构或认证人员的投诉，事由是吃拿卡要或不合理差旅费用，经核实属实。",
    sentence="{received_on} 收到的关于{target}的投诉（{observed}）经核实属实。",
    example="投诉审核员收受礼金，核实属实：疑点；核实不属实：通过；没有结果也没有办结：无法判定。",
    false_positives="恶意投诉、核实程序有误的；同一事项重复登记的投诉。",
    located_by=("people",),
)
def complaint_of_favours_substantiated(complaints: ir.Table, people: ir.Table) -> ir.Table:
    """Complaints of gifts or charges that proved true.

    Open complaints without a result are undecided whatever their topic: the catalogue makes no difference.
    """
    aimed = complaints.filter(complaints.target_kind.isin(["person", "body"]))
    employers = people.select("person_id", employer="body_id")
    judged = aimed.left_join(employers, aimed.target_id == employers.person_id)
    is_person = judged.target_kind == "person"
    topics = [
        (judged.topic == code, ibis.literal(text))
        for code, text in CODE_LISTS["complaint_topic"].labels.items()
    ]
    return judged.select(
        "complaint_id",
        "received_on",
        body_id=ibis.ifelse(is_person, judged.employer, judged.target_id),
        target=ibis.ifelse(is_person, "认证人员", "认证机构"),
        undecided=reason(
            (judged.substantiated.isnull() & judged.closed_on.isnull(), "投诉没有办结，也没有是否属实的结论")
        ),
        hit=holds(judged.topic.isin(["gift", "expense"]) & judged.substantiated),
        observed=ibis.cases(*topics, else_="没有事由"),
        expected=ibis.literal("没有属实的廉洁投诉"),
        see_people=ibis.ifelse(is_person, judged.target_id, ibis.null("string")),
    )
