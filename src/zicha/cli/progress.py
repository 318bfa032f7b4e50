"""The progress display of a command (进度): what is being done, how far, on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class ShownProgress:
    """One line a stage; a stage that is over stays on the screen with its time."""

    def __init__(self, display: Progress, stage: str) -> None:
        self._display = display
        self._task: TaskID = display.add_task(stage, total=100, what="")

    def stage(self, name: str) -> None:
        self.done()
        self._task = self._display.add_task(name, total=None, what="")

    def report(self, done: int, total: int, what: str) -> None:
        self._display.update(self._task, completed=done, total=total, what=what)

    def done(self) -> None:
        self._display.update(self._task, completed=100, total=100, what="")
        self._display.stop_task(self._task)


@contextmanager
def shown_progress(stage: str) -> Iterator[ShownProgress]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as display:
        yield ShownProgress(display, stage)
