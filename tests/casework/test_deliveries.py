"""An upload on its way into the dataset: read, shown, confirmed; nothing lost, nothing by halves, nothing in secret."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.casework.uploads import (
    BODIES,
    GOOD,
    certificates,
    committed,
    file,
    files,
    uploaded,
    worked_off,
)
from tests.intake.deliveries import csv_text
from tests.intake.profile.test_loading import GOOD as PROFILE
from tests.intake.profile.test_reading import ROWS as REGISTER
from tests.site import World
from zicha.casework.deliveries import kept_reading, reading, selectors, services
from zicha.casework.deliveries.models import Delivery, DeliveryState
from zicha.casework.deliveries.tasks import look_after_deliveries
from zicha.casework.places import dataset_of, upload_folder
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import row_hash

TWO_BAD = certificates(("C1", "2027-12-31", 190), ("C2", "2026-02-30", "许多"), ("C3", "2026-12-31", 40))


class Killed(BaseException):
    """The worker is gone, as by kill −9: nothing after it is done."""


def killed(*_: object, **__: object) -> None:
    raise Killed


def folder(delivery: Delivery) -> Path:
    return upload_folder(delivery.body_id, delivery.pk)


def head(world: World) -> str:
    version = dataset_of(world.body.pk).head()
    return version.id if version else ""


# ---- received -----------------------------------------------------------------------------------------------------


def test_files_are_kept_byte_by_byte_and_their_reading_is_queued(in_scope: World) -> None:
    given = [file("证书.csv", GOOD), file("证书.csv", BODIES)]
    delivery = services.receive_delivery(files=given, by=in_scope.quality_manager)
    assert (delivery.number, delivery.state) == (1, DeliveryState.RECEIVED)
    kept = list(delivery.files.all())
    assert [one.name for one in kept] == ["证书.csv", "证书.csv"]
    assert [one.sha256 for one in kept] == [sha256(text.encode()).hexdigest() for text in (GOOD, BODIES)]
    assert [(folder(delivery) / one.place).read_text() for one in kept] == [GOOD, BODIES]
    assert head(in_scope) == ""
    jobs = ProcrastinateJob.objects.filter(queueing_lock=f"delivery-{delivery.pk}")
    assert [job.args["delivery_id"] for job in jobs] == [delivery.pk]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "请选择"),
        ([file("证书.csv", "")], "“证书.csv”是空的"),
        ([file("证书.zip", "PK")], "不是可以读取的格式"),
        ([file("说明.docx", "PK")], "不是可以读取的格式"),
        ([file(f"{number}.csv", "a") for number in range(201)], "最多上传 200 个"),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_kept(
    given: list[object], said: str, in_scope: World
) -> None:
    with pytest.raises(Refused, match=said):
        services.receive_delivery(files=given, by=in_scope.quality_manager)  # type: ignore[arg-type]
    assert not Delivery.objects.exists()


def test_more_than_the_limit_is_refused_with_both_sizes(in_scope: World, settings: object) -> None:
    settings.UPLOAD_LIMIT = 2**20  # type: ignore[attr-defined]
    with pytest.raises(Refused, match=r"共 1\.5 MB，超过一次 1 MB 的上限"):
        services.receive_delivery(files=[file("大.csv", "x" * 1_572_864)], by=in_scope.quality_manager)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\某人\\证书.xlsx", "证书.xlsx"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("~$证书.xlsx", "未命名.xlsx"),
        (".csv", "未命名.csv"),
        ('证<书>:"|?*.csv', "证书.csv"),
        ("证\x00书\u202e.csv", "证书.csv"),
        ("长" * 300 + ".csv", "长" * 78 + ".csv"),
    ],
)
def test_a_name_from_a_browser_is_made_fit_for_any_disk(given: str, kept: str) -> None:
    assert services.safe_name(given) == kept
    assert len(kept.encode()) <= 255


# ---- read ---------------------------------------------------------------------------------------------------------


def test_reading_tells_what_each_sheet_was_taken_for_and_its_rows_add_up(in_scope: World) -> None:
    given = (
        certificates(("C1", "2027-12-31", 190))
        .replace("personnel", "personnel,备注")
        .replace(",190", ",190,无")
    )
    delivery = uploaded(in_scope.quality_manager, certificates=given)
    assert delivery.state == DeliveryState.READ
    assert (delivery.rows_read, delivery.accepted, delivery.rejected, delivery.bad_cells) == (4, 4, 0, 0)
    sheet = next(one for one in selectors.sheets_of(delivery) if one["file"] == "certificates.csv")
    assert (sheet["chinese"], sheet["read"]) == ("认证证书", 1)
    assert sheet["matched"][0] == "证书编号"
    assert sheet["unknown"] == ["备注"]
    assert "认可标识" in sheet["lacking"]
    assert selectors.dialects_of(delivery) == ["数据契约"]


def test_refused_rows_are_kept_cell_by_cell_and_the_others_can_be_taken(in_scope: World) -> None:
    delivery = uploaded(in_scope.quality_manager, certificates=TWO_BAD)
    assert (delivery.accepted, delivery.rejected, delivery.bad_cells) == (5, 1, 2)
    cells = kept_reading.bad_cells(folder(delivery))
    assert [(cell.file, cell.row, cell.value) for cell in cells] == [
        ("certificates.csv", 3, "许多"),
        ("certificates.csv", 3, "2026-02-30"),
    ]
    assert all(cell.problem and cell.mend for cell in cells)
    assert kept_reading.bad_cells(folder(delivery), after=1, most=5) == cells[1:]
    committed(delivery, in_scope.quality_manager)
    version = dataset_of(in_scope.body.pk).head()
    assert version is not None
    assert version.tables["certificates"].rows == 2


def test_what_is_read_changes_nothing_before_it_is_confirmed(in_scope: World) -> None:
    uploaded(in_scope.quality_manager)
    assert head(in_scope) == ""


def locked_workbook() -> bytes:
    # What Excel writes with a password to open: a compound file, no archive.
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 4088


def zip_bomb() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("certificates").write_row(0, 0, ["certificate_no", "body_id"])
    bomb = io.BytesIO()
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            target.writestr(name, archive.read(name))
        target.writestr("xl/worksheets/sheet2.xml", b" " * (300 << 20))
    return bomb.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("certificates.xlsx", locked_workbook),
        ("certificates.xlsx", zip_bomb),
        ("certificates.xlsx", lambda: b"not a workbook at all"),
        ("certificates.parquet", lambda: b"PAR1 cut off"),
        ("certificates.csv", lambda: b"\x00\x01\x02\x03" * 64),
        ("照片说明.csv", lambda: "一,二\n1,2\n".encode()),
    ],
    ids=["locked", "bomb", "no workbook", "cut off", "binary", "no table"],
)
def test_a_file_that_cannot_be_used_is_answered_and_no_dataset_is_touched(
    name: str, content: Callable[[], bytes], in_scope: World
) -> None:
    delivery = uploaded(in_scope.quality_manager, [file(name, content())])
    assert delivery.state == DeliveryState.UNUSABLE
    assert name in delivery.error or "必备的数据表" in delivery.error
    assert "程序出错" not in delivery.error
    assert str(settings.HOME) not in delivery.error
    assert head(in_scope) == ""
    with pytest.raises(Refused):
        services.commit_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)


def test_a_delivery_without_its_required_tables_says_which_one(in_scope: World) -> None:
    delivery = uploaded(in_scope.quality_manager, files(certificates=GOOD))
    assert delivery.state == DeliveryState.UNUSABLE
    assert "必备的数据表" in delivery.error


def test_another_bodys_records_are_told_first(in_scope: World) -> None:
    other = BODIES.replace("2099-001", "2099-777")
    delivery = uploaded(in_scope.quality_manager, bodies=other)
    assert delivery.remarks[0]["kind"] == "other_body"
    assert "CNCA-R-2099-777" in delivery.remarks[0]["text"]


def test_a_register_of_another_form_is_read_by_the_mapping_profile_that_came_with_it(in_scope: World) -> None:
    given = [file("register.csv", csv_text(REGISTER)), *files(bodies=BODIES)]
    profile = file("foreign.yaml", PROFILE)
    delivery = services.receive_delivery(files=given, profiles=[profile], by=in_scope.quality_manager)
    worked_off(delivery)
    assert delivery.state == DeliveryState.READ, delivery.error
    assert selectors.dialects_of(delivery) == ["数据契约", "映射方案 foreign"]
    committed(delivery, in_scope.quality_manager)
    version = dataset_of(in_scope.body.pk).head()
    assert version is not None
    assert version.tables["certificates"].rows == 3
    # The next month it is there to be chosen again.
    (kept,) = selectors.kept_profiles()
    again = services.receive_delivery(
        files=given, profiles=[services.FileAgain(kept)], by=in_scope.quality_manager
    )
    assert [one.sha256 for one in again.files.all() if one.is_profile] == [kept.sha256]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("方案.txt", "profile: x", "不是映射方案"),
        ("方案.yaml", "", "是空的"),
        ("方案.yml", "#" * 300_000, "超过 256 KB"),
    ],
)
def test_what_is_no_mapping_profile_is_refused(name: str, content: str, said: str, in_scope: World) -> None:
    with pytest.raises(Refused, match=said):
        services.receive_delivery(
            files=files(certificates=GOOD), profiles=[file(name, content)], by=in_scope.quality_manager
        )


def test_a_mapping_profile_in_error_is_answered_with_its_line(in_scope: World) -> None:
    profile = file("foreign.yaml", "profile: foreign\nrow: nothing\n")
    delivery = services.receive_delivery(
        files=files(certificates=GOOD), profiles=[profile], by=in_scope.quality_manager
    )
    assert worked_off(delivery).state == DeliveryState.UNUSABLE
    assert "foreign.yaml 第 2 行" in delivery.error


# ---- what it would change -----------------------------------------------------------------------------------------


def test_a_supplement_counts_what_is_new_changed_and_not_delivered_again(in_scope: World) -> None:
    committed(uploaded(in_scope.quality_manager), in_scope.quality_manager)
    later = certificates(("C2", "2026-12-31", 45), ("C3", "2026-12-31", 10))
    delivery = uploaded(in_scope.quality_manager, files(certificates=later))
    (change,) = selectors.changes_of(delivery)
    assert (change.before, change.added, change.changed, change.unchanged, change.absent) == (2, 1, 1, 1, 1)
    assert change.after == 3
    assert [(cell["key"], cell["chinese"], cell["before"], cell["after"]) for cell in change.cells] == [
        ("C2", "体系覆盖有效人数", "40", "45")
    ]
    committed(delivery, in_scope.quality_manager)
    version = dataset_of(in_scope.body.pk).head()
    assert version is not None
    assert version.tables["certificates"].rows == 3


def test_what_a_supplement_refers_to_is_looked_for_in_the_dataset_too(in_scope: World) -> None:
    committed(uploaded(in_scope.quality_manager), in_scope.quality_manager)
    known = uploaded(in_scope.quality_manager, files(certificates=GOOD))
    assert [one for one in known.remarks if one["kind"] == "missing_parent"] == []
    unknown = uploaded(in_scope.quality_manager, files(certificates=GOOD.replace(",O1,", ",O9,")))
    (told,) = [one for one in unknown.remarks if one["kind"] == "missing_parent"]
    assert "获证组织（organisations）中没有，例如 O9" in told["text"]


def test_a_delivery_that_would_change_most_rows_is_marked(in_scope: World) -> None:
    numbers = [f"C{number}" for number in range(40)]
    first = certificates(*((number, "2026-12-31", 10) for number in numbers))
    committed(uploaded(in_scope.quality_manager, certificates=first), in_scope.quality_manager)
    shifted = certificates(*((number, "2026-12-31", 99) for number in numbers))
    (change,) = selectors.changes_of(uploaded(in_scope.quality_manager, files(certificates=shifted)))
    assert change.is_sweeping
    corrected = certificates(*((number, "2026-12-31", 11) for number in numbers[:19]))
    (change,) = selectors.changes_of(uploaded(in_scope.quality_manager, files(certificates=corrected)))
    assert not change.is_sweeping


def test_the_same_files_once_more_are_told_and_make_no_version(in_scope: World) -> None:
    first = committed(uploaded(in_scope.quality_manager), in_scope.quality_manager)
    again = uploaded(in_scope.quality_manager)
    assert {(mine.name, earlier.pk) for mine, earlier in selectors.handed_in_before(again)} == {
        ("bodies.csv", first.pk),
        ("organisations.csv", first.pk),
        ("certificates.csv", first.pk),
    }
    committed(again, in_scope.quality_manager)
    assert again.unchanged
    assert again.dataset_version == first.dataset_version == head(in_scope)


# ---- confirmed ----------------------------------------------------------------------------------------------------


def test_what_is_confirmed_becomes_a_version_and_says_who(in_scope: World) -> None:
    delivery = committed(uploaded(in_scope.quality_manager), in_scope.quality_manager)
    assert delivery.state == DeliveryState.COMMITTED
    assert delivery.dataset_version == head(in_scope)
    assert delivery.settled_by == in_scope.quality_manager
    assert selectors.deliveries_of_versions([head(in_scope)]) == {head(in_scope): delivery}


def test_every_step_of_a_delivery_is_in_the_trace_as_it_stands(in_scope: World) -> None:
    delivery = committed(uploaded(in_scope.quality_manager), in_scope.quality_manager)
    entries = Entry.objects.filter(on_kind="deliveries.Delivery").order_by("number")
    assert [(entry.action, entry.by_id) for entry in entries] == [
        ("delivery.received", in_scope.quality_manager.pk),
        ("delivery.read", None),
        ("delivery.commit_asked", in_scope.quality_manager.pk),
        ("delivery.committed", in_scope.quality_manager.pk),
    ]
    told = {
        (kind, pk): hashed for entry in Entry.objects.order_by("number") for kind, pk, hashed in entry.touched
    }
    for row in (delivery, *delivery.files.all()):
        assert told[row._meta.label, row.pk] == row_hash(row)


def test_a_comparison_the_dataset_has_outgrown_must_be_made_again(in_scope: World) -> None:
    first, second = (uploaded(in_scope.quality_manager) for _ in range(2))
    committed(first, in_scope.quality_manager)
    with pytest.raises(Stale, match="重新比较"):
        services.commit_delivery(delivery_id=second.pk, by=in_scope.quality_manager)
    services.compare_again(delivery_id=second.pk, by=in_scope.quality_manager)
    worked_off(second)
    assert second.base_version == head(in_scope)
    assert committed(second, in_scope.quality_manager).unchanged


def test_of_two_confirmed_at_once_the_second_waits_for_a_new_look(in_scope: World) -> None:
    more = certificates(("C9", "2026-12-31", 5))
    first, second = uploaded(in_scope.quality_manager), uploaded(in_scope.quality_manager, certificates=more)
    for delivery in (first, second):
        services.commit_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)
    worked_off(first)
    worked_off(second)
    assert first.state == DeliveryState.COMMITTED
    assert second.state == DeliveryState.READ
    assert "重新比较" in second.error
    assert head(in_scope) == first.dataset_version


def test_nobody_confirms_twice(in_scope: World) -> None:
    delivery = uploaded(in_scope.quality_manager)
    services.commit_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)
    with pytest.raises(Refused, match="入库中"):
        services.commit_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)


def test_a_reading_altered_on_the_disk_is_not_taken(in_scope: World) -> None:
    delivery = uploaded(in_scope.quality_manager)
    table = folder(delivery) / "tables" / "certificates.parquet"
    table.write_bytes(table.read_bytes()[:-1] + b"\x00")
    committed(delivery, in_scope.quality_manager)
    assert delivery.state == DeliveryState.READ
    assert "被改动过" in delivery.error
    assert head(in_scope) == ""


# ---- given up -----------------------------------------------------------------------------------------------------


def test_what_is_given_up_stays_as_a_record_and_goes_nowhere(in_scope: World) -> None:
    delivery = uploaded(in_scope.quality_manager)
    services.withdraw_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)
    with pytest.raises(Refused):
        services.commit_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)
    assert (folder(delivery) / delivery.files.all()[0].place).is_file()


def test_what_is_given_up_while_it_is_read_is_read_no_further(in_scope: World) -> None:
    delivery = services.receive_delivery(files=files(certificates=GOOD), by=in_scope.quality_manager)
    services.withdraw_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)
    stale = Delivery.objects.select_related("body").get(pk=delivery.pk)
    with pytest.raises(reading.Withdrawn):
        reading._read(stale, list(delivery.files.all()), folder(delivery))
    worked_off(delivery)
    assert delivery.state == DeliveryState.WITHDRAWN
    assert not (folder(delivery) / kept_reading.RECORD).exists()


def test_what_is_in_the_dataset_cannot_be_given_up(in_scope: World) -> None:
    delivery = committed(uploaded(in_scope.quality_manager), in_scope.quality_manager)
    with pytest.raises(Refused, match="已入库"):
        services.withdraw_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)


# ---- killed -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["read_profiled", "keep_reading", "changes_by", "settle_reading"])
def test_a_reading_killed_at_any_point_is_done_again(
    at: str, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = services.receive_delivery(
        files=files(bodies=BODIES, certificates=GOOD), by=in_scope.quality_manager
    )
    with monkeypatch.context() as patch:
        patch.setattr(reading, at, killed)
        with pytest.raises(Killed):
            worked_off(delivery)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RECEIVED
    worked_off(delivery)
    assert delivery.read_at is not None
    assert delivery.rows_read == 3


@pytest.mark.parametrize("at", ["kept_reading", "settle_commit"])
def test_a_commit_killed_before_or_after_its_version_makes_one_version_and_says_so_once(
    at: str, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = uploaded(in_scope.quality_manager)
    services.commit_delivery(delivery_id=delivery.pk, by=in_scope.quality_manager)
    with monkeypatch.context() as patch:
        patch.setattr(reading, at, killed)
        with pytest.raises(Killed):
            worked_off(delivery)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.COMMITTING
    worked_off(delivery)
    assert delivery.state == DeliveryState.COMMITTED
    assert not delivery.unchanged
    assert [version.id for version in dataset_of(in_scope.body.pk).versions()] == [delivery.dataset_version]
    assert Entry.objects.filter(action="delivery.committed").count() == 1


def test_a_delivery_whose_worker_is_gone_is_queued_again(in_scope: World) -> None:
    delivery = services.receive_delivery(files=files(certificates=GOOD), by=in_scope.quality_manager)
    jobs = ProcrastinateJob.objects.filter(queueing_lock=f"delivery-{delivery.pk}")
    # The worker took the job and died; its row says nothing any more.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE queueing_lock = %s",
            [f"delivery-{delivery.pk}"],
        )
    Delivery.objects.filter(pk=delivery.pk).update(beat_at=timezone.now() - timedelta(minutes=5))
    look_after_deliveries(0)
    assert [job.status for job in jobs.order_by("pk")] == ["failed", "todo"]
    look_after_deliveries(0)
    assert jobs.count() == 2


def test_an_error_of_the_program_is_said_plainly_and_can_be_tried_again(
    in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("certificates")

    with monkeypatch.context() as patch:
        patch.setattr(reading, "keep_reading", broken)
        delivery = uploaded(in_scope.quality_manager)
    assert delivery.state == DeliveryState.UNUSABLE
    assert "程序出错（KeyError）" in delivery.error


# ---- whose --------------------------------------------------------------------------------------------------------


def test_another_body_sees_nothing_of_it(in_scope: World) -> None:
    delivery = uploaded(in_scope.quality_manager)
    with scope(in_scope.other_body.pk):
        assert not Delivery.objects.filter(pk=delivery.pk).exists()
        assert selectors.kept_profiles() == []
        with pytest.raises(Delivery.DoesNotExist):
            services.commit_delivery(delivery_id=delivery.pk, by=in_scope.stranger)
