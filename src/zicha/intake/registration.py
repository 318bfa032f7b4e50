"""Registration numbers of organisations (登记号码): the social credit code and the numbers it replaced."""

from __future__ import annotations

import re

from stdnum.cn import uscc as uscc_standard

from zicha.intake.reading import EMPTY, SCIENTIFIC, Reading, is_empty, narrowed

_USCC = re.compile(r"[0-9A-HJ-NP-RT-UW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}")
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_MEND = "对照营业执照填写 18 位统一社会信用代码"


def read_uscc(text: str) -> Reading:
    """A unified social credit code (统一社会信用代码), or the older numbers it replaced, which are noted."""
    code = narrowed(text).upper()
    if is_empty(code.lower()):
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
