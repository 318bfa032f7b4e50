"""The reference page of the data contract (数据契约参考页), in Chinese and English, written from the contract itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from zicha.contract.codes import CODE_LISTS, CodeList
from zicha.contract.table import Column, ContractTable, Type
from zicha.contract.tables import GROUPS, REQUIRED_TABLES, TABLES, tables_of_group
from zicha.reports.contract_rows import WHAT_A_ROW_IS

Language = Literal["zh", "en"]

PAGES: Mapping[Language, str] = {"zh": "contract.md", "en": "contract.en.md"}
"""File name of the page in each language."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the page in one language; `groups` and `types` by name."""

    title: str
    introduction: str
    types_heading: str
    types_columns: tuple[str, ...]
    overview_heading: str
    overview_columns: tuple[str, ...]
    columns: tuple[str, ...]
    codes_heading: str
    codes_introduction: str
    codes_columns: tuple[str, ...]
    a_row: str
    key: str
    dated_by: str
    part_of: str
    referred_to_by: str
    remark: str
    yes: str
    in_key: str
    required_table: str
    code_list: str
    refers_to: str
    open_list: str
    separator: str
    types: Mapping[Type, tuple[str, str]]


_CHINESE = Words(
    title="数据契约参考",
    introduction="""\
本页由 `zicha contract` 按程序中的数据契约生成，请勿手工修改。同一命令还会生成带中文表头和填写说明的空白工作簿。

**怎样交数据**

- 一张数据表是一个 CSV 文件、一张 Excel 工作表或一个 Parquet 文件，用表的中文名或英文名命名。
- 列用中文名或英文名，顺序不限；没有的列可以不写，视为空。契约中没有的列会列入提示，不会被猜测使用。
- 一张表可以分成几份：放在子文件夹里，或在名称后加后缀（`audits_1.csv`、`audits-2025.csv`）。
- 同一次交付中完全相同的行只算一行并列入提示；主键相同而内容不同的行全部退回。以后的交付中，主键相同的新行取代旧行。
- 只有“认证机构”和“认证证书”两张表必须交。缺表的检查项不执行，并在覆盖情况中写明。
- 金额单位为元，时间量单位为人日。""",
    types_heading="类型和写法",
    types_columns=("类型", "英文", "怎样写"),
    overview_heading="数据表一览",
    overview_columns=("类别", "数据表", "英文名", "列数", "必交"),
    columns=("列", "英文名", "类型", "必填", "单位", "取值或指向", "说明"),
    codes_heading="代码表",
    codes_introduction="可以写代码，也可以写中文名称或“也可写”一栏中的词，字母不分大小写。",
    codes_columns=("代码", "中文名称", "也可写"),
    a_row="一行是什么",
    key="主键",
    dated_by="行的日期",
    part_of="从属于",
    referred_to_by="被引用于",
    remark="说明",
    yes="是",
    in_key="主键",
    required_table="必交",
    code_list="代码表",
    refers_to="指向",
    open_list="表中没有的原因可以直接写文字。",
    separator="、",
    types={
        Type.TEXT: ("文本", "任意文字。编号按文本写，保留前面的 0"),
        Type.LIST: ("文本清单", "各项之间用；分隔，例如 `P001；P002`"),
        Type.USCC: ("统一社会信用代码", "18 位数字和大写字母；旧的 9、13、15 位号码照收并标注"),
        Type.DATE: ("日期", "`2026-01-05`；也可写 `2026/1/5`、`2026年1月5日` 或 Excel 日期"),
        Type.TIME: ("时间", "`2026-01-05 09:00`，北京时间；其他时区写明，例如 `2026-01-05T01:00+00:00`"),
        Type.INT: ("整数", "只写数字，例如 `120`"),
        Type.NUMBER: ("数值", "只写数字，最多六位小数，例如 `2.5`；不写单位"),
        Type.FLAG: ("是否", "写“是”或“否”"),
    },
)

