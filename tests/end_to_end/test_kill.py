"""Killed at random, again and again: no change without its trace, no trace without its change, and the work goes on.

Killed is everything at once, as by a power cut: web, worker, supervisor and database. What the jobs came to is judged by
`zicha verify`, which knows nothing of how it came about.
"""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.end_to_end.serving import Browser, Site, clean_environment, sign_in, zicha
from zicha.cli.demo_site import DemoSite, made_now
from zicha.demo.files import write_plain
from zicha.demo.world import World, build_world
from zicha.web.postgres import Server

pytestmark = pytest.mark.slow

CERTIFICATES = 1_000
KILLS = 4
DONE_WITHIN = 240

MAKE = f"""
import sys
from datetime import date
from pathlib import Path
from zicha.cli.demo_site import DemoSite, made_now
site = DemoSite(Path(sys.argv[1]))
site.home.mkdir(parents=True)
site.make(Path(sys.argv[2]), [], date(2026, 6, 30), made_now({CERTIFICATES}, 20190321))
"""


@dataclass(frozen=True)
class Prepared:
    """A site with leads in its queue, and files for another delivery (准备好的站点)."""

    site: DemoSite
    records: Path

    @property
    def password(self) -> str:
        return next(line[2] for line in self.site.account_lines() if line[1] == "zhiliang")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    out = tmp_path_factory.mktemp("kill")
    world: World = build_world(certificates=CERTIFICATES)
    records = out / "records"
    write_plain(world, records)
    site, made = DemoSite(out / "demo"), made_now(CERTIFICATES, 20190321)
    # By a process of its own: this one has its own settings and data folder.
    done = subprocess.run(
        [sys.executable, "-c", MAKE, str(out / "demo"), str(records)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert site.fits(made)
    return Prepared(site, records)


@pytest.fixture
def site(prepared: Prepared, tmp_path: Path) -> Iterator[Site]:
    """A copy of it for one test."""
    shutil.copytree(
        prepared.site.home, tmp_path / "home", ignore=shutil.ignore_patterns("*.lock", "postmaster.pid")
    )
    site = Site(tmp_path / "home")
    yield site
    site.end()


def test_a_bulk_action_over_all_leads(site: Site, prepared: Prepared) -> None:
    chance = random.Random(4)
    site.start()
    number = _begin_bulk(sign_in(site, "zhiliang", prepared.password))
    assert number > 500, "too few leads to be killed amid them"
    for _ in range(KILLS):
        _wait_until(lambda: _one(site, "SELECT done > 0 FROM leads_bulkaction"))
        time.sleep(chance.uniform(0, 0.5))
        _cut_the_power(site)
        site.start()
        _is_whole(site)
    _wait_until(lambda: _one(site, "SELECT state = 'finished' FROM leads_bulkaction"))
    assert _one(site, "SELECT done FROM leads_bulkaction") == number
    assert _one(site, "SELECT count(*) FROM leads_bulkresult") == number
    assert _one(site, "SELECT count(*) FROM leads_lead WHERE state = 'dismissed'") == number
    assert _one(site, "SELECT count(*) FROM trace_entry WHERE action = 'lead.dismissed'") == number
    _is_whole(site)


def test_an_upload_while_it_is_read_and_committed(site: Site, prepared: Prepared) -> None:
    chance = random.Random(5)
    site.start()
    before = _one(site, "SELECT count(*) FROM deliveries_delivery")
    changed = _with_a_new_certificate(prepared.records)
    _upload(sign_in(site, "zhiliang", prepared.password), changed)
    last = "SELECT state FROM deliveries_delivery ORDER BY number DESC LIMIT 1"
    for _ in range(KILLS):
        time.sleep(chance.uniform(0, 2))
        _cut_the_power(site)
        site.start()
        _is_whole(site)
    _wait_until(lambda: _one(site, last) == "read")
    key = _one(site, "SELECT id FROM deliveries_delivery ORDER BY number DESC LIMIT 1")
    browser = sign_in(site, "zhiliang", prepared.password)
    browser.get(f"/data/deliveries/{key}/")
    browser.post(f"/data/deliveries/{key}/commit/", {})
    for _ in range(KILLS):
        time.sleep(chance.uniform(0, 1))
        _cut_the_power(site)
        site.start()
        _is_whole(site)
    _wait_until(lambda: _one(site, last) == "committed")
    assert _one(site, "SELECT count(*) FROM deliveries_delivery") == before + 1
    versions = list((site.home / "bodies" / "1" / "dataset" / "versions").iterdir())
    assert len(versions) == 2, "the version was made once"
    _is_whole(site)


def _cut_the_power(site: Site) -> None:
    """Everything that runs for this data folder, at once, without a word."""
    victims = [process for process in psutil.process_iter() if _is_of(process, site.home)]
    for process in victims:
        with suppress(psutil.Error):
            process.kill()
    assert site.process is not None
    site.process.wait()
    psutil.wait_procs(victims, timeout=20)


def _is_of(process: psutil.Process, home: Path) -> bool:
    try:
        if process.name().startswith("postgres"):
            return str(home) in process.cwd()
        return process.environ().get("ZICHA_HOME") == str(home)
    except psutil.Error:
        return False


def _is_whole(site: Site) -> None:
    answer = zicha("verify", home=site.home)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def _one(site: Site, query: str) -> Any:
    """One value of the site's database, past the site; nothing where there is no row."""
    with psycopg.connect(Server(site.home).url("zicha")) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def _begin_bulk(browser: Browser) -> int:
    """Dismiss every open lead, as a person does: the form, its preview, the number typed in. How many there are."""
    address = "/leads/bulk/dismiss/"
    asked = {"query": "", "all": "1", "reason": "explained", "text": "演练：全部排除"}
    status, page = browser.get(f"{address}?all=1&query=")
    assert status == 200, page
    status, page = browser.post(address, asked)
    assert status == 200, page
    found = re.search(r'data-types="(\d+)"', page)
    expected = re.search(r'name="expected" value="(\w+)"', page)
    assert found, page
    assert expected, page
    applied = {"apply": "1", "typed": found.group(1), "expected": expected.group(1)}
    status, page = browser.post(address, asked | applied)
    assert status == 200, page
    return int(found.group(1))


def _with_a_new_certificate(records: Path) -> Path:
    """The records once more, one certificate with another number of people."""
    changed = records.with_name("changed")
    shutil.copytree(records, changed, dirs_exist_ok=True)
    file = changed / "certificates.csv"
    with file.open(encoding="utf-8", newline="") as kept:
        head, first, *rest = csv.reader(kept)
    at = head.index("personnel")
    first[at] = str(int(first[at] or 0) + 1)
    with file.open("w", encoding="utf-8", newline="") as kept:
        csv.writer(kept).writerows([head, first, *rest])
    return changed


def _upload(browser: Browser, records: Path) -> None:
    """All files in one form, as a browser sends them."""
    browser.get("/data/")
    csrf = next(cookie.value or "" for cookie in browser.cookies if cookie.name == "csrftoken")
    boundary = uuid.uuid4().hex
    body = io.BytesIO()
    body.write(
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{csrf}\r\n'.encode()
    )
    for path in sorted(records.glob("*.csv")):
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{path.name}"\r\n'
        body.write(f"{head}Content-Type: text/csv\r\n\r\n".encode() + path.read_bytes() + b"\r\n")
    body.write(f"--{boundary}--\r\n".encode())
    request = urllib.request.Request(
        browser.root + "/data/upload/",
        data=body.getvalue(),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
        method="POST",
    )
    status, page = browser._open(request)
    assert status == 200, page


def _wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + DONE_WITHIN
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)
