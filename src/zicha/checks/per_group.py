"""Tables that no query makes in good time: a function of numbers, given the rows of whole groups (按组计算)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

Numbers = Mapping[str, npt.NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class PerGroup:
    """What a derived table may return instead of a query; the engine calls the function and keeps what it answers.

    rows      whole numbers, none of them null; asked for in parts, so a table that is kept, or columns of one
    by        the column whose equal values come in one call
    function  columns by name → columns by name; called with one group or several, in several threads or on other
              machines, so it is of a module, or a `functools.partial` of such, and changes nothing
    returns   the columns of its answer, whole numbers
    """

    rows: ir.Table
    by: str
    function: Callable[[Numbers], Numbers]
    returns: tuple[str, ...]
