"""Checks of what an audit covered (审核覆盖范围): sites visited, core processes audited."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import AUDIT, KEY_SEPARATOR
from zicha.contract.verdicts import Severity

INITIAL_FACTOR = Decimal(1)


@check(
    code="A13",
    title="多场所抽样不足",
    severity=Severity.MAJOR,
    clauses=["1d"],
    subject=AUDIT,
    basis="IAF MD 1：抽样数为根号 x（监督 0.6 倍、再认证 0.8 倍），进一；每次审核都到中心职能场所",
    rule=(
        "证书有两个以上场所的第二阶段、监督、再认证审核，x 为场所数减 1：到访的非中心场所少于 √x（第二阶段）、"
        "{surveillance_factor}√x（监督）、{recertification_factor}√x（再认证），进一取整；或没有到中心职能场所。"
        "到访场所没有标明是否中心的，按非中心场所计。"
    ),
    sentence="证书有 {site_count} 个场所，审核到访非中心场所 {observed}，应不少于 {expected}；{central_words}中心职能场所。",
    unit="个",
    example="26 个场所，x = 25：初审应到 5 个、监督 3 个、再认证 4 个非中心场所，并都要到中心职能场所。",
    false_positives="部分场所已关闭或不在本次审核领域内；结合审核的到访场所只记在其中一项审核上。",
)
def too_few_sites_visited(
    audits: ir.Table,
    certificates: ir.Table,
    audit_sites: ir.Table,
    *,
    surveillance_factor: Decimal,
    recertification_factor: Decimal,
) -> ir.Table:
    """Audits of several sites that visited too few of them, or not the central one.

    The certificate is the one the audit names. A visited site not marked as central counts as another one.
    """
    spread = certificates.filter(certificates.site_count > 1).select("certificate_no", "site_count")
    visited = _visited(audit_sites)
    known = (
        audits.filter(audits.kind.isin(["stage2", "surveillance", "recertification"]))
        .inner_join(spread, "certificate_no")
        .left_join(visited, "audit_id")
        .drop("audit_id_right")
        .mutate(others=spread.site_count - 1)
    )
    least = ibis.cases(
        (known.kind == "stage2", _rounded_up_root(known.others, INITIAL_FACTOR)),
        (known.kind == "surveillance", _rounded_up_root(known.others, surveillance_factor)),
        else_=_rounded_up_root(known.others, recertification_factor),
    )
    known = known.mutate(least=least)
    return known.select(
        "audit_id",
        "body_id",
        "site_count",
        undecided=reason((known.other_sites.isnull(), "没有审核到访场所的记录")),
        hit=(known.other_sites < known.least) | (known.central_sites == 0),
        observed=known.other_sites,
        expected=known.least,
        central_words=ibis.ifelse(known.central_sites == 0, "没有到", "到了"),
        see_certificates=known.certificate_no,
        see_audit_sites=known.site_keys,
    )


def _visited(audit_sites: ir.Table) -> ir.Table:
    """One row an audit with visited sites: how many central ones, how many others, their keys."""
    is_central = audit_sites.central.fill_null(False)
    return audit_sites.group_by("audit_id").aggregate(
        central_sites=is_central.cast("int64").sum(),
        other_sites=(~is_central).cast("int64").sum(),
        site_keys=(audit_sites.audit_id + KEY_SEPARATOR + audit_sites.site_id).group_concat(sep=KEY_BREAK),
    )


def _rounded_up_root(x: ir.Value, factor: Decimal | Fraction | int) -> ir.Value:
    """⌈factor × √x⌉ exactly, x ≥ 1: the least k with (k × d)² ≥ n² × x, factor = n/d.

    The floating root is only the first guess; whole numbers decide between it and its neighbours.
    """
    n, d = Fraction(factor).as_integer_ratio()
    square = x.cast("int64") * ibis.literal(n * n, "int64")
    guess = (x.cast("float64").sqrt() * ibis.literal(float(factor), "float64")).ceil().cast("int64")

    def reaches(k: ir.Value) -> ir.Value:
        return (k >= 0) & (k * k * ibis.literal(d * d, "int64") >= square)

    return ibis.cases((reaches(guess - 1), guess - 1), (reaches(guess), guess), else_=guess + 1)


@check(
    code="A14",
    title="关键过程未覆盖",
    severity=Severity.LEGAL_RISK,
    clauses=["1d"],
    subject=AUDIT,
    basis="市监认证〔2019〕18号（二）1：关键过程审核/检查不到位",
    rule="第二阶段、再认证审核，证书覆盖过程中标为关键过程的，有一个不在该次审核覆盖的过程之中。",
    sentence="证书的关键过程中，{missing_count} 个没有审核：{observed}。",
    example="关键过程为焊接、热处理，审核覆盖了焊接、采购：疑点（缺热处理）。",
    false_positives="两处对同一过程的叫法不同；关键过程在结合审核的另一项审核中覆盖。",
)
def core_process_not_audited(
    audits: ir.Table, scope_processes: ir.Table, audited_processes: ir.Table
) -> ir.Table:
    """Second-stage and recertification audits that left out a core process of the certificate they name."""
    core = scope_processes.filter(scope_processes.core).select("certificate_no", "process")
    initial = audits.filter(audits.kind.isin(["stage2", "recertification"])).select(
        "audit_id", "body_id", "certificate_no"
    )
    covered = audited_processes.select("audit_id", "process").distinct().mutate(is_covered=True)
    recorded = covered.select("audit_id").distinct().mutate(is_recorded=True)
    asked = (
        initial.inner_join(core, "certificate_no")
        .left_join(covered, ["audit_id", "process"])
        .drop("audit_id_right", "process_right")
    )
    is_missing = asked.is_covered.isnull()
    per_audit = asked.group_by("audit_id").aggregate(
        body_id=asked.body_id.min(),
        missing_count=is_missing.cast("int64").sum(),
        missing=asked.process.collect(where=is_missing).sort().join("、"),
        process_keys=(asked.certificate_no + KEY_SEPARATOR + asked.process).group_concat(
            sep=KEY_BREAK, where=is_missing
        ),
    )
    judged = per_audit.left_join(recorded, "audit_id").drop("audit_id_right")
    return judged.select(
        "audit_id",
        "body_id",
        "missing_count",
        undecided=reason((judged.is_recorded.isnull(), "没有审核覆盖过程的记录")),
        hit=judged.missing_count > 0,
        observed=judged.missing,
        expected=ibis.literal("证书的关键过程全部审核"),
        see_scope_processes=judged.process_keys,
    )
