"""Checks of whether a body has the people it needs (人员配备): enough for each field, its own, and appraised."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_between, holds, is_in_force, literal_day, months_after
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import BODY_FIELD, KEY_SEPARATOR, PERSON
from zicha.contract.verdicts import Severity

COUNTED_ROLES = ("leader", "auditor")
VALID = "valid"


@check(
    code="D01",
    title="专业人员不足",
    severity=Severity.LEGAL_RISK,
    clauses=["4a"],
    subject=BODY_FIELD,
    basis="市监认证〔2019〕18号（二）4：资源和能力；CNCA-QMS-01:2025：每个质量业务范围至少 2 名专业审核员",
    rule=(
        "机构有效证书涉及的某个专业代码，判定日在职的本机构人员中，具有该领域、该专业有效能力的不足 {fewest_people} 人。"
        "同一专业在几个领域发证的，每个领域都要够；离职当日仍算在职，能力起止日为空的不限。"
    ),
    sentence="专业 {field_code} 在{short_schemes}领域有有效证书（如 {some_certificate}），人手最少的领域只有 {observed} 具有有效能力，至少要 {expected}。",
    unit="人",
    example="专业 17.01 有有效的质量证书：两人具有质量 17.01 的有效能力，通过；其中一人昨天离职或能力昨天到期，疑点。",
    false_positives="专业代码换版、对照关系没有更新；新聘人员的能力评定还没有录入；人员编号重复登记。",
)
def too_few_people_for_field(
    certificates: ir.Table,
    certificate_fields: ir.Table,
    people: ir.Table,
    qualifications: ir.Table,
    *,
    as_of: date,
    fewest_people: int,
) -> ir.Table:
    """Fields a body certifies with fewer qualified people of its own than it needs, in any of their schemes."""
    valid = certificates.filter(certificates.status == VALID).select("certificate_no", "body_id", "scheme")
    fields = valid.join(certificate_fields.select("certificate_no", "field_code"), "certificate_no")
    certified = fields.group_by("body_id", "field_code", "scheme").aggregate(
        some_certificate=fields.certificate_no.min()
    )
    able = _able_people(people, qualifications, literal_day(as_of))
    per_scheme = certified.left_join(
        able,
        [
            certified.body_id == able.able_body,
            certified.field_code == able.able_field,
            certified.scheme == able.able_scheme,
        ],
    )
    per_scheme = per_scheme.mutate(able_people=per_scheme.able_people.fill_null(0))
    is_short = per_scheme.able_people < fewest_people
    labels = CODE_LISTS["scheme"].labels
    # In the order of the code list, each at most once, so that the words never depend on the order of rows.
    named = {f"short_{code}": is_short.cast("int64").max(where=per_scheme.scheme == code) for code in labels}
    per_field = per_scheme.group_by("body_id", "field_code").aggregate(
        fewest=per_scheme.able_people.min(),
        some_certificate=per_scheme.some_certificate.min(where=is_short),
        see_qualifications=per_scheme.qualification_keys.group_concat(KEY_BREAK, where=is_short),
        **named,
    )
    words = ibis.literal("")
    for code, label in labels.items():
        words = words + ibis.ifelse(holds(per_field[f"short_{code}"] == 1), f"、{label}", "")
    return per_field.select(
        "body_id",
        "field_code",
        "some_certificate",
        "see_qualifications",
        short_schemes=words.substr(1),
        hit=per_field.fewest < fewest_people,
        observed=per_field.fewest,
        expected=ibis.literal(fewest_people, "int64"),
        see_certificates=per_field.some_certificate,
    )


def _able_people(people: ir.Table, qualifications: ir.Table, on: ir.Value) -> ir.Table:
    """able_body, able_scheme, able_field, able_people: how many people of the body are qualified that day."""
    employed = people.filter(people.left_on.isnull() | holds(people.left_on >= on))
    held = qualifications.filter(is_in_force(on, qualifications.valid_from, qualifications.valid_to))
    able = employed.select("person_id", "body_id").join(
        held.select("person_id", "scheme", "field_code"), "person_id"
    )
    key = able.person_id + KEY_SEPARATOR + able.scheme + KEY_SEPARATOR + able.field_code
    return able.group_by(able_body="body_id", able_scheme="scheme", able_field="field_code").aggregate(
        able_people=able.person_id.nunique(), qualification_keys=key.group_concat(KEY_BREAK)
    )


@check(
    code="D02",
    title="挂证或双重执业",
    severity=Severity.LEGAL_RISK,
    clauses=["4a"],
    subject=PERSON,
    basis="《认证认可条例》：认证人员不得同时在两个以上认证机构执业，条款号随修订变动，条文未核对",
    rule=(
        "同一注册号在两家机构的在职期间（入职日至离职日，首尾两天都算，没有离职日的算到判定日）有重叠；"
        "或专职人员有一条其他单位的社保或工资记录，与在职期间重叠超过 {longest_overlap} 天（首日至末日相差的天数，没有结束日的算到判定日）。"
    ),
    sentence="在职期间 {served}：{observed}。",
    example="在甲机构 2025-06-30 离职、同日入职乙机构：疑点；次日入职：通过。专职期间在其他单位参保，首日至末日相差 30 天：通过；31 天：疑点。",
    false_positives="社保关系转移滞后、由人力资源公司代缴；集团内关联公司代缴；注册号录入错误。",
    uses=("employments", "bodies"),
)
def serves_two_masters(
    people: ir.Table, employments: ir.Table, bodies: ir.Table, *, as_of: date, longest_overlap: int
) -> ir.Table:
    """People registered with two bodies at once, or full-time staff insured or paid by somebody else.

    Readings: the two periods overlap when they share a day; days of overlap are the days from its first to its last
    day; without a day of joining nothing is known to overlap; an employer is another one only where the body's own
    code is known.
    """
    today = literal_day(as_of)
    served = people.select(
        "person_id",
        "body_id",
        "employment",
        "registration_no",
        "joined_on",
        until=ibis.coalesce(people.left_on, today),
    )
    known = served.view()
    bookings = _other_bodies(served)
    payers = _other_employers(served, employments, bodies, today, longest_overlap)
    judged = known.left_join(bookings, known.person_id == bookings.doubled_person)
    judged = judged.left_join(payers, judged.person_id == payers.paid_person)
    at_two, elsewhere = holds(judged.other_bodies > 0), holds(judged.other_employers > 0)
    doubled_words = (
        ibis.literal("同一注册号同时在机构 ")
        + judged.first_body
        + ibis.ifelse(judged.other_bodies > 1, " 等机构执业", " 执业")
    )
    paid_words = (
        ibis.literal("由其他单位 ")
        + judged.first_employer
        + ibis.ifelse(judged.other_employers > 1, " 等参保或发薪，最长重叠 ", " 参保或发薪，重叠 ")
        + judged.overlap_days.cast("string")
        + " 天"
    )
    return judged.select(
        "person_id",
        "body_id",
        served=judged.joined_on.cast("string") + ibis.literal(" 至 ") + judged.until.cast("string"),
        hit=at_two | elsewhere,
        observed=ibis.cases(
            (at_two & elsewhere, doubled_words + "；" + paid_words),
            (at_two, doubled_words),
            (elsewhere, paid_words),
            else_="没有重叠",
        ),
        expected=ibis.literal(f"只在一家机构执业，专职人员在其他单位参保或领薪不超过 {longest_overlap} 天"),
        see_people=judged.doubles,
        see_employments=judged.payments,
    )


def _other_bodies(served: ir.Table) -> ir.Table:
    """doubled_person, other_bodies (how many), first_body, doubles (keys): one row a person serving two at once."""
    others = served.select(
        other_person="person_id",
        other_body="body_id",
        other_number="registration_no",
        other_from="joined_on",
        other_until="until",
    )
    pairs = served.view().join(others, [("registration_no", "other_number")])
    both = pairs.filter(
        pairs.body_id != pairs.other_body,
        pairs.joined_on <= pairs.other_until,
        pairs.other_from <= pairs.until,
        # Somebody who joins after the judging date has not served yet.
        pairs.joined_on <= pairs.until,
        pairs.other_from <= pairs.other_until,
    )
    return both.group_by(doubled_person="person_id").aggregate(
        other_bodies=both.other_body.nunique(),
        first_body=both.other_body.min(),
        doubles=both.other_person.group_concat(KEY_BREAK),
    )


def _other_employers(
    served: ir.Table, employments: ir.Table, bodies: ir.Table, today: ir.Value, longest_overlap: int
) -> ir.Table:
    """paid_person, other_employers (how many), first_employer, overlap_days (the longest), payments (keys)."""
    own = bodies.select("body_id", body_uscc="uscc")
    full_time = served.filter(served.employment == "full_time").select(
        "person_id", "body_id", "joined_on", "until"
    )
    paid = employments.select(
        "person_id", "employer_uscc", "from_on", paid_until=ibis.coalesce(employments.to_on, today)
    )
    rows = full_time.join(own, "body_id").join(paid, "person_id")
    start = ibis.ifelse(rows.from_on > rows.joined_on, rows.from_on, rows.joined_on)
    end = ibis.ifelse(rows.paid_until < rows.until, rows.paid_until, rows.until)
    rows = rows.filter(rows.joined_on.notnull(), rows.employer_uscc != rows.body_uscc)
    rows = rows.mutate(days=days_between(start, end))
    long = rows.filter(rows.days > longest_overlap)
    key = long.person_id + KEY_SEPARATOR + long.employer_uscc + KEY_SEPARATOR + long.from_on.cast("string")
    return long.group_by(paid_person="person_id").aggregate(
        other_employers=long.employer_uscc.nunique(),
        first_employer=long.employer_uscc.min(),
        overlap_days=long.days.max(),
        payments=key.group_concat(KEY_BREAK),
    )


@check(
    code="D17",
    title="人员能力未测评或不合格仍上岗",
    severity=Severity.MAJOR,
    clauses=["4a"],
    subject=PERSON,
    basis="市监认证〔2019〕18号（二）4：资源和能力；本项目设定的筛查线",
    rule=(
        "判定日前 {months_working} 个月内担任过组长或审核员的人员（按审核开始日期，首尾两天都算），"
        "判定日前 {months_back} 个月内没有能力测评，或最近一次测评不合格（同日有几次的，取评价编号最大的一次）。"
    ),
    sentence="判定日前 {months_working} 个月内参加 {audits_done} 项审核，最近一次在 {last_started_on} 开始；{observed}。",
    example="判定日 2026-06-30：最近一次测评在 2024-06-30 且合格，通过；在 2024-06-29，疑点；昨天测评不合格，疑点。",
    false_positives="测评记录没有录入或记在旧人员编号下；长期离岗刚恢复、首次审核由见证代替测评。",
    located_by=("people",),
)
def works_without_appraisal(
    competence_reviews: ir.Table,
    audit_team: ir.Table,
    audits: ir.Table,
    people: ir.Table,
    *,
    as_of: date,
    months_working: int,
    months_back: int,
) -> ir.Table:
    """People who led or audited lately without a recent appraisal, or after failing the last one.

    Readings: an audit counts by the day it started; the last appraisal is the last of all, ties by review_id.
    """
    today = literal_day(as_of)
    started = audits.select("audit_id", audit_body="body_id", started_on=day(audits.started_at))
    recent = started.filter(
        holds(started.started_on >= months_after(today, -months_working)), holds(started.started_on <= today)
    )
    members = audit_team.filter(audit_team.role.isin(COUNTED_ROLES)).select("audit_id", "person_id")
    done = members.join(recent, "audit_id")
    working = done.group_by("person_id").aggregate(
        audit_body=done.audit_body.min(),
        audits_done=done.audit_id.nunique(),
        last_started_on=done.started_on.max(),
    )
    employers = people.select("person_id", employer="body_id")
    judged = working.left_join(employers, "person_id").drop("person_id_right")
    judged = judged.left_join(_last_reviews(competence_reviews), "person_id").drop("person_id_right")
    is_recent = holds(judged.reviewed_on >= months_after(today, -months_back))
    reviewed = ibis.literal("最近一次能力测评在 ") + judged.reviewed_on.cast("string")
    return judged.select(
        "person_id",
        "audits_done",
        "last_started_on",
        body_id=ibis.coalesce(judged.employer, judged.audit_body),
        hit=ibis.ifelse(is_recent & holds(judged.passed), False, True),
        observed=ibis.cases(
            (judged.reviewed_on.isnull(), "没有能力测评记录"),
            (holds(judged.passed), reviewed + "，合格"),
            else_=reviewed + "，不合格",
        ),
        expected=ibis.literal(f"判定日前 {months_back} 个月内有能力测评，最近一次合格"),
        see_competence_reviews=judged.review_id,
    )


def _last_reviews(competence_reviews: ir.Table) -> ir.Table:
    """person_id, review_id, reviewed_on, passed: the last appraisal of each person."""
    latest = ibis.window(
        group_by=competence_reviews.person_id,
        order_by=[ibis.desc(competence_reviews.reviewed_on), ibis.desc(competence_reviews.review_id)],
    )
    placed = competence_reviews.select(
        "person_id", "review_id", "reviewed_on", "passed", place=ibis.row_number().over(latest)
    )
    return placed.filter(placed.place == 0).drop("place")
