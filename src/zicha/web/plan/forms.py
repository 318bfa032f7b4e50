"""Forms of the plan (自查方案表单)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zicha.casework.campaigns.models import Answer, Campaign, TaskState
from zicha.casework.tenancy.models import Member
from zicha.reference.notices.notice import Notice


class DayInput(forms.DateInput):
    """A day from the browser's calendar, which wants year-month-day whatever the language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MemberField(forms.ChoiceField):
    """A member out of those who can do it, or nobody (成员); cleans to the member."""

    def __init__(self, *, empty: Any = "", **kwargs: Any) -> None:
        super().__init__(required=kwargs.pop("required", False), **kwargs)
        self.empty = empty or _("未分派")
        self.members: dict[str, Member] = {}

    def offer(self, members: Iterable[Member], held_by: Member | None = None) -> None:
        """These, and whoever holds it now, though they may have been disabled since."""
        self.members = {str(member.pk): member for member in members}
        if held_by is not None:
            self.members.setdefault(str(held_by.pk), held_by)
        self.choices = [("", self.empty), *((pk, told(member)) for pk, member in self.members.items())]

    def clean(self, value: Any) -> Any:
        return self.members.get(super().clean(value))


class MembersField(forms.MultipleChoiceField):
    """Several members (多名成员); cleans to them."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, members: Iterable[Member]) -> None:
        self.members = {str(member.pk): member for member in members}
        self.choices = [(pk, told(member)) for pk, member in self.members.items()]

    def clean(self, value: Any) -> Any:
        return [self.members[pk] for pk in super().clean(value)]


def told(member: Member) -> str:
    """The name with what tells people of one name apart."""
    aside = [member.department or "、".join(gettext(role) for role in member.role_labels)]
    aside += [] if member.is_active else [gettext("已停用")]
    return f"{member.name}（{'，'.join(part for part in aside if part)}）" if any(aside) else member.name


def _words(label: Any, *, required: bool = True, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        **kwargs,
    )


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **kwargs)


class VersionedForm(forms.Form):
    """Carries the state the user has seen; two who change one thing are told apart by it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    refused_with = 422


class PlanForm(VersionedForm):
    """The head of a plan (方案)."""

    title = forms.CharField(label=_("自查名称"), max_length=120)
    lead_department = forms.CharField(
        label=_("牵头部门"), max_length=80, widget=forms.TextInput(attrs={"list": "departments"})
    )
    leader = MemberField(label=_("负责人"), empty=_("请选择"), required=True)
    starts_on = _day(_("开始日期"))
    due_on = _day(_("报送截止日期"))
    as_of = _day(
        _("判定基准日"), help_text=_("筛查以这一天为准，例如证书在这一天是否有效；一般取数据导出的那一天。")
    )
    goals = _words(_("目标和要求"), rows=3)

    def offer(self, members: Iterable[Member], leader: Member | None = None) -> None:
        self.fields["leader"].offer(members, leader)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        first, last = entered.get("starts_on"), entered.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", _("报送截止日期早于开始日期；请核对两个日期。"))
        return entered


class OpenForm(PlanForm):
    """A plan to be made from a notice (启动自查)."""

    field_order = ("title", "lead_department", "leader", "team")
    team = MembersField(
        label=_("工作人员"), required=False, help_text=_("启动后可以增减，并写明各人的分工。")
    )

    def offer(self, members: Iterable[Member], leader: Member | None = None) -> None:
        super().offer(members, leader)
        self.fields["team"].offer(members)


class ChangeForm(PlanForm):
    """Changes of a plan with why (修改方案)."""

    reason = _words(_("修改理由"), required=False, rows=2, help_text=_("修改日期的必须写；写入操作留痕。"))


class ReasonForm(VersionedForm):
    reason = _words(_("理由"), rows=3, help_text=_("写入操作留痕，不能修改。"))


class JoinForm(forms.Form):
    member = MemberField(label=_("成员"), empty=_("请选择"), required=True)
    duty = forms.CharField(label=_("分工"), max_length=120, required=False)


class DutyForm(forms.Form):
    duty = forms.CharField(label=_("分工"), max_length=120, required=False)


class LeaveForm(forms.Form):
    """Somebody leaves the team; who takes over what they hold (移出工作人员)."""

    successor = MemberField(label=_("接手人"), empty=_("请选择"))
    reason = _words(_("理由"), required=False, rows=2)


class _WorkForm(VersionedForm):
    """What a task and a question have in common."""

    place = forms.ChoiceField(label=_("条款"), required=False)
    assignee = MemberField(label=_("责任人"))
    reason = _words(_("修改理由"), required=False, rows=2, help_text=_("推迟期限的必须写；写入操作留痕。"))

    def offer(self, campaign: Campaign, members: Iterable[Member], held_by: Member | None = None) -> None:
        self.fields["assignee"].offer(members, held_by)
        self.fields["place"].choices = place_choices(campaign.notice)
        day = self.fields["due_on"].widget.attrs
        day["min"], day["max"] = campaign.starts_on.isoformat(), campaign.due_on.isoformat()


class TaskForm(_WorkForm):
    field_order = ("title", "description", "place", "assignee", "due_on", "reason", "version")
    title = forms.CharField(label=_("任务"), max_length=200)
    description = _words(_("工作内容"), required=False)
    due_on = _day(_("完成期限"))


class ReportForm(VersionedForm):
    """How far a task is (填报进展)."""

    state = forms.ChoiceField(label=_("状态"), choices=TaskState.choices, widget=forms.RadioSelect)
    note = _words(
        _("进展说明"), required=False, help_text=_("完成的，写明结果和材料放在哪里；不再进行的，写明理由。")
    )

    def __init__(self, *args: Any, manages: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not manages:
            dropped = str(TaskState.DROPPED)
            self.fields["state"].choices = [one for one in TaskState.choices if one[0] != dropped]


class QuestionForm(_WorkForm):
    field_order = ("text", "evidence_wanted", "place", "assignee", "due_on", "reason", "version")
    text = _words(_("核对内容"), help_text=_("写成应当做到的要求，答“符合”即表示做到了。"))
    evidence_wanted = _words(_("所需证据"), required=False, rows=2)
    due_on = _day(_("答复期限"))


class AnswerForm(VersionedForm):
    """An answer (答复问询项); the reason only where an answer changes or somebody else was asked."""

    answer = forms.ChoiceField(label=_("答复"), choices=Answer.choices, widget=forms.RadioSelect)
    statement = _words(
        _("答复说明"),
        rows=4,
        help_text=_("核查了什么、怎样核查、结果怎样；不适用的，写明为什么。"),
    )
    reason = _words(_("理由"), rows=2)

    def needs(self, *, changes: bool, stands_in: bool) -> None:
        if not (changes or stands_in):
            del self.fields["reason"]
            return
        label = _("修改答复的理由") if changes else _("代为答复的理由")
        self.fields["reason"].label = label


class GiveForm(forms.Form):
    """Several at once to a member, or with another day (批量分派)."""

    assignee = MemberField(label=_("责任人"), empty=_("不改责任人"))
    due_on = _day(_("期限"), required=False)

    def offer(self, members: Iterable[Member]) -> None:
        self.fields["assignee"].offer(members)


def place_choices(notice: Notice) -> list[tuple[str, str]]:
    """The passages of the notice, sub-points set in below their focus area."""
    inner = {point.code for point in notice.sub_points()}
    return [
        ("", gettext("本机构自定")),
        *(
            (passage.place, f"　{passage.label}" if passage.place in inner else passage.label)
            for passage in notice.passages()
        ),
    ]
