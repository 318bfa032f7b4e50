"""A confirmed problem until it is closed (问题), the leads it rests on, its causes, its sweeps."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import Lead
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel
from zicha.casework.wording import in_words


class ProblemState(models.TextChoices):
    OPEN = "open", "整改中"
    SUBMITTED = "submitted", "待验证"
    VERIFIED = "verified", "待有效性检查"
    CLOSED = "closed", "已关闭"


class CauseCategory(models.TextChoices):
    PEOPLE = "people", "人员能力或意识"
    PROCESS = "process", "制度或程序不健全"
    EXECUTION = "execution", "有制度未执行"
    SYSTEM = "system", "信息系统或数据管理"
    RESOURCES = "resources", "资源配备不足"
    SUPERVISION = "supervision", "内部监督不到位"
    BRANCH = "branch", "分支机构或外包管理"
    CLIENT = "client", "获证组织提供信息不实"
    OTHER = "other", "其他"


class EffectResult(models.TextChoices):
    EFFECTIVE = "effective", "有效"
    INEFFECTIVE = "ineffective", "无效"


class Problem(BodyModel):
    """A problem found and confirmed (问题), from its opening to its closing.

    number         counts from 1 within the campaign
    point          sub-point of the notice it falls under (2a); `area` its focus area (B). Both may be empty
    source_*       what it was opened from where that is no lead: model label, key and words
    owner_ids      everybody who ever owned it (历任责任人); none of them may verify or close it
    first_due_on   what was promised at first; extensions move `due_on` alone
    containment, correction, corrective_action  控制措施、纠正、纠正措施
    effect_due_on  the day somebody looks whether it helped (有效性检查日期)
    version        counts changes by people; a form shown with an older one is stale
    """

    TAKES_EVIDENCE = True
    EVIDENCE_VIEW = "problem.view"
    EVIDENCE_ADD = "problem.act"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="problems")
    number = models.PositiveIntegerField("编号")
    title = models.CharField("问题", max_length=120)
    description = models.TextField("情况", blank=True)
    point = models.CharField("自查要点", max_length=10, blank=True)
    area = models.CharField("自查重点", max_length=2, blank=True)
    severity = models.CharField("严重程度", max_length=2)
    state = models.CharField("状态", max_length=10, choices=ProblemState.choices, default=ProblemState.OPEN)
    source_kind = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True)
    source_label = models.CharField("来源", max_length=200, blank=True)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="责任人")
    owner_ids = ArrayField(models.BigIntegerField(), default=list)
    first_due_on = models.DateField("最初期限")
    due_on = models.DateField("期限")
    containment = models.TextField("控制措施", blank=True)
    correction = models.TextField("纠正", blank=True)
    cause_category = models.CharField("原因类别", max_length=20, choices=CauseCategory.choices, blank=True)
    corrective_action = models.TextField("纠正措施", blank=True)
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)
    verification = models.TextField("验证情况", blank=True)
    effect_due_on = models.DateField("有效性检查日期", null=True, blank=True)
    effect_result = models.CharField("有效性", max_length=12, choices=EffectResult.choices, blank=True)
    effect_text = models.TextField("有效性检查情况", blank=True)
    effect_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    effect_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing_text = models.TextField("关闭说明", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(BodyModel.Meta):
        ordering = ("number",)
        verbose_name = "问题"
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="problem_number_once"),
            # The four eyes hold even against a service with a mistake in it.
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=models.F("owner")),
                name="not_verified_by_owner",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=models.F("owner")), name="not_closed_by_owner"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_by__isnull=False, verified_by__isnull=False),
                name="closed_only_when_verified",
            ),
        )
        indexes = (models.Index(fields=("campaign", "state", "due_on"), name="problem_queue"),)

    def __str__(self) -> str:
        return f"问题 {self.number} {self.title}"

    @property
    def is_closed(self) -> bool:
        return self.state == ProblemState.CLOSED

    @property
    def evidence_closed(self) -> str:
        """Why no evidence may come or go; empty while it may. What was submitted is what is verified and closed."""
        match self.state:
            case ProblemState.SUBMITTED:
                return f"问题 {self.number} 已提交验证，证据不再变动；确需补充或更换的，请验证人先退回整改。"
            case ProblemState.VERIFIED:
                return (
                    f"问题 {self.number} 已验证通过，证据不再变动；有效性检查为“无效”的，重新整改时再补充。"
                )
            case ProblemState.CLOSED:
                return f"问题 {self.number} 已关闭，证据不再变动；确需补充的，请先重新打开。"
        return ""


class LinkKind(models.TextChoices):
    GROUND = "ground", "立项依据"
    SWEEP = "sweep", "举一反三发现"


class ProblemLead(BodyModel):
    """A lead a problem rests on, or one its sweep found (问题所涉线索)."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="links")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="problem_links")
    kind = models.CharField("关系", max_length=10, choices=LinkKind.choices)
    linked_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        verbose_name = "问题整改"
        constraints = (
            models.UniqueConstraint(fields=("problem", "lead"), name="lead_once_a_problem"),
            models.UniqueConstraint(
                fields=("lead",), condition=Q(kind="ground"), name="lead_grounds_one_problem"
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem} ← {self.lead}"


class Why(BodyModel):
    """One step of the why-chain (追问原因); an empty one was taken out again."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="whys")
    number = models.PositiveSmallIntegerField("第几问")
    text = models.TextField("原因", blank=True)

    class Meta(BodyModel.Meta):
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("problem", "number"), name="why_once"),)

    def __str__(self) -> str:
        return f"{self.problem} 第 {self.number} 问"


class Extension(BodyModel):
    """The due day was moved (延期)."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="extensions")
    was_due_on = models.DateField("原期限")
    due_on = models.DateField("新期限")
    reason = models.TextField("理由")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.problem} 延期至 {in_words(self.due_on)}"


