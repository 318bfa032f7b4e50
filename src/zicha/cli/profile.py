"""zicha profile: a guess at how a foreign register maps to the contract, and what stands out in it (映射方案初稿)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from zicha.contract.errors import UnusableInput
from zicha.intake.headings import recognise
from zicha.intake.profile.first_look import first_look
from zicha.intake.profile.guess import Guessed, guess
from zicha.intake.profile.writing import profile_text
from zicha.intake.reader import DIALECTS
from zicha.intake.sheets import READABLE, read_sheets


def profile(
    file: Annotated[Path, typer.Argument(help="别的格式的登记册：CSV、XLSX、XLS 或 Parquet", metavar="FILE")],
    out: Annotated[
        Path | None, typer.Option(help="把初稿写到这个文件；不写则打印在屏幕上", metavar="方案.yaml")
    ] = None,
) -> None:
    """猜出一份证书登记册各列的含义，写成映射方案初稿，供人核对修改。"""
    if not file.is_file():
        raise UnusableInput(f"{file} 不存在，或不是文件。")
    if file.suffix.lower() not in READABLE:
        raise UnusableInput(f"{file} 不能读取；只读取 CSV、XLSX、XLS 和 Parquet 文件。")
    if out is not None and out.exists():
        raise UnusableInput(f"{out} 已经存在，里面可能有人核对过的内容，没有覆盖。请换一个文件名。")
    if out is not None and not out.absolute().parent.is_dir():
        raise UnusableInput(f"文件夹 {out.absolute().parent} 不存在。")
    guessed = guess(file)
    text = profile_text(guessed, (out or file).stem)
    # Without --out the profile itself goes to standard output, so that it can be piped into a file.
    console = Console(stderr=out is None)
    _print_look(console, guessed)
    known = _known_as(file)
    if known:
        console.print(f"这份文件不用映射方案就能读作“{known}”。", style="yellow")
    if out is None:
        sys.stdout.write(text)
        return
    out.write_text(text, encoding="utf-8")
    open_points = sum('"?"' in line and not line.startswith("#") for line in text.splitlines())
    console.print(f"初稿写到 {out}，有 {open_points} 处写着“?”须由人填写，其余请逐列核对。", soft_wrap=True)


def _print_look(console: Console, guessed: Guessed) -> None:
    place = f"{guessed.file}!{guessed.sheet}" if guessed.sheet else guessed.file
    seen = f"{guessed.rows:,} 行" if guessed.all_rows else f"前 {guessed.rows:,} 行"
    table = Table(title=f"{place}：{len(guessed.columns)} 列，看了 {seen}", title_justify="left")
    for name in ("列", "猜作", "根据"):
        table.add_column(name, overflow="fold")
    table.add_column("把握", justify="right")
    table.add_column("空", justify="right")
    table.add_column("不同值", justify="right")
    for column in guessed.columns:
        table.add_row(
            column.heading,
            column.target.label if column.target else "没有猜出",
            column.because,
            f"{column.confidence:.0%}" if column.target else "",
            f"{column.shape.rows - column.shape.filled:,}",
            f"{column.shape.distinct:,}",
        )
    console.print(table)
    for sentence in first_look(guessed):
        console.print(sentence, highlight=False, soft_wrap=True)


def _known_as(file: Path) -> str:
    """What the file is read as without any profile, in Chinese; empty when it is not known."""
    forms = {name: form for dialect in DIALECTS for name, form in dialect.forms.items()}
    for sheet in read_sheets(file, file.name):
        found = recognise(sheet, forms)
        if found is not None and not found.missing:
            return found.form.chinese
    return ""
