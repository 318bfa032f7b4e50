"""What every page is given (页面公共内容): the member, their body, and what they may open."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from zicha.web.navigation import sections_for


def of_every_page(request: HttpRequest) -> dict[str, object]:
    member = getattr(request, "member", None)
    return {
        "page_language": "en" if get_language() == "en" else "zh-CN",
        "member": member,
        "single_sign_on": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "memberships": getattr(request, "memberships", []),
        "navigation": sections_for(member, request.path) if member else [],
    }
