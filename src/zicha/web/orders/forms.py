"""What is asked for an order and its answer (整改通知表单)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zicha.casework.orders.models import ReplyKind
from zicha.reference.calendar import BeyondCalendarError, working_days_after
from zicha.web.leads.forms import DayInput
from zicha.web.problems.forms import words

USUAL_WORKING_DAYS = 10


class OrderForm(forms.Form):
    """A new order (发整改通知)."""

    org_name = forms.CharField(label=_("获证组织"), max_length=200)
    org_id = forms.CharField(label=_("获证组织编号"), max_length=80, required=False)
    certificate_nos = forms.CharField(
        label=_("证书编号"),
        max_length=2_000,
        required=False,
        help_text=_("多个编号用逗号或换行分开。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    title = forms.CharField(
        label=_("事由"), max_length=120, help_text=_("写进信函标题，例如“补充认证人数证明材料”。")
    )
    asked = words(
        _("要求"), rows=6, help_text=_("请对方做什么、交什么材料，一项一行。获证组织看到的就是这段文字。")
    )
    due_on = forms.DateField(label=_("答复期限"), widget=DayInput(), initial=lambda: usual_due_day())

    def clean_certificate_nos(self) -> list[str]:
        text = self.cleaned_data["certificate_nos"]
        for mark in "，、；;\n\r\t ":
            text = text.replace(mark, ",")
        return [one for one in dict.fromkeys(text.split(",")) if one]


class RevokeForm(forms.Form):
    reason = words(_("停用链接的理由"), rows=2)


class ExtendForm(forms.Form):
    due_on = forms.DateField(label=_("新的答复期限"), widget=DayInput())
    reason = words(_("延期的理由"), rows=2)


class ReplyForm(forms.Form):
    """What came by letter or telephone (登记答复)."""

    kind = forms.ChoiceField(
        label=_("性质"), choices=ReplyKind.choices, widget=forms.RadioSelect, initial="answer"
    )
    text = words(_("内容"), help_text=_("何时、以何种方式、由谁告知；拒绝的写明对方陈述的理由。"))
    by_name = forms.CharField(label=_("对方联系人"), max_length=60)
    by_title = forms.CharField(label=_("职务"), max_length=60, required=False)


class CloseForm(forms.Form):
    text = words(_("对答复的处理意见"))


class AnswerForm(forms.Form):
    """The organisation's own answer (答复)."""

    text = words(_("答复内容"), rows=6)
    by_name = forms.CharField(label=_("答复人姓名"), max_length=60)
    by_title = forms.CharField(label=_("职务"), max_length=60, required=False)


class RefusalForm(forms.Form):
    """The organisation will not do it (拒绝)."""

    text = words(_("拒绝的理由"), rows=4)
    by_name = forms.CharField(label=_("填写人姓名"), max_length=60)
    by_title = forms.CharField(label=_("职务"), max_length=60, required=False)


def usual_due_day() -> date:
    """Ten working days from now; two weeks where the calendar of holidays does not reach."""
    today = timezone.localdate()
    try:
        return working_days_after(today, USUAL_WORKING_DAYS)
    except BeyondCalendarError:
        return today + timedelta(days=14)


def as_prefilled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
