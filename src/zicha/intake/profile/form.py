"""The sheet a profile is about, described as a form (方案的表单): every column it names, typed by where it goes."""

from __future__ import annotations

from zicha.contract.codes import CODE_LISTS, CodeList
from zicha.contract.table import Column, ContractTable, Type
from zicha.intake.profile.days import day_words
from zicha.intake.profile.profile import Profile, SourceColumn, Target
from zicha.intake.values import is_identifier


def form_of(profile: Profile) -> ContractTable:
    """The form. Its key is what the key of the profile's own table is made of, so that rows with one number clash."""
    key = profile.key_headings(profile.row_of)
    parts = {heading for made in profile.made.values() for heading in made.headings}
    return ContractTable(
        profile.form_name,
        f"映射方案 {profile.name}",
        tuple(
            _column(profile, column, key=column.heading in key, part=column.heading in parts)
            for column in profile.columns.values()
        ),
    )


def code_lists_of(profile: Profile) -> dict[str, CodeList]:
    """The contract's lists, and those the profile says in its own words."""
    lists = dict(CODE_LISTS)
    for column in profile.columns.values():
        name = _list_name(profile, column)
        if column.dates:
            lists[name] = day_words(name, column.dates)
        elif column.words is not None:
            lists[name] = _words(name, column)
    return lists


def _list_name(profile: Profile, column: SourceColumn) -> str:
    return f"{profile.form_name}.{column.heading}"


def _column(profile: Profile, column: SourceColumn, *, key: bool, part: bool) -> Column:
    targets = [target.of_contract for target in column.to]
    first = targets[0] if targets else None
    own_list = column.dates or column.words is not None
    # An arrow no heading begins with: the Chinese name only tells where the value goes, it is no heading to look for.
    aim = "、".join(dict.fromkeys(target.chinese for target in targets)) or ("编号" if part else "不用")
    names_something = part or any(is_identifier(target) for target in targets)
    return Column(
        name=column.heading,
        chinese=f"→{aim}",
        type=first.type if first else Type.TEXT,
        key=key,
        required=key or part or any(target.required for target in targets),
        refers_to=profile.row_of if names_something else "",
        unit=first.unit if first else "",
        codes=_list_name(profile, column) if own_list else first.codes if first else "",
    )


def _words(name: str, column: SourceColumn) -> CodeList:
    assert column.words is not None
    chinese = "、".join(target.of_contract.chinese for target in column.to) or column.heading
    labels = {word: _label(column.to, code) for word, code in column.words.items()}
    words = {word.lower(): code for word, code in column.words.items()}
    return CodeList(name, f"{chinese}的对应写法", labels, words)


def _label(to: tuple[Target, ...], code: str) -> str:
    for target in to:
        codes = CODE_LISTS.get(target.of_contract.codes)
        if codes and code in codes.labels:
            return codes.labels[code]
    return code
