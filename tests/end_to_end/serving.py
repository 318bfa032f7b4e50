"""A site as its users have it (真实站点): `zicha serve` in a process of its own, with its own data folder."""

from __future__ import annotations

import ctypes
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

STARTS_WITHIN = 90
COMMAND = (sys.executable, "-m", "zicha.cli")


def clean_environment(**changes: str) -> dict[str, str]:
    ours = ("ZICHA_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | changes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def zicha(*arguments: object, home: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """A command of the same installation, run to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=clean_environment(ZICHA_HOME=str(home), **changes),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@dataclass
class Site:
    """A running site (运行中的站点)."""

    home: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ("--workers", "1")
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.home.parent / f"{self.home.name}-{self.port}.log"

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8", errors="replace")

    def begin(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(self.port), *self.options],
                env=clean_environment(ZICHA_HOME=str(self.home), COLUMNS="200"),
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_end_with_the_tests,
            )

    def start(self) -> None:
        self.begin()
        self.wait_until_well()

    def wait_until_well(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, self.said
            if self.health()[0] == 200 and "按 Ctrl-C 停止" in self.said:
                return
            time.sleep(0.2)
        raise AssertionError(f"not well in {STARTS_WITHIN} s:\n{self.said}\n{self.health()[1]}")

    def health(self) -> tuple[int, str]:
        try:
            return Browser(self.port).get("/health")
        except OSError:
            return 0, ""

    def stop(self) -> int:
        """Ask it to stop, as systemd or a container does; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Whatever happened in the test, leave nothing running."""
        if self.process is not None and self.process.poll() is None:
            self.stop()

    @property
    def token(self) -> str:
        found = re.search(r"token=([\w-]+)", self.said)
        assert found, self.said
        return found.group(1)


def _end_with_the_tests() -> None:
    """Have the system stop the site when the test process is gone, killed ones included (Linux; nothing elsewhere)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


class Browser:
    """Cookies and forms, no more (浏览器)."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, address: str) -> tuple[int, str]:
        return self._open(urllib.request.Request(self.root + address))

    def post(self, address: str, answers: Mapping[str, str]) -> tuple[int, str]:
        """Fill in the form of a page that was looked at before."""
        csrf = next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": csrf, **answers}).encode()
        return self._open(urllib.request.Request(self.root + address, data=data, method="POST"))

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


ADMINISTRATOR = {
    "code": "CNCA-R-2099-001",
    "body_name": "虚构站点认证有限公司",
    "province": "330000",
    "person_name": "测试管理员",
    "username": "guanliyuan",
    "password": "长江-黄河-2026-自查",
    "again": "长江-黄河-2026-自查",
    "is_quality_manager": "on",
}


def set_up(site: Site) -> Browser:
    """The first run, done in a browser that is signed in afterwards."""
    browser = Browser(site.port)
    status, page = browser.get(f"/setup/?token={site.token}")
    assert status == 200, page
    status, page = browser.post("/setup/", {"token": site.token, **ADMINISTRATOR})
    assert status == 200, page
    assert ADMINISTRATOR["body_name"] in page
    return browser


def sign_in(site: Site, username: str, password: str) -> Browser:
    browser = Browser(site.port)
    browser.get("/accounts/login/")
    status, page = browser.post("/accounts/login/", {"login": username, "password": password})
    assert status == 200, page
    return browser
