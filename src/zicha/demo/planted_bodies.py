"""Further bodies for cases that one approval cannot show (另几家示例机构)."""

from __future__ import annotations

from datetime import date
from typing import Any

from zicha.demo.draft import Draft
from zicha.demo.identifiers import credit_code

LAPSED = "CNCA-R-2099-998"  # approved 2021-03-01 to 2026-02-28
UNDATED = "CNCA-R-2099-997"  # nothing known of its approval but an end
OPEN_ENDED = "CNCA-R-2099-996"  # approved 2019-01-01 without an end
RULED = "CNCA-R-2099-995"  # its rules came, went and came back
UNRULED = "CNCA-R-2099-994"  # has filed no rule at all
ARCHIVED = "CNCA-R-2099-993"  # keeps its audit files as documents
STAFFED = "CNCA-R-2099-992"  # certifies in fields it has few people for

LAPSED_FROM, LAPSED_TO = date(2021, 3, 1), date(2026, 2, 28)

_APPROVALS: dict[str, tuple[date | None, date | None]] = {
    LAPSED: (LAPSED_FROM, LAPSED_TO),
    UNDATED: (None, date(2024, 1, 1)),
    **dict.fromkeys((OPEN_ENDED, RULED, UNRULED, ARCHIVED, STAFFED), (date(2019, 1, 1), None)),
}
_SCHEMES = {
    LAPSED: ("QMS",),
    UNDATED: (),
    OPEN_ENDED: ("QMS",),
    RULED: ("QMS", "EMS", "EnMS", "ISMS"),
    UNRULED: ("QMS",),
    ARCHIVED: ("QMS",),
    STAFFED: ("QMS", "EMS"),
}
_OWN_RULES = (RULED, UNRULED)
"""Whose rules are a case of their own."""


def add_bodies(d: Draft) -> None:
    """The bodies themselves, their scopes, rules, internal controls and two people at home in every field."""
    for body, (first, last) in _APPROVALS.items():
        add_body(d, body, approved_on=first, approval_expires_on=last)
        for scheme in () if body in _OWN_RULES else ("QMS", "EMS"):
            file_rule(d, body, scheme, date(2018, 1, 1))
        for kind, days in (("internal_audit", 100), ("management_review", 130)):
            control(d, body, kind, d.ago(days))
        for scheme in _SCHEMES[body]:
            d.add("approved_scopes", body_id=body, scheme=scheme, field_code="*",
                  valid_from=first or date(2019, 1, 1))  # fmt: skip
        for _ in range(2):
            d.person(body=body)


def add_body(d: Draft, body: str, **more: Any) -> None:
    number = d.number("bodies")
    d.add(
        "bodies", body_id=body, name=f"示例第{number - 899_999}认证有限公司", uscc=credit_code(330106, 999_001 - 900_000 + number),
        region_code="330106", approval_status="valid", ccc_designated=False, **more,
    )  # fmt: skip


def file_rule(d: Draft, body: str, scheme: str, filed: date | None, withdrawn: date | None = None) -> None:
    d.add(
        "filed_rules", rule_no=f"DEMO-RULE-{d.number('filed_rules')}", body_id=body, scheme=scheme,
        filed_on=filed, withdrawn_on=withdrawn,
    )  # fmt: skip


def control(d: Draft, body: str, kind: str, day: date) -> None:
    d.add(
        "internal_controls",
        control_id=f"IC-{d.number('internal_controls')}",
        body_id=body,
        kind=kind,
        held_on=day,
    )
