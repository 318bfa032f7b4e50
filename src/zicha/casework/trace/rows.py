"""What a row says, in one canonical form, and its hash (行内容与散列): the same on every machine."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Field

Said = str | int | bool | float | list[Any] | dict[str, Any] | None


def said_by(row: models.Model) -> dict[str, Said]:
    """Every stored column of the row except its primary key, in a form JSON can carry."""
    untraced = getattr(row, "UNTRACED", ())
    return {
        field.attname: plain_value(_as_stored(field, getattr(row, field.attname)))
        for field in row._meta.concrete_fields
        if not field.primary_key and field.attname not in untraced and not field.generated
    }


def _as_stored(field: Field[Any, Any], value: Any) -> Any:
    """The value as it will be read back: a service may have set 1.5 where the column keeps 1.50, or a day as text."""
    if isinstance(field, models.DecimalField) and isinstance(value, Decimal | int | float | str):
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places))
    if isinstance(field, models.FloatField) and isinstance(value, int):
        return float(value)
    if isinstance(field, models.DateField) and isinstance(value, str):
        return field.to_python(value)
    return value


def row_hash(row: models.Model) -> str:
    return hashed(said_by(row))


def hashed(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain_value(value: Any) -> Said:
    """A cell in a form JSON can carry."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | Decimal():
            return str(value)
        case list() | tuple():
            return [plain_value(one) for one in value]
        case dict():
            return {str(key): plain_value(one) for key, one in value.items()}
        case None | str() | int() | float():
            return value
        case _:
            return str(value)
