"""The page of the first run (首次设置)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zicha.web.access import for_anyone
from zicha.web.setup.forms import SetupForm
from zicha.web.setup.services import set_up_site
from zicha.web.setup.token import end_first_run, is_first_run, is_right

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@for_anyone
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Without the token of the terminal it asks for that alone."""
    if not is_first_run(settings.HOME):
        return redirect("home")
    token = (request.POST.get("token") or request.GET.get("token") or "").strip()
    if not is_right(settings.HOME, token):
        status = 403 if token else 200
        return render(request, "setup/token.html", {"is_wrong": bool(token)}, status=status)
    is_filled_in = request.method == "POST" and "code" in request.POST
    form = SetupForm(request.POST if is_filled_in else None)
    if not (is_filled_in and form.is_valid()):
        status = 422 if is_filled_in else 200
        return render(request, "setup/first_run.html", {"form": form, "token": token}, status=status)
    member = set_up_site(**form.cleaned_data)
    end_first_run(settings.HOME)
    login(request, member.account, backend=BACKEND)
    messages.success(request, gettext("设置完成，您已登录。下一步：邀请同事，启动自查。"))
    return redirect("home")
