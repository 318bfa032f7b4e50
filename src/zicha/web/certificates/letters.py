"""From decisions to letters (证书处理文书): what the models say in the words of `reports.letters`."""

from __future__ import annotations

from zicha.casework.certificates.confirming import deciders_of
from zicha.casework.certificates.independence import passed_on_told
from zicha.casework.certificates.models import Meeting, Proposal
from zicha.casework.evidence.selectors import evidence_of
from zicha.reports.letters import Handled, Minutes, MinutesLine


def handled(proposal: Proposal) -> Handled:
    """An approved decision as its letters tell it."""
    if proposal.decided_on is None:
        raise ValueError(f"{proposal} is not decided")
    return Handled(
        letter_no=proposal.letter_no,
        certificate_no=proposal.certificate_no,
        org_name=proposal.org_name,
        org_address=proposal.org_address,
        uscc=proposal.uscc,
        scheme=proposal.scheme,
        scheme_label=proposal.scheme_label,
        standard=proposal.standard,
        scope=proposal.scope,
        issued_on=proposal.issued_on,
        expires_on=proposal.expires_on,
        action=proposal.action,
        action_label=proposal.get_action_display(),
        reason=proposal.reason_label,
        grounds=proposal.grounds,
        decided_on=proposal.decided_on,
        effective_on=proposal.effective_on,
        suspend_until=proposal.suspend_until,
        reduced_scope=proposal.reduced_scope,
    )


def minutes_of(meeting: Meeting) -> Minutes:
    """A meeting with all its certificates."""
    observers = meeting.attendees.filter(decides=False).select_related("member__account")
    deciders = deciders_of([meeting])[meeting.pk]
    passed_on = passed_on_told(one.member for one in deciders)
    items = meeting.items.select_related("proposal")
    return Minutes(
        number=meeting.number,
        held_on=meeting.held_on,
        place=meeting.place,
        topic=meeting.topic,
        grounds=meeting.grounds,
        deciders=[one.name for one in deciders],
        observers=[one.member.name for one in observers],
        recorder=meeting.recorded_by.name,
        lines=[
            MinutesLine(
                item.proposal.certificate_no,
                item.proposal.org_name,
                item.proposal.get_action_display(),
                item.proposal.reason_label,
                item.get_result_display(),
                item.why,
            )
            for item in items
        ],
        papers=[paper.name for paper in evidence_of(meeting)],
        confirmed=[f"{one.name}{one.told}" for one in deciders],
        is_declared=meeting.decided.filter(declared=True).exists(),
        passed_on=[f"{one.name}{passed_on[one.member.pk]}" for one in deciders if one.member.pk in passed_on],
    )
