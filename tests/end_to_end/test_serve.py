"""`zicha serve` as an installation has it: started, used, stopped, killed, started again, two at once, refused."""

from __future__ import annotations

import os
import socket
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.serving import ADMINISTRATOR, Browser, Site, free_port, set_up, sign_in, zicha

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "home")
    yield site
    site.end()


def test_first_run_sign_in_and_a_clean_stop(site: Site) -> None:
    site.start()
    assert f"http://127.0.0.1:{site.port}/" in site.said
    set_up(site)
    assert ADMINISTRATOR["body_name"] in sign_in(site, "guanliyuan", ADMINISTRATOR["password"]).get("/")[1]
    assert _is_served(site, "/static/assets/css/tabler.min.css")
    assert site.stop() == 0, site.said
    assert "已停止" in site.said
    assert _processes_of(site) == []
    assert not (site.home / "postgres" / "postmaster.pid").exists()


def test_after_a_kill_it_starts_again_with_everything_there(site: Site) -> None:
    site.start()
    set_up(site)
    site.kill()
    site.start()
    assert "token=" not in site.said
    assert ADMINISTRATOR["body_name"] in sign_in(site, "guanliyuan", ADMINISTRATOR["password"]).get("/")[1]
    assert site.stop() == 0, site.said
    assert _processes_of(site) == []


def test_after_a_power_cut_it_starts_again(site: Site) -> None:
    """Everything dies at once, the database too; the number in its file is another process's by then."""
    site.start()
    set_up(site)
    for process in _processes_of(site):
        process.kill()
    assert site.process is not None
    site.process.wait()
    left = site.home / "postgres" / "postmaster.pid"
    assert left.exists()
    lines = left.read_text().splitlines()
    left.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    site.start()
    assert ADMINISTRATOR["body_name"] in sign_in(site, "guanliyuan", ADMINISTRATOR["password"]).get("/")[1]


@pytest.mark.parametrize("victim", ["zicha.web.serving.web", "zicha.web.serving.worker", "postgres"])
def test_a_dead_child_is_started_again(site: Site, victim: str) -> None:
    site.start()
    before = _one(site, victim)
    before.kill()
    _wait_until(lambda: _pid(site, victim) not in {None, before.pid})
    site.wait_until_well()
    assert site.stop() == 0, site.said


def test_web_and_worker_run_apart_on_one_data_folder(tmp_path: Path) -> None:
    web = Site(tmp_path / "home", options=("--web-only", "--workers", "1"))
    worker = Site(tmp_path / "home", options=("--worker-only",))
    try:
        # Both at once: who comes second waits for the tables.
        web.begin()
        worker.begin()
        web.wait_until_well()
        assert web.stop() == 0, web.said
        assert _has(worker, "postgres"), "the database stays while somebody uses it"
        assert worker.stop() == 0, worker.said
        assert not _has(worker, "postgres")
    finally:
        web.end()
        worker.end()


def test_only_its_owner_gets_to_the_database(site: Site) -> None:
    site.start()
    folder = site.home / "postgres"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    lines = (folder / "postmaster.pid").read_text().splitlines()
    sockets = Path(lines[4])
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE((sockets / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert lines[5] == "", "it listens on no network address"
    assert stat.S_IMODE((site.home / "bodies").stat().st_mode) == 0o700


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = zicha("serve", "--port", port, home=tmp_path / "home")
    assert answer.returncode == 2
    assert f"端口 {port} 已被占用" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    answer = zicha("serve", "--port", free_port(), home=in_the_way / "home")
    assert answer.returncode == 2
    assert "不能写入" in answer.stderr
    assert "ZICHA_HOME" in answer.stderr


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://zicha:secret-word@host/zicha", "DATABASE_URL 不是 PostgreSQL 的地址"),
        ("postgresql://zicha:secret-word@127.0.0.1:1/zicha", "连接不上数据库 127.0.0.1:1/zicha"),
    ],
    ids=["another_kind", "nobody_answers"],
)
def test_a_wrong_address_of_the_database_is_said_without_its_password(
    tmp_path: Path, url: str, told: str
) -> None:
    answer = zicha("serve", "--port", free_port(), home=tmp_path / "home", DATABASE_URL=url)
    assert answer.returncode == 2
    assert told in answer.stderr
    assert "secret-word" not in answer.stderr + answer.stdout


def test_a_wrong_setting_is_said_with_an_example(tmp_path: Path) -> None:
    answer = zicha("serve", "--port", free_port(), home=tmp_path / "home", ZICHA_JOBS="many")
    assert answer.returncode == 2
    assert "ZICHA_JOBS" in answer.stderr


def test_both_halves_alone_are_none(tmp_path: Path) -> None:
    assert zicha("serve", "--web-only", "--worker-only", home=tmp_path / "home").returncode == 2


def _is_served(site: Site, address: str) -> bool:
    return Browser(site.port).get(address)[0] == 200


def _processes_of(site: Site) -> list[psutil.Process]:
    """What runs for this data folder, the starting process apart; dead ones nobody has buried are not counted."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            is_ours = process.environ().get("ZICHA_HOME") == str(site.home)
            is_database = process.name().startswith("postgres") and str(site.home) in process.cwd()
        except psutil.Error:
            continue
        if is_ours or is_database:
            found.append(process)
    return found


def _pid(site: Site, what: str) -> int | None:
    if what == "postgres":
        try:
            pid = int((site.home / "postgres" / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return None
        return pid if psutil.pid_exists(pid) else None
    for process in _processes_of(site):
        try:
            # The web server's own workers have the same command line; the child is the one whose parent is the site's.
            if what in " ".join(process.cmdline()) and site.process and process.ppid() == site.process.pid:
                return process.pid
        except psutil.NoSuchProcess:  # PostgreSQL's helpers come and go between the listing and the question
            continue
    return None


def _one(site: Site, what: str) -> psutil.Process:
    pid = _pid(site, what)
    assert pid is not None, f"{what} does not run"
    return psutil.Process(pid)


def _has(site: Site, what: str) -> bool:
    return _pid(site, what) is not None


def _wait_until(holds: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.2)
