"""Planted under focus area 1, what was done on site (机构合法合规：现场审核): A07, A08, A12 to A15, A17."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zicha.demo.days import moment
from zicha.demo.draft import Draft, Row, Story

ONE_DAY = timedelta(days=1)


def plant(d: Draft) -> None:
    for case in (
        a07_time_on_site,
        a07_undecided,
        a08_reductions,
        a08_undecided,
        a12_integration,
        a12_no_combined_audit,
        a12_undecided,
        a13_samples,
        a13_central_site,
        a13_not_asked,
        a13_undecided,
        a14_core_processes,
        a14_undecided,
        a15_without_reason,
        a15_remote_stage1,
        a17_plans,
        a17_last_reported,
        a17_undecided,
    ):
        case(d)


def a07_time_on_site(d: Draft) -> None:
    """Four fifths, and half a hundredth for rounding; time spent remotely counts."""
    for planned, onsite, remote, verdict, note in (
        (10, "7.94", None, d.hit, "计划10人日，现场7.94"),
        (4, "3.17", None, d.hit, "计划4人日，现场3.17"),
        (10, "4", "3.9", d.hit, "计划10人日，现场4、远程3.9"),
        (10, "7.95", None, d.near, "计划10人日，现场7.95，恰在舍入余地内"),
        (10, "8", None, d.near, "恰为八成"),
        (10, "4", "3.95", d.near, "现场4、远程3.95"),
        (3, "3.5", None, d.near, "现场多于计划"),
    ):
        audit = d.special(d.story(), d.ago(120), days=planned)
        audit |= {"onsite_days": Decimal(onsite), "remote_days": remote and Decimal(remote)}
        for row in d.team_of[audit["audit_id"]]:
            row["days"] = Decimal(5)
        verdict("A07", audit["audit_id"], note)


def a07_undecided(d: Draft) -> None:
    for column, value, note in (
        ("planned_days", None, "计划人日空缺"),
        ("planned_days", Decimal(0), "计划人日为零"),
    ):
        audit = d.special(d.story(), d.ago(120))
        audit[column] = value
        d.undecided("A07", audit["audit_id"], note)


def a08_reductions(d: Draft) -> None:
    reason = "过程简单、自动化程度高"
    for percent, why, verdict, note in (
        ("31", reason, d.hit, "减少31%"),
        ("30.01", reason, d.hit, "减少30.01%"),
        ("10", None, d.hit, "减少10%未写理由"),
        ("0.5", "  ", d.hit, "减少0.5%，理由只有空格"),
        ("45", None, d.hit, "减少45%且无理由"),
        ("30", reason, d.near, "恰为30%，有理由"),
        ("29.99", reason, d.near, "减少29.99%，有理由"),
        ("0", None, d.near, "未减少，不需理由"),
    ):
        audit = d.special(d.story(), d.ago(120))
        audit |= {"reduction_pct": Decimal(percent), "reduction_reason": why}
        verdict("A08", audit["audit_id"], note)


def a08_undecided(d: Draft) -> None:
    for why in (None, "体系成熟"):
        audit = d.special(d.story(), d.ago(120))
        audit |= {"reduction_pct": None, "reduction_reason": why}
        d.undecided("A08", audit["audit_id"], "人日减少比例空缺")


_Part = tuple[str, str | None, str | None, int | None]
"""Scheme, own share of the table, planned days, per cent off."""


def _together(d: Draft, *parts: _Part) -> tuple[str, list[Row]]:
    """One visit for several schemes."""
    org, group, start = d.organisation(), f"GRP-9A12-{d.number('groups')}", d.ago(130)
    crew = d.crew(start, start + 9 * ONE_DAY)
    audits = []
    for scheme, base, planned, percent in parts:
        audit = d.audit(
            org, "special", start, scheme=scheme, days=Decimal(planned or 1), group=group, crew=crew
        )
        audit |= {
            "base_days": base and Decimal(base), "planned_days": planned and Decimal(planned),
            "reduction_pct": percent if percent is None else Decimal(percent),
            "reduction_reason": "体系成熟" if percent else None,
        }  # fmt: skip
        if percent is None:
            d.undecided("A08", audit["audit_id"], "人日减少比例空缺")
        audits.append(audit)
    return group, audits


def a12_integration(d: Draft) -> None:
    """A fifth off the sum of the single audits, and half a hundredth for rounding."""
    cases: Sequence[tuple[Sequence[_Part], Any, str]] = (
        ((("QMS", "10", "8", 0), ("EMS", "10", "7.89", 0)), d.hit, "20人日压到15.89"),
        ((("QMS", "10", "6.5", 30), ("EMS", "10", "7", 0)), d.hit, "先减30%再压到13.5"),
        ((("QMS", "5", "4", 0), ("EMS", "5", "4", 0), ("OHSMS", "5", "3.9", 0)), d.hit, "三个领域15人日压到11.9"),
        ((("QMS", "10", "8", None), ("EMS", "10", "7", 0)), d.hit, "减少比例空缺按零计，压到15"),
        ((("QMS", "10", "8", 0), ("EMS", "10", "7.9", 0)), d.near, "20人日压到15.9，恰在舍入余地内"),
        ((("QMS", "10", "8", 0), ("EMS", "10", "8", 0)), d.near, "恰为两成"),
        ((("QMS", "10", "6.515", 30), ("EMS", "10", "7", 0)), d.near, "先减30%再压到13.515"),
        # Of the one alone it would be too much.
        ((("QMS", "10", "6", 0), ("EMS", "10", "10", 0)), d.near, "一个领域减四成，合计两成"),
        ((("QMS", "10", "8", None), ("EMS", "10", "8", 0)), d.near, "减少比例空缺按零计，恰为两成"),
    )  # fmt: skip
    for parts, verdict, note in cases:
        verdict("A12", _together(d, *parts)[0], note)


def a12_no_combined_audit(d: Draft) -> None:
    single, _ = _together(d, ("QMS", "10", "7", 0), ("QMS", "10", "7", 0))
    d.near("A12", single, "同组只有一个领域")
    later, audits = _together(d, ("QMS", "10", "7", 0), ("EMS", "10", "7", 0))
    day = d.as_of + 4 * ONE_DAY
    audits[1] |= {
        "started_at": None,
        "ended_at": None,
        "planned_from": moment(day),
        "planned_to": moment(day, 17),
    }
    for row in d.sign_ins_of[audits[1]["audit_id"]]:
        d.drop("sign_ins", row)
    d.near("A12", later, "另一领域的审核在判定日之后")


def a12_undecided(d: Draft) -> None:
    for parts, note in (
        ((("QMS", None, "5", 0), ("EMS", "10", "7", 0)), "一项审核基础人日空缺"),
        ((("QMS", "10", None, 0), ("EMS", "10", "7", 0)), "一项审核计划人日空缺"),
    ):
        d.undecided("A12", _together(d, *parts)[0], note)


def _call(d: Draft, story: Story, audit: Row, visited: int, *, central: bool = True) -> None:
    """The audit goes to so many sites besides the central one."""
    for number in range(visited + central):
        site = d.add(
            "sites", site_id=f"SITE-{d.number('sites')}", org_id=story.org["org_id"], kind="fixed",
            longitude=story.org["longitude"], latitude=story.org["latitude"],
        )  # fmt: skip
        d.add(
            "audit_sites",
            audit_id=audit["audit_id"],
            site_id=site["site_id"],
            central=central and number == 0,
        )


def _sampled(d: Draft, kind: str, others: int, visited: int | None, *, central: bool = True) -> str:
    """An audit of an organisation with so many sites besides the central one."""
    story = d.story()
    story.certificate["site_count"] = others + 1
    audit = story.main
    if kind != "stage2":
        _call(d, story, story.main, others)
        audit = d.surveillance(story, d.ago(60), kind=kind, days=3)
    if visited is not None:
        _call(d, story, audit, visited, central=central)
    return str(audit["audit_id"])


def a13_samples(d: Draft) -> None:
    """The root of the other sites, six and eight tenths of it later on, rounded up."""
    for kind, others, need, note in (
        ("stage2", 4, 2, "4个分场所，初审恰为整数根2"),
        ("stage2", 10, 4, "10个分场所，初审3.16进为4"),
        ("stage2", 1, 1, "1个分场所，初审1"),
        ("surveillance", 25, 3, "25个分场所，监督恰为3"),
        ("surveillance", 26, 4, "26个分场所，监督3.06进为4"),
        ("recertification", 25, 4, "25个分场所，再认证恰为4"),
        ("recertification", 26, 5, "26个分场所，再认证4.08进为5"),
    ):
        d.hit("A13", _sampled(d, kind, others, need - 1), f"{note}，少去一处")
        d.near("A13", _sampled(d, kind, others, need), note)


def a13_central_site(d: Draft) -> None:
    d.hit("A13", _sampled(d, "stage2", 9, 9, central=False), "分场所全去了，没去中心场所")


def a13_not_asked(d: Draft) -> None:
    story = d.story()
    _call(d, story, story.main, 0, central=False)
    d.near("A13", story.main["audit_id"], "只有一个场所")
    several = d.story()
    several.certificate["site_count"] = 5
    _call(d, several, several.main, 4)
    special = d.special(several, d.ago(60))
    d.near("A13", special["audit_id"], "特殊审核不判")


def a13_undecided(d: Draft) -> None:
    for kind in ("stage2", "surveillance"):
        d.undecided("A13", _sampled(d, kind, 4, None), "没有到访场所记录")


def _with_processes(d: Draft, audit: Row, number: str, core: Sequence[str], audited: Sequence[str]) -> str:
    for process in ("文件控制", *core):
        d.add("scope_processes", certificate_no=number, process=process, core=process in core)
    for process in audited:
        d.add("audited_processes", audit_id=audit["audit_id"], process=process)
    return str(audit["audit_id"])


def a14_core_processes(d: Draft) -> None:
    core = ("生产和服务提供", "检验和放行")
    for audited, verdict, note in (
        (core[:1], d.hit, "两个关键过程只审一个"),
        (("文件控制",), d.hit, "只审了非关键过程"),
        ((*core, "文件控制"), d.near, "全部过程"),
        (core, d.near, "关键过程都审，非关键过程未审"),
    ):
        story = d.story()
        verdict("A14", _with_processes(d, story.main, story.number, core, audited), note)
    again = d.story()
    _with_processes(d, again.main, again.number, core, core)
    audit = d.surveillance(again, d.ago(60), kind="recertification", days=3)
    d.add("audited_processes", audit_id=audit["audit_id"], process=core[1])
    d.hit("A14", audit["audit_id"], "再认证漏了一个关键过程")
    watched = d.story()
    _with_processes(d, watched.main, watched.number, core, core)
    audit = d.surveillance(watched, d.ago(60))
    d.add("audited_processes", audit_id=audit["audit_id"], process=core[1])
    d.near("A14", audit["audit_id"], "监督审核不要求覆盖全部关键过程")
    plain = d.story()
    _with_processes(d, plain.main, plain.number, (), ("采购",))
    d.near("A14", plain.main["audit_id"], "证书没有关键过程")


def a14_undecided(d: Draft) -> None:
    for _ in range(2):
        story = d.story()
        d.undecided(
            "A14", _with_processes(d, story.main, story.number, ("检验和放行",), ()), "没有审核过程记录"
        )


def a15_without_reason(d: Draft) -> None:
    for method, reason, verdict, note in (
        ("remote", None, d.hit, "远程审核没有理由"),
        ("hybrid", None, d.hit, "部分远程没有理由"),
        ("hybrid", " ", d.hit, "理由只有空格"),
        ("remote", "受审核方同意并具备远程条件", d.near, "远程审核有理由"),
        ("on_site", None, d.near, "现场审核不需理由"),
    ):
        audit = d.special(d.story(), d.ago(120))
        audit |= {"method": method, "remote_reason": reason}
        verdict("A15", audit["audit_id"], note)


def a15_remote_stage1(d: Draft) -> None:
    """The first stage of a high-risk certificate; of two certificates the one with the smallest number speaks."""
    for complexity, method, twin, verdict, note in (
        ("high", "remote", None, d.hit, "高风险的第一阶段远程实施"),
        ("high", "remote", "medium", d.hit, "编号最小的证书高风险"),
        ("medium", "remote", "high", d.near, "编号最小的证书中风险"),
        ("high", "hybrid", None, d.near, "高风险的第一阶段部分远程"),
        ("medium", "remote", None, d.near, "中风险的第一阶段远程实施"),
        (None, "remote", None, d.near, "没有风险等级"),
    ):
        story = d.story("EMS" if complexity else "QMS", complexity=complexity)
        assert story.stage1
        story.stage1 |= {"method": method, "remote_reason": "文件评审适宜远程"}
        if twin:
            number = d.certificate_number("EMS", story.certificate["issued_on"].year, 30)
            d.add("certificates", **{**story.certificate, "certificate_no": number, "complexity": twin})
            d.decide(story.main, number, "grant", story.decision["decided_at"])
        verdict("A15", story.stage1["audit_id"], note)
    second = d.story("EMS", complexity="high").main
    second |= {"method": "remote", "remote_reason": "受审核方同意并具备远程条件"}
    d.near("A15", second["audit_id"], "高风险的第二阶段远程实施，有理由")


def _plan(
    d: Draft, audit: Row, version: int, reported: date, *, hour: float = 10, later: int = 0, leader: str = ""
) -> None:
    """A reported version of the plan: the audit so many days later than it was, led by its leader or another."""
    d.add(
        "audit_plans", audit_id=audit["audit_id"], version=version, reported_at=moment(reported, hour),
        planned_from=audit["started_at"] + later * ONE_DAY, planned_to=audit["ended_at"] + later * ONE_DAY,
        method="on_site", leader_id=leader or d.leader(audit),
    )  # fmt: skip


def a17_plans(d: Draft) -> None:
    start = d.ago(100)
    for later, other, verdict, note in (
        (1, False, d.hit, "计划次日开始，提前一日去了"),
        (-7, False, d.hit, "比计划晚一周，未重报"),
        (0, True, d.hit, "换了组长，未重报"),
        (0, False, d.near, "与计划一致"),
    ):
        audit = d.special(d.story(), start)
        _plan(d, audit, 1, start - 5 * ONE_DAY, later=later, leader=d.person() if other else "")
        verdict("A17", audit["audit_id"], note)
    hours = d.special(d.story(), start)
    _plan(d, hours, 1, start - 5 * ONE_DAY)
    d.rows["audit_plans"][-1]["planned_from"] = moment(start, 14)
    d.near("A17", hours["audit_id"], "同日，计划下午开始")
    two = d.special(d.story(), start)
    second = d.team_of[two["audit_id"]][1]
    second["role"] = "leader"
    _plan(d, two, 1, start - 5 * ONE_DAY, leader=second["person_id"])
    d.near("A17", two["audit_id"], "两名组长，计划报的是第二名")
    member = d.special(d.story(), start)
    _plan(d, member, 1, start - 5 * ONE_DAY, leader=d.team_of[member["audit_id"]][1]["person_id"])
    d.hit("A17", member["audit_id"], "计划的组长实为组员")


def a17_last_reported(d: Draft) -> None:
    """By the time of report, then by version; a report still to come is not read."""
    start = d.ago(100)
    for versions, verdict, note in (
        (((1, 5, 10, 7), (2, 3, 10, 0)), d.near, "改期后重报"),
        (((1, 5, 10, 0), (2, 3, 10, 7)), d.hit, "最后一版报错日期"),
        (((1, 3, 10, 0), (2, 5, 10, 7)), d.near, "版本小的后报，与实际一致"),
        (((1, 3, 10, 7), (2, 5, 10, 0)), d.hit, "版本小的后报，与实际不符"),
        (((1, 5, 10, 7), (2, 5, 10, 0)), d.near, "同时上报，以版本大的为准"),
    ):
        audit = d.special(d.story(), start)
        for version, days, hour, later in versions:
            _plan(d, audit, version, start - days * ONE_DAY, hour=hour, later=later)
        verdict("A17", audit["audit_id"], note)
    audit = d.special(d.story(), start)
    _plan(d, audit, 1, start - 5 * ONE_DAY, later=3)
    _plan(d, audit, 2, d.as_of + ONE_DAY)
    d.hit("A17", audit["audit_id"], "判定日之后才重报")


def a17_undecided(d: Draft) -> None:
    audit = d.special(d.story(), d.ago(100))
    _plan(d, audit, 1, d.as_of + ONE_DAY)
    d.undecided("A17", audit["audit_id"], "计划在判定日之后才报")
