"""Where evidence lies on disk (证据存放): below the body's folder, under its hash; written aside and renamed."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from zicha.casework.places import body_folder, made

_BLOCK = 1 << 20


def evidence_folder(body_id: int) -> Path:
    return body_folder(body_id) / "evidence"


def evidence_path(body_id: int, sha256: str) -> Path:
    """The file of that hash. Raises ValueError for what is no hash, so that no name ever leads elsewhere."""
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise ValueError("not a SHA-256")
    return evidence_folder(body_id) / sha256[:2] / sha256


def hash_of(file: BinaryIO) -> str:
    """SHA-256 of an open file, which is left at its beginning."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def store(file: BinaryIO, *, body_id: int) -> tuple[str, int]:
    """Keep the file; its hash and its size. One that is there already, whole, is not written again."""
    folder = made(evidence_folder(body_id))
    aside = folder / f".part-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    try:
        with open(aside, "xb") as target:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        place = evidence_path(body_id, digest.hexdigest())
        if not is_whole(place, digest.hexdigest()):
            made(place.parent)
            aside.chmod(0o400)
            os.replace(aside, place)
            _sync(place.parent)
    finally:
        aside.unlink(missing_ok=True)
    return digest.hexdigest(), size


def is_whole(place: Path, sha256: str) -> bool:
    """Whether the bytes are there and still those of the hash."""
    try:
        with open(place, "rb") as file:
            return hash_of(file) == sha256
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    """A rename is on disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
