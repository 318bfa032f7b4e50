"""What a screening prints when it is done (小结)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from zicha.checks.registry import checks_of
from zicha.findings.finding import Change
from zicha.findings.outcome import Outcome
from zicha.screening.coverage import Coverage


def print_summary(outcome: Outcome, written: list[Path]) -> None:
    """One line a check that ran, what could not be checked and why, where the files are."""
    console = Console()
    _print_intake(console, outcome)
    table = Table(title=f"检查结果（判定基准日 {outcome.screening.as_of}）", title_justify="left")
    table.add_column("代码")
    table.add_column("检查项", overflow="fold")
    for name in ("应查", "疑点", "通过", "无法判定", "免查"):
        table.add_column(name, justify="right")
    for code, cover in outcome.screening.coverage.items():
        if cover.ran:
            hit = f"[bold red]{cover.hit:,}[/]" if cover.hit else "0"
            undecided = f"[yellow]{cover.undecided:,}[/]" if cover.undecided else "0"
            table.add_row(
                code, checks_of(code)[-1].title, f"{cover.in_scope:,}", hit, f"{cover.passed:,}", undecided,
                f"{cover.exempt:,}",
            )  # fmt: skip
    console.print(table)
    not_run = [cover for cover in outcome.screening.coverage.values() if not cover.ran]
    for why, codes in _by_words(outcome, lambda cover: cover.reason).items():
        console.print(f"未检查 {'、'.join(codes)}：{why}", style="yellow", soft_wrap=True, highlight=False)
    for caution, codes in _by_words(outcome, lambda cover: cover.caution).items():
        console.print(
            f"注意 {'、'.join(codes)}：{caution}", style="bold red", soft_wrap=True, highlight=False
        )
    silent = [c.code for c in outcome.screening.coverage.values() if c.in_scope and c.undecided == c.in_scope]
    if silent:
        console.print(
            f"查了但一个也判不了：{'、'.join(silent)}（原因见疑点清单“无法判定”）",
            style="yellow",
            soft_wrap=True,
            highlight=False,
        )
    console.print(_totals(outcome, len(not_run)), soft_wrap=True)
    console.print("疑点须经人核实后才是问题。结果：", soft_wrap=True)
    for path in written:
        console.print(f"  {path}", highlight=False, soft_wrap=True)


def _by_words(outcome: Outcome, words: Callable[[Coverage], str]) -> dict[str, list[str]]:
    """The codes of the checks of which the same words are to be said."""
    found: dict[str, list[str]] = {}
    for cover in outcome.screening.coverage.values():
        if words(cover):
            found.setdefault(words(cover), []).append(cover.code)
    return found


def _print_intake(console: Console, outcome: Outcome) -> None:
    read = sum(count.read for count in outcome.counts)
    if not read:
        return
    accepted = sum(count.accepted for count in outcome.counts)
    repeated = sum(count.repeated for count in outcome.counts)
    rejected = sum(count.rejected for count in outcome.counts)
    console.print(
        f"读入 {read:,} 行 = 接受 {accepted:,} + 重复 {repeated:,} + 拒绝 {rejected:,}"
        f"（{len(outcome.sources)} 个文件，数据集 {outcome.dataset_id}）",
        soft_wrap=True,
    )
    if rejected:
        console.print(
            f"有 {rejected:,} 行被拒绝，逐格原因和改法见 rejected.csv。", style="bold red", soft_wrap=True
        )


def _totals(outcome: Outcome, not_run: int) -> str:
    ran = len(outcome.screening.coverage) - not_run
    text = f"共检查 {ran} 项，疑点 {len(outcome.hits):,} 个"
    if outcome.compared:
        new = sum(finding.change is Change.NEW for finding in outcome.hits)
        text += f"（新增 {new:,}，仍在 {len(outcome.hits) - new:,}，消失 {len(outcome.gone):,}）"
    undecided = len(outcome.findings) - len(outcome.hits)
    return text + f"，无法判定 {undecided:,} 个；未能检查 {not_run} 项。"
