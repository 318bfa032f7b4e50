"""Writes every generated page of the documentation (make docs): python -m zicha.reports.pages docs."""

from __future__ import annotations

import sys
from pathlib import Path

from zicha.reports.check_pages import write_check_pages
from zicha.reports.contract_pages import write_contract_pages


def write_pages(docs: Path) -> list[Path]:
    """The pages below docs/reference, written anew."""
    folder = docs / "reference"
    return [*write_contract_pages(folder), *write_check_pages(folder)]


if __name__ == "__main__":
    for written in write_pages(Path(sys.argv[1])):
        print(written)
