"""Specifications of the checks of what a body does about signals from outside."""

from __future__ import annotations

import unicodedata
from datetime import date

import pyarrow as pa

from zicha.checks.derived.normalised_names import normalised_name

NO_AUDITS = "audit_id"
NO_EVENTS = "event_id"
ORGANISATION = """
    org_id | name     | uscc
    org    | 某某公司 | 91110000100000009X
"""
FAILURE = """
    event_id | kind             | org_name | uscc               | published_on
    failure  | sampling_failure | 某某公司 | 91110000100000009X | 2026-03-01
"""
CERTIFICATE = """
    certificate_no | body_id | org_id | scheme | status | issued_on  | expires_on
    c              | body    | org    | QMS    | valid  | 2025-01-01 | 2027-12-31
"""


def c07(verdicts, **tables: object):
    known = {
        "certificates": CERTIFICATE,
        "organisations": ORGANISATION,
        "adverse_events": FAILURE,
        "audits": NO_AUDITS,
        "certificate_events": NO_EVENTS,
    }
    return verdicts("C07", **(known | tables))


def test_c07_a_failure_unattended_is_a_hit_once_thirty_days_have_passed(verdicts):
    assert c07(verdicts, as_of=date(2026, 3, 31)) == {"c": False}
    assert c07(verdicts, as_of=date(2026, 4, 1)) == {"c": True}
    assert c07(verdicts, as_of=date(2026, 2, 28)) == {}


def test_c07_an_audit_of_the_organisation_started_within_thirty_days_attends_to_it(verdicts):
    audits = {
        "special":     "a | here  | QMS | special          | 2026-03-15 09:00",
        "first day":   "a | here  | QMS | special          | 2026-03-01 00:00",
        "last day":    "a | here  | QMS | unannounced      | 2026-03-31 23:59",
        "another":     "a | there | CCC | factory_followup | 2026-03-15 09:00",
        "day before":  "a | here  | QMS | special          | 2026-02-28 23:59",
        "day after":   "a | here  | QMS | special          | 2026-04-01 00:00",
        "only planned": "a | here | QMS | special          |",
        "other kind":  "a | here  | QMS | surveillance     | 2026-03-15 09:00",
    }  # fmt: skip
    head = "audit_id | body_id | scheme | kind | started_at | org_id\n"
    found = {
        name: c07(verdicts, audits=head + (row if row.count("|") == 5 else f"{row} | org"))["c"]
        for name, row in audits.items()
    }
    assert found == {
        "special": False, "first day": False, "last day": False, "another": False,
        "day before": True, "day after": True, "only planned": True, "other kind": True,
    }  # fmt: skip


def test_c07_an_audit_of_another_organisation_attends_to_nothing(verdicts):
    assert c07(verdicts, audits="""
        audit_id | org_id  | kind    | started_at
        a        | another | special | 2026-03-15 09:00
    """) == {"c": True}  # fmt: skip


def test_c07_suspending_revoking_or_cancelling_the_certificate_within_thirty_days_attends_to_it(verdicts):
    certificates = "certificate_no | org_id | scheme | status | issued_on | expires_on\n" + "\n".join(
        f"{name} | org | QMS | valid | 2025-01-01 | 2027-12-31"
        for name in ("suspended", "revoked", "cancelled", "last_day", "a_day_late", "reduced", "none")
    )
    assert c07(verdicts,
        certificates=certificates,
        certificate_events="""
            event_id | certificate_no | kind      | effective_on
            e1       | suspended      | suspended | 2026-03-02
            e2       | revoked        | revoked   | 2026-03-15
            e3       | cancelled      | cancelled | 2026-03-15
            e4       | last_day       | suspended | 2026-03-31
            e5       | a_day_late     | suspended | 2026-04-01
            e6       | reduced        | reduced   | 2026-03-15
        """,
    ) == {
        "suspended": False, "revoked": False, "cancelled": False, "last_day": False, "a_day_late": True,
        "reduced": True, "none": True,
    }  # fmt: skip


