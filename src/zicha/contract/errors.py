"""What is said about input that cannot be used as it stands (输入问题)."""

from __future__ import annotations

from dataclasses import dataclass


class ZichaError(Exception):
    """Something the user can mend; its text says what and how."""


class UnusableInput(ZichaError):
    """The input as a whole cannot be used (无法使用的输入); nothing was written. Commands end with exit code 2."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that stops its row (错误单元格)."""

    file: str
    sheet: str  # empty for a file without sheets
    row: int  # as the spreadsheet numbers it: the first line of the sheet is row 1
    column: str  # English name, then the Chinese one in brackets
    value: str
    problem: str  # Chinese, completes 列 X 的值 V …
    mend: str  # Chinese, what to do

    @property
    def place(self) -> str:
        """File and sheet the way Excel writes them: 月报.xlsx!证书信息表."""
        return f"{self.file}!{self.sheet}" if self.sheet else self.file

    def __str__(self) -> str:
        return (
            f"{self.place} 第 {self.row} 行，列 {self.column}：“{self.value}” {self.problem}。{self.mend}。"
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """Something taken in that a person should know of (提示): an unknown column, a repeated row, a parent not there."""

    kind: str  # unknown_column, repeated_row, missing_parent, legacy_number, not_used, rounded, updated, re_upload …
    file: str
    sheet: str
    text: str  # Chinese sentence
    rows: int = 0  # how many rows it is about; 0 = the sheet or file as a whole
    table: str = ""
