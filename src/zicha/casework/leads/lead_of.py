"""A finding as a lead (疑点转为线索): its words cut to what the columns hold, never lost from the evidence."""

from __future__ import annotations

import hashlib

from zicha.casework.deliveries.models import Run
from zicha.casework.leads.models import Lead
from zicha.findings.finding import EvidenceRow
from zicha.findings.raising import Raised

KEY, SUBJECT, GROUP, NAME = 300, 240, 80, 200


def key_of(raised: Raised) -> str:
    """The key of the lead this finding is, known or new."""
    return shortened(raised.finding.key, KEY)


def lead_of(raised: Raised, run: Run, area: str) -> Lead:
    """A new lead of that finding, not saved."""
    finding, context = raised.finding, raised.context
    return Lead(
        body_id=run.body_id,
        campaign_id=run.campaign_id,
        first_run_id=run.pk,
        last_run_id=run.pk,
        key=key_of(raised),
        code=finding.code,
        area=area,
        severity=finding.severity.value,
        verdict=finding.verdict.value,
        subject_kind=finding.subject_kind,
        subject_id=shortened(finding.subject_id, SUBJECT),
        certificate_no=shortened(context.certificate_no, GROUP),
        org_id=shortened(context.org_id, GROUP),
        org_name=_clean(context.org_name)[:NAME],
        person_ids=[shortened(one, GROUP) for one in context.person_ids],
        branch_id=shortened(context.branch_id, GROUP),
        observed=_clean(finding.observed),
        expected=_clean(finding.expected),
        sentence=_clean(finding.sentence),
        reason=_clean(finding.reason),
        evidence=[_row(one) for one in finding.evidence],
        inputs=raised.inputs,
    )


def shortened(text: str, most: int) -> str:
    """The text; a longer one is cut and gets its hash, so that two of them stay two."""
    text = _clean(text)
    if len(text) <= most:
        return text
    return f"{text[: most - 17]}…{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _row(row: EvidenceRow) -> dict[str, str | int]:
    return {
        "table": row.table,
        "key": _clean(row.key),
        "file": _clean(row.file),
        "sheet": _clean(row.sheet),
        "row": row.row,
    }


def _clean(text: str) -> str:
    # PostgreSQL keeps no NUL, and a Parquet file may hold one.
    return text.replace("\x00", "")
