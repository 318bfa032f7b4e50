"""Specifications of the checks of test reports."""

from __future__ import annotations

LABS = """
    lab_id  | name | cma_valid_to | ccc_designated_to
    lab     | 甲   | 2026-06-30   | 2026-05-31
    unsaid  | 乙   |              |
"""
CERTIFICATES = """
    certificate_no | body_id  | scheme
    ccc            | cbody    | CCC
    qms            | cbody    | QMS
"""
APPLICATIONS = """
    application_id | body_id | scheme
    ccc_app        | abody   | CCC
    qms_app        | abody   | QMS
"""


def c15(verdicts, text: str):
    return verdicts("C15", test_reports=text, labs=LABS, certificates=CERTIFICATES, applications=APPLICATIONS)


def test_c15_the_laboratory_must_be_approved_on_the_day_of_issue(verdicts):
    assert c15(verdicts, """
        report_no | lab_id | issued_on
        last_day  | lab    | 2026-06-30
        before    | lab    | 2026-06-01
        unsaid    | unsaid | 2026-06-30
        no_lab    | nil    | 2026-06-30
        undated   | lab    |
    """) == {"last_day": False, "before": False, "unsaid": False, "no_lab": False, "undated": False}  # fmt: skip
    after = LABS.replace("2026-06-30", "2026-06-29")
    assert verdicts(
        "C15", labs=after, test_reports="report_no | lab_id | issued_on\nr | lab | 2026-06-30"
    ) == {"r": True}


def test_c15_the_designation_matters_for_ccc_by_certificate_else_by_application(verdicts):
    assert c15(verdicts, """
        report_no   | lab_id | issued_on  | certificate_no | application_id
        certificate | lab    | 2026-06-01 | ccc            |
        last_day    | lab    | 2026-05-31 | ccc            |
        other       | lab    | 2026-06-01 | qms            |
        application | lab    | 2026-06-01 |                | ccc_app
        other_app   | lab    | 2026-06-01 |                | qms_app
        first_asked | lab    | 2026-06-01 | qms            | ccc_app
        dangling    | lab    | 2026-06-01 | no_such        | ccc_app
        neither     | lab    | 2026-06-01 |                |
        undesignated | unsaid | 2026-06-01 | ccc           |
    """) == {
        "certificate": True, "last_day": False, "other": False, "application": True, "other_app": False,
        "first_asked": False, "dangling": True, "neither": False, "undesignated": False,
    }  # fmt: skip


def test_c15_dates_must_follow_one_another(verdicts):
    assert c15(verdicts, """
        report_no     | lab_id | sampled_on | tested_from | tested_to  | issued_on
        in_order      | lab    | 2026-03-01 | 2026-03-01  | 2026-03-05 | 2026-03-05
        before_sample | lab    | 2026-03-02 | 2026-03-01  | 2026-03-05 | 2026-03-05
        before_end    | lab    | 2026-03-01 | 2026-03-01  | 2026-03-05 | 2026-03-04
        no_sample     | lab    |            | 2026-03-01  | 2026-03-05 | 2026-03-05
        no_end        | lab    | 2026-03-01 | 2026-03-01  |            | 2026-02-05
    """) == {
        "in_order": False, "before_sample": True, "before_end": True, "no_sample": False, "no_end": False,
    }  # fmt: skip


def test_c15_the_data_of_another_model_are_a_hit_for_both(verdicts):
    assert c15(verdicts, """
        report_no | lab_id | product_model | data_hash
        one       | lab    | A             | shared
        two       | lab    | B             | shared
        three     | lab    | C             | shared
        nameless  | lab    |               | shared
        again     | lab    | A             | own
        again_too | lab    | A             | own
        other     | lab    | B             |
        another   | lab    | C             |
        half      | lab    | D             | half
        half_too  | lab    |               | half
    """) == {
        "one": True, "two": True, "three": True, "nameless": False, "again": False, "again_too": False,
        "other": False, "another": False, "half": False, "half_too": False,
    }  # fmt: skip


def test_c15_says_everything_that_is_wrong_and_whose_it_is(judged):
    rows = c15(judged, """
        report_no | lab_id | certificate_no | application_id | body_id | issued_on  | tested_to  | product_model | data_hash
        one       | lab    | ccc            |                |         | 2026-06-01 | 2026-06-02 | A             | shared
        two       | lab    |                | ccc_app        |         | 2026-05-01 | 2026-04-02 | B             | shared
        three     | lab    |                | ccc_app        | own     | 2026-05-01 | 2026-04-02 | B             |
    """).to_pylist()  # fmt: skip
    found = {row["subject_id"]: row for row in rows}
    assert (
        found["one"]["observed"]
        == "签发时实验室 CCC 指定已到期；签发早于检测结束；另一型号的报告数据指纹相同"
    )
    assert set(found["two"]["see_test_reports"].split("\n")) == {"one", "two"}
    assert [found[name]["body_id"] for name in ("one", "two", "three")] == ["cbody", "abody", "own"]
