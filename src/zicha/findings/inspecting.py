"""From delivered records to findings (自查一次): the one path every command and job takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from zicha.checks.registry import all_checks
from zicha.contract.errors import UnusableInput
from zicha.dataset.store import Store
from zicha.dataset.verification import altered_since
from zicha.dataset.version import Version
from zicha.findings.changes import PreviousRun, compared
from zicha.findings.collecting import findings_of
from zicha.findings.evidence import located
from zicha.findings.outcome import Outcome
from zicha.intake.delivery import Delivery, refused_rows
from zicha.intake.reader import read_delivery, require_tables
from zicha.reference.parameters import Parameter, parameters_of
from zicha.screening.engines import Engine
from zicha.screening.run import Progress, screen


@dataclass(frozen=True, slots=True)
class Override:
    """A parameter a body judges by another value (参数调整), and why: A06.smallest_share=0.75."""

    code: str
    name: str
    value: str
    because: str


class Records(AbstractContextManager["Records"]):
    """The records to inspect: a dataset's last version, or files taken in for this run only (自查数据)."""

    def __init__(
        self, store: Store, version: Version, delivery: Delivery | None, workplace: TemporaryDirectory[str]
    ) -> None:
        self.sources = tuple(store.sources())
        versions = store.versions()
        self.counts = tuple(count for one in versions for count in one.counts)
        self.refused = refused_rows(self.counts)
        self.version = version
        self.delivery = delivery
        self.workplace = workplace

    @property
    def folder(self) -> Path:
        return Path(self.workplace.name)

    @property
    def files(self) -> dict[str, Path]:
        return {name: self.version.path(name) for name in self.version.tables}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.workplace.cleanup()


def open_records(inputs: list[Path], progress: Progress | None = None) -> Records:
    """Files and folders are read; a dataset folder is taken as it is. Raises UnusableInput."""
    stores = [path for path in inputs if Store.is_store(path)]
    workplace = TemporaryDirectory(prefix="zicha-run-")
    try:
        if stores:
            if len(inputs) > 1:
                raise UnusableInput(f"{stores[0]} 是数据集，只能单独给出；要补充文件请先运行 zicha deliver。")
            store = Store(stores[0])
            head = store.head()
            if head is None:
                raise UnusableInput(f"数据集 {stores[0]} 还没有任何版本，请先运行 zicha deliver。")
            if altered := altered_since(store, head):
                raise UnusableInput(f"数据集被改动过，不能筛查：{altered}。运行 zicha verify 查看全部。")
            return Records(store, head, None, workplace)
        delivery = read_delivery(inputs, _as_shares(progress))
        require_tables(delivery)
        store = Store(Path(workplace.name) / "dataset")
        return Records(store, store.commit(delivery).version, delivery, workplace)
    except BaseException:
        workplace.cleanup()
        raise


def inspect(
    records: Records,
    *,
    as_of: date,
    engine: Engine,
    overrides: Iterable[Override] = (),
    before: PreviousRun | None = None,
    unfinished: Path | None = None,
    codes: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Screen the records and make findings of the verdicts.

    `unfinished` is a folder that outlives a killed run: the next one goes on from what was finished there.
    """
    folder = unfinished or records.folder / "judged"
    folder.mkdir(parents=True, exist_ok=True)
    screening = screen(
        records.files,
        as_of=as_of,
        engine=engine,
        folder=folder,
        thresholds=thresholds(overrides),
        codes=codes,
        silent=records.version.silent,
        refused=records.refused,
        dataset=records.version.fingerprint if unfinished else "",
        progress=progress,
    )
    marked, gone = compared(findings_of(screening), before, screening.coverage)
    delivery = records.delivery
    return Outcome(
        screening=screening,
        findings=tuple(located(marked, records.files)),
        gone=tuple(gone),
        compared=before is not None,
        files=records.files,
        dataset_id=records.version.id,
        dataset_fingerprint=records.version.fingerprint,
        rejected=delivery.rejected if delivery else (),
        remarks=delivery.remarks if delivery else (),
        counts=records.counts,
        sources=delivery.files if delivery else records.sources,
    )


def thresholds(overrides: Iterable[Override]) -> Mapping[str, Mapping[str, Parameter]]:
    """The parameters of every check with these overrides. Raises UnusableInput for one that does not exist."""
    used = {check.code: dict(parameters_of(check.code)) for check in all_checks()}
    for override in overrides:
        of_code = used.get(override.code)
        if of_code is None:
            raise UnusableInput(f"没有检查项 {override.code}；用 zicha explain 查看全部检查项。")
        if override.name not in of_code:
            names = "、".join(f"{override.code}.{name}" for name in of_code) or "无"
            raise UnusableInput(f"{override.code} 没有参数 {override.name}；可调整的参数：{names}。")
        try:
            of_code[override.name] = of_code[override.name].override(override.value, override.because)
        except (ValueError, ArithmeticError) as error:
            raise UnusableInput(
                f"{override.code}.{override.name} 的值“{override.value}”不可用（{error}）；请写数值，例如 0.75。"
            ) from error
    return used


def _as_shares(progress: Progress | None):  # type: ignore[no-untyped-def]
    """The reader reports (what, share of 1); a run reports (done, total, what)."""
    if progress is None:
        return None
    return lambda what, share: progress(int(share * 100), 100, what)
