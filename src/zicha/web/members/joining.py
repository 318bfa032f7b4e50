"""The link of an invitation (接受邀请): works once, without an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from zicha.casework.tenancy.permissions import ROLES
from zicha.casework.tenancy.services import accept_invitation, open_invitation
from zicha.web.access import for_anyone
from zicha.web.members.forms import JoinForm


@for_anyone
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    invitation = open_invitation(token)
    if invitation is None:
        return render(request, "members/join_over.html", status=404)
    form = JoinForm(request.POST or None, name=invitation.name)
    if request.method == "POST" and form.is_valid():
        accept_invitation(
            token=token, username=form.cleaned_data["username"], password=form.cleaned_data["password"]
        )
        messages.success(request, gettext("账号已建立，请用刚才的用户名和密码登录。"))
        return redirect("account_login")
    content = {"invitation": invitation, "roles": [ROLES[role] for role in invitation.roles], "form": form}
    return render(request, "members/join.html", content, status=422 if form.is_bound else 200)
