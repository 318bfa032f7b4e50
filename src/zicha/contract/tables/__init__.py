"""The 46 tables a certification body or a regulator hands in (数据表). TABLES keeps the order of the contract."""

from collections.abc import Mapping
from types import ModuleType

from zicha.contract.table import ContractTable
from zicha.contract.tables import (
    audits,
    bodies,
    certificates,
    documents,
    money,
    organisations,
    people,
    products,
    signals,
)

GROUPS: Mapping[str, ModuleType] = {
    "认证机构及其管理": bodies,
    "获证组织": organisations,
    "认证证书": certificates,
    "审核": audits,
    "认证人员": people,
    "费用": money,
    "文本": documents,
    "产品与实验室": products,
    "外部信号": signals,
}


def _tables(module: ModuleType) -> list[ContractTable]:
    return [value for value in vars(module).values() if isinstance(value, ContractTable)]


TABLES: Mapping[str, ContractTable] = {
    table.name: table for module in GROUPS.values() for table in _tables(module)
}

REQUIRED_TABLES = ("bodies", "certificates")
"""Without these there is nothing to screen (必备表)."""


def tables_of_group(group: str) -> list[ContractTable]:
    return _tables(GROUPS[group])
