"""A lead: what a check raised about a subject, until a person has decided (线索)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

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


class Lead(BodyModel):
    """A subject that is a hit or undecided under a check (线索); one row a check and subject in a campaign.

    key          code:subject_kind:subject_id, stable over runs
    inputs       SHA-256 of what the verdict rests on: verdict, values and evidence rows
    decided_inputs, decided_run  `inputs` and run when a person decided; differing inputs reopen a dismissed lead
    certificate_no, org_id, person_ids, branch_id  what it can be grouped by; empty where the subject has none
    version      counts changes by people; a form shown with an older one is stale
    """

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
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyModel.Meta):
        ordering = ("severity", "code", "pk")
        constraints = (models.UniqueConstraint(fields=("campaign", "key"), name="lead_once"),)
        indexes = (
            models.Index(fields=("campaign", "state", "severity", "code", "id"), name="lead_queue"),
            models.Index(fields=("campaign", "code", "state", "severity", "id"), name="lead_by_check"),
            models.Index(
                fields=("campaign", "assignee", "state", "severity", "code", "id"), name="lead_by_person"
            ),
            models.Index(fields=("campaign", "org_id"), name="lead_by_org"),
            models.Index(fields=("campaign", "certificate_no"), name="lead_by_certificate"),
            models.Index(fields=("campaign", "branch_id", "state"), name="lead_by_branch"),
            GinIndex(fields=("person_ids",), name="lead_by_persons"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.subject_id}"


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
