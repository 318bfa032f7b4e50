"""zicha deliver: files become the next version of a dataset (交付)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from zicha.cli.disk_failures import disk_failures_said
from zicha.cli.plain import Plain
from zicha.cli.profiled import Profiles, as_shares
from zicha.cli.progress import shown_progress
from zicha.contract.errors import BadCell
from zicha.contract.tables import TABLES
from zicha.dataset.store import Store
from zicha.dataset.version import Outcome
from zicha.intake.delivery import Delivery
from zicha.intake.profile.reading import read_profiled
from zicha.intake.reader import require_tables
from zicha.reports.lists import write_rejected

SHOWN_CHANGES = 5


def deliver(
    inputs: Annotated[list[Path], typer.Argument(help="文件或文件夹", metavar="INPUT…")],
    into: Annotated[Path, typer.Option(help="数据集文件夹，没有就新建", metavar="数据集")],
    rejected: Annotated[Path | None, typer.Option(help="把被拒绝的单元格写到这个 CSV 文件")] = None,
    profile: Profiles = None,
) -> None:
    """把文件读入数据集，成为一个新版本；内容没变就不产生新版本。"""
    with shown_progress("读入") as progress:
        delivery = read_profiled(inputs, profile or (), as_shares(progress.report))
        store = Store(into)
        head = store.head() if Store.is_store(into) else None
        if rejected is not None:
            _write_rejected(delivery.rejected, rejected)
        require_tables(delivery, head.tables if head else ())
        progress.stage("写入数据集")
        outcome = store.commit(delivery)
        progress.done()
    _say(Plain(), delivery, outcome)
    if delivery.rejected:
        raise typer.Exit(3)


def _write_rejected(cells: Iterable[BadCell], target: Path) -> None:
    """Written beside and put in place, so that a full disk leaves no half of a list."""
    fresh = target.with_name(f".{target.name}.new")
    with disk_failures_said(target, target.parent, "数据集没有改动，也没有写出不完整的清单。"):
        try:
            write_rejected(cells, fresh)
            fresh.replace(target)
        except BaseException:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise


def _say(console: Plain, delivery: Delivery, outcome: Outcome) -> None:
    for count in delivery.counts:
        place = f"{count.file}!{count.sheet}" if count.sheet else count.file
        console.print(
            f"{place}：读入 {count.read:,} = 接受 {count.accepted:,} + 重复 {count.repeated:,}"
            f" + 拒绝 {count.rejected:,}",
        )
    for remark in delivery.remarks:
        console.print(f"提示 {remark.text}", style="yellow")
    for bad in delivery.rejected[:SHOWN_CHANGES]:
        console.print(f"拒绝 {bad}", style="red")
    if len(delivery.rejected) > SHOWN_CHANGES:
        console.print(
            f"……另有 {len(delivery.rejected) - SHOWN_CHANGES:,} 处，用 --rejected 文件.csv 全部写出。"
        )
    if outcome.unchanged:
        console.print(f"与现有版本 {outcome.version.id} 内容相同，没有产生新版本。")
        return
    console.print(
        f"新版本 {outcome.version.id}（共 {sum(t.rows for t in outcome.version.tables.values()):,} 行）"
    )
    for change in outcome.changes:
        if change.added or change.changed:
            name = TABLES[change.table].chinese
            console.print(f"  {name}：新增 {change.added:,} 行，改变 {change.changed:,} 行")
            for cell in change.cells[:SHOWN_CHANGES]:
                column = TABLES[change.table].column(cell.column).chinese
                before, after = cell.before or "（空）", cell.after or "（空）"
                console.print(f"    {cell.key}：{column} {before} → {after}")
            if len(change.cells) > SHOWN_CHANGES:
                console.print(f"    ……另有 {len(change.cells) - SHOWN_CHANGES} 处")
