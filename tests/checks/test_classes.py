"""Specifications of the checks of the classes bodies put enterprises in."""

from __future__ import annotations

from datetime import date

ORGANISATIONS = "org_id | name | uscc\norg | 某某公司 | 91110000100000009X"


def c14(verdicts, grades: str, events: str = "e | sampling_failure | 2026-03-01", **more: object):
    rows = "event_id | kind | published_on | org_name | uscc\n" + "\n".join(
        f"{event} | 某某公司 | 91110000100000009X" for event in events.splitlines() if event.strip()
    )
    return verdicts("C14",
        organisations=ORGANISATIONS,
        adverse_events=rows,
        classifications="body_id | org_id | effective_on | grade\n" + grades,
        **more,
    )  # fmt: skip


def test_c14_class_a_or_b_on_the_thirtieth_day_is_a_hit(verdicts):
    assert c14(verdicts, "body | org | 2025-01-01 | A") == {"org": True}
    assert c14(verdicts, "body | org | 2025-01-01 | B") == {"org": True}
    assert c14(verdicts, "body | org | 2025-01-01 | C") == {"org": False}
    assert c14(verdicts, "body | org | 2025-01-01 | B\nbody | org | 2026-03-31 | C") == {"org": False}
    assert c14(verdicts, "body | org | 2025-01-01 | B\nbody | org | 2026-04-01 | C") == {"org": True}
    assert c14(verdicts, "body | org | 2025-01-01 | C\nbody | org | 2026-03-31 | B") == {"org": True}
    assert c14(verdicts, "body | org | 2026-04-01 | A") == {"org": False}


def test_c14_one_body_that_keeps_the_class_suffices(verdicts):
    assert c14(verdicts, "body | org | 2025-01-01 | D\nother | org | 2025-01-01 | B") == {"org": True}


def test_c14_only_failures_accidents_and_recalls_are_signals(verdicts):
    for kind in ("sampling_failure", "accident", "recall"):
        assert c14(verdicts, "body | org | 2025-01-01 | A", f"e | {kind} | 2026-03-01") == {"org": True}
    for kind in ("serious_violation", "media_exposure", "penalty", "licence_lapse", "abnormal_operation"):
        assert c14(verdicts, "body | org | 2025-01-01 | A", f"e | {kind} | 2026-03-01") == {"org": False}
    assert c14(verdicts, "body | org | 2025-01-01 | A", "") == {"org": False}


def test_c14_is_undecided_while_thirty_days_have_not_passed_since_its_only_signal(verdicts):
    grade = "body | org | 2025-01-01 | A"
    assert c14(verdicts, grade, as_of=date(2026, 3, 30)) == {"org": None}
    assert c14(verdicts, grade, as_of=date(2026, 3, 31)) == {"org": True}
    older = "e | recall | 2026-01-01\nf | recall | 2026-03-01"
    assert c14(verdicts, "body | org | 2025-01-01 | C", older, as_of=date(2026, 3, 30)) == {"org": False}
    assert c14(verdicts, grade, older, as_of=date(2026, 3, 30)) == {"org": True}
    both_young = "e | recall | 2026-03-02\nf | recall | 2026-03-01"
    assert c14(verdicts, grade, both_young, as_of=date(2026, 3, 30)) == {"org": None}
    assert c14(verdicts, grade, "e | recall | 2026-03-01", as_of=date(2026, 2, 28)) == {"org": False}


def test_c14_every_signal_of_its_time_is_judged_by_the_class_of_that_day(verdicts):
    grades = "body | org | 2025-01-01 | C\nbody | org | 2025-06-01 | A\nbody | org | 2025-09-01 | C"
    assert c14(verdicts, grades, "e | recall | 2025-04-01\nf | recall | 2026-01-01") == {"org": False}
    assert c14(verdicts, grades, "e | recall | 2025-06-01\nf | recall | 2026-01-01") == {"org": True}


def test_c14_judges_an_organisation_once_and_names_the_body(judged):
    grades = "a_body | org | 2025-01-01 | D\nkeeper | org | 2025-01-01 | A\nkeeper | other | 2025-01-01 | A"
    rows = c14(judged, grades, "e | recall | 2025-04-01\nf | accident | 2026-01-01").to_pylist()
    found = {row["subject_id"]: row for row in rows}
    assert {name: row["verdict"] for name, row in found.items()} == {"org": "hit", "other": "pass"}
    assert (found["org"]["body_id"], found["org"]["observed"]) == ("keeper", "A")
    assert set(found["org"]["see_adverse_events"].split("\n")) == {"e", "f"}
    assert found["org"]["see_classifications"].split("\n")[0] == "keeper|org|2025-01-01"
