"""A lead: what a check raised about a subject, until a person has decided (线索)."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import Run
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel


class LeadState(models.TextChoices):
    OPEN = "open", "待核"
    CONFIRMED = "confirmed", "属实"
    DISMISSED = "dismissed", "已排除"
    SNOOZED = "snoozed", "挂起"
    MERGED = "merged", "已归并"
    GONE = "gone", "已消失"


class LeadVerdict(models.TextChoices):
    HIT = "hit", "疑点"
    UNDECIDED = "undecided", "无法判定"


class DismissalReason(models.TextChoices):
    RECORD_ERROR = "record_error", "记录有误，业务无误"
    EXPLAINED = "explained", "有合理解释并有证据"
    RULE_NOT_APPLICABLE = "rule_not_applicable", "规则不适用于该情形"
    HANDLED_BEFORE = "handled_before", "此前已处理完毕"
    OTHER = "other", "其他"


# What makes a lead urgent (优先级), in points: how grave, hit before undecided, back after its inputs changed.
SEVERITY_POINTS = {"S1": 400, "S2": 300, "S3": 200, "S4": 100}
HIT_POINTS = 50
REOPENED_POINTS = 20
RANK_FROM = 1000

_severity = Case(
    *(When(severity=severity, then=Value(points)) for severity, points in SEVERITY_POINTS.items()),
    default=Value(0),
    output_field=models.IntegerField(),
)
_hit = Case(When(verdict="hit", then=Value(HIT_POINTS)), default=Value(0), output_field=models.IntegerField())
_reopened = Case(
    When(reopened_because="", then=Value(0)),
    default=Value(REOPENED_POINTS),
    output_field=models.IntegerField(),
)


class Lead(BodyModel):
    """A subject that is a hit or undecided under a check (线索); one row a check and subject in a campaign.

    key          code:subject_kind:subject_id, stable over runs
    inputs       SHA-256 of what the verdict rests on: verdict, values and evidence rows
    decided_inputs, decided_run  `inputs` and run when a person decided; differing inputs reopen a dismissed lead
    certificate_no, org_id, person_ids, branch_id  what it can be grouped by; empty where the subject has none
    version      counts changes by people; a form shown with an older one is stale
    absent_since the first run that did not find a decided lead any more; a lead still open becomes GONE instead
    rank         1000 less the points of priority; the queue counts upwards, so that one index serves it
    """

    # Every run moves it over a whole campaign; that the lead is still found decides nothing.
    UNTRACED = ("last_run_id",)

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="leads")
    first_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=300)
    code = models.CharField("检查项", max_length=10)
    area = models.CharField("自查重点", max_length=2)
    severity = models.CharField("严重程度", max_length=2)
    verdict = models.CharField("判定", max_length=10, choices=LeadVerdict.choices)
    subject_kind = models.CharField("对象类别", max_length=40)
    subject_id = models.CharField("对象", max_length=240)
    certificate_no = models.CharField("证书编号", max_length=80, blank=True)
    org_id = models.CharField("获证组织编号", max_length=80, blank=True)
    org_name = models.CharField("获证组织", max_length=200, blank=True)
    person_ids = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name="人员")
    branch_id = models.CharField("分支机构", max_length=80, blank=True)
    observed = models.TextField("实际", blank=True)
    expected = models.TextField("要求", blank=True)
    sentence = models.TextField("情况", blank=True)
    reason = models.TextField("无法判定的原因", blank=True)
    evidence = models.JSONField("证据行", default=list)
    inputs = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=LeadState.choices, default=LeadState.OPEN)
    assignee = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("核查期限", null=True, blank=True)
    snoozed_until = models.DateField("挂起至", null=True, blank=True)
    decided_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_inputs = models.CharField(max_length=64, blank=True)
    decided_run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_reason = models.CharField("排除理由", max_length=30, choices=DismissalReason.choices, blank=True)
    decision_text = models.TextField("说明", blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    reopened_because = models.TextField("重新打开的原因", blank=True)
    absent_since = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    rank = models.GeneratedField(
        expression=Value(RANK_FROM) - _severity - _hit - _reopened,
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta(BodyModel.Meta):
        ordering = ("rank", "pk")
        constraints = (models.UniqueConstraint(fields=("campaign", "key"), name="lead_once"),)
        # Row-level security lets an index serve only conditions whose operators leak nothing: =, <, > do; an array's
        # @> and LIKE do not. Hence the tables of persons and organisations below.
        indexes = (
            models.Index(fields=("campaign", "state", "rank", "id"), name="lead_queue"),
            models.Index(fields=("campaign", "rank", "id"), name="lead_of_any_state"),
            models.Index(fields=("campaign", "code", "state", "rank", "id"), name="lead_by_check"),
            models.Index(fields=("campaign", "area", "state", "rank", "id"), name="lead_by_area"),
            models.Index(fields=("campaign", "assignee", "state", "rank", "id"), name="lead_by_person"),
            models.Index(fields=("campaign", "branch_id", "state", "rank", "id"), name="lead_by_branch"),
            models.Index(fields=("campaign", "first_run", "state", "rank", "id"), name="lead_by_first_run"),
            models.Index(fields=("campaign", "org_id", "id"), name="lead_by_org"),
            models.Index(fields=("campaign", "certificate_no", "id"), name="lead_by_certificate"),
            models.Index(fields=("campaign", "subject_id", "id"), name="lead_by_subject"),
            models.Index(
                fields=("campaign", "rank", "id"),
                condition=Q(state="open", verdict="undecided"),
                name="lead_undecided",
            ),
            models.Index(
                fields=("campaign", "due_on", "id"),
                condition=Q(state="open", due_on__isnull=False),
                name="lead_due",
            ),
            models.Index(
                fields=("campaign", "state", "rank", "id"),
                condition=~Q(reopened_because=""),
                name="lead_reopened",
            ),
            models.Index(fields=("snoozed_until",), condition=Q(state="snoozed"), name="lead_snoozed"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.subject_id}"

    @property
    def priority_parts(self) -> list[tuple[str, int]]:
        """What the priority is made of, in words and points."""
        parts = [(f"严重程度 {self.severity}", SEVERITY_POINTS.get(self.severity, 0))]
        if self.verdict == LeadVerdict.HIT:
            parts.append((self.get_verdict_display(), HIT_POINTS))
        if self.reopened_because:
            parts.append(("重新打开", REOPENED_POINTS))
        return parts

    @property
    def priority(self) -> int:
        return sum(points for _, points in self.priority_parts)

    @property
    def is_waiting(self) -> bool:
        """Somebody still has to decide."""
        return self.state in (LeadState.OPEN, LeadState.SNOOZED)


class Note(BodyModel):
    """A remark on a lead (备注)."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField("备注")

    class Meta(BodyModel.Meta):
        ordering = ("at",)

    def __str__(self) -> str:
        return self.text[:40]


