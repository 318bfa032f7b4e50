"""One view a step of a problem (问题的各步): its form, its service, and back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zicha.casework.problems import closing, services, sweeping
from zicha.casework.problems.models import Problem, Sweep
from zicha.casework.problems.steps import STEPS, why_not
from zicha.casework.refused import Refused
from zicha.web.access import MemberRequest, may
from zicha.web.problems import pages
from zicha.web.problems.forms import (
    AssignForm,
    ChangeForm,
    CloseForm,
    EffectForm,
    ExtendForm,
    ReasonForm,
    ReopenForm,
    SubmitForm,
    SweepByHandForm,
    SweepForm,
    VerifyForm,
)
from zicha.web.problems.views import held

MakeForm = Callable[..., forms.Form]


@may("problem.act")
@require_POST
def submit(request: MemberRequest, problem_id: int) -> HttpResponse:
    return _take(
        request, problem_id, "submit", SubmitForm, closing.submit_problem, _("已提交，等待他人验证。")
    )


@may("problem.verify")
@require_POST
def return_(request: MemberRequest, problem_id: int) -> HttpResponse:
    return _take(request, problem_id, "return", ReasonForm, closing.return_problem, _("已退回责任人整改。"))


@may("problem.verify")
@require_POST
def verify(request: MemberRequest, problem_id: int) -> HttpResponse:
    done = _("验证通过；到期请做有效性检查。")
    return _take(request, problem_id, "verify", VerifyForm, closing.verify_problem, done)


@may("problem.verify")
@require_POST
def effect(request: MemberRequest, problem_id: int) -> HttpResponse:
    return _take(request, problem_id, "effect", EffectForm, closing.check_effect, _("有效性检查已登记。"))


@may("problem.verify")
@require_POST
def close(request: MemberRequest, problem_id: int) -> HttpResponse:
    return _take(request, problem_id, "close", CloseForm, closing.close_problem, _("问题已关闭。"))


@may("problem.manage")
@require_POST
def reopen(request: MemberRequest, problem_id: int) -> HttpResponse:
    return _take(request, problem_id, "reopen", ReopenForm, closing.reopen_problem, _("问题已重新打开。"))


@may("problem.manage")
@require_POST
def assign(request: MemberRequest, problem_id: int) -> HttpResponse:
    return _take(request, problem_id, "assign", AssignForm, services.assign_problem, _("已改派责任人。"))


@may("problem.manage")
@require_POST
def extend(request: MemberRequest, problem_id: int) -> HttpResponse:
    return _take(request, problem_id, "extend", ExtendForm, services.extend_problem, _("已延长期限。"))


@may("problem.manage")
@require_POST
def change(request: MemberRequest, problem_id: int) -> HttpResponse:
    campaign = held(problem_id).campaign

    def form(*args: Any, **kwargs: Any) -> forms.Form:
        return ChangeForm(*args, campaign=campaign, **kwargs)

    return _take(request, problem_id, "change", form, services.change_problem, _("已修改。"))


@may("problem.act")
@require_POST
def sweep(request: MemberRequest, problem_id: int) -> HttpResponse:
    return _take(request, problem_id, "sweep", SweepForm, sweeping.start_sweep, _told_sweep)


@may("problem.act")
@require_POST
def sweep_by_hand(request: MemberRequest, problem_id: int) -> HttpResponse:
    done = _("排查情况已登记。")
    return _take(request, problem_id, "sweep_by_hand", SweepByHandForm, sweeping.record_sweep_by_hand, done)


def _take(
    request: MemberRequest,
    problem_id: int,
    kind: str,
    make_form: MakeForm,
    service: Callable[..., Any],
    done: str | Callable[[Any], str],
) -> HttpResponse:
    """Check the form, call the service, go back; a refusal is written into the form, so that nothing typed is lost."""
    shown: Problem = held(problem_id)
    form = make_form(request.POST, prefix=kind)
    if form.is_valid():
        try:
            with transaction.atomic():
                made = service(problem_id=problem_id, by=request.member, **form.cleaned_data)
        except Refused as refused:
            if not _legal(shown, kind, request):
                # Not theirs to do now: the page has no such form to write the refusal into.
                raise
            form.add_error(None, str(refused))
        else:
            messages.success(request, done(made) if callable(done) else done)
            return redirect("problem", problem_id)
    return render(request, "problems/problem.html", pages.one(request, shown, **{kind: form}), status=422)


def _legal(problem: Problem, kind: str, request: MemberRequest) -> bool:
    """Whether the page offers this form to this member now."""
    key = "effective" if kind == "effect" else kind
    if key in STEPS:
        return not why_not(problem, key, request.member)
    return not problem.is_closed


def _told_sweep(sweep: Sweep) -> str:
    if sweep.under_way:
        return _("上次筛查后有新数据入库，正在用最新数据重跑这些检查；完成后本页会更新。")
    return _("举一反三完成：发现 %(found)s 个，新关联线索 %(linked)s 条。") % {
        "found": f"{sweep.found:,}",
        "linked": f"{sweep.linked:,}",
    }
