"""Specifications of the audit-time checks: A06, A10 against the tables, A11 against what a team can give."""

from decimal import Decimal


def one_application(*, planned, with_first=""):
    """One quality management application for 45 people with a second stage of so many planned days."""
    return {
        "applications": "application_id | scheme\na | QMS",
        "certificates": (
            "certificate_no | application_id | scheme | personnel | issued_on\nc | a | QMS | 45 | 2025-06-01"
        ),
        "audits": (
            "audit_id | application_id | scheme | kind | planned_days\n"
            f"s2 | a | QMS | stage2 | {planned}\n{with_first}"
        ),
    }


def test_a06_less_than_seventy_percent_of_the_table_rounded_to_half_days_is_a_hit(verdicts):
    # 26 to 45 people: 4 days × 0.70 = 2.8, to the nearest half 3. 86 to 125: 7 × 0.70 = 4.9, to 5.
    # 46 to 65: 5 × 0.70 = 3.5. 1 to 5: 1.5 × 0.70 = 1.05, to 1. 11 to 15: 2.5 × 0.70 = 1.75, halves up to 2.
    assert verdicts("A06",
        applications="""
            application_id | scheme
            below          | QMS
            at_floor       | QMS
            just_inside    | QMS
            below_rounded  | QMS
            small_at       | QMS
            small_below    | QMS
            halves_up      | QMS
            halves_up_at   | QMS
            band_ends      | QMS
            band_starts    | QMS
        """,
        certificates="""
            certificate_no | application_id | scheme | personnel | complexity | issued_on
            c0             | below          | QMS    | 45        |            | 2025-06-01
            c1             | at_floor       | QMS    | 45        |            | 2025-06-01
            c2             | just_inside    | QMS    | 45        |            | 2025-06-01
            c3             | below_rounded  | QMS    | 100       |            | 2025-06-01
            c4             | small_at       | QMS    | 1         |            | 2025-06-01
            c5             | small_below    | QMS    | 5         |            | 2025-06-01
            c6             | halves_up      | QMS    | 15        |            | 2025-06-01
            c7             | halves_up_at   | QMS    | 11        |            | 2025-06-01
            c8             | band_ends      | QMS    | 65        |            | 2025-06-01
            c9             | band_starts    | QMS    | 66        |            | 2025-06-01
        """,
        audits="""
            audit_id | application_id | scheme | kind   | planned_days
            a0       | below          | QMS    | stage1 | 1
            b0       | below          | QMS    | stage2 | 1.999999
            a1       | at_floor       | QMS    | stage1 | 1
            b1       | at_floor       | QMS    | stage2 | 2
            a2       | just_inside    | QMS    | stage1 | 0.5
            b2       | just_inside    | QMS    | stage2 | 2.500001
            b3       | below_rounded  | QMS    | stage2 | 4.9
            b4       | small_at       | QMS    | stage2 | 1
            b5       | small_below    | QMS    | stage2 | 0.5
            b6       | halves_up      | QMS    | stage2 | 1.75
            b7       | halves_up_at   | QMS    | stage2 | 2
            b8       | band_ends      | QMS    | stage2 | 3.5
            b9       | band_starts    | QMS    | stage2 | 3.5
        """,
    ) == {
        "below": True, "at_floor": False, "just_inside": False, "below_rounded": True, "small_at": False,
        "small_below": True, "halves_up": True, "halves_up_at": False, "band_ends": False, "band_starts": True,
    }  # fmt: skip


