"""A profile from its YAML (读取方案). Every wrong word is answered with its line and what may stand there.

Errors  ProfileError
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from zicha.contract.codes import CODE_LISTS
from zicha.contract.table import SOURCE_COLUMNS, Type
from zicha.contract.tables import TABLES
from zicha.intake.headings import plain_heading
from zicha.intake.profile.days import problem_of_format
from zicha.intake.profile.profile import Key, Profile, SourceColumn, Target
from zicha.intake.profile.separators import SEPARATORS
from zicha.intake.profile.tree import Fields, Items, ProfileError, Text, Tree, read_tree
from zicha.intake.values import reader_for

OPEN = "?"
"""What a guess writes where a person must decide."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SECTIONS = ("profile", "row", "separator", "columns", "keys", "fixed", "missing", "repeats")
_OF_COLUMN = ("to", "words", "dates", "unused")
_OF_KEY = ("from", "before", "between", "as")
_T = TypeVar("_T")


def load_profile(path: Path) -> Profile:
    """The profile in a YAML file. Raises ProfileError."""
    tree = read_tree(path)
    content = path.read_bytes()
    return _Loading(path.name).profile(tree, hashlib.sha256(content).hexdigest(), len(content))


def _texts_in(tree: Tree) -> Iterator[Text]:
    match tree:
        case Text():
            yield tree
        case Items(items):
            for item in items:
                yield from _texts_in(item)
        case Fields(fields):
            for value in fields.values():
                yield from _texts_in(value)


