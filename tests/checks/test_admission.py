"""Specifications of the checks of whom a body takes on: A33 banned clients, A37 transfers."""

ORGANISATIONS = """
    org_id | name     | uscc
    org    | 甲公司   | 91110000100000001A
    other  | 乙公司   | 91110000100000002B
    bare   | 丙 公司  |
"""
NO_LIST = "event_id"
NO_EVENTS = "event_id"


def application(application_id, *, org="org", scheme="QMS", kind="initial", applied_on="2026-03-01"):
    return (
        "application_id | body_id | org_id | scheme | kind | applied_on\n"
        f"{application_id} | body | {org} | {scheme} | {kind} | {applied_on}"
    )


def test_a33_an_organisation_on_the_list_on_the_day_it_applies_is_a_hit(verdicts):
    assert verdicts("A33",
        organisations="""
            org_id  | name | uscc
            before  | a    | u1
            same    | b    | u2
            after   | c    | u3
            off     | d    | u4
            off_day | e    | u5
            still   | f    | u6
            twice   | g    | u7
            minor   | h    | u8
        """,
        adverse_events="""
            event_id | kind               | org_name | uscc | published_on | removed_on
            e1       | serious_violation  | a        | u1   | 2024-02-28   |
            e2       | serious_violation  | b        | u2   | 2024-02-29   |
            e3       | serious_violation  | c        | u3   | 2024-03-01   |
            e4       | serious_violation  | d        | u4   | 2023-01-01   | 2024-02-28
            e5       | serious_violation  | e        | u5   | 2023-01-01   | 2024-02-29
            e6       | serious_violation  | f        | u6   | 2023-01-01   | 2024-03-01
            e7       | serious_violation  | g        | u7   | 2022-01-01   | 2022-06-01
            e8       | serious_violation  | g        | u7   | 2023-01-01   |
            e9       | abnormal_operation | h        | u8   | 2023-01-01   |
            e10      | penalty            | h        | u8   | 2023-01-01   |
        """,
        applications="""
            application_id | org_id  | scheme | kind     | applied_on
            before         | before  | QMS    | initial  | 2024-02-29
            same           | same    | QMS    | transfer | 2024-02-29
            after          | after   | QMS    | initial  | 2024-02-29
            off            | off     | QMS    | initial  | 2024-02-29
            off_day        | off_day | QMS    | initial  | 2024-02-29
            still          | still   | QMS    | initial  | 2024-02-29
            twice          | twice   | QMS    | initial  | 2024-02-29
            minor          | minor   | QMS    | initial  | 2024-02-29
            no_day         | before  | QMS    | initial  |
        """,
        certificates="certificate_no", certificate_events=NO_EVENTS,
    ) == {
        "before": True, "same": True, "after": False, "off": False, "off_day": False, "still": True,
        "twice": True, "minor": False, "no_day": False,
    }  # fmt: skip


def test_a33_the_list_is_matched_by_uscc_alone(verdicts):
    assert verdicts("A33",
        organisations=ORGANISATIONS,
        adverse_events="""
            event_id | kind              | org_name | uscc               | published_on
            by_code  | serious_violation | 改名公司 | 91110000100000001A | 2020-01-01
            wrong    | serious_violation | 乙公司   | 91110000100000009X | 2020-01-01
            by_name  | serious_violation | 丙公司   |                    | 2020-01-01
        """,
        applications="""
            application_id | org_id | scheme | kind    | applied_on
            by_code        | org    | QMS    | initial | 2026-03-01
            name_only      | other  | QMS    | initial | 2026-03-01
            by_name        | bare   | QMS    | initial | 2026-03-01
        """,
        certificates="certificate_no", certificate_events=NO_EVENTS,
    ) == {"by_code": True, "name_only": False, "by_name": False}  # fmt: skip


