"""What the scan of a stamped paper tells of itself (盖章扫描件), and whether it can be that of a version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from pyhanko.pdf_utils.reader import PdfFileReader

from zicha.casework.places import report_folder
from zicha.casework.refused import Refused
from zicha.casework.reporting.models import ReportVersion, Seal

PDF = "report.pdf"
SHORTEST_REASON = 4
_DEEPEST, _MOST = 40, 3_000


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan as a file (扫描件): `pages` None = they cannot be counted. `written` is what the pages are drawn with."""

    sha256: str
    pages: int | None
    written: bytes = b""

    def bears(self, code: str) -> bool:
        """Whether a text layer holds the code, as plain letters or as recognition programs write them."""
        wide = code.encode("utf-16-be").hex().encode()
        return code.encode() in self.written or wide in self.written.lower()


def scanned(file: BinaryIO) -> Scanned:
    """Read a scan and set it back to its beginning. A picture is one page."""
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    is_pdf = b"%PDF-" in file.read(1024)
    try:
        if not is_pdf:
            return Scanned(sha256, 1)
        found = list(_leaves(PdfFileReader(file, strict=False).root["/Pages"]))
        return Scanned(sha256, len(found) or None, b"\n".join(map(_drawn_with, found)))
    except (
        Exception
    ):  # whatever a scanner wrote: a file that cannot be read has no count, and a person says why
        return Scanned(sha256, None)
    finally:
        file.seek(0)


def note_of_scan(version: ReportVersion, file: BinaryIO, reason: str) -> str:
    """The reason why a scan with other pages than the version is its scan all the same; empty where they agree.

    Raises Refused for a file that is the paper of another version or no scan at all, and without that reason.
    """
    scan = scanned(file)
    other = Seal.objects.filter(sha256=scan.sha256).exclude(report=version).select_related("report").first()
    if other is not None:
        raise Refused(f"这个文件已经绑定到{other.report}，不能再绑定到{version}。请选择本版的盖章扫描件。")
    for one in ReportVersion.objects.filter(campaign_id=version.campaign_id).order_by("number"):
        if scan.sha256 in one.hashes.values():
            raise Refused(f"这是{one}没有盖章的文件，不是扫描件。请打印、盖章、扫描后再绑定。")
        code = one.check_code
        if code and code != version.check_code and scan.bears(code):
            raise Refused(f"扫描件上印的是{one}的校验码 {code}，不是{version}的。请选择本版的盖章扫描件。")
    pages, expected = scan.pages, pages_of(version)
    if pages is not None and pages == expected:
        return ""
    if len(reason.strip()) >= SHORTEST_REASON:
        return f"{_counted(pages)}，本版 {_counted(expected)}：{reason.strip()}"
    raise Refused(
        f"扫描件{_counted(pages)}，本版 PDF {_counted(expected)}，页数不符。请扫描全部各页；确实应当绑定的，请写明页数不符的理由。"
    )


def pages_of(version: ReportVersion) -> int | None:
    """How many pages the PDF of the version has (页数); None when it is not there."""
    path = report_folder(version.body_id, version.pk) / PDF
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return scanned(file).pages


def _counted(pages: int | None) -> str:
    return "读不出页数" if pages is None else f"{pages} 页"


def _leaves(node: Any, depth: int = 0) -> Iterator[Any]:
    """The pages of a PDF; a tree that leads round in a circle is left."""
    if depth > _DEEPEST:
        raise ValueError("pages too deep")
    if "/Kids" not in node:
        yield node
        return
    number = 0
    for child in node["/Kids"]:
        for leaf in _leaves(child.get_object() if hasattr(child, "get_object") else child, depth + 1):
            number += 1
            if number > _MOST:
                raise ValueError("too many pages")
            yield leaf


def _drawn_with(page: Any) -> bytes:
    """The content of a page; empty where it cannot be read, its page counts all the same."""
    try:
        content = page["/Contents"]
        parts = [content] if hasattr(content, "data") else [part.get_object() for part in content]
        return b"\n".join(part.data for part in parts)
    except Exception:
        return b""