class _Loading:
    def __init__(self, file: str) -> None:
        self.file = file

    def profile(self, tree: Fields, sha256: str, size: int) -> Profile:
        undecided = sorted({text.line for text in _texts_in(tree) if text.text == OPEN})
        if undecided:
            lines = "、".join(map(str, undecided))
            self.refuse(0, f"第 {lines} 行还写着“{OPEN}”，须由人填写。请对照来源文件逐处填好。")
        self.known(tree, _SECTIONS, "方案")
        name = self.section(tree, "profile", self.text)
        if not _NAME.fullmatch(name):
            self.refuse(tree.lines["profile"], f"方案名“{name}”只能用小写字母、数字和下划线，以字母开头。")
        row_of = self.section(tree, "row", self.text)
        if row_of not in TABLES:
            self.refuse(tree.lines["row"], f"没有数据表“{row_of}”；可写：{'、'.join(TABLES)}。")
        columns = self.section(tree, "columns", self.columns)
        profile = Profile(
            name=name,
            row_of=row_of,
            columns=columns,
            made=self.targets(tree, "keys", lambda value: self.key(value, columns)),
            fixed=self.targets(tree, "fixed", self.text),
            missing=self.targets(tree, "missing", self.text),
            repeats=self.headings(tree.fields["repeats"], columns) if "repeats" in tree.fields else (),
            separator=self.separator(tree.fields["separator"]) if "separator" in tree.fields else "",
            file=self.file,
            sha256=sha256,
            size=size,
        )
        self.check(profile, tree)
        return profile

    # ── pieces ──

    def refuse(self, line: int, problem: str) -> None:
        raise ProfileError(self.file, line, problem)

    def known(self, tree: Fields, names: tuple[str, ...], what: str) -> None:
        for name, line in tree.lines.items():
            if name not in names:
                self.refuse(line, f"{what}中没有“{name}”这一项；可写：{'、'.join(names)}。")

    def section(self, tree: Fields, name: str, read: Callable[[Tree], _T]) -> _T:
        if name not in tree.fields:
            self.refuse(0, f"缺少“{name}”一项。")
        return read(tree.fields[name])

    def text(self, tree: Tree) -> str:
        if not isinstance(tree, Text):
            raise ProfileError(self.file, tree.line, "应是一个词，不是列表或键值。")
        if not tree.text:
            raise ProfileError(self.file, tree.line, "是空的，还没有填。请对照来源文件填写。")
        return tree.text

    def texts(self, tree: Tree) -> tuple[str, ...]:
        """One word or a list of them."""
        if isinstance(tree, Items):
            found = tuple(self.text(item) for item in tree.items)
            if not found:
                self.refuse(tree.line, "列表是空的。")
            return found
        return (self.text(tree),)

    def fields(self, tree: Tree, what: str) -> Fields:
        if not isinstance(tree, Fields):
            raise ProfileError(
                self.file, tree.line, f"{what}应是“键: 值”的形式，注意用半角冒号，冒号后空一格。"
            )
        return tree

    def target(self, text: str, line: int) -> Target:
        table, _, column = text.partition(".")
        if table not in TABLES:
            self.refuse(line, f"“{text}”应写成 数据表.列，例如 certificates.issued_on；没有数据表“{table}”。")
        names = [known.name for known in TABLES[table].columns]
        if column not in names:
            self.refuse(line, f"数据表 {table} 没有列“{column}”；可写：{'、'.join(names)}。")
        return Target(table, column)

    def targets(self, tree: Fields, name: str, read: Callable[[Tree], _T]) -> dict[Target, _T]:
        given = tree.fields.get(name)
        if given is None or (isinstance(given, Text) and not given.text):
            return {}
        said = self.fields(given, f"{name} ")
        return {self.target(key, said.lines[key]): read(value) for key, value in said.fields.items()}

    def headings(self, tree: Tree, columns: Mapping[str, SourceColumn]) -> tuple[str, ...]:
        found = self.texts(tree)
        for heading in found:
            if heading not in columns:
                self.refuse(tree.line, f"“{heading}”不是 columns 中的列；可写：{'、'.join(columns)}。")
        return found

    def separator(self, tree: Tree) -> str:
        said = self.text(tree)
        if said not in SEPARATORS:
            known = "、".join(f'"{sign}"（{name}）' for sign, name in SEPARATORS.items())
            self.refuse(tree.line, f"separator 不能写“{said}”；可写：{known}。")
        return said

    # ── columns and keys ──

    def columns(self, tree: Tree) -> dict[str, SourceColumn]:
        said = self.fields(tree, "columns ")
        if not said.fields:
            self.refuse(said.line, "columns 是空的。请列出来源文件的各列。")
        plain: dict[str, str] = {}
        columns = {}
        for heading, value in said.fields.items():
            line = said.lines[heading]
            same = plain.setdefault(plain_heading(heading), heading)
            if same != heading or heading.lower() in SOURCE_COLUMNS:
                self.refuse(line, f"标题“{heading}”与“{same}”读起来一样或是保留的名称，请在来源文件中改名。")
            columns[heading] = self.column(heading, value, line)
        return columns

    def column(self, heading: str, tree: Tree, line: int) -> SourceColumn:
        said = self.fields(tree, f"列“{heading}”")
        self.known(said, _OF_COLUMN, f"列“{heading}”")
        at = said.fields
        if "unused" in at:
            if len(at) > 1:
                self.refuse(line, f"列“{heading}”既说不用（unused）又说了别的。请只留一个。")
            return SourceColumn(heading, unused=self.text(at["unused"]))
        to = tuple(self.target(text, at["to"].line) for text in self.texts(at["to"])) if "to" in at else ()
        words = self.words(at["words"], to) if "words" in at else None
        dates = self.texts(at["dates"]) if "dates" in at else ()
        self.check_column(heading, to, dates, line, has_words=words is not None)
        return SourceColumn(heading, to, words, dates)

    def words(self, tree: Tree, to: tuple[Target, ...]) -> dict[str, str]:
        said = self.fields(tree, "words ")
        words = {word: self.text(value) for word, value in said.fields.items()}
        if not words:
            self.refuse(said.line, "words 是空的。")
        for target in to:
            codes = CODE_LISTS.get(target.of_contract.codes)
            if codes is None or codes.open:
                continue
            for word, code in words.items():
                if code not in codes.labels:
                    known = "、".join(f"{name}（{label}）" for name, label in codes.labels.items())
                    self.refuse(said.lines[word], f"“{code}”不是 {target.label} 的代码；可写：{known}。")
        folded: dict[str, str] = {}
        for word, code in words.items():
            if folded.setdefault(word.lower(), code) != code:
                self.refuse(said.lines[word], f"“{word}”不分大小写时已对应“{folded[word.lower()]}”。")
        return words

    def check_column(
        self, heading: str, to: tuple[Target, ...], dates: tuple[str, ...], line: int, *, has_words: bool
    ) -> None:
        kinds = {target.of_contract.type for target in to}
        if len(kinds) > 1 or (len({target.of_contract.codes for target in to}) > 1 and not has_words):
            self.refuse(line, f"列“{heading}”的几个去处类型或代码表不同，不能用同一个值。")
        if has_words and kinds - {Type.TEXT}:
            self.refuse(line, f"列“{heading}”的去处不是文本列，不能用 words。")
        if dates and kinds != {Type.DATE}:
            self.refuse(line, f"列“{heading}”的去处不是日期列，不能用 dates。")
        for text in dates:
            problem = problem_of_format(text)
            if problem:
                self.refuse(line, f"日期写法“{text}”{problem}，例如 %m/%d/%Y 或 %d-%b-%y。")

    def key(self, tree: Tree, columns: Mapping[str, SourceColumn]) -> Key:
        said = self.fields(tree, "keys 的一项")
        self.known(said, _OF_KEY, "keys ")
        if "from" not in said.fields:
            self.refuse(said.line, "缺少 from：由哪些来源列拼成。")
        headings = self.headings(said.fields["from"], columns)
        for heading in headings:
            if columns[heading].unused:
                self.refuse(said.line, f"列“{heading}”在 columns 中说是不用的（unused）。请删去 unused。")
        loose = {
            name: value.text if isinstance(value := said.fields[name], Text) else self.text(value)
            for name in ("before", "between")
            if name in said.fields
        }
        kind = self.text(said.fields["as"]) if "as" in said.fields else ""
        if kind not in ("", "name"):
            self.refuse(said.fields["as"].line, f"as 只能写 name（按名称归并），不能写“{kind}”。")
        return Key(headings, loose.get("before", ""), loose.get("between", "/"), kind == "name")

    # ── the whole ──

    def check(self, profile: Profile, tree: Fields) -> None:
        """Whether every column of the tables it fills is said once, and the required ones at all."""
        self.check_said_once(profile, tree)
        used = {heading for key in profile.made.values() for heading in key.headings}
        columns = self.fields(tree.fields["columns"], "columns ")
        for heading, column in profile.columns.items():
            if not (column.to or column.unused or heading in used or heading in profile.repeats):
                self.refuse(
                    columns.lines[heading], f"列“{heading}”没有去处：写 to，或用 unused 说明为什么不用。"
                )
        if profile.row_of not in profile.tables:
            self.refuse(tree.lines["row"], f"没有一列写到 {profile.row_of}。")
        for table in profile.tables:
            for column_ in TABLES[table].columns:
                target = Target(table, column_.name)
                given = profile.says(target) or (target in profile.missing and not column_.key)
                if column_.required and not given:
                    self.refuse(
                        0,
                        f"没有说 {target.label} 从哪里来，它是{'编号' if column_.key else '必填列'}。请在 columns 的 to、"
                        "keys 或 fixed 中给出"
                        + ("。" if column_.key else "，或在 missing 中说明来源没有它的理由。"),
                    )
        self.check_keys(profile, tree)
        for target, value in profile.fixed.items():
            reading = reader_for(target.of_contract, CODE_LISTS)(value)
            if reading.problem:
                self.refuse(
                    self.line_of(tree, "fixed", target),
                    f"{target.label} 的“{value}”{reading.problem}。{reading.mend}。",
                )

    def check_said_once(self, profile: Profile, tree: Fields) -> None:
        places: dict[Target, str] = {}
        of_columns = [(target, f"列“{heading}”") for heading, c in profile.columns.items() for target in c.to]
        others = [
            (target, name)
            for name, said in (("keys", profile.made), ("fixed", profile.fixed), ("missing", profile.missing))
            for target in said
        ]
        for target, place in [*of_columns, *others]:
            if target in places:
                line = self.line_of(tree, place, target)
                self.refuse(line, f"{target.label} 在 {places[target]} 和 {place} 中各说了一次。请只留一处。")
            places[target] = place

    def check_keys(self, profile: Profile, tree: Fields) -> None:
        for target, key in profile.made.items():
            line = self.line_of(tree, "keys", target)
            if target.of_contract.type is not Type.TEXT:
                self.refuse(line, f"{target.label} 不是文本列，不能拼成。")
            if key.is_name and (target.table == profile.row_of and target.of_contract.key):
                self.refuse(line, f"{target.label} 是每行自己的编号，不能按名称归并（as: name）。")
        if not profile.key_headings(profile.row_of):
            self.refuse(tree.lines["row"], f"{profile.row_of} 的编号没有用到任何来源列，各行分不开。")

    def line_of(self, tree: Fields, place: str, target: Target) -> int:
        said = tree.fields.get(place)
        return said.lines.get(str(target), 0) if isinstance(said, Fields) else 0
