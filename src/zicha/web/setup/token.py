"""The token of the first run (首次设置口令): in the data folder while no account exists, printed by `zicha serve`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "setup-token"


def first_run_token(home: Path) -> str:
    """The token; empty once somebody has an account."""
    try:
        return (home / NAME).read_text("ascii").strip()
    except FileNotFoundError:
        return ""


def is_first_run(home: Path) -> bool:
    return (home / NAME).exists()


def offer_first_run(home: Path) -> None:
    """Make the token where no account exists, take it away where one does. Django must be set up."""
    from zicha.casework.tenancy.models import Account

    if Account.objects.exists():
        end_first_run(home)
        return
    try:
        descriptor = os.open(home / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        # Of an earlier start, or of one at the same moment; it still holds.
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(24))


def end_first_run(home: Path) -> None:
    (home / NAME).unlink(missing_ok=True)


def is_right(home: Path, given: str) -> bool:
    """Compared in constant time."""
    token = first_run_token(home)
    return bool(token) and secrets.compare_digest(token.encode(), given.encode())
