"""Checks of what is known of the holder of a certificate (获证组织现状): its licences, what visits found."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import holds, in_order, is_in_force, literal_day
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import CERTIFICATE
from zicha.contract.verdicts import Severity

LOST = ("suspended", "revoked", "cancelled", "expired")
GONE = ("stopped", "moved")


@check(
    code="C08",
    title="许可资质失效",
    severity=Severity.LEGAL_RISK,
    clauses=["3c"],
    subject=CERTIFICATE,
    basis="质量管理体系认证规则：获证组织的行政许可、资质证书失效的，应暂停或撤销认证证书；市监认证〔2019〕18号（二）3",
    rule="证书有效，而获证组织有一项许可已过有效期，或者状态为暂停、撤销、注销、过期，且没有同类的其他许可在有效期内。",
    sentence="证书有效，但获证组织的以下许可已失效，且没有同类的其他有效许可：{observed}。",
    example="生产许可 6 月 29 日到期、判定日 6 月 30 日：疑点；当天到期或者已有同类新许可：通过。",
    false_positives="许可已取消或改为备案；延续申请已受理；新许可没有录入；许可与认证范围无关。",
)
def licence_lost(certificates: ir.Table, licences: ir.Table, *, as_of: date) -> ir.Table:
    """Valid certificates of organisations that lost a licence and hold no other of its kind."""
    today = literal_day(as_of)
    is_lost = holds(licences.status.isin(LOST))
    graded = licences.mutate(
        is_gone=is_lost | holds(licences.valid_to < today),
        is_held=~is_lost & is_in_force(today, licences.valid_from, licences.valid_to),
    )
    of_kind = graded.group_by("org_id", "kind").aggregate(
        gone=graded.is_gone.cast("int64").sum(),
        held=graded.is_held.cast("int64").sum(),
        gone_nos=graded.licence_no.group_concat(KEY_BREAK, where=graded.is_gone),
    )
    of_kind = of_kind.mutate(is_missing=(of_kind.gone > 0) & (of_kind.held == 0))
    of_holder = of_kind.group_by("org_id").aggregate(
        missing=of_kind.is_missing.cast("int64").sum(),
        kinds=in_order(of_kind.kind, "、", where=of_kind.is_missing),
        see_licences=of_kind.gone_nos.group_concat(KEY_BREAK, where=of_kind.is_missing),
    )
    valid = certificates.filter(certificates.status == "valid")
    judged = valid.select("certificate_no", "body_id", "org_id").join(of_holder, "org_id")
    return judged.select(
        "certificate_no",
        "body_id",
        "see_licences",
        hit=judged.missing > 0,
        observed=ibis.coalesce(judged.kinds, ibis.literal("没有失效的许可")),
        expected=ibis.literal("每类许可至少一项在有效期内"),
    )


@check(
    code="C10",
    title="停产搬迁失联",
    severity=Severity.MAJOR,
    clauses=["3c"],
    subject=CERTIFICATE,
    basis="市监认证〔2019〕18号（二）3：生产与获证不一致；市监认证〔2019〕18号：对获证组织开展风险评价",
    rule="证书有效，而最近一次证后走访发现获证组织停产或搬迁，或者最近两次走访都联系不上。",
    sentence="证书有效，但最近走访（{visited_on}）的结果为{observed}。",
    example="最近一次走访停产：疑点；上次停产、最近一次正常生产：通过；只有一次失联：通过。",
    false_positives="季节性停产；搬迁已申请变更；走访地址有误。",
)
def holder_gone(certificates: ir.Table, visits: ir.Table) -> ir.Table:
    """Valid certificates of organisations last found stopped or moved, or twice in a row unreachable."""
    latest = ibis.window(
        group_by=visits.org_id, order_by=[ibis.desc(visits.visited_on), ibis.desc(visits.visit_id)]
    )
    placed = visits.mutate(place=ibis.row_number().over(latest))
    seen = placed.filter(placed.place < 2)
    found = seen.group_by("org_id").aggregate(
        last_result=seen.result.min(where=seen.place == 0),
        result_before=seen.result.min(where=seen.place == 1),
        visited_on=seen.visited_on.max(),
        see_visits=seen.visit_id.group_concat(KEY_BREAK),
    )
    valid = certificates.filter(certificates.status == "valid")
    judged = valid.select("certificate_no", "body_id", "org_id").join(found, "org_id")
    is_lost = (judged.last_result == "unreachable") & (judged.result_before == "unreachable")
    results = [
        (judged.last_result == code, ibis.literal(text))
        for code, text in CODE_LISTS["visit_result"].labels.items()
    ]
    return judged.select(
        "certificate_no",
        "body_id",
        "visited_on",
        "see_visits",
        hit=judged.last_result.isin(GONE) | holds(is_lost),
        observed=ibis.cases((holds(is_lost), "连续两次失联"), *results, else_=judged.last_result),
        expected=ibis.literal("正常生产"),
    )
