"""The round of self-inspection and its plan (自查活动、自查方案)."""

from __future__ import annotations

from django.db import models

from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel
from zicha.reference.notices import NOTICES
from zicha.reference.notices.notice import Notice


class CampaignState(models.TextChoices):
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class Campaign(BodyModel):
    """One round of self-inspection (自查活动) under a notice.

    notice_key  which of `reference.notices`
    as_of       judging date of its screenings (判定基准日)
    due_on      the day the report must have reached its recipients
    """

    notice_key = models.CharField(max_length=60)
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
