"""What every test may ask for: an engine, the shared real data."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything imports Django's settings: tests never touch a data folder of the checkout.
os.environ["ZICHA_HOME"] = tempfile.mkdtemp(prefix="zicha-test-")
os.environ["DJANGO_SETTINGS_MODULE"] = "zicha.web.settings"
os.environ.pop("DATABASE_URL", None)

from zicha.screening.engines import DuckDBEngine, Engine, SparkEngine

pytest_plugins = ["tests.site"]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure() -> None:
    import django

    django.setup()


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
    import os

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
)


# Specs of pages still being built; they pass alone but disturb one another in one process, so no check before a commit
# runs them yet: `make unsettled` does.
UNSETTLED = ("tests/casework/", "tests/web/", "tests/browser/", "tests/end_to_end/test_serve.py")
SETTLED = ("tests/casework/test_walls.py", "tests/casework/test_trace.py", "tests/web/test_home.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        place = item.path.relative_to(Path(__file__).resolve().parents[1]).as_posix()
        if place.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
        if place.startswith(UNSETTLED) and place not in SETTLED:
            item.add_marker(pytest.mark.unsettled)
