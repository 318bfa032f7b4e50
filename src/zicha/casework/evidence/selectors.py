"""Reading evidence (查看证据)."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Count

from zicha.casework.evidence.models import Evidence
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel


def evidence_of(row: BodyModel, *, withdrawn: bool = False) -> list[Evidence]:
    """The files of a row in the order they came; with `withdrawn` those taken back as well."""
    found = Evidence.objects.filter(on_kind=row._meta.label, on_id=row.pk)
    if not withdrawn:
        found = found.filter(withdrawn_at=None)
    return list(found.select_related("added_by__account", "withdrawn_by__account").order_by("pk"))


def number_of_evidence(rows: Iterable[BodyModel]) -> dict[int, int]:
    """How many files each row of one model has; one question for all of them."""
    rows = list(rows)
    if not rows:
        return {}
    found = Evidence.objects.filter(
        on_kind=rows[0]._meta.label, on_id__in=[row.pk for row in rows], withdrawn_at=None
    )
    counted = dict(found.order_by().values_list("on_id").annotate(n=Count("pk")))
    return {row.pk: counted.get(row.pk, 0) for row in rows}


def row_with_evidence(kind: str, row_id: int) -> BodyModel | None:
    """The row of an address, kind as `problems-problem`; None where there is none that takes evidence."""
    app, _, model_name = kind.partition("-")
    try:
        model = apps.get_model(app, model_name)
    except LookupError:
        return None
    if not (issubclass(model, BodyModel) and getattr(model, "TAKES_EVIDENCE", False)):
        return None
    return model.objects.filter(pk=row_id).first()


def row_of(evidence: Evidence) -> BodyModel | None:
    """The row a file belongs to."""
    return row_with_evidence(evidence.on_kind.lower().replace(".", "-"), evidence.on_id)


def may_see_files(member: Member, row: BodyModel) -> bool:
    """Whether the member sees the row's files: by the permission its model names, for none that names none."""
    return _may(member, getattr(row, "EVIDENCE_VIEW", ""))


def may_add_files(member: Member, row: BodyModel) -> bool:
    """Whether the member adds to the row's files, or withdraws of them."""
    return may_see_files(member, row) and _may(member, getattr(row, "EVIDENCE_ADD", ""))


def _may(member: Member, permission: str) -> bool:
    return permission != "" and member.may(permission)


def kind_in_address(row: BodyModel) -> str:
    return f"{row._meta.app_label}-{row._meta.model_name}"
