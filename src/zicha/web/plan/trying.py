"""Trying what a form asks for (办理): a refusal is written into the form, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.db import transaction

from zicha.casework.refused import Refused, Stale

Made = TypeVar("Made")
REFUSED, STALE = 422, 409


def tried(form: forms.Form, act: Callable[[], Made]) -> Made | None:
    """What the service gives; None when the form does not hold or the service refuses, which the form then says."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return act()
    except Refused as refused:
        form.add_error(None, str(refused))
        form.refused_with = STALE if isinstance(refused, Stale) else REFUSED
    return None


def status_of(form: forms.Form) -> int:
    """200 for a form just shown, 422 for one with mistakes, 409 for one that came too late."""
    return getattr(form, "refused_with", REFUSED) if form.is_bound else 200