def test_a33_a_sanction_up_to_365_days_before_the_application_is_a_hit(verdicts):
    # From 2023-03-01 to 2024-02-29 are 365 days, from 2025-03-01 to 2026-03-01 too.
    certificates, events, applications = [], [], []
    cases = {
        "same_day": ("2026-03-01", "2026-03-01"), "day_before": ("2026-02-28", "2026-03-01"),
        "d365": ("2025-03-01", "2026-03-01"), "d366": ("2025-02-28", "2026-03-01"),
        "leap_365": ("2023-03-01", "2024-02-29"), "leap_366": ("2023-02-28", "2024-02-29"),
        "after": ("2026-03-02", "2026-03-01"), "no_day": ("2026-02-28", ""),
    }  # fmt: skip
    for name, (effective_on, applied_on) in cases.items():
        certificates.append(f"c_{name} | elsewhere | {name} | QMS")
        events.append(f"e_{name} | c_{name} | revoked | {effective_on} | system_failure")
        applications.append(f"{name} | {name} | QMS | initial | {applied_on}")
    assert verdicts("A33",
        organisations="org_id | name\n" + "\n".join(f"{name} | {name}" for name in cases),
        adverse_events=NO_LIST,
        certificates="certificate_no | body_id | org_id | scheme\n" + "\n".join(certificates),
        certificate_events="event_id | certificate_no | kind | effective_on | reason\n" + "\n".join(events),
        applications="application_id | org_id | scheme | kind | applied_on\n" + "\n".join(applications),
    ) == {
        "same_day": True, "day_before": True, "d365": True, "d366": False, "leap_365": True,
        "leap_366": False, "after": False, "no_day": False,
    }  # fmt: skip


def test_a33_only_sanctions_of_the_organisation_in_the_scheme_and_not_at_its_own_request_count(verdicts):
    organisations = ["suspended", "revoked", "own", "silent", "cancelled", "scheme", "stranger", "second"]
    assert verdicts("A33",
        organisations="org_id | name\n" + "\n".join(f"{o} | {o}" for o in organisations),
        adverse_events=NO_LIST,
        certificates="certificate_no | body_id | org_id | scheme\n"
        + "\n".join(f"c_{o} | any | {o} | {'EMS' if o == 'scheme' else 'QMS'}" for o in organisations if o != "stranger")
        + "\nc_second2 | another | second | QMS",
        certificate_events="""
            event_id | certificate_no | kind      | effective_on | reason
            e1       | c_suspended    | suspended | 2026-01-01   | audit_not_accepted
            e2       | c_revoked      | revoked   | 2026-01-01   | other
            e3       | c_own          | suspended | 2026-01-01   | own_request
            e4       | c_silent       | revoked   | 2026-01-01   |
            e5       | c_cancelled    | cancelled | 2026-01-01   | other
            e6       | c_scheme       | revoked   | 2026-01-01   | other
            e7       | c_unknown      | revoked   | 2026-01-01   | other
            e8       | c_second       | revoked   | 2020-01-01   | other
            e9       | c_second2      | suspended | 2026-01-01   | other
            e10      | c_second2      | revoked   | 2026-02-01   | other
        """,
        applications="application_id | org_id | scheme | kind | applied_on\n"
        + "\n".join(f"{o} | {o} | QMS | transfer | 2026-03-01" for o in organisations),
    ) == {
        "suspended": True, "revoked": True, "own": False, "silent": False, "cancelled": False,
        "scheme": False, "stranger": False, "second": True,
    }  # fmt: skip


def test_a33_an_organisation_nobody_knows_is_empty_and_other_kinds_are_not_judged(verdicts):
    assert verdicts("A33",
        organisations=ORGANISATIONS,
        adverse_events=NO_LIST,
        certificates="""
            certificate_no | body_id | org_id  | scheme
            c1             | body    | missing | QMS
            c2             | body    | org     | QMS
        """,
        certificate_events="""
            event_id | certificate_no | kind    | effective_on | reason
            e1       | c1             | revoked | 2026-01-01   | other
            e2       | c2             | revoked | 2026-01-01   | other
        """,
        applications="""
            application_id  | org_id  | scheme | kind            | applied_on
            dangling        | missing | QMS    | initial         | 2026-03-01
            recertification | org     | QMS    | recertification | 2026-03-01
            extension       | org     | QMS    | extension       | 2026-03-01
            unnamed         | org     | QMS    |                 | 2026-03-01
        """,
    ) == {"dangling": False}  # fmt: skip


