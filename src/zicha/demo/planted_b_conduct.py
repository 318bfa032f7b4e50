"""Planted under focus area 2, money, complaints and ties (认证人员职业操守：费用、投诉与回避): B07, B13, B14, B16."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from zicha.demo.days import moment
from zicha.demo.draft import Draft, Row
from zicha.demo.mass import BODY
from zicha.demo.planted_bodies import OPEN_ENDED

ONE_DAY = timedelta(days=1)


def plant(d: Draft) -> None:
    for case in (
        b07_on_the_road,
        b07_documents_used_twice,
        b07_audit_unknown,
        b13_dear_nights,
        b13_too_many_nights,
        b13_paid_by_whom,
        b14_complaints,
        b14_undecided,
        b16_consultants,
        b16_not_bound,
    ):
        case(d)


def _expense(d: Draft, audit: Row, kind: str, amount: float = 200, **more: Any) -> str:
    """An expense of the leader, paid by the body, with a document of its own."""
    number = d.number("expenses")
    row = d.add(
        "expenses", expense_id=f"EXP-{number}", audit_id=audit["audit_id"], kind=kind, amount=Decimal(str(amount)),
        **{"person_id": d.leader(audit), "paid_by": "body", "document_no": f"DOC2099{number}",
           "spent_on": audit["started_at"].date(), "region_code": "330100", **more},
    )  # fmt: skip
    return str(row["expense_id"])


def b07_on_the_road(d: Draft) -> None:
    """More than two hours of the audit on site, from nine to five, spent on a train."""
    start = d.ago(72)
    for departed, arrived, method, kind, verdict, note in (
        (moment(start, 7), moment(start, 11) + timedelta(minutes=1), "on_site", "transport", d.hit, "上午重叠2小时1分"),
        (moment(start, 14.5), moment(start, 20), "on_site", "transport", d.hit, "下午重叠2.5小时"),
        (moment(start, 10), moment(start, 13), "on_site", "transport", d.hit, "途中往返3小时"),
        (moment(start - ONE_DAY, 8), moment(start + ONE_DAY, 8), "on_site", "transport", d.hit, "行程盖过整个审核"),
        (moment(start, 7), moment(start, 11), "on_site", "transport", d.near, "重叠恰2小时"),
        (moment(start - ONE_DAY, 14), moment(start - ONE_DAY, 17), "on_site", "transport", d.near, "前一日出发"),
        (moment(start, 10), moment(start, 15), "hybrid", "transport", d.near, "部分远程审核不判"),
        (moment(start, 10), moment(start, 15), "on_site", "lodging", d.near, "住宿不是行程"),
        (moment(start, 7), None, "on_site", "transport", d.near, "到达时间空缺"),
    ):  # fmt: skip
        _, audit = d.lone_audit(start)
        audit |= {"method": method, "remote_reason": None if method == "on_site" else "文件评审适宜远程"}
        verdict("B07", _expense(d, audit, kind, departed_at=departed, arrived_at=arrived), note)


def b07_documents_used_twice(d: Draft) -> None:
    _, first = d.lone_audit(d.ago(72))
    _, second = d.lone_audit(d.ago(40))
    for kinds, note in (
        (("transport", "transport"), "同一车票报两次"),
        (("lodging", "meals"), "同一票据报住宿又报餐费"),
    ):
        number = f"DOC2099-{d.number('documents used')}"
        for audit, kind in zip((first, second), kinds, strict=True):
            d.hit("B07", _expense(d, audit, kind, document_no=number), note)
    number = f"DOC2099-{d.number('documents used')}"
    for _ in range(2):
        d.hit("B07", _expense(d, first, "lodging", document_no=number), "同一审核内票据重复")
    for audit in (first, second):
        d.near("B07", _expense(d, audit, "transport", document_no=None), "两笔都没有票据号码")
        d.near("B07", _expense(d, audit, "transport", document_no="  "), "两笔票据号码都只有空格")
    number = f"DOC2099-{d.number('documents used')}"
    d.near("B07", _expense(d, first, "transport", document_no=number), "重复的另一笔在判定日之后")
    _expense(d, second, "transport", document_no=number, spent_on=d.as_of + ONE_DAY)


def b07_audit_unknown(d: Draft) -> None:
    _, audit = d.lone_audit(d.ago(72))
    key = _expense(d, audit, "transport", departed_at=moment(d.ago(72), 9), arrived_at=moment(d.ago(72), 17))
    d.rows["expenses"][-1]["audit_id"] = "AUD-MISSING"
    d.near("B07", key, "审核查无此项，票据没有重复")


def b13_dear_nights(d: Draft) -> None:
    for kind, amount, verdict, note in (
        ("lodging", 750.01, d.hit, "住宿750.01元"),
        ("lodging", 1_980, d.hit, "住宿1980元"),
        ("lodging", 750, d.near, "住宿恰750元"),
        ("transport", 2_300, d.near, "交通费不判"),
        ("meals", 900, d.near, "餐费不判"),
    ):
        _, audit = d.lone_audit(d.ago(72))
        verdict("B13", _expense(d, audit, kind, amount), note)


def b13_too_many_nights(d: Draft) -> None:
    """The days of the audit and two more, for each person on it."""
    for length, nights, verdict, note in (
        (1, 4, d.hit, "1天的审核住4晚"),
        (3, 6, d.hit, "3天的审核住6晚"),
        (1, 3, d.near, "1天的审核住3晚"),
        (3, 5, d.near, "3天的审核住5晚"),
    ):
        _, audit = d.lone_audit(d.ago(72), days=length, length=length)
        for _ in range(nights):
            verdict("B13", _expense(d, audit, "lodging"), note)
        d.near("B13", _expense(d, audit, "transport"), "同一审核的交通费")
    _, audit = d.lone_audit(d.ago(72))
    for member in d.team_of[audit["audit_id"]]:
        for _ in range(3):
            d.near("B13", _expense(d, audit, "lodging", person_id=member["person_id"]), "两人各住3晚")


def b13_paid_by_whom(d: Draft) -> None:
    _, audit = d.lone_audit(d.ago(72))
    for kind, payer, verdict, note in (
        ("other", "organisation", d.hit, "受审核方支付其他费用"),
        ("other", "body", d.near, "机构支付其他费用"),
        ("other", None, d.near, "支付方空缺"),
        ("lodging", "organisation", d.near, "受审核方支付住宿，未超标"),
    ):
        verdict("B13", _expense(d, audit, kind, paid_by=payer), note)


def _complaint(
    d: Draft, topic: str, proven: bool | None, *, target: str = "person", closed: bool = True, **more: Any
) -> str:
    row = d.add(
        "complaints", complaint_id=f"CPL-{d.number('complaints')}", target_kind=target, topic=topic, substantiated=proven,
        target_id=BODY if target == "body" else d.person(), closed_on=d.ago(20) if closed else None,
        **{"received_on": d.ago(60), **more},
    )  # fmt: skip
    return str(row["complaint_id"])


def b14_complaints(d: Draft) -> None:
    d.hit("B14", _complaint(d, "gift", True), "收礼属实")
    d.hit("B14", _complaint(d, "expense", True), "报销费用属实")
    d.hit("B14", _complaint(d, "gift", True, target="body"), "对机构的投诉属实")
    d.hit("B14", _complaint(d, "expense", True, closed=False), "属实，尚未关闭")
    d.near("B14", _complaint(d, "gift", False), "收礼不属实")
    d.near("B14", _complaint(d, "short_audit", True), "缩短审核属实，不是廉洁问题")
    d.near("B14", _complaint(d, "gift", True, target="organisation"), "投诉的是组织")
    d.near("B14", _complaint(d, "gift", None), "已关闭，未写是否属实")
    d.near("B14", _complaint(d, "gift", True, received_on=d.as_of + ONE_DAY, closed=False), "判定日之后收到")


def b14_undecided(d: Draft) -> None:
    d.undecided("B14", _complaint(d, "gift", None, closed=False), "尚在调查")
    d.undecided("B14", _complaint(d, "expense", None, target="body", closed=False), "对机构的投诉尚在调查")
    d.undecided("B14", _complaint(d, "other", None, closed=False), "其他事由，尚在调查")


def _advised(
    d: Draft, days: int | None, *, role: str = "leader", body: str | None = None, **more: Any
) -> str:
    """An audit so many days after a team member or a body gave the organisation consultancy; None = it still does."""
    start = d.ago(72)
    org, audit = d.lone_audit(start)
    person = d.leader(audit)
    if role != "leader":
        person = d.person()
        d.member(audit, person, role, None if role == "observer" else 0)
    d.add(
        "consultancies", consultancy_id=f"CNS-{d.number('consultancies')}", org_id=org["org_id"], body_id=body,
        **{"person_id": None if body else person, "from_on": start - 1_500 * ONE_DAY, **more},
        to_on=None if days is None else start - days * ONE_DAY,
    )  # fmt: skip
    return str(audit["audit_id"])


def b16_consultants(d: Draft) -> None:
    """Two years to the day."""
    d.hit("B16", _advised(d, 729), "组长的咨询结束729日")
    d.hit("B16", _advised(d, None), "组长仍在咨询")
    d.hit("B16", _advised(d, 0), "咨询当日结束")
    d.hit("B16", _advised(d, -30), "咨询在审核后一月才结束")
    d.hit("B16", _advised(d, 100, role="observer"), "观察员做过咨询")
    d.hit("B16", _advised(d, 100, role="expert"), "技术专家做过咨询")
    d.hit("B16", _advised(d, 100, body=BODY), "机构自己做过咨询")
    d.near("B16", _advised(d, 730), "组长的咨询结束恰730日")
    d.near("B16", _advised(d, 2_000, from_on=None), "咨询结束已久")


def b16_not_bound(d: Draft) -> None:
    d.near("B16", _advised(d, 100, body=OPEN_ENDED), "别家机构做的咨询")
    d.near("B16", _advised(d, 100, person_id=d.person()), "咨询人不在审核组")
    d.near("B16", _advised(d, 100, person_id=None, consultant="示例管理咨询有限公司"), "只知咨询机构")
    org, audit = d.lone_audit(d.ago(72))
    for days, person in ((900, d.leader(audit)), (100, d.person())):
        d.add(
            "consultancies", consultancy_id=f"CNS-{d.number('consultancies')}", org_id=org["org_id"],
            person_id=person, from_on=d.ago(1_500), to_on=d.ago(72 + days),
        )  # fmt: skip
    d.near("B16", audit["audit_id"], "组长的咨询已过两年，近年的是别人")
