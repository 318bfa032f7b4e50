"""Entries of the trace as people read them (留痕记录的查询与说明)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import DateField, DateTimeField, Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.permissions import ROLES
from zicha.casework.trace.actions import Action
from zicha.casework.trace.models import Entry
from zicha.contract.codes import CODE_LISTS
from zicha.reference.notices import NOTICES
from zicha.web.templatetags.zicha import day as day_of
from zicha.web.templatetags.zicha import moment

PAGE = 50
COUNTED_AT_MOST = 10_000
RECIPIENT = "recipient:"
_TERM = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_NOTHING: tuple[Any, ...] = (None, "", [], {})
_NOT_FOR_PEOPLE = {"body_id", "token_hash", "inputs", "decided_inputs", "key", "version"}
_NAMES = {
    "created_at": "建立时间",
    "accepted_at": "接受时间",
    "withdrawn_at": "撤回时间",
    "finished_at": "完成时间",
}
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
    return _term(_model(label)) or label


def latest_of(row: Model, most: int = 20) -> list[Entry]:
    """The last entries about one row (最近的留痕)."""
    rows = Entry.objects.filter(on_kind=row._meta.label, on_id=str(row.pk)).order_by("-number")[:most]
    return list(readable(rows))


def readable(rows: Iterable[Entry]) -> Iterator[Entry]:
    """The entries with action, kind and differences in words; people by name, in one query."""
    people = dict(Member.objects.values_list("pk", "account__name"))
    for entry in rows:
        entry.action_label = action_label(entry.action)
        entry.kind_label = kind_label(entry.on_kind)
        entry.on_label, entry.reason = in_chinese(entry.on_label), in_chinese(entry.reason)
        entry.differences = list(_differences(entry, people))
        yield entry


def in_chinese(text: str) -> str:
    """A stored label with what is no Chinese of its own in words: the key of a recipient, the code's name of a table.

    The trace itself keeps what was written then.
    """
    if text.startswith(RECIPIENT):
        name = _recipients().get(text.removeprefix(RECIPIENT))
        return gettext("报送对象：%(name)s") % {"name": gettext(name)} if name else text
    for called, term in _tables().items():
        if text.startswith(f"{called} "):
            return f"{gettext(term)} {text.removeprefix(called).lstrip()}"
    return text


@cache
def _recipients() -> dict[str, str]:
    return {one.key: one.chinese for notice in NOTICES.values() for one in notice.recipients}


@cache
def _tables() -> dict[str, str]:
    """What code calls a table, as report version, and its Chinese term; only names nobody would begin a reason with."""
    named = (
        (str(model._meta.verbose_name), _TERM.search(model.__doc__ or "")) for model in apps.get_models()
    )
    return {called: found.group(1) for called, found in named if found and called.isascii()}


def _differences(entry: Entry, people: dict[int, str]) -> Iterator[Difference]:
    """What changed, column by column, in the words of the model; what stayed empty is left out."""
    model = _model(entry.on_kind)
    for name in dict.fromkeys([*entry.after, *entry.before]):
        before, after = entry.before.get(name), entry.after.get(name)
        field = _field(model, name)
        if name in _NOT_FOR_PEOPLE or (before in _NOTHING and after in _NOTHING):
            continue
        words = _words(model, field)
        was, became = (_value(field, value, people, words) for value in (before, after))
        yield Difference(_name(field, name), was, became)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _term(model: type[Model] | None) -> str:
    found = _TERM.search(str(getattr(model, "__doc__", "")))
    return gettext(found.group(1)) if found else ""


def _field(model: type[Model] | None, name: str) -> Any:
    """The column of the model; foreign keys are written down by column, with _id."""
    columns = model._meta.concrete_fields if model else ()
    return next((field for field in columns if name in {field.attname, field.name}), None)


def _name(field: Any, name: str) -> str:
    if name in _NAMES:
        return gettext(_NAMES[name])
    words = str(field.verbose_name) if field is not None else name
    if words.isascii() and field is not None and field.is_relation:
        return _term(field.related_model) or words
    return gettext(words)


def _words(model: type[Model] | None, field: Any) -> Mapping[str, str]:
    """What the codes of a column stand for."""
    if field is None:
        return ROLES
    if coded := getattr(model, "CODED", {}).get(field.name):
        return CODE_LISTS[coded].labels
    if field.name == "notice_key":
        return {key: notice.number for key, notice in NOTICES.items()}
    return dict(field.flatchoices) if field.flatchoices else ROLES


def _value(field: Any, value: Any, people: dict[int, str], words: Mapping[str, str]) -> str:
    if field is not None and value not in _NOTHING:
        if field.is_relation:
            return people.get(value, f"№ {value}") if field.related_model is Member else f"№ {value}"
        if isinstance(field, DateTimeField):
            return moment(datetime.fromisoformat(value))
        if isinstance(field, DateField):
            return day_of(date.fromisoformat(value))
    match value:
        case True:
            return gettext("是")
        case False:
            return gettext("否")
        case list() if value:
            return "、".join(
                gettext(str(words.get(one, one))) for one in value if not isinstance(one, list | dict)
            )
        case dict() if value:
            return "；".join(f"{key}：{one}" for key, one in value.items())
        case None | "" | [] | {}:
            return "—"
        case str():
            return gettext(str(words[value])) if value in words else in_chinese(value)
        case _:
            return str(value)
