"""What a dialect of the records is (方言): the sheets it knows, their code lists, and the way into the contract.

A form (表单) is a ContractTable: a table of the contract itself, or a sheet of the dialect described in the same
words. A form without key columns has no rule about one row a key: only identical rows count once, and what a later
row does to an earlier one is settled by `to_contract`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from zicha.contract.codes import CODE_LISTS, CodeList
from zicha.contract.errors import Remark
from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way of writing the records down (方言).

    silent       columns of the contract (certificate_events.reported_on) its sheets have no field for: that they are
                 empty says nothing
    to_contract  accepted rows per form, in `stored_schema` → rows per contract table, in its `stored_schema`,
                 with the place of the row each came from; and what a person should know of it
    """

    name: str
    forms: Mapping[str, ContractTable]
    code_lists: Mapping[str, CodeList]
    to_contract: Callable[[Tables], tuple[dict[str, pa.Table], list[Remark]]]
    silent: frozenset[str] = frozenset()


def _as_it_is(tables: Tables) -> tuple[dict[str, pa.Table], list[Remark]]:
    return dict(tables), []


CONTRACT = Dialect("contract", TABLES, CODE_LISTS, _as_it_is)
"""The contract's own tables (数据契约)."""
