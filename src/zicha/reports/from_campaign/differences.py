"""What is different between two versions of a report (版本差异): figures side by side, texts with their changes marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from zicha.reports.from_campaign.table_differences import TableChange, tables_differ

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that says something else, or stands in one version only (数字变化)."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text (文字片段): kind is same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A paragraph that changed (文字变化), in its section."""

    section: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that changed (版本差异).

    tables  and charts; `are_tables_told` is False where a version was frozen before its facts told them
    """

    figures: tuple[FigureChange, ...]
    texts: tuple[TextChange, ...]
    tables: tuple[TableChange, ...] = ()
    are_tables_told: bool = True

    @property
    def number(self) -> int:
        return len(self.figures) + len(self.texts) + len(self.tables)


def differences_between(old: Said, new: Said) -> Differences:
    """From what two versions say, see `saying`."""
    are_told = all("tables" in said for said in (old, new))
    tables = tuple(tables_differ(old, new)) if are_told else ()
    return Differences(tuple(_figures(old, new)), tuple(_texts(old, new)), tables, are_told)


def _figures(old: Said, new: Said) -> Iterator[FigureChange]:
    before, after = ({one["key"]: one for one in said["figures"]} for said in (old, new))
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if (was and was["shown"]) != (now and now["shown"]) or _reason(was) != _reason(now):
            label = (now or was or {})["label"]
            yield FigureChange(label, _told(was), _told(now))


def _told(figure: Said | None) -> str:
    if figure is None:
        return "—"
    if not figure["correction"]:
        return str(figure["shown"])
    return f"{figure['shown']}（人工更正，程序计算为 {figure['computed']}）"


def _reason(figure: Said | None) -> str:
    correction = figure and figure["correction"]
    return correction["reason"] if correction else ""


def _texts(old: Said, new: Said) -> Iterator[TextChange]:
    if old["recipients"] != new["recipients"]:
        yield TextChange("报送对象", _marked(old["recipients"], new["recipients"]))
    before, after = ({one["key"]: one for one in said["sections"]} for said in (old, new))
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        title = (now or was or {})["title"]
        for gone, come in _paragraphs(was["text"] if was else [], now["text"] if now else []):
            yield TextChange(title, _marked(gone, come))


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs that are not the same, matched in order."""
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = list(old[first:last]), list(new[start:end])
        for at in range(max(len(gone), len(come))):
            yield (gone[at] if at < len(gone) else "", come[at] if at < len(come) else "")


def _marked(old: str, new: str) -> tuple[Piece, ...]:
    pieces = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", old[first:last]))
            continue
        pieces += [Piece("gone", old[first:last])] if last > first else []
        pieces += [Piece("new", new[start:end])] if end > start else []
    return tuple(pieces)
