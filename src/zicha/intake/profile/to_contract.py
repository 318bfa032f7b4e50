"""From the rows of a profile's sheet to the tables of the contract (来源行 → 数据契约).

Rows    the profile's own table has one row per source row; a table beside it one row per key, each of its columns
        being what the file says first
Errors  UnusableInput where two source rows that differ would get one key
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from zicha.contract.codes import CODE_LISTS
from zicha.contract.errors import Remark, UnusableInput
from zicha.contract.table import SOURCE_COLUMNS, ContractTable
from zicha.contract.tables import TABLES
from zicha.intake.dialect import Tables
from zicha.intake.profile.overview import Certificates, overview
from zicha.intake.profile.profile import Key, Profile, Target
from zicha.intake.values import reader_for

_SHOWN = 3


def converter(profile: Profile) -> Callable[[Tables], tuple[dict[str, pa.Table], list[Remark]]]:
    """The way of this profile's rows into the contract."""

    def to_contract(tables: Tables) -> tuple[dict[str, pa.Table], list[Remark]]:
        source = tables[profile.form_name]
        values = _Values(profile, source)
        made: dict[str, pa.Table] = {}
        remarks = _said_by_the_profile(profile, source)
        for name in profile.tables:
            rows = values.rows(TABLES[name])
            if name == profile.row_of:
                _check_own_keys(TABLES[name], rows, profile)
                made[name] = rows
            else:
                made[name], more = _one_row_a_key(TABLES[name], rows)
                remarks += more
        return made, [*remarks, *_overview(profile, source, made)]

    return to_contract


class _Values:
    """The value of each contract column, row by row of the source."""

    def __init__(self, profile: Profile, source: pa.Table) -> None:
        self.profile = profile
        self.source = source
        self.direct = profile.direct
        self.keys: dict[Key, pa.Array] = {}

    def rows(self, table: ContractTable) -> pa.Table:
        columns = [self.column(Target(table.name, column.name)) for column in table.columns]
        places = [self.source.column(name) for name in SOURCE_COLUMNS]
        return pa.table([*columns, *places], schema=table.stored_schema)

    def column(self, target: Target) -> pa.ChunkedArray | pa.Array:
        wanted = target.of_contract
        said = self.profile.source_of(target)
        if said in self.direct:
            return self.source.column(self.direct[said]).cast(wanted.arrow)
        if said in self.profile.made:
            return self.made(self.profile.made[said])
        if said in self.profile.fixed:
            value = reader_for(wanted, CODE_LISTS)(self.profile.fixed[said]).value
            return pa.array([value] * self.source.num_rows, wanted.arrow)
        return pa.nulls(self.source.num_rows, wanted.arrow)

    def made(self, key: Key) -> pa.Array:
        if key not in self.keys:
            parts = [self.source.column(heading).cast(pa.string()) for heading in key.headings]
            joined = pc.binary_join_element_wise(*parts, key.between) if len(parts) > 1 else parts[0]
            encoded = pa.chunked_array(joined).combine_chunks().dictionary_encode()
            if isinstance(encoded, pa.ChunkedArray):
                encoded = encoded.combine_chunks()
            texts = [
                key.before + (plain_name(text) if key.is_name else text)
                for text in encoded.dictionary.to_pylist()
            ]
            self.keys[key] = pa.array(texts, pa.string()).take(encoded.indices)
        return self.keys[key]


def plain_name(text: str) -> str:
    """A name as it is compared: capitals, no accents on Latin letters, one blank for any punctuation."""
    # Only U+0300-036F: the marks of Japanese syllables make another syllable.
    bare = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text))
    plain = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", bare)).strip().upper()
    return plain or text.strip()


def _check_own_keys(table: ContractTable, rows: pa.Table, profile: Profile) -> None:
    """Source rows have different key columns; joined they could still read the same: a/b + c, a + b/c."""
    counted = rows.group_by(list(table.key)).aggregate([([], "count_all")])
    twice = counted.filter(pc.greater(counted["count_all"], 1))
    if twice.num_rows:
        shown = "|".join(str(value) for value in twice.select(list(table.key)).to_pylist()[0].values())
        raise UnusableInput(
            f"映射方案 {profile.file} 拼成的编号“{shown}”出自几行不同的来源。请在 keys 的 between 中换一个连接符。"
        )


