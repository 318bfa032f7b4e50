"""A guess as the YAML a person corrects (写出方案初稿): a confidence behind every column, ? where one must decide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from zicha.contract.codes import CODE_LISTS
from zicha.contract.tables import TABLES
from zicha.intake.profile.guess import BODY, BODY_ID, CERTIFICATE_NO, ORGANISATION, Guess, Guessed
from zicha.intake.profile.load import OPEN
from zicha.intake.profile.profile import Target

_PLAIN = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*")
_ORG_ID = Target("organisations", "org_id")
_TABLES = ("bodies", "organisations", "certificates")

_HEAD = """\
# 映射方案初稿，由 zicha profile 根据 {file} 的标题和取值猜出，须由人逐列核对。
# 每列后面的百分数是把握；写着 "?" 的地方必须由人填写，填完之前不能使用。
#   columns  来源的每一列：to 写到哪里；words 来源的词对应的代码；dates 日期写法；unused 不用的理由
#   keys     由几列拼成的编号；as: name 表示按名称归并（不分大小写、空格和标点）
#   fixed    每行都一样的值      missing  必填而来源没有的列及理由      repeats  要查重复的编号列
# 用法：zicha screen 文件 --profile 方案.yaml --as-of 日期 --out 文件夹
"""


def profile_text(guessed: Guessed, name: str) -> str:
    """The YAML of a guess."""
    lines = [_HEAD.format(file=_comment(guessed.file)), f"profile: {profile_name(name)}", "row: certificates"]
    if guessed.separator:
        lines.append(f'separator: "{guessed.separator}"')
    lines += ["", "columns:"]
    for column in guessed.columns:
        lines += _column(column, guessed)
    for section in (_keys(guessed), _open(guessed)):
        lines += ["", *section] if section else []
    if guessed.repeating:
        lines += ["", f"repeats: [{', '.join(_quoted(g.heading) for g in guessed.repeating)}]"]
    return "\n".join(lines) + "\n"


def profile_name(text: str) -> str:
    """A name a profile may have, made of a file's."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:40].strip("_")
    return plain if plain[:1].isalpha() else f"p_{plain}"[:40].strip("_")


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.split())


def _column(guess: Guess, guessed: Guessed) -> Iterator[str]:
    name = _quoted(guess.heading)
    if guess.target is None:
        if guess in guessed.repeating:
            yield f"  {name}: {{}}  # 像证书编号而有重复（{guess.shape.distinct:,} 个不同值），列入 repeats；要作编号须在 keys 中与别的列拼"
        else:
            yield f'  {name}: {{unused: "{OPEN}"}}  # 没有猜出：写 to 指明去处，或说明不用的理由'
        return
    comment = f"  # {guess.confidence:.0%}：{_comment(guess.because)}"
    ways, words = guess.shape.ways, guess.words
    foreign = {
        word: code
        for word, code in words.items()
        if code is None or CODE_LISTS[_codes(guess)].code_of(word) is None
    }
    if not ways and not foreign:
        yield f"  {name}: {{to: {guess.target}}}{comment}"
        return
    yield f"  {name}:{comment}"
    yield f"    to: {guess.target}"
    if len(ways) == 1:
        yield f'    dates: ["{ways[0]}"]'
    elif ways:
        yield f'    dates: ["{OPEN}"]  # 分不清，可能是 {" 或 ".join(ways)}，请选一个'
    if foreign:
        yield from _words(words, _codes(guess))


def _codes(guess: Guess) -> str:
    return guess.target.of_contract.codes if guess.target else ""


def _words(words: Mapping[str, str | None], codes: str) -> Iterator[str]:
    labels = CODE_LISTS[codes].labels
    yield "    words:"
    for word, code in words.items():
        told = (
            labels[code]
            if code
            else "请填其中之一：" + "、".join(f"{c} {label}" for c, label in labels.items())
        )
        yield f"      {_quoted(word)}: {code or json.dumps(OPEN)}  # {told}"


def _keys(guessed: Guessed) -> list[str]:
    lines = []
    body, organisation, number = guessed.of(BODY), guessed.of(ORGANISATION), guessed.of(CERTIFICATE_NO)
    if body and not guessed.of(BODY_ID):
        lines.append(f"  bodies.body_id: {{from: {_quoted(body.heading)}, as: name}}")
    if organisation:
        lines.append(f"  organisations.org_id: {{from: {_quoted(organisation.heading)}, as: name}}")
    if number and not number.shape.is_unique:
        lines.append(
            f"  # {_comment(number.heading)} 有重复：编号相同而内容不同的行都会被拒收。如应分开，去掉它的 to，改为："
        )
        lines.append(f"  # certificates.certificate_no: {{from: [{_quoted(number.heading)}, 另一列]}}")
    return ["keys:", *lines] if lines else []


def _open(guessed: Guessed) -> list[str]:
    """Required columns nothing was found for."""
    found = {guess.target for guess in guessed.columns}
    if guessed.of(BODY):
        found |= {BODY_ID}
    if guessed.of(ORGANISATION):
        found |= {_ORG_ID}
    fixed, missing = [], []
    for table in _TABLES:
        for column in TABLES[table].columns:
            target = Target(table, column.name)
            if not column.required or target in found or column.refers_to:
                continue
            if column.key or target in (BODY, ORGANISATION) or column.name == "scheme":
                fixed.append(
                    f'  {target}: "{OPEN}"  # {column.chinese}：没有找到对应的列{_choices(column.codes)}'
                )
            else:
                missing.append(
                    f'  {target}: "{OPEN}"  # {column.chinese}：没有找到对应的列；来源确实没有就写理由'
                )
    lines = ["fixed:", *fixed] if fixed else []
    return [
        *lines,
        *(["", "missing:", *missing] if missing and lines else ["missing:", *missing] if missing else []),
    ]


def _choices(codes: str) -> str:
    labels = CODE_LISTS[codes].labels if codes else {}
    return "；可写 " + "、".join(f"{code} {label}" for code, label in labels.items()) if labels else ""
