"""Values already written the way they are stored, read all at once (规范写法的批量读取).

What is settled here must read exactly as `values` reads it one by one; a property test holds the two together.
Everything else is left for `values`.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zicha.contract.table import DEGREES, Column, Type
from zicha.intake.values import is_identifier

# No blank, no control character, nothing invisible; and first of all no # (an error value) and no = (="00123").
_PLAIN = r"!-~\x{b7}\x{2014}\x{2018}-\x{201d}\x{2026}\x{3001}-\x{3003}\x{3005}-\x{301f}\x{4e00}-\x{9fff}\x{ff01}-\x{ff60}"
_FIRST = _PLAIN.replace("!-~", r'!"$-<>-~')
_TEXT = rf"\A[{_FIRST}](?:[{_PLAIN} \n\t]*[{_PLAIN}])?\z"
_IDENTIFIER = r'\A[!"$-<>-~\x{4e00}-\x{9fa5}](?:[!-~\x{4e00}-\x{9fa5} ]*[!-~\x{4e00}-\x{9fa5}])?\z'
_SCIENTIFIC = r"\A-?[0-9](?:\.[0-9]+)?[Ee]\+[0-9]+\z"
_LIST = r'\A[!"$-:<>-~][!-:<-~]*(?:;[!-:<-~]+)*\z'
_DAY = r"(?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_DATE = rf"\A{_DAY}\z"
_TIME = rf"\A{_DAY}(?:[ T][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?)?\z"
_INT = r"\A-?(?:0|[1-9][0-9]{0,16})\z"
_NUMBER = r"\A-?[0-9]{1,11}(?:\.[0-9]{1,6})?\z"
_USCC = r"\A[0-9A-HJ-NP-RT-UW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}\z"
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)] + [1], dtype=np.int64)
_FEW = 64


def settled(texts: pa.StringArray, column: Column) -> tuple[pa.Array, np.ndarray]:
    """Values of the column's type, null where not settled; and which are."""
    if column.codes or column.type is Type.FLAG:
        return pa.nulls(len(texts), column.arrow), np.zeros(len(texts), dtype=bool)
    match column.type:
        case Type.DATE:
            return _cast(texts, _fits(texts, _DATE), column.arrow)
        case Type.TIME:
            return _cast(texts, _fits(texts, _TIME), column.arrow)
        case Type.INT:
            return _cast(texts, _fits(texts, _INT), column.arrow)
        case Type.NUMBER:
            return _numbers(texts, column)
        case Type.USCC:
            return _kept(texts, _right_uscc(texts, _fits(texts, _USCC)))
        case Type.LIST:
            return _kept(texts, _fits(texts, _LIST))
    if is_identifier(column):
        return _kept(texts, _fits(texts, _IDENTIFIER) & ~_fits(texts, _SCIENTIFIC))
    return _kept(texts, _fits(texts, _TEXT))


def _fits(texts: pa.StringArray, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)


def _kept(texts: pa.StringArray, done: np.ndarray) -> tuple[pa.Array, np.ndarray]:
    return pc.if_else(pa.array(done), texts, None), done


def _cast(texts: pa.StringArray, fits: np.ndarray, to: pa.DataType) -> tuple[pa.Array, np.ndarray]:
    """Cast what fits; where a value is impossible (02-30, 25:00), the few around it are left for `values`."""
    masked = pc.if_else(pa.array(fits), texts, None)
    try:
        return masked.cast(to), fits
    except pa.ArrowInvalid:
        if len(texts) <= _FEW:
            return pa.nulls(len(texts), to), np.zeros(len(texts), dtype=bool)
    half = len(texts) // 2
    left, left_done = _cast(texts[:half], fits[:half], to)
    right, right_done = _cast(texts[half:], fits[half:], to)
    return pa.concat_arrays([left, right]), np.concatenate([left_done, right_done])


def _numbers(texts: pa.StringArray, column: Column) -> tuple[pa.Array, np.ndarray]:
    values, done = _cast(texts, _fits(texts, _NUMBER), column.arrow)
    if column.unit != DEGREES:
        return values, done
    most = 90 if "latitude" in column.name else 180
    inside = pc.fill_null(pc.less_equal(pc.abs(values), float(most)), False).to_numpy(zero_copy_only=False)
    return pc.if_else(pa.array(inside), values, None), done & inside


def _right_uscc(texts: pa.StringArray, fits: np.ndarray) -> np.ndarray:
    """Which of the well-formed codes have the check digit of GB 32100-2015."""
    places = np.flatnonzero(fits)
    if not len(places):
        return fits
    codes = "".join(texts.take(pa.array(places)).to_pylist()).encode("ascii")
    worth = np.zeros(256, dtype=np.int64)
    worth[np.frombuffer(_USCC_LETTERS.encode(), dtype=np.uint8)] = np.arange(31)
    letters = worth[np.frombuffer(codes, dtype=np.uint8)].reshape(-1, 18)
    right = fits.copy()
    right[places] = (letters * _USCC_WEIGHTS).sum(axis=1) % 31 == 0
    return right
