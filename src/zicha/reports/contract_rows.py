"""What one row of each contract table stands for (一行是什么), for the reference page and the workbooks."""

from __future__ import annotations

from collections.abc import Mapping

from zicha.contract.table import text_rows

_TEXT = """
    table                | zh | en
    bodies               | 每家认证机构一行 | one certification body
    approved_scopes      | 机构获批的每个领域、每个专业一行；整个领域获批时专业代码写 * | one scheme and field a body is approved for; * = the whole scheme
    branches             | 每个分支机构一行 | one branch of a body
    filed_rules          | 机构备案的每份认证规则一行 | one certification rule a body has filed
    internal_controls    | 每次内部审核、管理评审、公正性委员会会议或见证一行 | one internal audit, management review, impartiality meeting or witnessing
    duty_filings         | 每项法定报送的每一期一行，未报送的也要列出 | one period of one duty to report, also when not filed
    organisations        | 每个获证组织或申请组织一行 | one organisation that is certified or has applied
    sites                | 组织的每个固定或临时场所一行 | one fixed or temporary site of an organisation
    licences             | 组织的每项行政许可或法定资质一行 | one licence an organisation holds
    visits               | 每次证后走访一行 | one visit after certification
    applications         | 每次认证申请、每个领域一行 | one application for one scheme
    certificates         | 每张证书一行，写现在的状态；以前的变化写在“证书状态变化” | one certificate with its present status; earlier changes go into certificate_events
    certificate_fields   | 证书的每个专业代码一行 | one field code of a certificate
    certificate_events   | 证书的每次颁发、换证、变更、暂停、恢复、撤销、注销一行 | one change in the life of a certificate
    scope_processes      | 证书范围内的每个过程一行 | one process within the scope of a certificate
    claims               | 每次见到的认证宣传一行 | one claim of certification as seen
    audits               | 每次审核或检查、每个领域一行；结合审核各领域分行写，结合审核组号相同 | one audit of one scheme; audits of one combined visit share combined_group
    audit_plans          | 审核计划每上报一次一行，保留各个版本 | one version of a plan as reported
    audit_sites          | 审核到访的每个场所一行 | one site visited in an audit
    audited_processes    | 审核覆盖的每个过程一行 | one process covered in an audit
    audit_team           | 审核组的每名成员一行，技术专家、实习审核员和观察员也要写 | one member of an audit team, experts, trainees and observers included
    sign_ins             | 每次现场签到一行，首次会议和末次会议分开写 | one sign-in; opening and closing meeting apart
    process_events       | 每完成一个环节一行，写完成时间和录入时间 | one step done in the life of an application
    nonconformities      | 每个不符合项一行 | one nonconformity
    decisions            | 每次认证决定一行 | one certification decision
    people               | 每名认证人员一行，离职的保留 | one person in certification, former staff included
    qualifications       | 人员在每个领域、每个专业的能力一行 | one field a person is competent for
    decision_authorities | 每次授权一行 | one authorisation to decide
    employments          | 人员在每个单位的每段参保或发薪一行 | one period a person was insured or paid by an employer
    competence_reviews   | 每次能力测评一行 | one review of a person's competence
    consultancies        | 组织接受的每次咨询一行 | one consultancy an organisation received
    expenses             | 每笔差旅费用一行 | one travel expense
    fees                 | 每笔认证收费一行 | one payment for certification
    documents            | 认证档案的每份文档一行 | one document of a file
    org_records          | 组织提供的每份运行记录一行 | one record an organisation showed
    labs                 | 每家实验室一行 | one laboratory
    lab_contracts        | 机构与实验室的每份签约一行 | one contract of a body with a laboratory
    lab_reviews          | 对签约实验室的每次评价一行 | one review of a laboratory
    test_reports         | 每份检测报告一行 | one test report
    product_units        | 证书的每个产品单元一行 | one product unit of a certificate
    product_checks       | 每次对一个产品单元的一致性检查一行 | one consistency check of a product unit
    adverse_events       | 外部公布的每条企业不良信息一行 | one adverse item published about a company
    complaints           | 每件申诉、投诉或举报一行 | one complaint
    penalties            | 认证机构受到的每次行政处罚一行 | one penalty on a body
    transfers            | 每次证书转换一行 | one transfer of a certificate between bodies
    classifications      | 机构对组织的每次分类一行 | one class a body gave an organisation
"""

WHAT_A_ROW_IS: Mapping[str, Mapping[str, str]] = {
    row["table"]: {"zh": row["zh"], "en": row["en"]} for row in text_rows(_TEXT)
}
"""Contract table → language → sentence."""
