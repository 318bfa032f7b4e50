"""The archive (备份文件): a tar of parts, and a manifest with the size and SHA-256 of each.

manifest.json     last; what the archive is, every part, the number of rows of every table
database.dump     by pg_dump, of one moment
files/…           what the data folder holds beside the database
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from zicha.contract.errors import ZichaError

FORMAT = "zicha-backup/1"
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files/"
# What of the data folder goes into a backup, beside the database.
SECRET_KEY = "secret-key"
BODIES = "bodies"
_CHUNK = 2**20


class Damaged(ZichaError):
    """The archive is not as it was written."""


@dataclass(frozen=True)
class Part:
    """One file of the archive (组成部分)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the archive holds (清单)."""

    release: str
    made_at: str
    rows: dict[str, int]
    parts: list[Part]


class Writer:
    """Adds parts one after the other, hashing what it writes, so that what was hashed is what lies there."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by `finish`
        self.parts: list[Part] = []

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            hashing = _Hashing(file, size)
            self._tar.addfile(_entry(name, size), hashing)  # type: ignore[arg-type]
        self.parts.append(Part(name, size, hashing.digest.hexdigest()))

    def add_bytes(self, name: str, content: bytes) -> None:
        self._tar.addfile(_entry(name, len(content)), io.BytesIO(content))
        self.parts.append(Part(name, len(content), hashlib.sha256(content).hexdigest()))

    def finish(self, *, release: str, made_at: str, rows: dict[str, int]) -> None:
        told = {"format": FORMAT} | asdict(Manifest(release, made_at, rows, self.parts))
        text = json.dumps(told, ensure_ascii=False, indent=1).encode()
        self._tar.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))
        self._tar.close()


class _Hashing:
    """Reads `size` bytes and no more: a file that grows meanwhile is taken as long as it was."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left, self.digest = file, size, hashlib.sha256()

    def read(self, wanted: int) -> bytes:
        chunk = self._file.read(min(wanted, self._left))
        self._left -= len(chunk)
        self.digest.update(chunk)
        return chunk


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


class Reader:
    """An archive whose every part has been held to its hash. Raises Damaged otherwise, at the first that differs."""

    def __init__(self, path: Path) -> None:
        try:
            self._tar = tarfile.open(path, mode="r:")  # noqa: SIM115 - closed by `__exit__`
            self._members = {member.name: member for member in self._tar.getmembers()}
            self.manifest = _manifest(self._read_text(MANIFEST))
        except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError) as error:
            raise Damaged(f"{path} 不是完整的备份文件，没有恢复任何内容；请换一份备份。") from error
        self._path = path
        self._verify()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._tar.close()

    def files(self) -> Iterator[Part]:
        return (part for part in self.manifest.parts if part.name.startswith(FILES))

    def extract(self, part: Part, target: Path) -> None:
        """Write one part and hold what lies on the disk to its hash."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in self._chunks(part):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if sha256_of(target) != part.sha256:
            raise Damaged(f"写到磁盘上的 {target} 与备份不一致；请检查磁盘后重新恢复。")

    def _verify(self) -> None:
        named = [part.name for part in self.manifest.parts]
        if (
            set(named) | {MANIFEST} != set(self._members)
            or len(named) != len(set(named))
            or DUMP not in named
        ):
            raise self._damaged("清单与内容对不上")
        for part in self.manifest.parts:
            if not _has_a_place(part.name) or not self._members[part.name].isreg():
                raise self._damaged(f"{part.name} 不是可以恢复的文件")
            digest, size = hashlib.sha256(), 0
            for chunk in self._chunks(part):
                digest.update(chunk)
                size += len(chunk)
            if (size, digest.hexdigest()) != (part.size, part.sha256):
                raise self._damaged(f"{part.name} 与清单里的散列值不一致")

    def _chunks(self, part: Part) -> Iterator[bytes]:
        file = self._tar.extractfile(self._members[part.name])
        assert file is not None, "a regular file"
        try:
            while chunk := file.read(_CHUNK):
                yield chunk
        except tarfile.TarError as error:
            raise self._damaged(f"{part.name} 读不出来") from error

    def _read_text(self, name: str) -> str:
        file = self._tar.extractfile(self._members[name])
        if file is None:
            raise KeyError(name)
        return file.read().decode("utf-8")

    def _damaged(self, what: str) -> Damaged:
        return Damaged(f"备份文件 {self._path} 已损坏：{what}。没有恢复任何内容；请换一份备份。")


def _has_a_place(name: str) -> bool:
    """Whether a backup of ours could hold a part of that name; nothing else is ever written anywhere."""
    if name == DUMP:
        return True
    if not name.startswith(FILES) or "\\" in name or "\0" in name:
        return False
    # As it will be joined to the data folder: without its prefix, a name may turn out to begin with a slash.
    below = name.removeprefix(FILES)
    steps = below.split("/")
    if any(step in ("", ".", "..") for step in steps):
        return False
    return below == SECRET_KEY or (steps[0] == BODIES and len(steps) > 2)


def _manifest(text: str) -> Manifest:
    told: dict[str, Any] = json.loads(text)
    if told.pop("format") != FORMAT:
        raise ValueError("another format")
    parts = [Part(**part) for part in told.pop("parts")]
    return Manifest(parts=parts, **told)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
