"""Fingerprints alike, found without comparing all pairs (相近指纹).

Two fingerprints of 64 bits are alike within a Hamming distance d. The 64 bits are cut into halves: of d differing
bits at most a fall in the one or at most d − 1 − a in the other. Within a half each bit gets one of the 2^(t+1) − 1
non-empty sets of t + 1 marks, t the differing bits allowed there. However t bits differ, some choice of marks meets
each of their sets in an even number, for t sets cannot rule out all 2^(t+1) − 1 choices; so the bits whose sets it
meets in an odd number are the same in both. The prints alike in those bits are compared, one pass for every choice,
7 + 15 of them for d = 6, which finds every pair; seventeen bits in each key keep chance meetings few.

Sorted by key, the prints of one key lie side by side: each is compared with the next, the one after, and so on while
the key is the same. As a query each pass took eight times as long (a list for every key, each unfolded twice).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from zicha.checks.per_group import Numbers

BITS = 64
HALF = BITS // 2
# Rows compared at a time: their keys and prints stay in the processor's own memory.
_BLOCK = 1 << 16
# An odd number with its bits evenly spread, to scatter keys: 2^64 over the golden ratio.
_SCATTER = np.uint64(0x9E3779B97F4A7C15)

Words = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]


def near_prints(prints: Numbers, *, farthest_bits: int) -> Numbers:
    """Columns body_no, bits, near_bits: pairs of a body within the distance, bits < near_bits, each once.

    prints  columns body_no, bits: each fingerprint of a body once
    """
    order = np.argsort(prints["body_no"], kind="stable")
    bodies, bits = prints["body_no"][order], prints["bits"][order]
    # Body by body: the prints of one are near the processor still when the next pass comes.
    cuts = np.flatnonzero(bodies[1:] != bodies[:-1]) + 1
    first, second = np.concatenate(
        [np.empty((0, 2), dtype=np.int64)]
        + [
            _pairs(own, farthest_bits) + start
            for start, own in zip([0, *cuts], np.split(bits, cuts), strict=True)
        ]
    ).T
    return {
        "body_no": bodies[first],
        "bits": np.minimum(bits[first], bits[second]),
        "near_bits": np.maximum(bits[first], bits[second]),
    }


def _pairs(bits: npt.NDArray[np.int64], farthest_bits: int) -> Places:
    """Places of two prints within the distance, one pair a row, each once."""
    words = bits.view(np.uint64)
    found = [np.empty((0, 2), dtype=np.int64)]
    for mask in covering_masks(farthest_bits):
        order, keys = _by_key(words & np.uint64(mask))
        found += _alike(keys, words[order], order, farthest_bits)
    return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)


def covering_masks(farthest_bits: int) -> list[int]:
    """Masks of which one misses every differing bit of two prints within that distance."""
    if farthest_bits < 1:
        return [(1 << BITS) - 1]
    below = (farthest_bits - 1) // 2
    return [
        mask << shift
        for shift, allowed in ((0, below), (HALF, farthest_bits - 1 - below))
        for mask in _half_masks(allowed)
    ]


def _half_masks(allowed: int) -> list[int]:
    """Masks of 32 bits of which one misses any `allowed` of them: all of the half where none may differ."""
    sets = (1 << (allowed + 1)) - 1
    return [
        sum(1 << bit for bit in range(HALF) if ((1 + bit % sets) & marks).bit_count() % 2)
        for marks in range(1, sets + 1)
    ]


def _by_key(masked: Words) -> tuple[Places, Keys]:
    """The places of the rows in the order of their keys, and the keys in that order; equal masked bits have equal keys.

    Numbers of 16 bits are sorted by counting, many times faster than numbers of 64: first by the lower half of the
    key, then by the upper, which leaves the order of the lower.
    """
    keys = ((masked * _SCATTER) >> np.uint64(32)).astype(np.uint32)
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    order = order[np.argsort((keys >> np.uint32(16)).astype(np.uint16)[order], kind="stable")]
    return order, keys[order]


def _alike(keys: Keys, words: Words, places: Places, farthest: int) -> Iterator[Places]:
    """Pairs of places, of rows with one key within the distance."""
    for start in range(0, len(keys), _BLOCK):
        for apart in range(1, len(keys) - start):
            end = min(start + _BLOCK, len(keys) - apart)
            near = keys[start:end] == keys[start + apart : end + apart]
            if not near.any():
                break
            near &= np.bitwise_count(words[start:end] ^ words[start + apart : end + apart]) <= farthest
            found = np.flatnonzero(near) + start
            yield np.column_stack((places[found], places[found + apart]))
