"""Tests share nothing and leave nothing: neither rows, nor folders, nor a PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.test import TransactionTestCase

from tests.home import HOME
from zicha.casework.tenancy.models import Account, Body
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import set_up_body
from zicha.casework.trace.models import Entry

ROOT = Path(__file__).resolve().parents[1]
AT_WORK = """
import time
from tests.home import HOME
from zicha.web.postgres import running
with running(HOME) as server:
    print(HOME, (server.folder / "postmaster.pid").read_text().split()[0], flush=True)
    time.sleep(600)
"""


def test_every_process_works_in_its_own_folder() -> None:
    """Of xdist too, whose workers inherit the environment of the process that started them."""
    assert settings.HOME == HOME


def test_what_a_test_commits_is_taken_away(transactional_db: None) -> None:
    account = Account.objects.create(username="somebody")
    body, _ = set_up_body(code="CNCA-R-2099-001", name="虚构机构", province="", administrator=account)
    kinds = ContentType.objects.count()
    TransactionTestCase._fixture_teardown(None)
    assert not Body.objects.exists()
    assert not Account.objects.exists()
    with scope(body.pk):
        assert not Entry.objects.exists(), "what the application may only append to is emptied as well"
    assert ContentType.objects.count() == kinds > 0


@pytest.mark.slow
def test_a_killed_process_leaves_neither_folder_nor_database() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", AT_WORK], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        folder, _, number = process.stdout.readline().strip().rpartition(" ")
        database = psutil.Process(int(number))
        assert Path(folder).is_dir()
        process.kill()
    deadline = time.monotonic() + 60
    while Path(folder).exists() or _lives(database):
        assert time.monotonic() < deadline, "it was not cleared away"
        time.sleep(0.2)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
