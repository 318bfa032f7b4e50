"""What a run promises: it says what it could not check, counts add up, and nothing dated later is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.checks.conftest import typed
from zicha.checks import registry
from zicha.checks.registry import all_checks, check
from zicha.contract.subjects import CERTIFICATE
from zicha.contract.tables import TABLES
from zicha.contract.verdicts import Severity
from zicha.findings.inspecting import Override, thresholds
from zicha.screening.coverage import Coverage
from zicha.screening.engines import Engine
from zicha.screening.run import Screening, screen

AS_OF = date(2026, 6, 30)

BODY = """
    body_id | name       | approved_on
    B       | 示例机构   | 2020-01-01
"""
CERTIFICATES = """
    certificate_no | body_id | org_id | scheme | personnel | issued_on  | expires_on | status
    covered        | B       | O      | QMS    | 80        | 2026-01-05 | 2029-01-04 | valid
    understated    | B       | O      | QMS    | 10        | 2026-01-05 | 2029-01-04 | valid
    tomorrow       | B       | O      | QMS    | 10        | 2026-07-01 | 2029-06-30 | valid
"""
ORGANISATIONS = """
    org_id | name       | employees
    O      | 示例组织   | 100
"""


def run(engine: Engine, folder: Path, tables: Mapping[str, str], **options: object) -> Screening:
    files = {}
    for name, text in tables.items():
        files[name] = folder / f"{name}.parquet"
        pq.write_table(typed(TABLES[name], text), files[name])
    judged = folder / "judged"
    judged.mkdir(exist_ok=True)
    return screen(files, as_of=AS_OF, engine=engine, folder=judged, **options)


@pytest.fixture
def screening(duckdb_engine: Engine, tmp_path: Path) -> Screening:
    tables = {"bodies": BODY, "certificates": CERTIFICATES, "organisations": ORGANISATIONS}
    return run(duckdb_engine, tmp_path, tables)


def test_every_registered_check_is_accounted_for(screening):
    assert set(screening.coverage) == {check.code for check in all_checks()}
    assert all(cover.ran != bool(cover.reason) for cover in screening.coverage.values())


def test_a_check_without_its_tables_names_the_table_that_would_let_it_run(screening):
    cover = screening.coverage["B01"]
    assert not cover.ran
    assert "现场签到（sign_ins）" in cover.reason


def test_a_certificate_issued_after_the_judging_date_is_not_read(screening):
    cover = screening.coverage["A09"]
    assert (cover.in_scope, cover.hit, cover.passed) == (2, 1, 1)


def test_verdicts_that_do_not_add_up_stop_the_run():
    with pytest.raises(AssertionError, match="do not add up"):
        Coverage("A09", ran=True, in_scope=3, hit=1, passed=1)


def test_the_team_of_an_audit_still_to_come_is_not_read_but_a_dangling_one_is(duckdb_engine, tmp_path):
    done = run(duckdb_engine, tmp_path, {
        "audits": """
            audit_id | body_id | org_id | scheme | kind   | started_at       | planned_from
            past     | B       | O      | QMS    | stage2 | 2026-06-30 09:00 |
            future   | B       | O      | QMS    | stage2 |                  | 2026-07-01 09:00
        """,
        "audit_team": """
            audit_id | person_id | role
            past     | P         | leader
            future   | P         | leader
            nowhere  | P         | leader
        """,
        "people": """
            person_id | registered_from | registered_to
            P         | 2024-01-01      | 2027-01-01
        """,
    })  # fmt: skip
    cover = done.coverage["D04"]
    assert (cover.in_scope, cover.passed, cover.undecided) == (2, 1, 1)


def test_an_empty_column_the_dialect_has_no_field_for_accuses_nobody(duckdb_engine, tmp_path):
    audits = {"audits": """
        audit_id | body_id | org_id | scheme | kind   | started_at       | plan_reported_on
        U        | B       | O      | QMS    | stage2 | 2026-06-01 09:00 |
    """}  # fmt: skip
    assert run(duckdb_engine, tmp_path, audits, codes=["A16"]).coverage["A16"].hit == 1
    told = run(duckdb_engine, tmp_path, audits, codes=["A16"], silent={"audits.plan_reported_on"})
    assert not told.coverage["A16"].ran
    assert "审核计划上报日期" in told.coverage["A16"].reason


def test_a_column_that_says_something_is_judged_though_a_dialect_lacks_it(duckdb_engine, tmp_path):
    audits = {"audits": """
        audit_id | body_id | org_id | scheme | kind   | started_at       | plan_reported_on
        U        | B       | O      | QMS    | stage2 | 2026-06-01 09:00 |
        V        | B       | O      | QMS    | stage2 | 2026-06-01 09:00 | 2026-05-20
    """}  # fmt: skip
    told = run(duckdb_engine, tmp_path, audits, codes=["A16"], silent={"audits.plan_reported_on"})
    assert (told.coverage["A16"].hit, told.coverage["A16"].passed) == (1, 1)


def test_an_overridden_parameter_judges_and_is_remembered_with_its_reason(duckdb_engine, tmp_path):
    used = thresholds([Override("A09", "smallest_share", "0.05", "多数员工在认证范围之外")])
    tables = {"certificates": CERTIFICATES, "organisations": ORGANISATIONS}
    done = run(duckdb_engine, tmp_path, tables, thresholds=used, codes=["A09"])
    assert done.coverage["A09"].hit == 0
    assert [(p.key, p.overridden) for p in done.overrides] == [
        ("A09.smallest_share", "多数员工在认证范围之外")
    ]


@pytest.mark.parametrize(
    ("override", "words"),
    [
        (Override("Z99", "x", "1", "试"), "没有检查项 Z99"),
        (Override("A09", "no_such", "1", "试"), "没有参数 no_such"),
        (Override("A09", "smallest_share", "half", "试"), "不可用"),
        (Override("A10", "surveillance_share", "1/0", "试"), "不可用"),
        (Override("B01", "core_schemes_from", "5", "试"), "不可用"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused_in_words(override, words):
    with pytest.raises(Exception, match=words):
        thresholds([override])


def test_the_same_records_give_the_same_verdicts_and_the_same_rule_set(duckdb_engine, tmp_path):
    tables = {"certificates": CERTIFICATES, "organisations": ORGANISATIONS}
    first, second = (run(duckdb_engine, tmp_path, tables) for _ in range(2))
    assert first.rule_set == second.rule_set
    same = ("in_scope", "hit", "passed", "undecided", "exempt", "reason")
    for code, cover in first.coverage.items():
        assert [getattr(cover, name) for name in same] == [
            getattr(second.coverage[code], name) for name in same
        ]


def test_a_check_finished_before_a_kill_is_not_run_again(duckdb_engine, tmp_path):
    tables = {"certificates": CERTIFICATES, "organisations": ORGANISATIONS}
    first = run(duckdb_engine, tmp_path, tables, dataset="the same records", codes=["A09", "C01"])
    (tmp_path / "judged" / "C01.json").unlink()  # killed before C01 was finished
    second = run(duckdb_engine, tmp_path, tables, dataset="the same records", codes=["A09", "C01"])
    assert second.coverage["A09"] == first.coverage["A09"], "seconds included: it was taken as it was"
    assert second.coverage["C01"].seconds != first.coverage["C01"].seconds


@pytest.mark.parametrize(
    "changed",
    [
        {"dataset": "other records"},
        {"thresholds": thresholds([Override("A09", "smallest_share", "0.05", "试")])},
        {"silent": {"audits.plan_reported_on"}},
    ],
    ids=str,
)
def test_what_was_finished_under_other_conditions_is_run_again(duckdb_engine, tmp_path, changed):
    tables = {"certificates": CERTIFICATES, "organisations": ORGANISATIONS}
    first = run(duckdb_engine, tmp_path, tables, dataset="the same records", codes=["A09"])
    second = run(duckdb_engine, tmp_path, tables, **{"dataset": "the same records", **changed}, codes=["A09"])
    assert second.coverage["A09"].seconds != first.coverage["A09"].seconds


def test_each_edition_judges_the_subjects_of_its_own_days(duckdb_engine, tmp_path, monkeypatch):
    """Until 2025 every certificate is a hit, from 2026 none is; an undated one goes by the newest edition."""
    all_checks()
    monkeypatch.setitem(registry._checks, "Z01", [])

    def edition(is_hit, **days):
        @check(
            code="Z01", title="换版", severity=Severity.HINT, clauses=["1c"], subject=CERTIFICATE, basis="试",
            rule="试", sentence="试", example="试", **days,
        )  # fmt: skip
        def rule(certificates):
            """An edition."""
            return certificates.select(
                "certificate_no",
                "body_id",
                hit=certificates.issued_on.notnull() if is_hit else certificates.issued_on.isnull(),
                judged_on=certificates.first_issued_on,
                observed=certificates.issued_on,
                expected=certificates.issued_on,
            )

    edition(True, until=date(2025, 12, 31))
    edition(False, since=date(2026, 1, 1))
    done = run(duckdb_engine, tmp_path, {"certificates": """
        certificate_no | body_id | org_id | scheme | first_issued_on | issued_on  | expires_on | status
        old            | B       | O      | QMS    | 2025-12-31      | 2026-01-05 | 2029-01-04 | valid
        new            | B       | O      | QMS    | 2026-01-01      | 2026-01-05 | 2029-01-04 | valid
        undated        | B       | O      | QMS    |                 | 2026-01-05 | 2029-01-04 | valid
    """}, codes=["Z01"])  # fmt: skip
    assert pq.read_table(done.rows["Z01"])["subject_id"].to_pylist() == ["old"]
    assert done.coverage["Z01"].in_scope == 3


def test_rows_a_killed_run_wrote_under_other_parameters_are_not_taken_for_those_of_the_run_before(
    duckdb_engine, tmp_path, monkeypatch
):
    tables = {"certificates": CERTIFICATES, "organisations": ORGANISATIONS}
    found = run(duckdb_engine, tmp_path, tables, codes=["A09"], dataset="D")
    rows = pq.read_table(found.rows["A09"]).to_pylist()
    assert [row["subject_id"] for row in rows] == ["understated"]

    class Killed(Exception):
        pass

    def killed(*_: object) -> None:
        raise Killed

    everybody = thresholds([Override("A09", "smallest_share", "0.9", "试算")])
    with monkeypatch.context() as patch:
        patch.setattr("zicha.screening.run.remember", killed)
        with pytest.raises(Killed):
            run(duckdb_engine, tmp_path, tables, codes=["A09"], dataset="D", thresholds=everybody)
    again = run(duckdb_engine, tmp_path, tables, codes=["A09"], dataset="D")
    assert again.coverage["A09"].hit == 1
    assert pq.read_table(again.rows["A09"]).to_pylist() == rows


def test_a_check_a_killed_run_had_finished_is_not_judged_again(duckdb_engine, tmp_path, monkeypatch):
    tables = {"certificates": CERTIFICATES, "organisations": ORGANISATIONS}
    first = run(duckdb_engine, tmp_path, tables, codes=["A09"], dataset="D")
    monkeypatch.setattr("zicha.screening.run._run", lambda *_: pytest.fail("judged again"))
    assert run(duckdb_engine, tmp_path, tables, codes=["A09"], dataset="D").coverage == first.coverage
