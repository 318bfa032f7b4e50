"""The demo's site as a process (演示站点的进程): started in the background, found again, stopped.

In the background whether a person or a script started it: a command that ends can stand in a script, and a person gets
the terminal back with the address on it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from zicha.cli.demo_site import DemoSite
from zicha.contract.errors import ZichaError

HOST = "127.0.0.1"
STARTS_WITHIN = 120.0
STOPS_WITHIN = 40.0
PORTS = 100


def address_of(port: int) -> str:
    return f"http://{HOST}:{port}/"


def running(site: DemoSite) -> tuple[psutil.Process, int] | None:
    """The process that serves the demo's site, and its port; found by what runs, so no note can be out of date."""
    return next(((process, port) for process, port, home in _serving() if home == site.home), None)


def running_elsewhere(site: DemoSite) -> list[tuple[Path, int]]:
    """Demo sites of other folders that run on this machine (别处的演示站点): the folder given as --out, and the port."""
    found = [(DemoSite(home.parent), home, port) for _, port, home in _serving() if home != site.home]
    return [(home.parent, port) for other, home, port in found if other.home == home and other.is_whole()]


def _serving() -> Iterator[tuple[psutil.Process, int, Path]]:
    """Every `zicha serve` with its port and its home."""
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            if "serve" not in words or "--port" not in words or process.status() == psutil.STATUS_ZOMBIE:
                continue
            home = process.environ().get("ZICHA_HOME")
            if home:
                yield process, int(words[words.index("--port") + 1]), Path(home)
        except (psutil.Error, ValueError, IndexError):
            continue


def start(site: DemoSite, *, port: int) -> int:
    """Start it unless it runs; the port it answers at, `port` or the next that is free. Raises ZichaError."""
    found = running(site)
    if found:
        _wait_until_well(site, *found)
        return found[1]
    free = _free_port(port)
    with site.log.open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "zicha.cli", "serve", "--port", str(free), "--workers", "1"],
            env=_environment(site.home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _wait_until_well(site, psutil.Process(child.pid), free)
    return free


def stop(site: DemoSite) -> bool:
    """Stop it, its worker and its database; whether it ran. Raises ZichaError when it does not end."""
    found = running(site)
    if found is None:
        return False
    process, _ = found
    process.terminate()
    try:
        process.wait(STOPS_WITHIN)
    except psutil.TimeoutExpired as error:
        raise ZichaError(f"演示站点（进程 {process.pid}）没有停下来；日志在 {site.log}。") from error
    return True


def _environment(home: Path) -> dict[str, str]:
    """The demo is its own installation, whatever the settings of another one say."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match(r"ZICHA_|DATABASE_URL$|DJANGO_SETTINGS_MODULE$", name)
    }
    return kept | {"ZICHA_HOME": str(home)}


def _free_port(first: int) -> int:
    for port in range(first, min(first + PORTS, 65_536)):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return port
    raise ZichaError(f"端口 {first} 起的 {PORTS} 个端口都被占用；请用 --port 指定另一个。")


def _wait_until_well(site: DemoSite, process: psutil.Process, port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if _is_well(port):
            return
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.3)
    raise ZichaError(f"演示站点没有启动成功；原因在 {site.log}。")


def _is_well(port: int) -> bool:
    # Straight to this machine, whatever proxy the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address_of(port)}health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