def _one_row_a_key(table: ContractTable, rows: pa.Table) -> tuple[pa.Table, list[Remark]]:
    """One row a key; a remark where the source says different things of one key."""
    key = ", ".join(f'"{name}"' for name in table.key)
    others = [column.name for column in table.columns if not column.key]
    first = [
        *(f'first("{name}" ORDER BY place) FILTER ("{name}" IS NOT NULL) AS "{name}"' for name in others),
        *(f'arg_min("{name}", place) AS "{name}"' for name in SOURCE_COLUMNS),
    ]
    differ = [f'coalesce(len(list(DISTINCT "{name}")) > 1, false) AS "{name}"' for name in others]
    numbered = rows.append_column("place", pa.array(range(rows.num_rows), pa.int64()))
    with duckdb.connect() as session:
        session.register("numbered", numbered)
        made = session.execute(
            f"SELECT {key}, {', '.join(first)} FROM numbered GROUP BY {key} ORDER BY min(place)"
        ).to_arrow_table()
        remarks = []
        if others:
            told = session.execute(
                f"SELECT {key}, {', '.join(differ)} FROM numbered GROUP BY {key}"
            ).to_arrow_table()
            remarks = [_differing(session, table, name) for name in others if pc.any(told[name]).as_py()]
    return made.select(table.stored_schema.names).cast(table.stored_schema), remarks


def _differing(session: duckdb.DuckDBPyConnection, table: ContractTable, name: str) -> Remark:
    key = ", ".join(f'"{part}"' for part in table.key)
    rows = session.execute(
        f'SELECT {key}, list(DISTINCT CAST("{name}" AS VARCHAR) ORDER BY CAST("{name}" AS VARCHAR)) AS said, '
        f'min(place) AS place FROM numbered WHERE "{name}" IS NOT NULL GROUP BY {key} HAVING len(said) > 1 ORDER BY place'
    ).fetchall()
    shown = "；".join(" / ".join(row[-2][:_SHOWN]) for row in rows[:_SHOWN])
    text = (
        f"{table.chinese}：{len(rows):,} 个编号的 {table.column(name).label} 在来源中有几种写法，"
        f"取文件中最先出现的；例如 {shown}"
    )
    return Remark("spellings", "", "", text, len(rows), table.name)


def _said_by_the_profile(profile: Profile, source: pa.Table) -> list[Remark]:
    """What the contract's columns hold that no cell of the source says, and columns that say nothing."""
    remarks = [
        Remark(
            "fixed_value", "", "", f"{target.label} 是映射方案 {profile.file} 写定的“{value}”，不是来源文件的值",
            source.num_rows, target.table,
        )
        for target, value in profile.fixed.items()
    ]  # fmt: skip
    remarks += [
        Remark(
            "missing_column", "", "",
            f"来源没有 {target.label}：{why}。该列全部为空，要用它的检查项无法判定，或没有对象可查", source.num_rows, target.table,
        )
        for target, why in profile.missing.items()
    ]  # fmt: skip
    for column in profile.columns.values():
        if not column.unused and source.column(column.heading).null_count == source.num_rows:
            text = f"映射方案 {profile.file} 的列“{column.heading}”在来源中没有，或没有一个值"
            remarks.append(Remark("empty_column", "", "", text, table=profile.row_of))
    unused = [f"{column.heading}（{column.unused}）" for column in profile.columns.values() if column.unused]
    if unused:
        text = f"映射方案 {profile.file} 说明不用的列：{'；'.join(unused)}"
        remarks.append(Remark("unused_column", "", "", text, table=profile.row_of))
    return remarks


def _overview(profile: Profile, source: pa.Table, made: Mapping[str, pa.Table]) -> list[Remark]:
    numbers = {heading: source.column(heading).cast(pa.string()) for heading in profile.repeats}
    rows = made.get("certificates") if profile.row_of == "certificates" else None
    certificates = Certificates(
        source.num_rows,
        numbers,
        rows["body_id"] if rows else None,
        rows["issued_on"] if rows else None,
        rows["expires_on"] if rows else None,
    )
    told = overview(certificates)
    return [Remark(kind, "", "", text, count, profile.row_of) for kind, text, count in told if count]
