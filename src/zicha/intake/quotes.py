"""Quotes of a CSV file that open and do not close (引号不成对).

A quote that stays open swallows the rows after it without a word: the reader takes them for one long cell. So the
quotes are followed while the text streams by, in the reader's own sense: a quote opens only at the start of a cell,
a doubled one inside is text, and what follows a closing one must end the cell.
"""

from __future__ import annotations

import numpy as np

from zicha.contract.errors import UnusableInput

_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D


class QuoteWatch:
    """Follows the quotes of one file, chunk by chunk (引号检查). Raises UnusableInput at the first that is wrong."""

    def __init__(self, separator: str, name: str) -> None:
        self._ends = np.zeros(256, dtype=bool)
        self._ends[[ord(separator), _LF, _CR]] = True
        self._name = name
        self.wrong: UnusableInput | None = None  # kept for a reader that hides what its source raised
        self._opened_on = 0  # line of the quote that is open, 0 for none
        self._just_closed = False  # whether the last quote seen closed a cell
        # The last two bytes seen: a quote is judged by its neighbours, so the last byte waits for the next chunk.
        self._carry = b"\n\n"  # a file starts like a line
        self._lines = 0

    def see(self, chunk: bytes, *, last: bool) -> None:
        """Take the next bytes of the text. `last` marks the end of the file."""
        buffer = self._carry + chunk + (b"\n" if last else b"")
        if len(buffer) < 3:
            return
        codes = np.frombuffer(buffer, dtype=np.uint8)
        quotes = np.flatnonzero(codes[1:-1] == _QUOTE) + 1
        if len(quotes):
            if self._all_in_order(codes, quotes):
                if len(quotes) % 2:
                    self._opened_on = 0 if self._opened_on else self._line_of(codes, int(quotes[-1]))
                self._just_closed = not self._opened_on
            else:
                self._step_through(codes, quotes)
        self._lines += int(np.count_nonzero(codes[1:-1] == _LF))
        self._carry = buffer[-2:]
        if last and self._opened_on:
            raise self._wrong(self._opened_on, "没有闭合")

    def _all_in_order(self, codes: np.ndarray, quotes: np.ndarray) -> bool:
        """Whether quotes simply open and close in turn; a doubled one closes and opens again."""
        before, after = codes[quotes - 1], codes[quotes + 1]
        first_opens = not self._opened_on
        if first_opens and before[0] == _QUOTE and not self._just_closed:
            return False
        opens = slice(0 if first_opens else 1, None, 2)
        closes = slice(1 if first_opens else 0, None, 2)
        may_open = self._ends[before[opens]] | (before[opens] == _QUOTE)
        may_close = self._ends[after[closes]] | (after[closes] == _QUOTE)
        return bool(may_open.all() and may_close.all())

    def _step_through(self, codes: np.ndarray, quotes: np.ndarray) -> None:
        """The same one by one, for text with quotes inside cells that have none around them, such as 5" pipe."""
        before, after = codes[quotes - 1].tolist(), codes[quotes + 1].tolist()
        for place, ahead, behind in zip(quotes.tolist(), before, after, strict=True):
            if self._opened_on:
                if behind != _QUOTE and not self._ends[behind]:
                    raise self._wrong(self._opened_on, "与后面的文字不成对")
                self._opened_on, self._just_closed = 0, True
            elif self._ends[ahead] or (ahead == _QUOTE and self._just_closed):
                self._opened_on, self._just_closed = self._line_of(codes, place), False
            else:
                self._just_closed = False

    def _line_of(self, codes: np.ndarray, place: int) -> int:
        return self._lines + int(np.count_nonzero(codes[1:place] == _LF))

    def _wrong(self, line: int, what: str) -> UnusableInput:
        self.wrong = UnusableInput(
            f'{self._name} 第 {line} 行文本起，引号（"）{what}，其后的行无法分开。'
            "请补上或删除该引号（单元格内的引号要写两个），或从原系统重新导出。"
        )
        return self.wrong
