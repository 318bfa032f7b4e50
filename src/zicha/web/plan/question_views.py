"""Questions no data decides (问询项)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.campaigns import asking, selectors
from zicha.casework.campaigns.models import Campaign, Question
from zicha.web.access import MemberRequest, may
from zicha.web.plan import pages, question_page
from zicha.web.plan.filters import QUESTION_TABS
from zicha.web.plan.forms import AnswerForm, GiveForm, QuestionForm, ReasonForm
from zicha.web.plan.giving import back_to, chosen
from zicha.web.plan.trying import status_of, tried


@may("campaign.view")
@require_GET
def questions(request: MemberRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    shown = pages.work(request, campaign, selectors.questions_of(campaign), QUESTION_TABS, "questions")
    return render(request, "plan/questions.html", shown)


@may("campaign.view")
@require_GET
def question(request: MemberRequest, question_id: int) -> HttpResponse:
    return _shown(request, _found(question_id))


@may("question.answer")
@require_POST
def answer(request: MemberRequest, question_id: int) -> HttpResponse:
    found = _found(question_id)
    form = AnswerForm(request.POST)
    form.needs(**question_page.needs(found, request.member))
    done = tried(
        form, lambda: asking.answer_question(question_id=found.pk, by=request.member, **form.cleaned_data)
    )
    if done is None:
        return _shown(request, _found(question_id), form)
    messages.success(request, _("答复“%(answer)s”已保存。") % {"answer": _(done.get_answer_display())})
    return redirect("question", found.pk)


@may("question.answer")
@require_http_methods(["GET", "POST"])
def withdraw(request: MemberRequest, question_id: int) -> HttpResponse:
    found = _found(question_id)
    form = ReasonForm(request.POST or None, initial={"version": found.version})
    if tried(
        form, lambda: asking.withdraw_answer(question_id=found.pk, by=request.member, **form.cleaned_data)
    ):
        messages.success(request, _("答复已撤回，问询项重新待答。"))
        return redirect("question", found.pk)
    shown = {
        "campaign": found.campaign,
        "form": form,
        "title": _("撤回答复"),
        "act": _("撤回"),
        "question": found,
    }
    return render(request, "plan/small_form.html", shown, status=status_of(form))


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    form = QuestionForm(request.POST or None, initial={"place": request.GET.get("place", "")})
    form.offer(campaign, selectors.members_who_work())
    del form.fields["reason"], form.fields["version"]
    made = tried(
        form, lambda: asking.add_question(campaign_id=campaign.pk, by=request.member, **form.cleaned_data)
    )
    if made is not None:
        messages.success(request, _("问询项已增加。"))
        return redirect("question", made.pk)
    shown = {
        "campaign": campaign,
        "form": form,
        "title": _("增加问询项"),
        "act": _("增加"),
        "back": "plan-questions",
    }
    return render(request, "plan/small_form.html", shown, status=status_of(form))


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, question_id: int) -> HttpResponse:
    found = _found(question_id)
    names = ("text", "evidence_wanted", "place", "due_on", "version")
    seen = {name: getattr(found, name) for name in names} | {"assignee": found.assignee_id}
    form = QuestionForm(request.POST or None, initial=seen)
    form.offer(found.campaign, selectors.members_who_work(), found.assignee)
    if tried(
        form, lambda: asking.change_question(question_id=found.pk, by=request.member, **form.cleaned_data)
    ):
        messages.success(request, _("问询项已保存。"))
        return redirect("question", found.pk)
    shown = {
        "campaign": found.campaign,
        "form": form,
        "title": _("修改问询项"),
        "act": _("保存"),
        "question": found,
    }
    return render(request, "plan/small_form.html", shown, status=status_of(form))


@may("campaign.manage")
@require_POST
def ask(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """Several questions to one member, or another day for them."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    form = GiveForm(request.POST)
    form.offer(selectors.members_who_work())
    ticked = chosen(request, "question")
    given = tried(
        form,
        lambda: asking.ask_members(
            campaign_id=campaign.pk, question_ids=ticked, by=request.member, **form.cleaned_data
        ),
    )
    return back_to(request, "plan-questions", campaign, form, given, len(ticked))


def _shown(request: MemberRequest, found: Question, form: AnswerForm | None = None) -> HttpResponse:
    content = question_page.content(found, request.member, form)
    return render(request, "plan/question.html", content, status=status_of(form) if form else 200)


def _found(question_id: int) -> Question:
    rows = Question.objects.select_related("campaign", "assignee__account", "answered_by__account")
    return get_object_or_404(rows, pk=question_id)
