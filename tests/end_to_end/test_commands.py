"""What the commands promise: outputs, exit codes, and that unusable input leaves nothing behind."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zicha import __version__
from zicha.cli import app
from zicha.contract.errors import ZichaError

FILES = [
    "coverage.csv", "findings.csv", "rejected.csv", "run.json", "疑点清单.xlsx", "自查整改报告.docx",
]  # fmt: skip
BODIES = "body_id,name\nCNCA-R-2099-999,示例认证有限公司\n"
CERTIFICATES = """证书编号,认证机构批准号,组织编号,认证领域,体系覆盖有效人数,颁证日期,证书截止日期,状态
=1+1,CNCA-R-2099-999,O1,QMS,10,2026-01-05,2029-01-04,有效
ok,CNCA-R-2099-999,O1,QMS,90,2026/1/5,2029年1月4日,有效
"""
ORGANISATIONS = "org_id,name,employees\nO1,示例组织,100\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "bodies.csv").write_text(BODIES, encoding="utf-8")
    (folder / "认证证书.csv").write_text(CERTIFICATES, encoding="gb18030")
    (folder / "organisations.csv").write_text(ORGANISATIONS, encoding="utf-8-sig")
    return folder


def zicha(*arguments: object) -> int:
    """The exit code the command ends with."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return 2 if isinstance(result.exception, ZichaError) else result.exit_code


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def screened(records: Path, out: Path, *options: object) -> int:
    return zicha("screen", records, "--as-of", "2026-06-30", "--out", out, *options)


def test_screen_leaves_the_six_outputs_and_ends_with_0(records, tmp_path):
    assert screened(records, tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)


def test_the_lists_have_the_columns_others_rely_on(records, tmp_path):
    out = tmp_path / "out"
    screened(records, out)
    found, coverage = rows(out / "findings.csv"), rows(out / "coverage.csv")
    assert list(found[0]) == [
        "code",
        "verdict",
        "body_id",
        "subject_kind",
        "subject_id",
        "observed",
        "expected",
        "reason",
    ]
    assert list(coverage[0]) == ["code", "status", "in_scope", "hit", "pass", "undecided", "exempt", "reason"]
    (hit,) = [row for row in found if row["code"] == "A09"]
    assert (hit["verdict"], hit["subject_kind"], hit["observed"]) == ("hit", "certificate", "10 人")
    for row in coverage:
        counts = [int(row[name]) for name in ("hit", "pass", "undecided", "exempt")]
        assert sum(counts) == int(row["in_scope"])


def test_a_subject_that_looks_like_a_formula_cannot_run_in_a_spreadsheet(records, tmp_path):
    out = tmp_path / "out"
    screened(records, out)
    assert {row["subject_id"] for row in rows(out / "findings.csv") if row["code"] == "A09"} == {"'=1+1"}


def test_a_refused_row_ends_with_3_and_says_what_to_mend(records, tmp_path):
    with (records / "认证证书.csv").open("a", encoding="gb18030") as file:
        file.write("bad,CNCA-R-2099-999,O1,QMS,10,2026-02-30,2029-01-04,有效\n")
    assert screened(records, tmp_path / "out") == 3
    (bad,) = rows(tmp_path / "out" / "rejected.csv")
    assert (bad["row"], bad["value"]) == ("4", "2026-02-30")
    assert "颁证日期" in bad["column"]
    assert bad["problem"]
    assert bad["mend"]


@pytest.mark.parametrize(
    "options",
    [
        ("--set", "A09.smallest_share=0.4"),
        ("--set", "A09", "--because", "x"),
        ("--set", "A09.smallest_share=abc", "--because", "x"),
        ("--set", "Q01.x=1", "--because", "x"),
        ("--engine", "abacus"),
        ("--notice", "no-such"),
        ("--previous", "nowhere"),
    ],
)
def test_unusable_arguments_end_with_2_and_write_nothing(records, tmp_path, options):
    assert screened(records, tmp_path / "out", *options) == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", ""])
def test_a_day_that_does_not_exist_ends_with_2(records, tmp_path, day):
    assert zicha("screen", records, "--as-of", day, "--out", tmp_path / "out") == 2
    assert not (tmp_path / "out").exists()


