"""Specifications of the checks of audit files: D07, D08."""

from __future__ import annotations

KINDS = ("plan", "checklist", "minutes", "report")


def filed(audit, *kinds):
    return "".join(f"{audit}-{n} | {audit} | {kind}\n" for n, kind in enumerate(kinds))


def test_d07_a_file_has_plan_checklist_minutes_and_report(verdicts):
    without = {f"no_{kind}": [k for k in KINDS if k != kind] for kind in KINDS}
    files = {
        "whole": KINDS,
        "twice": (*KINDS, *KINDS),
        "with_more": (*KINDS, "nonconformity", "org_document"),
        "three_twice": ("plan", "plan", "checklist", "minutes"),
        "others_only": ("nonconformity", "org_document"),
        "nothing": (),
    } | without
    assert verdicts("D07",
        audits="audit_id | body_id | org_id | kind\n" + "\n".join(f"{a} | b | o | surveillance" for a in files),
        documents="document_id | audit_id | kind\n" + "".join(filed(a, *kinds) for a, kinds in files.items()),
    ) == dict.fromkeys(files, True) | {"whole": False, "twice": False, "with_more": False}  # fmt: skip


def test_d07_stage2_surveillance_and_recertification_are_judged(verdicts):
    kinds = ("stage1", "stage2", "surveillance", "recertification", "special", "unannounced", "transfer",
             "factory_initial", "factory_followup")  # fmt: skip
    assert verdicts("D07",
        audits="audit_id | body_id | org_id | kind\n" + "\n".join(f"{kind} | b | o | {kind}" for kind in kinds),
        documents="document_id | audit_id | kind\nd | stage1 | plan",
    ) == {"stage2": True, "surveillance": True, "recertification": True}  # fmt: skip


def test_d07_a_body_without_documents_of_its_audits_is_not_asked(verdicts):
    assert verdicts("D07",
        audits="""
            audit_id | body_id  | org_id | kind
            a        | filing   | o      | stage2
            a2       | filing   | o      | stage2
            b        | bare     | o      | stage2
            c        | dangling | o      | stage2
            d        | unlinked | o      | stage2
            e        | future   | o      | stage2
        """,
        documents="""
            document_id | audit_id | org_id | kind         | created_at
            d1          | a        | o      | plan         |
            d2          | nowhere  | o      | plan         |
            d3          |          | o      | org_document |
            d4          | e        | o      | plan         | 2026-07-01 00:00
        """,
    ) == {"a": True, "a2": True}  # fmt: skip


def test_d07_names_what_is_missing(judged):
    (row,) = judged("D07",
        audits="audit_id | body_id | org_id | kind\na | b | o | stage2",
        documents="document_id | audit_id | kind\n" + filed("a", "plan", "report"),
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"]) == ("b", "检查表、会议记录")


AUDITS = """
    audit_id | body_id | org_id | started_at       | ended_at
    a        | b       | o      | 2025-05-30 09:00 | 2025-05-31 17:00
    leap     | b       | o      | 2024-01-29 09:00 | 2024-01-30 17:00
    no_start | b       | o      |                  | 2025-05-31 17:00
    no_end   | b       | o      | 2025-05-30 09:00 |
    undated  | b       | o      |                  |
"""
DOCUMENTS = "document_id | audit_id | kind | created_at\n"


def test_d08_a_plan_is_written_before_the_audit_starts(verdicts):
    assert verdicts("D08",
        audits=AUDITS,
        documents=DOCUMENTS + """
            before      | a        | plan      | 2025-05-30 08:59
            at_start    | a        | plan      | 2025-05-30 09:00
            after       | a        | plan      | 2025-05-30 09:01
            other_kind  | a        | checklist | 2025-05-30 09:01
            no_start    | no_start | plan      | 2025-06-02 09:00
            no_end      | no_end   | plan      | 2025-05-30 09:01
        """,
    ) == {
        "before": False, "at_start": False, "after": True, "other_kind": False, "no_start": False, "no_end": True,
    }  # fmt: skip


def test_d08_any_document_is_written_within_thirty_days_of_the_end(verdicts):
    assert verdicts("D08",
        audits=AUDITS,
        documents=DOCUMENTS + """
            day30       | a        | report       | 2025-06-30 23:59
            day31       | a        | report       | 2025-07-01 00:00
            org_day31   | a        | org_document | 2025-07-01 00:00
            leap_day30  | leap     | minutes      | 2024-02-29 23:59
            leap_day31  | leap     | minutes      | 2024-03-01 00:00
            no_end      | no_end   | report       | 2026-05-01 09:00
            no_start    | no_start | plan         | 2025-07-01 09:00
            undated     | undated  | plan         | 2026-05-01 09:00
        """,
    ) == {
        "day30": False, "day31": True, "org_day31": True, "leap_day30": False, "leap_day31": True,
        "no_end": False, "no_start": True, "undated": False,
    }  # fmt: skip


def test_d08_documents_without_a_time_are_undecided_and_without_an_audit_not_judged(verdicts):
    assert verdicts("D08",
        audits=AUDITS,
        documents=DOCUMENTS + """
            timeless          | a       | plan   |
            timeless_undated  | undated | report |
            no_audit          |         | report | 2025-07-01 09:00
            dangling          | nowhere | report | 2025-07-01 09:00
            tomorrow          | a       | report | 2026-07-01 00:00
        """,
    ) == {"timeless": None, "timeless_undated": None}  # fmt: skip


def test_d08_says_which_limit_was_passed(judged):
    rows = judged("D08",
        audits=AUDITS,
        documents=DOCUMENTS + """
            both  | a | plan   | 2025-07-02 10:00
            start | a | plan   | 2025-05-30 10:00
            late  | a | report | 2025-07-02 10:00
        """,
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: (row["kind_label"], row["fault"]) for row in rows} == {
        "both": ("审核计划", "晚于首次会议 2025-05-30 09:00，比末次会议 2025-05-31 17:00 晚 32 天"),
        "start": ("审核计划", "晚于首次会议 2025-05-30 09:00"),
        "late": ("审核报告", "比末次会议 2025-05-31 17:00 晚 32 天"),
    }
    assert {(row["body_id"], row["see_audits"]) for row in rows} == {("b", "a")}
