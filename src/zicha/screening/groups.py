"""Calling a function of numbers for whole groups of rows (按组计算), as each engine needs it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import pyarrow as pa

from zicha.checks.per_group import Numbers, PerGroup

# Rows given in one call, unless one group alone has more: some hundred MB of working memory.
ROWS_TOGETHER = 1 << 21

Given = TypeVar("Given")
Answer = TypeVar("Answer")


def schema_of(made: PerGroup) -> pa.Schema:
    return pa.schema([(name, pa.int64()) for name in made.returns])


def answer(function: Callable[[Numbers], Numbers], rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """What the function answers for these rows, which are whole groups."""
    given = {name: rows[name].to_numpy().astype(np.int64, copy=False) for name in rows.column_names}
    found = function(given)
    return pa.table({name: found[name] for name in schema.names}, schema=schema)


def bundles(groups: Sequence[int], rows: Sequence[int]) -> Iterator[list[int]]:
    """The groups, some together, so that a call is given many rows but not too many."""
    together: list[int] = []
    held = 0
    for group, many in zip(groups, rows, strict=True):
        if together and held + many > ROWS_TOGETHER:
            yield together
            together, held = [], 0
        together.append(group)
        held += many
    if together:
        yield together


def in_threads(
    function: Callable[[Given], Answer], given: Iterable[Given], *, threads: int
) -> Iterator[Answer]:
    """The answers in order; what is given is fetched by the caller's thread, never further ahead than there are threads."""
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Answer]] = deque()
        for one in given:
            waiting.append(pool.submit(function, one))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
