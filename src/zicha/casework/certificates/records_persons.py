"""Persons as the delivered data name them (数据中的人员): which numbers they know, and which are of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zicha.casework.places import dataset_of
from zicha.casework.tenancy.person_numbers import plain
from zicha.dataset.parquet_scan import parquet_scan

_WITHOUT_A_LIST = ("audit_team", "sign_ins")
"""Who took part in audits is named here too; with no list of people delivered, nobody else is known."""


@dataclass(frozen=True, slots=True)
class Persons:
    """Plain numbers the newest data have (人员编号), and the registration numbers (注册号) each goes with."""

    known: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def same_as(self, numbers: Iterable[str]) -> frozenset[str]:
        """These plain numbers and all others of the same persons: who shares a registration is one person."""
        found = set(numbers)
        # Through one number to the next, until no further one is found.
        while True:
            registrations = {registration for number, registration in self.pairs if number in found}
            more = {number for number, registration in self.pairs if registration in registrations} - found
            if not more:
                return frozenset(found)
            found |= more


def persons(body_id: int) -> Persons:
    """Everybody the newest data name; nobody before the first delivery."""
    head = dataset_of(body_id).head()
    if head is None:
        return Persons(frozenset(), frozenset())
    with duckdb.connect(config={"threads": 1}) as connection:
        if "people" not in head.tables:
            files = [head.path(table) for table in _WITHOUT_A_LIST if table in head.tables]
            named = {number for file in files for number, _ in _read(connection, file, "NULL")}
            return Persons(frozenset(map(plain, named)), frozenset())
        rows = _read(connection, head.path("people"), "registration_no")
    pairs = {(plain(number), plain(said)) for number, said in rows if said and _is_a_number(said)}
    return Persons(frozenset(plain(number) for number, _ in rows), frozenset(pairs))


def _read(
    connection: duckdb.DuckDBPyConnection, file: Path, registration: str
) -> list[tuple[str, str | None]]:
    words = f"SELECT DISTINCT person_id, {registration} FROM {parquet_scan(file)} WHERE person_id <> ''"
    return connection.execute(words).fetchall()


def _is_a_number(said: str) -> bool:
    """Not a filler such as 无 or /, which many persons share."""
    return any(character.isdigit() for character in said)
