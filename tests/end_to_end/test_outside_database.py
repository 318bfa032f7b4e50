"""A site in a PostgreSQL of somebody else's (外部数据库), whose user owns its database and is no superuser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.end_to_end.serving import ADMINISTRATOR, clean_environment, zicha
from zicha.web.postgres import Server, running

pytestmark = pytest.mark.slow

SET_UP = f"""
from pathlib import Path
from zicha.cli.serve import prepare
from zicha.web.database import database_of
from zicha.web.environment import home_folder
home = home_folder()
with database_of(home):
    prepare(home)
    from zicha.web.setup.services import set_up_site
    set_up_site(code={ADMINISTRATOR["code"]!r}, body_name={ADMINISTRATOR["body_name"]!r}, province="330000",
        person_name="测试管理员", username="guanliyuan", password="长江-黄河-2026-自查", is_quality_manager=True)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with two empty databases, `zicha` and `restored`, and a user who owns them."""
    with running(tmp_path / "outside") as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as superuser:
            superuser.execute("CREATE ROLE office LOGIN CREATEROLE")
            for name in ("zicha", "restored"):
                superuser.execute(
                    f"CREATE DATABASE {name} OWNER office ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"
                )
        yield server


def test_it_is_set_up_verified_backed_up_and_restored_there(server: Server, tmp_path: Path) -> None:
    home, backup = tmp_path / "home", tmp_path / "site.backup"
    first, second = _address(server, "zicha"), _address(server, "restored")
    done = subprocess.run(
        [sys.executable, "-c", SET_UP],
        env=clean_environment(ZICHA_HOME=str(home), DATABASE_URL=first),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (home / "postgres").exists(), "no server of its own is started"
    verified = zicha("verify", home=home, DATABASE_URL=first)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    made = zicha("backup", backup, home=home, DATABASE_URL=first)
    assert made.returncode == 0, made.stderr
    refused = zicha(
        "restore", backup, "--home", tmp_path / "new", home=tmp_path / "unused", DATABASE_URL=first
    )
    assert refused.returncode == 2
    assert "已经有表" in refused.stderr
    restored = zicha(
        "restore", backup, "--home", tmp_path / "new", home=tmp_path / "unused", DATABASE_URL=second
    )
    assert restored.returncode == 0, restored.stderr
    again = zicha("verify", home=tmp_path / "new", DATABASE_URL=second)
    assert again.returncode == 0, again.stdout + again.stderr
    assert ADMINISTRATOR["body_name"] in again.stdout


def _address(server: Server, name: str) -> str:
    return server.url(name).replace("//postgres@", "//office@")
