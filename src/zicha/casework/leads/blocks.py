"""Rows on disk a few at a time (分块文件): any block is read without the others, compressed as one piece.

columns | block | block | … | end and size of each block, int64 | end of the columns, start of these numbers, number of blocks

A Parquet file or an Arrow file takes its columns apart and reads a hundred pieces for a row; a block here is one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc as ipc

_END = struct.Struct("<QQQ")
_CODEC = "zstd"
_MOST_BYTES = 2**28
"""Of a block; what says more is damaged."""


def write_blocks(path: Path, schema: pa.Schema, blocks: Iterable[pa.RecordBatch]) -> None:
    """Write the blocks of these columns, in their order."""
    codec, ends = pa.Codec(_CODEC), []
    with path.open("wb") as file:
        file.write(schema.serialize())
        columns_end = file.tell()
        for block in blocks:
            content = block.serialize()
            file.write(codec.compress(content))
            ends.append((file.tell(), content.size))
        start = file.tell()
        file.write(np.array(ends, "<i8").tobytes())
        file.write(_END.pack(columns_end, start, len(ends)))


class Blocks:
    """A file of blocks, open for reading (分块文件). Raises OSError or ArrowException where it is damaged."""

    def __init__(self, path: Path) -> None:
        self._file = pa.memory_map(str(path))
        self._codec = pa.Codec(_CODEC)
        size = self._file.size()
        if size < _END.size:
            raise pa.ArrowInvalid(f"{path} is no file of blocks")
        columns_end, start, number = _END.unpack(self._read(size - _END.size, size))
        if not columns_end <= start <= size or start + 16 * number + _END.size != size:
            raise pa.ArrowInvalid(f"{path} is no file of blocks")
        self.schema = ipc.read_schema(self._read(0, columns_end))
        self._first = columns_end
        self._ends = np.frombuffer(self._read(start, start + 16 * number), "<i8").reshape(-1, 2)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, at: int) -> pa.RecordBatch:
        if not 0 <= at < len(self):
            raise IndexError(at)
        end, size = map(int, self._ends[at])
        start = int(self._ends[at - 1, 0]) if at else self._first
        if not 0 < size < _MOST_BYTES:
            raise pa.ArrowInvalid("a block of no possible size")
        return ipc.read_record_batch(self._codec.decompress(self._read(start, end), size), self.schema)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return (self[at] for at in range(len(self)))

    def close(self) -> None:
        self._file.close()

    def _read(self, start: int, end: int) -> pa.Buffer:
        if not 0 <= start <= end <= self._file.size():
            raise pa.ArrowInvalid("a block outside its file")
        self._file.seek(start)
        return self._file.read_buffer(end - start)
