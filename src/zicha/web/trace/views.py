"""The trace, entry by entry (操作留痕)."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.models import Entry
from zicha.web.access import MemberRequest, may
from zicha.web.trace.entries import COUNTED_AT_MOST, PAGE, EntryFilter, kind_label, readable

HEAD = ["序号", "时间", "操作人", "操作", "对象类别", "对象编号", "对象名称", "改动", "理由", "散列值"]


@may("trace.view")
def trace(request: MemberRequest) -> HttpResponse:
    form = EntryFilter(request.GET)
    rows = form.entries()
    after = request.GET.get("after", "")
    page = rows.filter(number__lt=int(after)) if after.isdecimal() and len(after) < 19 else rows
    shown = list(readable(page[: PAGE + 1]))
    content = {
        "form": form,
        "entries": shown[:PAGE],
        "after": _query(request, shown[PAGE - 1].number) if len(shown) > PAGE else "",
        "first": _query(request) if after else "",
        "total": rows[: COUNTED_AT_MOST + 1].count(),
        "most": COUNTED_AT_MOST,
        "object_kind": kind_label(request.GET.get("kind", "")) if request.GET.get("kind") else "",
        "filtered": any(value for name, value in request.GET.items() if name != "after"),
        "export": _query(request),
    }
    return render(request, "trace/trace.html", content)


@may("trace.view")
def entry(request: MemberRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Entry, number=number)
    return render(request, "trace/entry.html", {"entry": next(readable([found]))})


@may("trace.view")
def export(request: MemberRequest) -> StreamingHttpResponse:
    """All entries the filter matches, as CSV."""
    response = StreamingHttpResponse(
        _lines(request, request.member.body_id), content_type="text/csv; charset=utf-8"
    )
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="trace-{day:%Y%m%d}.csv"'
    return response


class _Line:
    """A file of one line: hands back what csv writes."""

    def write(self, text: str) -> str:
        return text


def _lines(request: MemberRequest, body_id: int) -> Iterator[str]:
    writer = csv.writer(_Line())
    # So that Excel reads it as UTF-8.
    yield "\ufeff" + writer.writerow(HEAD)
    # The answer is sent after the request's own scope is closed.
    with scope(body_id):
        for one in readable(EntryFilter(request.GET).entries().iterator(chunk_size=500)):
            changes = "；".join(f"{part.name}：{part.before} → {part.after}" for part in one.differences)
            at = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M:%S")
            cells = [one.number, at, one.by_name, one.action_label, one.kind_label, one.on_id, one.on_label]
            yield writer.writerow(
                [*map(_harmless, cells), _harmless(changes), _harmless(one.reason), one.hash]
            )


def _harmless(cell: object) -> object:
    """A text a spreadsheet would run as a formula gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _query(request: MemberRequest, after: int | None = None) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if after is not None:
        query["after"] = str(after)
    return f"?{query.urlencode()}"
