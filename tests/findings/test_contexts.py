"""Whom a subject is about: its own row first, then its audit, then the last audit of its certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zicha.contract import subjects
from zicha.contract.subjects import Subject
from zicha.contract.tables import TABLES
from zicha.findings.contexts import LINKS, Context, contexts_of, prepare_contexts
from zicha.findings.tables import tables_of

AS_OF = date(2026, 6, 30)
KINDS = [value.kind for value in vars(subjects).values() if isinstance(value, Subject)]

ROWS = {
    "organisations": [{"org_id": "O1", "name": "甲厂"}, {"org_id": "O2", "name": "乙厂"}],
    "certificates": [
        {"certificate_no": "C1", "org_id": "O1", "application_id": "P1", "issued_on": date(2024, 1, 1)},
        {"certificate_no": "C2", "org_id": "O2", "issued_on": date(2024, 1, 1)},
    ],
    "applications": [{"application_id": "P1", "org_id": "O1", "reviewer_id": "R"}],
    "audits": [
        {"audit_id": "initial", "org_id": "O1", "application_id": "P1", "branch_id": "B1", "combined_group": "G",
         "started_at": datetime(2023, 12, 1, 9)},
        {"audit_id": "last", "org_id": "O1", "certificate_no": "C1", "branch_id": "B2",
         "started_at": datetime(2026, 6, 30, 9)},
        {"audit_id": "future", "org_id": "O1", "certificate_no": "C1", "branch_id": "B3",
         "planned_from": datetime(2026, 7, 1)},
        {"audit_id": "other", "org_id": "O2", "combined_group": "G"},
    ],
    "audit_team": [
        {"audit_id": "initial", "person_id": "X"},
        {"audit_id": "initial", "person_id": "A"},
        {"audit_id": "last", "person_id": "L"},
        {"audit_id": "future", "person_id": "F"},
        {"audit_id": "other", "person_id": "Z"},
    ],
    "sign_ins": [
        {"sign_in_id": "S1", "audit_id": "last", "person_id": "L", "device_id": "D"},
        {"sign_in_id": "S2", "audit_id": "last", "device_id": "D"},
        {"sign_in_id": "S3", "audit_id": "initial", "person_id": "X", "device_id": "D"},
    ],
    "decisions": [{"decision_id": "E", "audit_id": "initial", "decider_id": "Q"}],
    "complaints": [{"complaint_id": "K", "target_kind": "person", "target_id": "L"}],
    "people": [{"person_id": "L"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder: Path = tmp_path_factory.mktemp("tables")
    files = {}
    for name, rows in ROWS.items():
        files[name] = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=TABLES[name].stored_schema), files[name])
    with tables_of(files) as connection:
        prepare_contexts(connection, AS_OF)
        yield connection


@pytest.fixture
def context(connection: duckdb.DuckDBPyConnection) -> Callable[[str, str], Context]:
    return lambda kind, subject: contexts_of(connection, kind, [subject])[subject]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_subject_has_a_question_and_an_unknown_subject_an_empty_answer(
    kind: str, context: Callable[[str, str], Context]
) -> None:
    found = context(kind, "nobody")
    assert found in (Context(), Context(org_id="nobody"), Context(person_ids=("nobody",)))


def test_there_is_a_question_for_kinds_we_have_and_no_others() -> None:
    assert set(LINKS) == set(KINDS)


def test_an_audit_has_its_team_and_the_certificate_its_application_led_to(
    context: Callable[[str, str], Context],
) -> None:
    assert context("audit", "initial") == Context("C1", "O1", "甲厂", ("A", "X"), "B1")


def test_a_certificate_has_the_people_of_its_last_audit_before_the_judging_date_is_over(
    context: Callable[[str, str], Context],
) -> None:
    assert context("certificate", "C1") == Context("C1", "O1", "甲厂", ("L",), "B2")


def test_a_certificate_without_an_audit_still_has_its_organisation(
    context: Callable[[str, str], Context],
) -> None:
    assert context("certificate", "C2") == Context("C2", "O2", "乙厂")


def test_a_sign_in_is_about_who_signed_in_and_not_about_the_team(
    context: Callable[[str, str], Context],
) -> None:
    assert context("sign_in", "S1") == Context("C1", "O1", "甲厂", ("L",), "B2")
    assert context("sign_in", "S2").person_ids == ("L",), "nobody named: the team of its audit"
    assert context("sign_in", "S3").person_ids == ("X",)


def test_a_decision_is_about_its_deciders(context: Callable[[str, str], Context]) -> None:
    assert context("decision", "E") == Context("C1", "O1", "甲厂", ("Q",), "B1")


def test_a_device_is_about_everybody_who_used_it(context: Callable[[str, str], Context]) -> None:
    assert context("device", "D") == Context(person_ids=("L", "X"))


def test_a_combined_group_says_only_what_its_audits_agree_on(context: Callable[[str, str], Context]) -> None:
    assert context("combined_group", "G") == Context(branch_id="B1", person_ids=("A", "X", "Z"))


def test_the_parts_of_a_compound_subject_are_told_apart(context: Callable[[str, str], Context]) -> None:
    assert context("team_membership", "initial|A") == Context("C1", "O1", "甲厂", ("A",), "B1")
    assert context("person_year", "L|2025") == Context(person_ids=("L",))
    assert context("organisation_scheme", "O2|QMS") == Context(org_id="O2", org_name="乙厂")


def test_a_complaint_is_about_its_target(context: Callable[[str, str], Context]) -> None:
    assert context("complaint", "K") == Context(person_ids=("L",))
