"""Photos of sign-ins compared by fingerprint (签到照片指纹): which of one body look alike, without comparing all pairs.

A fingerprint is 64 bits; two photos are alike within a Hamming distance d. The 64 bits are cut into halves: of d
differing bits at most a fall in the one or at most d − 1 − a in the other. Within a half each bit gets one of the
2^(t+1) − 1 non-empty sets of t + 1 marks, t the differing bits allowed there. However t bits differ, some choice of
marks meets each of their sets in an even number, for t sets cannot rule out all 2^(t+1) − 1 choices; so the bits whose
sets it meets in an odd number are the same in both photos. The prints alike in those bits are compared, one pass for
every choice, 7 + 15 of them for d = 6, which finds every pair; seventeen bits in each key keep chance meetings few.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import derived

BITS = 64
HALF = BITS // 2
_IS_PRINT = "^[0-9A-Fa-f]{16}$"


@ibis.udf.scalar.builtin
def bit_count(bits: int) -> int:
    """How many bits are set: a function of that name every engine has."""
    raise NotImplementedError("runs in the engine")


@ibis.udf.scalar.builtin
def hex_bits(digits: str) -> int:
    """Sixteen hex digits as a whole number of 64 bits, the first its sign: each engine is given one of that name."""
    raise NotImplementedError("runs in the engine")


def photo_bits(photo_hash: ir.StringValue) -> ir.Value:
    """Sixteen hex digits as a whole number of 64 bits, the first its sign; null where they are none."""
    return ibis.ifelse(photo_hash.re_search(_IS_PRINT), hex_bits(photo_hash), ibis.null("int64"))


@derived(kept=True)
def photo_prints(sign_ins: ir.Table, audits: ir.Table) -> ir.Table:
    """body_no, body_id, bits, first_org, last_org: each fingerprint of a body once, with whom it was taken at.

    A fingerprint of thousands, such as that of a blank photo, is one row; body_no numbers the bodies, to join on.
    """
    bodies = audits.select("body_id").distinct()
    numbered = bodies.mutate(body_no=ibis.row_number().over(ibis.window(order_by=bodies.body_id)))
    # Numbers, not texts, go through the large join and the grouping.
    visits = audits.select("audit_id", "body_id", "org_id").join(numbered, "body_id")
    visits = visits.select("audit_id", "body_no", "org_id")
    taken = sign_ins.filter(sign_ins.photo_hash.notnull()).select("audit_id", "photo_hash")
    taken = taken.join(visits, "audit_id").mutate(bits=photo_bits(taken.photo_hash))
    prints = taken.filter(taken.bits.notnull()).group_by("body_no", "bits")
    prints = prints.aggregate(first_org=taken.org_id.min(), last_org=taken.org_id.max())
    return prints.join(numbered.view(), "body_no").select(
        "body_no", "body_id", "bits", "first_org", "last_org"
    )


@derived(kept=True, thresholds_of="B10")
def photo_pairs(photo_prints: ir.Table, *, farthest_bits: int) -> list[ir.Table]:
    """body_no, bits, near_bits: pairs of a body within the distance, bits < near_bits; made mask by mask."""
    return [_met(photo_prints, mask, farthest_bits) for mask in covering_masks(farthest_bits)]


def alike_elsewhere(photo_prints: ir.Table, photo_pairs: ir.Table) -> ir.Table:
    """body_id, bits, and of the photos alike, itself among them, the first and the last organisation with its bits.

    Only fingerprints with another one alike, or taken at several organisations.
    """
    pairs = photo_pairs.select("body_no", "bits", "near_bits")
    mirrored = pairs.select("body_no", bits="near_bits", near_bits="bits")
    both = ibis.union(pairs, mirrored)
    near = photo_prints.select("body_id", "first_org", "last_org", near_body="body_no", near_print="bits")
    found = both.join(near, [("body_no", "near_body"), ("near_bits", "near_print")])
    shared = photo_prints.filter(photo_prints.first_org != photo_prints.last_org)
    known = ibis.union(
        found.select("body_id", "bits", "near_bits", "first_org", "last_org"),
        shared.select("body_id", "bits", "first_org", "last_org", near_bits="bits").select(
            "body_id", "bits", "near_bits", "first_org", "last_org"
        ),
    )
    known = known.mutate(
        first=ibis.struct({"org": known.first_org, "bits": known.near_bits}),
        last=ibis.struct({"org": known.last_org, "bits": known.near_bits}),
    )
    alike = known.group_by("body_id", "bits").aggregate(
        first_alike=known["first"].min(), last_alike=known["last"].max()
    )
    return alike.select(
        "body_id",
        "bits",
        first_org=alike.first_alike["org"],
        first_bits=alike.first_alike["bits"],
        last_org=alike.last_alike["org"],
        last_bits=alike.last_alike["bits"],
    )


def _met(photo_prints: ir.Table, mask: int, farthest_bits: int) -> ir.Table:
    """body_no, bits, near_bits: pairs within the distance that agree in the bits of the mask, bits < near_bits."""
    keyed = photo_prints.select("body_no", "bits", key=photo_prints.bits & ibis.literal(mask, "int64"))
    # The prints of a key as a list, unfolded twice: many times cheaper than an equal join of all with all, which
    # looks each partner up in memory by itself.
    alike = keyed.group_by("body_no", "key").aggregate(together=keyed.bits.collect(), prints=keyed.count())
    alike = alike.filter(alike.prints > 1)
    first = alike.select("body_no", "together", bits=alike.together.unnest())
    met = first.select("body_no", "bits", near_bits=first.together.unnest())
    is_near = bit_count(met.bits ^ met.near_bits) <= farthest_bits
    return met.filter((met.bits < met.near_bits) & is_near)


def covering_masks(farthest_bits: int) -> list[int]:
    """Masks of which one misses every differing bit of two prints within that distance, as signed 64-bit numbers."""
    if farthest_bits < 1:
        return [-1]
    below = (farthest_bits - 1) // 2
    masks = [
        mask << shift
        for shift, allowed in ((0, below), (HALF, farthest_bits - 1 - below))
        for mask in _half_masks(allowed)
    ]
    return [mask - (1 << BITS) if mask >> (BITS - 1) else mask for mask in masks]


def _half_masks(allowed: int) -> list[int]:
    """Masks of 32 bits of which one misses any `allowed` of them: all of the half where none may differ."""
    sets = (1 << (allowed + 1)) - 1
    return [
        sum(1 << bit for bit in range(HALF) if ((1 + bit % sets) & marks).bit_count() % 2)
        for marks in range(1, sets + 1)
    ]
