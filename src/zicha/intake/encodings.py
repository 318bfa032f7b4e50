"""In which encoding and with which separator a text file was written (编码与分隔符)."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from zicha.contract.errors import UnusableInput
from zicha.intake.quotes import QuoteWatch

CHUNK = 1 << 20
_SAMPLE = 1 << 22
_HEAD = 1 << 18

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file are read: `mark` bytes at the start are no text."""

    codec: str
    mark: int = 0


ROWS_LOOKED_AT = 200


def encoding_of(path: Path, name: str) -> Encoding:
    """UTF-8, UTF-16 or GB 18030. A few damaged bytes do not turn UTF-8 into GB 18030: they stay damaged, and seen."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, codec in _MARKS:
        if sample.startswith(mark):
            return Encoding(codec, len(mark))
    if sample.count(0) > len(sample) // 20:
        return Encoding(_utf_16_without_mark(sample, name))
    if _decodes(path, "utf-8"):
        return Encoding("utf-8")
    text = sample.decode("utf-8", "replace")
    damaged = text.count("�")
    whole = sum(letter > "\x7f" for letter in text) - damaged
    # Nearly every Chinese character of a GB 18030 file breaks UTF-8; a damaged UTF-8 file breaks in places.
    return Encoding("utf-8" if whole > 2 * damaged else "gb18030")


def _utf_16_without_mark(sample: bytes, name: str) -> str:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 10 * min(even, odd) + 1:
        raise UnusableInput(
            f"{name} 不是文本文件：含有大量空字符（NUL）。请从原系统重新导出为 CSV（UTF-8）。"
        )
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


class Utf8Stream(io.RawIOBase):
    """The file's text as UTF-8 bytes, without its mark. A byte that cannot be decoded becomes U+FFFD."""

    def __init__(self, path: Path, encoding: Encoding, watch: QuoteWatch | None = None) -> None:
        self._file = path.open("rb")
        self._file.seek(encoding.mark)
        self._plain = encoding.codec == "utf-8"
        self._decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
        self._watch = watch
        self._left = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, all of them when it is negative."""
        parts: list[bytes] = []
        wanted = size if size >= 0 else 1 << 62
        while wanted > 0 and (self._left or self._refill()):
            part, self._left = self._left[:wanted], self._left[wanted:]
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def _refill(self) -> bool:
        while not self._left and not self._ended:
            chunk = self._file.read(CHUNK)
            self._ended = not chunk
            self._left = self._decoder.decode(chunk, final=self._ended).encode()
            if self._watch is not None:
                self._watch.see(self._left, last=self._ended)
        return bool(self._left)

    def close(self) -> None:
        self._file.close()
        super().close()


def head_text(path: Path, encoding: Encoding) -> str:
    """The first part of the text, for looking at headings."""
    with Utf8Stream(path, encoding) as stream:
        return stream.read(_HEAD).decode("utf-8", "ignore")


def separator_of(text: str) -> tuple[str, bool]:
    """The separator, and whether the first line says it in Excel's own way (`sep=;`)."""
    first = text.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], True
    return max((",", "\t", ";"), key=lambda separator: separator_agreement(text, separator)), False


def separator_agreement(text: str, separator: str) -> tuple[float, int]:
    """How many rows the separator cuts into the same number of cells, as a share of 1, and into how many.

    The widest row tells nothing: a cell may hold a list of its own (a;b;c).
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    # The last row may be cut off where the look at the file ends.
    found = [len(row) for row in itertools.islice(rows, ROWS_LOOKED_AT) if any(row)]
    widths = found[:-1] or found
    often = Counter(width for width in widths if width > 1).most_common(1)
    if not often:
        return 0.0, 0
    width, count = often[0]
    return round(count / len(widths), 1), width
