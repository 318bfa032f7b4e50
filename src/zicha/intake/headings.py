"""Which form a sheet is and where its columns stand (识别表头).

By name first: a sheet or file named after a form, in English or Chinese, a suffix allowed. Then by headings: all key
and required columns of one form, and no other form explains more of the headings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from zicha.contract.errors import UnusableInput
from zicha.contract.table import Column, ContractTable
from zicha.intake.reading import cleaned
from zicha.intake.sheets import Sheet

ABOUT_COLUMNS = frozenset(
    ("字段名称", "字段含义", "数据类型", "最大长度（字符）", "填表说明", "校验级别", "是否公开")
)
"""Words that stand left of a row which tells about the columns; such rows of the official templates are no data."""

MOST_TOLD = 5
"""Unknown headings told of one sheet."""

_NUMBERED = re.compile(r"^[(（]?\d{1,3}[)）]?[、.．,，:：]\s*")
_NAME_ENDINGS = re.compile(r"^(信息|数据)?(表|清单|明细|台账|一览)?(?=$|[\s_\-.（(【\[\d])")
_SEPARATOR = re.compile(r"^[\s_\-.（(【\[\d]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet known as a form (识别结果).

    columns    name of the form's column → position in the sheet, from 0
    missing    key and required columns that have no heading
    unknown    headings that are no column of the form, as typed
    first_row  the first row of data
    width      cells a row has
    """

    form: ContractTable
    heading_row: int
    columns: Mapping[str, int]
    missing: tuple[Column, ...]
    unknown: tuple[str, ...]
    first_row: int
    width: int


def recognise(sheet: Sheet, forms: Mapping[str, ContractTable]) -> Recognised | None:
    """The form this sheet is, by its name or else by its headings; None when neither tells.

    Raises UnusableInput when one column has two headings.
    """
    for name in (sheet.sheet, PurePosixPath(sheet.file).stem):
        form = form_named(name, forms)
        if form is not None:
            found = _fit(sheet, form)
            if found is not None and _is_meant(found):
                return found
    return _by_headings(sheet, forms)


def why_not_recognised(sheet: Sheet, forms: Mapping[str, ContractTable]) -> str:
    """What stops a sheet from being a form, and what to do: its headings when its name is right, else its name."""
    for name in (sheet.sheet, PurePosixPath(sheet.file).stem):
        form = form_named(name, forms)
        if form is None:
            continue
        found = _fit(sheet, form)
        keys = [c.label for c in form.columns if c.key and (found is None or c.name not in found.columns)]
        lacking = f"没有它的主键列 {'、'.join(keys)}" if keys else "认得出的列不到两个"
        unknown = "、".join(f"“{heading}”" for heading in (found.unknown if found else ())[:MOST_TOLD])
        told = f"，认不出的标题有 {unknown}" if unknown else ""
        return f"名称是数据表“{form.chinese}”，但标题中{lacking}{told}。请把标题改成数据表的列名，中文名或英文名都可以"
    return (
        "名称不是数据表的名称，标题也不能唯一对应一张表。如是数据，请以数据表的中文名或英文名命名文件或工作表"
    )


def form_named(name: str, forms: Mapping[str, ContractTable]) -> ContractTable | None:
    """The form a file or sheet is named after; the longest name wins."""
    plain = unicodedata.normalize("NFKC", cleaned(name)).strip().lower()
    named = [(title, form) for form in forms.values() for title in (form.name.lower(), form.chinese.lower())]
    for title, form in sorted(named, key=lambda pair: -len(pair[0])):
        title = unicodedata.normalize("NFKC", title)
        if plain.startswith(title) and _is_suffix(plain[len(title) :], chinese=not title.isascii()):
            return form
    return None


def _is_suffix(rest: str, *, chinese: bool) -> bool:
    if not rest or _SEPARATOR.match(rest):
        return True
    if not chinese:
        return not rest[0].isascii()
    ending = _NAME_ENDINGS.match(rest)
    return bool(ending and ending[0])


def _is_meant(found: Recognised) -> bool:
    """Whether a sheet of that name has that form's headings, gaps allowed, and not just one word in common."""
    keys = [column for column in found.form.columns if column.key]
    return len(found.columns) >= 2 and (not keys or any(column.name in found.columns for column in keys))


def _by_headings(sheet: Sheet, forms: Mapping[str, ContractTable]) -> Recognised | None:
    """The one form whose key and required columns are all there.

    A table often holds the key columns of another one; a form that explains only part of the headings another form
    explains does not count.
    """
    fits = []
    for form in forms.values():
        found = _fit(sheet, form)
        if found is not None and not found.missing and len(found.columns) >= 2:
            fits.append(found)
    best = [
        found
        for found in fits
        if not any(set(found.columns.values()) < set(other.columns.values()) for other in fits)
    ]
    return best[0] if len(best) == 1 else None


