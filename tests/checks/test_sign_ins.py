"""Specifications of the sign-in checks."""

from __future__ import annotations

import math
from datetime import date

NO_SITES = "site_id"


def test_b01_an_ended_audit_needs_an_opening_and_a_closing_sign_in(verdicts):
    assert verdicts("B01",
        as_of=date(2026, 6, 30),
        audits="""
            audit_id       | scheme | kind         | started_at       | ended_at
            both           | QMS    | stage2       | 2026-03-02 09:00 | 2026-03-03 17:00
            two_people     | QMS    | surveillance | 2026-03-02 09:00 | 2026-03-03 17:00
            nobody_named   | QMS    | special      | 2026-03-02 09:00 | 2026-03-03 17:00
            no_closing     | QMS    | stage1       | 2026-03-02 09:00 | 2026-03-03 17:00
            no_opening     | EMS    | stage2       | 2026-03-02 09:00 | 2026-03-03 17:00
            neither        | OHSMS  | stage2       | 2026-03-02 09:00 | 2026-03-03 17:00
            ended_day_before | QMS  | stage2       | 2026-06-29 09:00 | 2026-06-29 17:00
            ended_today    | QMS    | stage2       | 2026-06-29 09:00 | 2026-06-30 17:00
            still_running  | QMS    | stage2       | 2026-06-30 09:00 | 2026-07-01 17:00
            no_end         | QMS    | stage2       | 2026-03-02 09:00 |
            no_start       | QMS    | stage2       |                  | 2026-03-03 17:00
        """,
        sign_ins="""
            sign_in_id | audit_id     | person_id | kind    | signed_at
            s1         | both         | p         | opening | 2026-03-02 09:00
            s2         | both         | p         | closing | 2026-03-03 17:00
            s3         | two_people   | p         | opening | 2026-03-02 09:00
            s4         | two_people   | q         | closing | 2026-03-03 17:00
            s5         | nobody_named |           | opening | 2026-03-02 09:00
            s6         | nobody_named |           | closing | 2026-03-03 17:00
            s7         | no_closing   | p         | opening | 2026-03-02 09:00
            s8         | no_closing   | q         | opening | 2026-03-02 09:01
            s9         | no_opening   | p         | closing | 2026-03-02 09:00
            s10        | of_no_audit  | p         | closing | 2026-03-02 09:00
        """,
    ) == {
        "both": False, "two_people": False, "nobody_named": False, "no_closing": True, "no_opening": True,
        "neither": True, "ended_day_before": True,
    }  # fmt: skip


def test_b01_each_scheme_is_asked_from_its_day_on(verdicts):
    assert verdicts("B01",
        sign_ins="sign_in_id",
        audits="""
            audit_id      | scheme  | kind   | started_at       | ended_at
            qms_before    | QMS     | stage2 | 2021-11-30 23:59 | 2021-12-02 17:00
            qms_from      | QMS     | stage2 | 2021-12-01 00:00 | 2021-12-02 17:00
            ems_from      | EMS     | stage2 | 2021-12-01 09:00 | 2021-12-02 17:00
            ohsms_from    | OHSMS   | stage2 | 2021-12-01 09:00 | 2021-12-02 17:00
            isms_before   | ISMS    | stage2 | 2022-11-30 09:00 | 2022-12-02 17:00
            isms_from     | ISMS    | stage2 | 2022-12-01 09:00 | 2022-12-02 17:00
            enms_from     | EnMS    | stage2 | 2022-12-01 09:00 | 2022-12-02 17:00
            food          | FSMS    | stage2 | 2025-12-01 09:00 | 2025-12-02 17:00
            haccp         | HACCP   | stage2 | 2025-12-01 09:00 | 2025-12-02 17:00
            product       | CCC     | factory_followup | 2025-12-01 09:00 | 2025-12-02 17:00
            service       | SERVICE | stage2 | 2025-12-01 09:00 | 2025-12-02 17:00
        """,
    ) == {
        "qms_from": True, "ems_from": True, "ohsms_from": True, "isms_from": True, "enms_from": True,
    }  # fmt: skip


