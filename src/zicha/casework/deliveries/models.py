"""Deliveries, screenings, and how far each check got (数据交付、筛查、覆盖情况)."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel


class DeliveryState(models.TextChoices):
    RECEIVED = "received", "读取中"
    READ = "read", "待确认"
    UNUSABLE = "unusable", "不能使用"
    COMMITTING = "committing", "入库中"
    COMMITTED = "committed", "已入库"
    WITHDRAWN = "withdrawn", "已放弃"


class Delivery(BodyModel):
    """Files somebody handed in, on their way into the dataset (一次交付).

    done, doing     progress of what is under way: done of 100, `doing` says what in words
    sheets          of every sheet its rows, read = accepted + repeated + rejected, and which of its columns are known
    remarks         what a person should know of the rows taken in; the first thousand
    changes         what it does to each table of `base_version`, with some of the changed cells; `absent` are rows
                    the version has and the delivery has not: they stay
    base_version    the dataset version it was compared with; empty for the first
    dataset_version the version it became, or was found to say nothing new against
    kept_sha256     of reading.json, which names everything the reading left on disk
    """

    UNTRACED = ("done", "doing", "beat_at")

    number = models.PositiveIntegerField("次序")
    state = models.CharField(
        "状态", max_length=12, choices=DeliveryState.choices, default=DeliveryState.RECEIVED
    )
    received_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    done = models.PositiveSmallIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    beat_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    dialect = models.CharField("方言", max_length=80, blank=True)
    rows_read = models.PositiveBigIntegerField("读入行数", default=0)
    accepted = models.PositiveBigIntegerField("接受", default=0)
    repeated = models.PositiveBigIntegerField("重复", default=0)
    rejected = models.PositiveBigIntegerField("拒绝", default=0)
    bad_cells = models.PositiveIntegerField("错误单元格", default=0)
    sheets = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    base_version = models.CharField(max_length=40, blank=True)
    kept_sha256 = models.CharField(max_length=64, blank=True)
    error = models.TextField("不能使用的原因", blank=True)
    settled_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    dataset_version = models.CharField("数据集版本", max_length=40, blank=True)
    dataset_fingerprint = models.CharField(max_length=64, blank=True)
    unchanged = models.BooleanField("没有变化", default=False)

    class Meta(BodyModel.Meta):
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("body", "number"), name="delivery_number_once"),)

    def __str__(self) -> str:
        return f"第 {self.number} 次交付"

    @property
    def under_way(self) -> bool:
        return self.state in (DeliveryState.RECEIVED, DeliveryState.COMMITTING)


class DeliveryFile(BodyModel):
    """A file as it was handed in (上传文件). `place` is where it lies below the upload's folder.

    is_profile  it holds no records but says how to read a register of another form (映射方案)
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="files")
    name = models.CharField("文件名", max_length=200)
    place = models.CharField(max_length=240)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("大小")
    is_profile = models.BooleanField("映射方案", default=False)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


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
    overrides           parameters the body judges by another value: code, name, value, because
    kept_sha256         of screening.json, which names everything the run left on disk
    """

    UNTRACED = ("done", "total", "doing", "cancel_asked", "beat_at")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField("次序")
    state = models.CharField("状态", max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    as_of = models.DateField("判定基准日")
    dataset_version = models.CharField("数据集版本", max_length=40)
    dataset_fingerprint = models.CharField(max_length=64)
    ruleset = models.CharField(max_length=64, blank=True)
    overrides = models.JSONField("调整的参数", default=list)
    kept_sha256 = models.CharField(max_length=64, blank=True)
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
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="run_number_once"),
            models.UniqueConstraint(
                fields=("body",),
                condition=models.Q(state__in=("queued", "running")),
                name="one_run_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"第 {self.number} 次筛查"

    @property
    def under_way(self) -> bool:
        return self.state in (RunState.QUEUED, RunState.RUNNING)

    @property
    def checks_are_done(self) -> bool:
        """Every check has been judged; what is left is taking the leads in."""
        return self.total > 0 and self.done >= self.total


class RunFiles(BodyModel):
    """The lists and the draft made of a screening by one release (筛查结果文件); `files` names each by its SHA-256."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="made_files")
    release = models.CharField("软件版本", max_length=40)
    files = models.JSONField("文件")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("run", "release"), name="run_files_once"),)

    def __str__(self) -> str:
        return f"{self.run}的清单和报告初稿"


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
