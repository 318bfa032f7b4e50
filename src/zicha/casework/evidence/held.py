"""The files of evidence (证据的留存物): withdrawn ones too, as the trace knows them."""

from __future__ import annotations

from collections.abc import Iterator

from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.storing import evidence_path
from zicha.casework.trace.holdings import HeldFile


def files_of(body_id: int) -> Iterator[HeldFile]:
    for one in Evidence.objects.order_by("pk").iterator(2_000):
        yield HeldFile(evidence_path(body_id, one.sha256), one.sha256, f"证据“{one.name}”")
