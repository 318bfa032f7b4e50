"""Deliveries, screenings, and how far each check got (数据交付、筛查、覆盖情况)."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel


class RunState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "筛查中"
    FINISHED = "finished", "已完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


class Run(BodyModel):
    """One screening of one dataset version (筛查).

    done, total, doing  progress in checks; `doing` says what in words
    ruleset             fingerprint of rules and parameters
    """

    UNTRACED = ("done", "total", "doing", "cancel_asked", "beat_at")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField("次序")
    state = models.CharField("状态", max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    as_of = models.DateField("判定基准日")
    dataset_version = models.CharField("数据集版本", max_length=40)
    dataset_fingerprint = models.CharField(max_length=64)
    ruleset = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    cancel_asked = models.BooleanField(default=False)
    beat_at = models.DateTimeField(null=True)
    hits = models.PositiveIntegerField("疑点", default=0)
    undecided = models.PositiveIntegerField("无法判定", default=0)
    error = models.TextField("失败原因", blank=True)
    started_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(BodyModel.Meta):
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("campaign", "number"), name="run_number_once"),)

    def __str__(self) -> str:
        return f"第 {self.number} 次筛查"


class CheckCoverage(BodyModel):
    """How far one check got in a screening (覆盖情况); the verdicts add up, PostgreSQL sees to it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="coverage")
    code = models.CharField("检查项", max_length=10)
    ran = models.BooleanField("已检查")
    in_scope = models.PositiveIntegerField("应查", default=0)
    hit = models.PositiveIntegerField("疑点", default=0)
    passed = models.PositiveIntegerField("通过", default=0)
    undecided = models.PositiveIntegerField("无法判定", default=0)
    exempt = models.PositiveIntegerField("免查", default=0)
    reason = models.TextField("未检查的原因", blank=True)
    caution = models.TextField("提示", blank=True)
    seconds = models.FloatField(default=0)

    class Meta(BodyModel.Meta):
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("run", "code"), name="coverage_once"),
            models.CheckConstraint(
                condition=models.Q(in_scope=F("hit") + F("passed") + F("undecided") + F("exempt")),
                name="verdicts_add_up",
            ),
        )
