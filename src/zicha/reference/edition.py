"""Which edition of the reference data a run used (依据版本): one fingerprint over every value of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from hashlib import sha256

from zicha.reference import audit_time, calendar
from zicha.reference.codes import GROUNDS
from zicha.reference.deadlines import DEADLINES
from zicha.reference.limits import LIMITS
from zicha.reference.notices import NOTICES
from zicha.reference.parameters import PARAMETERS
from zicha.reference.personnel import DISCREDIT_ITEMS, PERSONNEL
from zicha.reference.regions import PROVINCES
from zicha.reference.sampling import SAMPLING
from zicha.reference.sign_in import SIGN_IN
from zicha.reference.value import in_force, value_on

__all__ = ["canonical", "fingerprint", "in_force", "reference_data", "rule_set_fingerprint", "value_on"]


def reference_data() -> Mapping[str, object]:
    """All reference data, by topic."""
    return {
        "audit_time": {
            "edition": audit_time.EDITION,
            "since": audit_time.SINCE,
            "until": audit_time.UNTIL,
            "cells": audit_time.CELLS,
            "rule_sets": audit_time.RULE_SETS,
        },
        "calendar": {
            "first": calendar.FIRST_KNOWN_DAY,
            "last": calendar.LAST_KNOWN_DAY,
            # One character a day, so that a moved holiday shows.
            "days": "".join("w" if day else "-" for day in calendar.working_days()["is_working"].to_pylist()),
        },
        "deadlines": DEADLINES,
        "grounds": GROUNDS,
        "limits": LIMITS,
        # What people are asked to do is no part of a screening: a better wording must not look like other rules.
        "notices": {
            key: replace(notice, goals="", tasks=(), questions=()) for key, notice in NOTICES.items()
        },
        "parameters": PARAMETERS,
        "personnel": PERSONNEL,
        "discredit_items": DISCREDIT_ITEMS,
        "provinces": PROVINCES,
        "sampling": SAMPLING,
        "sign_in": SIGN_IN,
    }


def canonical(value: object) -> str:
    """The value as JSON that is the same on every machine: sorted names, exact numbers as text."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(value: object) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(value).encode()).hexdigest()


@cache
def rule_set_fingerprint() -> str:
    """The fingerprint of all reference data: a run that shows it used exactly these numbers and lists."""
    return fingerprint(reference_data())


def _plain(value: object) -> object:
    """The value in what JSON knows. Raises TypeError for anything whose text could differ between machines."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
