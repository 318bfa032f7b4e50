"""Members, invitations and the table of permissions (成员、邀请、权限表)."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zicha.casework.tenancy.models import Invitation, Member
from zicha.casework.tenancy.permissions import ROLES
from zicha.casework.tenancy.services import allow_password_reset, change_member, invite, withdraw_invitation
from zicha.web.access import MemberRequest, may
from zicha.web.members import labels
from zicha.web.members.forms import InviteForm, MemberForm
from zicha.web.shown_once import show_next, shown_now
from zicha.web.trace.entries import latest_of


@may("member.view")
@never_cache
def members(request: MemberRequest) -> HttpResponse:
    shown = request.GET.get("show") if request.GET.get("show") in {"disabled", "invited"} else "active"
    everyone = _members()
    content = {
        "shown": shown,
        "members": everyone.filter(is_active=shown == "active") if shown != "invited" else [],
        "invitations": _open_invitations() if shown == "invited" else [],
        "counts": {
            "active": everyone.filter(is_active=True).count(),
            "disabled": everyone.filter(is_active=False).count(),
            "invited": _open_invitations().count(),
        },
        "link": shown_now(request, "invitation", "password"),
        "invite_form": InviteForm(),
        "role_names": ROLES,
        "now": timezone.now(),
    }
    return render(request, "members/members.html", content)


@may("member.view")
def roles(request: MemberRequest) -> HttpResponse:
    return render(request, "members/roles.html", {"role_names": ROLES.values(), "lines": labels.table()})


@may("member.manage")
def member(request: MemberRequest, member_id: int) -> HttpResponse:
    shown = get_object_or_404(_members(), pk=member_id)
    form = MemberForm(request.POST or None, initial=_as_entered(shown))
    if request.method == "POST" and form.is_valid():
        change_member(member_id=shown.pk, by=request.member, **form.cleaned_data)
        messages.success(request, gettext("已保存对%(name)s的修改。") % {"name": shown.name})
        return redirect("members")
    content = {"shown": shown, "form": form, "entries": latest_of(shown)}
    return render(request, "members/member.html", content, status=422 if form.is_bound else 200)


@may("member.manage")
@require_POST
def send_invitation(request: MemberRequest) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return render(request, "members/invite.html", {"form": form}, status=422)
    invitation, token = invite(by=request.member, **form.cleaned_data)
    address = request.build_absolute_uri(reverse("join", args=[token]))
    show_next(request, "invitation", name=invitation.name, address=address)
    return redirect(reverse("members") + "?show=invited")


@may("member.manage")
@require_POST
def withdraw(request: MemberRequest, invitation_id: int) -> HttpResponse:
    get_object_or_404(Invitation, pk=invitation_id)
    withdraw_invitation(invitation_id=invitation_id, by=request.member)
    messages.success(request, gettext("邀请已撤回，链接不能再用。"))
    return redirect(reverse("members") + "?show=invited")


@may("member.manage")
@require_POST
def password_link(request: MemberRequest, member_id: int) -> HttpResponse:
    """A link by which the member chooses a new password; the administrator never learns it."""
    get_object_or_404(Member, pk=member_id)
    account = allow_password_reset(member_id=member_id, by=request.member)
    key = default_token_generator.make_token(account)
    address = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": key}
    )
    show_next(request, "password", name=account.name, address=request.build_absolute_uri(address))
    return redirect("members")


def _members() -> QuerySet[Member]:
    second_factor = Authenticator.objects.filter(user=OuterRef("account_id"), type="totp")
    return Member.objects.select_related("account").annotate(has_second_factor=Exists(second_factor))


def _open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(Q(accepted_at=None) & Q(withdrawn_at=None)).select_related(
        "invited_by__account"
    )


def _as_entered(shown: Member) -> dict[str, object]:
    return {
        "roles": shown.roles,
        "department": shown.department,
        "person_id": shown.person_id,
        "is_active": "yes" if shown.is_active else "no",
    }
