"""The English catalogue (英文词表): finds what pages say, keeps locale/en/…/django.po and compiles it.

    python -m zicha.web.messages            bring the catalogue up to date with the code
    python -m zicha.web.messages compile    make the .mo that the site reads

Chinese is the source language; the catalogue's keys are the Chinese texts themselves. Nothing of GNU gettext is
needed on the machine. Without the .mo the pages stay Chinese.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from zicha.contract.codes import CODE_LISTS
from zicha.reference.regions import PROVINCES
from zicha.reference.status_changes import ACTIONS
from zicha.web.saying import PATTERNS

PACKAGE = Path(__file__).resolve().parent.parent
CATALOGUE = PACKAGE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
SOURCES = ("web", "casework")
# Words that stand in code as they are, and are translated where a page says them (`|said`): in these files, and in every
# models.py, each Chinese text is one, and so is the term each model's docstring gives. Elsewhere those of TextChoices.
OF_WORDS = (
    "casework/certificates/clocks.py",
    "casework/certificates/confirming.py",
    "casework/certificates/independence.py",
    "casework/certificates/legality.py",
    "casework/certificates/records.py",
    "casework/certificates/selectors.py",
    "casework/deliveries/selectors.py",
    "casework/evidence/kinds.py",
    "casework/leads/bulk.py",
    "casework/leads/deciding.py",
    "casework/leads/filters.py",
    "casework/leads/selectors.py",
    "casework/problems/closing.py",
    "casework/problems/steps.py",
    "casework/tenancy/permissions.py",
    "casework/trace/actions.py",
    "contract/verdicts.py",
    "reports/from_campaign/completeness.py",
    "web/certificates/notice_views.py",
    "web/data/pages.py",
    "web/home/desk.py",
    "web/leads/pages.py",
    "web/members/labels.py",
    "web/navigation.py",
    "web/operations/jobs.py",
    "web/orders/views.py",
    "web/plan/pages.py",
    "web/problems/filters.py",
    "web/problems/pages.py",
    "web/report/versions.py",
    "web/trace/entries.py",
)
# A term in brackets at the end of what a class or a task is said to be: 「A lead (线索).」
_TERM = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
# Babel's own head carries the time of the last refresh, which would differ on every machine.
_HEAD = """# English words of the pages (英文词表); `python -m zicha.web.messages` keeps it.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_HAN = re.compile("[\u4e00-\u9fff]")
# A service that refuses says so in Chinese; the page finds the sentence again, numbers and names taken out.
_REFUSES = {"Refused", "Stale"}
_SAYS = {"gettext", "gettext_lazy", "gettext_noop", "_", "ngettext", "ngettext_lazy", "pgettext"}
_SAID_IN_TEMPLATE = re.compile(r"\b(?:gettext|ngettext|pgettext|_)\(")
# %(name)s in code and templates; a lone %s is not used here.
_HOLDER = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True, slots=True)
class Said:
    """A text some page says, and where. A context tells words apart that Chinese writes alike: 撤销 a step, a certificate."""

    text: str
    place: str
    plural: str = ""
    context: str | None = None


def said_by_pages() -> Iterator[Said]:
    """Every text of the site that can be translated, file by file."""
    for folder in SOURCES:
        for path in sorted((PACKAGE / folder).rglob("*")):
            place = path.relative_to(PACKAGE).as_posix()
            if path.suffix == ".html" or (path.suffix == ".txt" and "templates" in path.parts):
                yield from _of_template(path.read_text("utf-8"), place)
            elif path.suffix == ".py" and "migrations" not in path.parts:
                yield from _of_code(path.read_text("utf-8"), place)
    for place in OF_WORDS:
        if not place.startswith(SOURCES):
            yield from _of_code((PACKAGE / place).read_text("utf-8"), place)
    yield from _of_lists()


def _of_lists() -> Iterator[Said]:
    """Codes of the contract that decisions on certificates are made of: their labels are words of pages too."""
    for name in ("certificate_status", "scheme", "status_reason"):
        yield from (Said(label, f"contract/codes.py {name}") for label in CODE_LISTS[name].labels.values())
    yield from (Said(label, "reference/status_changes.py") for label in ACTIONS.values())
    yield from (Said(label, "reference/regions.py") for label in PROVINCES.values())


