"""Empty workbooks to fill in, with the page that explains every column (空白数据表)."""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from filelock import FileLock

import zicha
from zicha.casework.places import body_folder, made
from zicha.contract import VERSION
from zicha.reports.contract_pages import contract_page
from zicha.reports.workbooks import write_workbooks
from zicha.web.access import MemberRequest, may

PATIENCE = 60


@may("data.view")
@require_GET
def blank_tables(request: MemberRequest) -> FileResponse:
    """What `zicha contract` writes, in one archive; made once a release."""
    folder = made(body_folder(request.member.body_id) / "made")
    target = folder / f"blank-{VERSION}-{zicha.__version__}.zip"
    with FileLock(folder / "blank.lock", timeout=PATIENCE):
        if not target.is_file():
            _write(target)
    return FileResponse(target.open("rb"), as_attachment=True, filename=f"{_('空白数据表')}.zip")


def _write(target: Path) -> None:
    fresh = target.with_name(f"new-{target.name}")
    with TemporaryDirectory(dir=target.parent) as folder:
        place = Path(folder)
        (place / "数据表说明.md").write_text(contract_page("zh"), encoding="utf-8")
        write_workbooks(place)
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(place.iterdir()):
                archive.write(path, path.name)
    fresh.replace(target)
