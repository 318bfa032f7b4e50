"""Files in, one delivery out (读取一次交付)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from zicha.intake.delivery import Delivery


def read_delivery(inputs: Sequence[Path], progress: Callable[[str, float], None] | None = None) -> Delivery:
    """Read files and folders as one delivery. Raises UnusableInput; nothing is written anywhere."""
    raise NotImplementedError
