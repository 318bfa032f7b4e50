"""Finding single rows of a dataset version without reading its tables (按键取行的查找文件).

A page that opens a lead wants some twenty rows out of millions. A version's Parquet files are made for reading through:
one row costs as much as a hundred thousand. So beside the dataset, in the body's `work` folder, lies for each of them

work/rows/<format>/<sha256 of the Parquet file>/rows       its rows in their order
work/rows/<format>/<sha256 of the Parquet file>/<column>   the values of a column in order, each with its row's number;
                                                           the last block names the first value of every other one

They follow from the dataset, are made in the background and may be deleted at any time: who finds none reads the
Parquet file. Nothing of them is kept in memory between two questions.
"""

from __future__ import annotations

import logging
import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from filelock import FileLock, Timeout

from zicha.casework.leads.blocks import Blocks, DamagedError, write_blocks
from zicha.contract.subjects import KEY_SEPARATOR
from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES
from zicha.dataset import disk
from zicha.dataset.parquet_scan import parquet_scan

log = logging.getLogger("zicha.jobs")

FORMAT = "3"
KEY = "zicha_key"
"""The column of a row's whole key, its parts joined as findings write it."""

# What pages ask for besides whole keys.
LOOKED_UP = {
    "audits": ("certificate_no", "application_id"),
    "decisions": ("certificate_no", "audit_id"),
    "sign_ins": ("audit_id",),
    "certificate_events": ("certificate_no",),
    "audit_plans": ("audit_id",),
    "audit_team": ("audit_id",),
    "nonconformities": ("audit_id",),
}
MOST_ROWS = 500
"""Of one answer; who asks for more reads the Parquet file faster."""

DAMAGE = (DamagedError, IndexError, ValueError, pa.ArrowException)
"""What reading a damaged look-up raises, besides OSError."""

_BLOCK = 128
_ROWS_A_BATCH = 65_536
_VALUES_A_BLOCK = 1_024
_ROWS = "rows"
_IN_USE = "in-use"
_VALUES = pa.schema([("value", pa.string()), ("row", pa.int64())])


def rows_folder(body: Path) -> Path:
    """Where the look-ups of a body lie; a folder `work` is in no backup."""
    return body / "work" / "rows"


def place_of(file: Path) -> Path | None:
    """Where the look-up of <body>/dataset/objects/<sha256>.parquet lies; None for a file that is of no body."""
    return rows_folder(file.parents[2]) / FORMAT / file.stem if file.parent.name == "objects" else None


def key_words(table: ContractTable) -> str:
    """SQL for the whole key of a row."""
    return f" || '{KEY_SEPARATOR}' || ".join(f'CAST("{name}" AS VARCHAR)' for name in table.key)


def make(table: str, file: Path, *, memory: str) -> bool:
    """Make the look-up of a Parquet file, whole or not at all; False when it was there and opens."""
    place = place_of(file)
    if place is None or (place.is_dir() and _opens(table, place)):
        return False
    if place.is_dir():
        set_aside(place)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    making = place.with_name(f"new-{uuid.uuid4().hex}")
    making.mkdir(mode=0o700)
    try:
        with _engine(memory, making / "overflow") as connection:
            for name, schema, batches in _parts(connection, table, file):
                write_blocks(making / name, schema, batches)
        disk.remove(making / "overflow")
        disk.sync_folder(making)
        disk.move(making, place)
    finally:
        disk.remove(making)
    return True


def differs(table: str, file: Path, *, memory: str) -> bool:
    """Whether the look-up of a Parquet file is there and says something else."""
    place = place_of(file)
    if place is None or not place.is_dir():
        return False
    with _folder_in_use(place.parent) as overflow, _engine(memory, overflow) as connection:
        return (
            any(
                not _holds(place / name, schema, batches)
                for name, schema, batches in _parts(connection, table, file)
            )
            and place.is_dir()
        )  # Unless it was cleared away at this moment.


def set_aside(place: Path) -> None:
    """Take a damaged look-up out of use: `prepare` makes it anew and clears this one away."""
    log.warning("look-up %s is damaged and will be made anew", place)
    with suppress(OSError):
        place.rename(place.with_name(f"damaged-{uuid.uuid4().hex}"))


def is_in_use(folder: Path) -> bool:
    """Whether somebody who compares look-ups is working in this folder now."""
    if not (folder / _IN_USE).exists():
        return False
    try:
        with FileLock(folder / _IN_USE, timeout=0):
            return False
    except Timeout:
        return True


