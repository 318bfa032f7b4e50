"""What follows a decision (决定之后): word to the client, to the local bureau, publication, report; and their receipts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from zicha.casework.certificates.clocks import notice_clock
from zicha.casework.certificates.models import Notice, Proposal, Step, Way
from zicha.casework.certificates.services import held, lock_numbers, set_next
from zicha.casework.many_rows import insert_rows, update_rows
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import Change, changed_from, record, record_all

ACTIONS = {
    Step.CLIENT: Action.CERTIFICATE_NOTIFIED,
    Step.BUREAU: Action.BUREAU_NOTIFIED,
    Step.PUBLICATION: Action.CERTIFICATE_PUBLISHED,
    Step.REPORT: Action.CERTIFICATE_REPORTED,
}
# What must be done before: the client first, then the bureau of its place, then everybody.
BEFORE = {Step.BUREAU: Step.CLIENT, Step.PUBLICATION: Step.BUREAU}
WAYS = {
    Step.CLIENT: (Way.POST, Way.HAND, Way.MAIL, Way.ANNOUNCEMENT, Way.OTHER),
    Step.BUREAU: (Way.POST, Way.HAND, Way.MAIL, Way.PLATFORM, Way.OTHER),
    Step.PUBLICATION: (Way.WEBSITE, Way.PLATFORM, Way.ANNOUNCEMENT, Way.OTHER),
    Step.REPORT: (Way.PLATFORM, Way.MAIL, Way.OTHER),
}


def place_of(region_code: str) -> str:
    """The city a region code lies in, whose bureau is told (所在市): its first four digits."""
    return region_code[:4]


@transaction.atomic
def record_notices(
    *,
    kind: Step,
    proposal_ids: Iterable[int],
    done_on: date,
    way: str,
    by: Member,
    to: str = "",
    letter_no: str = "",
    receipt: str = "",
    receipt_on: date | None = None,
) -> list[Notice]:
    """Record that a step was done for these decisions (登记通知、通报、公布、上报), for all of them or for none."""
    today = timezone.localdate()
    if done_on > today:
        raise Refused("日期晚于今天；做完之后再登记。")
    if receipt_on is not None and not done_on <= receipt_on <= today:
        raise Refused("回执日期应在办理日期与今天之间。")
    if way not in {str(one) for one in WAYS[kind]}:
        raise Refused("请选择办理方式。")
    if kind in (Step.BUREAU, Step.PUBLICATION) and not to.strip():
        raise Refused("请写明通报给哪个监管部门。" if kind == Step.BUREAU else "请写明公布在哪里。")
    lock_numbers(by.body_id)
    proposals = held(sorted(set(proposal_ids)))
    if not proposals:
        raise Refused("请至少选一张证书。")
    if kind == Step.BUREAU and len({place_of(one.region_code) for one in proposals}) > 1:
        raise Refused("所选证书的获证组织不在同一个市；请按所在地分别通报。")
    done = _done(proposals)
    for one in proposals:
        _refuse(one, kind, done_on, done.get(one.pk, set()))
    notices = [
        Notice(
            body_id=by.body_id,
            proposal=one,
            kind=kind.value,
            done_on=done_on,
            way=way,
            to=(to.strip() or (one.org_name if kind == Step.CLIENT else ""))[:200],
            letter_no=(letter_no.strip() or (one.letter_no if kind == Step.CLIENT else ""))[:60],
            due_on=notice_clock(kind, one.decided_on).due_on if one.decided_on else None,
            receipt=receipt.strip()[:200],
            receipt_on=receipt_on,
            by=by,
        )
        for one in proposals
    ]
    insert_rows(notices)
    record_all(ACTIONS[kind], _moved_on(proposals, notices), by=by)
    return notices


@transaction.atomic
def record_receipt(*, notice_id: int, receipt: str, receipt_on: date, by: Member) -> Notice:
    """Record what came back for a notice (登记回执)."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=notice_id)
    if not receipt.strip():
        raise Refused("请写明回执内容，例如签收人、快递单号或回函文号。")
    if not notice.done_on <= receipt_on <= timezone.localdate():
        raise Refused("回执日期应在办理日期与今天之间。")
    before = changed_from(notice)
    notice.receipt, notice.receipt_on = receipt.strip()[:200], receipt_on
    notice.save(update_fields=["receipt", "receipt_on"])
    record(Action.CERTIFICATE_RECEIPT, on=notice, by=by, before=before, reason=notice.receipt)
    return notice


def _moved_on(proposals: Sequence[Proposal], notices: Sequence[Notice]) -> list[Change]:
    """The proposals with their next clock, saved."""
    known: dict[int, list[Notice]] = {one.pk: [] for one in proposals}
    for notice in Notice.objects.filter(proposal__in=proposals):
        known[notice.proposal_id].append(notice)
    made = {notice.proposal_id: notice for notice in notices}
    changes = []
    for one in proposals:
        before = changed_from(one)
        set_next(one, known[one.pk])
        changes.append(Change(one, before, made[one.pk].to, [made[one.pk]]))
    update_rows(proposals, ("next_step", "next_due"))
    return changes


def _done(proposals: Sequence[Proposal]) -> dict[int, set[str]]:
    done: dict[int, set[str]] = {}
    for pk, kind in Notice.objects.filter(proposal__in=proposals).values_list("proposal_id", "kind"):
        done.setdefault(pk, set()).add(kind)
    return done


def _refuse(proposal: Proposal, kind: Step, done_on: date, done: set[str]) -> None:
    if not proposal.is_approved or proposal.decided_on is None:
        raise Refused(f"第 {proposal.number} 号建议“{proposal.get_state_display()}”，还不能{kind.label}。")
    if kind.value in done:
        raise Stale(f"证书 {proposal.certificate_no} 已登记过{kind.label}；请刷新页面。")
    if (before := BEFORE.get(kind)) and before.value not in done:
        raise Refused(f"证书 {proposal.certificate_no} 还没有{before.label}；请先登记。")
    if done_on < proposal.decided_on:
        raise Refused(f"日期早于证书 {proposal.certificate_no} 的决定日期。")
