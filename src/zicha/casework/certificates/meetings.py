"""Deciding on many certificates in one meeting on one ground (决定会议): all of them, or each with its own result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from zicha.casework.certificates import records
from zicha.casework.certificates.independence import any_unmatched, identities
from zicha.casework.certificates.legality import SHORTEST_TEXT
from zicha.casework.certificates.models import Attendee, Meeting, MeetingItem, Proposal
from zicha.casework.certificates.services import (
    MOST_AT_ONCE,
    Judged,
    held,
    lock_numbers,
    newest_decisions,
    record_decisions,
    refuse_stale,
    settle,
)
from zicha.casework.many_rows import insert_rows
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the meeting wants to do with one proposal (表决结果). `text` is needed to say no."""

    approve: bool
    text: str = ""


def reasons_not(
    proposals: Sequence[Proposal], outcomes: Mapping[int, Outcome], deciders: Sequence[Member], *,
    held_on: date, declared: bool, body_id: int,
) -> dict[int, str]:  # fmt: skip
    """Proposal → why the meeting cannot decide so on it; those it can are missing. Changes nothing."""
    numbers = [proposal.certificate_no for proposal in proposals]
    known_as = identities(body_id, deciders)
    judged = Judged(records.find(body_id, numbers), newest_decisions(numbers), held_on, known_as)
    found = {}
    for proposal in proposals:
        outcome = outcomes[proposal.pk]
        why = judged.why_not(proposal, deciders, approve=outcome.approve, declared=declared)
        if timezone.localtime(proposal.proposed_at).date() > held_on:
            why = "这项建议在会议之后才提出"
        if not why and not outcome.approve and len(outcome.text.strip()) < SHORTEST_TEXT:
            why = f"不同意的要写明理由（至少 {SHORTEST_TEXT} 个字）"
        if why:
            found[proposal.pk] = why
    return found


@transaction.atomic
def hold_meeting(
    *,
    held_on: date,
    topic: str,
    grounds: str,
    deciders: Sequence[Member],
    outcomes: Mapping[int, Outcome],
    by: Member,
    observers: Sequence[Member] = (),
    place: str = "",
    declared: bool = False,
    all_or_none: bool = False,
    versions: Mapping[int, int] | None = None,
) -> Meeting:
    """Record a meeting and what it decided (登记决定会议).

    With `all_or_none` one certificate that cannot be decided on refuses them all; without it that one stays open, with
    the reason in its item. Raises Stale when somebody else has decided on one of them since.
    """
    _refuse_unworded(held_on, topic, grounds, deciders, outcomes, by)
    lock_numbers(by.body_id)
    proposals = held(list(outcomes))
    for proposal in proposals:
        refuse_stale(proposal, (versions or {}).get(proposal.pk))
    not_possible = reasons_not(
        proposals, outcomes, deciders, held_on=held_on, declared=declared, body_id=by.body_id
    )
    if not_possible and (all_or_none or len(not_possible) == len(proposals)):
        shown = [
            f"{one.certificate_no}：{not_possible[one.pk]}" for one in proposals if one.pk in not_possible
        ]
        more = f"；另有 {len(shown) - 5} 张" if len(shown) > 5 else ""
        raise Refused(f"没有登记会议。{'；'.join(shown[:5])}{more}。")
    meeting = Meeting.objects.create(
        body_id=by.body_id,
        number=(Meeting.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        held_on=held_on,
        place=place.strip(),
        topic=topic.strip(),
        grounds=grounds.strip(),
        recorded_by=by,
    )
    possible = [one for one in proposals if one.pk not in not_possible]
    changes = settle(
        [
            (
                one,
                changed_from(one),
                outcomes[one.pk].approve,
                outcomes[one.pk].text.strip() or meeting.grounds,
            )
            for one in possible
        ],
        by=by,
        on=held_on,
        declared=declared and any_unmatched(deciders, identities(by.body_id, deciders)),
        meeting=meeting,
    )
    also = _written_down(meeting, proposals, outcomes, not_possible, deciders, observers)
    record(Action.MEETING_RECORDED, on=meeting, by=by, reason=meeting.grounds, also=also)
    record_decisions(changes, by=by)
    return meeting


def _written_down(
    meeting: Meeting,
    proposals: Sequence[Proposal],
    outcomes: Mapping[int, Outcome],
    not_possible: Mapping[int, str],
    deciders: Sequence[Member],
    observers: Sequence[Member],
) -> list[Attendee | MeetingItem]:
    """Who was there and what became of each proposal, saved."""
    there = [
        Attendee(body_id=meeting.body_id, meeting=meeting, member=member, decides=decides)
        for members, decides in ((deciders, True), (observers, False))
        for member in members
    ]
    items = []
    for one in proposals:
        outcome = outcomes[one.pk]
        result = MeetingItem.Result.APPROVED if outcome.approve else MeetingItem.Result.REJECTED
        if one.pk in not_possible:
            result = MeetingItem.Result.LEFT
        why = not_possible.get(one.pk) or outcome.text.strip()
        items.append(
            MeetingItem(
                body_id=meeting.body_id, meeting=meeting, proposal=one, result=str(result), why=why[:500]
            )
        )
    insert_rows(there)
    insert_rows(items)
    return [*there, *items]


def _refuse_unworded(
    held_on: date,
    topic: str,
    grounds: str,
    deciders: Sequence[Member],
    outcomes: Mapping[int, Outcome],
    by: Member,
) -> None:
    if held_on > timezone.localdate():
        raise Refused("会议日期晚于今天；会议开过之后再登记。")
    if not topic.strip() or len(grounds.strip()) < SHORTEST_TEXT:
        raise Refused("请写明会议议题和共同依据。")
    if not outcomes:
        raise Refused("请至少选一项待决定的建议。")
    if len(outcomes) > MOST_AT_ONCE:
        raise Refused(f"一次会议最多决定 {MOST_AT_ONCE:,} 张证书；请分几次登记。")
    if by.pk not in {member.pk for member in deciders}:
        raise Refused("会议由参加决定的人登记；请把您自己列为参加决定的人员。")
