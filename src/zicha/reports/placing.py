"""Puts a set of outputs in place together (成果就位): all of them or none, and never over what people wrote.

A file of the run before that people have changed since (filled-in workbook, edited report) is kept beside the new one
under another name.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zicha.contract.errors import ZichaError
from zicha.dataset.disk import move, sha256_of, sync

RUN_FILE = "run.json"


@contextmanager
def placed_together(out: Path, names: Iterable[str]) -> Iterator[Path]:
    """A folder to write into; its files take the place of `names` in `out` when the block ends well.

    names  every file these outputs may consist of; one that was not written this time is removed from `out`.
    Raises ZichaError when the folder cannot be written; `out` is then as it was.
    """
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise ZichaError(f"不能写入 {out.parent}：{error.strerror}。请换一个输出文件夹（--out）。") from error
    try:
        fresh = beside / "new"
        fresh.mkdir()
        yield fresh
        try:
            for path in fresh.iterdir():
                sync(path)
            _swap(fresh, out, beside / "old", names)
        except OSError as error:
            raise ZichaError(
                f"不能替换 {out} 中的文件：{error.strerror}（{Path(str(error.filename)).name}）。"
                "请关闭正在打开它们的程序后重试；原有文件没有改动。"
            ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _swap(fresh: Path, out: Path, old: Path, names: Iterable[str]) -> None:
    made_now = not out.exists()
    out.mkdir(exist_ok=True)
    old.mkdir()
    edited = edited_since(out)
    done: list[tuple[Path, Path]] = []
    try:
        for name in names:
            if (out / name).exists():
                aside = _free_name(out / name) if name in edited else old / name
                _move(out / name, aside, done)
            if (fresh / name).exists():
                _move(fresh / name, out / name, done)
    except BaseException:
        for source, target in reversed(done):
            move(target, source)
        if made_now:
            out.rmdir()
        raise


def _move(source: Path, target: Path, done: list[tuple[Path, Path]]) -> None:
    move(source, target)
    done.append((source, target))


def edited_since(out: Path) -> frozenset[str]:
    """Files of the run before that are not as it wrote them; none where its record cannot be read."""
    try:
        written: Mapping[str, str] = json.loads((out / RUN_FILE).read_text("utf-8"))["outputs"]
        return frozenset(
            name
            for name, sha256 in written.items()
            if (out / name).is_file() and sha256_of(out / name) != sha256
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


def _free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem}（此前修改 {number}）{path.suffix}")).exists():
        number += 1
    return kept
