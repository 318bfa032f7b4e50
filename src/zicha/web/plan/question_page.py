"""What the page of a question shows (问询项页面内容): clause, evidence, answer, what became of it, history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.http import urlencode

from zicha.casework.campaigns.models import Answer, Question
from zicha.casework.campaigns.proposing import checks_of_point
from zicha.casework.problems.models import Problem
from zicha.casework.tenancy.models import Member
from zicha.checks.registry import checks_of
from zicha.web.home.desk import address_of
from zicha.web.plan.forms import AnswerForm
from zicha.web.plan.trying import STALE
from zicha.web.trace.entries import latest_of


def needs(question: Question, member: Member) -> dict[str, bool]:
    """Whether an answer of this member needs a reason, and why."""
    return {
        "changes": question.is_answered,
        "stands_in": question.assignee_id not in (None, member.pk),
    }


def content(question: Question, member: Member, form: AnswerForm | None = None) -> dict[str, Any]:
    """With the form as it came back where something was wrong with it."""
    may_answer = question.campaign.is_open and member.may("question.answer")
    stale = ""
    if form is not None and form.refused_with == STALE:
        # What was typed stays; the page shows what the other one wrote, and the next try counts from there.
        stale = " ".join(str(sentence) for sentence in form.non_field_errors())
        form = _anew(question, member, form.cleaned_data)
    elif form is None and may_answer:
        form = _anew(question, member, {"answer": question.answer, "statement": question.statement})
    own = question.answered_by_id == member.pk or member.may("campaign.manage")
    return {
        "question": question,
        "passage": question.passage,
        "form": form if may_answer else None,
        "stale": stale,
        "for_other": needs(question, member)["stands_in"],
        "may_withdraw": question.is_answered and may_answer and own,
        "checks": _checks(question),
        "neighbours": _neighbours(question),
        "problems": _problems(question),
        "problem_url": _problem_url(question, member),
        "entries": latest_of(question),
    }


def _anew(question: Question, member: Member, said: Mapping[str, Any]) -> AnswerForm:
    form = AnswerForm(initial={**said, "version": question.version})
    form.needs(**needs(question, member))
    return form


def _checks(question: Question) -> list[tuple[str, str]]:
    """What data does decide about the same sub-point, so that nobody does it twice."""
    codes = checks_of_point(question.campaign.notice).get(question.place, ())
    return [(code, editions[-1].title) for code in codes if (editions := checks_of(code))]


def _neighbours(question: Question) -> dict[str, Question | None]:
    """The question before and the one behind, in the order of the list: what is due first, first."""
    rows = Question.objects.filter(campaign=question.campaign_id)
    return {
        "before": rows.filter(
            Q(due_on__lt=question.due_on) | Q(due_on=question.due_on, position__lt=question.position)
        )
        .order_by("-due_on", "-position")
        .first(),
        "after": rows.filter(
            Q(due_on__gt=question.due_on) | Q(due_on=question.due_on, position__gt=question.position)
        )
        .order_by("due_on", "position")
        .first(),
    }


def _problems(question: Question) -> list[tuple[Problem, str]]:
    """Problems opened from the question, with their pages."""
    rows = Problem.objects.filter(source_kind=question._meta.label, source_id=question.pk).order_by("number")
    return [(problem, address_of("problem", problem.pk)) for problem in rows]


def _problem_url(question: Question, member: Member) -> str:
    """Where a problem is opened from a question answered 不符合; empty where it is not."""
    if question.answer != Answer.FAILS or not member.may("problem.manage") or not question.campaign.is_open:
        return ""
    address = address_of("problem-new")
    return f"{address}?{urlencode({'question': question.pk})}" if address else ""
