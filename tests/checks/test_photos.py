"""Specifications of the checks of the photos taken at sign-in."""

from __future__ import annotations

import random

AUDITS = """
    audit_id | body_id | org_id
    a        | body    | org_a
    a_again  | body    | org_a
    b        | body    | org_b
    c        | body    | org_c
    other    | rival   | org_d
"""
PHOTO = 0x5A3C_96E1_0F78_B4D2


def b10(verdicts, photos: dict[str, tuple[str, int | str]], **more: object):
    """Sign-ins by name: audit and photo, a number or text."""
    rows = "\n".join(
        f"{name} | {audit} | opening | 2026-03-02 09:00 | {photo if isinstance(photo, str) else f'{photo:016x}'}"
        for name, (audit, photo) in photos.items()
    )
    head = "sign_in_id | audit_id | kind | signed_at | photo_hash\n"
    return verdicts("B10", sign_ins=head + rows, audits=AUDITS, **more)


def flipped(*bits: int) -> int:
    return PHOTO ^ sum(1 << bit for bit in bits)


def cases(verdicts, worlds: dict[str, list[tuple[str, int]]]):
    """Several worlds in one run, a body each: (organisation, photo) in turn → the verdicts in turn."""
    audits, rows = ["audit_id | body_id | org_id"], ["sign_in_id | audit_id | kind | signed_at | photo_hash"]
    for world, photos in worlds.items():
        for number, (org, photo) in enumerate(photos):
            audits.append(f"{world}{number} | {world} | {world}_{org}")
            rows.append(f"{world}{number} | {world}{number} | opening | 2026-03-02 09:00 | {photo:016x}")
    found = verdicts("B10", audits="\n".join(audits), sign_ins="\n".join(rows))
    return {world: [found[f"{world}{n}"] for n in range(len(photos))] for world, photos in worlds.items()}


def test_b10_six_bits_apart_at_another_organisation_is_a_hit_and_seven_are_not(verdicts):
    apart = {
        "low": (0, 1, 2, 3, 4, 5), "high": (58, 59, 60, 61, 62, 63), "spread": (0, 9, 21, 33, 47, 63),
        "middle": (29, 30, 31, 32, 33, 34), "two_and_four": (3, 7, 50, 51, 52, 53), "four_and_two": (3, 4, 5, 7, 50, 51),
    }  # fmt: skip
    six = {f"{name}_6": [("a", PHOTO), ("b", flipped(*bits))] for name, bits in apart.items()}
    seven = {f"{name}_7": [("a", PHOTO), ("b", flipped(*bits, 40))] for name, bits in apart.items()}
    found = cases(verdicts, six | seven | {"same": [("a", PHOTO), ("b", PHOTO)]})
    assert {world for world, hits in found.items() if hits == [True, True]} == {*six, "same"}
    assert {world for world, hits in found.items() if hits == [False, False]} == {*seven}


def test_b10_the_other_photo_is_of_another_organisation(verdicts):
    near, far = flipped(0, 1, 2, 3), flipped(0, 1, 2, 3, 4, 5, 6, 7)
    assert cases(verdicts, {
        "one": [("a", PHOTO), ("a", PHOTO)],
        "one_near": [("a", PHOTO), ("a", near)],
        "two": [("a", PHOTO), ("a", PHOTO), ("b", near)],
        "no_chain": [("a", PHOTO), ("a", near), ("b", far)],
    }) == {
        "one": [False, False], "one_near": [False, False], "two": [True, True, True], "no_chain": [False, True, True],
    }  # fmt: skip


def test_b10_the_other_photo_is_of_the_same_body(verdicts):
    assert b10(verdicts, {"s": ("a", PHOTO), "t": ("other", PHOTO)}) == {"s": False, "t": False}


def test_b10_a_blank_photo_shared_by_many_is_one_hit_each(verdicts):
    blank = {f"s{n}": ("abc"[n % 3], 0) for n in range(30)}
    assert b10(verdicts, blank) == dict.fromkeys(blank, True)


def test_b10_case_does_not_matter_and_what_is_no_fingerprint_is_undecided(verdicts):
    assert b10(verdicts, {
        "lower": ("a", "ffff96e10f78b4d2"), "upper": ("b", "FFFF96E10F78B4D2"),
        "short": ("a", "abc"), "no_hex": ("a", "zzzz96e10f78b4d2"), "none": ("a", ""), "of_no_audit": ("x", PHOTO),
    }) == {"lower": True, "upper": True, "short": None, "no_hex": None, "of_no_audit": None}  # fmt: skip


def test_b10_names_the_other_organisation_and_a_sign_in_there(judged):
    rows = b10(
        judged, {"s": ("a", PHOTO), "t": ("b", flipped(63, 1)), "u": ("b", flipped(63, 1)), "v": ("c", 7)}
    )
    found = {row["subject_id"]: row for row in rows.to_pylist()}
    assert (found["s"]["other_org"], found["s"]["see_sign_ins"], found["s"]["body_id"]) == (
        "org_b",
        "t",
        "body",
    )
    assert (found["t"]["other_org"], found["t"]["see_sign_ins"]) == ("org_a", "s")
    assert (found["v"]["other_org"], found["v"]["see_sign_ins"]) == (None, None)


def test_b10_agrees_with_comparing_every_pair(verdicts):
    chance = random.Random(7)
    photos = {}
    for number in range(120):
        seeds = (PHOTO, PHOTO ^ (1 << 64) - 1, 0, chance.getrandbits(64))
        photo = chance.choice(seeds) ^ sum(1 << bit for bit in chance.sample(range(64), chance.randrange(6)))
        photos[f"s{number}"] = (chance.choice(["a", "a_again", "b", "c", "other"]), photo)
    audits = {line.split("|")[0].strip(): line.split("|")[1:] for line in AUDITS.strip().splitlines()[1:]}
    found = b10(verdicts, photos, override={"farthest_bits": "6"})
    for name, (audit, photo) in photos.items():
        body, org = (cell.strip() for cell in audits[audit])
        assert found[name] == any(
            audits[other][0].strip() == body and audits[other][1].strip() != org
            and (photo ^ another).bit_count() <= 6
            for other, another in photos.values()
        ), name  # fmt: skip


def test_b10_takes_other_distances(verdicts):
    pair = {"s": ("a", PHOTO), "t": ("b", flipped(0, 33))}
    for distance, hit in ((0, False), (1, False), (2, True)):
        assert b10(verdicts, pair, override={"farthest_bits": str(distance)}) == {"s": hit, "t": hit}
