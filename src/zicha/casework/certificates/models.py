"""What the body decides about its certificates (证书处理): its own record, the delivered data stay as they are."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import Lead
from zicha.casework.problems.models import Problem
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel
from zicha.contract.codes import CODE_LISTS
from zicha.reference.status_changes import ACTIONS

_STATUSES = CODE_LISTS["certificate_status"].labels
_REASONS = CODE_LISTS["status_reason"].labels
_SCHEMES = CODE_LISTS["scheme"].labels


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", "待决定"
    APPROVED = "approved", "已决定"
    REJECTED = "rejected", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class Step(StrEnum):
    """What has to happen next (下一步), each with a clock of its own; the value is stored, the label shown."""

    label: str

    def __new__(cls, value: str, label: str) -> Step:
        step = str.__new__(cls, value)
        step._value_ = value
        step.label = label
        return step

    DECIDE = "decide", "作出决定"
    CLIENT = "client", "通知获证组织"
    BUREAU = "bureau", "通报属地监管部门"
    PUBLICATION = "publication", "公布"
    REPORT = "report", "上报"
    RESOLVE = "resolve", "恢复或撤销"


class Meeting(BodyModel):
    """A meeting that decided on many certificates on one ground (决定会议). Its papers are evidence files of it."""

    TAKES_EVIDENCE = True
    EVIDENCE_VIEW = "certificate.view"
    EVIDENCE_ADD = "certificate.decide"

    number = models.PositiveIntegerField("次序")
    held_on = models.DateField("会议日期")
    place = models.CharField("地点", max_length=120, blank=True)
    topic = models.CharField("议题", max_length=200)
    grounds = models.TextField("共同依据")
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta(BodyModel.Meta):
        verbose_name = "决定会议"
        ordering = ("-held_on", "-pk")
        constraints = (models.UniqueConstraint(fields=("body", "number"), name="meeting_number_once"),)

    def __str__(self) -> str:
        return f"第 {self.number} 次证书决定会议"

    @property
    def evidence_stays(self) -> str:
        """The minutes name the papers: further ones may come, none may go."""
        return f"{self}已登记，会议材料不能撤下；传错的，请另传正确的材料。"


class Attendee(BodyModel):
    """Somebody at a meeting (参会人员); who decides must be independent of each certificate decided on."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="成员")
    decides = models.BooleanField("参加决定")

    class Meta(BodyModel.Meta):
        ordering = ("-decides", "pk")
        constraints = (models.UniqueConstraint(fields=("meeting", "member"), name="at_the_meeting_once"),)

    def __str__(self) -> str:
        return str(self.member)