@lru_cache(maxsize=50_000)
def plain_heading(text: str, unit: str = "") -> str:
    """A heading as it is compared: narrow, without blanks, number, asterisk, (必填) or (unit)."""
    plain = "".join(unicodedata.normalize("NFKC", cleaned(text)).lower().split())
    plain = _NUMBERED.sub("", plain).strip("*")
    for remark in ("必填", "选填", "必填项", "非必填", "可选", "必录", unit.lower()):
        if remark:
            plain = plain.removesuffix(f"({remark})").removesuffix(f"[{remark}]")
    return plain.strip("*")


def _names(form: ContractTable) -> dict[str, Column]:
    names: dict[str, Column] = {}
    for column in form.columns:
        for name in (column.name, column.chinese, column.label, f"{column.chinese}({column.name})"):
            names.setdefault(plain_heading(name), column)
    return names


def _fit(sheet: Sheet, form: ContractTable) -> Recognised | None:
    """The row that holds most of the form's headings; of equal rows the lowest. None when no row holds any."""
    names = _names(form)
    best: tuple[int, list[Column | None]] | None = None
    most = 0
    for at in range(len(sheet.head)):
        matched = _matched(sheet.head, at, names)
        count = len({column.name for column in matched if column is not None})
        # A later row must be a heading in itself: a row of data may quote a heading or two.
        if count and (
            count > most or (count == most and count > 1 and best is not None and at == best[0] + 1)
        ):
            best, most = (at, matched), count
    if best is None:
        return None
    at, matched = best
    return _recognised(sheet, form, at, matched, names)


def _matched(head: Sequence[Sequence[str]], at: int, names: Mapping[str, Column]) -> list[Column | None]:
    """The column each cell of a row stands for. A heading merged over two rows has its text in the upper one."""
    above = _spread(head[at - 1]) if at else []
    matched: list[Column | None] = []
    for position, text in enumerate(head[at]):
        over = above[position] if position < len(above) else ""
        column = _column_of(text, names)
        if column is None and over and text.strip():
            column = _column_of(over + text, names)
        matched.append(column)
    if at and sum(column is not None for column in matched) >= 2:
        _take_from_above(head[at - 1], head[at], matched, names)
    return matched


def _take_from_above(
    upper: Sequence[str], lower: Sequence[str], matched: list[Column | None], names: Mapping[str, Column]
) -> None:
    for position, text in enumerate(upper[: len(lower)]):
        if matched[position] is None and not lower[position].strip() and text.strip():
            matched[position] = _column_of(text, names)


def _spread(row: Sequence[str]) -> list[str]:
    """A row with each heading repeated over the blank cells to its right, as a merged one looks."""
    spread, last = [], ""
    for text in row:
        last = text if text.strip() else last
        spread.append(last)
    return spread


def _column_of(text: str, names: Mapping[str, Column]) -> Column | None:
    plain = plain_heading(text)
    if plain in names:
        return names[plain]
    bare, bracket, unit = plain.rpartition("(")
    if bracket and bare in names and unit == f"{names[bare].unit})".lower() and names[bare].unit:
        return names[bare]
    return None


def _recognised(
    sheet: Sheet,
    form: ContractTable,
    at: int,
    matched: Sequence[Column | None],
    names: Mapping[str, Column],
) -> Recognised:
    columns: dict[str, int] = {}
    for position, column in enumerate(matched):
        if column is None:
            continue
        if column.name in columns:
            raise UnusableInput(
                f"{sheet.place} 第 {at + 1} 行有两列的标题都是 {column.label}"
                f"（第 {columns[column.name] + 1} 列和第 {position + 1} 列）。请删除或改名其中一列。"
            )
        columns[column.name] = position
    row = sheet.head[at]
    left = min(columns.values())
    is_template = any(cleaned(text) in ABOUT_COLUMNS for text in row[:left])
    unknown = tuple(
        cleaned(text)
        for position, (text, column) in enumerate(zip(row, matched, strict=True))
        if column is None and text.strip() and not (is_template and position < left)
    )
    missing = tuple(column for column in form.columns if column.required and column.name not in columns)
    after = at + 1
    while after < len(sheet.head) and _is_about_columns(sheet.head[after], left, matched, names):
        after += 1
    return Recognised(form, at + 1, columns, missing, unknown, after + 1, len(row))


def _is_about_columns(
    row: Sequence[str], left: int, matched: Sequence[Column | None], names: Mapping[str, Column]
) -> bool:
    """Whether a row below the headings still tells about them: the other language, types, lengths, notes."""
    if any(cleaned(text) in ABOUT_COLUMNS for text in row[:left]):
        return True
    filled = [
        (text, column)
        for text, column in zip(row, matched, strict=False)
        if column is not None and text.strip()
    ]
    same = sum(_column_of(text, names) is column for text, column in filled)
    return same >= 2 and same * 2 >= len(filled)
