"""The invented body's files as bodies hand them in (交付文件): tidy, or in the mix of forms intake has to take.

The mix  UTF-8 with and without a byte-order mark, GB 18030, a workbook with Chinese headings and labels, one table in
         two files with a row in both, a sub-folder, dates as 2026/1/5, full-width digits. None of it is to be refused.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter

from zicha.contract.codes import CODE_LISTS
from zicha.contract.table import Column, Type
from zicha.contract.tables import TABLES
from zicha.demo.world import World

_GB18030 = "applications"
_WITH_MARK = "certificates"
_IN_TWO = "audits"
_WORKBOOK = ("认证人员资料.xlsx", ("people", "qualifications", "decision_authorities"))
_BELOW = ("外部信息", ("adverse_events", "complaints", "penalties"))
_SLASHED = {("certificates", "expires_on"), ("visits", "visited_on"), ("applications", "applied_on")}
_FULL_WIDTH = {("certificates", "personnel"), ("organisations", "employees")}
_EVERY = 40
"""One row in so many is typed with full-width digits."""


def write_world(world: World, folder: Path | str, *, style: str = "mixed") -> None:
    """Write all tables: `mixed`, `plain` or `parquet`. The list of what is planted stays out of the folder."""
    writers = {"mixed": _write_mixed, "plain": write_plain, "parquet": write_parquet}
    if style not in writers:
        raise ValueError(f"style is {style}; choose from {', '.join(writers)}")
    writers[style](world, Path(folder))


def write_plain(world: World, folder: Path | str) -> None:
    """One UTF-8 CSV file a table, English headings, codes as codes."""
    place = _made(folder)
    for name, table in world.tables.items():
        _write_csv(_typed(name, table), place / f"{name}.csv")


def write_parquet(world: World, folder: Path | str) -> None:
    """One Parquet file a table, in the types of the contract."""
    place = _made(folder)
    for name, table in world.tables.items():
        pyarrow.parquet.write_table(table, place / f"{name}.parquet")


def _made(folder: Path | str) -> Path:
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    return place


def _write_mixed(world: World, folder: Path) -> None:
    place, below = _made(folder), _made(folder / _BELOW[0])
    for name, table in world.tables.items():
        if name in _WORKBOOK[1]:
            continue
        if name == _GB18030:
            _write_csv(
                _typed(name, table, chinese=True), place / f"{TABLES[name].chinese}.csv", encoding="gb18030"
            )
        elif name == _IN_TWO:
            half = table.num_rows // 2
            # Exported twice with an overlap of a row, as happens: the same row counts once.
            _write_csv(_typed(name, table.slice(0, half + 1)), place / f"{name}_1.csv")
            _write_csv(_typed(name, table.slice(half)), place / f"{name}_2.csv")
        else:
            typed = _typed(name, table)
            where = below if name in _BELOW[1] else place
            _write_csv(typed, where / f"{name}.csv", encoding="utf-8-sig" if name == _WITH_MARK else "utf-8")
    _write_workbook(world, place / _WORKBOOK[0])


def _typed(name: str, table: pa.Table, *, chinese: bool = False) -> pa.Table:
    """Every cell as text, the way people and exports write it."""
    columns, heads = [], []
    for column in TABLES[name].columns:
        values = table[column.name]
        if isinstance(values, pa.ChunkedArray):
            values = values.combine_chunks()
        text = _text(column, values, chinese=chinese)
        if (name, column.name) in _SLASHED:
            text = _slashed(text)
        if (name, column.name) in _FULL_WIDTH:
            text = _full_width(text)
        columns.append(text)
        heads.append(column.chinese if chinese else column.name)
    return pa.table(columns, names=heads)


def _text(column: Column, values: pa.Array, *, chinese: bool) -> pa.Array:
    if column.type is Type.FLAG:
        return pc.if_else(values, "是" if chinese else "true", "否" if chinese else "false")
    if column.type is Type.TIME:
        return pc.strftime(values.cast(pa.timestamp("s")), format="%Y-%m-%d %H:%M:%S")
    if column.type is Type.NUMBER:
        # 1.500000 as 1.5; degrees are floats and come out short by themselves.
        text = values.cast(pa.string())
        return text if pa.types.is_floating(values.type) else pc.replace_substring_regex(text, r"\.?0+$", "")
    if chinese and column.codes:
        labels = CODE_LISTS[column.codes].labels
        words = {code: f"{label}" for code, label in labels.items()}
        return pa.array([words.get(code, code) for code in values.to_pylist()], pa.string())
    return values.cast(pa.string())


def _slashed(text: pa.Array) -> pa.Array:
    """2026-01-05 as 2026/1/5."""
    return pc.replace_substring_regex(text, "-0?", "/")


def _full_width(text: pa.Array) -> pa.Array:
    """One cell in so many with full-width digits."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    cells = text.to_pylist()
    for row in range(0, len(cells), _EVERY):
        cells[row] = cells[row].translate(wide) if cells[row] else None
    return pa.array(cells, pa.string())


def _write_csv(table: pa.Table, path: Path, *, encoding: str = "utf-8") -> None:
    sink = pa.BufferOutputStream()
    try:  # as exports do, without quotes; a cell that needs them refuses
        pyarrow.csv.write_csv(table, sink, pyarrow.csv.WriteOptions(quoting_style="none"))
    except pa.ArrowInvalid:
        sink = pa.BufferOutputStream()
        pyarrow.csv.write_csv(table, sink)
    written = sink.getvalue()
    path.write_bytes(written if encoding == "utf-8" else written.to_pybytes().decode().encode(encoding))


def _write_workbook(world: World, path: Path) -> None:
    """Sheets with Chinese names, headings and labels; dates as dates of the spreadsheet."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name in _WORKBOOK[1]:
        table, columns = world.tables[name], TABLES[name].columns
        sheet = book.add_worksheet(TABLES[name].chinese)
        sheet.write_row(0, 0, [column.chinese for column in columns])
        cells = [
            table[column.name].to_pylist()
            if column.type is Type.DATE
            else _text(column, table[column.name].combine_chunks(), chinese=True).to_pylist()
            for column in columns
        ]
        for number, row in enumerate(zip(*cells, strict=True), 1):
            sheet.write_row(number, 0, row)
    book.close()
