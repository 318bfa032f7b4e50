"""Files read with mapping profiles, for the commands that take `--profile` (按映射方案读取)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from zicha.contract.errors import Remark, UnusableInput
from zicha.dataset.store import Store
from zicha.findings.inspecting import Records, open_records
from zicha.intake.profile.overview import KINDS
from zicha.intake.profile.reading import read_profiled
from zicha.intake.reader import require_tables

Profiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--profile", help="映射方案（YAML），用来读别的格式的登记册，见 zicha profile；可多次", metavar="方案"
    ),
]

Report = Callable[[int, int, str], None]


def as_shares(report: Report) -> Callable[[str, float], None]:
    """The reader reports (what, share of 1); a run reports (done, total, what)."""
    return lambda what, share: report(int(share * 100), 100, what)


def open_with_profiles(inputs: list[Path], profiles: list[Path] | None, report: Report) -> Records:
    """Like `open_records`, sheets of the profiles read by them. Raises UnusableInput."""
    if not profiles:
        return open_records(inputs, report)
    for path in inputs:
        if Store.is_store(path):
            raise UnusableInput(f"{path} 是数据集，已经是数据契约的表，不用映射方案。请去掉 --profile。")
    workplace = TemporaryDirectory(prefix="zicha-run-")
    try:
        delivery = read_profiled(inputs, profiles, as_shares(report))
        require_tables(delivery)
        store = Store(Path(workplace.name) / "dataset")
        return Records(store, store.commit(delivery).version, delivery, workplace)
    except BaseException:
        workplace.cleanup()
        raise


def print_overview(remarks: Iterable[Remark]) -> None:
    """What stands out in registers read by a profile and no check judges: busiest days, repeated numbers, validity."""
    console = Console()
    for remark in remarks:
        if remark.kind in KINDS:
            console.print(f"概况 {remark.text}", highlight=False, soft_wrap=True)
