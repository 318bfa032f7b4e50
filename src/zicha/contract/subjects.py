"""Whom or what a check judges (判定对象): the word in findings.csv, the key its id is made of."""

from __future__ import annotations

from dataclasses import dataclass

KEY_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of subject (对象类别). `table` is the contract table whose rows it names, where there is one."""

    kind: str
    chinese: str
    key: tuple[str, ...]
    table: str = ""


APPLICATION = Subject("application", "认证申请", ("application_id",), "applications")
AUDIT = Subject("audit", "审核项目", ("audit_id",), "audits")
BODY = Subject("body", "认证机构", ("body_id",), "bodies")
BODY_FIELD = Subject("body_field", "机构与专业", ("body_id", "field_code"))
CERTIFICATE = Subject("certificate", "认证证书", ("certificate_no",), "certificates")
CERTIFICATE_EVENT = Subject("certificate_event", "证书状态变化", ("event_id",), "certificate_events")
CLAIM = Subject("claim", "认证宣传", ("claim_id",), "claims")
COMBINED_GROUP = Subject("combined_group", "结合审核组", ("combined_group",))
COMPLAINT = Subject("complaint", "投诉举报", ("complaint_id",), "complaints")
DECISION = Subject("decision", "认证决定", ("decision_id",), "decisions")
DEVICE = Subject("device", "签到设备", ("device_id",))
DOCUMENT = Subject("document", "档案文本", ("document_id",), "documents")
DUTY_FILING = Subject("duty_filing", "法定报送", ("filing_id",), "duty_filings")
EXPENSE = Subject("expense", "差旅费用", ("expense_id",), "expenses")
FEE = Subject("fee", "认证收费", ("fee_id",), "fees")
LAB_CONTRACT = Subject("lab_contract", "签约实验室", ("body_id", "lab_id", "valid_from"), "lab_contracts")
ORGANISATION = Subject("organisation", "获证组织", ("org_id",), "organisations")
ORGANISATION_SCHEME = Subject("organisation_scheme", "组织与领域", ("org_id", "scheme"))
PERSON = Subject("person", "认证人员", ("person_id",), "people")
PERSON_YEAR = Subject("person_year", "人员与年度", ("person_id", "year"))
PRODUCT_CHECK = Subject("product_check", "产品一致性检查", ("check_id",), "product_checks")
SIGN_IN = Subject("sign_in", "现场签到", ("sign_in_id",), "sign_ins")
TEAM_MEMBERSHIP = Subject("team_membership", "审核组成员", ("audit_id", "person_id"), "audit_team")
TEST_REPORT = Subject("test_report", "检测报告", ("report_no",), "test_reports")
TRANSFER = Subject("transfer", "证书转换", ("transfer_id",), "transfers")
