"""Specifications of the derived tables of audit stages and combined groups."""

from __future__ import annotations

from tests.checks.derived.conftest import rows


def test_an_application_adds_up_its_stage_audits(derived):
    assert derived("stages_of_applications", audits="""
        audit_id | application_id | scheme | kind   | started_at       | ended_at         | planned_days
        w1       | whole          | QMS    | stage1 | 2026-01-05 09:00 | 2026-01-05 17:00 | 1
        w2       | whole          | QMS    | stage2 | 2026-02-02 09:00 | 2026-02-03 17:00 | 2.5
        r1       | repeated       | EMS    | stage1 | 2026-01-05 09:00 | 2026-01-31 17:00 | 1
        r2       | repeated       | EMS    | stage1 | 2026-01-06 09:00 | 2026-01-30 17:00 | 0.5
        r3       | repeated       | EMS    | stage2 | 2026-02-01 09:00 | 2026-02-28 17:00 | 2
        r4       | repeated       | EMS    | stage2 | 2026-02-02 09:00 | 2026-02-27 17:00 | 2
        o1       | only_first     | OHSMS  | stage1 | 2026-01-05 09:00 | 2026-01-05 17:00 | 1
        o2       | only_second    | OHSMS  | stage2 | 2026-01-05 09:00 | 2026-01-05 17:00 | 3
    """) == rows("""
        application_id | stage1_audits | stage2_audits | stage1_ended_at  | stage2_ended_at  | planned_days | unplanned_audits | audit_time_scheme | stage1_ids | stage2_ids | stage_ids
        whole          | 1             | 1             | 2026-01-05 17:00 | 2026-02-03 17:00 | 3.5          | 0                | QMS               | w1         | w2         | w1；w2
        repeated       | 2             | 2             | 2026-01-31 17:00 | 2026-02-28 17:00 | 5.5          | 0                | EMS               | r1；r2      | r3；r4      | r1；r2；r3；r4
        only_first     | 1             | 0             | 2026-01-05 17:00 |                  | 1            | 0                |                   | o1         |            | o1
        only_second    | 0             | 1             |                  | 2026-01-05 17:00 | 3            | 0                | OHSMS             |            | o2         | o2
    """)  # fmt: skip


def test_other_audits_and_audits_of_no_application_open_no_row(derived):
    assert derived("stages_of_applications", only="application_id stage_ids", audits="""
        audit_id | application_id | scheme | kind
        a        |                | QMS    | stage1
        b        |                | QMS    | stage2
        c        | watched        | QMS    | surveillance
        d        | watched        | QMS    | recertification
        e        | staged         | QMS    | surveillance
        f        | staged         | QMS    | stage2
    """) == rows("""
        application_id | stage_ids
        staged         | f
    """)  # fmt: skip


def test_days_and_ends_that_are_not_known_are_counted_not_guessed(derived):
    assert derived(
        "stages_of_applications",
        only="application_id stage1_ended_at stage2_ended_at planned_days unplanned_audits",
        audits="""
        audit_id | application_id | scheme | kind   | ended_at         | planned_days
        a        | none_known     | QMS    | stage1 |                  |
        b        | none_known     | QMS    | stage2 |                  |
        c        | one_known      | QMS    | stage1 |                  |
        d        | one_known      | QMS    | stage2 | 2024-02-29 17:00 | 2
        e        | one_known      | QMS    | stage2 |                  | 0
    """) == rows("""
        application_id | stage1_ended_at | stage2_ended_at  | planned_days | unplanned_audits
        none_known     |                 |                  |              | 2
        one_known      |                 | 2024-02-29 17:00 | 2            | 1
    """)  # fmt: skip


def test_the_audit_time_scheme_is_that_of_a_stage_2_with_a_table(derived):
    assert derived("stages_of_applications", only="application_id audit_time_scheme", audits="""
        audit_id | application_id  | scheme | kind
        a        | quality         | QMS    | stage2
        b        | food            | FSMS   | stage2
        c        | first_stage     | QMS    | stage1
        d        | first_stage     | FSMS   | stage2
        e        | with_and_without | FSMS  | stage2
        f        | with_and_without | OHSMS | stage2
        g        | several         | QMS    | stage2
        h        | several         | EMS    | stage2
    """) == rows("""
        application_id   | audit_time_scheme
        quality          | QMS
        food             |
        first_stage      |
        with_and_without | OHSMS
        several          | EMS
    """)  # fmt: skip


def test_a_group_of_several_schemes_audits_two_or_more_distinct_ones(derived):
    assert derived("groups_of_several_schemes", audits="""
        audit_id | combined_group | scheme | kind
        a        | alone          | QMS    | stage2
        b        | same_twice     | QMS    | stage1
        c        | same_twice     | QMS    | stage2
        d        | two            | QMS    | stage2
        e        | two            | EMS    | surveillance
        f        | three          | QMS    | stage2
        g        | three          | EMS    | stage2
        h        | three          | OHSMS  | stage2
        i        | three          | OHSMS  | stage1
        j        |                | QMS    | stage2
        k        |                | EMS    | stage2
    """) == rows("""
        combined_group | schemes
        two            | 2
        three          | 3
    """)  # fmt: skip
