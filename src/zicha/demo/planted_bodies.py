"""Further bodies for cases that one approval cannot show (另几家示例机构)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zicha.demo.draft import Draft
from zicha.demo.identifiers import credit_code

LAPSED = "CNCA-R-2099-998"  # approved 2021-03-01 to 2026-02-28
UNDATED = "CNCA-R-2099-997"  # nothing known of its approval but an end
OPEN_ENDED = "CNCA-R-2099-996"  # approved 2019-01-01 without an end

LAPSED_FROM, LAPSED_TO = date(2021, 3, 1), date(2026, 2, 28)


def add_bodies(d: Draft) -> None:
    """The bodies themselves, their scopes, rules and internal controls."""
    approvals: list[tuple[str, str, dict[str, Any]]] = [
        (LAPSED, "示例第二认证有限公司", {"approved_on": LAPSED_FROM, "approval_expires_on": LAPSED_TO}),
        (UNDATED, "示例第三认证有限公司", {"approved_on": None, "approval_expires_on": date(2024, 1, 1)}),
        (OPEN_ENDED, "示例第四认证有限公司", {"approved_on": date(2019, 1, 1), "approval_expires_on": None}),
    ]
    for number, (body, name, approval) in enumerate(approvals):
        d.add(
            "bodies", body_id=body, name=name, uscc=credit_code(330106, 999_002 + number), region_code="330106",
            approval_status="valid", ccc_designated=False, **approval,
        )  # fmt: skip
        d.add(
            "filed_rules",
            rule_no=f"DEMO-RULE-9{number}",
            body_id=body,
            scheme="QMS",
            filed_on=date(2018, 1, 1),
        )
        for order, kind in enumerate(("internal_audit", "management_review")):
            d.add(
                "internal_controls", control_id=f"IC-9{number}{order}", body_id=body, kind=kind,
                held_on=d.as_of - timedelta(days=100 + 30 * order),
            )  # fmt: skip
    d.add("approved_scopes", body_id=LAPSED, scheme="QMS", field_code="*", valid_from=LAPSED_FROM)
    d.add("approved_scopes", body_id=OPEN_ENDED, scheme="QMS", field_code="*", valid_from=date(2019, 1, 1))
