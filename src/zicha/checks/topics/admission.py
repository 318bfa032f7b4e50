"""Checks of whom a body takes on (受理): clients under a ban, certificates transferred from another body."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import days_between, holds, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import APPLICATION, TRANSFER
from zicha.contract.verdicts import Severity

OWN_REQUEST = "own_request"
UNSOUND_STATUSES = ("suspended", "revoked", "expired")


@check(
    code="A33",
    title="受理禁入期内客户",
    severity=Severity.LEGAL_RISK,
    clauses=["1e"],
    subject=APPLICATION,
    basis="CNCA-QMS-01:2025：申请组织不在严重违法失信名单内；因自身原因暂停、撤销后一年内任何机构不得受理",
    rule=(
        "初次认证或证书转换的申请，申请日组织在严重违法失信名单上（已公布、尚未移出）；"
        "或者申请日之前 {ban_days} 天内（含首尾），该组织同一领域的证书被任何机构暂停或撤销，原因不是主动申请。"
        "名单按统一社会信用代码匹配，只有名称的名单行不算；状态变化没有写原因的不算。"
    ),
    sentence="{applied_on} 提出的申请：{observed}。",
    example="2025-03-01 因体系不满足要求被撤销：2026-03-01（第 365 天）申请为疑点，2026-03-02 申请通过。",
    false_positives="申请当日已移出名单而移出日期没有更新；非组织自身原因的暂停（如规则换版）。",
    uses=("adverse_events", "certificates", "certificate_events"),
)
def banned_client_accepted(
    applications: ir.Table,
    organisations: ir.Table,
    adverse_matches: ir.Table,
    adverse_events: ir.Table,
    certificates: ir.Table,
    certificate_events: ir.Table,
    *,
    ban_days: int,
) -> ir.Table:
    """Applications taken from organisations on the list of serious violations, or too soon after a sanction.

    A table without rows is taken as one that is not there: where both lists have none, nothing can be judged.
    """
    # An organisation nobody knows is empty, so neither leg can hold for it.
    asked = applications.filter(applications.kind.isin(["initial", "transfer"]))
    known = asked.semi_join(organisations, "org_id").select(
        "application_id", "org_id", "scheme", "applied_on"
    )
    judged = (
        asked.select("application_id", "body_id", "org_id", "applied_on")
        .cross_join(adverse_events.aggregate(listed_rows=adverse_events.count()))
        .cross_join(certificate_events.aggregate(event_rows=certificate_events.count()))
        .left_join(_on_the_list(known, adverse_matches), "application_id")
        .drop("application_id_right")
        .left_join(_sanctioned_before(known, certificates, certificate_events, ban_days), "application_id")
        .drop("application_id_right")
    )
    is_listed, is_sanctioned = judged.published_on.notnull(), judged.sanctioned_on.notnull()
    listed_words = (
        ibis.literal("组织 ") + judged.published_on.cast("string") + " 被列入严重违法失信名单，申请日尚未移出"
    )
    sanctioned_words = (
        ibis.literal("同一领域的证书于 ")
        + judged.sanctioned_on.cast("string")
        + f" 被暂停或撤销，申请日仍在其后 {ban_days} 天之内"
    )
    return judged.select(
        "application_id",
        "body_id",
        "applied_on",
        undecided=reason(
            ((judged.listed_rows == 0) & (judged.event_rows == 0), "没有外部不良信息，也没有证书状态变化记录")
        ),
        hit=is_listed | is_sanctioned,
        observed=ibis.cases(
            (is_listed & is_sanctioned, listed_words + "；" + sanctioned_words),
            (is_listed, listed_words),
            (is_sanctioned, sanctioned_words),
            else_=ibis.literal("没有禁入情形"),
        ),
        expected=ibis.literal("没有禁入情形"),
        see_organisations=judged.org_id,
        see_adverse_events=judged.adverse_ids,
        see_certificate_events=judged.event_ids,
    )


def _on_the_list(known: ir.Table, adverse_matches: ir.Table) -> ir.Table:
    """application_id, published_on, adverse_ids: the organisation was on the list on the day it applied."""
    # The rule asks for the organisation "by uscc": a list row that only names it is not enough to refuse a client.
    listings = adverse_matches.filter(
        adverse_matches.by_uscc & (adverse_matches.adverse_kind == "serious_violation")
    )
    both = known.select("application_id", "org_id", "applied_on").inner_join(listings, "org_id")
    is_published = holds(both.published_on <= both.applied_on)
    still_listed = both.applied_on.notnull() & (
        both.removed_on.isnull() | holds(both.removed_on > both.applied_on)
    )
    listed = both.filter(is_published & still_listed)
    return listed.group_by("application_id").aggregate(
        published_on=listed.published_on.min(), adverse_ids=listed.adverse_id.group_concat(sep=KEY_BREAK)
    )


def _sanctioned_before(
    known: ir.Table, certificates: ir.Table, certificate_events: ir.Table, ban_days: int
) -> ir.Table:
    """application_id, sanctioned_on, event_ids: a certificate of the organisation and scheme was lost shortly before."""
    owners = certificates.select("certificate_no", "org_id", "scheme")
    # An empty reason makes this leg false (reading 2), which the comparison does by itself.
    sanctions = certificate_events.filter(
        certificate_events.kind.isin(["suspended", "revoked"]) & (certificate_events.reason != OWN_REQUEST)
    ).select("event_id", "certificate_no", "effective_on")
    of_holder = sanctions.inner_join(owners, "certificate_no").select(
        "event_id", "org_id", "scheme", "effective_on"
    )
    both = known.inner_join(of_holder, ["org_id", "scheme"])
    passed = days_between(both.effective_on, both.applied_on)
    recent = both.filter((passed >= 0) & (passed <= ban_days))
    return recent.group_by("application_id").aggregate(
        sanctioned_on=recent.effective_on.max(), event_ids=recent.event_id.group_concat(sep=KEY_BREAK)
    )


@check(
    code="A37",
    title="证书转换失控",
    severity=Severity.LEGAL_RISK,
    clauses=["1e"],
    subject=TRANSFER,
    basis="中国认证认可协会管理体系认证转换的规定（中认协监〔2012〕42号）；市监认证〔2019〕18号（二）1：认证决定把关不严",
    rule=(
        "证书转换，申请转换时原证书已暂停、撤销或过期；或者没有评价日期，或评价日期晚于新证书的颁证日期；或者没有评价人。"
    ),
    sentence="证书转换{observed}。",
    example="原证书有效，2025-05-10 评价，当日颁发新证书：通过；05-09 颁发新证书：疑点。",
    false_positives="评价记录在纸质档案中没有录入；原证书状态录成了转换完成以后的状态。",
    # Certificates are delivered always, so the catalogue does not name them; the new one says when it was issued.
    also_needs=("certificates",),
)
def transfer_out_of_control(transfers: ir.Table, certificates: ir.Table) -> ir.Table:
    """Transfers of a certificate that was not valid, or without an evaluation before the new one was issued."""
    issued = certificates.select("certificate_no", "issued_on")
    known = transfers.left_join(issued, transfers.new_certificate_no == issued.certificate_no)
    is_unsound = holds(known.old_status.isin(UNSOUND_STATUSES))
    labels = CODE_LISTS["certificate_status"].labels
    status = ibis.cases(
        *((known.old_status == code, ibis.literal(labels[code])) for code in UNSOUND_STATUSES), else_=""
    )
    is_late = holds(known.evaluated_on > known.issued_on)
    late_words = (
        ibis.literal("；")
        + known.evaluated_on.cast("string")
        + " 才评价，新证书 "
        + known.issued_on.cast("string")
        + " 已经颁发"
    )
    faults = (
        ibis.ifelse(is_unsound, ibis.literal("；原证书状态为") + status, "")
        + ibis.ifelse(known.evaluated_on.isnull(), "；没有评价日期", "")
        + ibis.ifelse(is_late, late_words, "")
        + ibis.ifelse(known.evaluator_id.isnull(), "；没有评价人", "")
    )
    hit = is_unsound | known.evaluated_on.isnull() | is_late | known.evaluator_id.isnull()
    return known.select(
        "transfer_id",
        body_id=known.to_body_id,
        undecided=reason((known.old_status.isnull(), "没有原证书状态")),
        hit=hit,
        observed=ibis.ifelse(hit, ibis.literal("有以下问题：") + faults.substr(1), "原证书有效，已先评价"),
        expected=ibis.literal("原证书有效，先评价、后颁证"),
        see_certificates=known.new_certificate_no,
    )
