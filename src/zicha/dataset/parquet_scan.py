"""How a Parquet file is named to an engine so that exactly that file is read (读取一个文件).

Engines read a path as a pattern (h*/certificates.parquet) and a folder called status=revoked as a column. A dataset may lie
anywhere, so both are switched off here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path


def literal_path(path: Path) -> str:
    """The path with what DuckDB would read as a pattern put in brackets of its own."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def parquet_scan(paths: Path | Sequence[Path]) -> str:
    """SQL that reads these files and nothing else."""
    listed = [paths] if isinstance(paths, Path) else paths
    names = ", ".join("'" + literal_path(path).replace("'", "''") + "'" for path in listed)
    return f"read_parquet([{names}], hive_partitioning = false, union_by_name = true)"
