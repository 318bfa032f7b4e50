"""Specifications of the checks of certified products."""

from __future__ import annotations

UNITS = """
    unit_id | certificate_no | model | key_components
    u       | c              | AB-1  | fuse=Alpha/F1;motor=Beta/M2
    bare    | c              | AB-1  |
"""


def c13(verdicts, *checks: str, units: str = UNITS):
    head = "check_id | unit_id | checked_on | model_found | key_components_found | test_passed\n"
    rows = "\n".join(
        "{0[0]} | {0[1]} | 2026-03-01 | {0[2]} | {0[3]} | {0[4]}".format(
            [c.strip() for c in check.split("|")]
        )
        for check in checks
    )
    return verdicts("C13", product_checks=head + rows, product_units=units)


def test_c13_another_model_is_a_hit_as_written(verdicts):
    assert c13(verdicts,
        "same        | u | AB-1 | | true",
        "other       | u | AB-2 | | true",
        "unsaid      | u |      | | true",
        "lower_case  | u | ab-1 | | true",
        "no_unit     | x | AB-2 | | true",
    ) == {"same": False, "other": True, "unsaid": False, "lower_case": True, "no_unit": False}  # fmt: skip


def test_c13_key_components_are_compared_as_sets_of_normalised_items(verdicts):
    assert c13(verdicts,
        "same        | u | | fuse=Alpha/F1;motor=Beta/M2      | ",
        "reordered   | u | | motor=Beta/M2；fuse=Alpha/F1     | ",
        "typed       | u | | FUSE = ＡＬＰＨＡ / f-1; Motor=beta/M2;; | ",
        "repeated    | u | | fuse=Alpha/F1;fuse=Alpha/F1;motor=Beta/M2 | ",
        "one_missing | u | | fuse=Alpha/F1                    | ",
        "one_more    | u | | fuse=Alpha/F1;motor=Beta/M2;plug=C/1 | ",
        "changed     | u | | fuse=Alpha/F1;motor=Gamma/M2     | ",
        "unsaid      | u | |                                  | ",
        "none_certified | bare | | fuse=Alpha/F1              | ",
        "no_unit     | x | | fuse=Alpha/F1                    | ",
    ) == {
        "same": False, "reordered": False, "typed": False, "repeated": False, "one_missing": True,
        "one_more": True, "changed": True, "unsaid": False, "none_certified": False, "no_unit": False,
    }  # fmt: skip


def test_c13_a_failed_test_is_a_hit(verdicts):
    assert c13(verdicts,
        "passed | u | AB-1 | | true",
        "failed | u | AB-1 | | false",
        "unsaid | u | AB-1 | |",
        "failed_without_unit | x | | | false",
    ) == {"passed": False, "failed": True, "unsaid": False, "failed_without_unit": True}  # fmt: skip


def test_c13_says_what_differs_and_whose_it_is(judged):
    (row,) = judged("C13",
        certificates="certificate_no | body_id\nc | body",
        product_units=UNITS,
        product_checks="""
            check_id | unit_id | checked_on | model_found | key_components_found | test_passed
            k        | u       | 2026-03-01 | AB-2        | fuse=Alpha/F1        | false
        """,
    ).to_pylist()  # fmt: skip
    assert row["observed"] == "实见型号 AB-2（获证 AB-1）；关键元器件有 1 项不一致；检测不合格"
    assert (row["body_id"], row["see_product_units"]) == ("body", "u")
