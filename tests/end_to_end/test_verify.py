"""`zicha verify` over a site: whole, altered behind its back, put back to an earlier day, unknown, not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.end_to_end.serving import ADMINISTRATOR, Site, set_up, sign_in, zicha
from zicha.web.postgres import Server, running

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "home")
    site.start()
    set_up(site)
    yield site
    site.end()


def test_a_running_site_is_whole_and_its_checkpoint_is_kept(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "核验点.txt"
    first = zicha("verify", "--checkpoint", file, home=site.home)
    assert first.returncode == 0, first.stdout + first.stderr
    assert f"{ADMINISTRATOR['body_name']}（{ADMINISTRATOR['code']}）完好" in first.stdout
    assert "核验点已写入" in first.stdout
    again = zicha("verify", "--checkpoint", file, "--body", ADMINISTRATOR["code"], home=site.home)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "与 1 个以前的核验点一致" in again.stdout
    assert len(file.read_text().splitlines()) == 2


def test_a_row_altered_behind_the_site_is_named_and_ends_with_one(site: Site) -> None:
    _as_the_machines_operator(site, "UPDATE tenancy_member SET department = '别处'")
    answer = zicha("verify", home=site.home)
    assert answer.returncode == 1, answer.stderr
    assert "列 department（部门）应为“”，现为“别处”" in answer.stdout


def test_an_operator_who_makes_an_account_is_found_out(site: Site) -> None:
    _as_the_machines_operator(
        site,
        "INSERT INTO tenancy_account (username, email, name, password, is_active, is_operator, must_change_password, "
        "created_at) VALUES ('intruder', '', '来历不明', 'x', true, true, false, now())",
    )
    answer = zicha("verify", home=site.home)
    assert answer.returncode == 1
    assert "intruder" in answer.stdout


def test_a_site_put_back_to_an_earlier_backup_is_found_out(site: Site, tmp_path: Path) -> None:
    """Everything in it agrees; only the checkpoint knows that more had been there."""
    backup, file = tmp_path / "old.backup", tmp_path / "checkpoints"
    assert zicha("backup", backup, home=site.home).returncode == 0
    _ask_somebody_to_join(site)
    assert zicha("verify", "--checkpoint", file, home=site.home).returncode == 0
    old = tmp_path / "old"
    restored = zicha("restore", backup, "--home", old, home=tmp_path / "unused")
    assert restored.returncode == 0, restored.stderr
    assert zicha("verify", home=old).returncode == 0
    answer = zicha("verify", "--checkpoint", file, home=old)
    assert answer.returncode == 1, answer.stdout
    assert "末尾被截去" in answer.stdout
    assert len(file.read_text().splitlines()) == 1, (
        "nothing is added to the checkpoints of a site that is not whole"
    )


def test_it_looks_only_and_starts_no_site_where_none_is(tmp_path: Path) -> None:
    answer = zicha("verify", home=tmp_path / "nothing")
    assert answer.returncode == 2
    assert "没有站点的数据" in answer.stderr
    assert not (tmp_path / "nothing").exists()


def test_a_body_nobody_knows_is_said_with_those_there_are(site: Site) -> None:
    answer = zicha("verify", "--body", "CNCA-R-2099-777", home=site.home)
    assert answer.returncode == 2
    assert ADMINISTRATOR["code"] in answer.stderr


def _as_the_machines_operator(site: Site, statement: str) -> None:
    """Past the site, as the superuser of its database."""
    with running(site.home), psycopg.connect(Server(site.home).url("zicha")) as connection:
        connection.execute(statement)


def _ask_somebody_to_join(site: Site) -> None:
    browser = sign_in(site, "guanliyuan", ADMINISTRATOR["password"])
    browser.get("/members/invite/")
    status, page = browser.post(
        "/members/invite/", {"name": "某人", "email": "", "roles": "auditor", "department": "审核部"}
    )
    assert status == 200
    assert "/join/" in page, page