def test_b01_a_combined_visit_signs_once_for_all_its_audits(verdicts):
    assert verdicts("B01",
        audits="""
            audit_id    | scheme | kind   | combined_group | started_at       | ended_at
            signed      | QMS    | stage2 | visit          | 2026-03-02 09:00 | 2026-03-03 17:00
            rides_along | EMS    | stage2 | visit          | 2026-03-02 09:00 | 2026-03-03 17:00
            food        | FSMS   | stage2 | shared         | 2026-03-02 09:00 | 2026-03-03 17:00
            by_food     | QMS    | stage2 | shared         | 2026-03-02 09:00 | 2026-03-03 17:00
            alone       | QMS    | stage2 | other_visit    | 2026-03-02 09:00 | 2026-03-03 17:00
            by_itself   | QMS    | stage2 |                | 2026-03-02 09:00 | 2026-03-03 17:00
            named_alike | EMS    | stage2 | by_itself      | 2026-03-02 09:00 | 2026-03-03 17:00
        """,
        sign_ins="""
            sign_in_id | audit_id  | kind    | signed_at
            s1         | signed    | opening | 2026-03-02 09:00
            s2         | rides_along | closing | 2026-03-03 17:00
            s3         | food      | opening | 2026-03-02 09:00
            s4         | food      | closing | 2026-03-03 17:00
            s5         | alone     | opening | 2026-03-02 09:00
            s6         | by_itself | opening | 2026-03-02 09:00
            s7         | by_itself | closing | 2026-03-03 17:00
        """,
    ) == {
        "signed": False, "rides_along": False, "by_food": False, "alone": True, "by_itself": False,
        "named_alike": True,
    }  # fmt: skip


def test_b01_a_sign_in_after_the_judging_date_is_not_there_yet(verdicts):
    assert verdicts("B01",
        as_of=date(2026, 6, 30),
        audits="""
            audit_id | scheme | kind   | started_at       | ended_at
            a        | QMS    | stage2 | 2026-06-29 09:00 | 2026-06-29 23:00
        """,
        sign_ins="""
            sign_in_id | audit_id | kind    | signed_at
            s1         | a        | opening | 2026-06-29 09:00
            s2         | a        | closing | 2026-07-01 00:10
        """,
    ) == {"a": True}  # fmt: skip


def north_of(latitude: float, km: float) -> float:
    """The latitude that many kilometres further north on a sphere of 6371 km."""
    return latitude + math.degrees(km / 6371)


