"""What a finished run found, for lists and the report (筛查成果), rebuilt from its folder without judging again."""

from __future__ import annotations

from zicha.casework.deliveries.models import Run, RunState
from zicha.casework.places import dataset_of, run_folder
from zicha.casework.refused import Refused
from zicha.contract.errors import ZichaError
from zicha.dataset import disk
from zicha.findings.kept import RECORD, outcome_kept
from zicha.findings.outcome import Outcome


def outcome_of_run(run: Run) -> Outcome:
    """The outcome, compared with the finished run before in the same campaign.

    Raises Refused for a run that is not finished, ZichaError when what it left is gone or altered.
    """
    if run.state != RunState.FINISHED:
        raise Refused(f"{run}{run.get_state_display()}，还没有结果。")
    folder = run_folder(run.body_id, run.pk)
    if not (folder / RECORD).is_file() or disk.sha256_of(folder / RECORD) != run.kept_sha256:
        raise ZichaError(f"{run}留存的结果不在或被改动过。请系统管理员运行 zicha verify 查明并从备份恢复。")
    earlier = (
        Run.objects.filter(campaign_id=run.campaign_id, state=RunState.FINISHED, number__lt=run.number)
        .order_by("-number")
        .first()
    )
    before = run_folder(earlier.body_id, earlier.pk) if earlier else None
    return outcome_kept(folder, dataset_of(run.body_id), before=before)
