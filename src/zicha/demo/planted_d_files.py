"""Planted under focus area 4, files and duties (机构自身能力建设：档案、追溯与报送): D07, D08, D10 to D12, D14, D16."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from zicha.demo.days import add_months, moment
from zicha.demo.draft import Draft, Row
from zicha.demo.mass import BODY
from zicha.demo.planted_a_admission import steps
from zicha.demo.planted_bodies import ARCHIVED, add_body, control
from zicha.demo.records import CHARACTERS

ONE_DAY = timedelta(days=1)
WHOLE = ("plan", "checklist", "minutes", "report")


def plant(d: Draft) -> None:
    for case in (
        d07_incomplete,
        d07_complete,
        d08_plans,
        d08_late,
        d08_undecided,
        d10_missing,
        d10_traced,
        d11_internal_control,
        d12_branches,
        d12_undecided,
        d14_filings,
        d16_entered_late,
        d16_undecided,
    ):
        case(d)


def _document(d: Draft, audit: Row, kind: str, created: datetime | None) -> Row:
    """A document with a text of its own."""
    number = d.number("documents")
    return d.add(
        "documents", document_id=f"DOC-{number}", audit_id=audit["audit_id"], org_id=audit["org_id"], kind=kind,
        author_id=d.leader(audit), created_at=created, modified_at=created,
        text="".join(Random(number).choices(CHARACTERS, k=420)),
    )  # fmt: skip


def _file(d: Draft, audit: Row, *kinds: str) -> dict[str, Row]:
    """Documents made in time: the plan the day before, the rest within a week."""
    return {
        kind: _document(
            d,
            audit,
            kind,
            audit["started_at"] - ONE_DAY if kind == "plan" else audit["ended_at"] + number * ONE_DAY,
        )
        for number, kind in enumerate(kinds)
    }


def _archived(d: Draft, *kinds: str) -> tuple[Row, dict[str, Row]]:
    """The stage 2 of a certificate of the body that keeps its files as documents."""
    audit = d.story(body=ARCHIVED).main
    return audit, _file(d, audit, *kinds)


def d07_incomplete(d: Draft) -> None:
    for missing in WHOLE:
        audit, _ = _archived(d, *(kind for kind in WHOLE if kind != missing))
        d.hit("D07", audit["audit_id"], f"缺{missing}")
    d.hit("D07", _archived(d)[0]["audit_id"], "没有任何文件")
    story = d.story(body=ARCHIVED)
    _file(d, story.main, *WHOLE)
    audit = d.surveillance(story, d.ago(60))
    _file(d, audit, "plan", "checklist", "report", "nonconformity")
    d.hit("D07", audit["audit_id"], "监督审核缺会议记录")
    audit, files = _archived(d, *WHOLE)
    files["report"]["created_at"] = moment(d.as_of + ONE_DAY)
    d.hit("D07", audit["audit_id"], "报告在判定日之后才形成")


def d07_complete(d: Draft) -> None:
    d.near("D07", _archived(d, *WHOLE)[0]["audit_id"], "四种文件齐全")
    twice, _ = _archived(d, *WHOLE)
    _file(d, twice, "checklist", "nonconformity")
    d.near("D07", twice["audit_id"], "检查表有两份")
    story = d.story(body=ARCHIVED)
    assert story.stage1
    _file(d, story.main, *WHOLE)
    d.near("D07", story.stage1["audit_id"], "第一阶段不判")
    special = d.special(story, d.ago(60))
    _file(d, special, "report")
    d.near("D07", special["audit_id"], "特殊审核不判")
    d.near("D07", d.story().main["audit_id"], "机构没有与审核关联的文件")


def d08_plans(d: Draft) -> None:
    for minutes, verdict, note in (
        (1, d.hit, "首次会议后1分钟才形成"),
        (60 * 24 * 3, d.hit, "审核第三日才形成"),
        (0, d.near, "首次会议时形成"),
        (-60 * 24 * 90, d.near, "审核前三个月形成"),
    ):
        audit, files = _archived(d, *WHOLE)
        files["plan"]["created_at"] = audit["started_at"] + timedelta(minutes=minutes)
        verdict("D08", files["plan"]["document_id"], f"计划{note}")


def d08_late(d: Draft) -> None:
    """Thirty days after the end, by the calendar."""
    for kind, days, verdict in (
        ("report", 31, d.hit),
        ("checklist", 100, d.hit),
        ("minutes", 31, d.hit),
        ("plan", 40, d.hit),
        ("report", 30, d.near),
        ("minutes", 30, d.near),
    ):
        audit, files = _archived(d, *WHOLE)
        files[kind]["created_at"] = moment(audit["ended_at"].date() + days * ONE_DAY, 23.5)
        verdict("D08", files[kind]["document_id"], f"审核结束后第{days}日形成")
    story = d.story(body=ARCHIVED)
    assert story.stage1
    _file(d, story.main, *WHOLE)
    files = _file(d, story.stage1, "nonconformity")
    files["nonconformity"]["created_at"] = story.stage1["ended_at"] + 45 * ONE_DAY
    d.hit("D08", files["nonconformity"]["document_id"], "第一阶段的不符合报告45日后形成")
    loose = _document(d, story.main, "org_document", None)
    loose |= {"audit_id": None, "created_at": moment(d.ago(3))}
    d.near("D08", loose["document_id"], "不属于任何审核的文件")


def d08_undecided(d: Draft) -> None:
    for kind in ("plan", "report"):
        audit, files = _archived(d, *WHOLE)
        files[kind]["created_at"] = None
        d.undecided("D08", files[kind]["document_id"], "创建时间空缺")
        d.near("D07", audit["audit_id"], "文件在，创建时间空缺")


def d10_missing(d: Draft) -> None:
    for step in ("application_review", "audit_plan", "stage2", "report", "file_review", "decision", "issue"):
        story = d.story()
        d.drop("process_events", steps(d, story)[step])
        d.hit("D10", story.application["application_id"], f"没有{step}记录")
        nobody = d.story("EMS", complexity="medium")
        steps(d, nobody)[step]["person_id"] = None
        d.hit("D10", nobody.application["application_id"], f"{step}没有责任人")
    future = d.story()
    steps(d, future)["issue"]["happened_at"] = moment(d.as_of + ONE_DAY)
    d.hit("D10", future.application["application_id"], "发证记录在判定日之后")


def d10_traced(d: Draft) -> None:
    again = d.story()
    found = steps(d, again)["report"]
    found["person_id"] = None
    d.step(again, "report", found["happened_at"])
    d.near("D10", again.application["application_id"], "两条报告记录，一条有责任人")
    for step in ("application", "contract", "stage1"):
        story = d.story()
        d.drop("process_events", steps(d, story)[step])
        d.near("D10", story.application["application_id"], f"{step}不在所查环节之中")
    renewed = d.story(kind="recertification")
    steps(d, renewed)["stage2"]["activity"] = "recertification"
    d.near("D10", renewed.application["application_id"], "再认证审核代替第二阶段")
    for scheme in ("CCC", "SERVICE"):
        d.near("D10", d.story(scheme).application["application_id"], "不是管理体系证书")
    moved = d.story(kind="transfer")
    d.drop("process_events", steps(d, moved)["stage2"])
    d.exempt("D10", moved.application["application_id"], "证书转换")


def d11_internal_control(d: Draft) -> None:
    """Bodies that certify nobody; all there is of them is what they did, or did not, to watch themselves."""
    year = add_months(d.as_of, -12)
    for number, (controls, verdict, note) in enumerate(
        (
            ({}, d.hit, "没有内部监督记录"),
            ({"internal_audit": d.ago(90)}, d.hit, "没有管理评审"),
            ({"management_review": d.ago(90), "witness": d.ago(10)}, d.hit, "没有内审"),
            (
                {"internal_audit": year - ONE_DAY, "management_review": d.ago(90)},
                d.hit,
                "内审在十二个月零一日前",
            ),
            (
                {"internal_audit": d.ago(90), "management_review": d.as_of + ONE_DAY},
                d.hit,
                "管理评审在判定日之后",
            ),
            ({"internal_audit": year, "management_review": year}, d.near, "恰在十二个月前"),
            ({"internal_audit": d.as_of, "management_review": d.as_of}, d.near, "今日"),
            ({"internal_audit": d.ago(200), "management_review": d.ago(3)}, d.near, "一年之内各一次"),
        )
    ):
        body = f"CNCA-R-2099-98{number}"
        add_body(d, body, approved_on=date(2019, 1, 1), approval_expires_on=None)
        for kind, day in controls.items():
            control(d, body, kind, day)
        verdict("D11", body, note)


def d12_branches(d: Draft) -> None:
    start = d.ago(64)
    far = date(2029, 12, 31)
    for first, last, verdict, note in (
        (date(2018, 1, 1), start - ONE_DAY, d.hit, "授权前一日到期"),
        (start + ONE_DAY, far, d.hit, "授权次日才生效"),
        (date(2018, 1, 1), date(2024, 2, 29), d.hit, "授权闰日到期已久"),
        (date(2018, 1, 1), start, d.near, "授权当日到期"),
        (start, far, d.near, "授权当日生效"),
        (start, None, d.near, "授权没有截止日"),
        (None, start, d.near, "授权没有起始日，当日到期"),
    ):
        branch = f"BR-{d.number('branches')}"
        d.add("branches", branch_id=branch, body_id=BODY, name=f"示例第{branch}分公司", region_code="330100",
              authorised_from=first, authorised_to=last)  # fmt: skip
        _, audit = d.lone_audit(start, length=2)
        audit["branch_id"] = branch
        verdict("D12", audit["audit_id"], note)


def d12_undecided(d: Draft) -> None:
    for _ in range(2):
        _, audit = d.lone_audit(d.ago(64))
        audit["branch_id"] = "BR-MISSING"
        d.undecided("D12", audit["audit_id"], "分支机构查无此项")


def d14_filings(d: Draft) -> None:
    for due, filed, verdict, note in (
        (d.ago(60), d.ago(59), d.hit, "迟一日"),
        (date(2026, 3, 31), date(2026, 4, 1), d.hit, "年报4月1日才报"),
        (d.ago(1), None, d.hit, "昨日截止，尚未报"),
        (d.ago(400), None, d.hit, "一年多未报"),
        (d.ago(60), d.ago(60), d.near, "截止当日报"),
        (d.as_of, None, d.near, "今日截止，尚未报"),
        (d.as_of + 20 * ONE_DAY, None, d.near, "尚未到期"),
        (date(2024, 2, 29), date(2024, 2, 29), d.near, "闰日截止，当日报"),
    ):
        key = f"DF-{d.number('duty_filings')}"
        d.add(
            "duty_filings",
            filing_id=key,
            body_id=BODY,
            kind="statistics",
            period=str(due.year),
            due_on=due,
            filed_on=filed,
        )
        verdict("D14", key, note)


def _entered(d: Draft, late: int, *, days: int = 31, of: int = 10, empty: int = 0) -> str:
    """An application so many of whose steps were entered so many days later, and so many of whose entries have no time."""
    story = d.story()
    rows = list(steps(d, story).values())
    assert len(rows) == 10
    for row in rows[of:]:
        d.drop("process_events", row)
    for row in rows[:late]:
        row["recorded_at"] = row["happened_at"] + days * ONE_DAY
    for row in rows[of - empty : of]:
        row["recorded_at"] = None
    return str(story.application["application_id"])


def d16_entered_late(d: Draft) -> None:
    """Half of the steps, of five or more, more than thirty days late."""
    d.hit("D16", _entered(d, 5), "10个环节5个迟录31日")
    d.hit("D16", _entered(d, 10, days=90), "全部三个月后补录")
    d.hit("D16", _entered(d, 3, of=5), "5个环节3个迟录")
    d.near("D16", _entered(d, 4), "10个环节4个迟录")
    d.near("D16", _entered(d, 10, days=30), "全部恰迟30日")
    d.near("D16", _entered(d, 4, of=4), "只有4个环节")
    d.near("D16", _entered(d, 2, of=5), "5个环节2个迟录")
    d.near("D16", _entered(d, 0, empty=5), "录入时间恰一半空缺")


def d16_undecided(d: Draft) -> None:
    d.undecided("D16", _entered(d, 0, empty=6), "录入时间过半空缺")
    d.undecided("D16", _entered(d, 0, of=5, empty=3), "5个环节3个没有录入时间")
