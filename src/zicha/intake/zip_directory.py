"""How long the directory of a ZIP archive is (压缩包目录), told by its last record before any entry is read.

A million empty entries fit into fifty megabytes; reading their directory takes seconds and half a gigabyte. The library
reads as many bytes as this record says and counts entries by their length, so both are looked at.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

# What a directory of ten thousand entries with long names takes, with much to spare.
MOST_BYTES = 8 << 20

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_MARK = b"PK\x06\x07"
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_64_MARK = b"PK\x06\x06"
_LONGEST_COMMENT = 0xFFFF
_IN_64_COUNT, _IN_64_SIZE = 0xFFFF, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Directory:
    """What the end record says (目录记录): entries and bytes of the directory."""

    entries: int
    size: int

    def is_longer_than(self, entries: int) -> bool:
        return self.entries > entries or self.size > MOST_BYTES


def directory_of(file: BinaryIO) -> Directory | None:
    """What the archive's end says of its directory; None where it has no end. Leaves the file at its beginning."""
    try:
        return _read(file)
    finally:
        file.seek(0)


def _read(file: BinaryIO) -> Directory | None:
    length = file.seek(0, 2)
    start = max(length - _END.size - _LONGEST_COMMENT, 0)
    file.seek(start)
    tail = file.read()
    at = _end_in(tail)
    if at is None:
        return None
    _, _, _, _, entries, size, _, _ = _END.unpack_from(tail, at)
    # The longer of two answers, whichever of them a library believes.
    longer = _in_64(file, start + at)
    if longer is None:
        return Directory(entries, size)
    if entries == _IN_64_COUNT or size == _IN_64_SIZE:
        return longer
    return Directory(max(entries, longer.entries), max(size, longer.size))


def _end_in(tail: bytes) -> int | None:
    """Where the library finds the end record: at the very end, or before a comment; a mark within it is none."""
    at_end = len(tail) - _END.size
    if at_end >= 0 and tail[at_end:].startswith(_END_MARK) and tail.endswith(b"\0\0"):
        return at_end
    at = tail.rfind(_END_MARK, 0, max(at_end, 0) + len(_END_MARK))
    return None if at < 0 else at


def _in_64(file: BinaryIO, end: int) -> Directory | None:
    """The record of archives with more than 65 535 entries (ZIP64), which stands before the locator before the end."""
    if end < _LOCATOR.size:
        return None
    file.seek(end - _LOCATOR.size)
    mark, _, place, _ = _LOCATOR.unpack(file.read(_LOCATOR.size))
    if mark != _LOCATOR_MARK:
        return None
    # Where it is said to be, and where the library looks: right before the locator.
    for at in (place, end - _LOCATOR.size - _END_64.size):
        if 0 <= at <= end - _END_64.size:
            file.seek(at)
            found = _END_64.unpack(file.read(_END_64.size))
            if found[0] == _END_64_MARK:
                return Directory(found[7], found[8])
    return None
