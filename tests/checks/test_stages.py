"""Specifications of the checks of the steps before a certificate: A04, A05, A21."""


def test_a04_a_second_stage_without_a_first_of_the_same_application_is_a_hit(verdicts):
    assert verdicts("A04",
        applications="""
            application_id | scheme | kind
            bare           | QMS    | initial
            whole          | EMS    | initial
            twice          | FSMS   | initial
            moved          | QMS    | transfer
            moved_whole    | QMS    | transfer
            wider          | QMS    | extension
            again          | QMS    | recertification
            unnamed        | IPMS   |
            product        | CCC    | initial
        """,
        audits="""
            audit_id    | application_id | scheme | kind            | started_at
            bare        | bare           | QMS    | stage2          | 2025-05-10 09:00
            first       | whole          | EMS    | stage1          | 2025-05-01 09:00
            whole       | whole          | EMS    | stage2          | 2025-05-10 09:00
            twice_1     | twice          | FSMS   | stage1          | 2025-05-01 09:00
            twice_2     | twice          | FSMS   | stage1          | 2025-05-02 09:00
            twice       | twice          | FSMS   | stage2          | 2025-05-10 09:00
            twice_more  | twice          | FSMS   | stage2          | 2025-05-12 09:00
            moved       | moved          | QMS    | stage2          | 2025-05-10 09:00
            moved_first | moved_whole    | QMS    | stage1          | 2025-05-01 09:00
            moved_whole | moved_whole    | QMS    | stage2          | 2025-05-10 09:00
            wider       | wider          | QMS    | stage2          | 2025-05-10 09:00
            again       | again          | QMS    | stage2          | 2025-05-10 09:00
            unnamed     | unnamed        | IPMS   | stage2          | 2025-05-10 09:00
            no_application |             | QMS    | stage2          | 2025-05-10 09:00
            dangling    | missing        | QMS    | stage2          | 2025-05-10 09:00
            dangling_1  | missing        | QMS    | stage1          | 2025-05-01 09:00
            product     | product        | CCC    | stage2          | 2025-05-10 09:00
            recert      | again          | QMS    | recertification | 2025-05-10 09:00
        """,
    ) == {
        "bare": True, "whole": False, "twice": False, "twice_more": False, "moved": "exempt",
        "moved_whole": "exempt", "wider": True, "again": True, "unnamed": True,
        "no_application": None, "dangling": None,
    }  # fmt: skip


def test_a04_audits_of_other_applications_and_audits_still_to_come_do_not_count(verdicts):
    assert verdicts("A04",
        applications="""
            application_id | scheme | kind
            mine           | QMS    | initial
            theirs         | QMS    | initial
        """,
        audits="""
            audit_id | application_id | scheme | kind   | started_at       | planned_from
            mine     | mine           | QMS    | stage2 | 2025-05-10 09:00 |
            theirs   | theirs         | QMS    | stage1 | 2025-05-01 09:00 |
            later    | mine           | QMS    | stage1 |                  | 2026-07-01 09:00
            no_one   |                | QMS    | stage1 | 2025-05-01 09:00 |
        """,
    ) == {"mine": True}  # fmt: skip


def test_a05_from_2026_fewer_than_five_days_between_the_stages_are_a_hit(verdicts):
    assert verdicts("A05",
        audits="""
            audit_id  | application_id | kind   | scheme | started_at       | ended_at
            a1        | a              | stage1 | QMS    | 2026-02-26 09:00 | 2026-02-26 17:00
            four_days | a              | stage2 | QMS    | 2026-03-02 23:59 | 2026-03-03 17:00
            b1        | b              | stage1 | EMS    | 2026-02-26 09:00 | 2026-02-26 23:59
            five_days | b              | stage2 | EMS    | 2026-03-03 00:00 | 2026-03-03 17:00
            c1        | c              | stage1 | QMS    | 2025-12-30 09:00 | 2025-12-30 17:00
            new_rule  | c              | stage2 | QMS    | 2026-01-01 00:00 | 2026-01-03 17:00
            d1        | d              | stage1 | QMS    | 2025-12-30 09:00 | 2025-12-30 17:00
            old_rule  | d              | stage2 | QMS    | 2025-12-31 09:00 | 2026-01-01 17:00
            e1        | e              | stage1 | CCC    | 2024-02-28 09:00 | 2024-02-28 17:00
            leap_day  | e              | stage2 | CCC    | 2024-02-29 09:00 | 2024-02-29 17:00
        """,
    ) == {
        "four_days": True, "five_days": False, "new_rule": True, "old_rule": False, "leap_day": False,
    }  # fmt: skip


