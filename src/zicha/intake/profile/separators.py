"""A text file read with the separator a profile names, or the one its rows agree on (分隔符).

The register of a foreign body may hold lists inside its cells (a;b;c), so that the widest row tells nothing: the right
separator is the one that cuts all rows into the same number of cells.
"""

from __future__ import annotations

from pathlib import Path

from zicha.intake.encodings import encoding_of, head_text, separator_agreement
from zicha.intake.sheets import Sheet
from zicha.intake.text_file import _head, _TextFile

SEPARATORS = {",": "逗号", ";": "分号", "|": "竖线", "tab": "制表符"}
TEXT_FILES = (".csv", ".tsv")


def text_sheet(path: Path, name: str, separator: str) -> Sheet:
    """The one sheet of a text file. Raises UnusableInput."""
    sign = "\t" if separator == "tab" else separator
    encoding = encoding_of(path, name)
    head = _head(head_text(path, encoding), sign, name)
    return Sheet(name, "", head, _TextFile(path, name, encoding, sign).rows)


def agreed_separator(path: Path, name: str) -> str:
    """The separator most rows agree on; of equal ones the one that makes more cells."""
    text = head_text(path, encoding_of(path, name))
    return max(
        SEPARATORS, key=lambda separator: separator_agreement(text, "\t" if separator == "tab" else separator)
    )
