"""Specifications of the checks of certification decisions: A18, A20, A22."""

AUDITS = """
    audit_id | body_id | application_id | scheme | kind   | report_issued_on
    reported | b1      | app            | QMS    | stage2 | 2024-02-29
    silent   | b1      | app            | QMS    | stage2 |
"""


def test_a18_a_decision_before_the_day_of_the_report_is_a_hit(verdicts):
    assert verdicts("A18",
        audits=AUDITS,
        decisions="""
            decision_id | audit_id | kind     | decided_at
            day_before  | reported | grant    | 2024-02-28 23:59:59
            same_day    | reported | grant    | 2024-02-29 00:00
            day_after   | reported | renew    | 2024-03-01 00:00
            extended    | reported | extend   | 2024-02-28 09:00
            maintained  | reported | maintain | 2024-02-28 09:00
            reduced     | reported | reduce   | 2024-02-28 09:00
            suspended   | reported | suspend  | 2024-02-28 09:00
            refused     | reported | refuse   | 2024-02-28 09:00
            no_report   | silent   | grant    | 2024-02-28 09:00
            no_audit    |          | grant    | 2024-02-28 09:00
            dangling    | missing  | grant    | 2024-02-28 09:00
        """,
        certificates="certificate_no | body_id",
        process_events="event_id | application_id",
    ) == {
        "day_before": True, "same_day": False, "day_after": False, "extended": True, "maintained": True,
        "no_report": None, "no_audit": None, "dangling": None,
    }  # fmt: skip


def test_a18_a_decision_before_the_first_file_review_is_a_hit(verdicts):
    assert verdicts("A18",
        certificates="certificate_no | body_id",
        audits="""
            audit_id     | application_id | scheme | kind         | report_issued_on
            reviewed     | reviewed       | QMS    | stage2       | 2024-02-29
            by_audit     | shared         | QMS    | stage2       | 2024-02-29
            other_audit  | shared         | QMS    | surveillance | 2024-02-29
            both         | both           | QMS    | stage2       | 2024-02-29
            unreviewed   | unreviewed     | QMS    | stage2       | 2024-02-29
            unnamed      |                | QMS    | stage2       | 2024-02-29
            silent       | reviewed       | QMS    | stage2       |
            to_nothing   | to_nothing     | QMS    | stage2       | 2024-02-29
        """,
        process_events="""
            event_id | application_id | audit_id    | activity    | happened_at
            e1       | reviewed       |             | file_review | 2024-03-05 10:00
            e2       | reviewed       |             | file_review | 2024-03-09 10:00
            e3       | reviewed       |             | report      | 2024-03-20 10:00
            e4       | shared         | other_audit | file_review | 2024-03-01 10:00
            e5       | shared         | by_audit    | file_review | 2024-03-05 10:00
            e6       | both           | both        | file_review | 2024-03-09 10:00
            e7       | both           |             | file_review | 2024-03-05 10:00
            e8       | unreviewed     |             | report      | 2024-03-05 10:00
            e9       | someone_else   |             | file_review | 2024-03-05 10:00
            e10      | reviewed       | other_audit | file_review | 2024-03-02 10:00
            e11      | to_nothing     | missing     | file_review | 2024-03-05 10:00
        """,
        decisions="""
            decision_id     | audit_id    | kind     | decided_at
            minute_before   | reviewed    | grant    | 2024-03-05 09:59
            at_the_review   | reviewed    | grant    | 2024-03-05 10:00
            between_reviews | reviewed    | renew    | 2024-03-06 10:00
            own_before      | by_audit    | grant    | 2024-03-04 10:00
            own_after       | by_audit    | grant    | 2024-03-05 10:00
            other_after     | other_audit | maintain | 2024-03-02 10:00
            both_after      | both        | grant    | 2024-03-05 10:00
            both_before     | both        | grant    | 2024-03-05 09:00
            no_review       | unreviewed  | grant    | 2024-03-01 10:00
            no_application  | unnamed     | grant    | 2024-03-01 10:00
            no_report       | silent      | grant    | 2024-03-01 10:00
            to_nothing      | to_nothing  | grant    | 2024-03-04 10:00
        """,
    ) == {
        "minute_before": True, "at_the_review": False, "between_reviews": False, "own_before": True,
        "own_after": False, "other_after": False, "both_after": False, "both_before": True, "no_review": False,
        "no_application": False, "no_report": None, "to_nothing": False,
    }  # fmt: skip


def test_a18_says_what_the_decision_came_before_and_whose_it_is(judged):
    rows = judged("A18",
        audits=AUDITS,
        certificates="certificate_no | body_id | issued_on\nc1 | b2 | 2024-01-01",
        process_events="""
            event_id | application_id | activity    | happened_at
            e1       | app            | file_review | 2024-03-05 10:00
        """,
        decisions="""
            decision_id  | audit_id | certificate_no | kind  | decided_at
            after_report | reported | c1             | grant | 2024-03-01 09:00
            before_both  | reported |                | grant | 2024-02-28 09:00
            by_number    |          | c1             | grant | 2024-02-28 09:00
            of_nobody    |          |                | grant | 2024-02-28 09:00
        """,
    ).to_pylist()  # fmt: skip
    said = {row["subject_id"]: (row["body_id"], row["expected"]) for row in rows}
    assert said["after_report"] == ("b1", "第一次档案复核 2024-03-05 10:00")
    assert said["before_both"] == ("b1", "审核报告签发日 2024-02-29、第一次档案复核 2024-03-05 10:00")
    assert said["by_number"][0] == "b2"
    assert said["of_nobody"][0] is None