def test_c07_judges_certificates_valid_on_the_day_by_their_last_event(verdicts):
    assert c07(verdicts,
        certificates="""
            certificate_no   | org_id  | scheme | status    | issued_on  | expires_on
            issued_that_day  | org     | CCC    | valid     | 2026-03-01 | 2027-12-31
            issued_after     | org     | QMS    | valid     | 2026-03-02 | 2027-12-31
            expires_that_day | org     | QMS    | expired   | 2023-03-02 | 2026-03-01
            valid_last_day   | org     | QMS    | valid     | 2023-03-02 | 2026-03-01
            expired_before   | org     | QMS    | valid     | 2023-03-01 | 2026-02-28
            status_only      | org     | QMS    | suspended | 2025-01-01 | 2027-12-31
            revoked_later    | org     | QMS    | revoked   | 2025-01-01 | 2027-12-31
            suspended_before | org     | QMS    | valid     | 2025-01-01 | 2027-12-31
            restored_that_day | org    | QMS    | valid     | 2025-01-01 | 2027-12-31
            suspended_that_day | org   | QMS    | valid     | 2025-01-01 | 2027-12-31
            tie_restored     | org     | QMS    | valid     | 2025-01-01 | 2027-12-31
            tie_suspended    | org     | QMS    | valid     | 2025-01-01 | 2027-12-31
            renewed          | org     | QMS    | valid     | 2025-01-01 | 2027-12-31
            other_org        | another | QMS    | valid     | 2025-01-01 | 2027-12-31
            only_amended     | org     | QMS    | valid     | 2025-01-01 | 2027-12-31
        """,
        certificate_events="""
            event_id | certificate_no     | kind      | effective_on
            e01      | revoked_later      | issued    | 2025-01-01
            e02      | revoked_later      | revoked   | 2026-05-01
            e03      | suspended_before   | issued    | 2025-01-01
            e04      | suspended_before   | suspended | 2026-02-28
            e05      | suspended_before   | amended   | 2026-03-01
            e06      | restored_that_day  | suspended | 2026-01-01
            e07      | restored_that_day  | restored  | 2026-03-01
            e08      | suspended_that_day | issued    | 2025-01-01
            e09      | suspended_that_day | suspended | 2026-03-01
            e10      | tie_restored       | restored  | 2026-02-01
            e09x     | tie_restored       | suspended | 2026-02-01
            e11      | tie_suspended      | restored  | 2026-02-01
            e12      | tie_suspended      | suspended | 2026-02-01
            e13      | renewed            | cancelled | 2025-06-01
            e14      | renewed            | renewed   | 2026-02-28
            e15      | only_amended       | amended   | 2025-06-01
        """,
    ) == {
        "issued_that_day": True, "valid_last_day": True, "revoked_later": True, "restored_that_day": True,
        "tie_restored": True, "renewed": True, "only_amended": True,
    }  # fmt: skip


def test_c07_before_its_first_event_a_certificate_is_what_its_status_says(verdicts):
    assert c07(verdicts,
        certificates="""
            certificate_no | org_id | scheme | status    | issued_on  | expires_on
            valid_now      | org    | QMS    | valid     | 2025-01-01 | 2027-12-31
            suspended_now  | org    | QMS    | suspended | 2025-01-01 | 2027-12-31
        """,
        certificate_events="""
            event_id | certificate_no | kind      | effective_on
            e1       | valid_now      | restored  | 2026-05-01
            e2       | suspended_now  | suspended | 2026-05-01
        """,
    ) == {"valid_now": True}  # fmt: skip


def test_c07_one_unattended_failure_of_several_suffices_and_leaving_the_list_does_not_matter(judged):
    (row,) = c07(judged,
        adverse_events="""
            event_id | kind             | org_name | uscc               | published_on | removed_on
            attended | sampling_failure | 某某公司 | 91110000100000009X | 2026-03-01   |
            ignored  | sampling_failure | 某某公司 | 91110000100000009X | 2026-04-10   | 2026-04-20
            ignored2 | sampling_failure | 某某公司 | 91110000100000009X | 2026-04-20   |
            running  | sampling_failure | 某某公司 | 91110000100000009X | 2026-06-10   |
            accident | accident         | 某某公司 | 91110000100000009X | 2026-01-10   |
            to_come  | sampling_failure | 某某公司 | 91110000100000009X | 2026-07-01   |
        """,
        audits="""
            audit_id | org_id | kind    | started_at
            a        | org    | special | 2026-03-20 09:00
            b        | org    | special | 2026-03-21 09:00
        """,
    ).to_pylist()  # fmt: skip
    assert (row["verdict"], row["published_on"], row["expected"], row["body_id"]) == (
        "hit", date(2026, 4, 10), date(2026, 5, 10), "body",
    )  # fmt: skip
    assert sorted(row["see_adverse_events"].split("\n")) == ["ignored", "ignored2"]