def test_a06_every_first_and_second_stage_of_the_application_counts_and_nothing_else(verdicts):
    assert verdicts("A06",
        applications="""
            application_id | scheme
            four_audits    | QMS
            surveillance   | QMS
            others         | QMS
            no_second      | QMS
            product        | CCC
            other_ms       | ISMS
        """,
        certificates="""
            certificate_no | application_id | scheme | personnel | issued_on
            c0             | four_audits    | QMS    | 45        | 2025-06-01
            c1             | surveillance   | QMS    | 45        | 2025-06-01
            c2             | others         | QMS    | 45        | 2025-06-01
            c3             | product        | CCC    | 45        | 2025-06-01
            c4             | other_ms       | ISMS   | 45        | 2025-06-01
        """,
        audits="""
            audit_id | application_id | scheme | kind         | planned_days
            a0       | four_audits    | QMS    | stage1       | 0.5
            a1       | four_audits    | QMS    | stage1       | 0.5
            a2       | four_audits    | QMS    | stage2       | 1
            a3       | four_audits    | QMS    | stage2       | 1
            b0       | surveillance   | QMS    | stage2       | 2
            b1       | surveillance   | QMS    | surveillance | 1
            c0       | others         | QMS    | stage2       | 2
            c1       |                | QMS    | stage1       | 1
            c2       | missing        | QMS    | stage2       | 1
            d0       | no_second      | QMS    | stage1       | 1
            e0       | product        | CCC    | stage2       | 1
            f0       | other_ms       | ISMS   | stage2       | 1
        """,
    ) == {"four_audits": False, "surveillance": True, "others": True}  # fmt: skip


def test_a06_the_smallest_certificate_number_gives_people_and_complexity(verdicts):
    # EMS, 26 to 45 people: high 7 × 0.70 = 4.9, to 5; low 4 × 0.70 = 2.8, to 3.
    assert verdicts("A06",
        applications="""
            application_id | scheme | declared_personnel
            by_smallest    | EMS    | 5000
            declared       | QMS    | 45
            certified_more | QMS    | 5
            not_yet_issued | QMS    | 45
            no_complexity  | EMS    | 45
            other_has_it   | EMS    | 45
            from_declared  | EMS    | 45
        """,
        certificates="""
            certificate_no | application_id | scheme | personnel | complexity | issued_on
            C2             | by_smallest    | EMS    | 4000      | high       | 2025-06-01
            C1             | by_smallest    | EMS    | 45        | low        | 2025-06-01
            C3             | certified_more | QMS    | 45        |            | 2025-06-01
            C4             | not_yet_issued | QMS    | 4000      |            | 2026-07-01
            C5             | other_has_it   | EMS    | 45        |            | 2025-06-01
            C6             | other_has_it   | EMS    | 45        | low        | 2025-06-01
            C7             | from_declared  | EMS    |           | low        | 2025-06-01
            C8             | from_declared  | EMS    | 4000      | high       | 2025-06-01
        """,
        audits="""
            audit_id | application_id | scheme | kind   | planned_days
            a        | by_smallest    | EMS    | stage2 | 3
            b        | declared       | QMS    | stage2 | 2.5
            c        | certified_more | QMS    | stage2 | 2.5
            d        | not_yet_issued | QMS    | stage2 | 3
            e        | no_complexity  | EMS    | stage2 | 9
            f        | other_has_it   | EMS    | stage2 | 9
            g        | from_declared  | EMS    | stage2 | 2.5
        """,
    ) == {
        "by_smallest": False, "declared": True, "certified_more": True, "not_yet_issued": False,
        "no_complexity": None, "other_has_it": None, "from_declared": True,
    }  # fmt: skip


def test_a06_a_second_stage_combined_with_another_scheme_takes_a_fifth_less(verdicts):
    # 26 to 45 people: 4 × 0.70 × 0.80 = 2.24, to 2; alone 2.8, to 3.
    assert verdicts("A06",
        applications="""
            application_id | scheme
            combined_at    | QMS
            combined_below | QMS
            one_scheme     | QMS
            stage1_only    | QMS
            on_its_own     | QMS
        """,
        certificates="""
            certificate_no | application_id | scheme | personnel | issued_on
            c0             | combined_at    | QMS    | 45        | 2025-06-01
            c1             | combined_below | QMS    | 45        | 2025-06-01
            c2             | one_scheme     | QMS    | 45        | 2025-06-01
            c3             | stage1_only    | QMS    | 45        | 2025-06-01
            c4             | on_its_own     | QMS    | 45        | 2025-06-01
        """,
        audits="""
            audit_id | application_id | scheme | kind         | planned_days | combined_group
            a        | combined_at    | QMS    | stage2       | 2            | two
            a_ems    |                | EMS    | stage2       | 2            | two
            b        | combined_below | QMS    | stage2       | 1.5          | with_isms
            b_isms   |                | ISMS   | surveillance | 2            | with_isms
            c        | one_scheme     | QMS    | stage2       | 2            | same
            c_qms    |                | QMS    | surveillance | 2            | same
            d1       | stage1_only    | QMS    | stage1       | 1            | two
            d2       | stage1_only    | QMS    | stage2       | 1            |
            e        | on_its_own     | QMS    | stage2       | 2            |
            e_other  |                | EMS    | stage2       | 2            |
        """,
    ) == {
        "combined_at": False, "combined_below": True, "one_scheme": True, "stage1_only": True, "on_its_own": True,
    }  # fmt: skip


