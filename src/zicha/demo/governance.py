"""Rows written one by one for a clean body (机构治理与外部信息): approvals, internal control, filings, lists from outside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zicha.demo.identifiers import credit_code
from zicha.demo.mass import BODY, BODY_NAME, BODY_USCC

APPROVED_ON = date(2012, 5, 10)

Rows = list[dict[str, Any]]


def governance_rows(as_of: date) -> dict[str, Rows]:
    whole = ("QMS", "EMS", "OHSMS", "EnMS", "ISMS")
    by_field = {
        "FSMS": ("03.01", "03.04", "30.05"),
        "MDMS": ("17.01",),
        "SERVICE": ("SC05", "SC09"),
        "CCC": ("0101", "0301", "0701", "0901", "1101"),
    }
    scopes: Rows = [
        {
            "body_id": BODY,
            "scheme": scheme,
            "field_code": field,
            "valid_from": APPROVED_ON,
            "accredited": True,
        }
        for scheme, field in [*((s, "*") for s in whole), *((s, f) for s in by_field for f in by_field[s])]
    ]
    # Approved late, or no longer: what was certified in between is right, what lies outside is not.
    scopes += [
        {"body_id": BODY, "scheme": "ITSMS", "field_code": "*", "valid_from": date(2025, 3, 1)},
        {"body_id": BODY, "scheme": "HACCP", "field_code": "*", "valid_from": APPROVED_ON, "valid_to": date(2025, 6, 30)},
        {"body_id": BODY, "scheme": "FSMS", "field_code": "03.07", "valid_from": APPROVED_ON, "valid_to": date(2024, 12, 31)},
    ]  # fmt: skip
    schemes = (*whole, *by_field, "ITSMS", "HACCP", "IPMS")
    return {
        "bodies": [
            {
                "body_id": BODY,
                "name": BODY_NAME,
                "uscc": BODY_USCC,
                "region_code": "330106",
                "approved_on": APPROVED_ON,
                "approval_expires_on": date(2028, 5, 9),
                "approval_status": "valid",
                "ccc_designated": True,
            }
        ],
        "approved_scopes": scopes,
        "branches": [
            {
                "branch_id": f"BR-0{number}",
                "body_id": BODY,
                "name": f"示例认证有限公司第{number}分公司",
                "region_code": region,
                "authorised_from": date(2015, 1, 1),
            }
            for number, region in enumerate(("330100", "330200", "330300"), 1)
        ],
        "filed_rules": [
            {
                "rule_no": f"DEMO-RULE-{number:02}",
                "body_id": BODY,
                "scheme": scheme,
                "standard": "认证规则（示例）",
                "filed_on": APPROVED_ON,
            }
            for number, scheme in enumerate(schemes, 1)
        ],
        "internal_controls": [
            {"control_id": f"IC-{number:02}", "body_id": BODY, "kind": kind, "held_on": as_of - timedelta(days=ago)}
            for number, (kind, ago) in enumerate(
                [
                    ("internal_audit", 120),
                    ("management_review", 90),
                    ("impartiality_committee", 200),
                    ("witness", 60),
                    ("internal_audit", 480),
                    ("management_review", 450),
                ]
            )
        ],
        "duty_filings": [
            {"filing_id": f"DF-{year}-{number}", "body_id": BODY, "kind": kind, "period": str(year),
             "due_on": due, "filed_on": due - timedelta(days=12)}
            for year in (as_of.year - 3, as_of.year - 2, as_of.year - 1)
            for number, (kind, due) in enumerate([
                ("annual_report", date(year + 1, 3, 31)),
                ("csr_report", date(year + 1, 3, 31)),
                ("statistics", date(year + 1, 4, 15)),
            ])
            if due <= as_of
        ],
        "penalties": [
            {
                "penalty_id": f"PEN-{number}",
                "body_id": BODY,
                "authority": "示例市市场监督管理局",
                "region_code": "330100",
                "decided_on": as_of - timedelta(days=ago),
                "kind": kind,
                "amount": amount,
                "basis": "认证认可条例（示例）",
            }
            for number, (ago, kind, amount) in enumerate([(300, "warning", None), (560, "fine", 50_000)], 1)
        ],
    }  # fmt: skip


def signal_rows(as_of: date) -> dict[str, Rows]:
    """Lists from outside: firms that hold no certificate, and entries no check acts on."""
    kinds = ("sampling_failure", "recall", "media_exposure", "serious_violation", "accident")
    strangers: Rows = [
        {
            "event_id": f"ADV-{number:03}",
            "kind": kinds[number % len(kinds)],
            "org_name": f"无证企业（示例）有限公司{number:04}",
            "uscc": credit_code(330106, 800_000 + number) if number % 2 else None,
            "region_code": "330106",
            "product": "示例产品",
            "published_on": as_of - timedelta(days=40 + 17 * number),
            "source": "示例公告",
        }
        for number in range(30)
    ]
    return {
        "adverse_events": strangers,
        "complaints": [
            {
                "complaint_id": f"CPL-{number:02}",
                "received_on": as_of - timedelta(days=200 + 15 * number),
                "target_kind": kind,
                "target_id": target,
                "topic": topic,
                "closed_on": as_of - timedelta(days=150 + 15 * number),
                "substantiated": proven,
            }
            for number, (kind, target, topic, proven) in enumerate(
                [
                    ("body", BODY, "fee", False),
                    ("person", "P-00001", "gift", False),
                    ("organisation", "ORG-000001", "product_quality", True),
                    ("body", BODY, "other", True),
                ]
            )
        ],
        "consultancies": [
            {
                "consultancy_id": f"CNS-{number:02}",
                "org_id": f"ORG-{number + 1:06}",
                "person_id": f"P-{number + 1:05}",
                "consultant": "示例管理咨询有限公司",
                "from_on": date(2015, 1, 1),
                "to_on": date(2016, 12, 31),
            }
            for number in range(5)
        ],
        "labs": [
            {
                "lab_id": f"LAB-{number}",
                "name": f"示例检测实验室{number}",
                "uscc": credit_code(330106, 700_000 + number),
                "region_code": "330106",
                "cma_valid_to": date(2028, 12, 31),
                "cnas_valid_to": date(2028, 12, 31),
                "ccc_designated_to": date(2028, 12, 31),
            }
            for number in range(1, 7)
        ],
        "lab_contracts": [
            {
                "body_id": BODY,
                "lab_id": f"LAB-{number}",
                "valid_from": date(2020, 1, 1),
                "valid_to": date(2028, 12, 31),
                "status": "active",
            }
            for number in range(1, 7)
        ],
        "lab_reviews": [
            {
                "review_id": f"LR-{number}",
                "body_id": BODY,
                "lab_id": f"LAB-{number}",
                "kind": "annual",
                "reviewed_on": as_of - timedelta(days=100 + number),
                "score": 92,
                "result": "pass",
            }
            for number in range(1, 7)
        ],
    }
