"""Specifications of the checks of what an audit covered: A13 sites, A14 core processes."""

from math import ceil, isqrt


def visits(audit, others, central=1):
    """Rows of audit_sites: so many central sites and so many others."""
    rows = [f"{audit} | {audit}c{n} | true" for n in range(central)]
    return "\n".join(rows + [f"{audit} | {audit}o{n} | false" for n in range(others)]) + "\n"


SITES = "audit_id | site_id | central\n"
AUDITS = "audit_id | certificate_no | kind\n"
CERTIFICATES = "certificate_no | scheme | site_count\n"


def test_a13_a_first_audit_visits_the_root_of_the_other_sites_rounded_up(verdicts):
    # x = 25: 5. x = 26: 5.1, so 6. x = 24: 4.9, so 5. x = 1: 1.
    assert verdicts("A13",
        certificates=CERTIFICATES + "c26 | QMS | 26\nc27 | QMS | 27\nc25 | QMS | 25\nc2 | QMS | 2",
        audits=AUDITS + """
            a | c26 | stage2
            b | c26 | stage2
            c | c27 | stage2
            d | c27 | stage2
            e | c25 | stage2
            f | c25 | stage2
            g | c2  | stage2
            h | c2  | stage2
        """,
        audit_sites=SITES + visits("a", 5) + visits("b", 4) + visits("c", 6) + visits("d", 5)
        + visits("e", 5) + visits("f", 4) + visits("g", 1) + visits("h", 0),
    ) == {"a": False, "b": True, "c": False, "d": True, "e": False, "f": True, "g": False, "h": True}  # fmt: skip


def test_a13_later_audits_visit_a_share_of_the_root_rounded_up(verdicts):
    # x = 25: 0.6 × 5 = 3 and 0.8 × 5 = 4 exactly; x = 26: 3.06 and 4.08, so 4 and 5.
    assert verdicts("A13",
        certificates=CERTIFICATES + "c26 | QMS | 26\nc27 | QMS | 27",
        audits=AUDITS + """
            s3    | c26 | surveillance
            s2    | c26 | surveillance
            s4x27 | c27 | surveillance
            s3x27 | c27 | surveillance
            r4    | c26 | recertification
            r3    | c26 | recertification
            r5x27 | c27 | recertification
            r4x27 | c27 | recertification
        """,
        audit_sites=SITES + visits("s3", 3) + visits("s2", 2) + visits("s4x27", 4) + visits("s3x27", 3)
        + visits("r4", 4) + visits("r3", 3) + visits("r5x27", 5) + visits("r4x27", 4),
    ) == {
        "s3": False, "s2": True, "s4x27": False, "s3x27": True,
        "r4": False, "r3": True, "r5x27": False, "r4x27": True,
    }  # fmt: skip


def test_a13_an_audit_that_left_out_the_central_site_is_a_hit(verdicts):
    assert verdicts("A13",
        certificates=CERTIFICATES + "c | QMS | 5",
        audits=AUDITS + """
            central      | c | stage2
            no_central   | c | stage2
            all_others   | c | surveillance
            not_said     | c | stage2
            two_central  | c | stage2
            central_only | c | stage2
        """,
        audit_sites=SITES + visits("central", 2) + visits("no_central", 2, central=0)
        + visits("all_others", 9, central=0) + visits("two_central", 2, central=2)
        + visits("central_only", 0, central=3) + "not_said | s1 |\nnot_said | s2 |\nnot_said | s3 |\n",
    ) == {
        "central": False, "no_central": True, "all_others": True, "not_said": True,
        "two_central": False, "central_only": True,
    }  # fmt: skip


def test_a13_only_audits_of_certificates_with_several_sites_are_judged(verdicts):
    assert verdicts("A13",
        certificates=CERTIFICATES + "one | QMS | 1\nunknown | QMS |\nnone | QMS | 0\ntwo | QMS | 2",
        audits=AUDITS + """
            one_site    | one     | stage2
            not_known   | unknown | stage2
            no_site     | none    | stage2
            dangling    | missing | stage2
            unnamed     |         | stage2
            first_stage | two     | stage1
            special     | two     | special
            unrecorded  | two     | stage2
            recorded    | two     | stage2
        """,
        audit_sites=SITES + visits("first_stage", 0, 0) + visits("recorded", 1) + visits("one_site", 0),
    ) == {"unrecorded": None, "recorded": False}  # fmt: skip


def test_a13_the_number_asked_is_exact_for_every_number_of_sites(judged):
    counts = [2, 3, 5, 10, 17, 26, 37, 101, 122, 145, 401, 626, 1001, 2501, 10001, 250001, 250002, 1000001]
    rows = judged("A13",
        certificates=CERTIFICATES + "\n".join(f"c{n} | QMS | {n}" for n in counts),
        audits=AUDITS + "\n".join(f"{kind}{n} | c{n} | {kind}" for n in counts for kind in ("stage2", "surveillance")),
        audit_sites=SITES + "".join(visits(f"{kind}{n}", 0) for n in counts for kind in ("stage2", "surveillance")),
    ).to_pylist()  # fmt: skip

    def least(n):
        return isqrt(n - 2) + 1

    def least_surveillance(n):
        k = isqrt(36 * (n - 1) // 100)
        return next(k for k in range(k, k + 3) if 100 * k * k >= 36 * (n - 1))

    found = {row["subject_id"]: row["expected"] for row in rows}
    assert found == {f"stage2{n}": least(n) for n in counts} | {
        f"surveillance{n}": least_surveillance(n) for n in counts
    }
    assert least(26) == ceil(5) == 5


def test_a14_a_core_process_not_audited_is_a_hit(verdicts):
    assert verdicts("A14",
        scope_processes="""
            certificate_no | process | core
            c              | 焊接    | true
            c              | 热处理  | true
            c              | 采购    | false
            c              | 仓储    |
            plain          | 采购    | false
        """,
        audits="""
            audit_id        | certificate_no | kind
            all_core        | c              | stage2
            one_missing     | c              | recertification
            none_of_them    | c              | stage2
            unrecorded      | c              | stage2
            surveillance    | c              | surveillance
            no_core         | plain          | stage2
            no_certificate  |                | stage2
            no_processes    | other          | stage2
        """,
        audited_processes="""
            audit_id       | process
            all_core       | 热处理
            all_core       | 焊接
            one_missing    | 焊接
            one_missing    | 采购
            none_of_them   | 仓储
            surveillance   | 采购
            no_core        | 焊接
            another        | 热处理
        """,
    ) == {"all_core": False, "one_missing": True, "none_of_them": True, "unrecorded": None}  # fmt: skip


def test_a14_names_the_processes_left_out(judged):
    (row,) = judged("A14",
        scope_processes="""
            certificate_no | process | core
            c              | b       | true
            c              | a       | true
            c              | c       | true
        """,
        audits="audit_id | body_id | certificate_no | kind\naudit | body | c | stage2",
        audited_processes="audit_id | process\naudit | c",
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["missing_count"]) == ("body", "a、b", 2)
    assert sorted(row["see_scope_processes"].split("\n")) == ["c|a", "c|b"]