def test_a06_outside_the_table_or_with_a_value_missing_it_is_undecided(verdicts):
    assert verdicts("A06",
        applications="""
            application_id  | scheme | declared_personnel
            last_band       | QMS    | 10700
            above_last_band | QMS    | 10701
            zero            | QMS    | 0
            negative        | QMS    | -1
            nobody          | QMS    |
            unplanned_1     | QMS    | 45
            unplanned_2     | QMS    | 45
            no_certificate  | OHSMS  | 45
            limited_ohsms   | OHSMS  | 45
            limited_ems     | EMS    | 45
            qms_any         | QMS    | 45
        """,
        certificates="""
            certificate_no | application_id | scheme | personnel | complexity | issued_on
            c0             | limited_ohsms  | OHSMS  | 45        | limited    | 2025-06-01
            c1             | limited_ems    | EMS    | 45        | limited    | 2025-06-01
            c2             | qms_any        | QMS    | 45        | limited    | 2025-06-01
        """,
        audits="""
            audit_id | application_id  | scheme | kind   | planned_days
            a        | last_band       | QMS    | stage2 | 15
            b        | above_last_band | QMS    | stage2 | 1
            c        | zero            | QMS    | stage2 | 1
            d        | negative        | QMS    | stage2 | 1
            e        | nobody          | QMS    | stage2 | 1
            f1       | unplanned_1     | QMS    | stage1 |
            f2       | unplanned_1     | QMS    | stage2 | 1
            g1       | unplanned_2     | QMS    | stage1 | 9
            g2       | unplanned_2     | QMS    | stage2 |
            h        | no_certificate  | OHSMS  | stage2 | 1
            i        | limited_ohsms   | OHSMS  | stage2 | 1
            j        | limited_ems     | EMS    | stage2 | 1.5
            k        | qms_any         | QMS    | stage2 | 3
        """,
    ) == {
        "last_band": True, "above_last_band": None, "zero": None, "negative": None, "nobody": None,
        "unplanned_1": None, "unplanned_2": None, "no_certificate": None, "limited_ohsms": None,
        "limited_ems": True, "qms_any": False,
    }  # fmt: skip


def test_a06_shows_what_was_planned_and_the_floor_it_missed(judged):
    (row,) = judged(
        "A06", **one_application(planned="2", with_first="s1 | a | QMS | stage1 | 0.5")
    ).to_pylist()
    assert (row["observed"], row["expected"], row["entry"]) == (
        Decimal("2.5"),
        Decimal("3.0"),
        "质量管理体系，45 人",
    )
    assert (sorted(row["see_audits"].split("\n")), row["see_certificates"]) == (["s1", "s2"], "c")


def test_a06_the_share_can_be_overridden(judged):
    (row,) = judged("A06", override={"smallest_share": "1"}, **one_application(planned="3.5")).to_pylist()
    assert (row["verdict"], row["expected"]) == ("hit", Decimal("4.0"))


