"""Planted under focus area 1, who was taken on and on what terms (机构合法合规：受理、规则与收费): A03, A32 to A38."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zicha.demo.days import day_with_working_days_until, moment, working_day_after
from zicha.demo.draft import Draft, Row, Story
from zicha.demo.mass import BODY
from zicha.demo.planted_bodies import OPEN_ENDED, RULED, UNRULED, file_rule
from zicha.demo.planted_c import listed

ONE_DAY = timedelta(days=1)


def plant(d: Draft) -> None:
    for case in (
        a03_rules,
        a03_undecided,
        a32_publication,
        a32_not_published,
        a33_on_a_list,
        a33_lost_a_certificate,
        a33_not_asked,
        a34_promises,
        a35_payers,
        a35_undecided,
        a36_order,
        a36_first_occurrence,
        a36_undecided,
        a37_transfers,
        a37_undecided,
        a38_discounts,
        a38_undecided,
    ):
        case(d)


def a03_rules(d: Draft) -> None:
    """Rules of quality were filed, withdrawn, and filed again; those of energy never were."""
    file_rule(d, RULED, "QMS", date(2024, 3, 1), date(2025, 9, 1))
    file_rule(d, RULED, "QMS", date(2026, 1, 15))
    file_rule(d, RULED, "EMS", date(2020, 1, 1))
    file_rule(d, RULED, "ISMS", None)
    for scheme, issued, verdict, note in (
        ("QMS", date(2024, 2, 29), d.hit, "备案前一日（闰日）发证"),
        ("QMS", date(2025, 9, 1), d.hit, "废止当日发证"),
        ("QMS", date(2026, 1, 14), d.hit, "重新备案前一日发证"),
        ("EnMS", date(2025, 11, 3), d.hit, "该领域没有备案规则"),
        ("ISMS", date(2025, 11, 3), d.hit, "规则没有备案日期"),
        ("QMS", date(2024, 3, 1), d.near, "备案当日发证"),
        ("QMS", date(2025, 8, 31), d.near, "废止前一日发证"),
        ("QMS", date(2026, 1, 15), d.near, "重新备案当日发证"),
        ("EMS", date(2025, 11, 3), d.near, "规则一直有效"),
    ):
        verdict("A03", d.story(scheme, issued=issued, body=RULED, complexity="medium").number, note)


def a03_undecided(d: Draft) -> None:
    for issued in (date(2025, 6, 3), date(2025, 11, 3)):
        d.undecided("A03", d.story(issued=issued, body=UNRULED).number, "机构没有备案规则记录")


def _ended(d: Draft, kind: str, day: date, published: date | None) -> str:
    """The end or the suspension of a certificate, published on a day."""
    story = d.story(issued=date(2025, 6, 3), status=kind, followed=False)
    row = d.event(story.number, kind, day, "audit_not_accepted")
    row["published_on"] = published
    return str(row["event_id"])


def a32_publication(d: Draft) -> None:
    """Five official working days: make-up Saturdays count, the Spring Festival does not."""
    for kind, day, published, verdict, note in (
        # National Day 2025 ran from the 1st to the 8th of October; Saturday the 11th was worked.
        # 12 February 2026 was a Thursday; Saturday the 14th was worked, the 15th to the 23rd was the festival.
        ("revoked", date(2026, 2, 12), date(2026, 2, 27), d.hit, "春节前撤销，第六个工作日公布"),
        ("revoked", date(2026, 2, 12), date(2026, 2, 26), d.near, "春节前撤销，第五个工作日公布"),
        ("revoked", date(2026, 3, 6), date(2026, 3, 16), d.hit, "撤销，隔两个周末公布"),
        ("revoked", date(2026, 3, 6), date(2026, 3, 14), d.near, "第五个工作日后的周六公布"),
        ("cancelled", date(2026, 1, 30), date(2026, 2, 7), d.near, "月末注销，次周六公布"),
        ("cancelled", date(2025, 9, 30), date(2025, 10, 15), d.hit, "国庆前注销，第六个工作日公布"),
        ("cancelled", date(2025, 9, 30), date(2025, 10, 14), d.near, "国庆前注销，第五个工作日公布"),
        ("cancelled", date(2026, 3, 6), date(2026, 3, 4), d.near, "生效之前已公布"),
    ):
        verdict("A32", _ended(d, kind, day, published), note)
    amended = d.event(d.story().number, "restored", d.ago(60))
    d.near("A32", amended["event_id"], "恢复不须公布")


def a32_not_published(d: Draft) -> None:
    d.hit(
        "A32", _ended(d, "revoked", day_with_working_days_until(d.as_of, 6), None), "撤销已六个工作日未公布"
    )
    d.hit("A32", _ended(d, "suspended", d.ago(70), None), "暂停七十日未公布")
    d.near(
        "A32", _ended(d, "revoked", day_with_working_days_until(d.as_of, 5), None), "撤销恰五个工作日未公布"
    )
    d.near("A32", _ended(d, "cancelled", d.as_of + ONE_DAY, None), "判定日之后注销")
    assert working_day_after(day_with_working_days_until(d.as_of, 5), 5) <= d.as_of


def _punished(d: Draft, story: Story, published: int, removed: int | None = None) -> str:
    """The applicant was listed so many days before its application, and taken off so many days after it."""
    applied = story.application["applied_on"]
    listed(d, story, applied - published * ONE_DAY, kind="serious_violation")
    if removed is not None:
        d.rows["adverse_events"][-1]["removed_on"] = applied + removed * ONE_DAY
    return str(story.application["application_id"])


def a33_on_a_list(d: Draft) -> None:
    """Listed on the day of the application; lists never give up a certificate that came later to C11."""
    for kind, published, removed, verdict, note in (
        ("initial", 0, None, d.hit, "申请当日列入严重违法失信名单"),
        ("initial", 700, None, d.hit, "申请前两年列入，未移出"),
        ("transfer", 300, 1, d.hit, "申请次日才移出"),
        ("initial", 300, 0, d.near, "申请当日已移出"),
        ("initial", -1, None, d.near, "申请次日才列入"),
        ("recertification", 300, None, d.near, "再认证申请不判"),
    ):
        verdict("A33", _punished(d, d.story(kind=kind), published, removed), note)
    twice = d.story()
    _punished(d, twice, 900, -400)
    d.hit("A33", _punished(d, twice, 100), "移出后再次列入")
    other = d.story()
    listed(d, other, other.application["applied_on"] - 100 * ONE_DAY, kind="abnormal_operation")
    d.near("A33", other.application["application_id"], "经营异常不是严重违法失信")


def _came_after(
    d: Draft, days: int, *, kind: str = "revoked", reason: str = "system_failure", scheme: str = "QMS",
    body: str = BODY, application: str = "initial",
) -> str:  # fmt: skip
    """An application so many days after an earlier certificate of the applicant was lost."""
    old = d.story("QMS", issued=d.ago(800), status=kind, body=body, followed=False)
    new = d.story(scheme, org=old.org, kind=application, complexity="medium")
    d.event(old.number, kind, new.application["applied_on"] - days * ONE_DAY, reason)
    return str(new.application["application_id"])


def a33_lost_a_certificate(d: Draft) -> None:
    d.hit("A33", _came_after(d, 365), "撤销后第365日申请")
    d.hit("A33", _came_after(d, 0), "撤销当日申请")
    d.hit("A33", _came_after(d, 200, body=OPEN_ENDED), "别家机构撤销后200日申请")
    d.hit("A33", _came_after(d, 100, application="transfer"), "撤销后申请转换")
    d.near("A33", _came_after(d, 366), "撤销后第366日申请")
    d.near("A33", _came_after(d, 200, reason="own_request"), "应本组织请求撤销")
    d.near("A33", _came_after(d, 200, scheme="EMS"), "撤销的是另一领域的证书")
    d.near("A33", _came_after(d, 200, kind="cancelled"), "注销不是撤销")
    d.near("A33", _came_after(d, -1), "申请次日才撤销")
    back = d.story(issued=d.ago(800))
    again = d.story(org=back.org)
    lost = again.application["applied_on"] - 90 * ONE_DAY
    d.event(back.number, "suspended", lost, "audit_not_accepted")
    d.event(back.number, "restored", lost + 30 * ONE_DAY)
    d.hit("A33", again.application["application_id"], "暂停后恢复，一年之内仍算")


def a33_not_asked(d: Draft) -> None:
    undated = d.story(kind="transfer")
    _punished(d, undated, 300)
    undated.application["applied_on"] = None
    d.near("A33", undated.application["application_id"], "申请日期空缺")


def a34_promises(d: Draft) -> None:
    def claim(text: str, **more: Any) -> str:
        row = d.add(
            "claims", claim_id=f"CLM-{d.number('claims')}", text=text,
            **{"body_id": BODY, "seen_on": d.ago(40), **more},
        )  # fmt: skip
        return str(row["claim_id"])

    for promise in ("当天出证", "直出证书", "直接出证", "包通过", "包过", "确保通过", "不送样"):
        d.hit("A34", claim(f"认证{promise}，欢迎来电"), f"宣传“{promise}”")
    d.hit("A34", claim("首单包过", removed_on=d.ago(20)), "已撤下的宣传")
    for text, note in (
        ("确保审核公正，按规则决定是否通过", "承诺的是公正"),
        ("当天受理，依程序出证", "当天受理"),
        ("样品寄送地址见官网", "送样说明"),
    ):
        d.near("A34", claim(text), note)
    d.near("A34", claim("认证包过", body_id=None, org_id=d.organisation()["org_id"]), "组织自己的宣传")
    d.near("A34", claim("认证包过", seen_on=d.as_of + ONE_DAY), "判定日之后发现")


def _fee(
    d: Draft, payer: str | None, amount: float = 10_000, listed_at: float | None = 12_000, **to: Any
) -> str:
    row = d.add(
        "fees", fee_id=f"FEE-{d.number('fees')}", payer=payer, amount=Decimal(str(amount)),
        list_amount=None if listed_at is None else Decimal(str(listed_at)), paid_on=d.ago(150), **to,
    )  # fmt: skip
    return str(row["fee_id"])


def _names(d: Draft) -> tuple[Story, str, dict[str, Any]]:
    story = d.story()
    return story, str(story.org["name"]), {"application_id": story.application["application_id"]}


def a35_payers(d: Draft) -> None:
    """By the name, normalised; the organisation of the application speaks before that of the audit."""
    _, name, to = _names(d)
    d.hit("A35", _fee(d, "示例企业管理咨询有限公司", **to), "咨询公司付款")
    d.hit("A35", _fee(d, f"{name}一分厂", **to), "分厂付款")
    d.near("A35", _fee(d, name, **to), "组织自己付款")
    wide = (
        name.replace("（", " (")
        .replace("）", ") ")
        .translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    )
    d.near("A35", _fee(d, wide, **to), "名称写法不同")
    other = d.story()
    both = {**to, "audit_id": other.main["audit_id"]}
    d.hit("A35", _fee(d, other.org["name"], **both), "付款方是审核的组织，不是申请的组织")
    d.near("A35", _fee(d, name, **both), "申请的组织付款")
    audit = {"audit_id": other.main["audit_id"]}
    d.near("A35", _fee(d, other.org["name"], **audit), "只注明审核，组织自己付款")
    d.hit("A35", _fee(d, name, **audit), "只注明审核，别家付款")
    d.near("A35", _fee(d, other.org["name"], application_id="APP-MISSING", **audit), "申请查无此项，按审核")


def a35_undecided(d: Draft) -> None:
    _, name, to = _names(d)
    d.undecided("A35", _fee(d, None, **to), "付款方空缺")
    d.undecided("A35", _fee(d, "  ", **to), "付款方只有空格")
    d.undecided("A35", _fee(d, name), "未注明申请和审核")
    d.undecided("A35", _fee(d, name, application_id="APP-MISSING"), "申请查无此项")


def a38_discounts(d: Draft) -> None:
    _, name, to = _names(d)
    for amount, tariff, verdict, note in (
        (5_999.99, 12_000, d.hit, "低于五折一分"),
        (100, 12_000, d.hit, "收一百元"),
        (0, 8_000, d.hit, "免费"),
        (6_000, 12_000, d.near, "恰为五折"),
        (6_000.01, 12_000, d.near, "高于五折一分"),
        (15_000, 12_000, d.near, "高于公示标准"),
        (0, 0, d.near, "公示标准为零"),
    ):
        verdict("A38", _fee(d, name, amount, tariff, **to), note)


def a38_undecided(d: Draft) -> None:
    _, name, to = _names(d)
    for amount in (0, 9_000):
        d.undecided("A38", _fee(d, name, amount, None, **to), "公示标准空缺")


def steps(d: Draft, story: Story) -> dict[str, Row]:
    """The story's steps by name."""
    own = story.application["application_id"]
    return {row["activity"]: row for row in d.rows["process_events"] if row["application_id"] == own}