class SavedView(BodyModel):
    """A filter of the queue with a name (已存视图): a member's own, or the whole team's."""

    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=60)
    query = models.CharField("条件", max_length=1000)
    shared = models.BooleanField("全组可见", default=False)

    class Meta(BodyModel.Meta):
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("owner", "name"), name="view_name_once"),)

    def __str__(self) -> str:
        return self.name


class BulkState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "处理中"
    FINISHED = "finished", "已完成"
    UNDONE = "undone", "已撤销"


UNDO_MINUTES = 10


class BulkAction(BodyModel):
    """One decision over many leads (批量处理). `lead_ids` are fixed when it starts, `selection` is their SHA-256.

    lead_inputs  how the `inputs` of each began at that time, in the same order; `selection` covers them
    done, changed, skipped  rows handled so far; each has a `BulkResult`
    """

    UNTRACED = ("lead_ids", "lead_inputs", "done", "changed", "skipped", "beat_at")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("操作", max_length=20)
    choices = models.JSONField("内容", default=dict)
    query = models.CharField("条件", max_length=1000, blank=True)
    lead_ids = ArrayField(models.BigIntegerField(), default=list)
    lead_inputs = ArrayField(models.CharField(max_length=16), default=list)
    selection = models.CharField(max_length=64)
    total = models.PositiveIntegerField("条数")
    state = models.CharField("状态", max_length=10, choices=BulkState.choices, default=BulkState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(BodyModel.Meta):
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"批量处理 {self.total} 条线索"

    @property
    def is_over(self) -> bool:
        return self.state in (BulkState.FINISHED, BulkState.UNDONE)

    @property
    def can_be_undone(self) -> bool:
        """Within ten minutes after its end, where taking it back is possible at all (撤销)."""
        if self.state != BulkState.FINISHED or self.kind == "confirm" or self.finished_at is None:
            return False
        return timezone.now() - self.finished_at < timedelta(minutes=UNDO_MINUTES)


class BulkResult(BodyModel):
    """What became of one lead of a bulk action (逐条结果); `why` says why it was skipped."""

    bulk = models.ForeignKey(BulkAction, on_delete=models.PROTECT, related_name="results")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    changed = models.BooleanField("已处理")
    why = models.CharField("跳过原因", max_length=200, blank=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("bulk", "lead"), name="bulk_result_once"),)

    def __str__(self) -> str:
        return "已处理" if self.changed else self.why


