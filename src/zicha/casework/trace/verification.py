"""Is a body's work still what its trace says (核验): the chain, every row, every file, every count kept beside the rows.

The entries are read once in their order; what they say of each row's hash is then held to the rows as they stand. All
of it is one moment of the database, so the site may be at work meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

from zicha.casework.tenancy.models import Account, Body
from zicha.casework.tenancy.scope import scope, scope_all
from zicha.casework.tenancy.scoped import BodyModel
from zicha.casework.tenancy.walls import scoped_models
from zicha.casework.trace.holdings import held_differences, held_files
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import row_hash
from zicha.casework.trace.services import entry_hash
from zicha.casework.trace.telling import added_row, altered_row, lost_row, table_of

Tell = Callable[[str], None]
# What the entries say last of each row: table → key → SHA-256, empty for a row that is gone.
Expected = dict[str, dict[Any, bytes]]
ROWS_AT_ONCE = 5_000
TELLS_EVERY = 100_000
_CHUNK = 2**20


def traced_models() -> list[type[BodyModel]]:
    """Tables of bodies every row of which some entry must know; what PostgreSQL derives is checked by its app."""
    return [model for model in scoped_models() if model is not Entry and not getattr(model, "DERIVED", False)]


# Above the bodies: an account may work for several, and a body is no row of itself.
ABOVE: tuple[type[models.Model], ...] = (Body, Account)


def alterations_of(body: Body, *, tell: Tell = lambda what: None) -> Iterator[str]:
    """Each thing that is not as it was written, in a sentence; nothing when all is."""
    with _one_moment(), scope(body.pk):
        expected: Expected = {}
        tell("核验留痕链")
        if broken := _read_chain(body, expected):
            # What the entries say after it cannot be told from what somebody made them say.
            yield broken
        else:
            tell("核验每一行")
            for model in traced_models():
                yield from _rows(model, expected.get(model._meta.label, {}), tell)
            for above in ABOVE:
                yield from _rows_above(above, expected.get(above._meta.label, {}))
        tell("核验计数和数据集")
        yield from _as_far_as_possible(held_differences(body.pk))
        tell("核验文件")
        yield from _as_far_as_possible(_files(body))


def strange_accounts() -> Iterator[str]:
    """Accounts no body's trace knows (来历不明的账号): nobody added them by the site."""
    with scope_all(reason="an account may be known to any body"):
        known: set[int] = set()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT (one->>1)::bigint FROM trace_entry, jsonb_array_elements(touched) AS one WHERE one->>0 = %s",
                [Account._meta.label],
            )
            known = {key for (key,) in cursor.fetchall()}
        for account in Account.objects.exclude(pk__in=known).order_by("pk"):
            yield f"账号“{account.username}”（{account.name}）不是在本系统里增加的，留痕里没有它。"


@contextmanager
def _one_moment() -> Iterator[None]:
    """One snapshot of the database, where no transaction is open yet."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _read_chain(body: Body, expected: Expected) -> str:
    """Fill `expected` from the entries; the first that is not as written or not where it belongs, in a sentence."""
    previous, number = "", 0
    for number, entry in enumerate(Entry.objects.order_by("number").iterator(ROWS_AT_ONCE), start=1):
        if entry.number != number:
            return f"留痕第 {number:,} 条不见了，其后一条是第 {entry.number:,} 条。"
        if entry_hash(entry) != entry.hash:
            return f"留痕第 {number:,} 条被改动：{entry.by_name} 对“{entry.on_label}”的“{entry.action}”，内容与散列值不符。"
        if entry.previous != previous:
            return f"留痕第 {number:,} 条接不上第 {number - 1:,} 条：前面的记录被改动或替换过。"
        for label, key, digest in entry.touched:
            expected.setdefault(label, {})[key] = bytes.fromhex(digest)
        previous = entry.hash
    return "" if number else f"没有任何留痕；“{body.name}”建立时就应有第一条，留痕被清空过。"


def _rows(model: type[models.Model], expected: dict[Any, bytes], tell: Tell) -> Iterator[str]:
    seen = 0
    for number, row in enumerate(model._base_manager.order_by("pk").iterator(ROWS_AT_ONCE), start=1):
        if number % TELLS_EVERY == 0:
            tell(f"核验{table_of(model)}，已核验 {number:,} 行")
        known = expected.get(row.pk)
        seen += known is not None
        if not known:
            yield added_row(row, was_there=known is not None)
        elif bytes.fromhex(row_hash(row)) != known:
            yield altered_row(row)
    if seen == len(expected):
        return
    there = set(model._base_manager.values_list("pk", flat=True))
    for key, digest in expected.items():
        if digest and key not in there:
            yield lost_row(model, key)


def _rows_above(model: type[models.Model], expected: dict[Any, bytes]) -> Iterator[str]:
    """Rows above the bodies: of those the entries name, each is there and as written."""
    found = model._base_manager.in_bulk(list(expected))
    for key, digest in expected.items():
        row = found.get(key)
        if row is None:
            yield lost_row(model, key)
        elif bytes.fromhex(row_hash(row)) != digest:
            yield altered_row(row)


def _as_far_as_possible(found: Iterator[str]) -> Iterator[str]:
    """An altered row may hold what no program of ours writes, a hash that is none for example."""
    try:
        yield from found
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield f"被改动的内容使其余部分无法核验（{type(error).__name__}：{error}）。"


def _files(body: Body) -> Iterator[str]:
    seen = set()
    for held in held_files(body.pk):
        if (held.path, held.sha256) in seen:
            continue
        seen.add((held.path, held.sha256))
        problem = _file_problem(held.path, held.sha256)
        if problem:
            yield f"{held.what}{problem}（{_place(held.path, body)}）；请从备份恢复。"


def _file_problem(path: Path, sha256: str) -> str:
    if path.is_symlink() or not path.is_file():
        return "不见了"
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"读不出来（{error.strerror}）"
    return "" if found == sha256 else "的内容被改动，与登记的散列值不符"


def _place(path: Path, body: Body) -> str:
    parts = path.parts
    return (
        "/".join(parts[parts.index(str(body.pk), parts.index("bodies")) + 1 :])
        if "bodies" in parts
        else path.name
    )


def end_of_chain(body: Body) -> tuple[int, str]:
    """Number and hash of the last entry; 0 and nothing where there is none."""
    with scope(body.pk):
        return Entry.objects.order_by("-number").values_list("number", "hash").first() or (0, "")


def hash_at(body: Body, number: int) -> str:
    """The hash of one entry; empty where there is none of that number."""
    with scope(body.pk):
        return Entry.objects.filter(number=number).values_list("hash", flat=True).first() or ""
