"""Checks of the certificate itself (认证证书): decided before issued, not too fast, its dates, its number."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_between, holds, months_after, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import CERTIFICATE
from zicha.contract.verdicts import Severity


@check(
    code="A19",
    title="无决定或先于决定发证",
    severity=Severity.LEGAL_RISK,
    clauses=["1b"],
    subject=CERTIFICATE,
    basis="ISO/IEC 17021-1：作出认证决定后方可颁发证书；市监认证〔2019〕18号（二）1：出具虚假认证结论、买证卖证",
    rule="证书没有授予或再认证的认证决定，或这类决定的日期都晚于颁证日。决定当日颁证的通过。",
    sentence="证书 {issued_on} 颁发，{observed}。",
    example="决定 2025-05-10 作出：05-09 颁证为疑点，05-10 颁证通过；只有保持决定的证书为疑点。",
    false_positives="因名称、地址变更换发的证书；决定只写了审核编号，没有写证书编号。",
)
def issued_without_decision(certificates: ir.Table, decisions: ir.Table) -> ir.Table:
    """Certificates issued without a decision to grant or renew, or before it."""
    grants = decisions.filter(decisions.kind.isin(["grant", "renew"]) & decisions.certificate_no.notnull())
    earliest = grants.group_by("certificate_no").aggregate(
        decided_at=grants.decided_at.min(), decision_ids=grants.decision_id.group_concat(sep=KEY_BREAK)
    )
    known = certificates.left_join(earliest, "certificate_no").drop("certificate_no_right")
    decided_on = day(known.decided_at)
    return known.select(
        "certificate_no",
        "body_id",
        "issued_on",
        hit=decided_on.isnull() | holds(decided_on > known.issued_on),
        observed=ibis.coalesce(
            ibis.literal("最早的授予或再认证决定在 ") + decided_on.cast("string"), "没有授予或再认证的决定"
        ),
        expected=ibis.literal("不晚于 ") + known.issued_on.cast("string") + " 有授予或再认证的决定",
        see_decisions=known.decision_ids,
    )


@check(
    code="A23",
    title="出证周期异常短",
    severity=Severity.MAJOR,
    clauses=["1b"],
    subject=CERTIFICATE,
    basis="市监认证〔2019〕18号（二）1：买证卖证、遗漏规定程序；天数为本项目设定的筛查线",
    rule="初次认证的证书，颁证日不晚于该申请最后一次第二阶段审核的末次会议日；或申请日至颁证日不足 {shortest_cycle} 天。",
    sentence="{applied_on} 申请{audited}，{issued_on} 颁证，{fault}，历时 {observed}。",
    unit="天",
    example="2025-03-01 申请：03-10 颁证为疑点（9 天），03-11 颁证通过（10 天）；审核结束当日颁证为疑点。",
    false_positives="证书换发后颁证日重写；申请日期录成了合同日期。",
)
def issued_too_fast(
    certificates: ir.Table,
    applications: ir.Table,
    audits: ir.Table,
    stages_of_applications: ir.Table,
    *,
    shortest_cycle: int,
) -> ir.Table:
    """Certificates of initial applications issued by the end of the audit or days after the application."""
    initial = applications.filter(applications.kind == "initial").select("application_id", "applied_on")
    second = stages_of_applications.select("application_id", "stage2_ended_at", "stage2_ids")
    known = (
        certificates.inner_join(initial, "application_id")
        .left_join(second, "application_id")
        .drop("application_id_right")
    )
    known = known.mutate(
        audited_on=day(known.stage2_ended_at), cycle=days_between(known.applied_on, known.issued_on)
    )
    by_audit_end = holds(known.issued_on <= known.audited_on)
    too_few_days = known.cycle < shortest_cycle
    to_day_after = days_between(known.applied_on, known.audited_on) + 1
    return known.select(
        "certificate_no",
        "body_id",
        "applied_on",
        "issued_on",
        audited=ibis.coalesce(
            ibis.literal("，") + known.audited_on.cast("string") + " 第二阶段审核结束", ibis.literal("")
        ),
        fault=ibis.cases(
            (by_audit_end & too_few_days, f"不晚于审核结束日，且不足 {shortest_cycle} 天"),
            (by_audit_end, "不晚于审核结束日"),
            else_=f"不足 {shortest_cycle} 天",
        ),
        undecided=reason((known.applied_on.isnull(), "没有申请日期")),
        hit=by_audit_end | too_few_days,
        observed=known.cycle,
        expected=ibis.ifelse(holds(to_day_after > shortest_cycle), to_day_after, shortest_cycle),
        see_applications=known.application_id,
        see_audits=known.stage2_ids,
    )


@check(
    code="A24",
    title="有效期或日期错误",
    severity=Severity.MINOR,
    clauses=["1c"],
    subject=CERTIFICATE,
    basis="管理体系认证证书有效期三年；CCC 证书有效期五年（二手来源）",
    rule=(
        "证书截止日期不晚于颁证日；或晚于颁证日后 {longest_validity} 个月（CCC {longest_ccc_validity} 个月）的同一日"
        "（该月没有这一日时取月末）；或颁证日早于初次获证日期。"
    ),
    sentence="{fault}：颁证 {issued_on}，截止 {expires_on}{first}。",
    example="2024-02-29 颁证，管理体系最迟至 2027-02-28：截止 2027-02-28 通过，2027-03-01 为疑点。",
    false_positives="再认证提前换证，新证有效期接续旧证；同一集团证书统一到期日。",
)
def dates_do_not_fit(certificates: ir.Table, *, longest_validity: int, longest_ccc_validity: int) -> ir.Table:
    """Certificates that run backwards or too long, or were issued before they were first issued."""
    issued, expires, first = certificates.issued_on, certificates.expires_on, certificates.first_issued_on
    latest = ibis.ifelse(
        certificates.scheme == "CCC",
        months_after(issued, longest_ccc_validity),
        months_after(issued, longest_validity),
    )
    backwards, too_long, before_first = expires <= issued, expires > latest, holds(issued < first)
    return certificates.select(
        "certificate_no",
        "body_id",
        "issued_on",
        "expires_on",
        first=ibis.coalesce(ibis.literal("，初次获证 ") + first.cast("string"), ibis.literal("")),
        fault=ibis.cases(
            (backwards & before_first, "截止日期不晚于颁证日，颁证日又早于初次获证日期"),
            (backwards, "截止日期不晚于颁证日"),
            (too_long & before_first, "有效期过长，颁证日又早于初次获证日期"),
            (too_long, "有效期过长"),
            else_="颁证日早于初次获证日期",
        ),
        hit=backwards | too_long | before_first,
        observed=ibis.ifelse(before_first & ~backwards & ~too_long, issued, expires),
        expected=ibis.cases(
            (backwards, ibis.literal("晚于 ") + issued.cast("string")),
            (too_long | ~before_first, ibis.literal("不晚于 ") + latest.cast("string")),
            else_=ibis.literal("不早于 ") + first.cast("string"),
        ),
    )


CCC_NUMBER = "^[0-9]{16}$"
USUAL_NUMBER = "^[0-9]{3}[0-9]{2}[A-Za-z]+[0-9]+R[0-9][SML]$"
"""3 digits of the body, 2 of the year, letters, serial, R and a digit, size: 03410Q10286R0S."""


@check(
    code="A25",
    title="证书编号异常",
    severity=Severity.MINOR,
    clauses=["1b"],
    subject=CERTIFICATE,
    basis="CCC 证书编号 16 位，前四位为首次发证年份；管理体系证书编号的通行编法（非法定格式）",
    rule=(
        "CCC 证书编号不是 16 位数字，或前四位不是初次获证年份（没有初次获证日期时用颁证年份）。其他证书编号是"
        "“3 位数字、2 位年份、字母、流水号、R 加一位数字、S 或 M 或 L”的，年份既不是初次获证年份也不是颁证年份；"
        "其他编法免查。"
    ),
    sentence="证书编号 {certificate_no}：{observed}，应是 {expected}。",
    example="03410Q10286R0S 的年份是 2010：2010 年初次获证或颁证通过，否则为疑点。",
    false_positives="换发证书沿用旧编号而初次获证日期未填；2010 年以前的 CCC 证书为 12 位旧编号。",
)
def number_does_not_fit(certificates: ir.Table) -> ir.Table:
    """Certificates whose number is no CCC number, or names a year the certificate was not issued in."""
    number = certificates.certificate_no
    issued_in = certificates.issued_on.year().cast("string")
    first_issued_in = certificates.first_issued_on.year().cast("string")
    is_ccc = certificates.scheme == "CCC"
    is_ccc_number, is_usual = number.re_search(CCC_NUMBER), number.re_search(USUAL_NUMBER)
    year = ibis.ifelse(is_ccc, number.substr(0, 4), ibis.literal("20") + number.substr(3, 2))
    expected_in = ibis.coalesce(first_issued_in, issued_in)
    is_year_known = ibis.ifelse(
        is_ccc, year == expected_in, (year == issued_in) | holds(year == first_issued_in)
    )
    two_years = ibis.ifelse(
        is_ccc | (expected_in == issued_in), expected_in, expected_in + " 或 " + issued_in
    )
    return certificates.select(
        "certificate_no",
        "body_id",
        exempt=reason((~is_ccc & ~is_usual, "编号不是通行的编法，看不出年份")),
        hit=ibis.ifelse(is_ccc & ~is_ccc_number, True, ~is_year_known),
        observed=ibis.ifelse(
            is_ccc & ~is_ccc_number, "不是 16 位数字", ibis.literal("写的是 ") + year + " 年"
        ),
        expected=ibis.ifelse(is_ccc & ~is_ccc_number, ibis.literal("16 位数字的编号"), two_years + " 年"),
    )
