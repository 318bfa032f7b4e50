"""Specifications of the checks of what audits find."""

from __future__ import annotations

from datetime import date


def c02(verdicts, audits: str, found: str = "", **more: object):
    head = "audit_id | body_id | org_id | scheme | kind | ended_at\n"
    raised = "nonconformity_id | audit_id | grade | raised_on\n" + found
    return verdicts("C02", audits=head + audits, nonconformities=raised, **more)


THREE = """a1 | body | org | QMS | stage2          | 2023-03-02 17:00
           a2 | body | org | QMS | surveillance    | 2024-03-02 17:00
           a3 | body | org | QMS | recertification | 2025-03-02 17:00"""


def test_c02_three_audits_in_a_row_that_found_nothing_are_a_hit(verdicts):
    assert c02(verdicts, THREE) == {"org|QMS": True}
    assert c02(verdicts, THREE, "n | a1 | minor | 2023-03-02") == {"org|QMS": False}
    assert c02(verdicts, THREE, "n | a2 | major | 2024-03-02\nm | a2 | minor | 2024-03-02") == {
        "org|QMS": False
    }
    assert c02(verdicts, THREE, "n | a3 | minor |") == {"org|QMS": False}
    assert c02(verdicts, THREE, "n | other | minor | 2024-03-02") == {"org|QMS": True}


def test_c02_only_the_last_three_ended_audits_count(verdicts):
    four = THREE + "\na0 | body | org | QMS | stage2 | 2022-03-02 17:00"
    assert c02(verdicts, four, "n | a0 | minor | 2022-03-02") == {"org|QMS": True}
    assert c02(verdicts, four, "n | a1 | minor | 2022-03-02") == {"org|QMS": False}


def test_c02_audits_of_other_kinds_schemes_and_organisations_do_not_count(verdicts):
    two = "\n".join(THREE.splitlines()[:2])
    for other in (
        "x | body | org | QMS | special | 2025-03-02 17:00",
        "x | body | org | QMS | stage1 | 2025-03-02 17:00",
        "x | body | org | EMS | surveillance | 2025-03-02 17:00",
        "x | body | organ | QMS | surveillance | 2025-03-02 17:00",
        "x | body | org | QMS | surveillance |",
        "x | body | org | QMS | surveillance | 2026-07-01 00:00",
    ):
        assert c02(verdicts, f"{two}\n{other}", as_of=date(2026, 6, 30)) == {}
    assert c02(
        verdicts, f"{two}\nx | body | org | QMS | surveillance | 2026-06-30 23:00", as_of=date(2026, 6, 30)
    ) == {"org|QMS": True}


def test_c02_audits_ending_at_one_time_are_taken_by_their_number(verdicts):
    tied = "\n".join(f"a{n} | body | org | QMS | surveillance | 2025-03-02 17:00" for n in range(4))
    assert c02(verdicts, tied, "n | a0 | minor |") == {"org|QMS": True}
    assert c02(verdicts, tied, "n | a3 | minor |") == {"org|QMS": False}


def test_c02_is_told_to_the_body_that_audited_last(judged):
    rows = THREE.replace("a3 | body", "a3 | last_body")
    (row,) = c02(judged, rows).to_pylist()
    assert (row["body_id"], row["observed"], row["last_ended_on"]) == ("last_body", 3, date(2025, 3, 2))
    assert set(row["see_audits"].split("\n")) == {"a1", "a2", "a3"}
