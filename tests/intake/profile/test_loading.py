"""Profiles as people correct them: what is wrong is answered with the line it stands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from zicha.contract.errors import UnusableInput
from zicha.intake.profile.load import load_profile
from zicha.intake.profile.profile import Target

GOOD = """\
profile: foreign
row: certificates
columns:
  Number: {to: certificates.certificate_no}
  Country: {to: certificates.standard, words: {NO: Norway, FR: France}}
  Holder: {to: organisations.name}
  Body: {to: bodies.name}
  Issued: {to: certificates.issued_on, dates: ["%m/%d/%Y"]}
  Ends: {to: certificates.expires_on}
  State: {to: certificates.status, words: {live: valid, dead: expired}}
  Colour: {unused: 不需要}
keys:
  bodies.body_id: {from: Body, as: name}
  organisations.org_id: {from: Holder, as: name}
fixed:
  certificates.scheme: PRODUCT
"""
EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples/profiles").glob("*.yaml"))


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "profile.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(UnusableInput) as caught:
        load_profile(written(folder, text))
    return str(caught.value)


def test_a_profile_says_where_each_column_goes(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path, GOOD))
    assert profile.tables == ("bodies", "organisations", "certificates")
    assert profile.direct[Target("certificates", "issued_on")] == "Issued"
    assert profile.key_headings("certificates") == ("Number",)


def test_words_stay_the_words_they_are(tmp_path: Path) -> None:
    """YAML itself would read the country NO as false."""
    assert load_profile(written(tmp_path, GOOD)).columns["Country"].words == {"NO": "Norway", "FR": "France"}


def test_a_reference_takes_the_key_of_the_table_it_refers_to(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path, GOOD))
    assert profile.source_of(Target("certificates", "body_id")) == Target("bodies", "body_id")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_worked_examples_are_profiles(path: Path) -> None:
    assert load_profile(path).row_of == "certificates"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("profile: foreign", "profile: Foreign Register", "第 1 行：方案名"),
        ("row: certificates", "row: certs", "第 2 行：没有数据表“certs”"),
        ("row: certificates", "rows: certificates", "第 2 行：方案中没有“rows”这一项"),
        ("to: certificates.certificate_no", "to: certificates.number", "第 4 行：数据表 certificates 没有列“number”"),
        ("to: organisations.name", "too: organisations.name", "第 6 行：列“Holder”中没有“too”这一项"),
        ("{to: organisations.name}", "organisations.name", "第 6 行：列“Holder”应是“键: 值”的形式"),
        ("%m/%d/%Y", "%m/%d", "第 8 行：日期写法“%m/%d”没有写全年、月、日"),
        ("%m/%d/%Y", "%Q/%d/%Y", "第 8 行：日期写法“%Q/%d/%Y”中的 %Q 不认识"),
        ("to: certificates.expires_on", "to: certificates.issued_on", "certificates.issued_on（颁证日期） 在 列“Issued” 和 列“Ends” 中各说了一次"),
        ("live: valid", "live: alive", "第 10 行：“alive”不是 certificates.status（状态） 的代码；可写：valid（有效）"),
        ("live: valid, dead: expired", "live: valid, LIVE: expired", "不分大小写时已对应“valid”"),
        ("  State: {to: certificates.status, words: {live: valid, dead: expired}}\n", "", "没有说 certificates.status（状态） 从哪里来"),
        ("{unused: 不需要}", "{}", "第 11 行：列“Colour”没有去处"),
        ("{unused: 不需要}", '{unused: "?"}', "第 11 行还写着“?”"),
        ("Colour:", "number:", "第 11 行：标题“number”与“Number”读起来一样"),
        ("Colour:", "Number:", "第 11 行：“Number”写了两次（另一处在第 4 行）"),
        ("from: Holder", "from: Owner", "“Owner”不是 columns 中的列"),
        ("from: Holder", "from: Colour", "在 columns 中说是不用的"),
        ("certificates.scheme: PRODUCT", "certificates.scheme: SOFTWARE", "第 16 行：certificates.scheme（认证领域） 的“SOFTWARE”不在代码表"),
        ("row: certificates", "row: certificates\nseparator: x", "第 3 行：separator 不能写“x”"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert GOOD.count(old) == 1
    assert told in refusal(tmp_path, GOOD.replace(old, new))


def test_all_open_points_are_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("不需要", '"?"').replace("PRODUCT", '"?"')
    assert "第 11、16 行还写着“?”" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "是空的"),
        ("- a\n- b\n", "应是“键: 值”的形式"),
        ("profile：foreign", "注意用半角冒号"),
        ("a: [b", "不是能读懂的 YAML"),
        ("a: b\n\tc: d\n", "第 2 行"),
        ("a: &x [1]\nb: *x\n", "第 1 行：用了 YAML 的锚点或引用"),
        ("a: !!python/object/apply:os.system [echo]\n", "第 1 行：用了 YAML 标签"),
        ("a: b\n---\nc: d\n", "第 2 行：有第二个文档"),
        ("? [a]\n: b\n", "键应是一个词"),
        ("a: " + "[" * 50_000, "嵌套超过"),
        ("a: [" + "x," * 30_000 + "]", "内容超过"),
        ("#" * 300_000, "大于 256 KB"),
        ("a: \x01", "不允许的字符"),
        ("profile: 示例".encode("gb18030"), "不是 UTF-8 文本"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_hostile_or_broken_file_is_refused(tmp_path: Path, text: str | bytes, told: str) -> None:
    assert told in refusal(tmp_path, text)


def test_a_bomb_of_references_is_refused_before_it_is_built(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(100))
    assert "锚点或引用" in refusal(tmp_path, bomb)


@pytest.mark.parametrize("end", range(0, GOOD.index("fixed:"), 23))
def test_a_profile_cut_off_anywhere_is_refused_in_words(tmp_path: Path, end: int) -> None:
    assert refusal(tmp_path, GOOD[:end]).startswith("映射方案 profile.yaml")


def test_a_profile_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="打不开"):
        load_profile(tmp_path / "none.yaml")
    with pytest.raises(UnusableInput, match="不是普通文件"):
        load_profile(tmp_path)