_ENGLISH = Words(
    title="Data contract reference",
    introduction="""\
Written by `zicha contract` from the contract in the code; do not edit by hand. The same command writes empty workbooks
with Chinese headings and a sheet of notes. The Chinese page comes first; remarks are in Chinese on both.

**How records are handed in**

- A table is a CSV file, an Excel sheet or a Parquet file named after it, in Chinese or English.
- Columns go by their Chinese or English name, in any order. A column left out is empty; a column the contract does not
  know is named in a warning and never guessed.
- A table may come in several parts: in sub-folders, or with a suffix (`audits_1.csv`, `audits-2025.csv`).
- Within one delivery an identical row counts once and is reported; different rows with one key are all refused. In a
  later delivery the row with the same key takes the place of the earlier one.
- Only `bodies` and `certificates` must be there. A check whose tables are missing does not run, and the coverage says so.
- Money is in CNY (元), effort in auditor-days of 8 h (人日).""",
    types_heading="Types and how to write them",
    types_columns=("Type", "Name", "How to write it"),
    overview_heading="Tables",
    overview_columns=("Group", "Chinese name", "Table", "Columns", "Must be there"),
    columns=("Chinese name", "Column", "Type", "Required", "Unit", "Codes or reference", "Remark"),
    codes_heading="Code lists",
    codes_introduction="Write the code, its Chinese label, or one of the other words; letters in either case.",
    codes_columns=("Code", "Label", "Also read"),
    a_row="A row",
    key="Key",
    dated_by="Dated by",
    part_of="Part of",
    referred_to_by="Referred to by",
    remark="Remark",
    yes="yes",
    in_key="key",
    required_table="yes",
    code_list="codes",
    refers_to="refers to",
    open_list="A reason that is not listed may be written in words.",
    separator=", ",
    types={
        Type.TEXT: ("text", "any text; numbers of things are text, leading zeros stay"),
        Type.LIST: ("list", "items separated by ；or ;, for example `P001；P002`"),
        Type.USCC: (
            "uscc",
            "18 digits and capitals (GB 32100-2015); legacy 9, 13 and 15 are kept and flagged",
        ),
        Type.DATE: ("date", "`2026-01-05`; also `2026/1/5`, `2026年1月5日` or an Excel date"),
        Type.TIME: ("time", "`2026-01-05 09:00`, Asia/Shanghai unless an offset is given"),
        Type.INT: ("int", "digits only, for example `120`"),
        Type.NUMBER: ("number", "digits only, six decimals at most, for example `2.5`; no unit"),
        Type.FLAG: ("flag", "`是` or `否` (yes or no)"),
    },
)

WORDS: Mapping[Language, Words] = {"zh": _CHINESE, "en": _ENGLISH}


def contract_page(language: Language = "zh") -> str:
    """The reference page as Markdown."""
    words = WORDS[language]
    blocks = [
        f"# {words.title}",
        words.introduction,
        f"## {words.types_heading}",
        _grid(words.types_columns, _type_rows(words)),
        f"## {words.overview_heading}",
        _grid(words.overview_columns, _overview_rows(words, language)),
    ]
    for group in GROUPS:
        blocks.append(f"## {_group_title(group, language)}")
        for table in tables_of_group(group):
            blocks.extend(_table_blocks(table, words, language))
    blocks += [f"## {words.codes_heading}", words.codes_introduction]
    for codes in CODE_LISTS.values():
        blocks.extend(_code_blocks(codes, words, language))
    return "\n\n".join(blocks) + "\n"


def write_contract_pages(folder: Path) -> list[Path]:
    """Write the page in every language into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language, name in PAGES.items():
        path = folder / name
        path.write_text(contract_page(language), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def ways_to_write(column: Column) -> str:
    """How a cell of the column is written, in Chinese."""
    if column.codes:
        return "从可选值中选一个，或写代码"
    if column.type is Type.TEXT:
        # Only numbers of things lose something when a spreadsheet takes them for a quantity.
        is_number = column.key or column.refers_to or column.name.endswith(("_no", "_id", "_code"))
        return "编号，按文本写，保留前面的 0" if is_number else "文字"
    return _CHINESE.types[column.type][1].replace("`", "")


def referring_columns(name: str) -> list[tuple[str, str]]:
    """Table and column of every reference to the table, in the order of the contract."""
    return [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.refers_to == name
    ]


def _group_title(group: str, language: Language) -> str:
    if language == "zh":
        return group
    return f"{GROUPS[group].__name__.rpartition('.')[2].capitalize()} ({group})"


def _named(table: ContractTable, language: Language) -> str:
    """The table's name as a link to its place on the page."""
    return f"[{table.chinese if language == 'zh' else table.name}](#{table.name})"