def test_c07_a_failure_on_a_day_the_certificate_was_not_valid_does_not_count_against_it(verdicts):
    assert c07(verdicts,
        adverse_events="""
            event_id | kind             | org_name | uscc               | published_on
            before   | sampling_failure | 某某公司 | 91110000100000009X | 2024-12-31
            current  | sampling_failure | 某某公司 | 91110000100000009X | 2026-06-10
        """,
    ) == {"c": False}  # fmt: skip


def test_c07_a_row_with_a_uscc_is_matched_by_it_alone_others_by_the_normalised_name(verdicts):
    certificates = "certificate_no | org_id | scheme | status | issued_on | expires_on\n" + "\n".join(
        f"{org} | {org} | QMS | valid | 2025-01-01 | 2027-12-31"
        for org in ("by_code", "by_name", "wide", "code_of_nobody", "no_code", "no_name", "twin_a", "twin_b")
    )
    assert c07(verdicts,
        certificates=certificates,
        organisations="""
            org_id         | name                     | uscc
            by_code        | 改名后的公司             | 91110000100000009X
            by_name        | ABC（北京）科技 有限公司 | 911100001000000111
            wide           | ＸＹＺ-2号・工厂         |
            code_of_nobody | 同名公司                 | 911100001000000222
            no_code        | 无代码公司               |
            no_name        | （）                     |
            twin_a         | 双胞胎公司               |
            twin_b         | 双胞胎 公司              |
        """,
        adverse_events="""
            event_id | kind             | org_name               | uscc               | published_on
            e1       | sampling_failure | 从前的名称             | 91110000100000009X | 2026-03-01
            e2       | sampling_failure | abc(北京)科技有限公司  |                    | 2026-03-01
            e3       | sampling_failure | xyz２号工厂            |                    | 2026-03-01
            e4       | sampling_failure | 同名公司               | 911100001000000333 | 2026-03-01
            e5       | sampling_failure | 无代码公司             | 911100001000000444 | 2026-03-01
            e6       | sampling_failure | --                     |                    | 2026-03-01
            e7       | sampling_failure | 双胞胎公司             |                    | 2026-03-01
        """,
    ) == {"by_code": True, "by_name": True, "wide": True, "twin_a": True, "twin_b": True}  # fmt: skip


def test_c07_without_organisations_nothing_can_be_matched(verdicts):
    assert c07(verdicts, organisations="org_id") == {}


NAMES = {
    "ABC（北京）科技 有限公司": "abc北京科技有限公司",
    "ＡＢＣ（北京）科技　有限公司": "abc北京科技有限公司",
    "ａｂｃ１２３": "abc123",
    "第Ⅱ电厂": "第ii电厂",
    "⑩号、②号": "10号2号",
    "㈠厂": "一厂",
    "㊣品": "正品",
    "⼯⼚": "工厂",
    "館": "館",
    "二〇二五": "二〇二五",
    "Société Générale": "sociétégénérale",
    "\u200b零宽\ufeff": "零宽",
    "·—…《》": "",
}


def test_names_are_compared_as_nfkc_would_have_them(engine):
    for name, plain in NAMES.items():
        composed = unicodedata.normalize("NFKC", name).lower()
        assert "".join(letter for letter in composed if letter.isalnum()) == plain
    names = engine.add("names_to_compare", pa.table({"written": list(NAMES)}))
    rows = engine.fetch(names.select("written", plain=normalised_name(names.written))).to_pylist()
    assert {row["written"]: row["plain"] for row in rows} == NAMES
