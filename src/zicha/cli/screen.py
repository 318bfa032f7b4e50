"""zicha screen: records in, checks decided for every subject, lists and report out (筛查)."""

from __future__ import annotations

import os
import re
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from zicha.cli.disk_failures import disk_failures_said
from zicha.cli.profiled import Profiles, open_with_profiles, print_overview
from zicha.cli.progress import shown_progress
from zicha.cli.summary import print_summary
from zicha.contract.errors import UnusableInput
from zicha.findings.changes import previous_run
from zicha.findings.inspecting import Override, inspect
from zicha.findings.unfinished import unfinished_in
from zicha.reference.notices import CURRENT, NOTICES
from zicha.reports.outputs import write_outputs
from zicha.screening.engines import ENGINES, Engine

EARLIEST = date(1990, 1, 1)
LATEST = date(2099, 12, 31)


def screen(
    inputs: Annotated[list[Path], typer.Argument(help="文件、文件夹，或一个数据集", metavar="INPUT…")],
    as_of: Annotated[str, typer.Option(help="判定基准日，例如 2026-06-30；之后的记录不读", metavar="日期")],
    out: Annotated[Path, typer.Option(help="结果文件夹", metavar="文件夹")],
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="调整参数，例如 A06.smallest_share=0.75，可多次", metavar="参数=值"),
    ] = None,
    because: Annotated[str, typer.Option(help="调整参数的理由，写进报告", metavar="理由")] = "",
    previous: Annotated[
        Path | None,
        typer.Option(help="上次结果的文件夹，用来标出新增、仍在、消失；不写则与 --out 里原有的结果比较"),
    ] = None,
    engine: Annotated[str, typer.Option(help="计算引擎：duckdb 或 spark")] = "duckdb",
    master: Annotated[str, typer.Option(help="Spark 主节点")] = "local[*]",
    notice: Annotated[str, typer.Option(help="依据的通知")] = CURRENT,
    profile: Profiles = None,
) -> None:
    """检查全部记录，写出疑点清单和自查整改报告。"""
    day = judging_date(as_of)
    overrides = read_overrides(set_ or [], because)
    if notice not in NOTICES:
        raise UnusableInput(f"没有通知 {notice}；可选：{'、'.join(NOTICES)}。")
    if out.exists() and not out.is_dir():
        raise UnusableInput(f"--out {out} 是一个文件，请给出文件夹。")
    refuse_place(out, inputs)
    before = previous_run(previous or out)
    if previous is not None and before is None:
        raise UnusableInput(f"--previous {previous} 里没有 findings.csv。")
    with (
        shown_progress("读入") as progress,
        open_with_profiles(inputs, profile, progress.report) as records,
        unfinished_in(out) as unfinished,
        disk_failures_said(out, records.folder),
    ):
        progress.stage("检查")
        with closing(make_engine(engine, master, records.folder)) as machine:
            outcome = inspect(
                records,
                as_of=day,
                engine=machine,
                overrides=overrides,
                before=before,
                unfinished=unfinished,
                progress=progress.report,
            )
        progress.stage("写出清单和报告")
        written = write_outputs(outcome, out, notice=NOTICES[notice], extra={})
        progress.done()
        print_summary(outcome, written)
        print_overview(outcome.remarks)
    if outcome.rejected:
        raise typer.Exit(3)


def judging_date(text: str) -> date:
    """2026-06-30, 20260630, 2026/6/30. Raises UnusableInput."""
    try:
        parts = re.fullmatch(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\s*", text)
        day = date(*map(int, parts.groups())) if parts else date.fromisoformat(text.strip())
    except ValueError:
        raise UnusableInput(f"--as-of “{text}” 不是日历上的日子，请写成 2026-06-30 的样子。") from None
    if not EARLIEST <= day <= LATEST:
        raise UnusableInput(f"--as-of {day} 不像判定基准日，应在 {EARLIEST} 至 {LATEST} 之间。")
    return day


def refuse_place(out: Path, inputs: list[Path]) -> None:
    """Results among the records would be read as records next time. Raises UnusableInput."""
    place = out.resolve()
    for given in inputs:
        records = given.resolve()
        if records.is_dir() and (place == records or records in place.parents):
            raise UnusableInput(
                f"--out {out} 在要读的文件夹 {given} 里面，下次会被当成数据；请换一个文件夹。"
            )


def read_overrides(settings: list[str], because: str) -> list[Override]:
    """A06.smallest_share=0.75 each. Raises UnusableInput where one is malformed or no reason is given."""
    overrides: list[Override] = []
    for setting in settings:
        key, equals, value = setting.partition("=")
        code, dot, name = key.strip().partition(".")
        if not (equals and dot and name and value.strip()):
            raise UnusableInput(f"--set “{setting}” 写法不对，例如 A06.smallest_share=0.75。")
        if any((one.code, one.name) == (code.upper(), name) for one in overrides):
            raise UnusableInput(f"--set {code.upper()}.{name} 给了两次，不知道用哪一个。")
        overrides.append(Override(code.upper(), name, value.strip(), because.strip()))
    if overrides and not because.strip():
        raise UnusableInput("调整参数必须用 --because 说明理由，理由会写进报告。")
    return overrides


def make_engine(name: str, master: str, folder: Path) -> Engine:
    """Raises UnusableInput for an engine we do not have."""
    if name not in ENGINES:
        raise UnusableInput(f"没有计算引擎 {name}；可选：{'、'.join(ENGINES)}。")
    if name == "spark":
        return ENGINES[name](master=master, folder=folder)
    return ENGINES[name](folder=folder, memory_limit=os.environ.get("ZICHA_MEMORY_LIMIT", ""))