class Lookup:
    """The rows of one table by a value (一张表的查找文件).

    Where a file is damaged: OSError or one of DAMAGE.
    """

    def __init__(self, table: str, place: Path) -> None:
        self._table = TABLES[table]
        self._place = place
        self._open: dict[str, Blocks] = {}

    def close(self) -> None:
        for blocks in self._open.values():
            blocks.close()

    def of(self, column: str, values: Iterable[str]) -> list[dict[str, Any]] | None:
        """Rows whose column, or whose whole key for column "", is one of the values; None where it cannot tell.

        That is: the column is not looked up, or there are more rows than are worth taking one by one.
        """
        name = KEY if not column or self._table.key == (column,) else column
        if name not in _indexed(self._table):
            return None
        index, numbers, wanted = self._blocks(name), set(), set(values)
        firsts = index[len(index) - 1].column(0)
        for value in wanted:
            numbers |= _numbers(index, firsts, value)
            if len(numbers) > MOST_ROWS:
                return None
        found = self._rows(sorted(numbers))
        if any(row.get(name) not in wanted for row in found):
            raise DamagedError(f"{self._place / name} leads to rows of other values")
        return found

    def open_all(self) -> None:
        """Open every file there must be."""
        for column in {*_indexed(self._table)} & {*self._blocks(_ROWS).schema.names}:
            self._blocks(column)

    def _blocks(self, name: str) -> Blocks:
        if name not in self._open:
            self._open[name] = blocks = Blocks(self._place / name)
            if not (KEY in blocks.schema.names if name == _ROWS else blocks.schema.equals(_VALUES)):
                raise DamagedError(f"{self._place / name} is another file")
        return self._open[name]

    def _rows(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        blocks = self._blocks(_ROWS)
        names, found, block, last = blocks.schema.names, [], None, -1
        for number in numbers:
            at, place = divmod(number, _BLOCK)
            if block is None or at != last:
                block, last = blocks[at], at
            row = zip(names, block.columns, strict=True)
            found.append({name: cells[place].as_py() for name, cells in row})
        return found


def _numbers(index: Blocks, firsts: pa.Array, value: str) -> set[int]:
    """The rows of one value; `firsts` are the first values of the blocks."""
    found: set[int] = set()
    first, after = _run(firsts, value)
    # A run may begin in the block before the first one that begins with its value.
    for at in range(max(0, first - 1), after):
        block = index[at]
        begin, end = _run(block.column(0), value)
        found.update(block.column(1)[begin:end].to_pylist())
        if len(found) > MOST_ROWS:
            break
    return found


def _run(values: pa.Array, value: str) -> tuple[int, int]:
    """Where a value begins and ends in an array that is in order."""

    def said(at: int) -> str:
        return values[at].as_py()

    places = range(len(values))
    return bisect_left(places, value, key=said), bisect_right(places, value, key=said)


Part: TypeAlias = tuple[str, pa.Schema, Iterable[pa.RecordBatch]]


def _parts(connection: duckdb.DuckDBPyConnection, table: str, file: Path) -> Iterator[Part]:
    """The files of a look-up: name, columns, content; each content is to be taken before the next part."""
    contract, source = TABLES[table], parquet_scan(file)
    rows = connection.execute(f"SELECT *, {key_words(contract)} AS {KEY} FROM {source}").to_arrow_reader(
        _ROWS_A_BATCH
    )
    yield _ROWS, rows.schema, _of_size(rows, _BLOCK)
    for column in _indexed(contract):
        words = key_words(contract) if column == KEY else f'CAST("{column}" AS VARCHAR)'
        # A version written under an earlier contract may lack a column.
        if column == KEY or column in rows.schema.names:
            ordered = connection.execute(
                f"""SELECT value, row FROM (SELECT {words} AS value, file_row_number AS row FROM {source})
                    WHERE value IS NOT NULL ORDER BY value, row"""
            )
            yield (
                column,
                _VALUES,
                _with_firsts(_of_size(ordered.to_arrow_reader(_ROWS_A_BATCH), _VALUES_A_BLOCK)),
            )


def _with_firsts(blocks: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    firsts: list[str] = []
    for block in blocks:
        firsts.append(block.column(0)[0].as_py())
        yield block.cast(_VALUES)
    yield pa.record_batch([pa.array(firsts, pa.string()), pa.nulls(len(firsts), pa.int64())], schema=_VALUES)


def _of_size(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """The same rows, so many at a time; the last ones may be fewer. A row is found by its number."""
    left: list[pa.RecordBatch] = []
    for batch in batches:
        blocks = pa.Table.from_batches([*left, batch]).combine_chunks().to_batches(max_chunksize=rows)
        left = [blocks.pop()] if blocks and blocks[-1].num_rows < rows else []
        yield from blocks
    yield from (last for last in left if last.num_rows)


def _holds(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> bool:
    """Whether a file of a look-up has these columns and this content."""
    try:
        blocks = Blocks(path)
    except (OSError, *DAMAGE):
        return False
    with closing(blocks):
        return blocks.schema.equals(schema) and all(
            one is not None and other is not None and _comparable(one).equals(_comparable(other))
            for one, other in zip_longest(_until_damaged(blocks), batches)
        )


def _until_damaged(blocks: Blocks) -> Iterator[pa.RecordBatch | None]:
    """The blocks, None in place of one that cannot be read: failures of the dataset are not taken for its own."""
    try:
        yield from blocks
    except (OSError, *DAMAGE):
        yield None


def _opens(table: str, place: Path) -> bool:
    """Whether all files of a look-up are there, with columns and index as written; blocks are compared when read."""
    with closing(Lookup(table, place)) as lookup:
        try:
            lookup.open_all()
        except (OSError, *DAMAGE):
            return False
    return True


def _comparable(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Without cells that are not a number, which no cell equals."""
    columns = [
        pc.if_else(pc.is_nan(cells), None, cells) if pa.types.is_floating(cells.type) else cells
        for cells in batch.columns
    ]
    return pa.record_batch(columns, names=batch.schema.names)


def _indexed(table: ContractTable) -> tuple[str, ...]:
    return (KEY, *LOOKED_UP.get(table.name, ()))


@contextmanager
def _folder_in_use(parent: Path) -> Iterator[Path]:
    """A folder for what does not fit into memory, which `prepare` leaves alone until its user has ended."""
    folder = parent / f"check-{uuid.uuid4().hex}"
    folder.mkdir(mode=0o700)
    try:
        with FileLock(folder / _IN_USE):
            yield folder / "overflow"
    finally:
        disk.remove(folder)


@contextmanager
def _engine(memory: str, overflow: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET memory_limit = ?", [memory])
        connection.execute("SET temp_directory = ?", [str(overflow)])
        yield connection
