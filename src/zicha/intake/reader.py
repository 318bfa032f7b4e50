"""Files in, one delivery out (读取一次交付).

Steps  collect the files → read each sheet as a form → put the rows of each form together → dialects into the
       contract → what the contract's own tables say stands before what a dialect derives → references
Rows   per sheet: read = accepted + repeated + rejected; the rows of a dialect are counted on its forms
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from zicha.contract.codes import CodeList
from zicha.contract.errors import BadCell, Remark, UnusableInput
from zicha.contract.table import NOTES_SHEET, ContractTable
from zicha.contract.tables import REQUIRED_TABLES, TABLES
from zicha.intake.accept import MOST_BAD_CELLS, accept
from zicha.intake.cnca import CNCA
from zicha.intake.collect import FoundFile, collect
from zicha.intake.delivery import Delivery, SheetColumns, SheetCount, SourceFile
from zicha.intake.derived import add_derived
from zicha.intake.dialect import CONTRACT, Dialect
from zicha.intake.headings import Recognised, recognise, why_not_recognised
from zicha.intake.merge import merge
from zicha.intake.references import missing_parents
from zicha.intake.sheets import Sheet, read_sheets

Progress = Callable[[str, float], None]

# A handful of equal rows is chance or a habit of typing; ten and the larger half is a month reported again.
FEWEST_RE_UPLOADED = 10
MOST_TOLD = 10


DIALECTS = (CONTRACT, CNCA)
"""The dialects sheets are read in; the contract's own names win."""


def read_delivery(inputs: Sequence[Path], progress: Progress | None = None) -> Delivery:
    """Read files and folders as one delivery; nothing is written anywhere. `progress` hears what is done, 0 to 1.

    Raises UnusableInput: a file is hostile or damaged, nothing is usable.
    """
    tell = progress or (lambda text, share: None)
    files, remarks = collect([Path(given) for given in inputs])
    reading = _Reading(DIALECTS, remarks)
    total = sum(file.size for file in files) or 1
    done = 0
    for file in files:
        tell(f"读取 {file.name}", 0.9 * done / total)
        reading.file(file)
        done += file.size
    tell("合并与核对", 0.9)
    delivery = reading.delivery()
    tell("读取完成", 1.0)
    return delivery


def _is_re_upload(count: SheetCount) -> bool:
    """Most rows of the sheet stand in another one too: the same month reported again."""
    return count.read >= FEWEST_RE_UPLOADED and 2 * count.repeated > count.read


def _re_upload(count: SheetCount) -> Remark:
    place = f"{count.file}!{count.sheet}" if count.sheet else count.file
    text = (
        f"{place} 的 {count.read:,} 行中有 {count.repeated:,} 行在别的文件里已经有了，看来是同一期的重报；"
        "相同的行只计一次"
    )
    return Remark("re_upload", count.file, count.sheet, text, rows=count.repeated)


@dataclass
class _Counted:
    """Rows of one sheet, before and after its form was put together."""

    form: str
    read: int
    refused: int


