"""What is asked when certificates are handled (证书处理表单)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zicha.casework.certificates.independence import Identity
from zicha.casework.certificates.legality import Terms
from zicha.casework.certificates.models import Step, Way
from zicha.casework.certificates.notices import WAYS
from zicha.casework.certificates.selectors import members_there_may_be, members_who_decide
from zicha.casework.tenancy.models import Member
from zicha.contract.codes import CODE_LISTS
from zicha.reference.status_changes import ACTIONS, reasons_of

_REASONS = CODE_LISTS["status_reason"].labels
# What people paste: one a line, or separated by commas, semicolons or spaces, Chinese ones too.
_BETWEEN = re.compile(r"[\s,;、，；]+")


class DayInput(forms.DateInput):
    """A day from the browser's calendar, which wants year-month-day whatever the language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput(), help_text=help_text)


def _words(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4_000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ProposeForm(forms.Form):
    """Which certificates, what to do, why, from when (提出证书处理建议)."""

    numbers = forms.CharField(
        label=_("证书编号"), max_length=200_000, widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        help_text=_("一行一个，可以从表格中整列粘贴；一次最多 2,000 张，理由相同的一起提出。"),
    )  # fmt: skip
    action = forms.ChoiceField(
        label=_("处理"), choices=list(ACTIONS.items()), initial="suspend", widget=forms.RadioSelect
    )
    grounds = _words(
        _("事实和依据"), rows=4, help_text=_("写明查明的事实和依据的证据；会写进给获证组织的通知书。")
    )
    facts_on = _day(_("事实确认日期"), help_text=_("作出暂停、撤销的法定期限从这一天起算。"))
    effective_on = _day(_("生效日期"), help_text=_("决定晚于这一天的，从决定之日起生效。"))
    backdated = forms.CharField(
        label=_("追溯生效的理由"), max_length=500, required=False, help_text=_("只在生效日期早于今天时填写。")
    )
    suspend_until = _day(_("暂停截止日期"), required=False, help_text=_("不填即按规则允许的最长暂停期计算。"))
    reduced_scope = _words(_("缩小后的认证覆盖范围"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["facts_on"].initial = self.fields["effective_on"].initial = today
        self.fields["facts_on"].widget.attrs["max"] = today.isoformat()
        for action in ACTIONS:
            self.fields[f"reason_{action}"] = forms.ChoiceField(
                label=_("原因"),
                required=False,
                choices=[("", _("请选择")), *((code, _REASONS[code]) for code in reasons_of(action))],
            )

    def reasons(self) -> Iterator[tuple[str, BoundField]]:
        """Action → its choice of reasons, of which the page shows one."""
        for action in ACTIONS:
            yield action, self[f"reason_{action}"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        action = said.get("action", "")
        if action and not said.get(f"reason_{action}"):
            self.add_error(f"reason_{action}", _("请选择原因。"))
        return said

    @property
    def certificate_numbers(self) -> list[str]:
        return [number for number in _BETWEEN.split(self.cleaned_data["numbers"]) if number]

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        suspends = said["action"] in ("suspend", "prolong")
        return Terms(
            action=said["action"],
            reason=said[f"reason_{said['action']}"],
            grounds=said["grounds"],
            facts_on=said["facts_on"],
            effective_on=said["effective_on"],
            backdated=said["backdated"],
            suspend_until=said["suspend_until"] if suspends else None,
            reduced_scope=said["reduced_scope"] if said["action"] == "reduce" else "",
        )


class DecideForm(forms.Form):
    """Yes or no with the reason (作出决定); the button says which."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = _words(_("决定理由"))
    declared = forms.BooleanField(
        label=_("本人没有参加过这张证书的审核，与有关人员和组织没有利害关系"), required=False
    )

    def __init__(self, *args: Any, known_as: Identity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known_as.is_matched:
            del self.fields["declared"]


class WithdrawForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = _words(_("撤回的理由"), rows=2)


class MeetingForm(forms.Form):
    """When, where, who, on what ground (登记决定会议); the results stand beside each certificate."""

    held_on = _day(_("会议日期"))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    topic = forms.CharField(label=_("议题"), max_length=200)
    grounds = _words(
        _("共同依据"), rows=5, help_text=_("各张证书共同的事实和依据；登记后可在会议页面上传依据文件。")
    )
    deciders = forms.TypedMultipleChoiceField(
        label=_("参加决定"), coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("只列有认证决定权限的成员；提出人、参加过审核的人不能决定有关证书。"),
    )  # fmt: skip
    observers = forms.TypedMultipleChoiceField(
        label=_("列席"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    declared = forms.BooleanField(
        label=_("没有登记人员编号、编号不在数据中的参加决定人员均已声明没有参加过有关审核"), required=False
    )
    all_or_none = forms.BooleanField(
        label=_("全部通过才登记"), required=False,
        help_text=_("不选时，不能决定的证书留作待决定，写明原因，其余照常决定。"),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deciders = members_who_decide()
        self.members = {member.pk: member for member in members_there_may_be()}
        deciding = {member.pk for member in deciders}
        self.fields["deciders"].choices = [(member.pk, member.name) for member in deciders]
        self.fields["deciders"].initial = [by.pk]
        self.fields["observers"].choices = [
            (pk, member.name) for pk, member in self.members.items() if pk not in deciding
        ]
        self.fields["held_on"].initial = timezone.localdate()
        self.fields["held_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def chosen(self, name: str) -> list[Member]:
        return [self.members[pk] for pk in self.cleaned_data[name]]


class NoticeForm(forms.Form):
    """When, how, to whom (登记通知、通报、公布、上报)."""

    done_on = _day(_("日期"))
    way = forms.ChoiceField(label=_("方式"))
    to = forms.CharField(label=_("对象"), max_length=200, required=False)
    letter_no = forms.CharField(label=_("文号"), max_length=60, required=False)
    receipt = forms.CharField(
        label=_("回执"),
        max_length=200,
        required=False,
        help_text=_("快递单号、签收人或回函文号；可以以后补登。"),
    )
    receipt_on = _day(_("回执日期"), required=False)

    def __init__(self, *args: Any, kind: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(str(way), Way(way).label) for way in WAYS[kind]]
        self.fields["done_on"].initial = timezone.localdate()
        self.fields["done_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        labels = {Step.BUREAU: _("通报给"), Step.PUBLICATION: _("公布在哪里"), Step.REPORT: _("上报给")}
        if kind == Step.CLIENT:
            # Every letter goes to its own organisation under its own number.
            del self.fields["to"], self.fields["letter_no"]
        else:
            self.fields["to"].label = labels[kind]
            self.fields["to"].required = kind != Step.REPORT
        if kind == Step.PUBLICATION:
            self.fields["to"].help_text = _("网址或栏目名称。")


class ReceiptForm(forms.Form):
    receipt = forms.CharField(label=_("回执"), max_length=200)
    receipt_on = _day(_("回执日期"))
