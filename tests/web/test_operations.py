"""How the site itself is doing: health for machines, jobs and machine for those who run it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from tests.site import World
from zicha.casework.tenancy.models import Member
from zicha.web.operations import health
from zicha.web.operations.jobs import title_of
from zicha.web.operations.notes import BACKUP_NOTE, VERIFICATION_NOTE

ClientOf = Callable[[Member], Client]


@pytest.fixture
def heartbeat(db: None) -> None:
    _beat("now()")


@pytest.fixture
def task() -> Iterator[str]:
    """A task whose docstring says what it does."""

    @app.task(name="tests.count_sheep")
    def count_sheep(body_id: int) -> None:
        """Count sheep (数羊)."""

    yield "tests.count_sheep"
    del app.tasks["tests.count_sheep"]


@pytest.fixture
def operator(world: World) -> Member:
    account = world.administrator.account
    account.is_operator = True
    account.save()
    return world.administrator


def _beat(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({when})")


def _job(task: str, body_id: int, status: str = "todo") -> int:
    number = app.configure_task(task).defer(body_id=body_id)
    if status != "todo":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
            if status != "doing":
                cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, number])
    return number


def _status(number: int) -> str:
    return ProcrastinateJob.objects.get(pk=number).status


def test_a_well_site_says_ok_to_anyone_and_nothing_else(client: Client, heartbeat: None) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.content.decode() == "OK\ndatabase: ok\nqueue: ok\ndisk: ok\n"


def test_no_worker_is_no_health(client: Client, db: None) -> None:
    _beat("now() - interval '5 minutes'")
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "queue: failing" in answer.content.decode()


def test_a_full_disk_is_no_health(client: Client, heartbeat: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "free_bytes", lambda: 10 * 2**20)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "disk: failing" in answer.content.decode()


def test_a_database_that_is_away_is_told_not_raised(
    client: Client, heartbeat: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "last_heartbeat", away)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.content.decode().startswith("UNAVAILABLE\ndatabase: failing\n")


def test_the_page_shows_jobs_disk_database_and_backup(
    operator: Member, client_of: ClientOf, heartbeat: None, task: str
) -> None:
    _job(task, operator.body_id)
    _job(task, operator.body_id, "failed")
    page = client_of(operator).get("/operations/").content.decode()
    for words in ("数羊", "排队中", "失败的任务", "重试", "磁盘剩余", "PostgreSQL 18", "还没有备份过"):
        assert words in page


def test_an_old_backup_is_said(operator: Member, client_of: ClientOf, heartbeat: None) -> None:
    note = Path(settings.HOME) / BACKUP_NOTE
    note.write_text(json.dumps({"at": (timezone.now() - timedelta(days=8)).isoformat(), "size": 12_345_678}))
    try:
        page = client_of(operator).get("/operations/").content.decode()
    finally:
        note.unlink()
    assert "已超过 7 天" in page
    assert "11.8" in page


def test_a_failed_job_is_tried_again(operator: Member, client_of: ClientOf, task: str) -> None:
    number = _job(task, operator.body_id, "failed")
    assert client_of(operator).post(f"/operations/jobs/{number}/retry/").status_code == 302
    assert _status(number) == "todo"


def test_a_waiting_job_is_taken_out(operator: Member, client_of: ClientOf, task: str) -> None:
    number = _job(task, operator.body_id)
    assert client_of(operator).post(f"/operations/jobs/{number}/cancel/").status_code == 302
    assert _status(number) == "cancelled"


@pytest.mark.parametrize(
    ("status", "act"), [("doing", "cancel"), ("succeeded", "cancel"), ("doing", "retry"), ("todo", "retry")]
)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    operator: Member, client_of: ClientOf, task: str, status: str, act: str
) -> None:
    number = _job(task, operator.body_id, status)
    answer = client_of(operator).post(f"/operations/jobs/{number}/{act}/")
    assert answer.status_code == 422
    assert "请" in answer.content.decode()
    assert _status(number) == status


def test_an_administrator_neither_sees_nor_touches_jobs_of_another_body(
    world: World, client_of: ClientOf, task: str
) -> None:
    other = _job(task, world.other_body.pk)
    client = client_of(world.administrator)
    assert "数羊" not in client.get("/operations/").content.decode()
    assert client.post(f"/operations/jobs/{other}/cancel/").status_code == 404
    assert _status(other) == "todo"


def test_who_runs_the_machine_sees_all(
    world: World, operator: Member, client_of: ClientOf, task: str
) -> None:
    _job(task, world.other_body.pk)
    assert "数羊" in client_of(operator).get("/operations/").content.decode()


def test_however_many_jobs_the_page_asks_the_same_questions(
    operator: Member,
    client_of: ClientOf,
    task: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(60):
        _job(task, operator.body_id)
    client = client_of(operator)
    with django_assert_max_num_queries(20):
        page = client.get("/operations/").content.decode()
    assert page.count("数羊") == 50


def test_every_task_of_ours_says_in_chinese_what_it_does(db: None) -> None:
    ours = [
        name for name in app.tasks if not name.startswith("builtin") and not name.startswith("procrastinate")
    ]
    assert ours
    assert [name for name in ours if title_of(name) == name] == []


@pytest.mark.parametrize(("is_whole", "told"), [(True, "完好"), (False, "的核验发现内容被改动过")])
def test_what_the_last_verification_found_is_said(
    operator: Member, client_of: ClientOf, heartbeat: None, is_whole: bool, told: str
) -> None:
    assert "还没有核验过" in client_of(operator).get("/operations/").content.decode()
    note = Path(settings.HOME) / VERIFICATION_NOTE
    note.write_text(json.dumps({"at": timezone.now().isoformat(), "is_whole": is_whole}))
    try:
        assert told in client_of(operator).get("/operations/").content.decode()
    finally:
        note.unlink()
