"""Settings from the environment (环境变量), each read once and refused at start when wrong."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from zicha.contract.errors import ZichaError

Value = TypeVar("Value")


class BadSetting(ZichaError):
    """An environment variable says something the site cannot work with."""


def setting(name: str, default: Value, read: Callable[[str], Value], example: str) -> Value:
    """The value of an environment variable. Raises BadSetting naming it and an example."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return read(text)
    except ValueError as error:
        # An address carries its password; it is not repeated on a screen or in a log.
        shown = place_of(text) if "://" in text else text
        raise BadSetting(f"环境变量 {name} 的值“{shown}”不可用；请按这样写：{example}") from error


def yes_or_no(text: str) -> bool:
    words = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


def web_address(text: str) -> str:
    """An http or https address as it is given. Raises ValueError for anything else."""
    if urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname:
        raise ValueError(text)
    return text


def file_there(text: str) -> Path | None:
    """A file that is there. Raises ValueError for one that is not."""
    if not Path(text).is_file():
        raise ValueError(text)
    return Path(text)


def database(url: str, *, role: str = "") -> dict[str, object]:
    """Django's description of a PostgreSQL address; `role` is taken on at connecting and is what RESET ROLE gives."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    options: dict[str, object] = {"options": f"-c role={role}"} if role else {}
    if "sslmode" in query:
        options["sslmode"] = query["sslmode"]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"MIRROR": None},
    }


def place_of(url: str) -> str:
    """Where an address leads, without user and password: host/name."""
    try:
        parts = urlsplit(url)
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        host = unquote(query.get("host") or parts.hostname or "")
        return f"{host}{f':{parts.port}' if parts.port else ''}{parts.path}"
    except ValueError:
        return "（无法读出）"


def home_folder() -> Path:
    """The data folder, made when it is not there. Raises BadSetting when it cannot be written."""
    home = setting("ZICHA_HOME", Path("zicha-data"), Path, "/srv/zicha").absolute()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        # What people hand in lies below; the folder above may have to let the database's user pass.
        (home / "bodies").mkdir(mode=0o700, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".writable-", dir=home)
    except OSError as error:
        raise BadSetting(
            f"数据文件夹 {home} 不能写入（{error.strerror}）；请换一个文件夹（环境变量 ZICHA_HOME），或修改它的权限。"
        ) from error
    os.close(descriptor)
    os.unlink(name)
    return home


def secret_key(home: Path) -> str:
    """The key sessions are signed with; made once and kept in the data folder, readable by its owner only."""
    given = os.environ.get("ZICHA_SECRET_KEY", "").strip()
    if given:
        if len(given) < 40:
            raise BadSetting(
                "环境变量 ZICHA_SECRET_KEY 太短；请给出 40 个字符以上的随机串，或不设置，由系统生成。"
            )
        return given
    path = home / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