def _of_template(source: str, place: str) -> Iterator[Said]:
    """Django's own reading of a template: it comes out as calls of gettext."""
    from django.utils.translation.template import templatize

    calls = templatize(source)
    for found in _SAID_IN_TEMPLATE.finditer(calls):
        call = _call_at(calls, found.start())
        if call is not None:
            yield from _of_call(call, place)


def _call_at(source: str, start: int) -> ast.Call | None:
    end = source.find(")", start)
    while end != -1:
        try:
            parsed = ast.parse(source[start : end + 1], mode="eval").body
        except SyntaxError:
            end = source.find(")", end + 1)
        else:
            return parsed if isinstance(parsed, ast.Call) else None
    return None


def _of_call(call: ast.Call, place: str) -> Iterator[Said]:
    texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if not texts or not _HAN.search(texts[0]):
        return
    if name.startswith("ngettext"):
        yield Said(texts[0], place, texts[1])
    elif name == "pgettext":
        yield Said(texts[1], place, context=texts[0])
    else:
        yield Said(texts[0], place)


def _of_code(source: str, place: str) -> Iterator[Said]:
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in _SAYS:
                yield from _of_call(node, place)
            elif name in _REFUSES:
                yield from (said for one in node.args for said in _texts(one, place, docstrings))
        elif isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases):
            yield from _texts(node, place, docstrings)
        if place.endswith(("models.py", "tasks.py")) and isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield from (Said(term, place) for term in _TERM.findall(ast.get_docstring(node) or "")[:1])
    if place in OF_WORDS or place.endswith("models.py"):
        yield from _texts(tree, place, docstrings)


def _texts(tree: ast.AST, place: str, docstrings: set[int]) -> Iterator[Said]:
    """The Chinese texts below a node; of one with places for data its pattern, 第 %(1)s 次筛查."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if id(node) in inside | docstrings:
            continue
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in ast.walk(node) if part is not node}
            text = _pattern(node)
        else:
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if _HAN.search(text):
            yield Said(text, place)


def _pattern(text: ast.JoinedStr) -> str:
    holders = count(1)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"%({next(holders)})s" for part in text.values
    )


def kept() -> Catalog:
    """The catalogue as it lies in the repository."""
    if not CATALOGUE.is_file():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def refreshed(old: Catalog) -> Catalog:
    """What pages say today with the translations there are; what no page says any more is left out."""
    new = Catalog(locale="en")
    for said in said_by_pages():
        key = (said.text, said.plural) if said.plural else said.text
        before = old.get(said.text, said.context)
        new.add(key, before.string if before else "", locations=[(said.place, 0)], context=said.context)
    return new


def faults(catalogue: Catalog) -> list[str]:
    """What keeps the catalogue from being whole: texts missing, untranslated, or with other placeholders."""
    found = []
    for said in said_by_pages():
        message = catalogue.get(said.text, said.context)
        forms = () if message is None else _forms(message.string)
        if not forms or not all(forms):
            found.append(f"{said.place}: “{said.text}” is not translated")
            continue
        for text, form in zip((said.text, said.plural or said.text), (forms[0], forms[-1]), strict=True):
            if set(_HOLDER.findall(text)) != set(_HOLDER.findall(form)):
                found.append(f"{said.place}: placeholders of “{text}” and “{form}” differ")
    return list(dict.fromkeys(found))


def _forms(string: object) -> tuple[str, ...]:
    return tuple(str(form) for form in string) if isinstance(string, tuple | list) else (str(string),)


def keep(catalogue: Catalog) -> None:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        file.write(_HEAD.encode())
        write_po(file, catalogue, width=0, sort_output=True, omit_header=True, include_lineno=False)


def compile_catalogue() -> Path:
    """The file Django reads, and the patterns of sentences with data in them, beside the catalogue."""
    catalogue = kept()
    patterns = {str(one.id): str(one.string) for one in catalogue if one.id and "%(1)s" in one.id}
    CATALOGUE.with_name(PATTERNS).write_text(json.dumps(patterns, ensure_ascii=False), "utf-8")
    target = CATALOGUE.with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, catalogue)
    return target


def main(arguments: list[str]) -> int:
    if arguments == ["compile"]:
        compile_catalogue()
        return 0
    catalogue = refreshed(kept())
    keep(catalogue)
    compile_catalogue()
    wrong = faults(catalogue)
    print("\n".join([*wrong, f"{len(catalogue)} texts, {len(wrong)} to mend"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
