"""CSV files (文本文件): encoding and separator found out, rows streamed, ragged rows named.

Read by pyarrow as text; what it cannot fit to the headings comes back with the number of cells found and expected.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from zicha.contract.errors import UnusableInput
from zicha.intake.encodings import Encoding, Utf8Stream, encoding_of, head_text, separator_of
from zicha.intake.quotes import QuoteWatch
from zicha.intake.sheets import HEAD_ROWS, Batch, RefusedRow, Sheet

MOST_COLUMNS = 1_000
_BLOCK = 1 << 23  # bytes; no row may be longer
_SHOWN = 60  # characters of a refused row


def sheets(path: Path, name: str) -> Iterator[Sheet]:
    """The one sheet of a CSV file; none when the file is empty."""
    encoding = encoding_of(path, name)
    text = head_text(path, encoding)
    if not text.strip():
        return
    separator, said = separator_of(text)
    head = _head(text, separator, name)
    if said:
        head[0] = [""]
    file = _TextFile(path, name, encoding, separator)
    yield Sheet(name, "", head, file.rows)


def _head(text: str, separator: str, name: str) -> list[list[str]]:
    csv.field_size_limit(1 << 30)
    head = list(itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), HEAD_ROWS))
    wide = [len(row) for row in head if len(row) > MOST_COLUMNS]
    if len(wide) * 2 > sum(any(row) for row in head):
        raise UnusableInput(
            f"{name} 有 {max(wide):,} 列以上，超过 {MOST_COLUMNS:,} 列的上限。请删除多余的空列后重新保存。"
        )
    # A few rows that wide are no headings; they are refused with the rows of data.
    # A CSV reader and a spreadsheet both show a line break inside a cell as one line feed.
    return [[cell.replace("\r\n", "\n") for cell in row] if len(row) <= MOST_COLUMNS else [] for row in head]


@dataclass
class _Ragged:
    """Rows that do not have as many cells as there are headings."""

    width: int
    separator: str
    after: int
    numbers: list[int] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    padded: list[tuple[int, list[str]]] = field(default_factory=list)

    def take(self, row: arrow_csv.InvalidRow) -> str:
        self.numbers.append(row.number)
        if row.number > self.after:
            self._judge(row.number, row.text, row.actual_columns)
        return "skip"

    def _judge(self, number: int, text: str, found: int) -> None:
        if found > self.width:
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self.separator), [])
            if not any(cell.strip() for cell in cells[self.width :]):
                self.padded.append((number, cells[: self.width]))
                return
        if not text.strip(f'{self.separator} \t\r\n"　'):
            return
        lines = text.count("\n")
        inside = f"（其中有 {lines} 个换行，可能缺少引号）" if lines else ""
        self.refused.append(
            RefusedRow(
                number,
                # Not the row itself: with its cells displaced, anybody's number may stand anywhere.
                f"（整行，{found} 个单元格）",
                f"有 {found} 个单元格，标题有 {self.width} 个{inside}",
                "补齐或去掉多出的分隔符；含逗号的内容请加引号，或另存为 xlsx",
            )
        )


@dataclass(frozen=True, slots=True)
class _TextFile:
    path: Path
    name: str
    encoding: Encoding
    separator: str

    def rows(self, after: int, width: int) -> Iterator[Batch]:
        """The rows below row `after`, blank ones included; rows of another width are refused."""
        ragged = _Ragged(width, self.separator, after)
        watch = QuoteWatch(self.separator, self.name)
        with Utf8Stream(self.path, self.encoding, watch) as stream:
            number = 1
            for batch in self._batches(stream, ragged, watch):
                numbers, number = _numbers(number, batch.num_rows, ragged.numbers)
                below = int(np.searchsorted(numbers, after, side="right"))
                columns = [column.slice(below) for column in batch.columns]
                yield _with_padded(numbers[below:], columns, ragged)
            if ragged.refused or ragged.padded:
                yield _with_padded(np.array([], dtype=np.int64), [pa.array([], pa.string())] * width, ragged)

    def _batches(self, stream: Utf8Stream, ragged: _Ragged, watch: QuoteWatch) -> Iterator[pa.RecordBatch]:
        names = [str(position) for position in range(ragged.width)]
        try:
            yield from arrow_csv.open_csv(
                pa.PythonFile(stream, "r"),
                # One thread: only so are the numbers of bad rows known.
                read_options=arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=_BLOCK),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.separator,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=ragged.take,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid as error:
            if watch.wrong is not None:
                raise watch.wrong from error
            raise UnusableInput(
                f"{self.name} 中有一行超过 {_BLOCK >> 20} MB，无法分行。请检查该文件的换行与引号，或从原系统重新导出。"
            ) from error


def _numbers(first: int, count: int, taken: list[int]) -> tuple[np.ndarray, int]:
    """Row numbers of `count` good rows from row `first` on, passing over the bad ones; and the number after them."""
    passed = np.array(taken, dtype=np.int64)
    passed = passed[passed >= first]
    numbers = np.arange(first, first + count, dtype=np.int64)
    # The k-th bad row pushes every good row at or behind it by one.
    pushed = np.searchsorted(passed - np.arange(len(passed)), numbers, side="right")
    numbers = numbers + pushed
    following = int(numbers[-1]) + 1 if count else first
    del taken[:]
    taken.extend(passed[passed >= following].tolist())
    return numbers, following


def _with_padded(numbers: np.ndarray, columns: list[pa.Array], ragged: _Ragged) -> Batch:
    """The batch with the rows added that are only too wide by blank cells, and the refused ones so far."""
    refused, ragged.refused = ragged.refused, []
    padded, ragged.padded = ragged.padded, []
    if padded:
        numbers = np.concatenate([numbers, np.array([number for number, _ in padded], dtype=np.int64)])
        columns = [
            pa.concat_arrays([column, pa.array([cells[position] for _, cells in padded], pa.string())])
            for position, column in enumerate(columns)
        ]
    return Batch(pa.array(numbers), columns, refused)
