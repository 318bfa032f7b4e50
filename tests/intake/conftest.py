"""Small deliveries for the tests of intake: files written into a folder, then read as one delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.intake.deliveries import BODY
from zicha.intake.delivery import Delivery
from zicha.intake.reader import read_delivery


@pytest.fixture
def deliver(tmp_path: Path) -> Callable[..., Delivery]:
    """deliver(files): write name → text or bytes into a folder and read it; a body is added when none is named."""

    def write_and_read(files: Mapping[str, str | bytes], *, folder: str = "delivery") -> Delivery:
        place = tmp_path / folder
        for name, content in {"bodies.csv": BODY, **files}.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_delivery([place])

    return write_and_read
