"""The page behind a private link (获证组织答复页): one order, its answer and its files; no account, phone first.

The link alone is the right to be here, so a forged form gains nothing and no cookie is asked for: browsers inside other
apps often keep none. What a request may carry is looked at before anything of it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from zicha.casework.evidence.kinds import ACCEPT, TAKEN
from zicha.casework.evidence.models import Evidence
from zicha.casework.orders import outside
from zicha.casework.orders.models import Order, ReplyKind
from zicha.casework.orders.selectors import replies_of
from zicha.casework.refused import Refused
from zicha.web.access import for_anyone
from zicha.web.orders import limits
from zicha.web.orders.forms import AnswerForm, RefusalForm

MOST_FILES_AT_ONCE = 10
_FORM_BYTES = 1 << 20

Answering = Callable[..., HttpResponse]


def by_link(view: Answering) -> Answering:
    """Opens the order of the link for the view, in the scope of its body; what leads nowhere is answered alike."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        if _length(request) > settings.EVIDENCE_LIMIT + _FORM_BYTES:
            return _locked(_alone(request, "orders/too_large.html", 413))
        with outside.order_of_link(token) as order:
            response = None
            if order is not None and not limits.asks_too_often(order):
                response = view(request, token, order, **kwargs)
        if response is None:
            is_too_often = order is not None or limits.tries_too_often(request)
            template, status = ("orders/too_often.html", 429) if is_too_often else ("orders/over.html", 404)
            response = _alone(request, template, status)
        return _locked(response)

    return for_anyone(csrf_exempt(never_cache(guarded)))


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, order: Order) -> HttpResponse:
    """The order and the form of the answer, or of the refusal."""
    if request.method != "POST":
        # A program that looks whether the address is there has not opened it.
        if request.method == "GET":
            outside.note_opening(order=order)
        return _page(request, token, order)
    kind = "refusal" if request.POST.get("kind") == "refusal" else "answer"
    make = RefusalForm if kind == "refusal" else AnswerForm
    form = make(request.POST, prefix=kind)
    if form.is_valid():
        try:
            with transaction.atomic():
                outside.reply_by_link(order=order, kind=kind, **form.cleaned_data)
            return redirect(request.path + "?said=" + kind)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, token, order, status=422, **{kind: form})


@by_link
@require_POST
def add_files(request: HttpRequest, token: str, order: Order) -> HttpResponse:
    """Files, each for itself: one that is refused does not keep out the others."""
    refusals, files = [], request.FILES.getlist("files")
    if not files:
        refusals.append(_("没有收到文件；请选择文件后再上传。"))
    if len(files) > MOST_FILES_AT_ONCE:
        refusals.append(
            _("一次最多上传 %(number)s 个文件，其余请分次上传。") % {"number": MOST_FILES_AT_ONCE}
        )
    for file in files[:MOST_FILES_AT_ONCE]:
        try:
            with transaction.atomic():
                outside.add_file_by_link(order=order, file=cast(BinaryIO, file))
        except Refused as refused:
            refusals.append(str(refused))
    if refusals:
        return _page(request, token, order, status=422, refusals=refusals)
    return redirect(_home(token) + "?said=files#files")


@by_link
@require_POST
def withdraw(request: HttpRequest, token: str, order: Order, file_id: int) -> HttpResponse:
    try:
        with transaction.atomic():
            outside.withdraw_file_by_link(order=order, evidence_id=file_id)
    except (Refused, Evidence.DoesNotExist):
        return _page(request, token, order, status=422, refusals=[_("这个文件已经撤下，或不能由您撤下。")])
    return redirect(_home(token) + "#files")


def _page(request: HttpRequest, token: str, order: Order, *, status: int = 200, **given: Any) -> HttpResponse:
    replies = replies_of(order)
    last = replies[0] if replies else None
    shown = {"text": last.text, "by_name": last.by_name, "by_title": last.by_title} if last else {}
    is_answer = last is not None and last.kind == ReplyKind.ANSWER
    content = {
        "order": order,
        "token": token,
        "last": last,
        "number_of_replies": len(replies),
        "answer": AnswerForm(prefix="answer", initial=shown if is_answer else {}),
        "refusal": RefusalForm(prefix="refusal", initial={} if is_answer else shown),
        "files": outside.files_by_link(order),
        "said": request.GET.get("said", ""),
        "taken": TAKEN,
        "accept": ACCEPT,
        "most_mb": settings.EVIDENCE_LIMIT // 2**20,
        "most_files": outside.MOST_FILES,
        **given,
    }
    # Rendered here, where the rows are in scope.
    return render(request, "orders/answer.html", content, status=status)


def _alone(request: HttpRequest, template: str, status: int) -> HttpResponse:
    response = render(request, template, status=status)
    if status == 429:
        response["Retry-After"] = str(limits.SECONDS)
    return response


def _locked(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it goes into no other site's log and no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _home(token: str) -> str:
    from django.urls import reverse

    return reverse("order-answer", args=[token])
