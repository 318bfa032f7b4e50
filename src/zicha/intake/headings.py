"""Which form a sheet is and where its columns stand (识别表头)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zicha.contract.table import ContractTable
from zicha.intake.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet known as a form (识别结果).

    columns    name of the form's column → position in the sheet, from 0
    unknown    headings that are no column of the form, as typed
    first_row  the first row of data
    """

    form: ContractTable
    heading_row: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    first_row: int
    width: int


def recognise(sheet: Sheet, forms: Mapping[str, ContractTable]) -> Recognised | None:
    """The form this sheet is, by its name or else by its headings; None when neither tells."""
    raise NotImplementedError