def test_a10_a_surveillance_under_a_third_of_seventy_percent_is_a_hit(verdicts):
    # 46 to 65 people: 5 × 0.70 / 3 = 1.1667, to 1. 86 to 125: 7 × 0.70 / 3 = 1.6333, to 1.5.
    # 176 to 275: 9 × 0.70 / 3 = 2.1, to 2. 1 to 5: 1.5 × 0.70 / 3 = 0.35, to 0.5.
    # EMS high, 46 to 65: 8 × 0.70 / 3 = 1.8667, to 2. OHSMS medium, 876 to 1175: 15 × 0.70 / 3 = 3.5 exactly.
    assert verdicts("A10",
        certificates="""
            certificate_no | scheme | personnel | complexity | issued_on
            q50            | QMS    | 50        |            | 2023-06-01
            q100           | QMS    | 100       |            | 2023-06-01
            q5             | QMS    | 5         |            | 2023-06-01
            e50            | EMS    | 50        | high       | 2023-06-01
            o1000          | OHSMS  | 1000      | medium     | 2023-06-01
        """,
        audits="""
            audit_id  | certificate_no | scheme | kind         | planned_days
            at        | q50            | QMS    | surveillance | 1
            below     | q50            | QMS    | surveillance | 0.999999
            inside    | q50            | QMS    | surveillance | 1.1
            at_100    | q100           | QMS    | surveillance | 1.5
            below_100 | q100           | QMS    | surveillance | 1
            at_5      | q5             | QMS    | surveillance | 0.5
            below_5   | q5             | QMS    | surveillance | 0.35
            ems_at    | e50            | EMS    | surveillance | 2
            ems_below | e50            | EMS    | surveillance | 1.9
            exact     | o1000          | OHSMS  | surveillance | 3.5
            exact_not | o1000          | OHSMS  | surveillance | 3.4
        """,
    ) == {
        "at": False, "below": True, "inside": False, "at_100": False, "below_100": True, "at_5": False,
        "below_5": True, "ems_at": False, "ems_below": True, "exact": False, "exact_not": True,
    }  # fmt: skip


def test_a10_a_recertification_under_two_thirds_of_seventy_percent_is_a_hit(verdicts):
    # 46 to 65 people: 5 × 0.70 × 2/3 = 2.3333, to 2.5; combined × 0.80 = 1.8667, to 2.
    # A surveillance in a combined visit: 1.1667 × 0.80 = 0.9333, to 1.
    assert verdicts("A10",
        certificates="""
            certificate_no | scheme | personnel | issued_on
            q50            | QMS    | 50        | 2023-06-01
        """,
        audits="""
            audit_id       | certificate_no | scheme | kind            | planned_days | combined_group
            at             | q50            | QMS    | recertification | 2.5          |
            below          | q50            | QMS    | recertification | 2.4          |
            combined_at    | q50            | QMS    | recertification | 2            | two
            combined_below | q50            | QMS    | recertification | 1.9          | two
            other          |                | EnMS   | recertification | 1.9          | two
            one_scheme     | q50            | QMS    | recertification | 2            | same
            same           | q50            | QMS    | surveillance    | 1            | same
            s_combined     | q50            | QMS    | surveillance    | 0.9          | two
        """,
    ) == {
        "at": False, "below": True, "combined_at": False, "combined_below": True, "one_scheme": True,
        "same": False, "s_combined": True,
    }  # fmt: skip


def test_a10_a_combined_share_may_bring_the_floor_down_to_a_half_day_below(verdicts):
    # 126 to 175 people: 8 × 0.70 / 3 = 1.8667, to 2; × 0.80 = 1.4933, to 1.5.
    assert verdicts("A10",
        certificates="certificate_no | scheme | personnel | issued_on\nq150 | QMS | 150 | 2023-06-01",
        audits="""
            audit_id | certificate_no | scheme | kind         | planned_days | combined_group
            combined | q150           | QMS    | surveillance | 1.5          | two
            partner  |                | ISMS   | surveillance | 1            | two
            alone    | q150           | QMS    | surveillance | 1.5          |
        """,
    ) == {"combined": False, "alone": True}  # fmt: skip


