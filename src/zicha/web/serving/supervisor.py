"""Looks after the children (进程看护): starts them, starts them again when they die, stops them in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from zicha.web.serving.leash import PARENT

LOOKS_EVERY = 0.5
STOPS_WITHIN = 20.0
# A child that lived this long did start; before that it counts as a failed start.
STARTED_AFTER = 10.0
MOST_FAILED_STARTS = 5


@dataclass
class Child:
    """A process to keep running. `module` is run with `python -m`."""

    label: str
    module: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failed_starts: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module, *self.arguments],
            env=os.environ | {PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            # Ctrl-C reaches this process alone, which stops the others in order.
            start_new_session=True,
        )
        self.started = time.monotonic()

    def look_after(self, say: Callable[[str], None]) -> bool:
        """Start it again when it is dead; False when that has failed too often."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            return True
        if self.process is not None:
            short = now - self.started < STARTED_AFTER
            self.failed_starts = self.failed_starts + 1 if short else 0
            if self.failed_starts >= MOST_FAILED_STARTS:
                say(f"{self.label}连续 {self.failed_starts} 次启动失败，已停止；原因见上面的日志。")
                return False
            say(f"{self.label}意外退出（返回码 {self.process.returncode}），重新启动。")
            self.process = None
            self.not_before = now + (2.0**self.failed_starts - 1)
        if now >= self.not_before:
            self.start()
        return True

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_until(self, deadline: float) -> None:
        """Until it has ended by itself, or the deadline; then it is killed with what it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Supervisor:
    """Runs until SIGTERM, SIGINT or SIGHUP. `also` is called at every look, for what else must stay alive."""

    children: Sequence[Child]
    say: Callable[[str], None]
    also: Callable[[], None] = lambda: None
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self, when_started: Callable[[Callable[[], bool]], None]) -> bool:
        """Keep the children running; True when it was asked to stop, False when a child cannot be started.

        `when_started` is called once in a thread of its own, with a question: is it being stopped?
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        for child in self.children:
            child.start()
        threading.Thread(target=when_started, args=(self._stop.is_set,), daemon=True).start()
        well = True
        try:
            while well and not self._stop.is_set():
                self.also()
                for child in self.children:
                    well = child.look_after(self.say) and well
                self._stop.wait(LOOKS_EVERY)
        finally:
            self._stop_children()
        return well

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _stop_children(self) -> None:
        self._stop.set()
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOPS_WITHIN
        for child in self.children:
            child.wait_until(deadline)