class LeadTally(BodyModel):
    """How many leads there are of a kind (线索计数): the sum of `n` over its rows is exact at any moment.

    PostgreSQL keeps it with every statement that touches leads (migration 0002). Rows are only added, so two people
    who decide at once never wait for one another here; `counting.compact` folds them from time to time. Whose a lead is
    and until when stand in `LeadDueTally`: together with the checks there would be nearly as many rows as leads.

    assigned  somebody is in charge
    dated     open, and has a day it is due
    """

    DERIVED = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10)
    code = models.CharField(max_length=10)
    area = models.CharField(max_length=2)
    severity = models.CharField(max_length=2)
    first_run_id = models.BigIntegerField()
    reopened = models.BooleanField()
    assigned = models.BooleanField()
    dated = models.BooleanField()
    n = models.IntegerField()

    class Meta(BodyModel.Meta):
        indexes = (models.Index(fields=("campaign", "state"), name="tally_of_campaign"),)


class LeadDueTally(BodyModel):
    """How many open leads somebody has, and until when (待核线索的责任人和期限计数); kept like `LeadTally`.

    Only of leads that have one of the two.
    """

    DERIVED = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    assignee_id = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    n = models.IntegerField()

    class Meta(BodyModel.Meta):
        indexes = (models.Index(fields=("campaign", "assignee_id", "due_on"), name="tally_of_due"),)


class LeadGroupTally(BodyModel):
    """How many leads an organisation, a person, a branch, a check at a branch has (分组计数); kept like `LeadTally`.

    kind   org, person, branch; cell = check and branch, `value` is "A06 分支机构编号"
    """

    DERIVED = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=100)
    state = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10)
    assigned = models.BooleanField()
    n = models.IntegerField()

    class Meta(BodyModel.Meta):
        # With all a sum asks for, the wall's body included: the table itself is not read.
        indexes = (
            models.Index(
                fields=("campaign", "kind", "state", "value"),
                include=("body", "verdict", "assigned", "n"),
                name="tally_of_groups",
            ),
        )


class LeadPerson(BodyModel):
    """A person a lead is about (线索涉及人员); `Lead.person_ids` as rows, kept by PostgreSQL."""

    DERIVED = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.CharField(max_length=80)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")

    class Meta(BodyModel.Meta):
        indexes = (models.Index(fields=("campaign", "person_id", "lead"), name="lead_of_person"),)


class LeadOrganisation(BodyModel):
    """An organisation leads are about, with its name, to search in (线索涉及组织); kept by PostgreSQL."""

    DERIVED = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    org_id = models.CharField(max_length=80)
    name = models.CharField(max_length=200)

    class Meta(BodyModel.Meta):
        constraints = (models.UniqueConstraint(fields=("campaign", "org_id"), name="lead_organisation_once"),)
