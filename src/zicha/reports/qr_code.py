"""A QR code as a picture for a Word file (二维码): black and white, one bit a module, drawn without an image library."""

from __future__ import annotations

import struct
import zlib

import qrcode

_QUIET_ZONE = 4
_DOTS = 6


def qr_png(text: str) -> bytes:
    """The text as a QR code with room around it, as PNG. A quarter of it may be soiled in print."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=_QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    rows = b"".join(_row(line) * _DOTS for line in matrix)
    side = len(matrix) * _DOTS
    # One bit a dot; 1 is white.
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _row(modules: list[bool]) -> bytes:
    dots = [dark for dark in modules for _ in range(_DOTS)]
    packed = bytearray((len(dots) + 7) // 8)
    for at, dark in enumerate(dots):
        if not dark:
            packed[at // 8] |= 0x80 >> (at % 8)
    return b"\x00" + bytes(packed)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
