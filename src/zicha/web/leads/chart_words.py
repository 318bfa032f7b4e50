"""A chart of the report in the language of a page (图上文字): titles, legends, states; what the data says stays as it is.

The report draws the same definition in Chinese; only the words of a page that is read in English are exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(r"([\d,]+) 条(?:（为(.+)的 ([\d.]+%)）)?")
# Names of fields are no words: what a definition says of them must stay what the rows call them.
WORDS = (
    gettext_noop("疑点（条）"), gettext_noop("线索（条）"), gettext_noop("筛查日期"), gettext_noop("自查重点"), gettext_noop("严重程度"),
    gettext_noop("检查项"), gettext_noop("分支机构"), gettext_noop("环节"), gettext_noop("未判定"),
)  # fmt: skip
"""What definitions say, for the catalogue."""
_FIELDS = {"field", "as", "groupby", "transform", "test", "filter"}


def in_language(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """The definition with its words in the language of the page."""
    if get_language() != "en":
        return definition
    words: Mapping[str, Any] = _of(definition)
    return words


def figures_below() -> str:
    """What a chart says to whoever cannot see it, where its own sentence is Chinese; empty where it is read in Chinese."""
    return _("图中的数字在下面的表里逐行列出。") if get_language() == "en" else ""


def _of(part: Any, key: str = "") -> Any:
    if isinstance(part, Mapping):
        if key == "description":
            return part
        said = {name: value if name in _FIELDS else _of(value, name) for name, value in part.items()}
        if "field" in part and "title" not in part and _HAN.search(str(part["field"])):
            said["title"] = _word(str(part["field"]))
        return said
    if isinstance(part, list):
        return [_of(one, key) for one in part]
    if isinstance(part, str):
        return figures_below() if key == "description" else _word(part)
    return part


def _word(text: str) -> str:
    if not _HAN.search(text):
        return text
    if number := _NUMBER.fullmatch(text):
        count, of, share = number.groups()
        if of is None:
            return count
        return _("%(count)s（为%(of)s的 %(share)s）") % {"count": count, "of": _word(of), "share": share}
    return _(text)
