"""Specifications of the head-count checks."""


def test_a09_less_than_half_of_the_employees_covered_is_a_hit(verdicts):
    assert verdicts("A09",
        certificates="""
            certificate_no | scheme | org_id  | personnel
            understated    | QMS    | hundred | 49
            at_half        | QMS    | hundred | 50
            unknown        | EMS    | hundred |
            no_org         | EMS    | missing | 10
            no_employees   | EMS    | silent  | 10
            product        | CCC    | hundred | 1
            nineteen       | QMS    | small   | 1
            twenty         | QMS    | twenty  | 9
        """,
        organisations="""
            org_id  | employees
            hundred | 100
            silent  |
            small   | 19
            twenty  | 20
        """,
    ) == {
        "understated": True, "at_half": False, "unknown": None, "no_org": None, "no_employees": None,
        "nineteen": False, "twenty": True,
    }  # fmt: skip
