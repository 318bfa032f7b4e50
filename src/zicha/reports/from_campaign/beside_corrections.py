"""What stands beside a corrected figure and was computed without the correction says so (更正旁注).

A correction changes what one figure shows. Charts, sums and tables made of the same records stay as they were computed;
a reader who compares them must not take one of the two for a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from zicha.reports.document import Block, Chart, Document, Heading, Paragraph, Run, Table


@dataclass(frozen=True, slots=True)
class Corrected:
    """A figure somebody wrote over (人工更正的数字): what it is called, what was computed, what it shows."""

    label: str
    computed: str
    shown: str

    @property
    def told(self) -> str:
        return f"“{self.label}”已由人工更正为 {self.shown}（程序计算为 {self.computed}）"


def noted(
    document: Document, corrections: Mapping[str, Corrected], parts: Mapping[str, frozenset[str]]
) -> Document:
    """The corrected document with a note under each chart, table and sum that a correction would have changed.

    parts  a figure that sums up others → the keys of those
    """
    if not corrections:
        return document

    def blocks(old: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(new for group in _groups(old) for new in _noted(group, corrections, parts))

    return replace(
        document,
        opening=blocks(document.opening),
        sections=tuple(replace(one, blocks=blocks(one.blocks)) for one in document.sections),
    )


def remark(corrections: Mapping[str, Corrected]) -> str:
    """What an annex that was computed says of all corrections; empty when there are none."""
    told = "；".join(one.told for one in corrections.values())
    return f"报告正文中，{told}；本表按记录计算，未随之更正。" if told else ""


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks under each heading, its own first."""
    group: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and group:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _noted(
    group: list[Block], corrections: Mapping[str, Corrected], parts: Mapping[str, frozenset[str]]
) -> Iterator[Block]:
    here = {key for block in group for key in _keys(block) if key in corrections}
    for block in group:
        yield block
        concerned = _concerned(block, here, set(corrections), parts)
        if told := "；".join(corrections[key].told for key in corrections if key in concerned):
            yield Paragraph((Run(f"注：{told}；{_what(block)}按记录计算，未随之更正。"),))


def _concerned(
    block: Block, here: set[str], corrected: set[str], parts: Mapping[str, frozenset[str]]
) -> set[str]:
    """The corrections this block was computed without: those told beside it, and parts of what it sums up."""
    computed = {key for key in _keys(block) if key not in corrected}
    found = {key for key in corrected if any(_is_part(key, of, parts) for of in computed)}
    if isinstance(block, Chart):
        return found | {key for key in corrected if key in block.figures} | here
    if isinstance(block, Table) and (computed or _has_numbers(block)):
        return found | here
    if isinstance(block, Paragraph) and computed:
        # A sentence that tells several figures adds them up, or invites to.
        return found | (here & set(_keys(block)))
    return found


def _is_part(key: str, of: str, parts: Mapping[str, frozenset[str]]) -> bool:
    """Whether the first figure is counted in the second: leads_confirmed_A24 in leads_confirmed_A and leads_confirmed."""
    return key != of and (key.startswith(f"{of}_") or _of_area(key, of) or key in parts.get(of, ()))


def _of_area(key: str, of: str) -> bool:
    """A check in its area: the letter both begin with."""
    area, code = of.rpartition("_")[2], key.rpartition("_")[2]
    return len(area) == 1 and len(code) > 1 and code.startswith(area) and key.startswith(of)


def _keys(block: Block) -> list[str]:
    return [run.figure.key for run in _runs(block) if run.figure]


def _runs(block: Block) -> Iterator[Run]:
    match block:
        case Paragraph():
            yield from block.runs
        case Table():
            yield from block.caption
            yield from (cell for row in block.rows for cell in row if isinstance(cell, Run))


def _has_numbers(table: Table) -> bool:
    return any(isinstance(cell, int | Decimal) for row in table.rows for cell in row)


def _what(block: Block) -> str:
    return {Chart: "上图", Table: "上表其余数字", Paragraph: "上段其余数字和合计"}[type(block)]
