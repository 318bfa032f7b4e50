"""Records and proposals for tests about certificates (测试证书)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.casework.records import BODY, ORGANISATIONS, Row, certificate, deliver
from zicha.casework.certificates.legality import Terms
from zicha.casework.certificates.models import Proposal
from zicha.casework.certificates.services import propose
from zicha.casework.tenancy.models import Member

VALID, OTHER, SUSPENDED, REVOKED, EXPIRED = (f"09926Q0000{n}R0M" for n in range(1, 6))
AUDITOR = "P-001"
_HOLDERS = [{**row, "region_code": "330106", "address": "浙江省杭州市虚构路 1 号"} for row in ORGANISATIONS]


def today() -> date:
    return timezone.localdate()


def delivered(
    body_id: int, *more: Row, events: tuple[Row, ...] = (), people: tuple[Row, ...] = (), **changes: str
) -> None:
    """One certificate of each status, the first audited by P-001, none by P-900 and P-901; `changes` are statuses by number of certificate."""
    long_after = today() + timedelta(days=900)
    rows = [
        certificate(VALID, expires_on=long_after, application_id="APP-1", scope="精密零件的加工和销售"),
        certificate(OTHER, expires_on=long_after, org="O2"),
        certificate(SUSPENDED, expires_on=long_after, status="suspended"),
        certificate(REVOKED, expires_on=long_after, status="revoked"),
        certificate(EXPIRED, expires_on=today() - timedelta(days=1)),
        *more,
    ]
    rows = [row | {"status": changes.get(row["certificate_no"], row["status"])} for row in rows]
    deliver(
        body_id,
        bodies=[{"body_id": BODY, "name": "虚构认证有限公司"}],
        organisations=_HOLDERS,
        certificates=rows,
        certificate_events=[
            {"event_id": "E1", "certificate_no": SUSPENDED, "kind": "suspended",
             "effective_on": today() - timedelta(days=60), "reason": "own_request"},
            {"event_id": "E2", "certificate_no": REVOKED, "kind": "revoked",
             "effective_on": date(2026, 3, 2), "reason": "misuse"},
            *events,
        ],
        audits=[{"audit_id": "AUD-1", "body_id": BODY, "org_id": "O1", "application_id": "APP-1",
                 "scheme": "QMS", "kind": "stage2"},
                {"audit_id": "AUD-9", "body_id": BODY, "org_id": "O2", "application_id": "APP-9",
                 "scheme": "QMS", "kind": "stage2"}],
        audit_team=[{"audit_id": "AUD-1", "person_id": AUDITOR, "role": "auditor"},
                    {"audit_id": "AUD-9", "person_id": "P-900", "role": "auditor"}],
        sign_ins=[{"sign_in_id": "S-9", "audit_id": "AUD-9", "person_id": "P-901", "kind": "opening",
                   "signed_at": datetime(2026, 3, 2, 9)}],
        **({"people": people} if people else {}),
    )  # fmt: skip


def terms(action: str = "suspend", **changes: Any) -> Terms:
    """Terms that are fine for a valid certificate of QMS."""
    said: dict[str, Any] = {
        "action": action,
        "reason": "suspension_expired" if action == "revoke" else "own_request",
        "grounds": "获证组织书面申请，情况属实。",
        "facts_on": today(),
        "effective_on": today(),
    }
    return Terms(**(said | changes))


def proposed(by: Member, *numbers: str, **changes: Any) -> Proposal:
    """One proposal, of the first certificate unless another is named."""
    return propose(numbers=numbers or (VALID,), terms=terms(**changes), by=by)[0]
