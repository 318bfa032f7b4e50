"""What every test may ask for: an engine, the shared real data."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything imports Django's settings: tests never touch a data folder of the checkout.
from tests.home import HOME  # isort: split

from zicha.screening.engines import DuckDBEngine, Engine, SparkEngine

pytest_plugins = ["tests.database", "tests.site"]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure() -> None:
    import django
    from django.conf import settings

    from zicha.web.environment import home_folder

    django.setup()
    # A worker of xdist inherits what names the settings, and pytest-django reads them before this file is: every
    # worker would keep its files in the folder of the process that started it.
    settings.HOME = home_folder()
    # Hashing is slow on purpose, and not what is tested where somebody signs in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared data is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def duckdb_engine() -> Iterator[Engine]:
    engine = DuckDBEngine(threads=1)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[Engine]:
    pytest.importorskip("pyspark", reason="Spark is an extra and not installed")
    # Small tables: one partition, and no code generation whose compiling costs more than it saves.
    os.environ["ZICHA_SPARK_PARTITIONS"] = "1"
    engine = SparkEngine(master="local[1]")
    engine._session.conf.set("spark.sql.codegen.wholeStage", "false")
    engine._session.conf.set("spark.sql.adaptive.enabled", "false")
    yield engine
    engine.close()


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)], scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """Every engine we support, one after the other."""
    return request.getfixturevalue(f"{request.param}_engine")


# Whole folders of them cost more than a check before each commit may; `make test` runs them all.
SLOW = (
    "tests/oracle/",
    "tests/demo/",
    "tests/intake/cnca/",
    "tests/intake/profile/",
    "tests/dataset/test_crashes.py",
    "tests/dataset/test_fingerprint.py",
    "tests/dataset/test_verification.py",
    "tests/end_to_end/test_planted.py",
    "tests/casework/test_verification.py",
    "tests/casework/test_reporting.py",
    "tests/casework/test_deliveries_runs.py",
    "tests/casework/test_lead_intake.py",
    "tests/browser/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        place = item.path.relative_to(Path(__file__).resolve().parents[1]).as_posix()
        if place.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
