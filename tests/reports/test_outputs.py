"""The output folder: lists, workbook, record; nothing half-written, nothing people wrote lost, no formulas."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from zicha.contract.errors import ZichaError
from zicha.dataset.disk import sha256_of
from zicha.findings.changes import previous_run
from zicha.findings.csv_cells import guarded, unguarded
from zicha.reports import outputs, placing
from zicha.reports.outputs import OUTPUT_FILES, write_outputs
from zicha.reports.sheet_writing import Book, Column


@pytest.fixture(scope="module")
def written(outcome, notice, tmp_path_factory) -> Path:
    """Outputs only read by tests."""
    folder = tmp_path_factory.mktemp("written") / "out"
    write_outputs(outcome, folder, notice=notice, extra={"command": "zicha screen"})
    return folder


@pytest.fixture
def out(written: Path, tmp_path: Path) -> Path:
    """A copy of the outputs, for tests that write over them."""
    return shutil.copytree(written, tmp_path / "out")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet(out: Path, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(out / "疑点清单.xlsx")).get_sheet_by_name(name).to_python()


def test_every_output_is_there_and_is_returned(outcome, notice, tmp_path):
    paths = write_outputs(outcome, tmp_path / "out", notice=notice, extra={})
    assert [path.name for path in paths] == list(OUTPUT_FILES)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(OUTPUT_FILES)


def test_lists_begin_with_their_first_heading_as_programs_expect(out):
    assert (out / "findings.csv").read_bytes().startswith(b"code,")


def test_findings_list_hits_with_their_sentence_and_undecided_with_their_reason(out):
    found = rows(out / "findings.csv")
    columns = "code,verdict,body_id,subject_kind,subject_id,observed,expected,reason"
    assert list(found[0]) == columns.split(",")
    assert [(row["verdict"], row["subject_id"]) for row in found] == [
        ("hit", "C1"),
        ("hit", "C2"),
        ("undecided", "C3"),
    ]
    assert found[0]["reason"] == "体系覆盖 10 人，登记或参保 100 人，不足 50 人。"
    assert found[2]["reason"] == "获证组织没有登记或参保人数"


def test_coverage_lists_every_check_and_adds_up(out):
    found = {row["code"]: row for row in rows(out / "coverage.csv")}
    assert found.keys() == {"A09", "B01", "C01"}
    for row in found.values():
        judged = (int(row[name]) for name in ("hit", "pass", "undecided", "exempt"))
        assert sum(judged) == int(row["in_scope"])
    assert found["B01"]["status"] == "not_run"
    assert "sign_ins" in found["B01"]["reason"]


def test_rejected_cells_name_file_and_sheet(out):
    (row,) = rows(out / "rejected.csv")
    assert (row["file"], row["row"], row["value"]) == ("月报.xlsx!证书信息表", "9", "2026-02-30")


def test_changes_are_listed_only_where_there_was_a_run_before(out, outcome, notice):
    assert [(row["subject_id"], row["change"]) for row in rows(out / "changes.csv")] == [
        ("C1", "new"),
        ("C2", "persisting"),
        ("C9", "gone"),
    ]
    write_outputs(replace(outcome, compared=False, gone=()), out, notice=notice, extra={})
    assert not (out / "changes.csv").exists()


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+A1", "-A1", "-2+3", "\t=1", "\r=1", "'=1", "＝1"])
def test_a_cell_that_would_start_a_formula_is_guarded_and_read_back(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "-5", "-0.5 人日", "+3", "A=1", "'quoted'", "示例"])
def test_other_cells_stay_as_they_are(text):
    assert guarded(text) == unguarded(text) == text


def test_a_subject_that_looks_like_a_formula_survives_the_next_comparison(outcome, notice, tmp_path):
    odd = replace(outcome.findings[0], subject_id="=C1")
    write_outputs(replace(outcome, findings=(odd,)), tmp_path / "out", notice=notice, extra={})
    assert rows(tmp_path / "out" / "findings.csv")[0]["subject_id"] == "'=C1"
    before = previous_run(tmp_path / "out")
    assert before is not None
    assert list(before.hits) == [("A09", "certificate", "=C1")]


def test_the_workbook_has_a_sheet_a_focus_area_and_what_stands_behind(out):
    names = CalamineWorkbook.from_path(str(out / "疑点清单.xlsx")).sheet_names
    assert names == [
        "汇总", "合法合规", "职业操守", "两张皮", "能力建设", "无法判定", "证据", "覆盖", "参数", "读入", "拒绝",
        "提示", "消失",
    ]  # fmt: skip


def test_a_lead_is_told_with_its_place_and_room_for_people(out):
    head, first, *_ = sheet(out, "合法合规")
    lead = dict(zip(head, first, strict=True))
    assert (lead["变化"], lead["代码"], lead["对象编号"]) == ("新增", "A09", "C1")
    assert lead["说明"] == "体系覆盖 10 人，登记或参保 100 人，不足 50 人。"
    assert lead["证据位置"] == "认证证书：月报.xlsx!证书信息表 第 17 行"
    assert [lead[name] for name in ("核实结论", "核实人", "核实日期", "原因", "整改措施")] == [""] * 5


def test_text_of_a_record_never_becomes_a_formula_or_a_link(outcome, notice, tmp_path):
    odd = replace(
        outcome.findings[0], subject_id="=1+1", observed="=HYPERLINK(A1)", sentence="http://example.org"
    )
    write_outputs(replace(outcome, findings=(odd,)), tmp_path / "out", notice=notice, extra={})
    _, first, *_ = sheet(tmp_path / "out", "合法合规")
    assert {"=1+1", "=HYPERLINK(A1)", "http://example.org"} <= set(first)
    with zipfile.ZipFile(tmp_path / "out" / "疑点清单.xlsx") as parts:
        leads = parts.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in leads
    assert "hyperlink" not in leads


def test_headings_are_frozen_filtered_and_repeated_in_print(out):
    with zipfile.ZipFile(out / "疑点清单.xlsx") as parts:
        leads = parts.read("xl/worksheets/sheet2.xml").decode()
        names = parts.read("xl/workbook.xml").decode()
    assert 'state="frozen"' in leads
    assert "<autoFilter" in leads
    assert '"属实,排除,待查"' in leads
    assert "'landscape'" in leads.replace('"', "'")
    assert names.count("_xlnm.Print_Titles") == 13


def test_the_summary_counts_what_people_decided(out):
    with zipfile.ZipFile(out / "疑点清单.xlsx") as parts:
        summary = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "COUNTIFS(" in summary


def test_a_sheet_that_is_full_says_so(tmp_path):
    book = Book(tmp_path / "full.xlsx", title="", subject="", day=datetime(2026, 6, 30))
    held = book.table("一", (Column("数", 9),), ((str(number),) for number in range(10)), most=5)
    book.close()
    last = CalamineWorkbook.from_path(str(tmp_path / "full.xlsx")).get_sheet_by_name("一").to_python()[-1]
    assert held == 3
    assert "另有 7 行没有列出" in last[0]


def test_the_record_of_the_run_can_repeat_it(out):
    record = json.loads((out / "run.json").read_text("utf-8"))
    assert record["as_of"] == "2026-06-30"
    assert record["dataset"] == {"id": "v0001-abcdef", "fingerprint": "a" * 64}
    assert record["rule_set"] == "f" * 64
    assert record["command"] == "zicha screen"
    assert record["sources"] == [{"name": "月报.xlsx", "sha256": "b" * 64, "bytes": 1234}]
    (share,) = (p for p in record["parameters"] if p["key"] == "A09.smallest_share")
    assert (share["editions"][0]["value"], share["overridden"]) == ("0.45", "季节工多")
    assert record["outputs"]["findings.csv"] == sha256_of(out / "findings.csv")


def test_what_the_command_adds_may_not_hide_the_record(outcome, notice, tmp_path):
    with pytest.raises(ValueError, match="as_of"):
        write_outputs(outcome, tmp_path / "out", notice=notice, extra={"as_of": "2020-01-01"})


def test_the_same_outcome_gives_the_same_lists_and_workbook(out, outcome, notice, tmp_path):
    write_outputs(outcome, tmp_path / "again", notice=notice, extra={})
    for name in ("findings.csv", "coverage.csv", "疑点清单.xlsx"):
        assert sha256_of(out / name) == sha256_of(tmp_path / "again" / name)


def test_writing_again_replaces_everything_and_leaves_nothing_else(out, outcome, notice):
    write_outputs(replace(outcome, findings=()), out, notice=notice, extra={})
    assert rows(out / "findings.csv") == []
    assert sorted(path.name for path in out.iterdir()) == sorted(OUTPUT_FILES)
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []


def test_a_failure_while_writing_leaves_the_outputs_of_the_run_before(out, outcome, notice, monkeypatch):
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(outputs, "write_report", fail)
    with pytest.raises(RuntimeError):
        write_outputs(replace(outcome, findings=()), out, notice=notice, extra={})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_failure_while_moving_puts_everything_back(out, outcome, notice, monkeypatch):
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    real = placing.move

    def move(source: Path, target: Path) -> None:
        if source.parent.name == "new" and source.name == "run.json":
            raise PermissionError(13, "Permission denied", str(source))
        real(source, target)

    monkeypatch.setattr(placing, "move", move)
    with pytest.raises(ZichaError, match="原有文件没有改动"):
        write_outputs(replace(outcome, findings=()), out, notice=notice, extra={})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_workbook_people_filled_in_is_kept_beside_the_new_one(out, outcome, notice):
    (out / "疑点清单.xlsx").write_bytes(b"filled in")
    write_outputs(outcome, out, notice=notice, extra={})
    assert (out / "疑点清单（此前修改 1）.xlsx").read_bytes() == b"filled in"
    write_outputs(outcome, out, notice=notice, extra={})
    assert len(list(out.glob("疑点清单*"))) == 2


def test_other_files_in_the_folder_are_left_alone(out, outcome, notice):
    (out / "核查笔记.txt").write_text("笔记", encoding="utf-8")
    write_outputs(outcome, out, notice=notice, extra={})
    assert (out / "核查笔记.txt").read_text(encoding="utf-8") == "笔记"
