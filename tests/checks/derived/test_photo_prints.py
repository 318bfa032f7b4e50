"""Specifications of the derived table of photo fingerprints, and of which of one body look alike."""

from __future__ import annotations

from tests.checks.derived.conftest import rows
from zicha.checks.derived.photo_prints import alike_elsewhere

AUDITS = """
    audit_id | body_id | org_id
    a        | body    | org_a
    a_again  | body    | org_a
    b        | body    | org_b
    rivals   | rival   | org_r
    unsigned | silent  | org_s
"""


def test_a_photo_bears_its_fingerprint_and_numbers_for_body_and_organisation(derived):
    assert derived("photos_taken", audits=AUDITS, sign_ins="""
        sign_in_id | audit_id | kind    | signed_at        | photo_hash
        1          | b        | opening | 2026-03-02 09:00 | 00000000000000fF
        no_print   | rivals   | opening | 2026-03-03 09:00 | no
        no_audit   | lost     | opening | 2026-03-04 09:00 | 0000000000000001
        no_photo   | a        | opening | 2026-03-04 09:00 |
    """) == rows("""
        sign_in_id | body_no | org_no | bits
        1          | 0       | 1      | 255
        no_print   | 1       | 2      |
        no_audit   |         |        | 1
    """)  # fmt: skip


def test_a_fingerprint_of_a_body_is_one_row_with_its_first_and_last_organisation(derived):
    assert derived("photo_prints", audits=AUDITS, sign_ins="""
        sign_in_id | audit_id | kind    | signed_at        | photo_hash
        1          | a        | opening | 2026-03-02 09:00 | 0000000000000001
        2          | a_again  | opening | 2026-03-03 09:00 | 0000000000000001
        3          | b        | opening | 2026-03-04 09:00 | 0000000000000001
        4          | rivals   | opening | 2026-03-04 09:00 | 0000000000000001
        5          | a        | closing | 2026-03-02 17:00 | 00000000000000ff
        6          | a        | closing | 2026-03-02 17:00 | 00000000000000FF
    """) == rows("""
        body_no | bits | first_org_no | last_org_no
        0       | 1    | 0            | 1
        1       | 1    | 2            | 2
        0       | 255  | 0            | 0
    """)  # fmt: skip


def test_the_first_of_64_bits_is_the_sign_and_what_is_no_fingerprint_is_left_out(derived):
    assert derived("photo_prints", only="bits", audits=AUDITS, sign_ins="""
        sign_in_id | audit_id | kind    | signed_at        | photo_hash
        zero       | a        | opening | 2026-03-02 09:00 | 0000000000000000
        greatest   | a        | opening | 2026-03-02 09:00 | 7fffffffffffffff
        least      | a        | opening | 2026-03-02 09:00 | 8000000000000000
        all        | a        | opening | 2026-03-02 09:00 | ffffffffffffffff
        empty      | a        | opening | 2026-03-02 09:00 |
        short      | a        | opening | 2026-03-02 09:00 | fffffffffffffff
        long       | a        | opening | 2026-03-02 09:00 | fffffffffffffffff
        no_hex     | a        | opening | 2026-03-02 09:00 | 000000000000000g
        no_audit   | lost     | opening | 2026-03-02 09:00 | 0000000000000002
    """) == rows("""
        bits
        0
        9223372036854775807
        -9223372036854775808
        -1
    """)  # fmt: skip


PRINTS = """
    body_no | bits | first_org_no | last_org_no
    0       | 0    | 0            | 0
    0       | 63   | 1            | 2
    0       | 127  | 3            | 3
    0       | -1   | 7            | 7
    0       | -64  | 8            | 8
    1       | 0    | 4            | 4
    2       | 5    | 5            | 6
"""


def test_a_pair_of_one_body_is_told_at_the_limit_and_not_beyond(derived):
    # 0 and 63 are six bits apart, 0 and 127 seven, 63 and 127 one; -1 and -64 six; the rival's is of another body.
    assert derived("photo_pairs", audits=AUDITS, sign_ins="""
        sign_in_id | audit_id | kind    | signed_at        | photo_hash
        1          | a        | opening | 2026-03-02 09:00 | 0000000000000000
        2          | b        | opening | 2026-03-04 09:00 | 000000000000003F
        3          | a_again  | opening | 2026-03-04 09:00 | 000000000000007f
        4          | b        | closing | 2026-03-04 17:00 | ffffffffffffffff
        5          | a        | closing | 2026-03-02 17:00 | ffffffffffffffc0
        6          | rivals   | opening | 2026-03-04 09:00 | 0000000000000001
    """) == rows("""
        body_no | bits | near_bits
        0       | 0    | 63
        0       | 63   | 127
        0       | -64  | -1
    """)  # fmt: skip


def test_a_photo_alike_tells_the_organisations_of_the_others(answered):
    assert answered(
        alike_elsewhere,
        photo_prints=PRINTS,
        photo_pairs="""
        body_no | bits | near_bits
        0       | 0    | 63
        0       | 63   | 127
        0       | -64  | -1
    """,
    ) == rows("""
        body_no | bits | first_org_no | first_bits | last_org_no | last_bits
        0       | 0    | 1            | 63         | 2           | 63
        0       | 63   | 0            | 0          | 3           | 127
        0       | 127  | 1            | 63         | 2           | 63
        0       | -1   | 8            | -64        | 8           | -64
        0       | -64  | 7            | -1         | 7           | -1
        2       | 5    | 5            | 5          | 6           | 5
    """)
