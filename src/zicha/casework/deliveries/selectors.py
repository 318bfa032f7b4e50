"""Reading deliveries and screenings (查询交付与筛查)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import (
    CheckCoverage,
    Delivery,
    DeliveryFile,
    DeliveryState,
    Run,
    RunState,
)
from zicha.checks.registry import checks_of
from zicha.contract.tables import TABLES
from zicha.intake.reader import DIALECTS
from zicha.reference.notices.notice import FocusArea

SHOWN = 8
"""Deliveries and runs on the first page; the others have pages of their own."""
MOST_PROFILES = 20
FEWEST_SWEPT = 20


def latest_deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("received_by__account").defer("sheets", "remarks", "changes")


def waiting_deliveries() -> list[Delivery]:
    """Deliveries somebody must still decide on, or that are under way (待处理的交付)."""
    states = (DeliveryState.RECEIVED, DeliveryState.READ, DeliveryState.COMMITTING)
    return list(latest_deliveries().filter(state__in=states)[:SHOWN])


def runs_of(campaign: Campaign) -> QuerySet[Run]:
    return Run.objects.filter(campaign=campaign).select_related("started_by__account")


def run_under_way() -> Run | None:
    return Run.objects.filter(state__in=(RunState.QUEUED, RunState.RUNNING)).first()


def kept_profiles() -> list[DeliveryFile]:
    """Mapping profiles handed in before, each content once, the newest first (用过的映射方案)."""
    rows = DeliveryFile.objects.filter(is_profile=True).select_related("delivery").order_by("-pk")
    newest: dict[str, DeliveryFile] = {}
    for file in rows[: 10 * MOST_PROFILES]:
        newest.setdefault(file.sha256, file)
    return list(newest.values())[:MOST_PROFILES]


def deliveries_of_versions(versions: Sequence[str]) -> dict[str, Delivery]:
    """The delivery that made each dataset version."""
    rows = latest_deliveries().filter(dataset_version__in=versions, unchanged=False)
    return {delivery.dataset_version: delivery for delivery in rows}


def handed_in_before(delivery: Delivery) -> list[tuple[DeliveryFile, Delivery]]:
    """Files of a delivery that an earlier one had, byte by byte, and the last of these (重复上传的文件)."""
    files = {file.sha256: file for file in delivery.files.all() if not file.is_profile}
    earlier = DeliveryFile.objects.filter(
        sha256__in=list(files), delivery__number__lt=delivery.number, is_profile=False
    ).exclude(delivery__state=DeliveryState.WITHDRAWN)
    last = {file.sha256: file.delivery for file in earlier.select_related("delivery").order_by("pk")}
    return [(files[sha256], found) for sha256, found in last.items()]


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One check of the coverage page (覆盖情况一行). `before` is how far it got in the run before."""

    cover: CheckCoverage
    title: str
    severity: str
    before: CheckCoverage | None = None

    @property
    def more_hits(self) -> int | None:
        """Hits more than in the run before; nothing where one of the two did not check."""
        if self.before is None or not (self.before.ran and self.cover.ran):
            return None
        return self.cover.hit - self.before.hit


@dataclass(frozen=True, slots=True)
class CoverageOfArea:
    """The checks of one focus area with their sums (自查重点的覆盖情况)."""

    area: FocusArea
    lines: Sequence[CoverageLine]
    sums: Mapping[str, int]


COUNTED = ("in_scope", "hit", "passed", "undecided", "exempt")


def run_before(run: Run) -> Run | None:
    """The finished run before in the same campaign (上一次筛查)."""
    rows = Run.objects.filter(campaign_id=run.campaign_id, state=RunState.FINISHED, number__lt=run.number)
    return rows.order_by("-number").first()


def causes_of_difference(before: Run, after: Run) -> list[str]:
    """What was different about two runs, so that their results may be (差别的来由)."""
    causes = []
    if before.dataset_fingerprint != after.dataset_fingerprint:
        causes.append(f"数据不同：{before.dataset_version} → {after.dataset_version}")
    if before.as_of != after.as_of:
        causes.append(f"判定基准日不同：{before.as_of} → {after.as_of}")
    if before.ruleset != after.ruleset:
        causes.append("检查规则或程序版本不同")
    was, now = (
        {f"{one['code']}.{one['name']}": one["value"] for one in run.overrides} for run in (before, after)
    )
    for key in sorted(was.keys() | now.keys()):
        if was.get(key) != now.get(key):
            usual = "规定或推荐值"
            causes.append(f"参数 {key}：{was.get(key, usual)} → {now.get(key, usual)}")
    return causes


