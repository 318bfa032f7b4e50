"""A meeting is entered by one of those who decided; each of the others says in the system whether it was so (参会确认).

A decision counts from its entry: a body may not be held up by somebody on leave. But until the others have spoken every
paper says that it rests on the word of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from zicha.casework.certificates.legality import SHORTEST_TEXT
from zicha.casework.certificates.models import Attendee, Confirmation, Meeting
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import record


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who decided at a meeting, and what they say of its record (参加决定人员)."""

    member: Member
    recorded: bool
    confirmation: Confirmation | None

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def agrees(self) -> bool:
        return self.recorded or (self.confirmation is not None and self.confirmation.agrees)

    @property
    def objects(self) -> bool:
        return self.confirmation is not None and not self.confirmation.agrees

    @property
    def at(self) -> datetime | None:
        return self.confirmation.at if self.confirmation else None

    @property
    def told(self) -> str:
        """How they stand to the record, in words."""
        if self.recorded:
            return "登记人"
        if self.confirmation is None:
            return "未在系统中确认"
        return "已在系统中确认" if self.confirmation.agrees else f"提出异议：{self.confirmation.text}"


@transaction.atomic
def confirm_meeting(*, meeting_id: int, agrees: bool, by: Member, text: str = "") -> Confirmation:
    """Say whether the record of a meeting is right (确认会议记录). Raises Refused for who did not decide, or has said so."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    if by.pk == meeting.recorded_by_id:
        raise Refused("会议由您登记，不用再确认；请由其他参加决定的人员确认。")
    if not Attendee.objects.filter(meeting=meeting, member=by, decides=True).exists():
        raise Refused("只有登记为参加决定的人员可以确认会议记录。")
    if Confirmation.objects.filter(meeting=meeting, member=by).exists():
        raise Refused("您已经表示过意见，不能更改；有变化的，请告知质量负责人。")
    if not agrees and len(text.strip()) < SHORTEST_TEXT:
        raise Refused(f"请写明与会议不一致的地方（至少 {SHORTEST_TEXT} 个字）。")
    said = Confirmation.objects.create(
        body_id=meeting.body_id,
        meeting=meeting,
        member=by,
        agrees=agrees,
        text="" if agrees else text.strip(),
    )
    record(
        Action.MEETING_CONFIRMED if agrees else Action.MEETING_OBJECTED,
        on=said,
        by=by,
        reason=said.text or str(meeting),
    )
    return said


def deciders_of(meetings: Iterable[Meeting]) -> Mapping[int, list[Decider]]:
    """Meeting → who decided there and what they say of its record: two questions for any number of meetings."""
    meetings = list(meetings)
    said = {(one.meeting_id, one.member_id): one for one in Confirmation.objects.filter(meeting__in=meetings)}
    found: dict[int, list[Decider]] = {meeting.pk: [] for meeting in meetings}
    recorded = {meeting.pk: meeting.recorded_by_id for meeting in meetings}
    rows = Attendee.objects.filter(meeting__in=meetings, decides=True).select_related("member__account")
    for one in rows.order_by("pk"):
        found[one.meeting_id].append(
            Decider(
                one.member,
                one.member_id == recorded[one.meeting_id],
                said.get((one.meeting_id, one.member_id)),
            )
        )
    return found


def told_of(meeting: Meeting, deciders: Iterable[Decider]) -> str:
    """On whose word the record rests, in a clause; empty when all have confirmed it."""
    silent = [one.name for one in deciders if not one.recorded and one.confirmation is None]
    against = [one.name for one in deciders if one.objects]
    who, without, objecting = meeting.recorded_by.name, "、".join(silent), "、".join(against)
    if silent and against:
        return f"由{who}登记，{without}未在系统中确认，{objecting}提出异议"
    if silent:
        return f"由{who}登记，{without}未在系统中确认"
    return f"由{who}登记，{objecting}提出异议" if against else ""


def awaiting(member: Member) -> QuerySet[Meeting]:
    """Meetings this member is said to have decided at and has not spoken about, the oldest first (待本人确认)."""
    there = Attendee.objects.filter(meeting=OuterRef("pk"), member=member, decides=True)
    said = Confirmation.objects.filter(meeting=OuterRef("pk"), member=member)
    return (
        Meeting.objects.filter(Exists(there)).exclude(Exists(said)).exclude(recorded_by=member).order_by("pk")
    )
