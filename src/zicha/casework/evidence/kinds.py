"""What kind of file it is, judged by its content and never by its name (文件类型).

A short list of what an office hands in. Everything else is refused: programs, web pages, archives, and documents that
carry macros or are in a format that may.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from zicha.intake.zip_directory import directory_of


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file we take (可上传的文件类型). `shown_as` is how a browser may show it in place: image, pdf or not."""

    key: str
    chinese: str
    media_type: str
    extensions: tuple[str, ...]
    shown_as: str = ""


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

KINDS = {
    kind.key: kind
    for kind in (
        FileKind("pdf", "PDF 文件", "application/pdf", (".pdf",), "pdf"),
        FileKind("docx", "Word 文档", _WORD, (".docx",)),
        FileKind("xlsx", "Excel 工作簿", _EXCEL, (".xlsx",)),
        FileKind("pptx", "演示文稿", _SLIDES, (".pptx",)),
        FileKind("ofd", "OFD 版式文件", "application/ofd", (".ofd",)),
        FileKind("jpg", "JPEG 图片", "image/jpeg", (".jpg", ".jpeg"), "image"),
        FileKind("png", "PNG 图片", "image/png", (".png",), "image"),
        FileKind("heic", "HEIC 照片", "image/heic", (".heic", ".heif")),
    )
}
TAKEN = "PDF、OFD、Word（docx）、Excel（xlsx）、演示文稿（pptx）、图片（jpg、png、heic）"
ACCEPT = ",".join(extension for kind in KINDS.values() for extension in kind.extensions)
"""For the browser's file chooser."""

# A part that must be there → what the package is.
_PACKAGES = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
MOST_PARTS = 20_000
_TOO_MANY_PARTS = "文件内部的部分太多，不像一份正常的文档；请转成 PDF 后再上传。"


class NotTaken(ValueError):
    """We do not take such a file; the words say why and what to hand in instead."""


def kind_of(file: BinaryIO) -> FileKind:
    """The kind of an open file, which is left at its beginning. Raises NotTaken."""
    file.seek(0)
    head = file.read(1024)
    try:
        return KINDS[_key_of(head, file)]
    finally:
        file.seek(0)


def _key_of(head: bytes, file: BinaryIO) -> str:
    if not head:
        raise NotTaken("文件是空的（0 字节）；请检查后重新选择。")
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    # Some printers write a few bytes before the mark; viewers look through the first kilobyte too.
    if b"%PDF-" in head and not head.lstrip().startswith((b"<", b"MZ", b"PK")):
        return "pdf"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "heic"
    if head.startswith(b"PK\x03\x04"):
        return _package(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise NotTaken(
            "这是旧格式的 Office 文件（doc、xls、ppt），可能带宏；请另存为 docx、xlsx 或 PDF 后再上传。"
        )
    raise NotTaken(f"文件内容不是可以上传的类型。可以上传：{TAKEN}。")


def _package(file: BinaryIO) -> str:
    # Before the library reads the list of a million parts.
    directory = directory_of(file)
    if directory is not None and directory.is_longer_than(MOST_PARTS):
        raise NotTaken(_TOO_MANY_PARTS)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotTaken("文件已损坏，打不开；请重新保存后再上传。") from error
    if len(names) > MOST_PARTS:
        raise NotTaken(_TOO_MANY_PARTS)
    found = {key for part, key in _PACKAGES.items() if part in names}
    if len(found) != 1:
        raise NotTaken("不能上传压缩包；请把里面的文件逐个上传。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotTaken("文档带有宏，不能作为证据；请另存为不带宏的 docx、xlsx 或 PDF 后再上传。")
    return found.pop()
