"""One value as people type it → one value of a column's type (单元格取值).

Each type has one reader; `cells` calls it once for every distinct value. What a value means is never guessed: a
reader answers with the value, with nothing (an empty cell), or with what is wrong and how to mend it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from zicha.contract.codes import CodeList
from zicha.contract.subjects import KEY_SEPARATOR
from zicha.contract.table import DEGREES, Column, Type
from zicha.intake.moments import read_date, read_time
from zicha.intake.reading import EMPTY, ERRORS, SCIENTIFIC, Reading, cleaned, is_empty, narrowed, words
from zicha.intake.registration import read_uscc
from zicha.intake.sheets import UNSAVED_FORMULA

UNREADABLE_TYPE = "\x00?"
"""Stands for a value of a Parquet type that has no text form."""


Reader = Callable[[str], Reading]


def reader_for(
    column: Column, code_lists: Mapping[str, CodeList], *, date_1904: bool = False
) -> Callable[[str], Reading]:
    """The reader of a column's cells; required columns refuse an empty one."""
    read = _reader_of_type(column, code_lists, date_1904)

    def read_cell(text: str) -> Reading:
        reading = damage(text) or read(cleaned(text))
        if column.required and reading.value is None and not reading.problem:
            return Reading(problem="是必填项而为空", mend="补填该单元格")
        return reading

    return read_cell


def is_identifier(column: Column) -> bool:
    """Whether cells of the column name something, so that the same name must always read the same."""
    return column.key or bool(column.refers_to) or column.name.endswith(("_id", "_no", "_code"))


def _reader_of_type(column: Column, code_lists: Mapping[str, CodeList], date_1904: bool) -> Reader:
    if column.codes:
        return lambda text: read_code(text, code_lists[column.codes])
    match column.type:
        case Type.DATE:
            return lambda text: read_date(text, date_1904=date_1904)
        case Type.TIME:
            return lambda text: read_time(text, date_1904=date_1904)
        case Type.INT:
            return lambda text: read_int(text, column.unit)
        case Type.NUMBER if column.unit == DEGREES:
            return lambda text: read_degrees(text, 90 if "latitude" in column.name else 180)
        case Type.NUMBER:
            return lambda text: read_number(text, column.unit)
        case Type.FLAG:
            return lambda text: read_flag(text, column.chinese)
        case Type.USCC:
            return read_uscc
        case Type.LIST:
            return read_list
    return read_identifier if is_identifier(column) else read_text


def damage(text: str) -> Reading | None:
    """What makes a cell unreadable whatever its type, or nothing."""
    if "\x00" in text:
        if text == UNSAVED_FORMULA:
            return Reading(problem="公式没有保存结果", mend="在 Excel 中打开并保存，或粘贴为数值")
        if text == UNREADABLE_TYPE:
            return Reading(problem="的存储类型不能读取", mend="导出时改为文本、数值、日期或时间")
        return Reading(problem="含有空字符（NUL），文件可能损坏", mend="从原系统重新导出")
    if "�" in text:
        return Reading(problem="含有无法解码的字符", mend="从原系统重新导出，编码选 UTF-8")
    bare = text.strip()
    if bare.startswith("#") and (bare in ERRORS or (len(bare) > 2 and not bare.strip("#"))):
        return Reading(problem="是公式出错或列太窄时显示的内容", mend="改正公式或填写应有的值")
    return None


def read_text(text: str) -> Reading:
    if text == "#N/A":
        return Reading(problem="是公式出错时显示的内容", mend="改正公式或填写应有的值")
    return Reading(text) if text else EMPTY


def read_identifier(text: str) -> Reading:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    if SCIENTIFIC.fullmatch(text):
        return Reading(problem="是科学计数法，原编号的数字已丢失", mend="把该列设为文本后重新填写完整编号")
    if KEY_SEPARATOR in text:
        return Reading(problem="含有竖线 |，会与组合编号混淆", mend="把编号里的 | 换成其他符号")
    return read_text(text)


def read_list(text: str) -> Reading:
    """Items between semicolons, half or full width (文本清单)."""
    items = [item.strip() for item in unicodedata.normalize("NFKC", text).split(";")]
    return read_text(";".join(item for item in items if item))


def read_code(text: str, codes: CodeList) -> Reading:
    word = unicodedata.normalize("NFKC", text).strip()
    code = codes.code_of(word) or codes.code_of(text)
    if code is not None:
        return Reading(code)
    if is_empty(word):
        return EMPTY
    if codes.open:
        return Reading(text)
    known = "、".join(f"{label}（{code}）" for code, label in codes.labels.items())
    return Reading(problem=f"不在代码表“{codes.chinese}”中", mend=f"填写其中之一：{known}")


_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?(E[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_SIX = Decimal("0.000001")
_LARGEST = Decimal(10) ** 12
_NUMBER_MEND = "只填数字，例如 12.5"


def read_number(text: str, unit: str = "") -> Reading:
    """A number (数值) to six decimals, half rounded up."""
    number = _decimal(text, unit)
    if not isinstance(number, Decimal):
        return number
    if abs(number) >= _LARGEST:
        return Reading(problem="数值过大", mend="核对单位与小数点")
    rounded = number.quantize(_SIX, ROUND_HALF_UP)
    if abs(rounded) >= _LARGEST:
        return Reading(problem="数值过大", mend="核对单位与小数点")
    return Reading(rounded, note="rounded" if rounded != number else "")


def read_degrees(text: str, most: int) -> Reading:
    """Longitude or latitude in degrees (经纬度)."""
    number = _decimal(text, DEGREES)
    if not isinstance(number, Decimal):
        return number
    if abs(number) > most:
        return Reading(
            problem=f"超出 -{most} 到 {most} 度",
            mend="按 WGS 84 填写以度为单位的小数，经度在前，勿与纬度填反",
        )
    return Reading(float(number))


def read_int(text: str, unit: str = "") -> Reading:
    """A whole number (整数); 12.0 is 12."""
    number = _decimal(text, unit)
    if not isinstance(number, Decimal):
        return number
    if number != number.to_integral_value():
        return Reading(problem="不是整数", mend="填写整数")
    if abs(number) >= 10**18:
        return Reading(problem="数值过大", mend="核对后填写")
    return Reading(int(number))


def _decimal(text: str, unit: str) -> Decimal | Reading:
    bare = narrowed(text).replace(" ", "")
    if is_empty(bare):
        return EMPTY
    if unit and bare.endswith(unit):
        bare = bare[: -len(unit)]
    if unit == "元":
        bare = bare.lstrip("¥")
    if _NUMBER.fullmatch(bare) and any(letter.isdigit() for letter in bare.upper().partition("E")[0]):
        return Decimal(bare.replace(",", ""))
    return Reading(problem="不是数字", mend=_NUMBER_MEND)


YES = words("是 √ ✓ ✔ ☑ 对 y yes t true 1 1.0")
NO = words("否 × ✗ ✘ ☒ x 错 n no f false 0 0.0")


def read_flag(text: str, chinese: str = "") -> Reading:
    """Yes or no (是否). In a column 是否合格 the words 合格 and 不合格 answer too."""
    word = unicodedata.normalize("NFKC", text).strip().lower()
    asked = chinese.partition("是否")[2].lower()
    if word in YES or (asked and word == asked):
        return Reading(True)
    if word in NO or (asked and word in (f"不{asked}", f"未{asked}", f"非{asked}")):
        return Reading(False)
    if is_empty(word):
        return EMPTY
    return Reading(problem="不是“是”或“否”", mend="填写 是 或 否")
