"""Numbers the invented world is known by (编号): credit codes with valid check digits, photo fingerprints, keys.

The credit codes carry XX where a registered organisation carries its own letters, so none is anybody's.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zicha.demo.days import Ints

_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
_CODE_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_X = _SYMBOLS.index("X")


def credit_codes(regions: Ints, serials: Ints) -> pa.Array:
    """Credit codes (统一社会信用代码) by region and a serial of six digits; GB 32100-2015 and GB 11714-1997."""
    values = np.zeros((len(serials), 18), dtype=np.int64)
    values[:, 0], values[:, 1] = 9, 1
    values[:, 2:8] = _digits(regions, 6)
    values[:, 8] = values[:, 9] = _X
    values[:, 10:16] = _digits(serials, 6)
    # The nine-digit code counts letters as A = 10 … Z = 35, the credit code by place in its own alphabet.
    legacy = values[:, 8:16].copy()
    legacy[:, :2] = ord("X") - 55
    check = (11 - legacy @ _CODE_WEIGHTS % 11) % 11
    values[:, 16] = np.where(check == 10, _X, check)
    values[:, 17] = (31 - values[:, :17] @ _WEIGHTS % 31) % 31
    letters = np.frombuffer(_SYMBOLS.encode(), dtype="S1")[values]
    return pa.array(np.ascontiguousarray(letters).view("S18").ravel()).cast(pa.string())


def credit_code(region: int, serial: int) -> str:
    return str(credit_codes(np.array([region]), np.array([serial]))[0].as_py())


def _digits(numbers: Ints, width: int) -> Ints:
    return numbers[:, None] // 10 ** np.arange(width - 1, -1, -1) % 10


def numbered(prefix: str, numbers: Ints, width: int = 6) -> pa.Array:
    """Keys such as AUD-000017."""
    text = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, text, "")


# Generator of the BCH code (63, 24): two of its words differ in 15 bits or more, so no two invented photos look alike.
_GENERATOR = 0o17323260404441
_PHOTOS = 1 << 24


def photo_hashes(numbers: Ints) -> pa.Array:
    """Fingerprints of 16 hex digits (照片指纹), for numbers below 2^24 all far apart."""
    if len(numbers) and int(numbers.max()) >= _PHOTOS:
        raise ValueError(f"no more than {_PHOTOS} photos")
    message = (numbers * 0x9E3779 % _PHOTOS).astype(np.uint64)
    word = np.full(len(numbers), 0x5A3C_96E1_0F78_B4D2, dtype=np.uint64)
    for bit in range(24):
        word ^= (message >> np.uint64(bit) & np.uint64(1)) * np.uint64(_GENERATOR << bit)
    nibbles = (word[:, None] >> np.arange(60, -4, -4, dtype=np.uint64) & np.uint64(15)).astype(np.int64)
    letters = np.frombuffer(b"0123456789abcdef", dtype="S1")[nibbles]
    return pa.array(np.ascontiguousarray(letters).view("S16").ravel()).cast(pa.string())
