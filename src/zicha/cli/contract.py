"""zicha contract: the reference page of the input tables and empty workbooks to fill in (数据契约)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from zicha.cli.disk_failures import disk_failures_said
from zicha.reports.contract_pages import contract_page
from zicha.reports.workbooks import write_workbooks


def contract(
    out: Annotated[Path, typer.Option(help="写到这个文件夹")] = Path("zicha-contract"),
) -> None:
    """写出数据表说明页和可填写的空白工作簿。"""
    with disk_failures_said(out, out.absolute().parent, "{out} 里的文件可能不完整，请重新写一遍再用。"):
        out.mkdir(parents=True, exist_ok=True)
        (out / "数据表说明.md").write_text(contract_page("zh"), encoding="utf-8")
        (out / "tables.en.md").write_text(contract_page("en"), encoding="utf-8")
        write_workbooks(out)
    console = Console()
    for path in sorted(out.iterdir()):
        console.print(f"  {path}", highlight=False)
