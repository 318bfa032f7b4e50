"""What is asked at each step of a problem (问题表单)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zicha.casework.campaigns.models import Campaign
from zicha.casework.problems.models import CauseCategory, EffectResult, Problem, Why
from zicha.casework.problems.selectors import members_who_act
from zicha.casework.problems.services import MOST_WHYS
from zicha.casework.problems.sweeping import SAME
from zicha.casework.tenancy.models import Member
from zicha.contract.verdicts import Severity
from zicha.web.leads.forms import DayInput


def words(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=8_000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def severity_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("严重程度"),
        choices=[(one.value, format_lazy("{} {}", one.value, _(one.label))) for one in Severity],
    )


def point_field(campaign: Campaign) -> forms.ChoiceField:
    """Sub-points of the notice."""
    points = [(one.code, f"{one.code} {one.label}") for one in campaign.notice.sub_points()]
    return forms.ChoiceField(
        label=_("自查要点"), required=False, choices=[("", _("不对应具体要点")), *points]
    )


class OwnerField(forms.TypedChoiceField):
    """Somebody who may own a problem."""

    def __init__(self, **kwargs: Any) -> None:
        self.members: dict[int, Member] = {member.pk: member for member in members_who_act()}
        named = [(pk, f"{member.name}{_department(member)}") for pk, member in self.members.items()]
        super().__init__(choices=[("", _("请选择")), *named], coerce=self.members.get, **kwargs)
        # A key of the form is text, ours are numbers.
        self.coerce = lambda text: self.members.get(int(text))


class NewForm(forms.Form):
    """Opening a problem (立项)."""

    title = forms.CharField(
        label=_("问题"), max_length=120, help_text=_("一句话说清是什么问题，例如“初审现场人日不足”。")
    )
    description = words(
        _("情况"), required=False, help_text=_("范围、时间、怎样发现的；没有线索的问题必须写。")
    )
    due_on = forms.DateField(label=_("整改期限"), widget=DayInput())

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["severity"] = severity_field()
        self.fields["point"] = point_field(campaign)
        self.fields["owner"] = OwnerField(
            label=_("责任人"), help_text=_("负责整改的人；之后的验证和关闭须由其他人办理。")
        )
        self.order_fields(["title", "description", "severity", "point", "owner", "due_on"])
        self.fields["due_on"].widget.attrs["min"] = timezone.localdate().isoformat()


class MeasuresForm(forms.Form):
    """What is done about a problem (整改内容)."""

    containment = words(
        _("控制措施"), required=False, help_text=_("先止住：暂停派工、暂缓发证、通知相关人员等。")
    )
    correction = words(_("纠正"), required=False, help_text=_("对已经发生的：补审、更正记录、处理证书等。"))
    cause_category = forms.ChoiceField(
        label=_("原因类别"), required=False, choices=[("", _("请选择")), *CauseCategory.choices]
    )
    corrective_action = words(
        _("纠正措施"), required=False, help_text=_("针对最后一问的原因，使问题不再发生。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_WHYS + 1):
            self.fields[f"why_{number}"] = forms.CharField(
                label=_("为什么会发生？") if number == 1 else _("为什么？"), required=False, max_length=2_000
            )

    @property
    def why_fields(self) -> list[forms.BoundField]:
        return [self[f"why_{number}"] for number in range(1, MOST_WHYS + 1)]

    @property
    def measures(self) -> dict[str, Any]:
        said = self.cleaned_data
        whys = [said[f"why_{number}"] for number in range(1, MOST_WHYS + 1)]
        kept = ("containment", "correction", "cause_category", "corrective_action", "version")
        return {**{name: said[name] for name in kept}, "whys": whys}

    @staticmethod
    def as_it_stands(problem: Problem, whys: Sequence[Why]) -> dict[str, Any]:
        names = ("containment", "correction", "cause_category", "corrective_action", "version")
        shown = {name: getattr(problem, name) for name in names}
        return shown | {f"why_{number}": why.text for number, why in enumerate(whys, start=1)}


class SubmitForm(forms.Form):
    text = words(_("给验证人的说明"), required=False)


class ReasonForm(forms.Form):
    reason = words(_("理由"))


class VerifyForm(forms.Form):
    text = words(_("怎样验证的"), help_text=_("看了哪些证据、抽了哪些样、结论是什么。"))
    effect_due_on = forms.DateField(
        label=_("有效性检查日期"), widget=DayInput(), help_text=_("到那一天再看同样的问题是否还在发生。")
    )
    early = words(
        _("提前检查的理由"),
        required=False,
        rows=2,
        help_text=_("有效性检查日期定在今天的，必须写明；记入操作记录。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effect_due_on"].initial = timezone.localdate() + timedelta(days=90)


class EffectForm(forms.Form):
    result = forms.ChoiceField(label=_("结论"), choices=EffectResult.choices, widget=forms.RadioSelect)
    text = words(_("怎样检查的"), help_text=_("检查的时间段、样本和结果。"))
    early = words(
        _("提前检查的理由"),
        required=False,
        rows=2,
        help_text=_("没有到约定的检查日期就认定有效的，必须写明；记入操作记录。"),
    )
    due_on = forms.DateField(
        label=_("新的整改期限"),
        required=False,
        widget=DayInput(),
        help_text=_("结论为无效时，问题退回整改。"),
    )


class CloseForm(forms.Form):
    text = words(_("关闭说明"), required=False)


class ReopenForm(forms.Form):
    reason = words(_("重新打开的理由"))
    due_on = forms.DateField(label=_("新的整改期限"), widget=DayInput())


class AssignForm(forms.Form):
    reason = words(_("改派的理由"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerField(label=_("新的责任人"))
        self.order_fields(["owner", "reason"])


class ExtendForm(forms.Form):
    due_on = forms.DateField(label=_("新期限"), widget=DayInput())
    reason = words(_("延期的理由"), rows=2)


class ChangeForm(forms.Form):
    title = forms.CharField(label=_("问题"), max_length=120)
    description = words(_("情况"), required=False)
    reason = words(_("修改的理由"), rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["severity"] = severity_field()
        self.fields["point"] = point_field(campaign)
        self.order_fields(["title", "description", "severity", "point", "reason", "version"])


class SweepForm(forms.Form):
    same = forms.MultipleChoiceField(
        label=_("缩小范围（不选即全部证书）"),
        required=False,
        choices=list(SAME.items()),
        help_text=_("用立项线索的检查项查一遍，把同类线索关联到这个问题；关联的线索仍要逐条核查。"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, narrows: dict[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if narrows is not None:
            self.fields["same"].choices = [
                (name, f"{label}（{_few(narrows[name])}）") for name, label in SAME.items() if name in narrows
            ]


class SweepByHandForm(forms.Form):
    text = words(_("排查情况"), help_text=_("排查的范围、方法和结果。"))
    found = forms.IntegerField(label=_("发现同类问题（个）"), min_value=0, initial=0)


def _few(values: list[str]) -> str:
    return "、".join(values[:3]) + (
        _(" 等 %(number)s 个") % {"number": len(values)} if len(values) > 3 else ""
    )


def _department(member: Member) -> str:
    return f"（{member.department}）" if member.department else ""
