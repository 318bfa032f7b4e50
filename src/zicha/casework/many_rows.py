"""Thousands of rows in one statement (成批写入): one JSON document a statement instead of a placeholder a cell.

Django writes every cell as a parameter of its own, which for wide rows costs more than PostgreSQL takes to store them.
Row-level security, triggers and constraints hold as ever; what a service must record of the rows it records itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Field
from django.utils import timezone

from zicha.casework.tenancy.scoped import BodyModel
from zicha.casework.trace.rows import plain_value


def insert_rows(rows: Sequence[BodyModel]) -> None:
    """Insert new rows of one table; they have their primary keys afterwards. Raises Unscoped outside their scope."""
    if not rows:
        return
    table = type(rows[0])
    fields = [field for field in _stored(table) if not field.primary_key]
    now = timezone.now()
    for field in fields:
        if getattr(field, "auto_now_add", False):
            for row in rows:
                setattr(row, field.attname, now)
    names = ", ".join(_quoted(field.column) for field in fields)
    # Keys are given in the order of the rows, which `place` keeps; RETURNING need not keep any.
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT nextval(pg_get_serial_sequence('"{table._meta.db_table}"', 'id'))
                FROM generate_series(1, %s)""",
            [len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
        cursor.execute(
            f"""INSERT INTO "{table._meta.db_table}" (id, {names}) OVERRIDING SYSTEM VALUE
                SELECT id, {names} FROM jsonb_to_recordset(%s::jsonb) AS rows(id bigint, {_typed(fields)})""",
            [_document(rows, fields)],
        )
    for row in rows:
        row._state.adding, row._state.db = False, "default"


def update_rows(rows: Sequence[BodyModel], columns: Iterable[str]) -> None:
    """Write these columns of rows that are there, named as attributes (assignee_id). Raises Unscoped."""
    if not rows:
        return
    table = type(rows[0])
    wanted = set(columns)
    fields = [field for field in _stored(table) if field.attname in wanted]
    if unknown := wanted - {field.attname for field in fields}:
        raise ValueError(f"{table._meta.label} has no column {sorted(unknown)}")
    changes = ", ".join(f"{_quoted(field.column)} = rows.{_quoted(field.column)}" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE "{table._meta.db_table}" AS kept SET {changes}
                FROM jsonb_to_recordset(%s::jsonb) AS rows(id bigint, {_typed(fields)}) WHERE kept.id = rows.id""",
            [_document(rows, fields)],
        )
        if cursor.rowcount != len(rows):
            raise RuntimeError(
                f"{len(rows)} rows of {table._meta.label} to write, {cursor.rowcount} were there"
            )


def _stored(table: type[models.Model]) -> list[Field[Any, Any]]:
    return [field for field in table._meta.concrete_fields if not field.generated]


def _document(rows: Sequence[BodyModel], fields: Sequence[Field[Any, Any]]) -> str:
    for row in rows:
        row.require_in_scope()
    return json.dumps(
        [
            {"id": row.pk} | {field.column: plain_value(getattr(row, field.attname)) for field in fields}
            for row in rows
        ],
        ensure_ascii=False,
    )


def _typed(fields: Sequence[Field[Any, Any]]) -> str:
    return ", ".join(f"{_quoted(field.column)} {field.rel_db_type(connection) if field.is_relation else field.db_type(connection)}" for field in fields)  # fmt: skip


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
