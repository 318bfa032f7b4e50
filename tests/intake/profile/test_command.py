"""zicha profile, and screen and deliver with --profile, as a user types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.intake.deliveries import CERTIFICATES, csv_text
from tests.intake.profile.test_loading import GOOD
from tests.intake.profile.test_reading import ROWS, changed
from zicha.cli import app
from zicha.contract.errors import UnusableInput


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(csv_text(ROWS), encoding="utf-8")
    (tmp_path / "foreign.yaml").write_text(GOOD, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, UnusableInput):
        return 2, str(result.exception)
    return result.exit_code, result.output


def test_a_guess_is_written_and_a_corrected_one_is_never_overwritten(register: Path) -> None:
    out = register.with_name("guess.yaml")
    code, said = run("profile", register, "--out", out)
    assert code == 0
    assert "须由人填写" in said
    assert out.read_text(encoding="utf-8").startswith("# 映射方案初稿")
    code, said = run("profile", register, "--out", out)
    assert code == 2
    assert "已经存在" in said


def test_a_file_that_needs_no_profile_is_said_to_need_none(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text(csv_text(CERTIFICATES), encoding="utf-8")
    assert "不用映射方案就能读作“认证证书”" in run("profile", path)[1]


def test_a_register_is_delivered_by_its_profile(register: Path) -> None:
    into, profile = register.with_name("dataset"), register.with_name("foreign.yaml")
    code, said = run("deliver", register, "--into", into, "--profile", profile)
    assert code == 0
    assert "读入 3 = 接受 3 + 重复 0 + 拒绝 0" in said
    code, said = run(
        "screen", into, "--profile", profile, "--as-of", "2024-01-01", "--out", register.with_name("out")
    )
    assert code == 2
    assert "不用映射方案" in said


def test_refused_rows_of_a_register_end_with_3_like_any_other(register: Path) -> None:
    register.write_text(csv_text(changed(0, State="frozen")), encoding="utf-8")
    profile = register.with_name("foreign.yaml")
    assert run("deliver", register, "--into", register.with_name("dataset"), "--profile", profile)[0] == 3
