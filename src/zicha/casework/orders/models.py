"""A letter that asks a certified organisation for something (整改通知), and what it answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.problems.models import Problem
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel


class OrderState(models.TextChoices):
    SENT = "sent", "已发出"
    OPENED = "opened", "已打开"
    ANSWERED = "answered", "已答复"
    REFUSED = "refused", "拒绝"
    SILENT = "silent", "逾期未答复"
    CLOSED = "closed", "已关闭"


WAITING = (OrderState.SENT, OrderState.OPENED)
TO_SETTLE = (OrderState.ANSWERED, OrderState.REFUSED, OrderState.SILENT)
"""The organisation's part is over; the body says what it makes of it (待处理)."""


class Order(BodyModel):
    """An order to a certified organisation (整改通知). It answers by a private link, without an account.

    number      counts from 1 within the campaign
    asked       what it is to do and to hand in
    token_hash  SHA-256 of the link's 256 random bits; the link itself is kept nowhere
    revoked_at  the link works no more; a new one may be made
    """

    TAKES_EVIDENCE = True
    EVIDENCE_VIEW = "problem.view"
    EVIDENCE_ADD = "order.manage"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="orders")
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="orders", verbose_name="问题"
    )
    number = models.PositiveIntegerField("编号")
    org_id = models.CharField("获证组织编号", max_length=80, blank=True)
    org_name = models.CharField("获证组织", max_length=200)
    certificate_nos = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name="证书编号"
    )
    title = models.CharField("事由", max_length=120)
    asked = models.TextField("要求")
    due_on = models.DateField("答复期限")
    state = models.CharField("状态", max_length=10, choices=OrderState.choices, default=OrderState.SENT)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField("链接有效期至")
    revoked_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField("首次打开", null=True, blank=True)
    silent_since = models.DateField("逾期未答复登记日", null=True, blank=True)
    closed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing_text = models.TextField("关闭说明", blank=True)

    class Meta(BodyModel.Meta):
        ordering = ("-pk",)
        verbose_name = "整改通知"
        constraints = (models.UniqueConstraint(fields=("campaign", "number"), name="order_number_once"),)
        indexes = (
            models.Index(fields=("campaign", "state", "due_on"), name="order_queue"),
            models.Index(fields=("due_on",), condition=models.Q(state__in=WAITING), name="order_waiting"),
        )

    def __str__(self) -> str:
        return f"整改通知 {self.number} {self.org_name}"

    @property
    def is_closed(self) -> bool:
        return self.state == OrderState.CLOSED

    @property
    def evidence_closed(self) -> str:
        """Why no file may come or go any more; empty while it may."""
        return "这份通知已经关闭，不再接收材料。" if self.is_closed else ""

    @property
    def link_works(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now() and not self.is_closed


class ReplyKind(models.TextChoices):
    ANSWER = "answer", "答复"
    REFUSAL = "refusal", "拒绝"


class OrderReply(BodyModel):
    """What an organisation said (答复), every version of it; the last one holds.

    recorded_by  the member who wrote down what came by letter or telephone; None by the link
    """

    APPENDED_ONLY = True

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField("性质", max_length=10, choices=ReplyKind.choices)
    text = models.TextField("内容")
    by_name = models.CharField("答复人", max_length=60)
    by_title = models.CharField("职务", max_length=60, blank=True)
    recorded_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    late = models.BooleanField("逾期", default=False)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.order} {self.get_kind_display()}"
