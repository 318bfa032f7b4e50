"""Orders as the body's people see them (整改通知)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.leads.selectors import current_campaign
from zicha.casework.orders import services
from zicha.casework.orders.models import TO_SETTLE, WAITING, Order, OrderState
from zicha.casework.orders.outside import files_by_link
from zicha.casework.orders.selectors import order_counts, orders_of, replies_of, to_settle
from zicha.casework.problems.models import Problem
from zicha.casework.refused import Refused
from zicha.casework.trace.actions import label_of
from zicha.casework.trace.models import Entry
from zicha.reports.order_letter import order_letter
from zicha.web.access import MemberRequest, may
from zicha.web.orders.forms import CloseForm, ExtendForm, OrderForm, ReplyForm, RevokeForm
from zicha.web.orders.letters import letter_of
from zicha.web.orders.links import address_of, show_once, shown_once

PAGE_SIZE = 50
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TABS = {"": "全部", "waiting": "等待答复", "overdue": "已逾期", "to_settle": "待处理", "answered": "已答复",
        "refused": "拒绝", "silent": "逾期未答复", "closed": "已关闭"}  # fmt: skip


@may("problem.view")
@require_GET
def orders(request: MemberRequest) -> HttpResponse:
    campaign = current_campaign()
    if campaign is None:
        return render(request, "problems/no_campaign.html")
    tab = request.GET.get("state", "")
    tab = tab if tab in TABS else ""
    counts = order_counts(campaign)
    numbers = counts | {
        "": counts["all"],
        "waiting": counts["sent"] + counts["opened"],
        "to_settle": to_settle(counts),
    }
    rows = orders_of(campaign).filter(_on_tab(tab)).order_by("due_on", "number")
    text = request.GET.get("text", "").strip()[:80].replace("\x00", "")
    if text:
        rows = rows.filter(Q(org_name__contains=text) | Q(title__contains=text) | Q(org_id=text))
    shown = {
        "campaign": campaign,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": [{"key": key, "label": label, "number": numbers[key], "here": key == tab} for key, label in TABS.items()],
        "tab": tab,
        "text": text,
        "counts": counts,
    }  # fmt: skip
    return render(request, "orders/orders.html", shown)


@may("order.manage")
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    campaign = current_campaign()
    if campaign is None:
        return redirect("orders")
    problem = _problem(request)
    form = OrderForm(request.POST or None, initial=_suggested(problem))
    if form.is_valid():
        try:
            with transaction.atomic():
                order, token = services.issue_order(
                    campaign_id=campaign.pk, problem=problem, by=request.member, **form.cleaned_data
                )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            show_once(request, order, token)
            return redirect("order", order.pk)
    shown = {"form": form, "problem": problem}
    return render(request, "orders/new.html", shown, status=422 if form.is_bound else 200)


@may("problem.view")
@never_cache
@require_GET
def order(request: MemberRequest, order_id: int) -> HttpResponse:
    shown = _held(order_id)
    token = shown_once(request, shown) if request.member.may("order.manage") else ""
    return render(request, "orders/order.html", _page(request, shown, token=token))


@may("order.manage")
@require_POST
def letter(request: MemberRequest, order_id: int) -> HttpResponse:
    """The letter with the link; only who still has the link can have it made."""
    shown, token = _held(order_id), request.POST.get("token", "")
    if not secrets.compare_digest(services.token_hash(token), shown.token_hash):
        raise Refused(_("链接不对或已更换，不能写进信函；请先更换新的链接，再下载信函。"))
    made = order_letter(letter_of(shown, address_of(request, token)))
    response = HttpResponse(made, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="order-{shown.number}.docx"'
    response["Cache-Control"] = "no-store"
    return response


@may("order.manage")
@require_POST
def renew(request: MemberRequest, order_id: int) -> HttpResponse:
    _held(order_id)
    made, token = services.renew_link(order_id=order_id, by=request.member)
    show_once(request, made, token)
    return redirect("order", order_id)


@may("order.manage")
@require_POST
def revoke(request: MemberRequest, order_id: int) -> HttpResponse:
    return _take(request, order_id, "revoke", RevokeForm, services.revoke_link, _("链接已停用。"))


@may("order.manage")
@require_POST
def extend(request: MemberRequest, order_id: int) -> HttpResponse:
    return _take(request, order_id, "extend", ExtendForm, services.extend_order, _("答复期限已延长。"))


@may("order.manage")
@require_POST
def reply(request: MemberRequest, order_id: int) -> HttpResponse:
    return _take(request, order_id, "reply", ReplyForm, services.record_reply, _("已登记。"))


@may("order.manage")
@require_POST
def close(request: MemberRequest, order_id: int) -> HttpResponse:
    return _take(request, order_id, "close", CloseForm, services.close_order, _("整改通知已关闭。"))


def _take(
    request: MemberRequest,
    order_id: int,
    kind: str,
    make_form: type[forms.Form],
    service: Callable[..., Any],
    done: str,
) -> HttpResponse:
    """Check the form, call the service, go back; a refusal is written into the form."""
    shown = _held(order_id)
    form = make_form(request.POST, prefix=kind)
    if form.is_valid():
        try:
            with transaction.atomic():
                service(order_id=order_id, by=request.member, **form.cleaned_data)
        except Refused as refused:
            if shown.is_closed:
                raise
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("order", order_id)
    return render(request, "orders/order.html", _page(request, shown, **{kind: form}), status=422)


def _page(request: MemberRequest, shown: Order, *, token: str = "", **bound: forms.Form) -> dict[str, Any]:
    made = {
        "revoke": RevokeForm(prefix="revoke"),
        "extend": ExtendForm(prefix="extend"),
        "reply": ReplyForm(prefix="reply"),
        "close": CloseForm(prefix="close"),
    }
    entries = Entry.objects.filter(on_kind=Order._meta.label, on_id=str(shown.pk)).order_by("-number")[:60]
    return {
        "order": shown,
        "replies": replies_of(shown),
        "token": token,
        "address": address_of(request, token) if token else "",
        "forms": {**made, **bound},
        "opened": next(iter(bound), ""),
        "manages": request.member.may("order.manage") and not shown.is_closed,
        "number_of_files": len(files_by_link(shown)),
        "is_waiting": shown.state in WAITING,
        "history": [(entry, label_of(entry.action)) for entry in entries],
    }


def _held(order_id: int) -> Order:
    rows = Order.objects.select_related(
        "campaign", "problem", "body", "issued_by__account", "closed_by__account"
    )
    return get_object_or_404(rows, pk=order_id)


def _on_tab(tab: str) -> Q:
    match tab:
        case "":
            return Q()
        case "waiting":
            return Q(state__in=WAITING)
        case "overdue":
            return Q(state__in=WAITING, due_on__lt=timezone.localdate())
        case "to_settle":
            return Q(state__in=TO_SETTLE)
    return Q(state=OrderState(tab))


def _problem(request: MemberRequest) -> Problem | None:
    key = request.POST.get("problem", "") or request.GET.get("problem", "")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return None
    return Problem.objects.filter(pk=int(key)).first()


def _suggested(problem: Problem | None) -> dict[str, object]:
    """What the leads of a problem say about whom to write to."""
    if problem is None:
        return {}
    links = list(problem.links.filter(kind="ground").select_related("lead").order_by("pk")[:200])
    orgs = {(link.lead.org_id, link.lead.org_name) for link in links if link.lead.org_id}
    # What stands in brackets often names organisations, which is no other organisation's business.
    title = problem.title.partition("（")[0].strip() or problem.title
    if len(orgs) != 1:
        return {"title": title}
    [(org_id, org_name)] = orgs
    numbers = list(dict.fromkeys(link.lead.certificate_no for link in links if link.lead.certificate_no))
    return {
        "org_id": org_id,
        "org_name": org_name,
        "certificate_nos": "，".join(numbers),
        "title": title,
    }
