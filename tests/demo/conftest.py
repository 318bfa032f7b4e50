"""The worlds the tests look at, built once."""

from __future__ import annotations

import pytest

from zicha.demo.world import World, build_world


@pytest.fixture(scope="session")
def clean() -> World:
    return build_world(certificates=600, planted=False)


@pytest.fixture(scope="session")
def planted() -> World:
    return build_world(certificates=600)
