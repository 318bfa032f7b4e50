"""zicha verify: re-hash a dataset and name the first altered file (核验)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from zicha.contract.errors import UnusableInput
from zicha.dataset.store import Store
from zicha.dataset.verification import verify as problems_of


def verify(dataset: Annotated[Path, typer.Argument(help="数据集文件夹", metavar="数据集")]) -> None:
    """重新计算数据集每个文件的散列值，指出第一个被改动的文件。"""
    if not Store.is_store(dataset):
        raise UnusableInput(f"{dataset} 不是数据集。")
    console = Console()
    problems = problems_of(Store(dataset))
    for problem in problems:
        console.print(f"{problem}", style="red", highlight=False)
    if problems:
        raise typer.Exit(1)
    console.print(f"完好：{len(Store(dataset).versions())} 个版本，全部文件与登记的散列值一致。")