class Confirmation(BodyModel):
    """What somebody who decided at a meeting says themselves about its record (参会确认): right, or what is wrong with it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="confirmations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="成员")
    agrees = models.BooleanField("与会议一致")
    text = models.TextField("异议", blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("meeting", "member"), name="confirmed_once"),)

    def __str__(self) -> str:
        return f"{self.member}对{self.meeting}的{'确认' if self.agrees else '异议'}"


class Proposal(BodyModel):
    """What somebody proposes to do with a certificate, and what became of it (证书处理建议).

    number           within the body, for people
    problem          the problem whose correction it is, where there is one
    certificate_no … expires_on  the certificate as the data of `dataset_version` had it when it was proposed
    from_status      its status then, the body's own later decisions included; to_status what it becomes
    suspended_on     of a suspended one: the first day of the suspension
    involved         persons (人员编号) with a part in its audits or in the leads it rests on; none of them may decide
    facts_on         the day the facts were certain, from which the law counts
    backdated        why it takes effect before the day of the decision; empty = it does not
    suspend_until    last day of the suspension
    declared         who decided, or one of them, had no 人员编号 to be matched by, and declared to have had no part
    next_step, next_due  what has to happen next and until when; the earliest open clock
    resolved_by      of a suspension: the later decision that ended it
    """

    TAKES_EVIDENCE = True
    EVIDENCE_VIEW = "certificate.view"
    EVIDENCE_ADD = "certificate.propose"
    # Columns that hold codes of the contract, and the list their words stand in.
    CODED: ClassVar = {
        "from_status": "certificate_status",
        "to_status": "certificate_status",
        "reason": "status_reason",
        "scheme": "scheme",
    }

    number = models.PositiveIntegerField("编号")
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="certificate_proposals"
    )
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="certificate_proposals"
    )
    certificate_no = models.CharField("证书编号", max_length=80)
    org_id = models.CharField("获证组织编号", max_length=80)
    org_name = models.CharField("获证组织", max_length=200)
    org_address = models.CharField("地址", max_length=300, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=40, blank=True)
    region_code = models.CharField("行政区划代码", max_length=12, blank=True)
    scheme = models.CharField("认证领域", max_length=40)
    standard = models.CharField("认证依据", max_length=200, blank=True)
    scope = models.TextField("认证覆盖范围", blank=True)
    issued_on = models.DateField("颁证日期")
    expires_on = models.DateField("证书截止日期")
    dataset_version = models.CharField("数据集版本", max_length=40)
    from_status = models.CharField("原状态", max_length=20)
    to_status = models.CharField("新状态", max_length=20)
    suspended_on = models.DateField("暂停起始日期", null=True, blank=True)
    involved = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name="参与审核的人员"
    )

    action = models.CharField("处理", max_length=20, choices=list(ACTIONS.items()))
    reason = models.CharField("原因", max_length=40)
    grounds = models.TextField("事实和依据")
    facts_on = models.DateField("事实确认日期")
    effective_on = models.DateField("生效日期")
    backdated = models.CharField("追溯生效的理由", max_length=500, blank=True)
    suspend_until = models.DateField("暂停截止日期", null=True, blank=True)
    reduced_scope = models.TextField("缩小后的范围", blank=True)
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)

    state = models.CharField(
        "办理状态", max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED
    )
    decided_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="决定人"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_at = models.DateTimeField("登记时间", null=True, blank=True)
    decision_text = models.TextField("决定理由", blank=True)
    declared = models.BooleanField("声明未参与", default=False)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="decided", verbose_name="会议"
    )
    letter_no = models.CharField("文号", max_length=60, blank=True)
    next_step = models.CharField(
        "下一步", max_length=12, choices=[(one.value, one.label) for one in Step], blank=True
    )
    next_due = models.DateField("期限", null=True, blank=True)
    resolved_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="由此结束"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta(BodyModel.Meta):
        verbose_name = "证书处理"
        # Overdue first; what has no clock any more stands last.
        ordering = (F("next_due").asc(nulls_last=True), "-pk")
        constraints = (
            models.UniqueConstraint(fields=("body", "number"), name="proposal_number_once"),
            models.UniqueConstraint(
                fields=("body", "certificate_no"),
                condition=Q(state="proposed"),
                name="one_open_proposal_per_certificate",
            ),
            models.UniqueConstraint(
                fields=("body", "letter_no"), condition=~Q(letter_no=""), name="letter_no_once"
            ),
        )
        indexes = (
            models.Index(fields=("body", "state", "next_due", "id"), name="proposal_by_state"),
            models.Index(fields=("body", "next_step", "next_due", "id"), name="proposal_by_step"),
            models.Index(fields=("body", "certificate_no", "id"), name="proposal_of_certificate"),
            models.Index(fields=("body", "org_id", "id"), name="proposal_of_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.certificate_no}"

    @property
    def reason_label(self) -> str:
        return _REASONS.get(self.reason, self.reason)

    @property
    def scheme_label(self) -> str:
        return _SCHEMES.get(self.scheme, self.scheme)

    @property
    def from_label(self) -> str:
        return _STATUSES.get(self.from_status, self.from_status)

    @property
    def to_label(self) -> str:
        return _STATUSES.get(self.to_status, self.to_status)

    @property
    def is_waiting(self) -> bool:
        """Nobody has decided yet."""
        return self.state == ProposalState.PROPOSED

    @property
    def evidence_closed(self) -> str:
        """Why no file may come or go; empty while it may. What was decided was decided on these."""
        return "" if self.is_waiting else f"“{self}”{self.get_state_display()}，依据文件不再变动。"

    @property
    def is_approved(self) -> bool:
        return self.state == ProposalState.APPROVED

    @property
    def suspends(self) -> bool:
        return self.action in ("suspend", "prolong")

    @property
    def is_suspended_by_it(self) -> bool:
        """A suspension in force that nobody has ended yet."""
        return self.is_approved and self.suspends and self.resolved_by_id is None


class ProposalLead(BodyModel):
    """A lead a proposal rests on (建议所依据的线索)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="leads")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="certificate_proposals")

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("proposal", "lead"), name="proposal_lead_once"),)

    def __str__(self) -> str:
        return str(self.lead_id)


class MeetingItem(BodyModel):
    """What a meeting did with one proposal (逐件结果); `why` of a rejected one, or why it was not decided."""

    class Result(models.TextChoices):
        APPROVED = "approved", "同意"
        REJECTED = "rejected", "不同意"
        LEFT = "left", "未决定"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="meeting_items")
    result = models.CharField("结果", max_length=10, choices=Result.choices)
    why = models.CharField("说明", max_length=500, blank=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("meeting", "proposal"), name="meeting_item_once"),)

    def __str__(self) -> str:
        return self.get_result_display()


class Way(models.TextChoices):
    """How word was sent (方式)."""

    POST = "post", "邮寄"
    HAND = "hand", "当面送达"
    MAIL = "mail", "电子邮件"
    PLATFORM = "platform", "信息平台"
    ANNOUNCEMENT = "announcement", "公告送达"
    WEBSITE = "website", "机构网站"
    OTHER = "other", "其他"


class Notice(BodyModel):
    """A step after the decision that has been done (通知、通报、公布、上报): when, how, to whom, what came back.

    kind     client, bureau, publication or report of `Step`
    to       recipient, or where it was published
    receipt  回执: a number of posting, who signed, the number of the answer
    """

    KINDS = (Step.CLIENT, Step.BUREAU, Step.PUBLICATION, Step.REPORT)

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField("事项", max_length=12, choices=[(one.value, one.label) for one in KINDS])
    done_on = models.DateField("日期")
    way = models.CharField("方式", max_length=14, choices=Way.choices)
    to = models.CharField("对象", max_length=200, blank=True)
    letter_no = models.CharField("文号", max_length=60, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    receipt = models.CharField("回执", max_length=200, blank=True)
    receipt_on = models.DateField("回执日期", null=True, blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta(BodyModel.Meta):
        ordering = ("done_on", "pk")
        constraints = (models.UniqueConstraint(fields=("proposal", "kind"), name="notice_once"),)
        indexes = (models.Index(fields=("body", "kind", "done_on"), name="notice_by_kind"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.proposal}"

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.done_on > self.due_on