def test_a33_with_neither_list_there_it_is_undecided(verdicts):
    given = {
        "organisations": ORGANISATIONS, "applications": application("a"), "certificates": "certificate_no",
    }  # fmt: skip
    listed = "event_id | kind | org_name | published_on\ne | recall | 丁 | 2020-01-01"
    event = "event_id | certificate_no | kind | effective_on\ne | c | issued | 2020-01-01"
    for adverse_events, certificate_events, verdict in (
        (NO_LIST, NO_EVENTS, None), (listed, NO_EVENTS, False), (NO_LIST, event, False), (listed, event, False),
    ):  # fmt: skip
        assert verdicts(
            "A33", adverse_events=adverse_events, certificate_events=certificate_events, **given
        ) == {"a": verdict}


def test_a33_says_why_and_shows_the_rows(judged):
    (row,) = judged("A33",
        organisations=ORGANISATIONS,
        applications=application("a"),
        adverse_events=(
            "event_id | kind | org_name | uscc | published_on\n"
            "x | serious_violation | 甲 | 91110000100000001A | 2025-01-01"
        ),
        certificates="certificate_no | body_id | org_id | scheme\nc | elsewhere | org | QMS",
        certificate_events=(
            "event_id | certificate_no | kind | effective_on | reason\ne | c | revoked | 2026-01-01 | other"
        ),
    ).to_pylist()  # fmt: skip
    assert row["observed"] == (
        "组织 2025-01-01 被列入严重违法失信名单，申请日尚未移出；同一领域的证书于 2026-01-01 被暂停或撤销，申请日仍在其后 365 天之内"
    )
    assert (row["body_id"], row["see_adverse_events"], row["see_certificate_events"]) == ("body", "x", "e")


def test_a37_each_fault_of_a_transfer_alone_is_a_hit(verdicts):
    assert verdicts("A37",
        certificates="""
            certificate_no | body_id | issued_on
            new            | to      | 2024-02-29
        """,
        transfers="""
            transfer_id  | to_body_id | new_certificate_no | old_status | evaluated_on | evaluator_id
            sound        | to         | new                | valid      | 2024-02-28   | p
            same_day     | to         | new                | valid      | 2024-02-29   | p
            day_late     | to         | new                | valid      | 2024-03-01   | p
            suspended    | to         | new                | suspended  | 2024-02-28   | p
            revoked      | to         | new                | revoked    | 2024-02-28   | p
            expired      | to         | new                | expired    | 2024-02-28   | p
            cancelled    | to         | new                | cancelled  | 2024-02-28   | p
            no_day       | to         | new                | valid      |              | p
            no_evaluator | to         | new                | valid      | 2024-02-28   |
            no_new       | to         |                    | valid      | 2026-05-01   | p
            dangling     | to         | missing            | valid      | 2026-05-01   | p
            everything   | to         | new                | revoked    |              |
            unknown      | to         | new                |            |              |
            unknown_ok   | to         | new                |            | 2024-02-28   | p
        """,
    ) == {
        "sound": False, "same_day": False, "day_late": True, "suspended": True, "revoked": True,
        "expired": True, "cancelled": False, "no_day": True, "no_evaluator": True, "no_new": False,
        "dangling": False, "everything": True, "unknown": None, "unknown_ok": None,
    }  # fmt: skip


def test_a37_names_every_fault_and_belongs_to_the_body_that_took_the_certificate_over(judged):
    (row,) = judged("A37",
        certificates="certificate_no | body_id | issued_on\nnew | to | 2025-05-01",
        transfers=(
            "transfer_id | from_body_id | to_body_id | new_certificate_no | old_status | evaluated_on\n"
            "t | from | to | new | revoked | 2025-05-02"
        ),
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"]) == (
        "to",
        "有以下问题：原证书状态为撤销；2025-05-02 才评价，新证书 2025-05-01 已经颁发；没有评价人",
    )