def _type_rows(words: Words) -> Iterator[tuple[str, ...]]:
    for type_ in Type:
        name, how = words.types[type_]
        second = f"`{type_.value}`" if words is _CHINESE else type_.label
        yield name, second, how


def _overview_rows(words: Words, language: Language) -> Iterator[tuple[str, ...]]:
    for group in GROUPS:
        for table in tables_of_group(group):
            yield (
                _group_title(group, language),
                f"[{table.chinese}](#{table.name})",
                f"`{table.name}`",
                str(len(table.columns)),
                words.required_table if table.name in REQUIRED_TABLES else "",
            )


def _table_blocks(table: ContractTable, words: Words, language: Language) -> Iterator[str]:
    heading = f"{table.chinese} {table.name}" if language == "zh" else f"{table.name} {table.chinese}"
    # An anchor of our own: what a renderer makes of a Chinese heading differs.
    yield f'<a id="{table.name}"></a>\n\n### {heading}'
    facts = [f"- {words.a_row}：{WHAT_A_ROW_IS[table.name][language]}"]
    facts.append(f"- {words.key}：{_column_names(table, table.key, words, language)}")
    if table.dated_by:
        facts.append(f"- {words.dated_by}：{_column_names(table, table.dated_by, words, language)}")
    if table.part_of:
        facts.append(f"- {words.part_of}：{_named(TABLES[table.part_of], language)}")
    if referring := dict.fromkeys(name for name, _ in referring_columns(table.name)):
        names = words.separator.join(_named(TABLES[name], language) for name in referring)
        facts.append(f"- {words.referred_to_by}：{names}")
    if table.remark:
        facts.append(f"- {words.remark}：{table.remark}")
    yield "\n".join(facts if language == "zh" else (fact.replace("：", ": ", 1) for fact in facts))
    yield _grid(words.columns, (_column_row(column, words, language) for column in table.columns))


def _column_names(table: ContractTable, names: Iterable[str], words: Words, language: Language) -> str:
    columns = [table.column(name) for name in names]
    return words.separator.join(c.chinese if language == "zh" else f"`{c.name}`" for c in columns)


def _column_row(column: Column, words: Words, language: Language) -> tuple[str, ...]:
    values = []
    if column.codes:
        name = CODE_LISTS[column.codes].chinese if language == "zh" else column.codes
        values.append(f"{words.code_list} [{name}](#codes-{column.codes})")
    if column.refers_to:
        values.append(f"{words.refers_to} {_named(TABLES[column.refers_to], language)}")
    return (
        column.chinese,
        f"`{column.name}`",
        words.types[column.type][0],
        words.in_key if column.key else words.yes if column.required else "",
        column.unit,
        words.separator.join(values),
        column.remark,
    )


def _code_blocks(codes: CodeList, words: Words, language: Language) -> Iterator[str]:
    heading = f"{codes.chinese} {codes.name}" if language == "zh" else f"{codes.name} {codes.chinese}"
    yield f'<a id="codes-{codes.name}"></a>\n\n### {heading}'
    if codes.open:
        yield words.open_list
    yield _grid(
        words.codes_columns,
        (
            (f"`{code}`", label, words.separator.join(other_words(codes, code)))
            for code, label in codes.labels.items()
        ),
    )


def other_words(codes: CodeList, code: str) -> list[str]:
    """What else is read as the code, besides the code itself and its label."""
    known = {code.lower(), codes.labels[code].lower()}
    return [word for word, meant in codes.words.items() if meant == code and word not in known]


def _grid(heading: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in (tuple(heading), *rows)]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    lines.insert(1, "| " + " | ".join("---" for _ in cells[0]) + " |")
    return "\n".join(lines)
