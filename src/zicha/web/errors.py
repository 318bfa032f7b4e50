"""Pages for what went wrong (错误页): what happened, what to do, and a number to tell the administrator."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

log = logging.getLogger(__name__)

# Without the letters and digits people confuse when they read them out.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def error_id() -> str:
    """1121-7K3QP: day and five letters; stands on the page and in the log."""
    return f"{timezone.localtime():%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(5))}"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        400,
        gettext("请求不完整，没有执行"),
        gettext("浏览器发来的内容不完整或太大。请返回上一页刷新后再做一次；上传文件的，请检查文件大小。"),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """More strangers send something at the same moment than there is room for."""
    response = _page(
        request,
        503,
        gettext("同时提交的人太多，没有执行"),
        gettext("请过一两分钟再做一次；已经填写的内容，返回上一页通常还在。"),
    )
    response["Retry-After"] = "60"
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    member = getattr(request, "member", None)
    roles = "、".join(member.role_labels) if member else ""
    why = (
        gettext("您的角色是%(roles)s，没有打开这一页的权限。确有需要的，请联系本机构的系统管理员。")
        % {"roles": roles}
        if roles
        else gettext("您的账号没有启用的成员资格。请联系本机构的系统管理员。")
    )
    return _page(request, 403, gettext("没有权限"), why)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        404,
        gettext("没有这一页"),
        gettext("地址可能写错了，或者内容已经不在、不属于本机构。请从左侧菜单重新进入。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Logged under its number with the traceback that is being handled."""
    number = error_id()
    log.error("error %s: %s %s", number, request.method, request.path, exc_info=True)
    said = (
        gettext("系统出错，没有执行"),
        gettext(
            "刚才的操作没有完成，也没有改动任何内容。请返回再试一次；仍不行时，把下面的编号告诉系统管理员。"
        ),
    )
    try:
        response = _page(request, 500, *said, number=number)
    except Exception:
        # The database itself may be what failed; this needs nothing but words.
        log.exception("error %s: its page failed too", number)
        response = HttpResponse(
            f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{said[0]}</title><h1>{said[0]}</h1>'
            f"<p>{said[1]}</p><p>{number}</p></html>",
            status=500,
        )
    response["X-Error-Id"] = number
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: an old tab, or cookies that are off."""
    return _page(
        request,
        403,
        gettext("页面已过期，没有执行"),
        gettext(
            "这一页打开得太久，或者期间重新登录过。请返回、刷新页面后再提交一次；浏览器须允许本站的 Cookie。"
        ),
    )


def _page(request: HttpRequest, status: int, heading: str, mend: str, number: str = "") -> HttpResponse:
    content: dict[str, Any] = {"heading": heading, "mend": mend, "number": number, "status": status}
    return render(request, "web/error.html", content, status=status)
