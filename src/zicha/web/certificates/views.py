"""The list of decisions on certificates, one of them, one certificate (证书处理)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.certificates import services
from zicha.casework.certificates.independence import identity_of
from zicha.casework.certificates.legality import why_not_worded
from zicha.casework.certificates.models import Proposal
from zicha.casework.certificates.selectors import proposal_with_all
from zicha.casework.leads.selectors import current_campaign
from zicha.web.access import MemberRequest, may
from zicha.web.certificates import pages
from zicha.web.certificates.forms import DecideForm, ProposeForm, WithdrawForm


@may("certificate.view")
@require_GET
def proposals(request: MemberRequest) -> HttpResponse:
    return render(request, "certificates/list.html", pages.proposals(request))


@may("certificate.view")
@require_GET
def proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    shown = get_object_or_404(proposal_with_all(), pk=proposal_id)
    return render(request, "certificates/proposal.html", pages.proposal(request, shown))


@may("certificate.view")
@require_GET
def certificate(request: MemberRequest) -> HttpResponse:
    """One certificate by its number, which may hold anything and so stands in the query."""
    number = request.GET.get("number", "").replace("\x00", "").strip()[:80]
    if not number:
        return redirect("certificates")
    content = pages.certificate(request, number)
    if content is None:
        raise Http404
    return render(request, "certificates/certificate.html", content)


@may("certificate.propose")
@require_http_methods(["GET", "POST"])
def propose(request: MemberRequest) -> HttpResponse:
    """The form; with a number that is not possible it comes back with an answer per number."""
    numbers, leads, problem = pages.numbers_asked(request)
    grounds = leads[0].sentence if len(leads) == 1 else problem.title if problem else ""
    form = ProposeForm(request.POST or None, initial={"numbers": "\n".join(numbers), "grounds": grounds})
    content = {"form": form, "leads": leads, "problem": problem, "lines": [], "impossible": 0}
    if not form.is_valid():
        return render(request, "certificates/propose.html", content, status=422 if form.is_bound else 200)
    if why := why_not_worded(form.terms):
        form.add_error("grounds", why)
        return render(request, "certificates/propose.html", content, status=422)
    lines = services.looked_up(numbers=form.certificate_numbers, terms=form.terms, by=request.member)
    impossible = sum(not line.is_possible for line in lines)
    content |= {"lines": lines, "impossible": impossible, "possible": len(lines) - impossible}
    only_possible = "only_possible" in request.POST
    if (
        "look" in request.POST
        or not lines
        or (impossible and not (only_possible and impossible < len(lines)))
    ):
        return render(request, "certificates/propose.html", content, status=422 if impossible else 200)
    made = services.propose(
        numbers=form.certificate_numbers,
        terms=form.terms,
        by=request.member,
        lead_ids=[lead.pk for lead in leads],
        only_possible=only_possible,
        campaign=current_campaign(),
        problem=problem,
    )
    messages.success(
        request, _("已提出 %(n)s 张证书的处理建议，等待独立的决定人员决定。") % {"n": f"{len(made):,}"}
    )
    if len(made) == 1:
        return redirect("certificate-proposal", made[0].pk)
    return redirect(f"{reverse('certificates')}?tab=decide")


@may("certificate.decide")
@require_POST
def decide(request: MemberRequest, proposal_id: int) -> HttpResponse:
    shown = get_object_or_404(proposal_with_all(), pk=proposal_id)
    form = DecideForm(request.POST, known_as=identity_of(request.member))
    if not form.is_valid():
        content = pages.proposal(request, shown) | {"decide_form": form}
        return render(request, "certificates/proposal.html", content, status=422)
    said = form.cleaned_data
    decided = services.decide_proposal(
        proposal_id=proposal_id,
        approve=request.POST.get("approve") == "yes",
        text=said["text"],
        declared=said.get("declared", False),
        version=said["version"],
        by=request.member,
    )
    if decided.is_approved:
        messages.success(
            request, _("已决定，文号 %(no)s。下一步：通知获证组织。") % {"no": decided.letter_no}
        )
    else:
        messages.success(request, _("已登记不同意，证书状态不变。"))
    return redirect("certificate-proposal", proposal_id)


@may("certificate.propose")
@require_POST
def withdraw(request: MemberRequest, proposal_id: int) -> HttpResponse:
    get_object_or_404(Proposal, pk=proposal_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        services.withdraw_proposal(
            proposal_id=proposal_id, reason=said["reason"], version=said["version"], by=request.member
        )
        messages.success(request, _("建议已撤回。"))
    else:
        messages.error(request, _("没有撤回：请写明撤回的理由。"))
    return redirect("certificate-proposal", proposal_id)
