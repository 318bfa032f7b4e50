"""Giving a file of evidence to a browser so that it can do no harm (安全下载、预览)."""

from __future__ import annotations

from django.http import FileResponse

from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.services import intact_file

# Even if a browser took the file for a page: no script, no origin, nothing loaded.
_LOCKED = "default-src 'none'; sandbox; frame-ancestors 'none'"
# A browser's own PDF viewer does not start in a sandbox; it brings its styles and cannot reach the site.
_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def file_response(evidence: Evidence, *, in_place: bool = False) -> FileResponse:
    """The file to keep, or to look at in place where its kind can be shown. Raises Refused when it is not intact."""
    kind = evidence.file_kind
    shown = in_place and bool(kind.shown_as)
    response = FileResponse(
        intact_file(evidence),
        as_attachment=not shown,
        filename=evidence.name,
        content_type=kind.media_type if shown else "application/octet-stream",
    )
    response["Content-Security-Policy"] = _PDF if shown and kind.shown_as == "pdf" else _LOCKED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # What lies under a hash never changes; but a withdrawn right to see it must hold on the next request.
    response["Cache-Control"] = "private, no-cache"
    return response
