"""A row that is not as it was written, in a sentence (改动说明): which table, which row, what stood there."""

from __future__ import annotations

import re
from typing import Any

from django.db import models

from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import Said, said_by

_TERM = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
LONGEST = 60
MOST_COLUMNS = 4


def table_of(model: type[models.Model]) -> str:
    """The table as people call it and as it is called: 线索（leads_lead）."""
    found = _TERM.search(model.__doc__ or "")
    return f"{found.group(1)}（{model._meta.db_table}）" if found else model._meta.db_table


def altered_row(row: models.Model) -> str:
    """A row differs from its last entry; what stood in the columns some entry tells."""
    where = f"{table_of(type(row))}第 {row.pk} 行被改动"
    entry, written = _written(type(row), row.pk)
    now = said_by(row)
    changed = [name for name in now if name in written and now[name] != written[name]]
    if entry is None or not changed:
        return f"{where}：内容与留痕登记的散列值不符，现为“{_short(str(row))}”。"
    told = "；".join(
        f"{_column(row, name)}应为“{_short(written[name])}”，现为“{_short(now[name])}”"
        for name in changed[:MOST_COLUMNS]
    )
    return f"{where}：{told}（原值见留痕第 {entry.number:,} 条，{entry.by_name}）。"


def added_row(row: models.Model, *, was_there: bool) -> str:
    """A row no entry knows, or one that an entry says is gone."""
    why = "留痕里记着它已删除" if was_there else "留痕里没有它"
    return f"{table_of(type(row))}多出第 {row.pk} 行“{_short(str(row))}”：{why}。"


def lost_row(model: type[models.Model], key: Any) -> str:
    """A row the entries know that is not there."""
    entry, written = _written(model, key)
    where = f"{table_of(model)}第 {key} 行不见了"
    if entry is None:
        return f"{where}；留痕里记着它。"
    names = [
        name
        for name, value in written.items()
        if value not in (None, "", [], {}) and not name.endswith("_id")
    ]
    told = "，".join(f"{name}“{_short(written[name])}”" for name in names[:MOST_COLUMNS])
    return f"{where}：原为“{entry.on_label}”（{told}），见留痕第 {entry.number:,} 条，{entry.by_name}。"


def _written(model: type[models.Model], key: Any) -> tuple[Entry | None, dict[str, Said]]:
    """The last entry about the row itself, and its columns as all entries about it together tell them."""
    written: dict[str, Said] = {}
    entry = None
    for entry in Entry.objects.filter(on_kind=model._meta.label, on_id=str(key)).order_by("number"):
        written |= entry.after
    return entry, written


def _column(row: models.Model, name: str) -> str:
    field = next(one for one in row._meta.concrete_fields if one.attname == name)
    words = str(field.verbose_name)
    return f"列 {name}" if words.isascii() else f"列 {name}（{words}）"


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
