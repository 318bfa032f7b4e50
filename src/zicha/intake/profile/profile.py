"""What a mapping profile says (映射方案): where each column of a foreign sheet goes in the contract.

A row of the source is one row of the contract table `row_of`; other tables are filled beside it, one row a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zicha.contract.table import Column
from zicha.contract.tables import TABLES


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """A column of the contract (去处): certificates.issued_on."""

    table: str
    column: str

    @property
    def of_contract(self) -> Column:
        return TABLES[self.table].column(self.column)

    @property
    def label(self) -> str:
        return f"{self}（{self.of_contract.chinese}）"

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of the source (来源列).

    to      where its value goes; none for a column that is only part of a key, or not used
    words   source word → value of the contract; any other word is a bad cell
    dates   ways a day is written, as strptime knows them; year-month-day is always read
    unused  why it is not used
    """

    heading: str
    to: tuple[Target, ...] = ()
    words: Mapping[str, str] | None = None
    dates: tuple[str, ...] = ()
    unused: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A value put together from columns (拼成的编号): their texts joined, `before` in front.

    is_name  the text is a name: case, accents, blanks and punctuation make no difference
    """

    headings: tuple[str, ...]
    before: str = ""
    between: str = "/"
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile (映射方案).

    row_of   the table one source row is one row of
    made     columns put together from several source columns, or from a name
    fixed    columns with one value for every row
    missing  columns the contract requires and the source does not have, each with the reason
    separator  what stands between the cells of a text file, where it is not to be found out
    repeats  source columns whose repeated values are told: numbers that should be one certificate's alone
    """

    name: str
    row_of: str
    columns: Mapping[str, SourceColumn]
    made: Mapping[Target, Key]
    fixed: Mapping[Target, str]
    missing: Mapping[Target, str]
    repeats: tuple[str, ...]
    separator: str
    file: str
    sha256: str
    size: int

    @property
    def form_name(self) -> str:
        return f"profile_{self.name}"

    @property
    def direct(self) -> dict[Target, str]:
        """Where a source column goes as it is → its heading."""
        return {target: column.heading for column in self.columns.values() for target in column.to}

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables the profile fills, in the order of the contract."""
        said = {target.table for target in (*self.direct, *self.made, *self.fixed)}
        return tuple(name for name in TABLES if name in said)

    def key_headings(self, table: str) -> tuple[str, ...]:
        """The source columns the key of a table is made of."""
        direct = self.direct
        found: list[str] = []
        for name in TABLES[table].key:
            target = self.source_of(Target(table, name))
            if target in self.made:
                found += self.made[target].headings
            elif target in direct:
                found.append(direct[target])
        return tuple(dict.fromkeys(found))

    def source_of(self, target: Target) -> Target:
        """Where the value of a column is said: itself, or the key of the table it refers to."""
        direct = self.direct
        seen = target
        while not (seen in direct or seen in self.made or seen in self.fixed or seen in self.missing):
            parent = seen.of_contract.refers_to
            if parent not in self.tables or parent == seen.table:
                return target
            seen = Target(parent, TABLES[parent].key[0])
        return seen

    def says(self, target: Target) -> bool:
        """Whether the column gets a value."""
        source = self.source_of(target)
        return source in self.direct or source in self.made or source in self.fixed
