"""Writing the report together (报告编写): texts, corrections of figures, grounds for 未发现问题."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.refused import Refused, Stale
from zicha.casework.reporting.models import Correction, Ground, NoFinding, SectionText
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record

LONGEST = 20_000


@transaction.atomic
def write_section(*, campaign_id: int, place: str, text: str, version: int, by: Member) -> SectionText:
    """Write a place of the report (撰写); `version` is that of the text the form was shown with, 0 for none.

    Raises Stale when somebody else has written there since.
    """
    campaign = _open(campaign_id)
    if len(text) > LONGEST:
        raise Refused(f"这一处最多写 {LONGEST:,} 字，现在有 {len(text):,} 字。较长的材料请作为附件另附。")
    written = SectionText.objects.filter(campaign=campaign, place=place).first()
    if (written.version if written else 0) != version:
        who = f"（{written.by.name}，{timezone.localtime(written.at):%m-%d %H:%M}）" if written else ""
        raise Stale(f"您打开之后，这一处已由他人改写{who}。请对照现在的内容，合并后再保存。")
    if written is None:
        written = SectionText(body_id=by.body_id, campaign=campaign, place=place, text=text.strip(), by=by)
        before = None
    elif written.text == text.strip():
        return written
    else:
        before = changed_from(written)
        written.text, written.by, written.version = text.strip(), by, version + 1
    written.save()
    record(Action.SECTION_WRITTEN, on=written, by=by, before=before)
    return written


# A figure stands in the middle of sentences and notes of the report; longer or with stops it could pass for one.
LONGEST_FIGURE = 40
SENTENCE_MARKS = frozenset("；。！？!?;（）()“”「」")


@transaction.atomic
def correct_figure(
    *, campaign_id: int, figure: str, label: str, computed: str, shown: str, reason: str, by: Member
) -> Correction:
    """Write another value over a computed figure (人工更正); an earlier correction of it is withdrawn.

    Raises Refused without a reason or where nothing would change.
    """
    campaign = _open(campaign_id)
    shown, reason = " ".join(shown.split()), reason.strip()
    if not shown:
        raise Refused("请填写更正后的数字，连同单位。")
    if len(shown) > LONGEST_FIGURE or SENTENCE_MARKS & set(shown):
        raise Refused(f"更正后只写数字和单位，不超过 {LONGEST_FIGURE} 个字；说明请写在更正理由里。")
    if len(reason) < 4:
        raise Refused("请写明更正理由：程序的数字为什么不对，更正后的数字从哪里来。")
    if shown == computed:
        raise Refused(f"更正后的数字与程序计算的相同（{computed}），不必更正。")
    old = Correction.objects.filter(campaign=campaign, figure=figure, withdrawn_at__isnull=True).first()
    if old is not None:
        _withdraw(old, by=by, reason="被新的更正取代")
    made = Correction.objects.create(
        body_id=by.body_id,
        campaign=campaign,
        figure=figure,
        label=label[:200],
        computed=computed[:120],
        shown=shown,
        reason=reason,
        by=by,
    )
    record(Action.FIGURE_CORRECTED, on=made, by=by, reason=reason)
    return made


@transaction.atomic
def withdraw_correction(*, correction_id: int, by: Member, reason: str = "") -> Correction:
    """Show the computed figure again (撤回更正). Raises Refused when that was done before."""
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction_id)
    _open(correction.campaign_id)
    if correction.withdrawn_at is not None:
        raise Refused("这条更正已经撤回。")
    _withdraw(correction, by=by, reason=reason)
    return correction


@transaction.atomic
def state_no_finding(
    *, campaign_id: int, point: str, ground: str, text: str, version: int, by: Member
) -> NoFinding:
    """State why nothing was found on a point of the notice (未发现问题的依据).

    Raises Refused without words, Stale when somebody else has changed it since.
    """
    campaign = _open(campaign_id)
    if ground not in Ground.values:
        raise Refused("请选择未发现问题的依据。")
    if len(text.strip()) < 4:
        raise Refused("请写明未发现问题的依据：查了什么、怎么查的、谁查的。")
    stated = NoFinding.objects.filter(campaign=campaign, point=point).first()
    if (stated.version if stated else 0) != version:
        raise Stale("您打开之后，这一要点的依据已由他人改写。请查看现在的内容，再保存。")
    before = changed_from(stated) if stated else None
    stated = stated or NoFinding(body_id=by.body_id, campaign=campaign, point=point, version=0)
    stated.ground, stated.text, stated.by, stated.version = ground, text.strip(), by, version + 1
    stated.save()
    record(Action.NO_FINDING_STATED, on=stated, by=by, before=before)
    return stated


@transaction.atomic
def withdraw_no_finding(*, no_finding_id: int, by: Member) -> None:
    """Take the ground back (撤回依据); the point is open again."""
    stated = NoFinding.objects.select_for_update(of=("self",)).get(pk=no_finding_id)
    _open(stated.campaign_id)
    before, key = changed_from(stated), stated.pk
    stated.delete()
    stated.pk = key
    record(Action.NO_FINDING_WITHDRAWN, on=stated, by=by, before=before, gone=True)


def _withdraw(correction: Correction, *, by: Member, reason: str) -> None:
    before = changed_from(correction)
    correction.withdrawn_by, correction.withdrawn_at = by, timezone.now()
    correction.save()
    record(Action.CORRECTION_WITHDRAWN, on=correction, by=by, before=before, reason=reason)


def _open(campaign_id: int) -> Campaign:
    """The campaign, locked: who writes in it writes one after the other. Raises Refused when it is over."""
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id)
    if not campaign.is_open:
        raise Refused(f"“{campaign.title}”已经结束，报告不能再改。")
    return campaign
