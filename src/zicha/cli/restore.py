"""zicha restore: a backup becomes a site again (恢复)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zicha.cli.plain import Plain
from zicha.cli.serve import prepare
from zicha.contract.errors import UnusableInput, ZichaError
from zicha.web.backup.restoring import restore as restore_into
from zicha.web.database import database_of

MOST_SHOWN = 20


def restore(
    file: Annotated[Path, typer.Argument(help="zicha backup 写出的文件", metavar="文件")],
    home: Annotated[Path, typer.Option(help="新的数据文件夹，必须不存在或是空的", metavar="文件夹")],
) -> None:
    """核对备份文件，恢复到一个空的数据文件夹，再核验行数、文件和留痕。"""
    if not file.is_file():
        raise UnusableInput(f"{file} 不是文件。")
    home = home.absolute()
    console = Plain()
    console.print(f"正在核对 {file} ……")
    restored = restore_into(archive=file, home=home)
    with database_of(home):
        prepare(home)
        found = _alterations()
    for problem in found[:MOST_SHOWN]:
        console.print(problem, "red")
    if found:
        raise ZichaError(
            f"内容已恢复到 {home}，但核验不通过，有 {len(found):,} 处：备份时就已如此。请换一份备份，或查明原因后再使用。"
        )
    console.print(
        f"已恢复并核验：{restored.tables} 张表 {restored.rows:,} 行，{restored.files:,} 个文件，与留痕一致；"
        f"备份于 {restored.manifest.made_at}。"
    )
    console.print(f"启动：ZICHA_HOME={home} zicha serve")


def _alterations() -> list[str]:
    from zicha.casework.tenancy.models import Body
    from zicha.casework.trace.verification import alterations_of, strange_accounts

    found = [
        f"{body.name}：{problem}"
        for body in Body.objects.order_by("code")
        for problem in alterations_of(body)
    ]
    return found + list(strange_accounts())
