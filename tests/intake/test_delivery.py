"""One delivery: every row is accounted for, and the same records give the same rows however they are written."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.deliveries import BODY, CERTIFICATES, csv_text, kinds, said, write_workbook
from zicha.contract.tables import TABLES
from zicha.intake.delivery import Delivery
from zicha.intake.reader import read_delivery

Deliver = Callable[..., Delivery]
CHINESE = {column.name: column.chinese for column in TABLES["certificates"].columns}


def in_chinese(rows: list[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{CHINESE[name]: cell for name, cell in row.items()} for row in rows]


def test_accepted_rows_are_typed_and_say_where_they_came_from(deliver: Deliver) -> None:
    rows = deliver({"2025/certificates.csv": csv_text(CERTIFICATES)}).tables["certificates"]
    assert rows.schema == TABLES["certificates"].stored_schema
    assert rows.select(["source_file", "source_sheet", "source_row"]).to_pylist()[1] == {
        "source_file": "2025/certificates.csv",
        "source_sheet": "",
        "source_row": 3,
    }


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_csv_may_come_in_any_encoding_in_use(deliver: Deliver, codec: str) -> None:
    content = csv_text(in_chinese(CERTIFICATES)).encode(codec)
    assert said(deliver({"认证证书.csv": content}), "certificates") == said(
        deliver({"certificates.csv": csv_text(CERTIFICATES)}, folder="plain"), "certificates"
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("first_line", ["", "sep={}\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_csv_may_have_any_separator(
    deliver: Deliver, separator: str, first_line: str, line_end: str
) -> None:
    text = first_line.format(separator) + csv_text(CERTIFICATES).replace(",", separator)
    assert len(said(deliver({"certificates.csv": text.replace("\n", line_end)}), "certificates")) == 3


def test_a_few_damaged_bytes_refuse_their_rows_and_no_others(deliver: Deliver) -> None:
    content = csv_text(in_chinese(CERTIFICATES)).encode().replace(b"O2", b"O\xff")
    delivery = deliver({"certificates.csv": content})
    assert [bad.row for bad in delivery.rejected] == [3]
    assert "无法解码" in delivery.rejected[0].problem


def test_workbook_csv_and_parquet_say_the_same(tmp_path: Path, deliver: Deliver) -> None:
    as_csv = said(deliver({"certificates.csv": csv_text(CERTIFICATES)}), "certificates")
    cells = [list(CERTIFICATES[0]), *(list(row.values()) for row in CERTIFICATES)]
    bodies = [line.split(",") for line in BODY.strip().split("\n")]
    book = write_workbook(
        tmp_path / "全部.xlsx", {"认证机构": bodies, "认证证书": cells, "说明": [["请勿修改"]]}
    )
    assert said(read_delivery([book]), "certificates") == as_csv
    parquet.write_table(pa.Table.from_pylist(CERTIFICATES), tmp_path / "certificates.parquet")
    (tmp_path / "bodies.csv").write_text(BODY)
    mixed = read_delivery([tmp_path / "bodies.csv", tmp_path / "certificates.parquet"])
    assert said(mixed, "certificates") == as_csv


def test_rows_columns_files_and_names_may_be_in_any_order(deliver: Deliver) -> None:
    expected = said(deliver({"certificates.csv": csv_text(CERTIFICATES)}), "certificates")
    shuffled = [
        dict(random.Random(at).sample(list(row.items()), len(row))) for at, row in enumerate(CERTIFICATES)
    ]
    names = list(shuffled[0])
    turned = [{name: row[name] for name in names} for row in reversed(CERTIFICATES)]
    split = {f"{at}/认证证书_{at}.csv": csv_text(in_chinese([row])) for at, row in enumerate(turned)}
    assert said(deliver({"certificates.csv": csv_text(turned)}, folder="turned"), "certificates") == expected
    assert said(deliver(split, folder="split"), "certificates") == expected


def test_a_delivery_given_twice_says_the_same_and_reports_the_repetition(deliver: Deliver) -> None:
    text = csv_text(CERTIFICATES)
    once = deliver({"certificates.csv": text})
    twice = deliver({"certificates.csv": text, "again/certificates.csv": text}, folder="twice")
    assert said(twice, "certificates") == said(once, "certificates")
    assert kinds(twice) >= {"repeated_row", "re_upload"}
    assert sum(count.repeated for count in twice.counts) == 3


def test_different_rows_with_one_key_are_all_refused_and_name_each_other(deliver: Deliver) -> None:
    other = [{**CERTIFICATES[0], "status": "revoked"}]
    delivery = deliver({"certificates.csv": csv_text(CERTIFICATES), "certificates_2.csv": csv_text(other)})
    assert [row["certificate_no"] for row in delivery.tables["certificates"].to_pylist()] == ["C2", "C3"]
    first, second = delivery.rejected
    assert (first.file, first.row, second.file, second.row) == (
        "certificates.csv",
        2,
        "certificates_2.csv",
        2,
    )
    assert "certificates_2.csv 第 2 行" in first.problem
    assert "certificates.csv 第 2 行" in second.problem
    assert "状态不同" in first.problem


def test_a_copy_of_a_contradicted_row_is_refused_with_it(deliver: Deliver) -> None:
    rows = [CERTIFICATES[0], CERTIFICATES[0], {**CERTIFICATES[0], "status": "revoked"}, CERTIFICATES[1]]
    delivery = deliver({"certificates.csv": csv_text(rows)})
    count = next(count for count in delivery.counts if count.form == "certificates")
    assert (count.read, count.accepted, count.repeated, count.rejected) == (4, 1, 0, 3)


def test_the_same_key_typed_two_ways_is_one_key(deliver: Deliver) -> None:
    rows = [
        CERTIFICATES[0],
        {**CERTIFICATES[0], "certificate_no": "Ｃ１　", "issued_on": "2026/1/5", "status": "有效"},
    ]
    delivery = deliver({"certificates.csv": csv_text(rows)})
    assert len(said(delivery, "certificates")) == 1
    assert "repeated_row" in kinds(delivery)


def test_every_bad_cell_of_every_row_is_named_at_once(deliver: Deliver) -> None:
    bad = {**CERTIFICATES[0], "issued_on": "2026-02-30", "status": "在用", "org_id": ""}
    delivery = deliver({"certificates.csv": csv_text([*CERTIFICATES[1:], bad])})
    assert {(cell.row, cell.column.partition("（")[0]) for cell in delivery.rejected} == {
        (4, "issued_on"),
        (4, "status"),
        (4, "org_id"),
    }
    assert str(delivery.rejected[0]).startswith("certificates.csv 第 4 行，列 ")


def test_ragged_rows_are_refused_with_the_cells_found_and_expected(deliver: Deliver) -> None:
    text = csv_text(CERTIFICATES) + "C4,CNCA-R-2002-001\nC5,1,2,3,4,5,6,7,8\n" + "\n,,,,,,\n"
    delivery = deliver({"certificates.csv": text})
    assert [(cell.row, cell.problem[:19]) for cell in delivery.rejected] == [
        (5, "有 2 个单元格，标题有 7 个"[:19]),
        (6, "有 9 个单元格，标题有 7 个"[:19]),
    ]


def test_a_row_that_is_only_too_wide_by_blanks_is_taken(deliver: Deliver) -> None:
    text = csv_text(CERTIFICATES).replace("2029-02-04,suspended", "2029-02-04,suspended,, ,")
    assert len(said(deliver({"certificates.csv": text}), "certificates")) == 3


def test_row_numbers_count_blank_lines_titles_and_cells_with_line_breaks(deliver: Deliver) -> None:
    head, *rows = csv_text([{**row, "scope": "第一行\n第二行"} for row in CERTIFICATES]).split("\nC")
    text = "证书一览,,,,,,,\n\n" + head + "\n\nC" + "\nC".join(rows) + "C9,坏,,,,,,\n"
    delivery = deliver({"certificates.csv": text})
    assert sorted(row["source_row"] for row in delivery.tables["certificates"].to_pylist()) == [5, 6, 7]
    assert {cell.row for cell in delivery.rejected} == {8}


def test_a_table_without_a_required_column_is_refused_as_a_whole(deliver: Deliver) -> None:
    text = "audit_id,body_id,scheme,kind\nA1,CNCA-R-2002-001,QMS,stage1\n"
    delivery = deliver({"certificates.csv": csv_text(CERTIFICATES), "audits.csv": text})
    assert "audits" not in delivery.tables
    assert "缺" in delivery.rejected[0].problem or "没有" in delivery.rejected[0].problem
    assert delivery.rejected[0].column == "org_id（组织编号）"


def test_unknown_columns_and_files_are_named_and_not_used(deliver: Deliver) -> None:
    rows = [{**row, "客户经理": "甲"} for row in CERTIFICATES]
    delivery = deliver(
        {
            "certificates.csv": csv_text(rows),
            "通讯录.csv": "姓名,电话\n甲,1\n",
            "说明.docx": "x",
            "~$锁.xlsx": "x",
        }
    )
    told = {(remark.kind, remark.file) for remark in delivery.remarks}
    assert ("unknown_column", "certificates.csv") in told
    assert ("not_used", "通讯录.csv") in told
    assert ("not_used", "说明.docx") in told
    assert not any("~$" in remark.file for remark in delivery.remarks)


def test_an_unnamed_file_is_used_when_its_headings_fit_one_table(deliver: Deliver) -> None:
    assert len(said(deliver({"导出20260105.csv": csv_text(in_chinese(CERTIFICATES))}), "certificates")) == 3


def test_parents_that_are_not_there_are_reported_and_not_fatal(deliver: Deliver) -> None:
    rows = [{**CERTIFICATES[0], "body_id": "CNCA-R-2002-999"}, *CERTIFICATES[1:]]
    delivery = deliver({"certificates.csv": csv_text(rows)})
    lost = {remark.text for remark in delivery.remarks if remark.kind == "missing_parent"}
    assert any(
        "认证机构（bodies）中没有，例如 CNCA-R-2002-999（certificates.csv 第 2 行）" in text for text in lost
    )
    assert any("organisations" in text and "没有交付" in text for text in lost)
    assert len(said(delivery, "certificates")) == 3


def test_older_numbers_are_kept_and_told(deliver: Deliver) -> None:
    delivery = deliver(
        {
            "certificates.csv": csv_text(CERTIFICATES),
            "organisations.csv": "org_id,name,uscc\nO1,甲,330600000012345\n",
        }
    )
    assert delivery.tables["organisations"].column("uscc").to_pylist() == ["330600000012345"]
    assert "legacy_number" in kinds(delivery)


def test_one_file_given_twice_in_two_ways_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "bodies.csv").write_text(BODY)
    (tmp_path / "certificates.csv").write_text(csv_text(CERTIFICATES))
    delivery = read_delivery([tmp_path, tmp_path / "certificates.csv"])
    assert len(delivery.files) == 2


def test_files_of_one_name_from_two_folders_are_told_apart(tmp_path: Path) -> None:
    for folder, rows in (("甲", CERTIFICATES[:1]), ("乙", CERTIFICATES[1:])):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "certificates.csv").write_text(csv_text(rows))
        (tmp_path / folder / "bodies.csv").write_text(BODY)
    delivery = read_delivery([tmp_path / "甲", tmp_path / "乙"])
    assert len({file.name for file in delivery.files}) == 4
    assert len(said(delivery, "certificates")) == 3


def test_progress_runs_from_nothing_to_all(tmp_path: Path) -> None:
    (tmp_path / "bodies.csv").write_text(BODY)
    (tmp_path / "certificates.csv").write_text(csv_text(CERTIFICATES))
    heard: list[float] = []
    read_delivery([tmp_path], lambda text, share: heard.append(share))
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0, 1)


cells = st.sampled_from(
    ["", " ", "C1", "C2", "C3", "QMS", "质量", "x", "2026-01-05", "2026/1/5", "2026-02-30", "46027", "valid", "有效", "/",
     "#REF!", "a\x00", '"', "O1", "a,b", "行\n行"]
)  # fmt: skip
dirty_row = st.tuples(*(st.one_of(st.just(cell), cells) for cell in CERTIFICATES[0].values()))


@given(
    files=st.lists(
        st.lists(st.one_of(dirty_row, st.sampled_from([("C9", "x"), (), ("",) * 9])), max_size=12),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_read_are_rows_accepted_repeated_and_rejected(tmp_path: Path, files) -> None:
    for old in tmp_path.glob("*.csv"):
        old.unlink()
    (tmp_path / "bodies.csv").write_text(BODY)
    (tmp_path / "certificates.csv").write_text(csv_text([{**CERTIFICATES[0], "certificate_no": "C0"}]))
    written = 0
    for at, rows in enumerate(files):
        lines = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
        (tmp_path / f"certificates_{at}.csv").write_text(
            ",".join(CERTIFICATES[0]) + "\n" + "".join(line + "\n" for line in lines)
        )
        written += sum(any(cell.strip() for cell in row) for row in rows)
    delivery = read_delivery([tmp_path])
    counts = [count for count in delivery.counts if count.file.startswith("certificates_")]
    assert sum(count.read for count in counts) == written
    assert sum(count.accepted for count in counts) + 1 == delivery.tables["certificates"].num_rows
    refused = {(cell.file, cell.row) for cell in delivery.rejected}
    assert sum(count.rejected for count in counts) == len(refused)
    assert sum(remark.rows for remark in delivery.remarks if remark.kind == "repeated_row") == sum(
        count.repeated for count in counts
    )
    kept = delivery.tables["certificates"].column("certificate_no").to_pylist()
    assert len(kept) == len(set(kept)), "one row a key"