class SweepState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "检查中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"


class Sweep(BodyModel):
    """A problem's pattern looked for over the whole book (举一反三).

    codes            the checks of the pattern; empty for one that people did by hand, told in `text`
    same             what else must be as in the problem's leads: person, branch, org
    dataset_version  what was looked through; `from_run` the screening whose results were taken, None when rerun
    found            subjects that fit, the problem's own leads among them
    linked           leads linked by it; `known` were linked before
    without_lead     subjects found that are no lead yet: [{code, subject_id, sentence}], the first thousand
    """

    UNTRACED = ("beat_at",)

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="sweeps")
    codes = ArrayField(models.CharField(max_length=10), default=list)
    same = ArrayField(models.CharField(max_length=10), default=list)
    state = models.CharField("状态", max_length=10, choices=SweepState.choices, default=SweepState.QUEUED)
    text = models.TextField("说明", blank=True)
    dataset_version = models.CharField("数据集版本", max_length=40, blank=True)
    from_run = models.ForeignKey(
        "deliveries.Run", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="所依据的筛查"
    )
    found = models.PositiveIntegerField("发现", default=0)
    linked = models.PositiveIntegerField("新关联线索", default=0)
    known = models.PositiveIntegerField("此前已关联", default=0)
    new_subjects = models.PositiveIntegerField("尚未成为线索", default=0)
    without_lead = models.JSONField(default=list)
    error = models.TextField("失败原因", blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)

    class Meta(BodyModel.Meta):
        ordering = ("-pk",)
        verbose_name = "举一反三"
        constraints = (
            models.UniqueConstraint(
                fields=("problem",), condition=Q(state__in=("queued", "running")), name="one_sweep_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem} 举一反三"

    @property
    def under_way(self) -> bool:
        return self.state in (SweepState.QUEUED, SweepState.RUNNING)

    @property
    def by_hand(self) -> bool:
        return not self.codes
