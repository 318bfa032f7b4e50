"""Planted under focus area 3, records and products (获证组织两张皮：记录与产品): C02 to C04, C13, C14."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from zicha.demo.days import moment
from zicha.demo.draft import Draft, Row, Story
from zicha.demo.mass import BODY
from zicha.demo.planted_bodies import OPEN_ENDED

ONE_DAY = timedelta(days=1)


def plant(d: Draft) -> None:
    for case in (
        c02_nothing_found,
        c02_what_counts,
        c03_dates,
        c03_several_records,
        c03_not_asked,
        c04_written_up,
        c04_which_records,
        c13_products,
        c13_as_sets,
        c13_nothing_to_compare,
        c14_classes,
        c14_in_force_when,
        c14_undecided,
    ):
        case(d)


def _found(d: Draft, *found: bool, scheme: str = "QMS") -> Story:
    """A certificate whose stage 2 and surveillances found something, or nothing, in this order."""
    story = d.story(scheme, issued=d.ago(1_050), complexity="medium")
    audits = [story.main, *story.surveillances]
    for audit, something in zip(audits, found, strict=True):
        if not something:
            _forget(d, audit)
    return story


def _forget(d: Draft, audit: Row) -> None:
    for row in [row for row in d.rows["nonconformities"] if row["audit_id"] == audit["audit_id"]]:
        d.drop("nonconformities", row)


def _of(story: Story) -> str:
    return f"{story.org['org_id']}|{story.certificate['scheme']}"


def c02_nothing_found(d: Draft) -> None:
    d.hit("C02", _of(_found(d, True, False, False, False)), "最近三次监督都没有不符合")
    d.hit("C02", _of(_found(d, False, False, False, False, scheme="EMS")), "从初审起都没有不符合")
    d.near("C02", _of(_found(d, False, False, False, True)), "最近一次有不符合")
    d.near("C02", _of(_found(d, False, True, False, False)), "三次中最早一次有不符合")
    young = d.story(issued=d.ago(400))
    for audit in (young.main, *young.surveillances):
        _forget(d, audit)
    d.near("C02", _of(young), "只做过两次审核")


def c02_what_counts(d: Draft) -> None:
    """Ended audits of three kinds in one scheme; a nonconformity raised later is not read."""
    later = _found(d, True, False, False, False)
    d.nonconformity(later.surveillances[-1], "minor", None)["raised_on"] = d.as_of + ONE_DAY
    d.hit("C02", _of(later), "不符合在判定日之后才提出")
    special = _found(d, True, True, False, False)
    d.special(special, d.ago(20))
    d.near("C02", _of(special), "特殊审核不算第三次")
    two = _found(d, True, False, True, True)
    other = d.story("EMS", issued=d.ago(1_050), org=two.org, complexity="medium")
    for audit in other.surveillances[1:]:
        _forget(d, audit)
    for story in (two, other):
        d.near("C02", _of(story), "两个领域合起来才有三次")
    graded = _found(d, True, False, False, False)
    d.nonconformity(graded.surveillances[0], "major", graded.surveillances[0]["report_issued_on"])
    d.near("C02", _of(graded), "三次中一次有严重不符合")


def _record(d: Draft, audit: Row, kind: str, claimed: date, created: Any = None) -> Row:
    return d.add(
        "org_records", record_id=f"REC-{d.number('org_records')}", org_id=audit["org_id"], audit_id=audit["audit_id"],
        kind=kind, claimed_on=claimed, created_at=created or moment(claimed, 17), modified_at=created or moment(claimed, 18),
    )  # fmt: skip


def _shown(d: Draft, audits: Sequence[int], reviews: Sequence[int], *, stage1: bool = False) -> str:
    """Internal audits and management reviews claimed so many days before the stage 2 they were shown at."""
    story = d.story()
    audit = story.stage1 if stage1 else story.main
    assert audit
    day = story.main["started_at"].date()
    for kind, days in (("internal_audit", audits), ("management_review", reviews)):
        for before in days:
            _record(d, audit, kind, day - before * ONE_DAY)
    return str(story.main["audit_id"])


def c03_dates(d: Draft) -> None:
    for audit, review, verdict, note in (
        (30, 31, d.hit, "管理评审早于内审一日"),
        (30, -1, d.hit, "管理评审在第二阶段次日"),
        (-1, -2, d.hit, "内审、管理评审都在第二阶段之后"),
        (30, 30, d.near, "内审与管理评审同日"),
        (30, 0, d.near, "管理评审在第二阶段当日"),
        (0, 0, d.near, "内审也在第二阶段当日"),
    ):
        verdict("C03", _shown(d, [audit], [review]), note)
    d.hit("C03", _shown(d, [-3], []), "只有内审，在第二阶段之后")
    d.near("C03", _shown(d, [], [40]), "只有管理评审，在先")


def c03_several_records(d: Draft) -> None:
    """The last of each kind."""
    d.near("C03", _shown(d, [400, 30], [380, 20]), "两年各一次，先后正确")
    d.near("C03", _shown(d, [30], [60, 20]), "先有一次管理评审，内审后又评审")
    d.hit("C03", _shown(d, [60, 10], [20]), "评审之后又做内审，未再评审")


def c03_not_asked(d: Draft) -> None:
    d.near("C03", _shown(d, [30], [60], stage1=True), "记录属于第一阶段")
    future = d.story()
    day = future.main["started_at"].date()
    _record(d, future.main, "internal_audit", day - 30 * ONE_DAY)
    _record(d, future.main, "management_review", d.as_of + ONE_DAY)
    d.near("C03", future.main["audit_id"], "管理评审日期在判定日之后，不读")


def _written(d: Draft, hasty: int, all_of_them: int, *, before: float = 3, back: int = 31) -> str:
    """So many records, the hasty ones made days before the audit and dated so many days further back."""
    _, audit = d.lone_audit(d.ago(82))
    start = audit["started_at"]
    for number in range(all_of_them):
        if number < hasty:
            made = start - timedelta(days=before)
            _record(d, audit, "设备点检", made.date() - back * ONE_DAY, made)
        else:
            _record(d, audit, "设备点检", start.date() - (60 + number) * ONE_DAY)
    return str(audit["audit_id"])


def c04_written_up(d: Draft) -> None:
    """Six in ten of twenty records or more."""
    d.hit("C04", _written(d, 12, 20), "20份中12份突击补记")
    d.hit("C04", _written(d, 25, 25), "25份全是补记")
    d.hit("C04", _written(d, 15, 25), "25份中15份")
    d.near("C04", _written(d, 11, 20), "20份中11份")
    d.near("C04", _written(d, 19, 19), "只有19份")
    d.near("C04", _written(d, 14, 24), "24份中14份，不足六成")


def c04_which_records(d: Draft) -> None:
    d.hit("C04", _written(d, 20, 20, before=14), "恰在审核前14日补记")
    d.hit("C04", _written(d, 20, 20, before=0), "审核开始的时刻补记")
    d.near("C04", _written(d, 20, 20, before=15), "审核前15日补记")
    d.near("C04", _written(d, 20, 20, before=-1), "审核次日才补记")
    d.near("C04", _written(d, 20, 20, back=30), "记录日期恰早30日")


_PARTS = "电源线=示例线缆/DX-1; 插头=示例电器/CT-2"


def _check(d: Draft, *, parts: str | None = _PARTS, **found: Any) -> str:
    """A check of a product unit of a CCC certificate in order, but for what is said."""
    number = d.number("product_units")
    story = d.story("CCC")
    d.add(
        "product_units",
        unit_id=f"UNIT-{number}",
        certificate_no=story.number,
        model=f"QH-{number}",
        key_components=parts,
    )
    row = d.add(
        "product_checks", check_id=f"CHK-{number}", audit_id=story.main["audit_id"],
        **{"unit_id": f"UNIT-{number}", "checked_on": d.ago(40), "model_found": f"QH-{number}",
           "key_components_found": _PARTS, "test_passed": True, **found},
    )  # fmt: skip
    return str(row["check_id"])


def c13_products(d: Draft) -> None:
    d.hit("C13", _check(d, model_found="QH-另一型号"), "型号不符")
    d.hit("C13", _check(d, key_components_found="电源线=示例线缆/DX-1; 插头=示例电器/CT-3"), "插头型号换了")
    d.hit("C13", _check(d, key_components_found="电源线=示例线缆/DX-1"), "少一个关键件")
    d.hit("C13", _check(d, key_components_found=f"{_PARTS}; 开关=示例电器/KG-1"), "多一个关键件")
    d.hit("C13", _check(d, test_passed=False), "检测不合格")
    d.hit(
        "C13",
        _check(d, test_passed=False, model_found=None, key_components_found=None),
        "只有检测结果，不合格",
    )
    d.near("C13", _check(d), "全部一致")


def c13_as_sets(d: Draft) -> None:
    """Order, case, width and a semicolon of either kind do not matter, nor does an item named twice."""
    for found, note in (
        ("插头=示例电器/CT-2;电源线=示例线缆/DX-1", "次序不同"),
        ("电源线=示例线缆/dx-1；插头=示例电器/ct-2", "大小写和全角分号"),
        ("电源线＝示例线缆／ＤＸ－１; 插头=示例电器/CT-2", "全角字符"),
        ("电源线=示例线缆/DX-1; 插头=示例电器/CT-2; 插头=示例电器/CT-2", "同一关键件写了两次"),
        ("电源线=示例线缆/DX-1; 插头=示例电器/CT-2;", "末尾多一个分号"),
    ):
        d.near("C13", _check(d, key_components_found=found), note)


def c13_nothing_to_compare(d: Draft) -> None:
    d.near("C13", _check(d, model_found=None), "实见型号空缺，其余一致")
    d.near("C13", _check(d, key_components_found=None), "实见关键件空缺，其余一致")
    d.near("C13", _check(d, parts=None), "单元没有关键件清单")
    d.near("C13", _check(d, unit_id="UNIT-MISSING"), "产品单元查无此项，检测合格")
    d.hit("C13", _check(d, unit_id="UNIT-MISSING", test_passed=False), "产品单元查无此项，检测不合格")
    d.near("C13", _check(d, model_found="QH-另一型号", checked_on=d.as_of + ONE_DAY), "判定日之后的检查")


def _classed(d: Draft, *grades: tuple[str, date], body: str = BODY) -> Row:
    """An organisation without a certificate, in these classes since these days."""
    org = d.organisation()
    for grade, day in grades:
        d.add(
            "classifications",
            body_id=body,
            org_id=org["org_id"],
            effective_on=day,
            grade=grade,
            reason="按年度分类结果",
        )
    return org


def _signal(d: Draft, org: Row, days: int, kind: str = "sampling_failure", **more: Any) -> str:
    """Something about the organisation was published so many days before the judging date."""
    d.add(
        "adverse_events", event_id=f"ADV-{d.number('adverse_events')}", kind=kind, published_on=d.ago(days),
        region_code="330106", source="示例公告", **{"org_name": org["name"], "uscc": org["uscc"], **more},
    )  # fmt: skip
    return str(org["org_id"])


def c14_classes(d: Draft) -> None:
    """Thirty days after a bad sign the organisation is no longer in one of the two good classes."""
    long_ago = d.ago(400)
    for grade, kind, verdict, note in (
        ("A", "sampling_failure", d.hit, "抽查不合格后仍为A类"),
        ("B", "accident", d.hit, "事故后仍为B类"),
        ("B", "recall", d.hit, "召回后仍为B类"),
        ("C", "sampling_failure", d.near, "本就是C类"),
        ("D", "accident", d.near, "本就是D类"),
        ("A", "media_exposure", d.near, "媒体曝光不在所列之中"),
    ):
        verdict("C14", _signal(d, _classed(d, (grade, long_ago)), 90, kind), note)
    named = _classed(d, ("A", long_ago))
    d.hit(
        "C14",
        _signal(d, named, 90, uscc=None, org_name=named["name"].replace("（", "(").replace("）", ")")),
        "名单无代码，按名称",
    )
    lifted = _classed(d, ("A", long_ago))
    d.hit("C14", _signal(d, lifted, 90, removed_on=d.ago(80)), "已移出名单，仍为A类")


def c14_in_force_when(d: Draft) -> None:
    long_ago = d.ago(400)
    for days, verdict, note in ((60, d.near, "第30日降为C类"), (59, d.hit, "第31日才降为C类")):
        verdict("C14", _signal(d, _classed(d, ("A", long_ago), ("C", d.ago(days))), 90), note)
    back = _classed(d, ("A", long_ago), ("C", d.ago(80)), ("A", d.ago(50)))
    d.near("C14", _signal(d, back, 90), "第30日是C类，后又升回A类")
    early = _classed(d, ("A", long_ago), ("C", d.ago(80)), ("B", d.ago(70)))
    d.hit("C14", _signal(d, early, 90), "降级后第20日又升为B类")
    later = _classed(d, ("A", d.ago(50)))
    d.near("C14", _signal(d, later, 90), "第30日尚未分类")
    both = _classed(d, ("C", long_ago))
    d.add(
        "classifications",
        body_id=OPEN_ENDED,
        org_id=both["org_id"],
        effective_on=long_ago,
        grade="B",
        reason="按年度分类结果",
    )
    d.hit("C14", _signal(d, both, 90), "一家机构C类，另一家B类")
    twice = _classed(d, ("A", d.ago(700)), ("C", d.ago(490)), ("A", d.ago(300)))
    _signal(d, twice, 500)
    d.hit("C14", _signal(d, twice, 100), "首次降级，第二次没有")
    d.near("C14", _signal(d, _classed(d, ("C", long_ago)), 30), "恰满30日，C类")
    d.hit("C14", _signal(d, _classed(d, ("A", long_ago)), 30), "恰满30日，A类")


def c14_undecided(d: Draft) -> None:
    for grade, days in (("A", 29), ("B", 0)):
        d.undecided("C14", _signal(d, _classed(d, (grade, d.ago(400))), days), "公布不足30日")
    old = _classed(d, ("C", d.ago(900)))
    _signal(d, old, 500)
    d.near("C14", _signal(d, old, 10), "旧事已处置，新事不足30日")