def test_a10_without_certificate_people_complexity_or_planned_days_it_is_undecided(verdicts):
    assert verdicts("A10",
        certificates="""
            certificate_no | scheme | personnel | complexity | issued_on
            q50            | QMS    | 50        |            | 2023-06-01
            silent         | QMS    |           |            | 2023-06-01
            zero           | QMS    | 0         |            | 2023-06-01
            last_band      | QMS    | 10700     |            | 2023-06-01
            giant          | QMS    | 10701     |            | 2023-06-01
            ungraded       | EMS    | 50        |            | 2023-06-01
            limited        | OHSMS  | 50        | limited    | 2023-06-01
            later          | QMS    | 50        |            | 2026-07-01
        """,
        audits="""
            audit_id       | certificate_no | scheme | kind         | planned_days
            unplanned      | q50            | QMS    | surveillance |
            no_certificate |                | QMS    | surveillance | 1
            dangling       | missing        | QMS    | surveillance | 1
            not_yet        | later          | QMS    | surveillance | 1
            no_people      | silent         | QMS    | surveillance | 1
            zero           | zero           | QMS    | surveillance | 1
            last_band      | last_band      | QMS    | surveillance | 5
            giant          | giant          | QMS    | surveillance | 1
            ungraded       | ungraded       | EMS    | surveillance | 1
            limited        | limited        | OHSMS  | surveillance | 1
            stage2         | q50            | QMS    | stage2       | 0.1
            special        | q50            | QMS    | special      | 0.1
            isms           | q50            | ISMS   | surveillance | 0.1
        """,
    ) == {
        "unplanned": None, "no_certificate": None, "dangling": None, "not_yet": None, "no_people": None,
        "zero": None, "last_band": False, "giant": None, "ungraded": None, "limited": None,
    }  # fmt: skip


def test_a11_more_on_site_days_than_auditors_times_calendar_days_is_a_hit(verdicts):
    assert verdicts("A11",
        audits="""
            audit_id     | scheme | kind         | started_at       | ended_at         | onsite_days
            at           | QMS    | stage2       | 2024-02-28 16:00 | 2024-02-29 10:00 | 4.5
            above        | QMS    | stage2       | 2024-02-28 16:00 | 2024-02-29 10:00 | 4.500001
            below        | QMS    | stage2       | 2024-02-28 16:00 | 2024-02-29 10:00 | 4.499999
            over_feb     | QMS    | surveillance | 2024-02-28 09:00 | 2024-03-01 17:00 | 3.5
            over_feb_hit | QMS    | surveillance | 2023-02-28 09:00 | 2023-03-01 17:00 | 3
            one_day      | CCC    | special      | 2024-05-01 09:00 | 2024-05-01 12:00 | 1.5
            others_only  | QMS    | stage2       | 2024-05-01 09:00 | 2024-05-01 17:00 | 1
            with_others  | QMS    | stage2       | 2024-05-01 09:00 | 2024-05-01 17:00 | 2
            no_team      | QMS    | stage2       | 2024-05-01 09:00 | 2024-05-01 17:00 | 1
            no_days      | QMS    | stage2       | 2024-05-01 09:00 | 2024-05-01 17:00 |
            no_start     | QMS    | stage2       |                  | 2024-05-01 17:00 | 1
            no_end       | QMS    | stage2       | 2024-05-01 09:00 |                  | 1
        """,
        audit_team="""
            audit_id     | person_id | role
            at           | p1        | leader
            at           | p2        | auditor
            above        | p1        | leader
            above        | p2        | auditor
            below        | p1        | leader
            below        | p2        | auditor
            over_feb     | p1        | leader
            over_feb_hit | p1        | leader
            one_day      | p1        | auditor
            others_only  | p1        | expert
            others_only  | p2        | trainee
            others_only  | p3        | observer
            with_others  | p1        | leader
            with_others  | p2        | expert
            with_others  | p3        | trainee
            with_others  | p4        | observer
            no_days      | p1        | leader
            no_start     | p1        | leader
            no_end       | p1        | leader
        """,
    ) == {
        "at": False, "above": True, "below": False, "over_feb": False, "over_feb_hit": True, "one_day": False,
        "others_only": None, "with_others": True, "no_team": None, "no_days": None, "no_start": None,
        "no_end": None,
    }  # fmt: skip
