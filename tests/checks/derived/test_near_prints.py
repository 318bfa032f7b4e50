"""Specifications of finding fingerprints alike: the same pairs as comparing all with all."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from zicha.checks.derived.near_prints import BITS, covering_masks, near_prints

Print = tuple[int, int]


def pairs_of(prints: Sequence[Print], farthest: int) -> list[tuple[int, int, int]]:
    """What is found among (body, bits)."""
    bodies, bits = (np.array(column, dtype=np.int64) for column in zip(*prints, strict=True))
    found = near_prints({"body_no": bodies, "bits": bits}, farthest_bits=farthest)
    return list(zip(*(found[name].tolist() for name in ("body_no", "bits", "near_bits")), strict=True))


def all_pairs(prints: Iterable[Print], farthest: int) -> list[tuple[int, int, int]]:
    ordered = sorted(prints)
    return [
        (body, bits, near)
        for place, (body, bits) in enumerate(ordered)
        for other, near in ordered[place + 1 :]
        if body == other and ((bits ^ near) & (1 << BITS) - 1).bit_count() <= farthest
    ]


@pytest.mark.parametrize("farthest", [0, 1, 2, 5, 6, 7])
@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_are_those_found_by_comparing_all_with_all(seed, farthest):
    draw = random.Random(seed)
    # Flocks around a few prints, so that there are pairs at every distance; two bodies share prints.
    flocks = [draw.getrandbits(BITS) for _ in range(6)]
    words = {
        draw.choice(flocks) ^ sum(1 << bit for bit in draw.sample(range(BITS), draw.randrange(6)))
        for _ in range(120)
    }
    signed = [word - (1 << BITS) if word >> BITS - 1 else word for word in sorted(words)]
    prints = [(body, bits) for body in (3, 8) for bits in signed]
    draw.shuffle(prints)
    assert sorted(pairs_of(prints, farthest)) == all_pairs(prints, farthest)


def test_more_prints_than_one_block_of_one_key():
    # All share their upper half: every pass over that half compares each with all the others.
    prints = [(0, number << 8) for number in range(700)]
    assert sorted(pairs_of(prints, 1)) == all_pairs(prints, 1)


def test_one_print_has_no_pair():
    assert pairs_of([(0, 7)], 6) == []


@pytest.mark.parametrize("farthest", range(9))
def test_some_mask_misses_every_set_of_differing_bits_within_the_distance(farthest):
    masks = covering_masks(farthest)
    draw = random.Random(farthest)
    for _ in range(500):
        apart = sum(1 << bit for bit in draw.sample(range(BITS), farthest))
        assert any(mask & apart == 0 for mask in masks), (
            f"{apart:016x} at {farthest} bits is met by every mask"
        )
