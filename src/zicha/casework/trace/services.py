"""Writing entries (记入留痕). Called by every service inside its transaction: without the entry, no change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.utils import timezone

from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel
from zicha.casework.trace.actions import Action
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import Said, hashed, row_hash, said_by

SYSTEM = "系统任务"
# Of pg_advisory_xact_lock, beside the body's id: entries of one body are numbered one after the other.
_LOCK = 20190321


@dataclass(frozen=True)
class Change:
    """One change to be written (一处改动).

    on       the row it is about
    before   what `changed_from` gave before the change; empty for a new row
    also     other rows of the same change, which `verify` must know too; also those above the bodies
    """

    on: BodyModel
    before: Mapping[str, Said] = field(default_factory=dict)
    reason: str = ""
    also: Sequence[models.Model] = ()
    gone: bool = False


def changed_from(row: models.Model) -> dict[str, Said]:
    """What the row says now; ask before changing it."""
    return said_by(row)


def record(
    action: Action,
    *,
    on: BodyModel,
    by: Member | None,
    before: Mapping[str, Said] | None = None,
    reason: str = "",
    also: Sequence[models.Model] = (),
    gone: bool = False,
    by_name: str = SYSTEM,
) -> Entry:
    """Append one entry about one row. The row must be saved already.

    `by` None is the system itself, or whom `by_name` says: somebody who is no member or has not signed in.
    """
    return record_all(action, [Change(on, before or {}, reason, also, gone)], by=by, by_name=by_name)[0]


def record_all(
    action: Action, changes: Iterable[Change], *, by: Member | None, by_name: str = SYSTEM
) -> list[Entry]:
    """Append an entry per change, all of one body, in one round trip."""
    changes = list(changes)
    if not changes:
        return []
    if not connection.in_atomic_block:
        raise RuntimeError("an entry belongs into the transaction of its change")
    body_id = changes[0].on.body_id
    number, previous = _end_of_chain(body_id)
    at = timezone.now()
    entries = []
    for change in changes:
        if change.on.body_id != body_id:
            raise ValueError("entries of several bodies in one call")
        number += 1
        entry = _entry(action, change, by, by.name if by else by_name, at, number, previous)
        previous = entry.hash
        entries.append(entry)
    return Entry.objects.bulk_create(entries, batch_size=2_000)


def _end_of_chain(body_id: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, body_id])
    last = Entry.objects.filter(body_id=body_id).order_by("-number").values_list("number", "hash").first()
    return last or (0, "")


def _entry(
    action: Action, change: Change, by: Member | None, by_name: str, at: Any, number: int, previous: str
) -> Entry:
    row = change.on
    after = {} if change.gone else said_by(row)
    before = dict(change.before)
    touched = [[row._meta.label, row.pk, "" if change.gone else hashed(after)]]
    touched += [[other._meta.label, other.pk, row_hash(other)] for other in change.also]
    if before and after:
        changed = {name for name in after if before.get(name) != after[name]}
        before = {name: before.get(name) for name in sorted(changed)}
        after = {name: after[name] for name in sorted(changed)}
    entry = Entry(
        body_id=row.body_id,
        number=number,
        at=at,
        by=by,
        by_name=by_name[:80],
        action=action.value,
        on_kind=row._meta.label,
        on_id=str(row.pk),
        on_label=str(row)[:200],
        before=before,
        after=after,
        reason=change.reason,
        touched=touched,
        previous=previous,
    )
    entry.hash = entry_hash(entry)
    return entry


def entry_hash(entry: Entry) -> str:
    """SHA-256 over everything the entry says, its place in the chain included."""
    said = said_by(entry)
    said.pop("hash")
    return hashed(said)
