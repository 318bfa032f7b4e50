"""What a report says, as JSON (报告事实): every figure with its rows and correction, every text; and its hash.

The same facts give the same bytes: no clock, no key of a row that another database would give differently.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from zicha.reports.document import Block, Chart, Document, Paragraph, Table, shown_cell
from zicha.reports.fact import Fact
from zicha.reports.from_campaign.figures import Rows
from zicha.reports.from_campaign.material import Material

FORM = 2
"""Of the JSON; counts changes of its shape. 2: tables and charts as they are shown."""


def said_by(document: Document, material: Material) -> dict[str, Any]:
    """Everything the finished document says; `document` has people's texts and corrections in it."""
    notice, run = material.notice, material.run
    return {
        "form": FORM,
        "notice": {"key": notice.key, "number": notice.number, "title": notice.title},
        "body": {"code": material.body.code, "name": material.body.name},
        "campaign": material.campaign.title,
        "day": material.day.isoformat(),
        "as_of": material.campaign.as_of.isoformat(),
        "screening": None if run is None else {
            "number": run.number,
            "as_of": run.as_of.isoformat(),
            "dataset_version": run.dataset_version,
            "dataset_fingerprint": run.dataset_fingerprint,
            "rules": run.ruleset,
        },
        "title": document.heading,
        "recipients": "".join(part.shown for part in document.recipients),
        "figures": [_figure(fact, rows, material) for fact, rows in material.figures],
        "sections": [
            {"key": section.key, "title": section.title, "text": _text(section.blocks)}
            for section in document.sections
        ],
        "tables": [_table(section.title, block) for section in document.sections for block in section.blocks if isinstance(block, Table)],
        "charts": [
            {
                "section": section.title, "caption": "".join(run.shown for run in block.caption),
                "head": list(block.drawing.head), "rows": [[_plain(cell) for cell in row] for row in block.drawing.rows],
            }
            for section in document.sections for block in section.blocks if isinstance(block, Chart)
        ],
        "texts": {place: text.text for place, text in sorted(material.texts.items()) if text.text},
        "no_findings": [
            {"point": point, "ground": one.get_ground_display(), "text": one.text, "by": one.by.name}
            for point, one in sorted(material.no_findings.items())
        ],
        "coverage": [
            {
                "code": line.code, "title": line.check.title, "ran": line.coverage.ran, "in_scope": line.coverage.in_scope,
                "hit": line.coverage.hit, "passed": line.coverage.passed, "undecided": line.coverage.undecided,
                "exempt": line.coverage.exempt, "reason": line.coverage.reason,
            }
            for line in material.lines
        ],
    }  # fmt: skip


def content_hash(said: dict[str, Any]) -> str:
    """SHA-256 of what is said, whatever the blanks."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(said: dict[str, Any], **more: Any) -> bytes:
    return (json.dumps(said | more, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _figure(fact: Fact, rows: Rows, material: Material) -> dict[str, Any]:
    one = material.corrections.get(fact.key)
    return {
        "key": fact.key,
        "label": fact.label,
        "value": fact.value,
        "unit": fact.unit,
        "computed": fact.shown,
        "shown": one.shown if one else fact.shown,
        "how": fact.how,
        "counted": fact.rows,
        "rows": {"page": rows.route, "arguments": list(rows.arguments), "query": rows.query},
        "correction": one and {"reason": one.reason, "by": one.by.name},
        "head": list(fact.head),
        "lines": [[_plain(cell) for cell in line] for line in fact.lines],
    }


def _table(section: str, table: Table) -> dict[str, Any]:
    """The table as it is read."""
    return {
        "section": section,
        "caption": "".join(run.shown for run in table.caption),
        "head": list(table.head),
        "rows": [[shown_cell(cell)[0] for cell in row] for row in table.rows],
    }


def _plain(cell: object) -> object:
    return str(cell) if isinstance(cell, Decimal) else cell


def _text(blocks: tuple[Block, ...]) -> list[str]:
    """The paragraphs as they are read, to compare versions by."""
    return ["".join(run.shown for run in block.runs) for block in blocks if isinstance(block, Paragraph)]
