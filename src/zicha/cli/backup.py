"""zicha backup: the whole site in one file (备份)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zicha.cli.plain import Plain
from zicha.cli.site import existing_home
from zicha.web.backup.making import make_backup
from zicha.web.database import database_of


def backup(file: Annotated[Path, typer.Argument(help="备份文件，不能已经存在", metavar="文件")]) -> None:
    """把数据库、数据集、证据和报告备份成一个文件；站点可以同时运行。"""
    home = existing_home()
    telling = Plain(stderr=True)
    with database_of(home) as url:
        manifest = make_backup(
            home=home, url=url, target=file.absolute(), tell=lambda what: telling.print(f"{what}……", "dim")
        )
    megabytes = file.stat().st_size / 2**20
    Plain().print(
        f"已备份到 {file}：{len(manifest.rows)} 张表 {sum(manifest.rows.values()):,} 行，"
        f"{len(manifest.parts) - 1:,} 个文件，共 {megabytes:,.1f} MB。"
    )
    Plain().print("备份没有加密，里面有全部业务数据和会话密钥：请像保管数据库一样保管，并存到另一台机器。")
