"""Entries of the trace as people read them (留痕记录的查询与说明)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.models import Entry

PAGE = 50
COUNTED_AT_MOST = 10_000
_TERM = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_ACTIONS = {action.value: action.label for action in Action}


class EntryFilter(forms.Form):
    """Person, action, object, days (筛选条件); stands in the address, so that a view can be sent to others."""

    by = forms.ModelChoiceField(None, required=False, label=gettext_lazy("操作人"))
    action = forms.ChoiceField(required=False, label=gettext_lazy("操作"))
    since = forms.DateField(
        required=False, label=gettext_lazy("自"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label=gettext_lazy("至"), widget=forms.DateInput(attrs={"type": "date"})
    )
    q = forms.CharField(required=False, max_length=80, label=gettext_lazy("对象"))
    kind = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    object = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, given: QueryDict) -> None:
        super().__init__(given)
        self.fields["by"].queryset = Member.objects.select_related("account")
        self.fields["by"].empty_label = gettext("全部")
        self.fields["action"].choices = [
            ("", gettext("全部")),
            *((value, action_label(value)) for value in _ACTIONS),
        ]

    def entries(self) -> QuerySet[Entry]:
        """The entries of the body that match, newest first; a filter that cannot be read matches none."""
        rows = Entry.objects.order_by("-number")
        if not self.is_valid():
            return rows.none()
        given = self.cleaned_data
        exact = {
            "by": given["by"],
            "action": given["action"],
            "on_kind": given["kind"],
            "on_id": given["object"],
        }
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if given["since"]:
            rows = rows.filter(at__gte=_midnight(given["since"]))
        if given["until"]:
            rows = rows.filter(at__lt=_midnight(given["until"] + timedelta(days=1)))
        if given["q"]:
            rows = rows.filter(on_label__icontains=given["q"])
        return rows


@dataclass(frozen=True)
class Difference:
    """One column of a row: what it was, what it became (改动)."""

    name: str
    before: str
    after: str


def action_label(value: str) -> str:
    return gettext(_ACTIONS[value]) if value in _ACTIONS else value


def kind_label(label: str) -> str:
    """线索 for leads.Lead: the Chinese term its docstring gives."""
    found = _TERM.search(str(getattr(_model(label), "__doc__", "")))
    return gettext(found.group(1)) if found else label


def differences(entry: Entry) -> list[Difference]:
    """What changed, column by column, in the words of the model."""
    model = _model(entry.on_kind)
    names = [name for name in entry.after if name not in {"body_id", "token_hash"}]
    names += [name for name in entry.before if name not in names and name not in {"body_id", "token_hash"}]
    return [
        Difference(
            _name(model, name),
            _value(model, name, entry.before.get(name)),
            _value(model, name, entry.after.get(name)),
        )
        for name in names
        if entry.before.get(name) not in (None, "", [], {}) or entry.after.get(name) not in (None, "", [], {})
    ]


def latest_of(row: Model, most: int = 20) -> list[Entry]:
    """The last entries about one row (最近的留痕)."""
    rows = Entry.objects.filter(on_kind=row._meta.label, on_id=str(row.pk)).order_by("-number")[:most]
    return [_readable(entry) for entry in rows]


def readable(rows: QuerySet[Entry] | list[Entry]) -> Iterator[Entry]:
    return (_readable(entry) for entry in rows)


def _readable(entry: Entry) -> Entry:
    entry.action_label = action_label(entry.action)
    entry.kind_label = kind_label(entry.on_kind)
    entry.differences = differences(entry)
    return entry


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field(model: type[Model] | None, name: str) -> Any:
    if model is None:
        return None
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        # Foreign keys are written down by column.
        return next((field for field in model._meta.concrete_fields if field.attname == name), None)


def _name(model: type[Model] | None, name: str) -> str:
    field = _field(model, name)
    return str(field.verbose_name) if field is not None else name


def _value(model: type[Model] | None, name: str, value: Any) -> str:
    field = _field(model, name)
    choices = dict(field.flatchoices) if field is not None and field.flatchoices else {}
    match value:
        case None | "":
            return "—"
        case True:
            return gettext("是")
        case False:
            return gettext("否")
        case list():
            return "、".join(str(choices.get(one, one)) for one in value) or "—"
        case dict():
            return "；".join(f"{key}：{one}" for key, one in value.items())
        case _:
            return str(choices.get(value, value))
