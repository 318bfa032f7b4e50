"""Rows on disk a few at a time (分块文件): any block is read without the others, compressed as one piece.

columns | block | block | … | end, size and digest of each block | end of the columns, start of these, their number, digest

A Parquet file or an Arrow file takes its columns apart and reads a hundred pieces for a row; a block here is one. Arrow
trusts what it reads: a single wrong bit may show other rows or end the process. So nothing reaches it, or the codec,
before its digest was compared.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc

_BLOCK = struct.Struct("<QQ8s")
_NUMBERS = struct.Struct("<QQQ")
_DIGEST_SIZE = 8
_END_SIZE = _NUMBERS.size + _DIGEST_SIZE
_CODEC = "zstd"
_MOST_BYTES = 2**28
"""Of a block; what says more is damaged."""


class DamagedError(Exception):
    """A file of blocks that is not as it was written (分块文件损坏)."""


def write_blocks(path: Path, schema: pa.Schema, blocks: Iterable[pa.RecordBatch]) -> None:
    """Write the blocks of these columns, in their order, and wait until they are on disk."""
    codec, index, columns = pa.Codec(_CODEC), bytearray(), schema.serialize()
    with path.open("wb") as file:
        file.write(columns)
        for block in blocks:
            content = block.serialize()
            packed = codec.compress(content)
            file.write(packed)
            index += _BLOCK.pack(file.tell(), content.size, _digest(packed))
        numbers = _NUMBERS.pack(columns.size, file.tell(), len(index) // _BLOCK.size)
        file.write(index)
        file.write(numbers)
        file.write(_digest(columns, index, numbers))
        file.flush()
        os.fsync(file.fileno())


class Blocks:
    """A file of blocks, open for reading (分块文件). Raises OSError or DamagedError."""

    def __init__(self, path: Path) -> None:
        # Not mapped into memory: a disk that fails to read a mapped page ends the process.
        self._file = pa.OSFile(str(path))
        try:
            self._codec = pa.Codec(_CODEC)
            self.schema = self._opened()
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return len(self._index) // _BLOCK.size

    def __getitem__(self, at: int) -> pa.RecordBatch:
        if not 0 <= at < len(self):
            raise IndexError(at)
        end, size, digest = self._block(at)
        packed = self._read(self._block(at - 1)[0] if at else self._first, end)
        if not 0 < size < _MOST_BYTES or _digest(packed) != digest:
            raise DamagedError("a block is not as it was written")
        return ipc.read_record_batch(self._codec.decompress(packed, size), self.schema)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return (self[at] for at in range(len(self)))

    def close(self) -> None:
        self._file.close()

    def _opened(self) -> pa.Schema:
        """The columns; takes the index into memory."""
        size = self._file.size()
        end = self._read(size - _END_SIZE, size).to_pybytes()
        numbers, digest = end[: _NUMBERS.size], end[_NUMBERS.size :]
        self._first, start, number = _NUMBERS.unpack(numbers)
        if start + _BLOCK.size * number + _END_SIZE != size:
            raise DamagedError("no file of blocks")
        columns = self._read(0, self._first)
        self._index = self._read(start, size - _END_SIZE).to_pybytes()
        if _digest(columns, self._index, numbers) != digest:
            raise DamagedError("columns or index are not as they were written")
        return ipc.read_schema(columns)

    def _block(self, at: int) -> tuple[int, int, bytes]:
        end, size, digest = _BLOCK.unpack_from(self._index, at * _BLOCK.size)
        return end, size, digest

    def _read(self, start: int, end: int) -> pa.Buffer:
        if not 0 <= start <= end <= self._file.size():
            raise DamagedError("a piece outside its file")
        self._file.seek(start)
        return self._file.read_buffer(end - start)


def _digest(*parts: pa.Buffer | bytes | bytearray) -> bytes:
    found = blake2b(digest_size=_DIGEST_SIZE)
    for part in parts:
        found.update(part)
    return found.digest()
