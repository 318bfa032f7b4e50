"""The round of self-inspection, its plan, its tasks and its questions (自查活动、自查方案、任务、问询项)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel
from zicha.reference.notices import NOTICES
from zicha.reference.notices.notice import Notice, Passage


class CampaignState(models.TextChoices):
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class Campaign(BodyModel):
    """One round of self-inspection (自查活动) under a notice.

    notice_key  which of `reference.notices`
    as_of       judging date of its screenings (判定基准日)
    due_on      the day the report must have reached its recipients
    version     counts changes, so that who saw an older state is told
    """

    notice_key = models.CharField("依据的通知", max_length=60)
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=10, choices=CampaignState.choices, default=CampaignState.OPEN)
    lead_department = models.CharField("牵头部门", max_length=80, blank=True)
    leader = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="负责人"
    )
    goals = models.TextField("目标和要求", blank=True)
    as_of = models.DateField("判定基准日")
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("报送截止日期")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)

    class Meta(BodyModel.Meta):
        ordering = ("-starts_on", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def notice(self) -> Notice:
        return NOTICES[self.notice_key]

    @property
    def is_open(self) -> bool:
        return self.state == CampaignState.OPEN

    @property
    def closed_words(self) -> str:
        """Why nothing of it changes any more; empty while it is open."""
        return "" if self.is_open else f"“{self}”已经结束，不能再改；确需修改的，由质量负责人先重新打开。"


class TeamMember(BodyModel):
    """Somebody who works on the campaign (自查工作人员), and on what."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="team")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="成员")
    duty = models.CharField("分工", max_length=120, blank=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("campaign", "member"), name="on_the_team_once"),)

    def __str__(self) -> str:
        return str(self.member)


class TaskState(models.TextChoices):
    TODO = "todo", "未开始"
    DOING = "doing", "进行中"
    DONE = "done", "已完成"
    DROPPED = "dropped", "不再进行"


AT_WORK = (TaskState.TODO, TaskState.DOING)
"""States in which a task can become overdue."""


class Task(BodyModel):
    """A piece of work of the plan (自查任务).

    place     the passage of the notice it carries out, "" for one of the body's own
    note      how far it is, in the words of who does it
    position  its place in the plan
    """

    TAKES_EVIDENCE = True
    EVIDENCE_VIEW = "campaign.view"
    EVIDENCE_ADD = "question.answer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tasks")
    place = models.CharField("条款", max_length=40, blank=True)
    title = models.CharField("任务", max_length=200)
    description = models.TextField("工作内容", blank=True)
    assignee = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="责任人"
    )
    due_on = models.DateField("完成期限")
    state = models.CharField("状态", max_length=10, choices=TaskState.choices, default=TaskState.TODO)
    note = models.TextField("进展说明", blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    finished_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="完成人"
    )
    position = models.PositiveIntegerField("顺序")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)

    class Meta(BodyModel.Meta):
        ordering = ("position", "pk")
        indexes = (
            models.Index(fields=("campaign", "state", "due_on"), name="tasks_by_day"),
            models.Index(fields=("assignee", "due_on"), condition=Q(state__in=AT_WORK), name="tasks_at_work"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def passage(self) -> Passage:
        return self.campaign.notice.passage(self.place)

    @property
    def evidence_closed(self) -> str:
        return self.campaign.closed_words


class Answer(models.TextChoices):
    CONFORMS = "conforms", "符合"
    FAILS = "fails", "不符合"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Question(BodyModel):
    """What no data can decide, so that a person answers for it (问询项).

    code       of the notice's question; "" for one of the body's own
    text       what must hold, so that 符合 means that it does
    because    why no data decides it
    answer     "" while nobody has answered
    statement  what was looked at and what came of it
    stood_in   why somebody else answered than was asked (代答理由)
    """

    TAKES_EVIDENCE = True
    EVIDENCE_VIEW = "campaign.view"
    EVIDENCE_ADD = "question.answer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="questions")
    code = models.CharField("编号", max_length=20, blank=True)
    place = models.CharField("条款", max_length=40, blank=True)
    text = models.TextField("核对内容")
    evidence_wanted = models.TextField("所需证据", blank=True)
    because = models.CharField("数据不能判定的原因", max_length=200, blank=True)
    assignee = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="责任人"
    )
    due_on = models.DateField("答复期限")
    answer = models.CharField("答复", max_length=20, choices=Answer.choices, blank=True)
    statement = models.TextField("答复说明", blank=True)
    stood_in = models.TextField("代答理由", blank=True)
    answered_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    position = models.PositiveIntegerField("顺序")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)

    class Meta(BodyModel.Meta):
        ordering = ("position", "pk")
        indexes = (
            models.Index(fields=("campaign", "answer", "due_on"), name="questions_by_day"),
            models.Index(fields=("assignee", "due_on"), condition=Q(answer=""), name="questions_open"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()[:120]

    @property
    def is_answered(self) -> bool:
        return self.answer != ""

    @property
    def passage(self) -> Passage:
        return self.campaign.notice.passage(self.place)

    @property
    def evidence_closed(self) -> str:
        return self.campaign.closed_words