@dataclass
class _Reading:
    dialects: Sequence[Dialect]
    remarks: list[Remark]
    files: list[SourceFile] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    parts: dict[str, list[pa.Table]] = field(default_factory=dict)
    sheets: dict[tuple[str, str], _Counted] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    columns: list[SheetColumns] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.forms: dict[str, ContractTable] = {}
        self.code_lists: dict[str, Mapping[str, CodeList]] = {}
        for dialect in self.dialects:
            for name, form in dialect.forms.items():
                if self.forms.setdefault(name, form) is not form:
                    raise ValueError(f"two forms are called {name}")
                self.code_lists[name] = dialect.code_lists

    def file(self, file: FoundFile) -> None:
        """Read one file."""
        source = file.fingerprint()
        for earlier in self.files:
            if earlier.sha256 == source.sha256:
                text = f"{source.name} 与 {earlier.name} 逐字节相同，是同一份文件交了两次"
                self.remarks.append(Remark("re_upload", source.name, "", text))
                break
        self.files.append(source)
        seen = 0
        for sheet in read_sheets(file.path, file.name):
            seen += 1
            self._sheet(sheet)
        if not seen:
            self.remarks.append(Remark("not_used", file.name, "", f"{file.name} 没有使用：文件是空的"))

    def _sheet(self, sheet: Sheet) -> None:
        if sheet.sheet == NOTES_SHEET or not any(cell.strip() for row in sheet.head for cell in row):
            return
        recognised = recognise(sheet, self.forms)
        if recognised is None:
            why = why_not_recognised(sheet, self.forms)
            text = f"{sheet.place} 没有使用：{why}"
            self.remarks.append(Remark("not_used", sheet.file, sheet.sheet, text))
            return
        form = recognised.form
        taken = accept(sheet, recognised, self.code_lists[form.name])
        if not taken.read:
            self._only_headings(sheet, form)
        self.bad += taken.bad
        if len(self.bad) > MOST_BAD_CELLS:
            raise UnusableInput(
                f"错误单元格超过 {MOST_BAD_CELLS:,} 个，没有继续读取。第一个是：{self.bad[0]}请先更正整列的写法再交付。"
            )
        self.remarks += taken.remarks
        self.parts.setdefault(form.name, []).append(taken.rows)
        self.sheets[sheet.file, sheet.sheet] = _Counted(form.name, taken.read, taken.refused)
        self.columns.append(_columns_of(sheet, recognised))

    def _only_headings(self, sheet: Sheet, form: ContractTable) -> None:
        """A file of headings alone says there are no such records; a sheet of a workbook may just not be filled in."""
        is_file = not sheet.sheet and form.name in TABLES
        if is_file:
            self.empty.add(form.name)
        said = "作为一行也没有的表读入" if is_file else "当作没有提供"
        text = f"{sheet.place} 只有标题没有数据，{said}"
        self.remarks.append(Remark("empty_table", sheet.file, sheet.sheet, text, table=form.name))

    def delivery(self) -> Delivery:
        """Everything read so far as one delivery. Raises UnusableInput."""
        merged, repeated, conflicting = self._merged()
        counts = tuple(
            SheetCount(
                file,
                sheet,
                counted.form,
                counted.read,
                counted.read - repeated[file, sheet] - counted.refused - conflicting[file, sheet],
                repeated[file, sheet],
                counted.refused + conflicting[file, sheet],
            )
            for (file, sheet), counted in self.sheets.items()
        )
        self.remarks += [_re_upload(count) for count in counts if _is_re_upload(count)]
        tables, used = self._contract_tables(merged)
        if not self.sheets:
            told = "；".join(remark.text for remark in self.remarks if remark.kind == "not_used")
            raise UnusableInput(f"没有一个文件是数据表。{told or '请检查给出的文件夹'}。")
        self.remarks += missing_parents(tables)
        return Delivery(
            {name: tables[name] for name in TABLES if name in tables},
            tuple(sorted(self.bad, key=lambda bad: (bad.file, bad.sheet, bad.row))),
            tuple(self.remarks),
            counts,
            tuple(self.files),
            "+".join(dialect.name for dialect in used),
            frozenset[str]().union(*(dialect.silent for dialect in used)),
            tuple(self.columns),
        )

    def _merged(self) -> tuple[dict[str, pa.Table], Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        rows: dict[str, pa.Table] = {}
        repeated: Counter[tuple[str, str]] = Counter()
        conflicting: Counter[tuple[str, str]] = Counter()
        for name, parts in self.parts.items():
            merged = merge(self.forms[name], parts)
            parts.clear()
            rows[name] = merged.rows
            self.bad += merged.bad
            self.remarks += merged.remarks
            repeated.update(merged.repeated)
            conflicting.update(merged.conflicting)
        return rows, repeated, conflicting

    def _contract_tables(self, merged: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], list[Dialect]]:
        # A table whose other file was refused row by row is not one without rows.
        refused = {bad.form for bad in self.sheets.values() if bad.read}
        self.empty -= refused
        tables = {name: TABLES[name].stored_schema.empty_table() for name in self.empty}
        used = []
        for dialect in self.dialects:
            spoken = {name: rows for name, rows in merged.items() if name in dialect.forms and rows.num_rows}
            if not spoken:
                continue
            used.append(dialect)
            derived, remarks = dialect.to_contract(spoken)
            self.remarks += remarks
            for name, rows in derived.items():
                tables[name], more = add_derived(TABLES[name], tables.get(name), rows)
                self.remarks += more
        return {name: rows for name, rows in tables.items() if rows.num_rows or name in self.empty}, used


def _columns_of(sheet: Sheet, found: Recognised) -> SheetColumns:
    form = found.form
    matched = sorted(found.columns, key=lambda name: found.columns[name])
    return SheetColumns(
        sheet.file,
        sheet.sheet,
        found.heading_row,
        tuple(form.column(name).chinese for name in matched),
        found.unknown,
        tuple(column.chinese for column in form.columns if column.name not in found.columns),
    )


def require_tables(delivery: Delivery, there: Collection[str] = ()) -> None:
    """Raise UnusableInput when a required table has no row, neither here nor among the tables already `there`."""
    for name in REQUIRED_TABLES:
        if name in there or (name in delivery.tables and delivery.tables[name].num_rows):
            continue
        table = TABLES[name]
        told = f"必备的数据表“{table.chinese}”（{name}）没有一行可以接收。"
        read = [count for count in delivery.counts if count.form == name]
        if read:
            told += f"共读 {sum(count.read for count in read):,} 行，全部拒收。前几个错误："
            places = {count.file for count in read}
            bad = [cell for cell in delivery.rejected if cell.file in places]
            told += "".join(f"\n  {cell}" for cell in bad[:MOST_TOLD])
            told += f"\n  ……另有 {len(bad) - MOST_TOLD:,} 处" if len(bad) > MOST_TOLD else ""
        else:
            unused = [
                remark.text for remark in delivery.remarks if remark.kind in ("not_used", "empty_table")
            ]
            told += f"请交付名为“{table.chinese}”或 {name} 的文件或工作表，并且有全部必填列。" + "；".join(
                unused[:3]
            )
        raise UnusableInput(told)
