"""Freezing a report into files (报告定稿): read at one moment, written aside, put in place, then recorded.

Killed at any point nothing is half frozen: until the hashes stand in the database the version has no files, and the
next attempt makes them anew. The same facts give the same bytes.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from filelock import FileLock, Timeout

from zicha.casework.campaigns.models import Campaign
from zicha.casework.places import made, report_folder
from zicha.casework.refused import Refused
from zicha.casework.reporting.freezing import ask_freeze, fail_freeze, settle_freeze
from zicha.casework.reporting.models import ReportVersion, VersionState, check_code
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.models import Entry
from zicha.contract.errors import ZichaError
from zicha.dataset.disk import move, sync
from zicha.reports.document import Document
from zicha.reports.from_campaign import annexes, saying
from zicha.reports.from_campaign.completeness import missing
from zicha.reports.from_campaign.document import campaign_document, finished
from zicha.reports.from_campaign.material import Material, material_of
from zicha.reports.from_campaign.telling import Telling
from zicha.reports.typeset.rendering import pdf
from zicha.reports.word.rendering import docx

log = logging.getLogger("zicha.jobs")

DOCX, PDF, FACTS = "report.docx", "report.pdf", "facts.json"
FILES = (PDF, DOCX, annexes.FILE, FACTS)
UNEXPECTED = (
    "程序在定稿时出错（{kind}），没有生成任何文件。请再次定稿；仍然失败时，请系统管理员查看后台日志，"
    "并报告版本编号 {number}。"
)

Files = Mapping[str, bytes]
Tell = Callable[[int, str], None]


def freeze(*, campaign: Campaign, by: Member) -> ReportVersion:
    """Begin the next version. Raises Refused with what is missing while the report is not complete."""
    _refuse_incomplete(*drafted(campaign, day=timezone.localdate()))
    return ask_freeze(campaign_id=campaign.pk, by=by)


def drafted(campaign: Campaign, *, day: date) -> tuple[Document, Material]:
    """The draft with people's texts and corrections in it, and what it is made of."""
    material = material_of(campaign, day=day)
    return finished(campaign_document(material), material), material


def work_on_freeze(*, body_id: int, version_id: int) -> None:
    """Freeze a version that was asked for; what stops it is said in it. Nothing when another worker has it."""
    folder = made(report_folder(body_id, version_id).parent)
    try:
        lock = FileLock(folder / f"{version_id}.lock", timeout=0)
        lock.acquire()
    except Timeout:
        return
    with lock:
        with scope(body_id):
            version = ReportVersion.objects.get(pk=version_id)
        if version.state != VersionState.FREEZING:
            return
        try:
            with Telling(version) as tell:
                files, content_hash, trace_number = _made(version, tell)
                tell(95, "保存文件")
                hashed = put_in_place(files, report_folder(body_id, version_id))
            with scope(body_id):
                settle_freeze(
                    version_id=version_id, files=hashed, content_hash=content_hash, trace_number=trace_number
                )
        except (OperationalError, InterfaceError):
            # The database is away: nothing can be said now. The job is taken up again when it is back.
            raise
        except ZichaError as error:
            _fail(version, str(error))
        except OSError as error:
            _fail(version, f"读写文件失败（{error.strerror or error}）。请检查磁盘空间和权限，然后再次定稿。")
        except Exception as error:
            log.exception("freezing version %s of body %s failed", version_id, body_id)
            _fail(version, UNEXPECTED.format(kind=type(error).__name__, number=version_id))


def _made(version: ReportVersion, tell: Tell) -> tuple[Files, str, int]:
    """The files of the version, everything in them from one moment."""
    tell(5, "读取数字和文字")
    with one_moment(version.body_id):
        campaign = Campaign.objects.select_related("leader__account").get(pk=version.campaign_id)
        document, material = drafted(campaign, day=version.day)
        _refuse_incomplete(document, material)
        said = saying.said_by(document, material)
        content_hash = saying.content_hash(said)
        marked = f"{version} 校验码 {check_code(content_hash)}"
        tell(20, "写附表")
        workbook = annexes.annex_file(material, version=marked)
        trace_number = (
            Entry.objects.filter(body_id=version.body_id).aggregate(last=Max("number"))["last"] or 0
        )
        last = finished(campaign_document(material), material, version=marked)
    tell(60, "生成 Word 文件")
    word = docx(last)
    tell(75, "排版 PDF")
    files = {
        PDF: pdf(last),
        DOCX: word,
        annexes.FILE: workbook,
        FACTS: saying.as_json(
            said, version=version.number, check_code=check_code(content_hash), content_sha256=content_hash
        ),
    }
    return files, content_hash, trace_number


@contextmanager
def one_moment(body_id: int) -> Iterator[None]:
    """The scope of a body in one transaction that sees the database as it was when it began (REPEATABLE READ)."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with scope(body_id):
            yield


def put_in_place(files: Files, folder: Path) -> dict[str, dict[str, object]]:
    """Write the files aside and move them in place together; name → hash and size."""
    aside = folder.with_name(f".{folder.name}-new")
    shutil.rmtree(aside, ignore_errors=True)
    made(aside)
    for name, content in files.items():
        (aside / name).write_bytes(content)
        sync(aside / name)
    if folder.exists():
        # Left by an attempt that was killed before it could be recorded.
        shutil.rmtree(folder)
    move(aside, folder)
    return {
        name: {"sha256": sha256(content).hexdigest(), "size": len(content)} for name, content in files.items()
    }


def _refuse_incomplete(document: Document, material: Material) -> None:
    lacks = missing(document, material)
    if lacks:
        named = "；".join(one.text for one in lacks[:5])
        more = f"等 {len(lacks)} 处" if len(lacks) > 5 else ""
        raise Refused(f"报告还不完整，不能定稿：{named}{more}。")


def _fail(version: ReportVersion, error: str) -> None:
    with scope(version.body_id):
        fail_freeze(version_id=version.pk, error=error)
