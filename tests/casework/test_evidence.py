"""Evidence: what is taken, where it lies, and who may take it back."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps

from tests.casework.files import HEIC, JPG, OLD_WORD, PAGE, PDF, PROGRAM, named, package, png
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.kinds import NotTaken, kind_of
from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.selectors import (
    evidence_of,
    may_add_files,
    may_see_files,
    number_of_evidence,
)
from zicha.casework.evidence.services import add_evidence, intact_file, withdraw_evidence
from zicha.casework.evidence.storing import evidence_folder, evidence_path
from zicha.casework.refused import Refused
from zicha.casework.tenancy.permissions import PERMISSIONS
from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.models import Entry


@pytest.fixture(autouse=True)
def campaigns_take_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Campaign, "TAKES_EVIDENCE", True, raising=False)
    monkeypatch.setattr(Campaign, "EVIDENCE_VIEW", "campaign.view", raising=False)
    monkeypatch.setattr(Campaign, "EVIDENCE_ADD", "campaign.view", raising=False)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (PDF, "pdf"),
        (JPG, "jpg"),
        (png(), "png"),
        (HEIC, "heic"),
        (package("[Content_Types].xml", "word/document.xml"), "docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (package("OFD.xml", "Doc_0/Document.xml"), "ofd"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_kind_is_told_by_content(content: bytes, key: str) -> None:
    assert kind_of(BytesIO(content)).key == key


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空的"),
        (PROGRAM, "不是可以上传的类型"),
        (PAGE, "不是可以上传的类型"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是可以上传的类型"),
        (b"<html>%PDF-1.7", "不是可以上传的类型"),
        (OLD_WORD, "另存为 docx"),
        (package("photo.jpg"), "压缩包"),
        (package("word/document.xml", "xl/workbook.xml"), "压缩包"),
        (package("word/document.xml", "word/vbaProject.bin"), "宏"),
        (package("word/document.xml")[:40], "损坏"),
    ],
    ids=[
        "empty",
        "program",
        "page",
        "svg",
        "page with pdf mark",
        "doc",
        "zip",
        "two in one",
        "macros",
        "cut off",
    ],
)
def test_what_is_not_on_the_list_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        kind_of(BytesIO(content))


def test_an_archive_of_very_many_parts_is_refused_before_the_list_of_them_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = package(*(f"word/{number}" for number in range(20_001)))

    def read(self: zipfile.ZipFile) -> None:
        raise AssertionError("the list of parts is read")

    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", read)
    with pytest.raises(NotTaken, match="内部的部分太多"):
        kind_of(BytesIO(made))


def test_a_file_lies_under_its_hash_below_its_body(campaign: Campaign, in_scope: World) -> None:
    added = add_evidence(on=campaign, file=named(PDF, "批准文件.pdf"), by=in_scope.reviewer)
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert added.sha256 == sha256
    place = evidence_path(campaign.body_id, sha256)
    assert place.read_bytes() == PDF
    assert f"bodies/{campaign.body_id}/evidence/{sha256[:2]}/{sha256}" in place.as_posix()
    assert place.stat().st_mode & 0o777 == 0o400
    assert not list(evidence_folder(campaign.body_id).glob(".part-*"))


def test_the_same_file_of_two_rows_is_stored_once(campaign: Campaign, in_scope: World) -> None:
    add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    inode = evidence_path(campaign.body_id, hashlib.sha256(PDF).hexdigest()).stat().st_ino
    other = Campaign.objects.create(
        body_id=campaign.body_id,
        notice_key=campaign.notice_key,
        title="另一次",
        as_of=campaign.as_of,
        starts_on=campaign.starts_on,
        due_on=campaign.due_on,
    )
    add_evidence(on=other, file=named(PDF, "乙.pdf"), by=in_scope.reviewer)
    assert evidence_path(campaign.body_id, hashlib.sha256(PDF).hexdigest()).stat().st_ino == inode
    assert number_of_evidence([campaign, other]) == {campaign.pk: 1, other.pk: 1}


def test_the_same_file_twice_of_one_row_is_refused(campaign: Campaign, in_scope: World) -> None:
    add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    with pytest.raises(Refused, match="内容与已有的“甲"):
        add_evidence(on=campaign, file=named(PDF, "乙.pdf"), by=in_scope.reviewer)


def test_a_file_over_the_limit_is_refused_before_it_is_stored(
    campaign: Campaign, in_scope: World, settings: pytest.FixtureRequest
) -> None:
    settings.EVIDENCE_LIMIT = 1 << 20  # type: ignore[attr-defined]
    large = PDF + b"0" * (1 << 20)
    with pytest.raises(Refused, match="超过单个文件 1 MB 的上限"):
        add_evidence(on=campaign, file=named(large, "大.pdf"), by=in_scope.reviewer)
    assert not evidence_path(campaign.body_id, hashlib.sha256(large).hexdigest()).exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/批准.pdf", "批准.pdf"),
        ("C:\\文件\\批准.pdf", "批准.pdf"),
        ("照片.jpg", "照片.jpg.pdf"),
        ("批准\u202efdp.exe", "批准fdp.exe.pdf"),
        ("批\x00准\n.PDF", "批准.PDF"),
        ("", "文件.pdf"),
    ],
)
def test_a_name_leads_nowhere_and_ends_as_its_content_is(
    given: str, kept: str, campaign: Campaign, in_scope: World
) -> None:
    assert add_evidence(on=campaign, file=named(PDF, given), by=in_scope.reviewer).name == kept


def test_adding_and_withdrawing_stand_in_the_trace(campaign: Campaign, in_scope: World) -> None:
    added = add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    withdraw_evidence(evidence_id=added.pk, on=campaign, reason="传错了文件", by=in_scope.reviewer)
    said = list(
        Entry.objects.filter(on_kind="evidence.Evidence").order_by("number").values_list("action", "reason")
    )
    assert [action for action, _ in said] == ["evidence.added", "evidence.withdrawn"]
    assert said[1][1] == "传错了文件"


def test_withdrawn_evidence_is_kept_but_counts_no_more(campaign: Campaign, in_scope: World) -> None:
    added = add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    withdraw_evidence(evidence_id=added.pk, on=campaign, reason="传错了文件", by=in_scope.reviewer)
    assert evidence_of(campaign) == []
    assert evidence_of(campaign, withdrawn=True) == [added]
    assert evidence_path(campaign.body_id, added.sha256).exists()
    # And the right file may come again.
    add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)


@pytest.mark.parametrize(
    ("who", "reason", "why"),
    [
        ("auditor", "传错了文件", "只能撤下自己上传的证据"),
        ("decision_maker", "错", "理由"),
    ],
)
def test_withdrawing_is_refused(who: str, reason: str, why: str, campaign: Campaign, in_scope: World) -> None:
    added = add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.decision_maker)
    with pytest.raises(Refused, match=why):
        withdraw_evidence(evidence_id=added.pk, on=campaign, reason=reason, by=in_scope.people[who])


def test_withdrawing_twice_is_refused(campaign: Campaign, in_scope: World) -> None:
    added = add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    withdraw_evidence(evidence_id=added.pk, on=campaign, reason="传错了文件", by=in_scope.reviewer)
    with pytest.raises(Refused, match="已经撤下"):
        withdraw_evidence(evidence_id=added.pk, on=campaign, reason="传错了文件", by=in_scope.reviewer)


def test_a_row_that_is_closed_takes_no_more(
    campaign: Campaign, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    monkeypatch.setattr(Campaign, "evidence_closed", "已关闭，证据不再变动。", raising=False)
    with pytest.raises(Refused, match="不再变动"):
        add_evidence(on=campaign, file=named(JPG, "乙.jpg"), by=in_scope.reviewer)
    with pytest.raises(Refused, match="不再变动"):
        withdraw_evidence(evidence_id=added.pk, on=campaign, reason="传错了文件", by=in_scope.reviewer)


def test_a_model_that_takes_no_evidence_gets_none(
    campaign: Campaign, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Campaign, "TAKES_EVIDENCE", False)
    with pytest.raises(ValueError, match="takes no evidence"):
        add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)


@pytest.mark.parametrize("altered", [b"%PDF-1.7 something else", None], ids=["altered", "lost"])
def test_a_file_that_is_no_longer_what_was_handed_in_is_not_given_out(
    altered: bytes | None, campaign: Campaign, in_scope: World
) -> None:
    added = add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    place = evidence_path(campaign.body_id, added.sha256)
    place.unlink()
    if altered is not None:
        place.write_bytes(altered)
    with pytest.raises(Refused, match="缺失或与上传时不一致"):
        intact_file(added)


def test_a_damaged_copy_is_mended_by_handing_the_file_in_again(campaign: Campaign, in_scope: World) -> None:
    added = add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    place = evidence_path(campaign.body_id, added.sha256)
    place.unlink()
    place.write_bytes(b"damaged")
    withdraw_evidence(evidence_id=added.pk, on=campaign, reason="文件已损坏", by=in_scope.reviewer)
    again = add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    with intact_file(again) as file:
        assert file.read() == PDF


def test_another_body_sees_nothing_of_it(campaign: Campaign, in_scope: World) -> None:
    add_evidence(on=campaign, file=named(PDF, "甲.pdf"), by=in_scope.reviewer)
    with scope(in_scope.other_body.pk):
        assert not Evidence.objects.exists()


@pytest.mark.parametrize("text", ["", "../" * 20 + "x", "A" * 64, "g" * 64])
def test_what_is_no_hash_names_no_file(text: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        evidence_path(1, text)


@pytest.mark.parametrize(
    "model",
    [one for one in apps.get_models() if "TAKES_EVIDENCE" in vars(one)],
    ids=lambda model: model._meta.label,
)
def test_what_takes_evidence_says_who_may_see_and_who_may_add(model: Any) -> None:
    assert model.EVIDENCE_VIEW in PERMISSIONS
    assert model.EVIDENCE_ADD in PERMISSIONS
    assert PERMISSIONS[model.EVIDENCE_ADD] <= PERMISSIONS[model.EVIDENCE_VIEW]


def test_files_of_what_names_no_permission_are_nobodys_to_see(
    campaign: Campaign, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert may_see_files(in_scope.quality_manager, campaign)
    monkeypatch.delattr(Campaign, "EVIDENCE_VIEW")
    assert not may_see_files(in_scope.quality_manager, campaign)
    assert not may_add_files(in_scope.quality_manager, campaign)