def test_a20_a_decider_in_the_team_other_than_as_observer_is_a_hit(verdicts):
    assert verdicts("A20",
        audits="audit_id | body_id",
        certificates="certificate_no | body_id",
        audit_team="""
            audit_id | person_id | role
            a1       | leader    | leader
            a1       | auditor   | auditor
            a1       | expert    | expert
            a1       | trainee   | trainee
            a1       | observer  | observer
            a2       | elsewhere | leader
        """,
        decisions="""
            decision_id  | audit_id | decider_id | kind    | decided_at
            leader       | a1       | leader     | grant   | 2024-03-01 09:00
            auditor      | a1       | auditor    | suspend | 2024-03-01 09:00
            expert       | a1       | expert     | refuse  | 2024-03-01 09:00
            trainee      | a1       | trainee    | revoke  | 2024-03-01 09:00
            observer     | a1       | observer   | grant   | 2024-03-01 09:00
            elsewhere    | a1       | elsewhere  | grant   | 2024-03-01 09:00
            outsider     | a1       | outsider   | grant   | 2024-03-01 09:00
            no_team      | a3       | leader     | grant   | 2024-03-01 09:00
            no_decider   | a1       |            | grant   | 2024-03-01 09:00
            no_audit     |          | leader     | grant   | 2024-03-01 09:00
        """,
    ) == {
        "leader": True, "auditor": True, "expert": True, "trainee": True, "observer": False,
        "elsewhere": False, "outsider": False, "no_team": False, "no_decider": None, "no_audit": None,
    }  # fmt: skip


def test_a20_shows_the_role_and_the_row_of_the_team(judged):
    (row,) = judged("A20",
        audits="audit_id | body_id | scheme | kind\na1 | b1 | QMS | stage2",
        certificates="certificate_no | body_id",
        audit_team="audit_id | person_id | role\na1 | p1 | expert\na1 | p2 | leader",
        decisions="decision_id | audit_id | decider_id | kind | decided_at\nd1 | a1 | p1 | grant | 2024-03-01 09:00",
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["see_audit_team"]) == ("b1", "技术专家", "a1|p1")


def test_a22_a_major_nonconformity_open_on_the_day_of_the_decision_is_a_hit(verdicts):
    assert verdicts("A22",
        audits="audit_id | body_id",
        certificates="certificate_no | body_id",
        nonconformities="""
            nonconformity_id | audit_id   | grade | closed_on  | raised_on
            n1               | closed     | major | 2024-02-29 | 2024-02-01
            n2               | never      | major |            | 2024-02-01
            n3               | minor      | minor |            | 2024-02-01
            n4               | one_of_two | major | 2024-02-20 | 2024-02-01
            n5               | one_of_two | major | 2024-03-20 | 2024-02-01
            n6               | both       | major | 2024-02-20 | 2024-02-01
            n7               | both       | major | 2024-02-29 | 2024-02-01
            n8               | both       | minor |            | 2024-02-01
            n9               | to_come    | major |            | 2026-07-01
        """,
        decisions="""
            decision_id | audit_id   | kind    | decided_at
            day_before  | closed     | grant   | 2024-02-28 23:59
            same_day    | closed     | grant   | 2024-02-29 00:00
            day_after   | closed     | renew   | 2024-03-01 09:00
            never       | never      | renew   | 2024-03-01 09:00
            minor       | minor      | grant   | 2024-03-01 09:00
            one_of_two  | one_of_two | grant   | 2024-03-01 09:00
            both        | both       | grant   | 2024-03-01 09:00
            none        | clean      | grant   | 2024-03-01 09:00
            not_read    | to_come    | grant   | 2024-03-01 09:00
            maintained  | never      | maintain | 2024-03-01 09:00
            suspended   | never      | suspend | 2024-03-01 09:00
            no_audit    |            | grant   | 2024-03-01 09:00
        """,
    ) == {
        "day_before": True, "same_day": False, "day_after": False, "never": True, "minor": False,
        "one_of_two": True, "both": False, "none": False, "not_read": False, "no_audit": None,
    }  # fmt: skip


def test_a22_counts_and_shows_the_open_ones(judged):
    (row,) = judged("A22",
        audits="audit_id | body_id",
        certificates="certificate_no | body_id",
        nonconformities="""
            nonconformity_id | audit_id | grade | closed_on
            open             | a1       | major |
            late             | a1       | major | 2024-04-01
            closed           | a1       | major | 2024-02-01
            minor            | a1       | minor |
        """,
        decisions="decision_id | audit_id | kind | decided_at\nd1 | a1 | grant | 2024-03-01 09:00",
    ).to_pylist()  # fmt: skip
    assert (row["observed"], row["expected"]) == (2, 0)
    assert sorted(row["see_nonconformities"].split("\n")) == ["late", "open"]
