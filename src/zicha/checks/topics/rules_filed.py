"""Checks of certification rules (认证规则): filed, and not withdrawn, on the day of issue."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import holds, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import CERTIFICATE
from zicha.contract.verdicts import Severity


@check(
    code="A03",
    title="认证规则未备案或已废止",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=CERTIFICATE,
    basis="市监认证〔2019〕18号（二）1：增减、遗漏认证规则规定程序；备案要求的条款号未核对",
    rule=(
        "颁证日，机构在该认证领域没有一份有效备案的认证规则。有效是指备案日期不晚于颁证日，"
        "并且没有废止，或废止日期晚于颁证日；颁证当日废止的不算有效，没有备案日期的不算备案。"
    ),
    sentence="{issued_on} 颁发的{scheme}证书，{observed}。",
    example="规则 2024-03-01 备案、2025-03-01 废止：2024-03-01 至 2025-02-28 颁证通过，2025-03-01 颁证为疑点。",
    false_positives="国家统一制定、不需要机构备案的认证规则（如强制性产品认证实施规则）；新旧规则换版备案日期录入有误。",
)
def issued_without_filed_rule(certificates: ir.Table, filed_rules: ir.Table) -> ir.Table:
    """Certificates issued on a day no rule of the body for the scheme was filed and still standing."""
    rules = filed_rules.select("body_id", "scheme", "rule_no", "filed_on", "withdrawn_on")
    known_bodies = rules.select("body_id").distinct().mutate(has_rules=True)
    of_scheme = rules.group_by("body_id", "scheme").aggregate(
        rules=rules.count(), rule_keys=rules.rule_no.group_concat(sep=KEY_BREAK)
    )
    judged = (
        certificates.left_join(known_bodies, "body_id")
        .drop("body_id_right")
        .left_join(of_scheme, ["body_id", "scheme"])
        .drop("body_id_right", "scheme_right")
        .left_join(_days_with_a_rule(certificates, rules), ["body_id", "scheme", "issued_on"])
        .drop("body_id_right", "scheme_right", "issued_on_right")
    )
    is_hit = ~holds(judged.any_standing)
    return judged.select(
        "certificate_no",
        "body_id",
        "scheme",
        "issued_on",
        undecided=reason((judged.has_rules.isnull(), "没有机构的认证规则备案")),
        # Bare NOT and IS NULL lose their brackets when the verdict asks whether they are null.
        hit=holds(is_hit),
        observed=ibis.cases(
            (~is_hit, ibis.literal("当日有备案有效的认证规则")),
            (judged.rules.isnull(), ibis.literal("该领域没有备案过认证规则")),
            else_=ibis.literal("该领域备案过的认证规则当日都无效（尚未备案或已经废止）"),
        ),
        expected=ibis.literal("颁证日有备案有效的认证规则"),
        see_filed_rules=ibis.ifelse(is_hit, judged.rule_keys, ibis.null("string")),
    )


def _days_with_a_rule(certificates: ir.Table, rules: ir.Table) -> ir.Table:
    """Body, scheme and day of issue on which a rule was filed and not withdrawn."""
    # Days, not certificates: there are far fewer of them.
    days = certificates.select("body_id", "scheme", "issued_on").distinct()
    both = days.inner_join(rules, ["body_id", "scheme"])
    is_filed = holds(both.filed_on <= both.issued_on)
    is_standing = both.withdrawn_on.isnull() | holds(both.withdrawn_on > both.issued_on)
    return (
        both.filter(is_filed & is_standing)
        .select("body_id", "scheme", "issued_on")
        .distinct()
        .mutate(any_standing=True)
    )