def a36_order(d: Draft) -> None:
    for late, early, gap, verdict, note in (
        ("contract", "application_review", timedelta(minutes=1), d.hit, "合同早于评审一分钟"),
        ("issue", "decision", ONE_DAY, d.hit, "发证早于决定"),
        ("stage1", "audit_plan", ONE_DAY, d.hit, "第一阶段早于计划"),
        ("file_review", "report", timedelta(0), d.near, "复核与报告同一时刻"),
        ("contract", "application_review", timedelta(0), d.near, "合同与评审同一时刻"),
    ):
        story = d.story()
        found = steps(d, story)
        found[late]["happened_at"] = found[early]["happened_at"] - gap
        verdict("A36", story.application["application_id"], note)
    # Between two steps out of order a third is missing: they are compared all the same.
    gone = d.story()
    found = steps(d, gone)
    for step in ("contract", "audit_plan"):
        d.drop("process_events", found[step])
    found["application_review"]["happened_at"] = found["stage1"]["happened_at"] + ONE_DAY
    d.hit("A36", gone.application["application_id"], "评审晚于第一阶段，其间环节未记录")
    other = d.story()
    d.step(other, "plan_report", steps(d, other)["issue"]["happened_at"] + ONE_DAY)
    d.step(other, "nonconformity_closed", steps(d, other)["application"]["happened_at"] - ONE_DAY)
    d.near("A36", other.application["application_id"], "顺序只问十个环节")


