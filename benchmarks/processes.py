"""Each thing measured in a process of its own (单独进程计量): wall and CPU seconds and the peak of its memory."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Took:
    """What a finished process took."""

    wall_seconds: float
    cpu_seconds: float
    peak_gib: float

    def __str__(self) -> str:
        return f"{self.wall_seconds:.1f} s wall, {self.cpu_seconds:.1f} s CPU, peak {self.peak_gib:.2f} GiB"


def timed(command: list[object], *, environment: Mapping[str, str] | None = None, quiet: bool = True) -> Took:
    """Run a command to its end, from the root of the project. 0 and 3 are good ends; anything else stops us.

    Memory below what this process holds itself is not told apart, so whoever calls stays small.
    """
    started = time.perf_counter()
    words = [str(part) for part in command]
    output = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen(words, cwd=ROOT, stdout=output, env={**os.environ, **(environment or {})})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return Took(
        round(time.perf_counter() - started, 2),
        round(usage.ru_utime + usage.ru_stime, 2),
        _gib(usage.ru_maxrss),
    )


def module(name: str, *arguments: object) -> list[object]:
    """The command that runs a module of this folder."""
    return [sys.executable, "-m", f"benchmarks.{name}", *arguments]


def taken_so_far(started: float) -> Took:
    """What this process took since `started` (perf_counter) of wall, and of CPU and memory since it began."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Took(
        round(time.perf_counter() - started, 2), round(used.ru_utime + used.ru_stime, 2), _gib(_own_peak())
    )


def _own_peak() -> int:
    """Kilobytes this program ever held. The kernel's ru_maxrss would count the parent's at the fork as well."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _gib(kilobytes: int) -> float:
    return round(kilobytes / 2**20, 2)


def write_json(path: Path, told: Mapping[str, Any]) -> None:
    """The figures with the machine they are of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = {"machine": machine(), **told}
    path.write_text(
        json.dumps(written, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8"
    )


def _plain(value: Any) -> Any:
    return asdict(value) if isinstance(value, Took) else str(value)


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
