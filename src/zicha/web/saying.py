"""Words and sentences of code in the language of the page (界面语言): states, roles, refusals of services.

Services and models speak Chinese, whoever asks: what they say goes into the trace and into reports. A page in English looks
the words up; of a sentence with data in it, 第 3 次筛查, the catalogue has the pattern, and the data is put back in.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from django.utils.translation import get_language, gettext

PATTERNS = "patterns.json"
_FOLDER = Path(__file__).parent / "locale" / "en" / "LC_MESSAGES"
_HAN = re.compile("[\u4e00-\u9fff]")
# A row that is counted stands right before its state: 第 3 版已报送.
_COUNTED = r"第 [0-9,]+ (?:次筛查|次交付|版)|"
_HOLDER = re.compile(r"%\\\((\d+)\\\)s")
# Data within data: a state within a refusal, a label within that. Deeper there is nothing of ours.
_DEEPEST = 3


def said(text: object, depth: int = 0) -> str:
    """The word or sentence in the language of the page; what no catalogue knows stays as it is."""
    word = str(text or "")
    if not word or get_language() != "en" or not _HAN.search(word):
        return word
    if (found := gettext(word)) != word or depth == _DEEPEST:
        return found
    for pattern, english in _patterns():
        if match := pattern.fullmatch(word):
            return english % {
                name[1:]: said(part.strip(), depth + 1) for name, part in match.groupdict().items()
            }
    return word


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The patterns, those that say most first; none while the catalogue is not compiled."""
    try:
        kept: dict[str, str] = json.loads((_FOLDER / PATTERNS).read_text("utf-8"))
    except FileNotFoundError:
        return ()
    most_first = sorted(kept.items(), key=lambda pair: -len(_HAN.findall(pair[0])))
    return tuple((_regular(chinese), english) for chinese, english in most_first if english)


def _regular(chinese: str) -> re.Pattern[str]:
    """第 %(1)s 次筛查 as an expression; names of groups begin with a letter."""
    touching = _HOLDER.pattern + f"(?={_HOLDER.pattern})"
    counted = re.sub(touching, lambda found: f"(?P<n{found[1]}>{_COUNTED}.*?)", re.escape(chinese))
    return re.compile(_HOLDER.sub(r"(?P<n\1>.*?)", counted), re.DOTALL)