def test_records_that_are_not_there_end_with_2_and_write_nothing(tmp_path):
    assert screened(tmp_path / "nowhere", tmp_path / "out") == 2
    assert not (tmp_path / "out").exists()


def test_unusable_input_leaves_the_earlier_outputs_alone(records, tmp_path):
    out = tmp_path / "out"
    screened(records, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (records / "认证证书.csv").unlink()
    assert screened(records, out) == 2
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_override_is_in_the_run_record_with_its_reason(records, tmp_path):
    out = tmp_path / "out"
    because = "多数员工在认证范围之外"
    assert screened(records, out, "--set", "A09.smallest_share=0.05", "--because", because) == 0
    assert because in (out / "run.json").read_text(encoding="utf-8")
    assert not [row for row in rows(out / "findings.csv") if row["code"] == "A09"]


def test_a_second_run_says_what_is_new_persisting_and_gone(records, tmp_path):
    out = tmp_path / "out"
    screened(records, out)
    text = CERTIFICATES.replace("=1+1,", "mended,").replace("ok,", "worse,").replace(",90,", ",9,")
    (records / "认证证书.csv").write_text(text, encoding="gb18030")
    screened(records, out)
    changes = {(row["code"], row["subject_id"]): row["change"] for row in rows(out / "changes.csv")}
    assert changes["A09", "'=1+1"] == "gone"
    assert changes["A09", "worse"] == "new"


def test_a_dataset_is_screened_like_its_files_and_keeps_its_versions(records, tmp_path):
    store = tmp_path / "dataset"
    assert zicha("deliver", records, "--into", store) == 0
    assert zicha("deliver", records, "--into", store) == 0
    assert screened(store, tmp_path / "out") == 0
    assert screened(records, tmp_path / "other") == 0
    run, other = (
        json.loads((tmp_path / name / "run.json").read_text(encoding="utf-8")) for name in ("out", "other")
    )
    assert run["dataset"]["fingerprint"] == other["dataset"]["fingerprint"]
    same = [(tmp_path / name / "findings.csv").read_bytes() for name in ("out", "other")]
    assert same[0] == same[1]
    assert zicha("verify", store) == 0
    altered = next((store / "objects").glob("*.parquet"))
    altered.write_bytes(altered.read_bytes()[:-9] + b"x" + altered.read_bytes()[-8:])
    assert zicha("verify", store) == 1


def test_a_check_is_explained_with_its_clause_parameters_tables_and_example(capsys):
    result = CliRunner().invoke(app, ["explain", "a06"])
    for words in (
        "初审策划人日不足",
        "市监认证〔2019〕18号",
        "A06.smallest_share",
        "来源",
        "必备数据",
        "例子",
    ):
        assert words in result.output
    assert zicha("explain", "Z99") == 2


def test_contract_writes_the_page_and_the_workbooks(tmp_path):
    assert zicha("contract", "--out", tmp_path / "c") == 0
    names = {path.suffix for path in (tmp_path / "c").iterdir()}
    assert names == {".md", ".xlsx"}


def test_diff_says_which_parameter_moved_and_what_it_added_and_removed(records, tmp_path):
    screened(records, tmp_path / "a")
    screened(records, tmp_path / "b", "--set", "A09.smallest_share=0.95", "--because", "试算")
    result = CliRunner().invoke(app, ["diff", str(tmp_path / "a"), str(tmp_path / "b")])
    assert result.exit_code == 0
    assert "A09.smallest_share" in result.output
    assert "试算" in result.output
    assert "+ A09 ok" in result.output
    same = CliRunner().invoke(app, ["diff", str(tmp_path / "a"), str(tmp_path / "a")])
    assert "疑点完全相同" in same.output
    assert zicha("diff", tmp_path / "a", tmp_path / "nowhere") == 2


def test_a_refused_row_is_said_beside_the_checks_it_may_mislead(records, tmp_path):
    (records / "decisions.csv").write_text(
        "decision_id,certificate_no,kind,decided_at\nD1,ok,grant,2026-13-01\nD2,gone,grant,2026-01-01\n",
        encoding="utf-8",
    )
    assert screened(records, tmp_path / "out") == 3
    coverage = {row["code"]: row for row in rows(tmp_path / "out" / "coverage.csv")}
    assert "认证决定（decisions） 1 行" in coverage["A19"]["reason"]
    assert coverage["A09"]["reason"] == ""


def test_a_table_refused_row_by_row_is_not_a_table_without_rows(records, tmp_path):
    heading = "decision_id,certificate_no,kind,decided_at\n"
    (records / "decisions_1.csv").write_text(heading, encoding="utf-8")
    (records / "decisions_2.csv").write_text(heading + "D1,ok,grant,2026-13-01\n", encoding="utf-8")
    assert screened(records, tmp_path / "out") == 3
    (cover,) = [row for row in rows(tmp_path / "out" / "coverage.csv") if row["code"] == "A19"]
    assert cover["status"] == "not_run"
    assert "全部被拒绝" in cover["reason"]


def test_a_file_of_headings_alone_says_there_are_no_such_records(records, tmp_path):
    (records / "decisions.csv").write_text("decision_id,certificate_no,kind,decided_at\n", encoding="utf-8")
    assert screened(records, tmp_path / "out") == 0
    (cover,) = [row for row in rows(tmp_path / "out" / "coverage.csv") if row["code"] == "A19"]
    assert (cover["status"], cover["hit"]) == ("run", "2")


def test_an_altered_dataset_is_not_screened(records, tmp_path):
    store = tmp_path / "dataset"
    zicha("deliver", records, "--into", store)
    altered = max((store / "objects").glob("*.parquet"), key=lambda path: path.stat().st_size)
    altered.write_bytes(altered.read_bytes()[:-9] + b"x" + altered.read_bytes()[-8:])
    assert screened(store, tmp_path / "out") == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("folder", ["status=revoked", "h*", "[1]"])
def test_where_a_dataset_lies_changes_nothing(records, tmp_path, folder):
    assert screened(records, tmp_path / "plain") == 0
    store = tmp_path / folder / "dataset"
    zicha("deliver", records, "--into", store)
    assert screened(store, tmp_path / "out") == 0
    findings = [(tmp_path / name / "findings.csv").read_bytes() for name in ("plain", "out")]
    assert findings[0] == findings[1]


def test_a_supplement_may_be_delivered_alone_but_not_screened_alone(records, tmp_path):
    store = tmp_path / "dataset"
    assert zicha("deliver", records / "organisations.csv", "--into", store) == 2
    assert zicha("deliver", records, "--into", store) == 0
    (records / "organisations.csv").write_text(ORGANISATIONS.replace("100", "15"), encoding="utf-8")
    assert zicha("deliver", records / "organisations.csv", "--into", store) == 0
    assert screened(records / "organisations.csv", tmp_path / "out") == 2


def test_markup_and_escape_codes_in_the_data_are_printed_as_they_are(records, tmp_path):
    (records / "organisations.csv").write_text(
        "org_id,name,employees\nO1,[/red]示\x1b[2J例,100\n", encoding="utf-8"
    )
    store = tmp_path / "dataset"
    assert zicha("deliver", records, "--into", store) == 0
    (records / "organisations.csv").write_text("org_id,name,employees\nO1,[/bar]新名,100\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["deliver", str(records), "--into", str(store)])
    assert result.exit_code == 0
    assert "[/bar]新名" in result.output
    assert "\x1b[2J" not in result.output


def test_results_are_not_put_among_the_records(records, tmp_path):
    assert screened(records, records / "out") == 2
    assert screened(records, records) == 2


def test_the_version_is_told_without_a_command():
    told = CliRunner().invoke(app, ["--version"])
    assert (told.exit_code, told.output) == (0, f"zicha {__version__}\n")


@pytest.mark.parametrize("heading", ["证书号,机构,组织", "certificate,body,organisation"])
def test_a_table_of_the_right_name_with_wrong_headings_is_told_of_its_headings(
    records, tmp_path, heading, capsys
):
    (records / "认证证书.csv").write_text(f"{heading}\nc1,b1,O1\n", encoding="utf-8")
    screened_out = CliRunner().invoke(
        app, ["screen", str(records), "--as-of", "2026-06-30", "--out", str(tmp_path / "o")]
    )
    said = screened_out.output + str(screened_out.exception)
    assert "名称不是数据表的名称" not in said
    assert "名称是数据表“认证证书”，但标题中没有它的主键列 certificate_no（证书编号）" in said
