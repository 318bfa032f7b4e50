"""Specifications of the check of remote audits: A15."""


def test_a15_a_remote_or_hybrid_audit_without_a_reason_is_a_hit(verdicts):
    assert verdicts("A15",
        certificates="certificate_no",
        audits="""
            audit_id      | kind         | method  | remote_reason
            remote_silent | surveillance | remote  |
            remote_why    | surveillance | remote  | 疫情
            hybrid_silent | stage2       | hybrid  |
            hybrid_why    | stage2       | hybrid  | 疫情
            on_site       | stage2       | on_site |
            not_said      | stage2       |         |
        """,
    ) == {"remote_silent": True, "remote_why": False, "hybrid_silent": True, "hybrid_why": False}  # fmt: skip


def test_a15_a_first_stage_of_high_risk_done_remotely_is_a_hit_whatever_the_reason(verdicts):
    assert verdicts("A15",
        certificates="""
            certificate_no | application_id | scheme | complexity
            c1             | high           | EMS    | high
            c2             | medium         | EMS    | medium
            c3             | unknown        | EMS    |
            c4             |                | EMS    | high
        """,
        audits="""
            audit_id     | application_id | kind   | method | remote_reason
            high         | high           | stage1 | remote | 疫情
            high_hybrid  | high           | stage1 | hybrid | 疫情
            high_second  | high           | stage2 | remote | 疫情
            medium       | medium         | stage1 | remote | 疫情
            unknown      | unknown        | stage1 | remote | 疫情
            uncertified  | refused        | stage1 | remote | 疫情
            unnamed      |                | stage1 | remote | 疫情
            silent_too   | high           | stage1 | remote |
        """,
    ) == {
        "high": True, "high_hybrid": False, "high_second": False, "medium": False, "unknown": False,
        "uncertified": False, "unnamed": False, "silent_too": True,
    }  # fmt: skip


def test_a15_of_several_certificates_the_smallest_number_tells_the_risk(verdicts):
    assert verdicts("A15",
        certificates="""
            certificate_no | application_id | scheme | complexity
            a2             | first_high     | EMS    | low
            a1             | first_high     | EMS    | high
            b1             | first_low      | EMS    | low
            b2             | first_low      | EMS    | high
            d1             | first_unknown  | EMS    |
            d2             | first_unknown  | EMS    | high
        """,
        audits="""
            audit_id      | application_id | kind   | method | remote_reason
            first_high    | first_high     | stage1 | remote | 疫情
            first_low     | first_low      | stage1 | remote | 疫情
            first_unknown | first_unknown  | stage1 | remote | 疫情
        """,
    ) == {"first_high": True, "first_low": False, "first_unknown": False}  # fmt: skip
