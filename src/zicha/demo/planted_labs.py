"""Planted about laboratories and what they tested (检测报告与签约实验室): C15 of focus area 3, D13 of focus area 4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from zicha.demo.days import add_months
from zicha.demo.draft import Draft
from zicha.demo.identifiers import credit_code
from zicha.demo.mass import BODY
from zicha.demo.planted_bodies import OPEN_ENDED

ONE_DAY = timedelta(days=1)
FAR_OFF = date(2029, 12, 31)


def plant(d: Draft) -> None:
    for case in (
        c15_laboratories,
        c15_ccc_or_not,
        c15_order_of_days,
        c15_the_same_measurements,
        d13_accreditation,
        d13_reviews,
        d13_last_result,
        d13_not_in_force,
    ):
        case(d)


def _lab(d: Draft, cma: date | None = FAR_OFF, ccc: date | None = FAR_OFF) -> str:
    number = d.number("labs")
    row = d.add(
        "labs", lab_id=f"LAB-{number}", name=f"示例检测实验室{number}", uscc=credit_code(330106, number - 190_000),
        region_code="330106", cma_valid_to=cma, cnas_valid_to=FAR_OFF, ccc_designated_to=ccc,
    )  # fmt: skip
    return str(row["lab_id"])


def _report(d: Draft, lab: str, scheme: str = "CCC", *, by: str = "certificate", **more: Any) -> str:
    """A report in order: sampled, tested for four days, issued ninety days ago; but for what is said."""
    story = d.story(scheme)
    number, issued = d.number("test_reports"), d.ago(90)
    row = d.add(
        "test_reports", report_no=f"TR-2099-{number}", lab_id=lab, body_id=BODY, org_id=story.org["org_id"],
        certificate_no=story.number if by == "certificate" else None,
        application_id=story.application["application_id"] if by == "application" else None,
        conclusion="pass",
        **{"product_model": f"QH-9{number}", "sampled_on": issued - 6 * ONE_DAY, "tested_from": issued - 5 * ONE_DAY,
           "tested_to": issued - ONE_DAY, "issued_on": issued, "data_hash": f"hash-{number}", **more},
    )  # fmt: skip
    return str(row["report_no"])


def c15_laboratories(d: Draft) -> None:
    issued = d.ago(90)
    d.hit("C15", _report(d, _lab(d, cma=issued - ONE_DAY)), "资质认定前一日到期")
    d.hit("C15", _report(d, _lab(d, cma=date(2022, 1, 1)), "QMS"), "资质认定早已到期，非强制性产品")
    d.hit("C15", _report(d, _lab(d, cma=issued - ONE_DAY), by="none"), "报告未注明证书和申请，资质认定已到期")
    d.near("C15", _report(d, _lab(d, cma=issued)), "资质认定当日到期")
    d.near("C15", _report(d, _lab(d, cma=None, ccc=None)), "实验室资质期限空缺")
    d.near("C15", _report(d, "LAB-MISSING"), "实验室查无此项，其余无误")


def c15_ccc_or_not(d: Draft) -> None:
    """Designation is asked for reports of CCC certificates only, by the certificate, else by the application."""
    issued = d.ago(90)
    d.hit("C15", _report(d, _lab(d, ccc=issued - ONE_DAY)), "强制性产品指定前一日到期")
    d.hit(
        "C15", _report(d, _lab(d, ccc=issued - ONE_DAY), by="application"), "按申请为强制性产品，指定已到期"
    )
    d.near("C15", _report(d, _lab(d, ccc=issued)), "强制性产品指定当日到期")
    d.near("C15", _report(d, _lab(d, ccc=date(2022, 1, 1)), "QMS"), "非强制性产品不需指定")
    d.near("C15", _report(d, _lab(d, ccc=date(2022, 1, 1)), by="none"), "不知为何种认证，指定不判")


def c15_order_of_days(d: Draft) -> None:
    issued = d.ago(90)
    for days, verdict, note in (
        ({"sampled_on": issued - 4 * ONE_DAY}, d.hit, "抽样晚于检测开始一日"),
        ({"tested_to": issued + ONE_DAY}, d.hit, "检测结束前一日出报告"),
        ({"sampled_on": issued - 5 * ONE_DAY}, d.near, "抽样当日开始检测"),
        ({"tested_to": issued}, d.near, "检测结束当日出报告"),
        ({"sampled_on": None, "tested_to": None}, d.near, "抽样和检测结束日期空缺"),
    ):
        verdict("C15", _report(d, _lab(d), **days), note)


def c15_the_same_measurements(d: Draft) -> None:
    for models, verdict, note in (
        (("QH-901", "QH-902"), d.hit, "两个型号同一组数据"),
        (("QH-903", "QH-903"), d.near, "同一型号的两份报告"),
        (("QH-904", "QH-904", "QH-905"), d.hit, "三份报告两个型号同一组数据"),
    ):
        data = f"hash-{d.number('measurements')}-again"
        for model in models:
            verdict("C15", _report(d, _lab(d), product_model=model, data_hash=data), note)
    for _ in range(2):
        d.near("C15", _report(d, _lab(d), data_hash=None), "数据指纹空缺")
    data = f"hash-{d.number('measurements')}-again"
    d.near("C15", _report(d, _lab(d), data_hash=data), "同一组数据的另一报告在判定日之后")
    _report(d, _lab(d), data_hash=data, issued_on=d.as_of + ONE_DAY)


def _contract(
    d: Draft, lab: str, reviews: Sequence[tuple[date, str]], *, first: date = date(2022, 1, 1), last: date | None = None,
    body: str = BODY,
) -> str:  # fmt: skip
    """A contract of the body and the reviews of the laboratory by a body."""
    d.add("lab_contracts", body_id=BODY, lab_id=lab, valid_from=first, valid_to=last, status="active")
    for day, result in reviews:
        d.add(
            "lab_reviews", review_id=f"LR-{d.number('lab_reviews')}", body_id=body, lab_id=lab, kind="annual",
            reviewed_on=day, score=90, result=result,
        )  # fmt: skip
    return f"{BODY}|{lab}|{first.isoformat()}"


def d13_accreditation(d: Draft) -> None:
    fine = [(d.ago(60), "pass")]
    d.hit("D13", _contract(d, _lab(d, cma=d.ago(1)), fine), "资质认定昨日到期")
    d.near("D13", _contract(d, _lab(d, cma=d.as_of), fine), "资质认定今日到期")
    d.near("D13", _contract(d, _lab(d, cma=None), fine), "资质认定期限空缺")
    d.near("D13", _contract(d, "LAB-MISSING", fine), "实验室查无此项，按期评价")


def d13_reviews(d: Draft) -> None:
    """Once within twelve months, the first day included, by the body itself."""
    year = add_months(d.as_of, -12)
    d.hit("D13", _contract(d, _lab(d), []), "从未评价")
    d.hit("D13", _contract(d, _lab(d), [(year - ONE_DAY, "pass")]), "上次评价在十二个月零一日前")
    d.hit("D13", _contract(d, _lab(d), [(d.ago(60), "pass")], body=OPEN_ENDED), "评价是别家机构做的")
    d.hit("D13", _contract(d, _lab(d), [(d.as_of + ONE_DAY, "pass")]), "评价在判定日之后")
    d.near("D13", _contract(d, _lab(d), [(year, "pass")]), "上次评价恰在十二个月前")
    d.near("D13", _contract(d, _lab(d), [(d.as_of, "improve")]), "今日评价，要求改进")


def d13_last_result(d: Draft) -> None:
    for result in ("suspend", "terminate"):
        d.hit(
            "D13",
            _contract(d, _lab(d), [(d.ago(200), "pass"), (d.ago(60), result)]),
            "最近一次评价应暂停或终止",
        )
        d.near("D13", _contract(d, _lab(d), [(d.ago(200), result), (d.ago(60), "pass")]), "其后评价已合格")


def d13_not_in_force(d: Draft) -> None:
    d.near("D13", _contract(d, _lab(d), [], last=d.ago(1)), "合同昨日到期")
    d.near("D13", _contract(d, _lab(d), [], first=d.as_of + ONE_DAY), "合同明日生效")
    d.hit("D13", _contract(d, _lab(d), [], last=d.as_of), "合同今日到期，从未评价")
    lab = _lab(d, cma=date(2024, 1, 1))
    d.near("D13", _contract(d, lab, [(d.ago(60), "pass")], last=date(2024, 12, 31)), "旧合同已到期")
    d.hit("D13", _contract(d, lab, [], first=date(2025, 1, 1)), "续签的合同，实验室资质认定已到期")
