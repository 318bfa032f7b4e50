"""{% evidence_of row %}: the files of a row, with the drop zone for who may add some (证据)."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from zicha.casework.evidence.kinds import ACCEPT, TAKEN
from zicha.casework.evidence.selectors import evidence_of, kind_in_address, may_add_files
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel

register = template.Library()


@register.inclusion_tag("evidence/_of.html", takes_context=True, name="evidence_of")
def _evidence_of(context: template.Context, row: BodyModel, pastes: bool = True) -> dict[str, Any]:
    """Only one part of a page takes what is pasted: say pastes=False on the others."""
    request = context["request"]
    shown = shown_of(row, context["member"], back=request.get_full_path(), pastes=pastes)
    return {"request": request, "csrf_token": context.get("csrf_token"), **shown}


def shown_of(
    row: BodyModel, member: Member, *, back: str, pastes: bool = True, refusals: list[str] | None = None
) -> dict[str, Any]:
    """What the part shows."""
    closed = getattr(row, "evidence_closed", "")
    return {
        "row": row,
        "kind": kind_in_address(row),
        "files": evidence_of(row, withdrawn=True),
        "may_add": may_add_files(member, row) and not closed,
        "stays": getattr(row, "evidence_stays", ""),
        "manages": member.may("problem.manage"),
        "me": member.pk,
        "closed": closed,
        "back": back,
        "pastes": pastes,
        "refusals": refusals or [],
        "taken": TAKEN,
        "accept": ACCEPT,
        "most_mb": settings.EVIDENCE_LIMIT // 2**20,
    }
