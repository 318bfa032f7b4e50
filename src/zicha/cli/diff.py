"""zicha diff: what one run adds to another and removes, by code, and what was different about them (比较)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from zicha.checks.registry import checks_of
from zicha.findings.run_difference import CodeDifference, difference, read_run

SHOWN_SUBJECTS = 5


def diff(
    before: Annotated[Path, typer.Argument(help="前一次的结果文件夹", metavar="前一次")],
    after: Annotated[Path, typer.Argument(help="后一次的结果文件夹", metavar="后一次")],
    all_: Annotated[bool, typer.Option("--all", help="列出每个增加和减少的对象")] = False,
) -> None:
    """比较两次筛查：数据、规则、参数变了什么，每个检查项多了和少了哪些疑点。"""
    found = difference(read_run(before), read_run(after))
    console = Console()
    for cause in found.causes:
        console.print(cause, highlight=False, soft_wrap=True, markup=False)
    if not found.codes:
        console.print("疑点完全相同。")
        return
    table = Table()
    for heading in ("代码", "检查项", "增加", "减少", "不变", "说明"):
        table.add_column(heading, justify="right" if heading in ("增加", "减少", "不变") else "left")
    for one in found.codes:
        editions = checks_of(one.code)
        title = editions[-1].title if editions else "（现在没有这个检查项）"
        table.add_row(
            one.code, title, f"{len(one.added):,}", f"{len(one.removed):,}", f"{one.kept:,}", _ran(one)
        )
    console.print(table)
    for one in found.codes:
        for sign, subjects in (("+", one.added), ("-", one.removed)):
            for _, subject in subjects if all_ else subjects[:SHOWN_SUBJECTS]:
                console.print(f"{sign} {one.code} {subject}", highlight=False, soft_wrap=True, markup=False)
            if not all_ and len(subjects) > SHOWN_SUBJECTS:
                console.print(
                    f"{sign} {one.code} ……另有 {len(subjects) - SHOWN_SUBJECTS:,} 个，加 --all 全部列出"
                )


def _ran(one: CodeDifference) -> str:
    return {
        (True, True): "",
        (False, True): "前一次未检查",
        (True, False): "后一次未检查，不等于没有疑点",
        (False, False): "两次都未检查",
    }[one.checked]