def test_b02_more_than_five_kilometres_from_every_place_of_the_organisation_is_a_hit(verdicts):
    at, near, far = north_of(30, 4.999), north_of(30, 4.9999), north_of(30, 5.001)
    audits = """
        audit_id | org_id  | method  | started_at
        on_site  | org     | on_site | 2026-03-02 09:00
        hybrid   | org     | hybrid  | 2026-03-02 09:00
        remote   | org     | remote  | 2026-03-02 09:00
        unsaid   | org     |         | 2026-03-02 09:00
        sited    | sited   | on_site | 2026-03-02 09:00
        only_sites | unplaced | on_site | 2026-03-02 09:00
        nowhere  | nowhere | on_site | 2026-03-02 09:00
        half     | half    | on_site | 2026-03-02 09:00
    """
    sign_ins = f"""
        sign_in_id     | audit_id   | kind    | signed_at        | longitude | latitude
        at_home        | on_site    | opening | 2026-03-02 09:00 | 120       | 30
        inside         | on_site    | opening | 2026-03-02 09:00 | 120       | {at}
        just_inside    | on_site    | closing | 2026-03-02 09:00 | 120       | {near}
        outside        | on_site    | closing | 2026-03-02 09:00 | 120       | {far}
        hybrid_outside | hybrid     | closing | 2026-03-02 09:00 | 120       | {far}
        remote_outside | remote     | closing | 2026-03-02 09:00 | 120       | {far}
        unsaid_outside | unsaid     | closing | 2026-03-02 09:00 | 120       | {far}
        of_no_audit    | nil        | closing | 2026-03-02 09:00 | 120       | {far}
        no_coordinates | on_site    | opening | 2026-03-02 09:00 |           |
        only_longitude | on_site    | opening | 2026-03-02 09:00 | 120       |
        at_a_site      | sited      | opening | 2026-03-02 09:00 | 121       | 31
        between        | sited      | opening | 2026-03-02 09:00 | 120.5     | 30.5
        at_the_site    | only_sites | opening | 2026-03-02 09:00 | 121       | 31
        off_the_site   | only_sites | opening | 2026-03-02 09:00 | 120       | 30
        no_place_known | nowhere    | opening | 2026-03-02 09:00 | 120       | 30
        half_a_place   | half       | opening | 2026-03-02 09:00 | 120       | 30
    """
    assert verdicts("B02",
        audits=audits,
        sign_ins=sign_ins,
        organisations="""
            org_id   | longitude | latitude
            org      | 120       | 30
            sited    | 120       | 30
            unplaced |           |
            half     | 120       |
        """,
        sites="""
            site_id | org_id   | longitude | latitude
            s1      | sited    | 122       | 32
            s2      | sited    | 121       | 31
            s3      | unplaced | 121       | 31
            s4      | unplaced | 121       |
            s5      | half     |           | 30
        """,
    ) == {
        "at_home": False, "inside": False, "just_inside": False, "outside": True, "hybrid_outside": True,
        "no_coordinates": None, "only_longitude": None, "at_a_site": False, "between": True,
        "at_the_site": False, "off_the_site": True, "no_place_known": None, "half_a_place": None,
    }  # fmt: skip


def test_b02_the_distance_is_that_of_a_great_circle(judged):
    # Beijing to Shanghai on a sphere of 6371 km.
    (row,) = judged("B02",
        audits="""
            audit_id | body_id | org_id | method  | started_at
            a        | body    | org    | on_site | 2026-03-02 09:00
        """,
        sign_ins="""
            sign_in_id | audit_id | kind    | signed_at        | longitude | latitude
            s          | a        | opening | 2026-03-02 09:00 | 116.4074  | 39.9042
        """,
        organisations="""
            org_id | longitude | latitude
            org    | 121.4737  | 31.2304
        """,
        sites=NO_SITES,
    ).to_pylist()  # fmt: skip
    one, two = math.radians(39.9042), math.radians(31.2304)
    angle = math.acos(
        math.sin(one) * math.sin(two)
        + math.cos(one) * math.cos(two) * math.cos(math.radians(121.4737 - 116.4074))
    )
    assert abs(row["observed"] - 6371 * angle) < 0.001
    assert (row["body_id"], row["expected"]) == ("body", 5.0)


def test_b02_many_sites_leave_one_row_a_sign_in(verdicts):
    sites = "site_id | org_id | longitude | latitude\n" + "\n".join(
        f"s{n} | org | {100 + n} | 30" for n in range(20)
    )
    assert verdicts("B02",
        audits="""
            audit_id | org_id | method  | started_at
            a        | org    | on_site | 2026-03-02 09:00
        """,
        sign_ins="""
            sign_in_id | audit_id | kind    | signed_at        | longitude | latitude
            at_last    | a        | opening | 2026-03-02 09:00 | 119       | 30
            beyond     | a        | closing | 2026-03-02 17:00 | 120       | 30
        """,
        organisations="org_id | longitude | latitude\norg | 90 | 30",
        sites=sites,
    ) == {"at_last": False, "beyond": True}  # fmt: skip
