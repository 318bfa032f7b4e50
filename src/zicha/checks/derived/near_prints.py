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
# Odd numbers with their bits evenly spread, to scatter keys: 2^64 over the golden ratio, and a prime near 3/4 of 2^64.
_SCATTER = np.uint64(0x9E3779B97F4A7C15)
_SCATTER_BODY = np.uint64(0xC2B2AE3D27D4EB4F)

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


def near_prints(prints: Numbers, *, farthest_bits: int) -> Numbers:
    """Columns body_no, bits, near_bits: pairs of a body within the distance, bits < near_bits, each once.

    prints  columns body_no, bits: each fingerprint of a body once
    """
    bodies, bits = prints["body_no"], prints["bits"]
    words = bits.view(np.uint64)
    scattered = bodies.view(np.uint64) * _SCATTER_BODY
    pairs = [np.empty((0, 2), dtype=np.int64)]
    for mask in covering_masks(farthest_bits):
        order, keys = _by_key(words & np.uint64(mask), scattered)
        pairs += _alike(keys, words[order], order, farthest_bits)
    places = np.concatenate(pairs)
    places = np.unique(np.sort(places, axis=1), axis=0)
    first, second = places[:, 0], places[:, 1]
    # Keys are scattered, so that prints of two bodies may meet; they are no pair.
    together = bodies[first] == bodies[second]
    one, other = bits[first[together]], bits[second[together]]
    return {
        "body_no": bodies[first[together]],
        "bits": np.minimum(one, other),
        "near_bits": np.maximum(one, other),
    }


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


def _by_key(masked: Words, scattered: Words) -> tuple[Places, Words]:
    """The places of the rows in the order of their keys, and the keys in that order; equal masked bits of one body
    have equal keys. Key and place are sorted as one number, which is many times faster than sorting places by key."""
    place_bits = np.uint64(max(len(masked) - 1, 1).bit_length())
    place_mask = (np.uint64(1) << place_bits) - np.uint64(1)
    keys = (masked * _SCATTER) ^ scattered
    # The product's high bits depend on all bits of the masked print, its low bits on few: high goes into low, once more.
    keys ^= keys >> np.uint64(29)
    keys *= _SCATTER
    packed = (keys & ~place_mask) | np.arange(len(masked), dtype=np.uint64)
    packed.sort()
    return (packed & place_mask).astype(np.int64), packed >> place_bits


def _alike(keys: Words, words: Words, places: Places, farthest: int) -> Iterator[Places]:
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
