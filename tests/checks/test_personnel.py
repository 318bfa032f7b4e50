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


def test_c01_a_head_count_far_from_the_employees_either_way_is_a_hit(verdicts):
    assert verdicts("C01",
        certificates="""
            certificate_no | scheme | org_id  | personnel
            two_thirds     | QMS    | hundred | 67
            below          | QMS    | hundred | 66
            one_and_a_half | EMS    | hundred | 150
            above          | EMS    | hundred | 151
            equal          | IPMS   | hundred | 100
            unknown        | QMS    | hundred |
            no_org         | QMS    | nowhere | 100
            no_employees   | QMS    | silent  | 100
            product        | CCC    | hundred | 1
            ten_apart      | QMS    | twelve  | 2
            eleven_apart   | QMS    | twelve  | 1
            ten_more       | QMS    | twelve  | 22
            eleven_more    | QMS    | twelve  | 23
            ten_of_nobody  | QMS    | nobody  | 10
            many_of_nobody | QMS    | nobody  | 11
            nobody_at_all  | QMS    | nobody  | 0
        """,
        organisations="""
            org_id  | employees
            hundred | 100
            silent  |
            twelve  | 12
            nobody  | 0
        """,
    ) == {
        "two_thirds": False, "below": True, "one_and_a_half": False, "above": True, "equal": False,
        "unknown": None, "no_org": None, "no_employees": None, "ten_apart": False, "eleven_apart": True,
        "ten_more": False, "eleven_more": True, "ten_of_nobody": False, "many_of_nobody": True,
        "nobody_at_all": False,
    }  # fmt: skip