def a36_first_occurrence(d: Draft) -> None:
    repeated = d.story()
    d.step(repeated, "application_review", steps(d, repeated)["decision"]["happened_at"])
    d.near("A36", repeated.application["application_id"], "评审在后来又做一次")
    early = d.story()
    d.step(early, "report", steps(d, early)["stage1"]["happened_at"])
    d.hit("A36", early.application["application_id"], "首份报告早于第二阶段")
    future = d.story()
    d.drop("process_events", steps(d, future)["contract"])
    d.step(future, "contract", moment(d.as_of + ONE_DAY))
    d.near("A36", future.application["application_id"], "补记的合同在判定日之后")


def a36_undecided(d: Draft) -> None:
    for kept, more, note in (
        ((), (), "没有环节记录"),
        (("application",), (), "只记录了申请"),
        (("issue",), ("plan_report", "archive"), "十个环节只记录了发证"),
    ):
        story = d.story()
        for step, row in steps(d, story).items():
            if step not in kept:
                d.drop("process_events", row)
        for step in more:
            d.step(story, step, moment(story.certificate["issued_on"]))
        d.undecided("A36", story.application["application_id"], note)


def _transfer(d: Draft, **more: Any) -> str:
    """A transfer in order, evaluated ten days before the new certificate, but for what is said."""
    story = d.story(kind="transfer")
    issued = story.certificate["issued_on"]
    days = more.pop("days_before_issue", 10)
    row = d.add(
        "transfers", transfer_id=f"TRF-{d.number('transfers')}", org_id=story.org["org_id"],
        from_body_id="CNCA-R-2099-901", to_body_id=BODY, old_certificate_no=f"90120Q{d.number('old')}",
        new_certificate_no=story.number, applied_on=story.application["applied_on"], supplementary="none",
        **{"old_status": "valid", "evaluator_id": d.decider(),
           "evaluated_on": None if days is None else issued - days * ONE_DAY, **more},
    )  # fmt: skip
    return str(row["transfer_id"])


def a37_transfers(d: Draft) -> None:
    for status in ("suspended", "revoked", "expired"):
        d.hit("A37", _transfer(d, old_status=status), "原证书已暂停、撤销或过期")
    d.hit("A37", _transfer(d, days_before_issue=None), "没有评价")
    d.hit("A37", _transfer(d, days_before_issue=-1), "发证次日才评价")
    d.hit("A37", _transfer(d, evaluator_id=None), "没有评价人")
    d.near("A37", _transfer(d, days_before_issue=0), "发证当日评价")
    d.near("A37", _transfer(d), "评价在先，原证书有效")
    d.near("A37", _transfer(d, old_status="cancelled"), "原证书已注销，不在所列之中")


def a37_undecided(d: Draft) -> None:
    d.undecided("A37", _transfer(d, old_status=None), "原证书状态空缺")
    # What is missing outweighs what is seen.
    d.undecided("A37", _transfer(d, old_status=None, evaluator_id=None), "原证书状态和评价人都空缺")
