"""Adding and withdrawing evidence (上传、撤下证据).

A model whose rows may carry evidence says `TAKES_EVIDENCE = True`, and names in `EVIDENCE_VIEW` and `EVIDENCE_ADD` the
permissions for seeing its files and for adding or withdrawing some; the pages ask for them. A row that must not change any more says why in a
property `evidence_closed`, empty while files may come and go; one whose files may come but not go, in `evidence_stays`.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zicha.casework.evidence.kinds import FileKind, NotTaken, kind_of
from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.storing import evidence_path, is_whole, store
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record

MOST_A_ROW = 200
SHORTEST_REASON = 4


@transaction.atomic
def add_evidence(
    *, on: BodyModel, file: BinaryIO, by: Member | None, name: str = "", note: str = "", given_by: str = ""
) -> Evidence:
    """Keep a file as evidence of a row (上传证据). `by` is None for somebody outside, whom `given_by` names.

    Raises Refused for a file that is too large, of a kind we do not take, or there already. The bytes are stored first:
    should the transaction fail, they lie there under their hash and belong to nothing.
    """
    _refuse_closed(on)
    if by is None and not given_by:
        raise ValueError("evidence from outside names who gave it")
    shown = _clean(name or getattr(file, "name", "") or "") or "文件"
    _refuse_large(file, shown)
    try:
        kind = kind_of(file)
    except NotTaken as error:
        raise Refused(f"“{shown}”没有上传：{error}") from error
    if Evidence.objects.filter(on_kind=on._meta.label, on_id=on.pk, withdrawn_at=None).count() >= MOST_A_ROW:
        raise Refused(f"这里已有 {MOST_A_ROW} 份证据，不能再加；请合并成一个 PDF 后替换。")
    sha256, size = store(file, body_id=on.body_id)
    rows = Evidence.objects.filter(on_kind=on._meta.label, on_id=on.pk, sha256=sha256, withdrawn_at=None)
    if same := rows.first():
        raise Refused(f"“{shown}”没有上传：内容与已有的“{same.name}”完全相同。")
    evidence = Evidence.objects.create(
        body_id=on.body_id,
        on_kind=on._meta.label,
        on_id=on.pk,
        sha256=sha256,
        name=_with_extension(shown, kind),
        size=size,
        kind=kind.key,
        note=note.strip()[:200],
        added_by=by,
        given_by=given_by[:200],
    )
    record(Action.EVIDENCE_ADDED, on=evidence, by=by, reason=f"{on._meta.verbose_name} {on}"[:400])
    return evidence


@transaction.atomic
def withdraw_evidence(*, evidence_id: int, on: BodyModel, reason: str, by: Member | None) -> Evidence:
    """Take evidence back (撤下证据): by who added it, or who manages problems. Raises Refused without a reason.

    `by` None is somebody outside, who takes back what came from outside alone.
    """
    evidence = Evidence.objects.select_for_update(of=("self",)).get(
        pk=evidence_id, on_kind=on._meta.label, on_id=on.pk
    )
    _refuse_closed(on)
    if why := getattr(on, "evidence_stays", ""):
        raise Refused(why)
    reason = reason.strip()[:400]
    if evidence.is_withdrawn:
        raise Refused(f"“{evidence.name}”已经撤下。")
    if len(reason) < SHORTEST_REASON:
        raise Refused(f"请写明撤下的理由（至少 {SHORTEST_REASON} 个字）。")
    may_any = by is not None and by.may("problem.manage")
    if evidence.added_by_id != (by.pk if by else None) and not may_any:
        raise Refused("只能撤下自己上传的证据；其他人的请联系质量负责人。")
    before = changed_from(evidence)
    evidence.withdrawn_by, evidence.withdrawn_at, evidence.withdrawn_reason = by, timezone.now(), reason
    evidence.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    record(Action.EVIDENCE_WITHDRAWN, on=evidence, by=by, before=before, reason=reason)
    return evidence


def intact_file(evidence: Evidence) -> BinaryIO:
    """The open file. Raises Refused when it is lost or is no longer what was handed in."""
    place = evidence_path(evidence.body_id, evidence.sha256)
    if not is_whole(place, evidence.sha256):
        raise Refused(
            f"“{evidence.name}”的文件缺失或与上传时不一致，不能打开。请系统管理员运行 zicha verify 查明，并从备份恢复。"
        )
    return open(place, "rb")


def _refuse_closed(on: BodyModel) -> None:
    if not getattr(on, "TAKES_EVIDENCE", False):
        raise ValueError(f"{on._meta.label} takes no evidence")
    if why := getattr(on, "evidence_closed", ""):
        raise Refused(why)


def _refuse_large(file: BinaryIO, shown: str) -> None:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    most = settings.EVIDENCE_LIMIT
    if size > most:
        raise Refused(
            f"“{shown}”有 {size / 2**20:.1f} MB，超过单个文件 {most // 2**20} MB 的上限；"
            "请压缩图片或拆分文件后再上传。"
        )


def _clean(name: str) -> str:
    """The last part of a name without what is no letter: control characters, marks that turn the reading direction."""
    name = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(
        one for one in name if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    )
    return re.sub(r"\s+", " ", kept).strip(" .")


def _with_extension(name: str, kind: FileKind) -> str:
    """The name with the extension its content has, whatever it called itself; cut to what fits."""
    stem = name
    extension = kind.extensions[0]
    for known in kind.extensions:
        if name.lower().endswith(known):
            stem, extension = name[: -len(known)], name[-len(known) :]
    return stem[: 190 - len(extension)] + extension
