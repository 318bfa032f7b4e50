"""Checks of what a body promises (承诺宣传): words no serious body uses."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import check
from zicha.contract.subjects import CLAIM
from zicha.contract.verdicts import Severity

FORBIDDEN_WORDS = ("当天出证", "直出证书", "直接出证", "包通过", "包过", "确保通过", "不送样")


@check(
    code="A34",
    title="违规承诺宣传",
    severity=Severity.MAJOR,
    clauses=["1b"],
    subject=CLAIM,
    basis="2023 年市场监管总局、公安部虚假认证专项整治：清理“当天出证”“直出证书”“不送样检测”“确保通过”等用语",
    rule="认证机构的宣传中出现下列用语之一：" + "、".join(FORBIDDEN_WORDS) + "。",
    sentence="{seen_on} 发现的宣传中写有“{observed}”。",
    example="宣传写“材料齐全，包通过”：疑点；写“不收取额外费用”：通过；获证组织自己的宣传不在此列。",
    false_positives="引用新闻、提醒客户警惕的文字（如“凡称包过的都是骗局”）；由他人冒用机构名义发布的宣传。",
)
def forbidden_promise(claims: ir.Table) -> ir.Table:
    """Claims of a body with words that promise a certificate."""
    by_body = claims.filter(claims.body_id.notnull())
    pattern = "|".join(FORBIDDEN_WORDS)
    found = by_body.text.re_search(pattern)
    return by_body.select(
        "claim_id",
        "body_id",
        "seen_on",
        hit=found,
        observed=ibis.ifelse(found, by_body.text.re_extract(f"({pattern})", 1), ibis.literal("没有此类用语")),
        expected=ibis.literal("没有此类用语"),
    )
