"""A disk that takes no more is answered with the folder and what to do; the results of the run before stay whole."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from zicha.cli.disk_failures import disk_failures_said
from zicha.contract.errors import UnusableInput, ZichaError

BODIES = "body_id,name\nCNCA-R-2099-999,示例认证有限公司\n"
ORGANISATIONS = "org_id,name,employees\nO1,示例组织,100\n"
CERTIFICATES = "certificate_no,body_id,org_id,scheme,personnel,issued_on,expires_on,status\n"
A_CERTIFICATE = "c{},CNCA-R-2099-999,O1,QMS,{},2026-01-05,2029-01-04,valid\n"


def said_by(*words: str | Path, largest_file: int | None = None) -> tuple[int, str]:
    """The exit code of a command and what it says, by a process that may not write files of more bytes than that."""

    def limited() -> None:
        if largest_file is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    command = [sys.executable, "-c", "from zicha.cli import main; main()", *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", preexec_fn=limited)
    return done.returncode, done.stderr


def screened(records: Path, out: Path, largest_file: int | None = None) -> tuple[int, str]:
    return said_by("screen", records, "--as-of", "2026-06-30", "--out", out, largest_file=largest_file)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "bodies.csv").write_text(BODIES, encoding="utf-8")
    (folder / "organisations.csv").write_text(ORGANISATIONS, encoding="utf-8")
    certificates = "".join(A_CERTIFICATE.format(number, number) for number in range(1, 40))
    (folder / "certificates.csv").write_text(CERTIFICATES + certificates, encoding="utf-8")
    return folder


def left_in(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_outputs_that_find_no_room_end_with_2_and_leave_the_run_before(records, tmp_path):
    out = tmp_path / "结果"
    code, said = screened(records, out)
    assert code == 0, said
    before = left_in(out)
    assert before
    largest = max(map(len, before.values()))
    code, said = screened(records, out, largest_file=largest - 1)
    assert code == 2
    assert f"写入 {out} 失败：文件大小超过系统限制" in said
    assert "Traceback" not in said
    assert left_in(out) == before
    # Nothing beside the folder either.
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records", "结果"]
    assert screened(records, out)[0] == 0
    # The second whole run also says what changed since the first.
    assert left_in(out).keys() - before.keys() == {"changes.csv"}


def test_a_list_of_refused_cells_that_finds_no_room_leaves_the_list_before_and_no_dataset(records, tmp_path):
    # Each refused cell is a line of the list; the records themselves are smaller than the limit.
    bad = "".join(A_CERTIFICATE.format(number, "许多") for number in range(1, 400))
    (records / "certificates.csv").write_text(CERTIFICATES + bad, encoding="utf-8")
    into, rejected = tmp_path / "数据集", tmp_path / "拒绝.csv"
    rejected.write_text("上一次的清单\n", encoding="utf-8")
    command = ("deliver", records, "--into", into, "--rejected", rejected)
    code, said = said_by(*command, largest_file=8_000)
    assert code == 2
    assert f"写入 {rejected} 失败：文件大小超过系统限制" in said
    assert "数据集没有改动" in said
    assert "Traceback" not in said
    assert rejected.read_text(encoding="utf-8") == "上一次的清单\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records", "拒绝.csv"]
    assert said_by(*command)[0] == 2  # no certificate is left: that is the answer where there is room
    assert rejected.read_text(encoding="utf-8").count("\n") > 399


def test_empty_workbooks_that_find_no_room_are_answered_with_the_folder(tmp_path):
    out = tmp_path / "空白表"
    code, said = said_by("contract", "--out", out, largest_file=4_000)
    assert code == 2
    assert f"写入 {out} 失败：文件大小超过系统限制" in said
    assert "可能不完整" in said
    assert "Traceback" not in said
    assert said_by("contract", "--out", out)[0] == 0


def full(number: int = errno.ENOSPC) -> OSError:
    return OSError(number, os.strerror(number))


def workbook_that_finds_no_room() -> None:
    try:
        raise full()
    except OSError as error:
        raise xlsxwriter.exceptions.FileCreateError(error)  # noqa: B904 as the library does


def workbook_closed_after_it() -> None:
    try:
        raise full()
    finally:
        raise xlsxwriter.exceptions.FileCreateError("closing")


def engine_that_finds_no_room() -> None:
    raise duckdb.IOException(f'IO Error: Could not write file "x": {os.strerror(errno.ENOSPC)}')


def file_that_finds_no_room() -> None:
    raise full()


@pytest.mark.parametrize(
    "write",
    [
        file_that_finds_no_room,
        workbook_that_finds_no_room,
        workbook_closed_after_it,
        engine_that_finds_no_room,
    ],
)
def test_whoever_finds_no_room_the_folder_is_named(tmp_path, write):
    said = f"写入 {tmp_path} 失败：磁盘空间不足，请腾出空间后重试"
    with pytest.raises(ZichaError, match=said), disk_failures_said(tmp_path, tmp_path):
        write()


def test_the_folder_whose_disk_is_full_is_the_one_named(tmp_path, monkeypatch):
    out, workplace = tmp_path / "out", tmp_path / "workplace"
    free = {out: 5_000_000, workplace: 0}

    class Usage:
        def __init__(self, folder: Path) -> None:
            self.free = free[folder]

    monkeypatch.setattr("shutil.disk_usage", Usage)
    with pytest.raises(ZichaError, match=f"写入 {workplace} 失败"), disk_failures_said(out, workplace):
        raise full()
    # A folder that may not be written to is the one asked for, however much room there is.
    with (
        pytest.raises(ZichaError, match=f"写入 {out} 失败：没有写入权限"),
        disk_failures_said(out, workplace),
    ):
        raise full(errno.EACCES)


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "gone"), KeyError("x"), UnusableInput("说过了")]
)
def test_what_is_no_failure_of_the_disk_goes_on_as_it_is(tmp_path, error):
    with pytest.raises(type(error)) as raised, disk_failures_said(tmp_path, tmp_path):
        raise error
    assert raised.value is error
