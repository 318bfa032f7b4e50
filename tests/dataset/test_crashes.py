"""However a writer ends, the last version stands, and the next writer goes on from it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.dataset.delivering import BODIES, ORGANISATIONS, delivery, delivery_of, rows_of
from zicha.contract.errors import ZichaError
from zicha.dataset import commit as commit_module
from zicha.dataset.manifest import MARKER
from zicha.dataset.store import Store
from zicha.dataset.verification import verify
from zicha.dataset.version import Version

# Every call that changes what is on disk, and the engine's writing of a table before and after.
STEPS = [
    (os, "replace"),
    (os, "fsync"),
    (os, "mkdir"),
    (os, "unlink"),
    (os, "rmdir"),
    (commit_module, "merge"),
]
FIRST = delivery(bodies=BODIES, organisations=ORGANISATIONS)
SECOND = delivery("two.csv", bodies="body_id | name \n b1 | 改名", audits="audit_id | scheme \n a1 | QMS")


@contextmanager
def at_step(number: int, act: Callable[[], None]) -> Iterator[list[str]]:
    """Before the step of that number, `act`; gives the steps seen so far."""
    seen: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for module, name in STEPS:
            patch.setattr(module, name, _counted(getattr(module, name), name, seen, number, act))
        yield seen


def _counted(original, name, seen, number, act):
    def step(*args, **kwargs):
        seen.append(name)
        if len(seen) == number:
            act()
        return original(*args, **kwargs)

    return step


def copy_of(store: Store, other: Store) -> Version:
    shutil.copytree(store.folder, other.folder)
    return other.head()


def steps_of_a_commit(store: Store) -> int:
    """How many steps the second commit takes; the store is left with its first version."""
    store.commit(FIRST)
    tried = Store(store.folder.with_name("tried"))
    copy_of(store, tried)
    with at_step(0, lambda: None) as seen:
        tried.commit(SECOND)
    return len(seen)


def assert_only_what_counts_is_there(store: Store) -> None:
    assert verify(store) == []
    assert not (store.folder / "staging").exists()
    in_use = {table.file for version in store.versions() for table in version.tables.values()}
    assert {f"objects/{path.name}" for path in (store.folder / "objects").iterdir()} == in_use
    assert {path.name for path in store.folder.iterdir()} == {".lock", MARKER, "HEAD", "objects", "versions"}


def assert_the_next_commit_works(store: Store) -> None:
    store.commit(SECOND)
    assert store.head().tables["bodies"].rows == 3
    assert store.head().tables["audits"].rows == 1
    assert_only_what_counts_is_there(store)


def kill_oneself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def commit_and_die(folder: Path, number: int, first: bool) -> None:
    """Runs in a process of its own."""
    with at_step(number, kill_oneself):
        Store(folder).commit(FIRST if first else SECOND)


def commit_many(folder: Path, rows: int) -> None:
    """Runs in a process of its own, long enough to be killed while the engine writes."""
    made = rows_of("organisations", [{"org_id": f"o{at}", "name": f"新{at}"} for at in range(rows)])
    (folder / "ready").touch()
    Store(folder / "dataset").commit(delivery_of({"organisations": made}))


@pytest.fixture(scope="module")
def processes():
    if sys.platform == "win32":
        pytest.skip("Windows has no kill -9 from within")
    context = multiprocessing.get_context("forkserver")
    # What takes long to import is imported once, for all the processes to be killed.
    context.set_forkserver_preload(["pytest", "zicha.dataset.verification"])
    return context


# Some steps every time, each of them in the full run.
STRIDES = [9, pytest.param(1, marks=pytest.mark.slow)]


@pytest.mark.parametrize("stride", STRIDES, ids=["some steps", "every step"])
@pytest.mark.parametrize("first", [True, False], ids=["first version", "second version"])
def test_a_writer_killed_before_any_step_leaves_the_last_version_intact(tmp_path, processes, first, stride):
    store_with_one_version = Store(tmp_path / "one")
    steps = steps_of_a_commit(store_with_one_version)
    for number in range(1, steps + 1, stride):
        store = Store(tmp_path / str(number))
        before = None if first else copy_of(store_with_one_version, store)
        writer = processes.Process(target=commit_and_die, args=(store.folder, number, first))
        writer.start()
        writer.join()
        assert writer.exitcode in (-signal.SIGKILL, 0), "the writer was not killed where it should"
        head = store.head()
        if head != before:
            assert head.number == (1 if first else 2)
        if Store.is_store(store.folder):
            assert verify(store) == []
        if first:
            store.commit(FIRST)
        assert_the_next_commit_works(store)


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_the_last_version_intact(tmp_path, processes):
    store = Store(tmp_path / "dataset")
    before = store.commit(FIRST).version
    moments = random.Random(2)
    for _ in range(6):
        (tmp_path / "ready").unlink(missing_ok=True)
        writer = processes.Process(target=commit_many, args=(tmp_path, 60_000))
        writer.start()
        while not (tmp_path / "ready").exists():
            time.sleep(0.002)
        time.sleep(moments.random() * 0.25)
        writer.kill()
        writer.join()
        assert verify(store) == []
        if store.head() != before:
            break  # it was quicker than the hand that kills
    assert_the_next_commit_works(store)


@pytest.mark.parametrize("stride", STRIDES, ids=["some steps", "every step"])
def test_a_disk_that_fails_at_any_step_is_said_and_leaves_the_last_version_intact(tmp_path, stride):
    store_with_one_version = Store(tmp_path / "one")
    steps = steps_of_a_commit(store_with_one_version)
    refused = 0
    for number in range(2, steps + 1, stride):
        store = Store(tmp_path / str(number))
        before = copy_of(store_with_one_version, store)
        with at_step(number, lambda: fail_with(errno.ENOSPC)):
            answer = answer_of(lambda store=store: store.commit(SECOND))
        if answer:
            refused += 1
            assert "磁盘空间不足" in answer
            assert str(store.folder) in answer
        assert answer or store.head() != before, "a commit that says nothing has made its version"
        assert verify(store) == []
        assert_the_next_commit_works(store)
    # All but the clearing away after HEAD is in place.
    assert refused >= (steps - 6) // stride


@pytest.mark.parametrize(
    ("number_of_error", "said"),
    [(errno.EROFS, "只读"), (errno.EACCES, "没有写入权限"), (errno.EIO, "请检查磁盘")],
)
def test_why_a_dataset_cannot_be_written_is_said(tmp_path, number_of_error, said):
    with at_step(5, lambda: fail_with(number_of_error)):
        answer = answer_of(lambda: Store(tmp_path / "dataset").commit(FIRST))
    assert said in answer
    assert "原有版本没有改动" in answer


def fail_with(number: int) -> None:
    raise OSError(number, os.strerror(number))


def answer_of(act: Callable[[], object]) -> str:
    try:
        act()
    except ZichaError as error:
        return str(error)
    return ""


def commit_on_a_full_disk(folder: Path, answers) -> None:
    """Runs in a process of its own, which may not write files of more than 20 kB."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    made = rows_of("organisations", [{"org_id": f"o{at}", "name": f"新{at * 7919}"} for at in range(20_000)])
    try:
        Store(folder).commit(delivery_of({"organisations": made}))
    except Exception as error:
        answers.put((type(error).__name__, str(error)))
    else:
        answers.put(("", ""))


def test_a_table_that_finds_no_room_while_the_engine_writes_it_is_said(tmp_path, processes):
    store = Store(tmp_path / "dataset")
    before = store.commit(FIRST).version
    answers = processes.Queue()
    writer = processes.Process(target=commit_on_a_full_disk, args=(store.folder, answers))
    writer.start()
    kind, said = answers.get(timeout=60)
    writer.join()
    assert kind == "ZichaError"
    assert "文件大小超过系统限制" in said
    assert store.head() == before
    assert_only_what_counts_is_there(store)


def test_an_engine_out_of_memory_is_said(tmp_path, monkeypatch):
    def out_of_memory(*args, **kwargs):
        raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")

    store = Store(tmp_path / "dataset")
    before = store.commit(FIRST).version
    monkeypatch.setattr(commit_module, "merge", out_of_memory)
    with pytest.raises(ZichaError, match="内存或临时磁盘空间不足"):
        store.commit(SECOND)
    assert store.head() == before
    assert_only_what_counts_is_there(store)
