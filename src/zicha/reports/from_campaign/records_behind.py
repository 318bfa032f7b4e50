"""The records a figure was counted from (数字明细): the same conditions the figure uses, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zicha.contract.codes import CODE_LISTS
from zicha.contract.tables import TABLES
from zicha.reports.from_campaign.material import Material
from zicha.reports.records import Records, records_of

Condition = Callable[[Records], tuple[str, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure (明细): of one contract table, in the order of its key.

    narrows  columns by whose codes a table of the report parts the figure
    by       what a row is, where that is not what the figure counts: the numbers of both differ
    """

    table: str
    condition: Condition
    columns: tuple[str, ...]
    narrows: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of them with headings (一页明细); `by` says what a row is where the figure counts something else."""

    head: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    total: int
    by: str = ""


def _all(records: Records) -> tuple[str, tuple[Any, ...]]:
    return "true", ()


def _issued(records: Records) -> tuple[str, tuple[Any, ...]]:
    return "issued_on > ?", (records.since,)


def _changed(kind: str) -> Condition:
    return lambda records: ("kind = ? AND effective_on > ?", (kind, records.since))


def _penalised(records: Records) -> tuple[str, tuple[Any, ...]]:
    return "decided_on > ?", (records.since,)


def _on_staff(records: Records) -> tuple[str, tuple[Any, ...]]:
    said = "(joined_on IS NULL OR joined_on <= ?) AND (left_on IS NULL OR left_on >= ?)"
    return said, (records.as_of, records.as_of)


def _approved(records: Records) -> tuple[str, tuple[Any, ...]]:
    return "valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", (records.as_of, records.as_of)


_CERTIFICATE = ("certificate_no", "org_id", "scheme", "status", "issued_on", "expires_on")
_EVENT = ("certificate_no", "kind", "effective_on")
BEHIND: Mapping[str, Behind] = {
    "approved_scope": Behind("approved_scopes", _approved, ("scheme", "field_code", "valid_from", "valid_to"), by="记录"),
    "certificates_total": Behind("certificates", _all, _CERTIFICATE, ("scheme", "status")),
    "organisations_total": Behind("certificates", _all, _CERTIFICATE, by="证书"),
    "issued_2y": Behind("certificates", _issued, _CERTIFICATE),
    "suspended_2y": Behind("certificate_events", _changed("suspended"), _EVENT),
    "revoked_2y": Behind("certificate_events", _changed("revoked"), _EVENT),
    "cancelled_2y": Behind("certificate_events", _changed("cancelled"), _EVENT),
    "penalties_2y": Behind("penalties", _penalised, ("decided_on", "authority", "kind", "amount")),
    "people_by_role": Behind("people", _on_staff, ("person_id", "name", "employment", "registration_grade", "joined_on")),
}  # fmt: skip


def narrowed_by(key: str, asked: Mapping[str, str]) -> dict[str, str]:
    """Of what an address asks for, the columns and codes that part this figure (按认证领域、证书状态)."""
    behind = BEHIND.get(key)
    if behind is None:
        return {}
    found = {name: asked.get(name, "") for name in behind.narrows}
    return {name: code for name, code in found.items() if code in _labels(behind.table, name)}


def records_behind(
    key: str, material: Material, *, first: int, most: int, narrowed: Mapping[str, str] | None = None
) -> RecordPage | None:
    """A page of the records behind a figure; None where it was not counted from records or they were not delivered."""
    behind, found = BEHIND.get(key), material.screened
    if behind is None or found is None:
        return None
    outcome, reporter = found.report.outcome, found.report.facts.reporter
    if behind.table not in outcome.files:
        return None
    table = TABLES[behind.table]
    columns = (*behind.columns, "source_file", "source_row")
    own = reporter.body_id if reporter else ""
    with records_of(
        outcome.files, outcome.screening.as_of, material.notice.years_looked_back, own
    ) as records:
        condition, values = behind.condition(records)
        for name, code in (narrowed or {}).items():
            condition, values = f"({condition}) AND {name} = ?", (*values, code)
        ((total,),) = records.ask(f"SELECT count(*) FROM {behind.table} WHERE {condition}", *values)
        order = ", ".join(table.key)
        rows = records.ask(
            f"SELECT {', '.join(columns)} FROM {behind.table} WHERE {condition} ORDER BY {order} LIMIT {int(most)} "
            f"OFFSET {int(first)}",
            *values,
        )
    labels = [_labels(behind.table, name) for name in columns]
    rows = [
        tuple(
            of.get(cell, cell) if isinstance(cell, str) else cell
            for cell, of in zip(row, labels, strict=True)
        )
        for row in rows
    ]
    head = tuple(table.column(name).chinese for name in behind.columns)
    return RecordPage((*head, "文件", "行"), rows, int(total), behind.by)


def _labels(table: str, name: str) -> Mapping[str, str]:
    """Code → what it is called, of a column; nothing where it has none."""
    codes = next((column.codes for column in TABLES[table].columns if column.name == name), "")
    return CODE_LISTS[codes].labels if codes else {}
