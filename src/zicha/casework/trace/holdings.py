"""What an app of casework keeps besides its traced rows (留存物), so that `verify` can look at it.

An app says so in a module `held.py` of its own, found by its name, with either or both of

    files_of(body_id)        every file a row of the body names by its hash, as `HeldFile`
    differences_of(body_id)  a sentence for each thing that does not follow from the rows, such as a count kept beside them

Both are called within the scope of the body. What is under way is left out: only what a row has settled is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule

MODULE = "held"
OURS = "zicha.casework."


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that must lie there as it was written (留存文件); `what` says in Chinese what it is."""

    path: Path
    sha256: str
    what: str


def held_files(body_id: int) -> Iterator[HeldFile]:
    """Every file of the body that some row names."""
    for module in _modules():
        if hasattr(module, "files_of"):
            yield from module.files_of(body_id)


def held_differences(body_id: int) -> Iterator[str]:
    """Every sentence of every app."""
    for module in _modules():
        if hasattr(module, "differences_of"):
            yield from module.differences_of(body_id)


def apps_that_hold() -> set[str]:
    """Labels of the apps with such a module."""
    return {
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith(OURS) and module_has_submodule(config.module, MODULE)
    }


def _modules() -> Iterator[ModuleType]:
    for label in sorted(apps_that_hold()):
        yield import_module(f"{apps.get_app_config(label).name}.{MODULE}")