def coverage_of(run: Run, before: Run | None = None) -> list[CoverageOfArea]:
    """Every check of the run, by focus area of the notice, beside the run before."""
    earlier = {cover.code: cover for cover in before.coverage.all()} if before else {}
    by_area: dict[str, list[CoverageLine]] = {}
    for cover in run.coverage.all():
        found = checks_of(cover.code)
        title, severity = (found[-1].title, found[-1].severity.value) if found else (cover.code, "S4")
        line = CoverageLine(cover, title, severity, earlier.get(cover.code))
        by_area.setdefault(cover.code[0], []).append(line)
    areas = []
    for area in run.campaign.notice.focus_areas:
        lines = by_area.get(area.letter, [])
        areas.append(CoverageOfArea(area, lines, _sums(lines)))
    return areas


def not_run(areas: Sequence[CoverageOfArea]) -> list[tuple[str, list[CoverageLine]]]:
    """Checks that did not run, by what would let them, the commonest first (未检查的原因)."""
    by_reason: dict[str, list[CoverageLine]] = {}
    for area in areas:
        for line in area.lines:
            if not line.cover.ran:
                by_reason.setdefault(line.cover.reason, []).append(line)
    return sorted(by_reason.items(), key=lambda pair: -len(pair[1]))


def sums_of(areas: Sequence[CoverageOfArea]) -> dict[str, int]:
    """The whole run."""
    return _sums([line for area in areas for line in area.lines])


def _sums(lines: Sequence[CoverageLine]) -> dict[str, int]:
    sums = {name: sum(getattr(line.cover, name) for line in lines) for name in COUNTED}
    sums["ran"] = sum(line.cover.ran for line in lines)
    sums["checks"] = len(lines)
    sums["not_run"] = len(lines) - sums["ran"]
    return sums


@dataclass(frozen=True, slots=True)
class ChangeOfTable:
    """What a delivery does to one table, in words (数据表变化). `absent` rows are not delivered again and stay."""

    chinese: str
    added: int
    changed: int
    unchanged: int
    absent: int
    cells: Sequence[Mapping[str, Any]]

    @property
    def before(self) -> int:
        return self.changed + self.unchanged

    @property
    def after(self) -> int:
        return self.before + self.added

    @property
    def is_sweeping(self) -> bool:
        """Most of the rows there are would be changed: perhaps the wrong file, or a column that moved."""
        return self.changed >= FEWEST_SWEPT and 2 * self.changed > self.before


def changes_of(delivery: Delivery) -> list[ChangeOfTable]:
    """Tables that change first, in the order of the contract."""
    found = []
    for change in delivery.changes:
        table = TABLES.get(change["table"])
        chinese = table.chinese if table else change["table"]
        cells = [cell | {"chinese": _column(change["table"], cell["column"])} for cell in change["cells"]]
        counts = {name: change[name] for name in ("added", "changed", "unchanged", "absent")}
        found.append(ChangeOfTable(chinese, cells=cells, **counts))
    return sorted(found, key=lambda one: not (one.added or one.changed))


def sheets_of(delivery: Delivery) -> list[dict[str, Any]]:
    """Its sheets, with the Chinese name of what each was recognised as; those somebody must look at first."""
    names = {name: form.chinese for dialect in DIALECTS for name, form in dialect.forms.items()}
    sheets = [sheet | {"chinese": names.get(sheet["form"], sheet["form"])} for sheet in delivery.sheets]
    return sorted(sheets, key=lambda sheet: (not sheet["rejected"], not sheet.get("unknown")))


def dialects_of(delivery: Delivery) -> list[str]:
    """What the sheets were read as, in Chinese (格式)."""
    names = {"contract": "数据契约", "cnca": "认监委月报"}
    told = [one for one in delivery.dialect.split("+") if one]
    return [names.get(one, one.replace("profile:", "映射方案 ")) for one in told]


def _column(table: str, column: str) -> str:
    try:
        return TABLES[table].column(column).chinese
    except KeyError:
        return column
