"""Everything a screening leaves in its output folder (成果), put in place together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from zicha.findings.changes import FINDINGS_FILE
from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import Notice
from zicha.reports.facts import facts_of
from zicha.reports.leads_workbook import WORKBOOK_FILE, write_workbook
from zicha.reports.lists import CHANGES_FILE, COVERAGE_FILE, REJECTED_FILE, write_lists
from zicha.reports.numbered_leads import numbered_leads
from zicha.reports.placing import RUN_FILE, placed_together
from zicha.reports.run_record import write_run_record
from zicha.reports.self_check_report import REPORT_FILE, write_report

# The record last: it holds the hashes of the others, so a reader of a half-moved folder can tell.
OUTPUT_FILES = (
    FINDINGS_FILE,
    COVERAGE_FILE,
    REJECTED_FILE,
    CHANGES_FILE,
    WORKBOOK_FILE,
    REPORT_FILE,
    RUN_FILE,
)


def write_outputs(outcome: Outcome, out: Path, *, notice: Notice, extra: Mapping[str, object]) -> list[Path]:
    """Write every output and return their paths; a failure leaves the outputs of the run before.

    extra  what the command adds to run.json
    """
    with placed_together(out, OUTPUT_FILES) as folder:
        facts = facts_of(outcome, notice)
        leads = numbered_leads(outcome, notice)
        write_lists(outcome, folder)
        write_workbook(outcome, notice, facts, leads, folder)
        write_report(outcome, notice, facts, leads, folder)
        write_run_record(outcome, notice, folder, extra)
        written = [name for name in OUTPUT_FILES if (folder / name).exists()]
    return [out / name for name in written]
