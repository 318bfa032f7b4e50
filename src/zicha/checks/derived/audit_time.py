"""The audit-time tables looked up (审核时间表查表): head-count to band, band and complexity to half-days.

A band is found by CASE and joined on equality: engines turn a join on a range into a nested loop.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import reason
from zicha.checks.registry import derived
from zicha.contract.codes import AUDIT_TIME_SCHEMES, CODE_LISTS
from zicha.reference.audit_time import BAND_STARTS, LAST_BAND_END


@derived
def certificates_of_applications(certificates: ir.Table) -> ir.Table:
    """The certificate an application is judged by, the one with the smallest number: one row an application."""
    smallest = (
        certificates.filter(certificates.application_id.notnull())
        .group_by("application_id")
        .aggregate(certificate_no=certificates.certificate_no.min())
    )
    return smallest.inner_join(
        certificates.select("certificate_no", "personnel", "complexity"), "certificate_no"
    )


def head_count_band(people: ir.Value) -> ir.Value:
    """The first head-count of the band; null below the first and above the last."""
    steps = [(people >= start, ibis.literal(start, "int64")) for start in reversed(BAND_STARTS)]
    return ibis.cases((people > LAST_BAND_END, ibis.null("int64")), *steps, else_=ibis.null("int64"))


def with_table_days(rows: ir.Table, audit_time_bands: ir.Table) -> ir.Table:
    """The rows, each once, with `half_days` of the table for their scheme, personnel and complexity; else null."""
    keyed = rows.mutate(
        band=head_count_band(rows.personnel),
        # The table of quality management systems knows no complexity.
        table_complexity=ibis.ifelse(rows.scheme == "QMS", "", rows.complexity),
    )
    cells = audit_time_bands.select(
        "scheme", "band", "half_days", table_complexity=audit_time_bands.complexity
    )
    return keyed.left_join(cells, ["scheme", "table_complexity", "band"]).drop(
        "scheme_right", "table_complexity_right", "band_right"
    )


def why_no_table_days(rows: ir.Table, no_personnel: str) -> ir.Value:
    """Why the table gives no days for a row; null where it does."""
    is_graded = rows.scheme != "QMS"
    return reason(
        (rows.personnel.isnull(), no_personnel),
        (rows.personnel < 1, "体系覆盖有效人数小于 1"),
        (rows.personnel > LAST_BAND_END, f"有效人数超过审核时间表最后一档（{LAST_BAND_END} 人）"),
        (is_graded & rows.complexity.isnull(), "证书没有风险或复杂程度等级，查不出审核时间"),
        (
            (rows.scheme == "OHSMS") & (rows.complexity == "limited"),
            "职业健康安全审核时间表没有“有限”一级",
        ),
        (rows.half_days.isnull(), "审核时间表没有对应的一格"),
    )


def table_entry(rows: ir.Table) -> ir.Value:
    """Where the table was read, in words: 质量管理体系，45 人; 环境管理体系，45 人，风险等级高."""
    labels = CODE_LISTS["complexity"].labels
    grade = ibis.cases(
        *(
            (rows.table_complexity == code, ibis.literal(f"，风险等级{label}"))
            for code, label in labels.items()
        ),
        else_="",
    )
    names = CODE_LISTS["scheme"].labels
    scheme = ibis.cases(
        *((rows.scheme == code, ibis.literal(names[code])) for code in AUDIT_TIME_SCHEMES), else_=rows.scheme
    )
    return scheme + "，" + rows.personnel.cast("string") + " 人" + grade
