"""`zicha demo --serve`: ends by itself, leaves a site with leads and accounts; again it goes on with it; it can be stopped."""

from __future__ import annotations

import re
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.serving import Browser, Site, free_port, sign_in, zicha
from zicha.cli import demo_running
from zicha.cli.demo_site import DemoSite

# The second looks at what the first has made, so one process.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo site")]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo")
    yield folder / "out"
    demo_running.stop(DemoSite(folder / "out"))


def test_two_runs_and_a_stop(out: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        # Somebody else has the port: the demo takes the next one.
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        first = _demo(out, tmp_path, "--port", taken)
    assert first.returncode == 0, first.stderr
    address = re.search(r"http://127\.0\.0\.1:(\d+)/", first.stdout)
    assert address, first.stdout
    port = int(address.group(1))
    assert port != taken
    accounts = _accounts(out)
    assert set(accounts) == {"质量负责人", "核查人员", "认证决定人员", "审核员", "系统管理员"}
    assert len({password for _, password in accounts.values()}) == len(accounts)
    for username, password in accounts.values():
        assert username in first.stdout
        assert password in first.stdout
        assert "退出" in sign_in(_at(port), username, password).get("/")[1]
    page = sign_in(_at(port), *accounts["质量负责人"]).get("/leads/")[1]
    assert re.search(r"/leads/\d+/", page), "leads are in the queue"
    assert (out / "自查整改报告.docx").is_file()
    assert zicha("verify", home=out / "site").returncode == 0

    again = _demo(out, tmp_path, "--port", free_port())
    assert again.returncode == 0, again.stderr
    assert f":{port}/" in again.stdout, "it runs already and keeps its port"
    assert _accounts(out) == accounts

    elsewhere = zicha("demo", "--out", tmp_path / "elsewhere", "--stop", home=tmp_path / "unused").stdout
    assert "没有在运行" in elsewhere
    assert f"127.0.0.1:{port}/，文件夹 {out}" in elsewhere, "it says what runs where, and how to stop that"
    assert f"make demo-stop OUT={out}" in elsewhere

    assert "已停止" in zicha("demo", "--out", out, "--stop", home=tmp_path / "unused").stdout
    with pytest.raises(OSError, match="refused"):
        Browser(port).get("/health")
    assert "没有在运行" in zicha("demo", "--out", out, "--stop", home=tmp_path / "unused").stdout


def test_only_its_owner_may_read_the_passwords(out: Path) -> None:
    file = DemoSite(out).accounts_file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def _demo(out: Path, tmp_path: Path, *options: object):  # type: ignore[no-untyped-def]
    return zicha("demo", "--out", out, "--certificates", 1_000, "--serve", *options, home=tmp_path / "unused")


def _accounts(out: Path) -> dict[str, tuple[str, str]]:
    return {label: (username, password) for label, username, password in DemoSite(out).account_lines()}


def _at(port: int) -> Site:
    return Site(Path("unused"), port=port)
