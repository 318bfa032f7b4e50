"""Every derived table has a spec of its own, and is there, with nothing in it, when nothing was delivered."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import ibis.expr.types as ir
import pytest

import zicha.checks.derived
from zicha.checks.registry import derived_tables

HERE = Path(__file__).parent


def _specified() -> Iterator[str]:
    """What the tests here name, themselves or through a fixture or function of their module, and compare."""
    for path in sorted(HERE.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for name, function in functions.items():
            if name.startswith("test_") and any(isinstance(node, ast.Assert) for node in ast.walk(function)):
                yield from _named_by(function, functions)


def _named_by(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "derived":
            yield from (word.value for word in node.args if isinstance(word, ast.Constant))
        name = node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else ""
        if name in functions and functions[name] is not function:
            yield from _named_by(functions[name], functions)
        elif name:
            yield name


def _tables_made() -> Iterator[str]:
    """Public functions of checks/derived that return a table, registered or not."""
    package = zicha.checks.derived
    for module in pkgutil.iter_modules(package.__path__):
        held = importlib.import_module(f"{package.__name__}.{module.name}")
        for name, function in inspect.getmembers(held, inspect.isfunction):
            own = function.__module__ == held.__name__ and not name.startswith("_")
            if own and function.__annotations__.get("return") in ("ir.Table", ir.Table):
                yield name


@pytest.mark.parametrize("name", sorted({*derived_tables(), *_tables_made()}))
def test_a_derived_table_has_a_spec_of_its_own(name):
    assert name in set(_specified()), f"{name} has no spec in tests/checks/derived: rows in, rows out"


@pytest.mark.parametrize("name", sorted(derived_tables()))
def test_a_derived_table_of_nothing_delivered_has_no_rows(derived, name):
    assert derived(name) == []
