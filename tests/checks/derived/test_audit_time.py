"""Specifications of the derived tables of audit time: whose head-count, and what the table says for it."""

from __future__ import annotations

import ibis.expr.types as ir

from tests.checks.derived.conftest import rows
from zicha.checks.derived.audit_time import table_entry, why_no_table_days, with_table_days


def test_an_application_is_judged_by_its_certificate_with_the_smallest_number(derived):
    assert derived("certificates_of_applications", certificates="""
        certificate_no | application_id | personnel | complexity
        C1             | single         | 45        | high
        C3             | several        | 10        | low
        C2             | several        | 20        | medium
        C10            | as_text        | 10        | low
        C9             | as_text        | 90        | low
        C4             | no_head_count  |           |
        C5             | no_head_count  | 30        | high
        C6             |                | 30        | high
    """) == rows("""
        certificate_no | application_id | personnel | complexity
        C1             | single         | 45        | high
        C2             | several        | 20        | medium
        C10            | as_text        | 10        | low
        C4             | no_head_count  |           |
    """)  # fmt: skip


def looked_up(rows: ir.Table, audit_time_bands: ir.Table) -> ir.Table:
    """The rows with the half-days of the table, where it was read, and why it gives none."""
    timed = with_table_days(rows, audit_time_bands)
    return timed.select(
        *rows.columns, "half_days", entry=table_entry(timed), why=why_no_table_days(timed, "没有人数")
    )


def test_the_table_is_read_at_the_ends_of_its_bands(answered):
    assert answered(looked_up, only="personnel half_days entry why", rows="""
        scheme | personnel | complexity
        QMS    | 0         |
        QMS    | 1         |
        QMS    | 5         |
        QMS    | 6         |
        QMS    | 25        |
        QMS    | 26        |
        QMS    | 45        |
        QMS    | 46        |
        QMS    | 10700     |
        QMS    | 10701     |
        QMS    |           |
    """) == rows("""
        personnel | half_days | entry         | why
        0         |           | 质量管理体系，0 人     | 体系覆盖有效人数小于 1
        1         | 3         | 质量管理体系，1 人     |
        5         | 3         | 质量管理体系，5 人     |
        6         | 4         | 质量管理体系，6 人     |
        25        | 6         | 质量管理体系，25 人    |
        26        | 8         | 质量管理体系，26 人    |
        45        | 8         | 质量管理体系，45 人    |
        46        | 10        | 质量管理体系，46 人    |
        10700     | 44        | 质量管理体系，10700 人 |
        10701     |           | 质量管理体系，10701 人 | 有效人数超过审核时间表最后一档（10700 人）
                  |           |               | 没有人数
    """)  # fmt: skip


def test_complexity_counts_for_every_table_but_that_of_quality(answered):
    assert answered(looked_up, only="scheme complexity half_days entry why", rows="""
        scheme | personnel | complexity
        QMS    | 26        | high
        EMS    | 26        | high
        EMS    | 26        | medium
        EMS    | 26        | low
        EMS    | 26        | limited
        EMS    | 26        |
        OHSMS  | 26        | low
        OHSMS  | 26        | limited
        FSMS   | 26        | low
    """) == rows("""
        scheme | complexity | half_days | entry                      | why
        QMS    | high       | 8         | 质量管理体系，26 人                 |
        EMS    | high       | 14        | 环境管理体系，26 人，风险等级高     |
        EMS    | medium     | 11        | 环境管理体系，26 人，风险等级中     |
        EMS    | low        | 8         | 环境管理体系，26 人，风险等级低     |
        EMS    | limited    | 6         | 环境管理体系，26 人，风险等级有限   |
        EMS    |            |           | 环境管理体系，26 人                 | 证书没有风险或复杂程度等级，查不出审核时间
        OHSMS  | low        | 8         | 职业健康安全管理体系，26 人，风险等级低   |
        OHSMS  | limited    |           | 职业健康安全管理体系，26 人，风险等级有限 | 职业健康安全审核时间表没有“有限”一级
        FSMS   | low        |           | FSMS，26 人，风险等级低    | 审核时间表没有对应的一格
    """)  # fmt: skip
