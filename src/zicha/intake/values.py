"""One value as people type it → one value of a column's type (单元格取值).

Each type has one reader here; `cells` calls it once for every distinct value. What a value means is never guessed:
a reader answers with the value, with nothing (an empty cell), or with what is wrong and how to mend it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from stdnum.cn import uscc as uscc_standard

from zicha.contract.codes import CodeList
from zicha.contract.table import DEGREES, Column, Type
from zicha.intake.sheets import UNSAVED_FORMULA

UNREADABLE_TYPE = "\x00?"
"""Stands for a value of a Parquet type that has no text form."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACEHOLDERS = _words(
    "/ // \\ - -- --- — —— ― _ . … 无 空 暂无 没有 不适用 不详 未知 n/a na #n/a null none nil <na>"
)
"""What people write into a cell that has nothing to say; in a column of text it is kept as text."""

ERRORS = _words("#REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #SPILL! #CALC! #GETTING_DATA")
"""What a spreadsheet shows where a formula failed."""

_CONTROLS = (*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
_HIDDEN = (
    0xAD,
    0x034F,
    0x061C,
    0x180E,
    0xFEFF,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
)
_INVISIBLE: dict[int, str | None] = dict.fromkeys((*_CONTROLS, *_HIDDEN))
_INVISIBLE.update({0xA0: " ", 0x2007: " ", 0x202F: " ", 0x2028: "\n", 0x2029: "\n"})

# Full-width forms only: NFKC would also turn 5³ into 53.
_NARROW: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_NARROW.update({0x3000: " ", 0xFFE5: "¥", 0x2212: "-"})

SCIENTIFIC = re.compile(r"-?\d(\.\d+)?E\+\d+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says (读数). `note` names something to remark on; `problem` stops the row."""

    value: object = None
    problem: str = ""
    mend: str = ""
    note: str = ""


EMPTY = Reading()
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


def cleaned(text: str) -> str:
    """The text without invisible characters and surrounding blanks."""
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1]  # Excel's way of keeping 00123 a text in CSV
    if not text.isascii() or not text.isprintable():
        text = text.replace("\r\n", "\n").translate(_INVISIBLE)
    return text.strip()


def narrowed(text: str) -> str:
    return text if text.isascii() else text.translate(_NARROW).strip()


def read_text(text: str) -> Reading:
    if text == "#N/A":
        return Reading(problem="是公式出错时显示的内容", mend="改正公式或填写应有的值")
    return Reading(text) if text else EMPTY


def read_identifier(text: str) -> Reading:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    if SCIENTIFIC.fullmatch(text):
        return Reading(problem="是科学计数法，原编号的数字已丢失", mend="把该列设为文本后重新填写完整编号")
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
    if _is_empty(word):
        return EMPTY
    if codes.open:
        return Reading(text)
    known = "、".join(f"{label}（{code}）" for code, label in codes.labels.items())
    return Reading(problem=f"不在代码表“{codes.chinese}”中", mend=f"填写其中之一：{known}")


def _is_empty(text: str) -> bool:
    return not text or text.lower() in PLACEHOLDERS


# ── days and moments ────────────────────────────────────────────────────────────────────────────────────────────────

_DAY = r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*[日号]?"
_COMPACT_DAY = r"(\d{4})(\d{2})(\d{2})"
_CLOCK = (
    r"(上午|下午|AM|PM)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?)?(?:\s*:?\s*(\d{1,2})(?:\.(\d{1,9}))?\s*秒?)?"
    r"\s*(AM|PM)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
_MOMENT = re.compile(
    rf"(?:{_DAY}|{_COMPACT_DAY})(?:(?:T|\s+|(?<=[日号])){_CLOCK})?", re.IGNORECASE | re.ASCII
)
_END_OF_DAY = re.compile(r"\s24\s*[:：时点][0\s:：分秒]*$")
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?|80000", re.ASCII)
_DAY_MEND = "写成 年-月-日，例如 2026-02-28"
_TIME_MEND = "写成 年-月-日 时:分，例如 2026-02-28 09:00"
_SHANGHAI = timedelta(hours=8)  # no summer time since 1991, before which nothing here was recorded


def read_date(text: str, *, date_1904: bool = False) -> Reading:
    """A day (日期); the time of day is left out, and noted when it is not midnight."""
    moment = _moment(text, date_1904, _DAY_MEND)
    if not isinstance(moment.value, datetime):
        return moment
    if _END_OF_DAY.search(text):
        return Reading(moment.value.date() - timedelta(days=1))
    note = "time_dropped" if moment.value.time() != time() else ""
    return Reading(moment.value.date(), note=note)


def read_time(text: str, *, date_1904: bool = False) -> Reading:
    """A moment (时间), wall clock of Asia/Shanghai; a day alone is its midnight."""
    return _moment(text, date_1904, _TIME_MEND)


def _moment(text: str, date_1904: bool, mend: str) -> Reading:
    text = narrowed(text)
    if _is_empty(text):
        return EMPTY
    if _SERIAL.fullmatch(text):
        return Reading(_from_serial(Decimal(text), date_1904))
    match = _MOMENT.fullmatch(text)
    if match is None:
        return Reading(problem="不是能认出的日期", mend=mend)
    year, month, day, *_ = (int(part) for part in match.groups()[:6] if part is not None)
    if year < 1900:
        return Reading(problem="年份早于 1900 年", mend="核对后填写实际日期，没有则留空")
    try:
        midnight = datetime(year, month, day)
    except ValueError:
        return Reading(problem="不是日历上的日期", mend=mend)
    if match[8] is None:
        return Reading(midnight)
    try:
        return Reading(_with_clock(midnight, *match.groups()[6:]))
    except (ValueError, OverflowError):
        return Reading(problem="不是一天中的时刻", mend=mend)


def _from_serial(serial: Decimal, date_1904: bool) -> datetime:
    """Days since the spreadsheet's day 0, the fraction being the time of day, to the second."""
    day_0 = datetime(1904, 1, 1) if date_1904 else datetime(1899, 12, 30)
    seconds = (serial * 86_400).to_integral_value(ROUND_HALF_UP)
    return day_0 + timedelta(seconds=int(seconds))


def _with_clock(
    midnight: datetime,
    half_before: str | None,
    hours: str,
    minutes: str | None,
    seconds: str | None,
    fraction: str | None,
    half_behind: str | None,
    offset: str | None,
) -> datetime:
    half = (half_before or half_behind or "").upper()
    hour = int(hours)
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    elif half in ("上午", "AM") and hour == 12:
        hour = 0
    minute, second = int(minutes or 0), int(seconds or 0)
    micros = int((fraction or "0").ljust(6, "0")[:6])
    if hour == 24 and minute == second == micros == 0:
        moment = midnight + timedelta(days=1)
    else:
        moment = datetime.combine(midnight.date(), time(hour, minute, second, micros))
    if not offset:
        return moment
    if offset.upper() in ("Z", "UTC"):
        return moment + _SHANGHAI
    away = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return moment + _SHANGHAI - (away if offset[0] == "+" else -away)


# ── numbers and flags ───────────────────────────────────────────────────────────────────────────────────────────────

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
    if _is_empty(bare):
        return EMPTY
    if unit and bare.endswith(unit):
        bare = bare[: -len(unit)]
    if unit == "元":
        bare = bare.lstrip("¥")
    if _NUMBER.fullmatch(bare) and any(letter.isdigit() for letter in bare.upper().partition("E")[0]):
        return Decimal(bare.replace(",", ""))
    return Reading(problem="不是数字", mend=_NUMBER_MEND)


YES = _words("是 √ ✓ ✔ ☑ 对 y yes t true 1 1.0")
NO = _words("否 × ✗ ✘ ☒ x 错 n no f false 0 0.0")


def read_flag(text: str, chinese: str = "") -> Reading:
    """Yes or no (是否). In a column 是否合格 the words 合格 and 不合格 answer too."""
    word = unicodedata.normalize("NFKC", text).strip().lower()
    asked = chinese.partition("是否")[2].lower()
    if word in YES or (asked and word == asked):
        return Reading(True)
    if word in NO or (asked and word in (f"不{asked}", f"未{asked}", f"非{asked}")):
        return Reading(False)
    if _is_empty(word):
        return EMPTY
    return Reading(problem="不是“是”或“否”", mend="填写 是 或 否")


# ── registration numbers ────────────────────────────────────────────────────────────────────────────────────────────

_USCC = re.compile(r"[0-9A-HJ-NP-RT-UW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}")
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_MEND = "对照营业执照填写 18 位统一社会信用代码"


def read_uscc(text: str) -> Reading:
    """A unified social credit code (统一社会信用代码), or the older numbers it replaced, which are noted."""
    code = narrowed(text).upper()
    if _is_empty(code.lower()):
        return EMPTY
    if SCIENTIFIC.fullmatch(code):
        return Reading(problem="是科学计数法，原代码的数字已丢失", mend="把该列设为文本后重新填写完整代码")
    code = re.sub(r"[\s-]", "", code)
    match len(code):
        case 18:
            if not _USCC.fullmatch(code):
                return Reading(problem="含有统一社会信用代码不使用的字符", mend=_USCC_MEND)
            if uscc_standard.calc_check_digit(code[:17]) != code[17]:
                return Reading(problem="校验位不正确", mend=_USCC_MEND)
            return Reading(code)
        case 9 if _ORGANISATION_CODE.fullmatch(code):
            if organisation_check_digit(code[:8]) != code[8]:
                return Reading(problem="是组织机构代码而校验位不正确", mend=_USCC_MEND)
            return Reading(code, note="legacy_number")
        case 13 | 15 if code.isdigit() and code.isascii():
            return Reading(code, note="legacy_number")
    return Reading(problem=f"有 {len(code)} 位，不是统一社会信用代码", mend=_USCC_MEND)


def organisation_check_digit(code: str) -> str:
    """Check digit of an organisation code (组织机构代码), GB 11714-1997."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(code, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
