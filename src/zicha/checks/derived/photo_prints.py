"""Photos of sign-ins compared by fingerprint (签到照片指纹): which of one body look alike."""

from __future__ import annotations

from functools import partial

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.near_prints import near_prints
from zicha.checks.per_group import PerGroup
from zicha.checks.registry import derived

_IS_PRINT = "^[0-9A-Fa-f]{16}$"


@ibis.udf.scalar.builtin
def hex_bits(digits: str) -> int:
    """Sixteen hex digits as a whole number of 64 bits, the first its sign: each engine is given one of that name."""
    raise NotImplementedError("runs in the engine")


def photo_bits(photo_hash: ir.StringValue) -> ir.Value:
    """Sixteen hex digits as a whole number of 64 bits, the first its sign; null where they are none."""
    return ibis.ifelse(photo_hash.re_search(_IS_PRINT), hex_bits(photo_hash), ibis.null("int64"))


@derived(kept=True)
def photos_taken(sign_ins: ir.Table, numbered_visits: ir.Table) -> ir.Table:
    """sign_in_id, body_no, org_no, bits of every sign-in with a photo; what is not known, or is no fingerprint, null."""
    taken = sign_ins.filter(sign_ins.photo_hash.notnull())
    return taken.left_join(numbered_visits, "audit_id").select(
        "sign_in_id", "body_no", "org_no", bits=photo_bits(taken.photo_hash)
    )


@derived(kept=True)
def photo_prints(photos_taken: ir.Table) -> ir.Table:
    """body_no, bits, first_org_no, last_org_no: each fingerprint of a body once, with whom it was taken at.

    A fingerprint of thousands, such as that of a blank photo, is one row.
    """
    taken = photos_taken
    is_known = taken.bits.notnull() & taken.body_no.notnull() & taken.org_no.notnull()
    prints = taken.filter(is_known).group_by("body_no", "bits")
    return prints.aggregate(first_org_no=taken.org_no.min(), last_org_no=taken.org_no.max())


@derived(thresholds_of="B10")
def photo_pairs(photo_prints: ir.Table, *, farthest_bits: int) -> PerGroup:
    """body_no, bits, near_bits: pairs of a body within the distance, bits < near_bits."""
    return PerGroup(
        rows=photo_prints.select("body_no", "bits"),
        by="body_no",
        function=partial(near_prints, farthest_bits=farthest_bits),
        returns=("body_no", "bits", "near_bits"),
    )


def alike_elsewhere(photo_prints: ir.Table, photo_pairs: ir.Table) -> ir.Table:
    """body_no, bits, and of the photos alike, itself among them, the first and the last organisation with its bits.

    Only fingerprints with another one alike, or taken at several organisations.
    """
    pairs = photo_pairs.select("body_no", "bits", "near_bits")
    mirrored = pairs.select("body_no", bits="near_bits", near_bits="bits")
    both = ibis.union(pairs, mirrored)
    near = photo_prints.select("first_org_no", "last_org_no", near_body="body_no", near_print="bits")
    found = both.join(near, [("body_no", "near_body"), ("near_bits", "near_print")])
    columns = ("body_no", "bits", "near_bits", "first_org_no", "last_org_no")
    shared = photo_prints.filter(photo_prints.first_org_no != photo_prints.last_org_no)
    known = ibis.union(found.select(*columns), shared.mutate(near_bits=shared.bits).select(*columns))
    known = known.mutate(
        first=ibis.struct({"org": known.first_org_no, "bits": known.near_bits}),
        last=ibis.struct({"org": known.last_org_no, "bits": known.near_bits}),
    )
    alike = known.group_by("body_no", "bits").aggregate(
        first_alike=known["first"].min(), last_alike=known["last"].max()
    )
    return alike.select(
        "body_no",
        "bits",
        first_org_no=alike.first_alike["org"],
        first_bits=alike.first_alike["bits"],
        last_org_no=alike.last_alike["org"],
        last_bits=alike.last_alike["bits"],
    )
