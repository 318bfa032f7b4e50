"""A backup of a running site becomes the same site elsewhere; a damaged one becomes nothing."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.serving import ADMINISTRATOR, Site, set_up, sign_in, zicha

pytestmark = pytest.mark.slow

EVIDENCE = b"what somebody handed in\n" * 1000


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A backup taken while the site runs, with somebody in it and a file of theirs."""
    folder = tmp_path_factory.mktemp("site")
    site = Site(folder / "home")
    try:
        site.start()
        set_up(site)
        evidence = site.home / "bodies" / "1" / "evidence"
        evidence.mkdir(parents=True)
        (evidence / "ab12").write_bytes(EVIDENCE)
        (site.home / "bodies" / "1" / "staging").mkdir()
        (site.home / "bodies" / "1" / "staging" / "half").write_bytes(b"under way")
        answer = zicha("backup", folder / "site.backup", home=site.home)
        assert answer.returncode == 0, answer.stderr
        assert "已备份到" in answer.stdout
        page = sign_in(site, "guanliyuan", ADMINISTRATOR["password"]).get("/operations/")[1]
        assert "还没有备份过" not in page
        yield folder / "site.backup"
    finally:
        site.end()


def test_the_restored_site_is_the_same(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "restored"
    answer = zicha("restore", archive, "--home", home, home=tmp_path / "unused")
    assert answer.returncode == 0, answer.stderr
    assert "已恢复并核验" in answer.stdout
    assert (home / "bodies" / "1" / "evidence" / "ab12").read_bytes() == EVIDENCE
    assert not (home / "bodies" / "1" / "staging").exists()
    assert not (tmp_path / "unused").exists()
    site = Site(home)
    try:
        site.start()
        assert "token=" not in site.said
        browser = sign_in(site, "guanliyuan", ADMINISTRATOR["password"])
        assert ADMINISTRATOR["body_name"] in browser.get("/")[1]
        assert "建立机构" in browser.get("/trace/")[1]
    finally:
        site.end()


def test_only_its_owner_may_read_it(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", [0.05, 0.3, 0.6, 0.9, 0.98])
def test_a_flipped_byte_anywhere_restores_nothing(archive: Path, tmp_path: Path, place: float) -> None:
    damaged = tmp_path / "damaged"
    content = bytearray(archive.read_bytes())
    content[_inside_a_part(archive, place)] ^= 0xFF
    damaged.write_bytes(content)
    _restores_nothing(damaged, tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 0.999])
def test_a_cut_archive_restores_nothing(archive: Path, tmp_path: Path, share: float) -> None:
    damaged = tmp_path / "damaged"
    content = archive.read_bytes()
    # The zero blocks a tar ends with carry nothing.
    content = content[: int(len(content.rstrip(b"\0")) * share)]
    damaged.write_bytes(content)
    _restores_nothing(damaged, tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "files/../../escaped",
        "/escaped",
        "files//tmp/zicha-escaped",
        "files/bodies/./1/escaped",
        "files/bodies\\escaped",
        "files/postgres/escaped",
        "files/setup-token",
        "escaped",
    ],
)
def test_a_name_that_leads_elsewhere_restores_nothing(archive: Path, tmp_path: Path, name: str) -> None:
    """The hashes are right; whoever made it wanted it to be written somewhere else."""
    crafted = tmp_path / "crafted"
    with tarfile.open(archive) as old, tarfile.open(crafted, "w") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            content = file.read()
            if member.name.endswith("ab12"):
                member.name = name
            if member.name == "manifest.json":
                told = json.loads(content)
                for part in told["parts"]:
                    part["name"] = name if part["name"].endswith("ab12") else part["name"]
                content = json.dumps(told).encode()
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    _restores_nothing(crafted, tmp_path)
    assert not [*tmp_path.rglob("*escaped"), *tmp_path.rglob("setup-token")]
    assert not Path("/tmp/zicha-escaped").exists()


def test_a_place_that_is_not_empty_is_left_alone(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "mine").write_text("keep")
    answer = zicha("restore", archive, "--home", home, home=tmp_path / "unused")
    assert answer.returncode == 2
    assert "不是空文件夹" in answer.stderr
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_a_backup_overwrites_nothing(archive: Path) -> None:
    before = archive.read_bytes()
    answer = zicha("backup", archive, home=archive.parent / "home")
    assert answer.returncode == 2
    assert "已经存在" in answer.stderr
    assert archive.read_bytes() == before


def test_a_backup_does_not_lie_in_what_it_saves(archive: Path) -> None:
    home = archive.parent / "home"
    answer = zicha("backup", home / "inside", home=home)
    assert answer.returncode == 2
    assert not (home / "inside").exists()


def test_where_no_site_is_nothing_is_backed_up_and_none_is_made(tmp_path: Path) -> None:
    answer = zicha("backup", tmp_path / "x", home=tmp_path / "nothing")
    assert answer.returncode == 2
    assert "没有站点的数据" in answer.stderr
    assert not (tmp_path / "nothing").exists()


def _restores_nothing(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    answer = zicha("restore", archive, "--home", home, home=tmp_path / "unused")
    assert answer.returncode == 2, answer.stdout
    assert "没有恢复任何内容" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not home.exists()
    assert not list(tmp_path.glob(".home-*"))


def _inside_a_part(archive: Path, share: float) -> int:
    """A byte of some part's content: of the database, mostly, which is the largest."""
    with tarfile.open(archive) as tar:
        members = [member for member in tar.getmembers() if member.size]
    total = sum(member.size for member in members)
    wanted = int(total * share)
    for member in members:
        if wanted < member.size:
            return member.offset_data + wanted
        wanted -= member.size
    raise AssertionError("beyond the end")
