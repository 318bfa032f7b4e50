"""The engines a screening runs on (计算引擎): DuckDB in this process, Spark locally or on a cluster.

Both read the same Parquet files and are asked through Ibis; only what differs between them is here.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from zicha.checks.per_group import PerGroup
from zicha.contract.errors import UnusableInput
from zicha.dataset.parquet_scan import literal_path
from zicha.screening.groups import answer, bundles, in_threads, schema_of


class Engine(Protocol):
    """What a screening asks of an engine."""

    name: str

    def read(self, name: str, parquet: Path) -> ir.Table:
        """The Parquet file as a table of that name."""

    def add(self, name: str, rows: pa.Table) -> ir.Table:
        """A small table held in memory, such as one of reference."""

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        """The same rows, computed once."""

    def keep_per_group(self, name: str, made: PerGroup) -> ir.Table:
        """What the function answers for every group, computed once."""

    def drop(self, name: str) -> None:
        """Forget what was kept under that name."""

    def fetch(self, rows: ir.Table) -> pa.Table:
        """The rows themselves."""

    def write(self, rows: ir.Table, parquet: Path) -> None:
        """The rows as one Parquet file."""

    def close(self) -> None: ...


# The function of each engine behind checks.derived.photo_prints.hex_bits.
_HEX_BITS_IN_DUCKDB = "CREATE TEMP MACRO hex_bits(digits) AS CAST(CAST(unhex(digits) AS BIT) AS BIGINT)"
_HEX_BITS_IN_SPARK = (
    "CREATE OR REPLACE TEMPORARY FUNCTION hex_bits(digits STRING) RETURNS BIGINT "
    "RETURN CAST(conv(digits, 16, -10) AS BIGINT)"
)


class DuckDBEngine:
    """DuckDB in this process; work larger than memory spills into a folder that goes with the engine."""

    name = "duckdb"

    def __init__(self, *, memory_limit: str = "", threads: int = 0, folder: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="zicha-", dir=folder))
        self._connection = ibis.duckdb.connect(temp_directory=str(self._folder / "spill"))
        self._connection.raw_sql("SET preserve_insertion_order = false")
        self._connection.raw_sql("SET enable_progress_bar = false")
        self._connection.raw_sql(_HEX_BITS_IN_DUCKDB)
        if memory_limit:
            self._connection.raw_sql(f"SET memory_limit = '{memory_limit}'")
        self._threads = threads or os.cpu_count() or 1
        if threads:
            self._connection.raw_sql(f"SET threads = {int(threads)}")

    def read(self, name: str, parquet: Path) -> ir.Table:
        return self._connection.read_parquet(literal_path(parquet), table_name=name, hive_partitioning=False)

    def add(self, name: str, rows: pa.Table) -> ir.Table:
        # Not under the bare name: a view of a file may bear it, which a table cannot take the place of.
        return self._connection.create_table(f"held_{name}", rows, overwrite=True, temp=True)

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        return self._connection.create_table(f"kept_{name}", rows, overwrite=True, temp=True)

    def keep_per_group(self, name: str, made: PerGroup) -> ir.Table:
        whole = self.fetch(made.rows.group_by(made.by).aggregate(rows=made.rows.count()).order_by(made.by))
        given = (
            self.fetch(made.rows.filter(made.rows[made.by].isin(groups)))
            for groups in bundles(whole[made.by].to_pylist(), whole["rows"].to_pylist())
        )
        schema = schema_of(made)
        answers = in_threads(lambda rows: answer(made.function, rows, schema), given, threads=self._threads)
        rows = pa.concat_tables([schema.empty_table(), *answers])
        return self._connection.create_table(f"kept_{name}", rows, overwrite=True, temp=True)

    def drop(self, name: str) -> None:
        self._connection.drop_table(f"kept_{name}", force=True)

    def fetch(self, rows: ir.Table) -> pa.Table:
        return self._connection.to_pyarrow(rows)

    def write(self, rows: ir.Table, parquet: Path) -> None:
        self._connection.to_parquet(rows, str(parquet), compression="zstd")

    def close(self) -> None:
        self._connection.disconnect()
        shutil.rmtree(self._folder, ignore_errors=True)


class SparkEngine:
    """Apache Spark; `master` as Spark writes it: local[2], spark://…, yarn. The files must be readable there."""

    name = "spark"

    def __init__(self, *, master: str = "local[*]", folder: Path | None = None) -> None:
        self._session = _spark_session(master)
        self._session.sql(_HEX_BITS_IN_SPARK)
        self._connection = ibis.pyspark.connect(self._session)
        self._folder = Path(tempfile.mkdtemp(prefix="zicha-spark-", dir=folder))
        self._number = 0

    def read(self, name: str, parquet: Path) -> ir.Table:
        # Spark escapes its patterns with a backslash; a single file is never cut into partitions.
        return self._connection.read_parquet(re.sub(r"([*?{\[\\])", r"\\\1", str(parquet)), table_name=name)

    def add(self, name: str, rows: pa.Table) -> ir.Table:
        path = self._next(f"{name}.parquet")
        pq.write_table(rows, path)
        return self.read(name, path)

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        path = self._next(name)
        self._frame(rows).write.parquet(str(path))
        return self.read(name, path)

    def keep_per_group(self, name: str, made: PerGroup) -> ir.Table:
        path = self._next(name)
        columns = ", ".join(f"{column} BIGINT" for column in made.returns)
        function, schema = made.function, schema_of(made)

        # Spark looks at the type hints, which a partial has not; the query itself cannot be sent to the workers.
        def answered(rows: pa.Table) -> pa.Table:
            return answer(function, rows, schema)

        self._frame(made.rows).groupBy(made.by).applyInArrow(answered, columns).write.parquet(str(path))
        return self.read(name, path)

    def drop(self, name: str) -> None:
        self._session.catalog.dropTempView(name)

    def fetch(self, rows: ir.Table) -> pa.Table:
        return self._frame(rows).toArrow()

    def write(self, rows: ir.Table, parquet: Path) -> None:
        folder = self._next("written")
        self._frame(rows).coalesce(1).write.parquet(str(folder))
        (part,) = folder.glob("part-*.parquet")
        shutil.move(part, parquet)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _frame(self, rows: ir.Table) -> Any:
        return self._session.sql(str(ibis.to_sql(rows, dialect="pyspark")))

    def _next(self, name: str) -> Path:
        self._number += 1
        return self._folder / f"{self._number:05d}-{name}"


def _spark_session(master: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UnusableInput(
            "没有安装 Spark：先运行 pip install 'zicha[spark]'，或去掉 --engine spark。"
        ) from error
    # Python workers must be the interpreter the driver runs, or every Python function fails.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1") if master.startswith("local") else None
    local = master.startswith("local")
    builder = (
        SparkSession.builder.master(master)
        .appName("zicha")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.sql.ansi.enabled", "true")
    )
    if local:
        builder = builder.config("spark.driver.host", "127.0.0.1").config(
            "spark.sql.shuffle.partitions", os.environ.get("ZICHA_SPARK_PARTITIONS", "8")
        )
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise UnusableInput(
            f"Spark 启动不了（{error.__class__.__name__}）：请确认已安装 Java 17 且 --master 写对。"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


ENGINES: dict[str, Callable[..., Engine]] = {"duckdb": DuckDBEngine, "spark": SparkEngine}
