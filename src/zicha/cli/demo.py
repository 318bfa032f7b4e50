"""zicha demo: an invented body with planted violations, screened (演示)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from zicha.cli.screen import screen
from zicha.demo.files import write_world
from zicha.demo.world import build_world

AS_OF = date(2026, 6, 30)


def demo(
    out: Annotated[Path, typer.Option(help="演示结果的文件夹")] = Path("demo-out"),
    certificates: Annotated[int, typer.Option(help="证书张数", min=1_000)] = 5_000,
    seed: Annotated[int, typer.Option(help="随机种子，相同则结果相同")] = 20190321,
) -> None:
    """造一家虚构的认证机构（含预埋的违规和险情），读入、检查、写出清单和报告。"""
    console = Console()
    console.print(f"正在造一家虚构的认证机构：{certificates:,} 张证书、三年审核（全部为虚构数据）……")
    records = out / "机构交付的文件"
    if records.exists():
        shutil.rmtree(records)
    records.mkdir(parents=True)
    world = build_world(certificates=certificates, seed=seed, as_of=AS_OF)
    write_world(world, records)
    screen([records], as_of=AS_OF.isoformat(), out=out)
