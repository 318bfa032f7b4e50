"""The files of frozen reports (报告的留存物); signed files and scans are evidence."""

from __future__ import annotations

from collections.abc import Iterator

from zicha.casework.places import report_folder
from zicha.casework.reporting.models import ReportVersion
from zicha.casework.trace.holdings import HeldFile


def files_of(body_id: int) -> Iterator[HeldFile]:
    for version in ReportVersion.objects.order_by("pk"):
        if version.is_frozen:
            for name, file in sorted(version.files.items()):
                path = report_folder(body_id, version.pk) / name
                yield HeldFile(path, file["sha256"], f"报告{version}的文件“{name}”")
