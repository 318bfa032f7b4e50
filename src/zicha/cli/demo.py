"""zicha demo: an invented body with planted violations, screened; with --serve, its site (演示)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from zicha.cli import demo_running
from zicha.cli.demo_site import DemoSite, made_now
from zicha.cli.screen import screen
from zicha.demo.files import write_world
from zicha.demo.world import World, build_world

AS_OF = date(2026, 6, 30)


def demo(
    out: Annotated[Path, typer.Option(help="演示结果的文件夹")] = Path("demo-out"),
    certificates: Annotated[int, typer.Option(help="证书张数", min=1_000)] = 5_000,
    seed: Annotated[int, typer.Option(help="随机种子，相同则结果相同")] = 20190321,
    serve: Annotated[
        bool, typer.Option("--serve", help="再建立演示站点并在后台启动，打印地址和演示账号")
    ] = False,
    port: Annotated[
        int, typer.Option(help="站点的端口；被占用就用后面第一个空闲的", min=1, max=65535)
    ] = 8000,
    stop: Annotated[bool, typer.Option("--stop", help="停止演示站点，其他什么也不做")] = False,
) -> None:
    """造一家虚构的认证机构（含预埋的违规和险情），读入、检查、写出清单和报告。"""
    site = DemoSite(out)
    if stop:
        _stop(site)
        return
    console = Console()
    console.print(f"正在造一家虚构的认证机构：{certificates:,} 张证书、三年审核（全部为虚构数据）……")
    records = out / "机构交付的文件"
    if records.exists():
        shutil.rmtree(records)
    records.mkdir(parents=True)
    world = build_world(certificates=certificates, seed=seed, as_of=AS_OF)
    write_world(world, records)
    screen([records], as_of=AS_OF.isoformat(), out=out)
    if serve:
        _serve(site, records, world, certificates, seed, port)


def _stop(site: DemoSite) -> None:
    stopped = demo_running.stop(site)
    say = Console(soft_wrap=True, highlight=False)
    say.print(f"演示站点已停止：{site.home}" if stopped else f"演示站点没有在运行：{site.home}")
    _tell_of_others(say, site)


def _tell_of_others(say: Console, site: DemoSite) -> None:
    for folder, port in demo_running.running_elsewhere(site):
        say.print(
            f"另有演示站点在运行：{demo_running.address_of(port)}，文件夹 {folder}。"
            f"停止它：make demo-stop OUT={folder}（或 zicha demo --out {folder} --stop）。"
        )


def _serve(site: DemoSite, records: Path, world: World, certificates: int, seed: int, port: int) -> None:
    console = Console()
    made = made_now(certificates, seed)
    if site.fits(made):
        console.print(
            f"演示站点以前建立过，接着用它。要重新建立，先停止，再删除文件夹 {site.home}。", soft_wrap=True
        )
    else:
        demo_running.stop(site)
        console.print("正在建立演示站点：建库，登记机构和账号，交付数据，筛查，登记线索……")
        people = world.tables["people"].select(["person_id", "name"]).to_pylist()
        site.make(records, people, AS_OF, made)
    address = demo_running.address_of(demo_running.start(site, port=port))
    table = Table("角色", "用户名", "密码", title="演示账号（密码为本次随机生成）", title_justify="left")
    for line in site.account_lines():
        table.add_row(*line)
    console.print(table)
    say = Console(soft_wrap=True, highlight=False)
    say.print(f"演示站点已在后台启动：[bold]{address}[/bold]")
    say.print(f"数据 {site.home}，日志 {site.log}，账号另存于 {site.accounts_file}。")
    say.print(
        f"停止：make demo-stop OUT={site.home.parent}（或 zicha demo --out {site.home.parent} --stop）。"
    )
    _tell_of_others(say, site)
