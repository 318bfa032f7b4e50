"""What is asked before a lead is decided (线索表单)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zicha.casework.leads.models import DismissalReason
from zicha.casework.leads.selectors import members_who_triage
from zicha.casework.tenancy.models import Member


class DayInput(forms.DateInput):
    """A day from the browser's calendar, which wants year-month-day whatever the language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def _words(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class DecisionForm(forms.Form):
    """Shared by all: the version of the lead the form was shown for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen, in a form JSON can carry."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else getattr(value, "pk", value)
            for name, value in self.cleaned_data.items()
            if name != "version"
        }


class AssignForm(DecisionForm):
    assignee = forms.TypedChoiceField(
        label=_("责任人"), coerce=int, empty_value=None, required=False, help_text=_("选“无”即收回指派。")
    )
    due_on = forms.DateField(label=_("核查期限"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.pk: member for member in members_who_triage()}
        named = [(pk, member.name) for pk, member in self.members.items()]
        self.fields["assignee"].choices = [("", _("无")), *named]

    @property
    def chosen(self) -> Member | None:
        return self.members.get(self.cleaned_data["assignee"])


class ConfirmForm(DecisionForm):
    text = _words(_("认定属实的理由"))


class DismissForm(DecisionForm):
    reason = forms.ChoiceField(label=_("排除理由"), choices=[("", _("请选择")), *DismissalReason.choices])
    text = _words(_("说明"))


class SnoozeForm(DecisionForm):
    until = forms.DateField(label=_("挂起到"), widget=DayInput())
    text = _words(_("等什么"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = (timezone.localdate() + timedelta(days=1)).isoformat()


class MergeForm(DecisionForm):
    into = forms.IntegerField(
        label=_("归并到哪条线索"), min_value=1, help_text=_("填写线索编号，写在那条线索页面的标题旁。")
    )
    text = _words(_("归并的理由"), rows=2)


class ReopenForm(DecisionForm):
    text = _words(_("重新打开的原因"))


class NoteForm(DecisionForm):
    text = _words(_("备注"))


FORMS: dict[str, type[DecisionForm]] = {
    "assign": AssignForm,
    "confirm": ConfirmForm,
    "dismiss": DismissForm,
    "snooze": SnoozeForm,
    "merge": MergeForm,
    "reopen": ReopenForm,
    "note": NoteForm,
}
TITLES = {
    "assign": _("指派线索"),
    "confirm": _("确认属实"),
    "dismiss": _("排除线索"),
    "snooze": _("挂起线索"),
    "merge": _("归并线索"),
    "reopen": _("重新打开"),
    "note": _("写备注"),
}
