"""Checks of test reports (检测报告)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import holds
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import TEST_REPORT
from zicha.contract.verdicts import Severity


@check(
    code="C15",
    title="检测报告无效",
    severity=Severity.LEGAL_RISK,
    clauses=["3c"],
    subject=TEST_REPORT,
    basis="《认证认可条例》：向社会出具检测数据须取得资质认定，CCC 检测须由指定实验室承担，条款号随修订变动；"
    "市监认证〔2019〕18号（二）1：伪造档案、记录",
    rule="报告签发时实验室的 CMA 已到期；强制性产品认证的报告签发时实验室的 CCC 指定已到期；检测开始早于抽样；"
    "报告签发早于检测结束；或者另一型号的报告数据指纹相同。",
    sentence="{observed}。",
    example="CMA 6 月 30 日到期：当天签发通过，7 月 1 日签发为疑点；两份不同型号的报告数据指纹相同：都是疑点。",
    false_positives="实验室换证后没有更新有效期；同一样品覆盖多个型号、报告已说明；日期录入错误。",
    uses=("certificates", "applications"),
)
def test_report_invalid(
    test_reports: ir.Table, labs: ir.Table, certificates: ir.Table, applications: ir.Table
) -> ir.Table:
    """Test reports of a laboratory without standing, with impossible dates, or with the data of another product."""
    able = labs.select("lab_id", "cma_valid_to", "ccc_designated_to")
    certified = certificates.select("certificate_no", certificate_scheme="scheme", certificate_body="body_id")
    applied = applications.select("application_id", application_scheme="scheme", application_body="body_id")
    judged = test_reports.left_join(able, "lab_id").drop("lab_id_right")
    judged = judged.left_join(certified, "certificate_no").drop("certificate_no_right")
    judged = judged.left_join(applied, "application_id").drop("application_id_right")
    judged = judged.left_join(_copied(test_reports), "data_hash").drop("data_hash_right")
    is_ccc = ibis.coalesce(judged.certificate_scheme, judged.application_scheme) == "CCC"
    legs = (
        (judged.cma_valid_to < judged.issued_on, "签发时实验室 CMA 已到期"),
        (is_ccc & (judged.ccc_designated_to < judged.issued_on), "签发时实验室 CCC 指定已到期"),
        (judged.tested_from < judged.sampled_on, "检测开始早于抽样"),
        (judged.issued_on < judged.tested_to, "签发早于检测结束"),
        # Of the models with these data the first or the last is another one, if any is.
        (
            (judged.first_model != judged.product_model) | (judged.last_model != judged.product_model),
            "另一型号的报告数据指纹相同",
        ),
    )
    hit = ibis.literal(False)
    told: ir.Value = ibis.literal("")
    for condition, words in legs:
        hit = hit | holds(condition)
        told = told + ibis.ifelse(holds(condition), ibis.literal(words + "；"), ibis.literal(""))
    is_copied = holds(legs[-1][0])
    return judged.select(
        "report_no",
        body_id=ibis.coalesce(judged.body_id, judged.certificate_body, judged.application_body),
        hit=hit,
        observed=ibis.ifelse(told == "", ibis.literal("没有发现问题"), told.re_replace("；$", "")),
        expected=ibis.literal("资质有效，日期合理，数据不与其他型号相同"),
        see_labs=judged.lab_id,
        see_test_reports=ibis.ifelse(
            is_copied, judged.first_report + KEY_BREAK + judged.last_report, ibis.null("string")
        ),
    )


def _copied(test_reports: ir.Table) -> ir.Table:
    """data_hash, first_model, last_model, first_report, last_report: data several models share."""
    modelled = test_reports.filter(test_reports.data_hash.notnull() & test_reports.product_model.notnull())
    of_model = modelled.group_by("data_hash", "product_model").aggregate(report_no=modelled.report_no.min())
    shared = of_model.group_by("data_hash").aggregate(
        first_model=of_model.product_model.min(), last_model=of_model.product_model.max()
    )
    shared = shared.filter(shared.first_model != shared.last_model)
    shown = shared.join(of_model, "data_hash")
    return shown.group_by("data_hash").aggregate(
        first_model=shown.first_model.min(),
        last_model=shown.last_model.max(),
        first_report=shown.report_no.min(where=shown.product_model == shown.first_model),
        last_report=shown.report_no.min(where=shown.product_model == shown.last_model),
    )
