"""Specifications of the derived table that matches signals from outside with organisations."""

from __future__ import annotations

from datetime import date

from tests.checks.derived.conftest import rows

ORGANISATIONS = """
    org_id    | name               | uscc
    coded     | 甲厂有限公司       | 91110000100000001A
    uncoded   | 乙厂（北京）有限公司 |
    namesake1 | 丙厂有限公司       | 91110000100000003C
    namesake2 | 丙厂 有限公司      | 91110000100000004D
    shared1   | 丁厂总部           | 91110000100000005E
    shared2   | 丁厂分部           | 91110000100000005E
    nameless  | ——                 |
"""


def test_a_code_alone_decides_and_a_name_only_where_there_is_no_code(derived):
    assert derived("adverse_matches", organisations=ORGANISATIONS, adverse_events="""
        event_id      | kind     | org_name           | uscc               | published_on | removed_on
        by_code       | accident | 甲厂有限公司       | 91110000100000001A | 2026-03-02   |
        renamed       | accident | 早先的名字         | 91110000100000001A | 2026-03-02   | 2026-05-31
        code_of_none  | accident | 甲厂有限公司       | 91110000100000009X | 2026-03-02   |
        by_name       | recall   | 甲厂有限公司       |                    | 2024-02-29   |
        by_wide_name  | recall   | 乙厂(北京)有限公司 |                    | 2026-03-02   |
        namesakes     | penalty  | 丙厂有限公司       |                    | 2026-03-02   |
        code_of_two   | penalty  | 丁厂               | 91110000100000005E | 2026-03-02   |
        unknown_name  | penalty  | 戊厂               |                    | 2026-03-02   |
        no_real_name  | penalty  | ……                 |                    | 2026-03-02   |
    """) == rows("""
        published_on | removed_on | org_id    | adverse_id   | adverse_kind | by_uscc
        2026-03-02   |            | coded     | by_code      | accident     | true
        2026-03-02   | 2026-05-31 | coded     | renamed      | accident     | true
        2024-02-29   |            | coded     | by_name      | recall       | false
        2026-03-02   |            | uncoded   | by_wide_name | recall       | false
        2026-03-02   |            | namesake1 | namesakes    | penalty      | false
        2026-03-02   |            | namesake2 | namesakes    | penalty      | false
        2026-03-02   |            | shared1   | code_of_two  | penalty      | true
        2026-03-02   |            | shared2   | code_of_two  | penalty      | true
    """)  # fmt: skip


def test_several_signals_of_one_organisation_are_as_many_rows_and_later_ones_are_not_read(derived):
    assert derived(
        "adverse_matches", organisations=ORGANISATIONS, as_of=date(2026, 2, 28), only="org_id adverse_id",
        adverse_events="""
        event_id  | kind     | org_name     | uscc               | published_on
        first     | accident | 甲厂有限公司 | 91110000100000001A | 2026-02-27
        again     | accident | 甲厂有限公司 | 91110000100000001A | 2026-02-27
        last_day  | accident | 甲厂有限公司 |                    | 2026-02-28
        day_after | accident | 甲厂有限公司 | 91110000100000001A | 2026-03-01
    """) == rows("""
        org_id | adverse_id
        coded  | first
        coded  | again
        coded  | last_day
    """)  # fmt: skip
