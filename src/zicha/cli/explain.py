"""zicha explain: a check in words, its clauses, parameters, tables, an example (解释)."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from zicha.checks.registry import all_checks, checks_of
from zicha.contract.errors import UnusableInput
from zicha.reports.explaining import explanation


def explain(
    code: Annotated[str | None, typer.Argument(help="检查项代码，例如 A06；不写则列出全部")] = None,
) -> None:
    """用大白话说明一个检查项：规则、条款、参数及来源、所需数据、例子。"""
    console = Console()
    if code is None:
        for check in all_checks():
            console.print(f"{check.code}  {check.title}（{check.severity.label}）", highlight=False)
        return
    editions = checks_of(code.strip())
    if not editions:
        raise UnusableInput(f"没有检查项 {code}；运行 zicha explain 查看全部检查项。")
    for check in editions:
        console.print(explanation(check), highlight=False, markup=False, soft_wrap=True)
