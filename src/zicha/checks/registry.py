"""How a check is declared, found and explained (检查项登记).

A check is a pure function from tables to verdicts. Its positional parameters are names of contract tables, of
reference tables or of derived tables; its keyword-only parameters are thresholds of `reference.parameters` under
its code, or `as_of`, the judging date. It returns one row a subject in scope:

    the key columns of its subject, body_id
    hit        bool; null = undecided
    undecided  text, optional: why it cannot be judged (Chinese); null = it can
    exempt     text, optional: why it is not judged (Chinese); null = it is. Exempt goes before undecided
    observed   what was found, expected: what the rule asks; any type, the unit is declared
    see_<table>  optional: keys of evidence rows of that contract table, several separated by a line break
    anything else  named in the sentence shown to people
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir

from zicha.checks.per_group import PerGroup
from zicha.contract.subjects import Subject
from zicha.contract.tables import TABLES
from zicha.contract.verdicts import Severity
from zicha.reference.parameters import parameters_of

AS_OF = "as_of"
EVIDENCE_PREFIX = "see_"
KEY_BREAK = "\n"

TableFunction = Callable[..., ir.Table]


@dataclass(frozen=True, slots=True)
class Check:
    """One edition of a rule of the catalogue (检查项)."""

    code: str
    title: str
    severity: Severity
    clauses: tuple[str, ...]
    subject: Subject
    basis: str
    rule: str
    sentence: str
    example: str
    false_positives: str
    unit: str
    uses: tuple[str, ...]
    also_needs: tuple[str, ...]
    located_by: tuple[str, ...]
    empty_is_hit: tuple[str, ...]
    since: date | None
    until: date | None
    function: TableFunction

    @property
    def inputs(self) -> tuple[str, ...]:
        return _positional(self.function)

    @property
    def thresholds(self) -> tuple[str, ...]:
        return tuple(name for name in _keywords(self.function) if name != AS_OF)

    @property
    def needs(self) -> tuple[str, ...]:
        """Contract tables without which the check does not run."""
        others = (*self.uses, *self.located_by)
        return tuple(name for name in contract_tables(self.inputs) if name not in others)


@dataclass(frozen=True, slots=True)
class Derived:
    """A table several checks share (派生表), named by what it returns; computed once a run when `kept` or `PerGroup`.

    `thresholds_of` is the check whose thresholds it takes, if any.
    """

    name: str
    function: Callable[..., ir.Table | PerGroup]
    kept: bool
    thresholds_of: str = ""

    @property
    def inputs(self) -> tuple[str, ...]:
        return _positional(self.function)


_checks: dict[str, list[Check]] = {}
_derived: dict[str, Derived] = {}


def check(
    *,
    code: str,
    title: str,
    severity: Severity,
    clauses: Iterable[str],
    subject: Subject,
    basis: str,
    rule: str,
    sentence: str,
    example: str,
    false_positives: str = "",
    unit: str = "",
    uses: Iterable[str] = (),
    also_needs: Iterable[str] = (),
    located_by: Iterable[str] = (),
    empty_is_hit: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> Callable[[TableFunction], TableFunction]:
    """Register a check. Raises ValueError for a threshold no parameter stands for.

    uses        tables that sharpen the verdict; where they were not delivered they have no rows
    also_needs  tables the verdict rests on though the catalogue does not name them among the needs
    located_by  tables that only say whose the subject is (its body_id); no verdict rests on them
    empty_is_hit  columns, as table.column, whose emptiness the rule takes for a fault; where the records came in a
                dialect without a field for one, the check does not run
    """

    def register(function: TableFunction) -> TableFunction:
        made = Check(
            code, title, severity, tuple(clauses), subject, basis, rule, sentence, example,
            false_positives, unit, tuple(uses), tuple(also_needs), tuple(located_by),
            tuple(empty_is_hit), since, until, function,
        )  # fmt: skip
        unknown = set(made.thresholds) ^ set(parameters_of(code))
        if unknown:
            raise ValueError(f"{code}: parameters and thresholds differ in {sorted(unknown)}")
        _checks.setdefault(code, []).append(made)
        return function

    return register


def derived(
    function: Callable[..., Any] | None = None, *, kept: bool = False, thresholds_of: str = ""
) -> Callable[..., Any]:
    """Register a table that checks may name as a parameter."""

    def register(made: Callable[..., Any]) -> Callable[..., Any]:
        name = made.__name__
        if name in TABLES or name in _derived:
            raise ValueError(f"{name} is a table already")
        _derived[name] = Derived(name, made, kept, thresholds_of)
        return made

    return register if function is None else register(function)


def all_checks() -> list[Check]:
    """Every edition of every check, by code."""
    _load()
    return [edition for code in sorted(_checks) for edition in _checks[code]]


def checks_of(code: str) -> list[Check]:
    """The editions of one check; empty when there is none."""
    _load()
    return list(_checks.get(code.upper(), []))


def derived_tables() -> Mapping[str, Derived]:
    _load()
    return _derived


def contract_tables(inputs: Iterable[str]) -> list[str]:
    """The contract tables behind these names, through derived tables, each once."""
    found: dict[str, None] = {}
    for name in inputs:
        if name in TABLES:
            found[name] = None
        elif name in derived_tables():
            found.update(dict.fromkeys(contract_tables(derived_tables()[name].inputs)))
    return list(found)


def _load() -> None:
    # Topic modules and derived tables register themselves when they are imported; importing them here, not at
    # the top, because they import this module.
    from zicha.checks import derived, topics  # noqa: F401


def _positional(function: Callable[..., Any]) -> tuple[str, ...]:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return tuple(name for name, p in inspect.signature(function).parameters.items() if p.kind in kinds)


def _keywords(function: TableFunction) -> tuple[str, ...]:
    only = inspect.Parameter.KEYWORD_ONLY
    return tuple(name for name, p in inspect.signature(function).parameters.items() if p.kind is only)
