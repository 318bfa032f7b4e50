"""Specifications of the derived table of photo fingerprints, and of which of one body look alike."""

from __future__ import annotations

import random

import ibis
import ibis.expr.types as ir
import pytest

from tests.checks.derived.conftest import rows
from zicha.checks.derived.photo_prints import BITS, alike_elsewhere, covering_masks, photo_pairs

AUDITS = """
    audit_id | body_id | org_id
    a        | body    | org_a
    a_again  | body    | org_a
    b        | body    | org_b
    rivals   | rival   | org_r
    unsigned | silent  | org_s
"""


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
        body_no | body_id | bits | first_org | last_org
        0       | body    | 1    | org_a     | org_b
        1       | rival   | 1    | org_r     | org_r
        0       | body    | 255  | org_a     | org_a
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
    body_no | body_id | bits | first_org | last_org
    0       | body    | 0    | org_b     | org_b
    0       | body    | 63   | org_c     | org_d
    0       | body    | 127  | org_e     | org_e
    0       | body    | -1   | org_x     | org_x
    0       | body    | -64  | org_y     | org_y
    1       | rival   | 0    | org_r     | org_r
    2       | shared  | 5    | org_s     | org_t
"""


def test_a_pair_of_one_body_is_told_at_the_limit_and_not_beyond(answered):
    # 0 and 63 are six bits apart, 0 and 127 seven, 63 and 127 one; -1 and -64 six; 5 is of another body.
    def pairs(photo_prints: ir.Table) -> ir.Table:
        return ibis.union(*photo_pairs(photo_prints, farthest_bits=6), distinct=True)

    assert answered(pairs, photo_prints=PRINTS) == rows("""
        body_no | bits | near_bits
        0       | 0    | 63
        0       | 63   | 127
        0       | -64  | -1
    """)


def test_pairs_of_a_delivery_are_made_mask_by_mask_and_each_told_once(derived):
    assert derived("photo_pairs", audits=AUDITS, sign_ins="""
        sign_in_id | audit_id | kind    | signed_at        | photo_hash
        1          | a        | opening | 2026-03-02 09:00 | 0000000000000000
        2          | b        | opening | 2026-03-04 09:00 | 000000000000003F
        3          | rivals   | opening | 2026-03-04 09:00 | 0000000000000001
    """) == rows("""
        body_no | bits | near_bits
        0       | 0    | 63
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
        body_id | bits | first_org | first_bits | last_org | last_bits
        body    | 0    | org_c     | 63         | org_d    | 63
        body    | 63   | org_b     | 0          | org_e    | 127
        body    | 127  | org_c     | 63         | org_d    | 63
        body    | -1   | org_y     | -64        | org_y    | -64
        body    | -64  | org_x     | -1         | org_x    | -1
        shared  | 5    | org_s     | 5          | org_t    | 5
    """)


@pytest.mark.parametrize("farthest", range(9))
def test_some_mask_misses_every_set_of_differing_bits_within_the_distance(farthest):
    masks = covering_masks(farthest)
    draw = random.Random(farthest)
    for _ in range(500):
        apart = sum(1 << bit for bit in draw.sample(range(BITS), farthest))
        assert any(mask & apart == 0 for mask in masks), (
            f"{apart:016x} at {farthest} bits is met by every mask"
        )
