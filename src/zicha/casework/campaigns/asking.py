"""Questions no data decides (问询项): adding, assigning, answering, changing an answer, taking it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.given_work import (
    Wanted,
    give,
    held_campaign,
    known_place,
    next_position,
    said,
    saved,
)
from zicha.casework.campaigns.models import Answer, Question
from zicha.casework.campaigns.services import refuse_closed
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record

DAY, TEXT = "答复期限", "核对内容"


@transaction.atomic
def add_question(
    *,
    campaign_id: int,
    text: str,
    due_on: date,
    by: Member,
    place: str = "",
    evidence_wanted: str = "",
    assignee: Member | None = None,
) -> Question:
    """Ask something the notice did not (增加问询项)."""
    campaign = held_campaign(campaign_id, Wanted(assignee, due_on, DAY))
    question = Question.objects.create(
        body_id=campaign.body_id,
        campaign=campaign,
        place=known_place(campaign, place),
        text=said(text, TEXT),
        evidence_wanted=evidence_wanted.strip(),
        due_on=due_on,
        assignee=assignee,
        position=next_position(Question.objects.filter(campaign=campaign)),
    )
    record(Action.QUESTION_ADDED, on=question, by=by)
    return question


@transaction.atomic
def change_question(
    *,
    question_id: int,
    place: str,
    text: str,
    evidence_wanted: str,
    assignee: Member | None,
    due_on: date,
    by: Member,
    reason: str = "",
    version: int | None = None,
) -> Question:
    """Change what is asked, of whom and until when (修改问询项). What is answered is no longer reworded."""
    question = _held(question_id, version)
    if question.is_answered and (text.strip(), place) != (question.text, question.place):
        raise Refused("问询项已经答复，不能再改核对内容；请先撤回答复，或者另加一个问询项。")
    Wanted(assignee, due_on, DAY).refuse_change(question, reason)
    before = changed_from(question)
    if place != question.place:
        question.place = known_place(question.campaign, place)
    question.text, question.evidence_wanted = said(text, TEXT), evidence_wanted.strip()
    question.assignee, question.due_on = assignee, due_on
    return saved(question, Action.QUESTION_CHANGED, before, by=by, reason=reason)


@transaction.atomic
def ask_members(
    *,
    campaign_id: int,
    question_ids: Collection[int],
    by: Member,
    assignee: Member | None = None,
    due_on: date | None = None,
) -> list[Question]:
    """Give questions to a member, set their day, or both (批量分派问询项). What is answered stays as it is."""
    wanted = Wanted(assignee, due_on, DAY)
    campaign = held_campaign(campaign_id, wanted)
    rows = Question.objects.filter(campaign=campaign, pk__in=question_ids, answer="")
    return give(rows, wanted, Action.QUESTION_ASSIGNED, by=by)


@transaction.atomic
def answer_question(
    *,
    question_id: int,
    answer: str,
    statement: str,
    by: Member,
    reason: str = "",
    version: int | None = None,
) -> Question:
    """Answer, or answer anew (答复问询项).

    Changing an answer needs a reason, and so does answering what somebody else was asked. Raises Refused, Stale.
    """
    question = _held(question_id, version)
    if answer not in Answer.values:
        raise Refused("请选择答复：符合、不符合或者不适用。")
    if not statement.strip():
        raise Refused("请写明核查了什么、结果怎样；不适用的，写明为什么不适用。")
    given = (question.answer, question.statement)
    if question.is_answered and given == (answer, statement.strip()):
        raise Refused("答复没有变化，不需要保存。")
    stands_in = question.assignee_id not in (None, by.pk)
    if question.is_answered and not reason.strip():
        raise Refused("修改已经作出的答复，请写明理由。")
    if stands_in and not reason.strip():
        raise Refused(f"这个问询项由{question.assignee}负责；代为答复的，请写明理由。")
    before = changed_from(question)
    action = Action.ANSWER_CHANGED if question.is_answered else Action.QUESTION_ANSWERED
    question.answer, question.statement = answer, statement.strip()
    question.stood_in = reason.strip() if stands_in else ""
    question.answered_by, question.answered_at = by, timezone.now()
    return saved(question, action, before, by=by, reason=reason)


@transaction.atomic
def withdraw_answer(*, question_id: int, reason: str, by: Member, version: int | None = None) -> Question:
    """Take an answer back, so that the question is open again (撤回答复). By who gave it or manages the plan."""
    question = _held(question_id, version)
    if not question.is_answered:
        raise Refused("这个问询项还没有答复。")
    if by.pk != question.answered_by_id and not by.may("campaign.manage"):
        raise Refused("答复由其他人作出；请由答复人或者质量负责人撤回。")
    if not reason.strip():
        raise Refused("撤回答复，请写明理由。")
    before = changed_from(question)
    question.answer = question.statement = question.stood_in = ""
    question.answered_by = question.answered_at = None
    return saved(question, Action.ANSWER_WITHDRAWN, before, by=by, reason=reason)


def _held(question_id: int, version: int | None) -> Question:
    rows = Question.objects.select_related("campaign", "assignee__account")
    question = rows.select_for_update(of=("self",)).get(pk=question_id)
    refuse_closed(question.campaign)
    if version is not None and version != question.version:
        now = f"目前的答复是“{question.get_answer_display()}”。" if question.is_answered else ""
        raise Stale(
            f"这个问询项刚刚被其他人改过，您填写的内容没有保存。{now}请核对最新内容，需要的再次保存。"
        )
    return question
