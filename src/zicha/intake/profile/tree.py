"""The text of a profile as a tree that knows its lines (方案文本).

Every scalar stays the text it is: YAML would read the country NO as false and 2011 as a number.
Limits  the parser's own events are counted before anything is built, so that a hostile file costs nothing
Errors  ProfileError, naming file and line
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from zicha.contract.errors import UnusableInput

MOST_BYTES = 256 << 10
MOST_NODES = 20_000
DEEPEST = 8


class ProfileError(UnusableInput):
    """A profile that cannot be used as it stands (映射方案有误)."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        place = f"第 {line} 行：" if line else ""
        super().__init__(f"映射方案 {file} {place}{problem}")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar (文本)."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence (列表)."""

    items: tuple[Tree, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping (键值); `lines` says where each key stands."""

    fields: dict[str, Tree]
    lines: dict[str, int]
    line: int


Tree = Text | Items | Fields


def read_tree(path: Path) -> Fields:
    """The profile's top level. Raises ProfileError."""
    text = _text(path)
    try:
        _look_through(path.name, text)
        # The safe loader's composer builds plain nodes, no object of any type.
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ProfileError(
            path.name, line, f"不是能读懂的 YAML（{error.problem}）。请检查缩进、引号和半角冒号。"
        ) from error
    except yaml.YAMLError as error:
        raise ProfileError(path.name, 0, "含有 YAML 不允许的字符。请另存为 UTF-8 文本。") from error
    if node is None:
        raise ProfileError(path.name, 0, "是空的。用 zicha profile 文件 --out 方案.yaml 写一份初稿。")
    tree = _Building(path.name).tree(node)
    if not isinstance(tree, Fields):
        raise ProfileError(path.name, tree.line, "应是“键: 值”的形式，注意用半角冒号，冒号后空一格。")
    return tree


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise ProfileError(str(path), 0, "不是普通文件。请给出一个 YAML 文件。")
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ProfileError(str(path), 0, f"打不开：{error.strerror}。请检查路径。") from error
    if len(content) > MOST_BYTES:
        raise ProfileError(path.name, 0, f"大于 {MOST_BYTES >> 10} KB，不像映射方案。请检查是否给错了文件。")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(path.name, 0, "不是 UTF-8 文本。请另存为 UTF-8。") from error


def _look_through(file: str, text: str) -> None:
    """Refuse what a profile has no need of, before anything is built."""
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ProfileError(
                file, line, "用了 YAML 的锚点或引用（& 和 *），方案中不允许。请把内容写全，或给文字加引号。"
            )
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise ProfileError(file, line, "有第二个文档（---）。一个文件只写一个方案。")
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            if getattr(event, "tag", None):
                raise ProfileError(file, line, f"用了 YAML 标签（{event.tag}），方案中不允许。")  # type: ignore[attr-defined]
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise ProfileError(file, line, f"嵌套超过 {DEEPEST} 层。")
        if nodes > MOST_NODES:
            raise ProfileError(file, line, f"内容超过 {MOST_NODES:,} 项，不像映射方案。")


@dataclass(frozen=True, slots=True)
class _Building:
    file: str

    def tree(self, node: yaml.Node) -> Tree:
        line = node.start_mark.line + 1
        match node:
            case yaml.ScalarNode():
                return Text(node.value.strip(), line)
            case yaml.SequenceNode():
                return Items(tuple(self.tree(item) for item in node.value), line)
        assert isinstance(node, yaml.MappingNode)
        fields: dict[str, Tree] = {}
        lines: dict[str, int] = {}
        for key, value in self._pairs(node):
            if key.text in fields:
                raise ProfileError(
                    self.file,
                    key.line,
                    f"“{key.text}”写了两次（另一处在第 {lines[key.text]} 行）。请删去一处。",
                )
            fields[key.text], lines[key.text] = self.tree(value), key.line
        return Fields(fields, lines, line)

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[Text, yaml.Node]]:
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise ProfileError(self.file, key.start_mark.line + 1, "键应是一个词。")
            yield Text(key.value.strip(), key.start_mark.line + 1), value
