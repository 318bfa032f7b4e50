"""Checks of the body's approval (机构批准): scopes and days within which it may issue certificates."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import holds, is_in_force, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import CERTIFICATE, KEY_SEPARATOR
from zicha.contract.verdicts import Severity

WHOLE_SCHEME = "*"


@check(
    code="A01",
    title="超批准范围发证",
    severity=Severity.LEGAL_RISK,
    clauses=["1a"],
    subject=CERTIFICATE,
    basis="市监认证〔2019〕18号（二）1：超出批准范围从事认证活动",
    rule=(
        "颁证当日，机构没有该认证领域整个领域（*）的有效批准，而证书的专业代码中至少有一个也没有单独的有效批准；"
        "证书没有专业代码的，该领域当日没有任何一项有效批准。批准有效期首尾两日都算在内，截止日空着表示一直有效。"
    ),
    sentence="{issued_on} 颁发的{scheme}证书，{observed} 当日不在机构的有效批准范围内。",
    example="质量管理体系只批准了 03、14 两个专业，证书专业为 03 和 17：疑点；专业为 03 和 14：通过。",
    false_positives="批准范围改名或换版、批准书换发时旧代码未并入；按批准书原件核对后排除。",
    uses=("certificate_fields",),
)
def issued_outside_scope(
    certificates: ir.Table, approved_scopes: ir.Table, certificate_fields: ir.Table
) -> ir.Table:
    """Certificates whose scheme or field was not approved on the day of issue."""
    scopes = approved_scopes.select("body_id", "scheme", "field_code", "valid_from", "valid_to")
    known_bodies = scopes.select("body_id").distinct().mutate(has_scopes=True)
    judged = (
        certificates.left_join(known_bodies, "body_id")
        .drop("body_id_right")
        .left_join(_under_whole_scheme(certificates, scopes), "certificate_no")
        .drop("certificate_no_right")
        .left_join(_fields(certificates, scopes, certificate_fields), "certificate_no")
        .drop("certificate_no_right")
        .left_join(_days_with_any_scope(certificates, scopes), ["body_id", "scheme", "issued_on"])
        .drop("body_id_right", "scheme_right", "issued_on_right")
    )
    uncovered = ibis.ifelse(judged.fields.isnull(), ~holds(judged.any_in_force), judged.uncovered_fields > 0)
    return judged.select(
        "certificate_no",
        "body_id",
        "scheme",
        "issued_on",
        undecided=reason((judged.has_scopes.isnull(), "没有机构的批准业务范围")),
        hit=~holds(judged.whole_scheme) & uncovered,
        observed=ibis.coalesce(ibis.literal("专业 ") + judged.uncovered_list, "整个领域"),
        expected=ibis.literal("颁证日在批准有效期内"),
        see_certificate_fields=judged.see_fields,
    )


def _under_whole_scheme(certificates: ir.Table, scopes: ir.Table) -> ir.Table:
    """certificate_no of those issued while the whole scheme was approved."""
    whole = scopes.filter(scopes.field_code == WHOLE_SCHEME)
    both = certificates.inner_join(whole, ["body_id", "scheme"])
    covered = both.filter(is_in_force(both.issued_on, both.valid_from, both.valid_to))
    return covered.select("certificate_no").distinct().mutate(whole_scheme=True)


def _fields(certificates: ir.Table, scopes: ir.Table, certificate_fields: ir.Table) -> ir.Table:
    """One row a certificate with field codes: how many, and which of them have no scope of their own in force."""
    of_certificate = certificate_fields.select("certificate_no", "field_code").inner_join(
        certificates.select("certificate_no", "body_id", "scheme", "issued_on"), "certificate_no"
    )
    both = of_certificate.left_join(scopes, ["body_id", "scheme", "field_code"])
    per_field = both.group_by("certificate_no", "field_code").aggregate(
        covered=holds(
            both.body_id_right.notnull() & is_in_force(both.issued_on, both.valid_from, both.valid_to)
        )
        .cast("int64")
        .max()
    )
    bare = per_field.covered == 0
    return per_field.group_by("certificate_no").aggregate(
        fields=per_field.count(),
        uncovered_fields=bare.sum(),
        uncovered_list=per_field.field_code.collect(where=bare).sort().join("、"),
        see_fields=(per_field.certificate_no + KEY_SEPARATOR + per_field.field_code).group_concat(
            sep=KEY_BREAK, where=bare
        ),
    )


def _days_with_any_scope(certificates: ir.Table, scopes: ir.Table) -> ir.Table:
    """Body, scheme and day of issue on which any scope of the scheme was in force."""
    # Days, not certificates: a body has a few thousand days of issue but hundreds of scopes a certificate.
    days = certificates.select("body_id", "scheme", "issued_on").distinct()
    both = days.inner_join(scopes, ["body_id", "scheme"])
    return (
        both.filter(is_in_force(both.issued_on, both.valid_from, both.valid_to))
        .select("body_id", "scheme", "issued_on")
        .distinct()
        .mutate(any_in_force=True)
    )


@check(
    code="A02",
    title="批准书失效期间发证",
    severity=Severity.LEGAL_RISK,
    clauses=["1a"],
    subject=CERTIFICATE,
    basis="市监认证〔2019〕18号（二）1：超出批准范围从事认证活动（含批准有效期之外）",
    rule="颁证日早于机构批准日期，或晚于批准有效期截止日。首尾两日都在有效期内；截止日空着表示一直有效。",
    sentence="证书 {observed} 颁发，机构批准书的有效期是 {expected}。",
    example="批准有效期至 2025-03-31：当日颁证通过，2025-04-01 颁证为疑点。",
    false_positives="批准书换发时新旧有效期之间差几天；有换发受理证明的可排除。",
)
def issued_without_approval(certificates: ir.Table, bodies: ir.Table) -> ir.Table:
    """Certificates issued before the body was approved or after its approval had run out."""
    approvals = bodies.select("body_id", "approved_on", "approval_expires_on")
    known = certificates.left_join(approvals, "body_id").drop("body_id_right")
    until = ibis.coalesce(ibis.literal(" 至 ") + known.approval_expires_on.cast("string"), " 起长期")
    return known.select(
        "certificate_no",
        "body_id",
        undecided=reason((known.approved_on.isnull(), "没有机构的批准日期")),
        hit=holds(known.issued_on < known.approved_on) | holds(known.issued_on > known.approval_expires_on),
        observed=known.issued_on,
        expected=known.approved_on.cast("string") + until,
        see_bodies=known.body_id,
    )
