"""Specifications of the checks of acting within one's authority: D06, D12."""

from __future__ import annotations

from datetime import date

CERTIFICATES = "certificate_no | body_id | scheme\nq | b | QMS\ne | b | EMS"
AUDITS = "audit_id | body_id | org_id | scheme\naq | b | o | QMS\nae | b | o | EMS"


def test_d06_the_decider_is_authorised_for_the_scheme_on_the_day(verdicts):
    spans = {
        "in_force": ("QMS", "2025-01-01", "2026-12-31"),
        "open": ("QMS", "2025-01-01", ""),
        "first_day": ("QMS", "2026-02-28", "2026-12-31"),
        "last_day": ("QMS", "2025-01-01", "2026-02-28"),
        "to_come": ("QMS", "2026-03-01", ""),
        "lapsed": ("QMS", "2025-01-01", "2026-02-27"),
        "other_scheme": ("EMS", "2025-01-01", ""),
    }
    assert verdicts("D06",
        certificates=CERTIFICATES,
        decisions="decision_id | certificate_no | decider_id | decided_at\n" + "\n".join(
            f"{name} | q | {name} | 2026-02-28 23:30" for name in [*spans, "nobody"]
        ),
        decision_authorities="person_id | scheme | valid_from | valid_to\n" + "\n".join(
            f"{name} | {scheme} | {first} | {last}" for name, (scheme, first, last) in spans.items()
        ),
    ) == {
        "in_force": False, "open": False, "first_day": False, "last_day": False, "to_come": True, "lapsed": True,
        "other_scheme": True, "nobody": True,
    }  # fmt: skip


def test_d06_the_scheme_is_the_certificates_else_the_audits(verdicts):
    assert verdicts("D06",
        certificates=CERTIFICATES,
        audits=AUDITS,
        decisions="""
            decision_id | certificate_no | audit_id | decider_id | decided_at
            both_differ | e              | aq       | quality    | 2026-03-01 09:00
            both_agree  | q              | aq       | quality    | 2026-03-01 09:00
            audit_only  |                | aq       | quality    | 2026-03-01 09:00
            audit_other |                | ae       | quality    | 2026-03-01 09:00
            dangling    | gone           | aq       | quality    | 2026-03-01 09:00
            neither     |                |          | quality    | 2026-03-01 09:00
            all_gone    | gone           | gone     | quality    | 2026-03-01 09:00
            no_decider  | q              | aq       |            | 2026-03-01 09:00
        """,
        decision_authorities="person_id | scheme | valid_from\nquality | QMS | 2025-01-01",
    ) == {
        "both_differ": True, "both_agree": False, "audit_only": False, "audit_other": True, "dangling": False,
        "neither": None, "all_gone": None, "no_decider": None,
    }  # fmt: skip


def test_d06_every_kind_of_decision_is_judged_and_several_authorities_make_one_verdict(verdicts):
    assert verdicts("D06",
        certificates=CERTIFICATES,
        decisions="""
            decision_id | certificate_no | decider_id | kind    | decided_at
            twice       | q              | p          | grant   | 2026-03-01 09:00
            between     | q              | p          | suspend | 2025-07-01 09:00
            refused     | q              | nobody     | refuse  | 2026-03-01 09:00
            tomorrow    | q              | nobody     | grant   | 2026-07-01 09:00
        """,
        decision_authorities="""
            person_id | scheme | valid_from | valid_to
            p         | QMS    | 2025-01-01 | 2025-06-30
            p         | QMS    | 2026-01-01 | 2026-12-31
            p         | QMS    | 2026-02-01 |
        """,
    ) == {"twice": False, "between": True, "refused": True}  # fmt: skip


def test_d06_shows_whose_decision_it_is(judged):
    (row,) = judged("D06",
        certificates=CERTIFICATES,
        decisions="decision_id | certificate_no | decider_id | decided_at\nd | e | p | 2026-03-01 09:00",
        decision_authorities="person_id | scheme | valid_from\nq | EMS | 2025-01-01",
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["scheme"], row["decided_on"], row["see_certificates"]) == (
        "b", "EMS", date(2026, 3, 1), "e",
    )  # fmt: skip


def test_d12_a_branch_audits_only_while_it_is_authorised(verdicts):
    days = {
        "inside": "2025-06-01 09:00",
        "first_day": "2025-01-01 00:30",
        "day_before": "2024-12-31 23:30",
        "last_day": "2026-02-28 23:30",
        "day_after": "2026-03-01 00:30",
        "undated": "",
    }
    assert verdicts("D12",
        audits="audit_id | body_id | org_id | branch_id | started_at\n"
        + "\n".join(f"{name} | b | o | branch | {start}" for name, start in days.items()),
        branches="branch_id | body_id | authorised_from | authorised_to\nbranch | b | 2025-01-01 | 2026-02-28",
    ) == {
        "inside": False, "first_day": False, "day_before": True, "last_day": False, "day_after": True,
        "undated": None,
    }  # fmt: skip


def test_d12_an_empty_end_is_open_and_a_branch_not_listed_is_undecided(verdicts):
    assert verdicts("D12",
        audits="""
            audit_id     | body_id | org_id | branch_id | started_at
            open_late    | b       | o      | no_end    | 2026-05-01 09:00
            open_early   | b       | o      | no_end    | 2024-05-01 09:00
            begins_late  | b       | o      | no_start  | 2026-05-01 09:00
            begins_early | b       | o      | no_start  | 2024-05-01 09:00
            unbounded    | b       | o      | neither   | 2024-05-01 09:00
            unlisted     | b       | o      | gone      | 2026-05-01 09:00
            head_office  | b       | o      |           | 2026-05-01 09:00
        """,
        branches="""
            branch_id | body_id | authorised_from | authorised_to
            no_end    | b       | 2025-01-01      |
            no_start  | b       |                 | 2025-12-31
            neither   | b       |                 |
        """,
    ) == {
        "open_late": False, "open_early": True, "begins_late": True, "begins_early": False, "unbounded": False,
        "unlisted": None,
    }  # fmt: skip


def test_d12_shows_the_day_and_the_authorisation(judged):
    (row,) = judged("D12",
        audits="audit_id | body_id | org_id | branch_id | started_at\na | b | o | x | 2026-05-01 09:00",
        branches="branch_id | body_id | authorised_from | authorised_to\nx | b | | 2025-12-31",
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["see_branches"]) == ("b", date(2026, 5, 1), "x")
    assert row["expected"].strip() == "（未写起始日） 至 2025-12-31"