def test_a05_a_second_stage_on_or_before_the_day_the_first_ends_is_a_hit_in_any_year(verdicts):
    assert verdicts("A05",
        audits="""
            audit_id | application_id | kind   | scheme | started_at       | ended_at
            a1       | a              | stage1 | QMS    | 2024-05-10 08:00 | 2024-05-10 11:00
            same_day | a              | stage2 | QMS    | 2024-05-10 13:00 | 2024-05-12 17:00
            b1       | b              | stage1 | QMS    | 2024-05-10 08:00 | 2024-05-12 11:00
            inside   | b              | stage2 | QMS    | 2024-05-11 09:00 | 2024-05-12 17:00
            c1       | c              | stage1 | QMS    | 2024-05-10 08:00 | 2024-05-10 23:59
            next_day | c              | stage2 | QMS    | 2024-05-11 00:00 | 2024-05-12 17:00
        """,
    ) == {"same_day": True, "inside": True, "next_day": False}  # fmt: skip


def test_a05_more_than_183_days_between_the_stages_are_a_hit(verdicts):
    assert verdicts("A05",
        audits="""
            audit_id | application_id | kind   | scheme | started_at       | ended_at
            a1       | a              | stage1 | QMS    | 2024-01-01 08:00 | 2024-01-01 17:00
            d183     | a              | stage2 | QMS    | 2024-07-02 23:59 | 2024-07-05 17:00
            b1       | b              | stage1 | QMS    | 2024-01-01 08:00 | 2024-01-01 17:00
            d184     | b              | stage2 | QMS    | 2024-07-03 00:00 | 2024-07-05 17:00
        """,
    ) == {"d183": False, "d184": True}  # fmt: skip


def test_a05_the_first_stage_that_ends_last_counts(verdicts):
    assert verdicts("A05",
        audits="""
            audit_id  | application_id | kind   | scheme | started_at       | ended_at
            a1        | a              | stage1 | QMS    | 2026-01-05 08:00 | 2026-01-05 17:00
            a2        | a              | stage1 | QMS    | 2026-03-09 08:00 | 2026-03-09 17:00
            too_soon  | a              | stage2 | QMS    | 2026-03-10 09:00 | 2026-03-11 17:00
            b1        | b              | stage1 | QMS    | 2025-01-05 08:00 | 2025-01-05 17:00
            b2        | b              | stage1 | QMS    | 2026-03-01 08:00 | 2026-03-01 17:00
            repeated  | b              | stage2 | QMS    | 2026-03-10 09:00 | 2026-03-11 17:00
            also      | b              | stage2 | QMS    | 2026-03-04 09:00 | 2026-03-04 17:00
            c1        | c              | stage1 | QMS    | 2026-03-01 08:00 | 2026-03-01 17:00
            c2        | c              | stage1 | QMS    | 2026-03-09 08:00 |
            one_ended | c              | stage2 | QMS    | 2026-03-10 09:00 | 2026-03-11 17:00
        """,
    ) == {"too_soon": True, "repeated": False, "also": True, "one_ended": False}  # fmt: skip


def test_a05_without_a_first_stage_or_with_a_date_missing_it_is_undecided(verdicts):
    assert verdicts("A05",
        audits="""
            audit_id       | application_id | kind   | scheme | started_at       | ended_at
            alone          | a              | stage2 | QMS    | 2024-05-10 09:00 | 2024-05-12 17:00
            b1             | b              | stage1 | QMS    | 2024-05-01 09:00 |
            first_open     | b              | stage2 | QMS    | 2024-05-10 09:00 | 2024-05-12 17:00
            c1             | c              | stage1 | QMS    | 2024-05-01 09:00 | 2024-05-01 17:00
            not_started    | c              | stage2 | QMS    |                  |
            d1             |                | stage1 | QMS    | 2024-05-01 09:00 | 2024-05-01 17:00
            no_application |                | stage2 | QMS    | 2024-05-10 09:00 | 2024-05-12 17:00
        """,
    ) == {"alone": None, "first_open": None, "not_started": None, "no_application": None}  # fmt: skip


def test_a21_a_contract_signed_before_the_review_is_a_hit(verdicts):
    assert verdicts("A21",
        applications="""
            application_id | scheme | contract_signed_on | reviewed_on
            day_before     | QMS    | 2024-02-28         | 2024-02-29
            same_day       | QMS    | 2024-02-29         | 2024-02-29
            day_after      | CCC    | 2024-03-01         | 2024-02-29
            no_contract    | QMS    |                    | 2024-02-29
            no_review      | QMS    | 2024-02-29         |
            neither        | QMS    |                    |
        """,
    ) == {
        "day_before": True, "same_day": False, "day_after": False,
        "no_contract": None, "no_review": None, "neither": None,
    }  # fmt: skip
