"""Photos of sign-ins compared by fingerprint (签到照片指纹): which of one body look alike, without comparing all pairs.

A fingerprint is 64 bits; two photos are alike within a Hamming distance d. The 64 bits are cut into halves: of d
differing bits at most a fall in the one or at most d − 1 − a in the other. Within a half each bit gets one of the
2^(t+1) − 1 non-empty sets of t + 1 marks, t the differing bits allowed there. However t bits differ, some choice of
marks meets each of their sets in an even number, for t sets cannot rule out all 2^(t+1) − 1 choices; so the bits whose
sets it meets in an odd number are the same in both photos. One equal join for every choice, 7 + 15 of them for d = 6,
finds every pair, and seventeen bits in each key keep chance meetings few.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import derived

BITS = 64
HALF = BITS // 2
_DIGITS = "0123456789abcdef"
_IS_PRINT = "^[0-9A-Fa-f]{16}$"


@ibis.udf.scalar.builtin
def bit_count(bits: int) -> int:
    """How many bits are set: a function of that name every engine has."""
    raise NotImplementedError("runs in the engine")


def photo_bits(photo_hash: ir.StringValue) -> ir.Value:
    """Sixteen hex digits as a whole number of 64 bits, the first its sign; null where they are none."""
    text = photo_hash.lower()
    bits: ir.Value | None = None
    for position in range(BITS // 4):
        # Cast there and back: Spark finds 32-bit positions while Ibis takes them for 64-bit ones.
        digit = ibis.literal(_DIGITS).find(text.substr(position, 1)).cast("int32").cast("int64")
        bits = ibis.ifelse(digit >= 8, digit - 16, digit) if bits is None else bits * 16 + digit
    return ibis.ifelse(photo_hash.re_search(_IS_PRINT), bits, ibis.null("int64"))


@derived(kept=True)
def photo_prints(sign_ins: ir.Table, audits: ir.Table) -> ir.Table:
    """body_no, body_id, bits, first_org, last_org: each fingerprint of a body once, with whom it was taken at.

    A fingerprint of thousands, such as that of a blank photo, is one row; body_no numbers the bodies, to join on.
    """
    visits = audits.select("audit_id", "body_id", "org_id")
    taken = sign_ins.filter(sign_ins.photo_hash.notnull()).select("audit_id", "photo_hash")
    taken = taken.join(visits, "audit_id").mutate(bits=photo_bits(taken.photo_hash))
    prints = taken.filter(taken.bits.notnull()).group_by("body_id", "bits")
    prints = prints.aggregate(first_org=taken.org_id.min(), last_org=taken.org_id.max())
    bodies = audits.select("body_id").distinct()
    numbered = bodies.mutate(body_no=ibis.row_number().over(ibis.window(order_by=bodies.body_id)))
    return prints.join(numbered, "body_id").select("body_no", "body_id", "bits", "first_org", "last_org")


def alike_elsewhere(photo_prints: ir.Table, farthest_bits: int) -> ir.Table:
    """body_id, bits, and of the photos alike, itself among them, the first and the last organisation with its bits.

    Only fingerprints with another one alike, or taken at several organisations.
    """
    pairs = _pairs(photo_prints, farthest_bits)
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


def _pairs(photo_prints: ir.Table, farthest_bits: int) -> ir.Table:
    """body_no, bits, near_bits: pairs within the distance, bits < near_bits, each once."""
    found = []
    for mask in covering_masks(farthest_bits):
        kept = ibis.literal(mask, "int64")
        mine = photo_prints.select("body_no", "bits", key=photo_prints.bits & kept)
        other = mine.select(near_body="body_no", near_bits="bits", near_key="key")
        met = mine.view().join(other, [("body_no", "near_body"), ("key", "near_key")])
        is_near = bit_count(met.bits ^ met.near_bits) <= farthest_bits
        found.append(met.filter((met.bits < met.near_bits) & is_near).select("body_no", "bits", "near_bits"))
    return ibis.union(*found, distinct=True) if len(found) > 1 else found[0]


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
