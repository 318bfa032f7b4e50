"""Settings from the environment (环境变量), each read once and refused at start when wrong."""

from __future__ import annotations

import os
import secrets
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
        raise BadSetting(f"环境变量 {name} 的值“{text}”不可用；请按这样写：{example}") from error


def yes_or_no(text: str) -> bool:
    words = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


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
