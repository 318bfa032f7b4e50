"""Specifications of points at which several organisations were signed in to, and how far apart those are.

One kilometre is 0.008993 degrees of latitude.
"""

from __future__ import annotations

from tests.checks.derived.conftest import rows
from zicha.checks.derived.shared_points import spread_points, with_point

AUDITS = """
    audit_id | org_id
    a        | org_a
    a_again  | org_a
    b        | org_b
    c        | org_c
"""


def test_a_point_is_a_coordinate_to_six_decimals_halves_up(answered):
    assert answered(with_point, only="sign_in_id point_x point_y", signed="""
        sign_in_id | longitude    | latitude
        whole      | 116          | 40
        six        | 116.123456   | 40.654321
        below_half | 116.12345649 | 40.65432149
        above_half | 116.12345651 | 40.65432151
        half       | 0.0000005    | -0.0000005
        west_south | -70.1234564  | -33.6543216
        empty      |              | 40
    """) == rows("""
        sign_in_id | point_x   | point_y
        whole      | 116000000 | 40000000
        six        | 116123456 | 40654321
        below_half | 116123456 | 40654321
        above_half | 116123457 | 40654322
        half       | 1         | 0
        west_south | -70123456 | -33654322
        empty      |           | 40000000
    """)  # fmt: skip


def test_a_point_of_two_organisations_names_each_once(derived):
    assert derived("points_of_organisations", audits=AUDITS, sign_ins="""
        sign_in_id | audit_id | longitude    | latitude
        1          | a        | 116.5        | 40.25
        2          | a        | 116.5        | 40.25
        3          | b        | 116.5        | 40.25
        4          | b        | 116.50000049 | 40.24999951
        5          | a        | 117          | 41
        6          | a_again  | 117          | 41
        7          | a        | 118          | 42
        8          | a        | 118          | 42
        9          | b        | 118.000001   | 42
        10         | a        |              | 43
        11         | b        |              | 43
        12         | a        | 119          |
        13         | b        | 119          |
        14         | c        | -70.5        | -33.25
        15         | lost     | -70.5        | -33.25
        16         | lost     | 120          | 44
        17         | lost_too | 120          | 44
    """) == rows("""
        point_x   | point_y   | org_id
        116500000 | 40250000  | org_a
        116500000 | 40250000  | org_b
    """)  # fmt: skip


HOMES = """
    org_id  | longitude | latitude
    here    | 116       | 40
    twin    | 116       | 40
    near    | 116       | 40.0089
    near_2  | 116       | 40.0178
    far     | 116       | 40.0091
    far_2   | 116       | 40.0182
    nowhere |           |
    half    | 116       |
"""


def visited(*points: tuple[int, str]) -> str:
    return "point_x | point_y | org_id\n" + "\n".join(
        f"{x} | 1 | {org}" for x, orgs in points for org in orgs.split()
    )


def test_a_point_of_two_organisations_is_spread_beyond_one_kilometre(answered):
    assert answered(spread_points, organisations=HOMES, fewest=2, visited=visited(
        (1, "here far"), (2, "here near"), (3, "here twin"), (4, "near near_2 here"), (5, "here nowhere half"),
        (6, "here lost"), (7, "far"), (8, "far here twin"),
    )) == rows("""
        point_x | point_y
        1       | 1
        4       | 1
        8       | 1
    """)  # fmt: skip


def test_a_point_of_three_is_spread_when_some_three_are_pairwise_apart(answered):
    # Walking from `near` would leave out `here` and `far`; here, far and far_2 are apart all the same.
    assert answered(spread_points, organisations=HOMES, fewest=3, visited=visited(
        (1, "here far far_2"), (2, "here far"), (3, "here near near_2"), (4, "here far far_2 near"),
        (5, "here twin far"), (6, "here far_2 nowhere"),
    )) == rows("""
        point_x | point_y
        1       | 1
        4       | 1
    """)  # fmt: skip


def test_what_walking_misses_is_found_by_combining(answered):
    # The first by name, `a`, lies between two that are apart from each other but not from it.
    assert answered(spread_points, fewest=2,
        organisations="""
        org_id | longitude | latitude
        a      | 116       | 40.0050
        b      | 116       | 40
        c      | 116       | 40.0100
        """, visited=visited((1, "a b c"), (2, "a b"), (3, "b c")),
    ) == rows("""
        point_x | point_y
        1       | 1
        3       | 1
    """)  # fmt: skip
