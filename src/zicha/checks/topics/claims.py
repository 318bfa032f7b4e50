"""Checks of how organisations use their certificates in public (认证宣传引用)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.certificate_states import with_standing_on
from zicha.checks.expressions import holds
from zicha.checks.registry import check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import CLAIM
from zicha.contract.verdicts import Severity

OUT_OF_USE = ("suspended", "revoked", "cancelled", "expired")


@check(
    code="C12",
    title="失效证书仍在宣传",
    severity=Severity.MAJOR,
    clauses=["3c"],
    subject=CLAIM,
    basis="质量管理体系认证规则（2016）7.3.1：误用认证信息；证书失效后应停止使用证书和标志",
    rule="获证组织的宣传写有证书编号，发现当天该证书已暂停、撤销、注销或过期，或者没有这个编号的证书。",
    sentence="{seen_on} 发现的宣传使用证书 {named_no}，当天该证书{observed}。",
    example="证书 3 月 1 日撤销：2 月 28 日发现的宣传通过，3 月 1 日发现的为疑点；编号不存在：疑点。",
    false_positives="网页快照、经销商沿用旧宣传；编号录入有误；证书由没有提交数据的机构颁发。",
    uses=("certificate_events",),
)
def claim_of_a_dead_certificate(
    claims: ir.Table, certificates: ir.Table, certificate_events: ir.Table, certificate_states: ir.Table
) -> ir.Table:
    """Claims of an organisation naming a certificate that was out of use on the day, or that nobody issued.

    A state is one of the days from issue to expiry (reading 8): what was seen before the (new) day of issue is no claim
    of a dead certificate, even if the number had been suspended before its renewal.
    """
    named = claims.filter(claims.org_id.notnull() & claims.certificate_no.notnull())
    named = named.select("claim_id", "org_id", "certificate_no", "seen_on")
    issued = certificates.select("body_id", "status", "issued_on", "expires_on", known_no="certificate_no")
    known = named.left_join(issued, named.certificate_no == issued.known_no)
    known = with_standing_on(known, certificate_states, day="seen_on")
    known = known.left_join(_only_bodies(certificates), "org_id")
    is_unknown = known.known_no.isnull()
    is_expired = holds(known.seen_on > known.expires_on)
    standings = [
        (
            known.standing == code,
            ibis.literal("已") + ibis.literal(CODE_LISTS["certificate_status"].labels[code]),
        )
        for code in OUT_OF_USE
    ]
    return known.select(
        "claim_id",
        "seen_on",
        named_no=known.certificate_no,
        # Nobody issued the number: it concerns the one body that certified the organisation, if there is one.
        body_id=ibis.ifelse(is_unknown, known.only_body, known.body_id),
        # A state is one of the certificate's own days (reading 8): before it was issued it had none.
        hit=is_unknown
        | is_expired
        | (holds(known.standing.isin(OUT_OF_USE)) & holds(known.issued_on <= known.seen_on)),
        observed=ibis.cases((is_unknown, "不存在"), *standings, (is_expired, "已过期"), else_="没有失效"),
        expected=ibis.literal("有效"),
        see_certificates=known.known_no,
    )


def _only_bodies(certificates: ir.Table) -> ir.Table:
    """org_id, only_body: organisations certified by one body alone."""
    of_holder = certificates.group_by("org_id").aggregate(
        only_body=certificates.body_id.min(), last_body=certificates.body_id.max()
    )
    return of_holder.filter(of_holder.only_body == of_holder.last_body).drop("last_body")
