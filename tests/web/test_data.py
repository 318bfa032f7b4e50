"""The pages of data and screenings, as a quality manager uses them."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

import zicha
from tests.casework.records import certificate, deliver_certificates, screened
from tests.casework.test_deliveries import TWO_BAD
from tests.casework.uploads import (
    BODIES,
    GOOD,
    ORGANISATIONS,
    certificates,
    committed,
    file,
    uploaded,
    worked_off,
)
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.made_files import folder_of
from zicha.casework.deliveries.models import Delivery, DeliveryState, Run, RunFiles, RunState
from zicha.casework.deliveries.runs import start_run
from zicha.casework.deliveries.screening import work_on_run
from zicha.casework.deliveries.services import withdraw_delivery
from zicha.casework.places import dataset_of
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.models import Entry
from zicha.casework.trace.verification import alterations_of

HTMX = {"HX-Request": "true"}
MOST_QUERIES = 25


@pytest.fixture
def client(world: World, client_of: Callable[[Member], Client]) -> Client:
    """The quality manager's browser."""
    return client_of(world.quality_manager)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def three_files() -> list[object]:
    return [
        file("bodies.csv", BODIES),
        file("organisations.csv", ORGANISATIONS),
        file("certificates.csv", TWO_BAD),
    ]


# ---- the way of an upload -----------------------------------------------------------------------------------------


def test_from_files_to_the_dataset_in_the_browser(in_scope: World, client: Client) -> None:
    assert "把文件拖到这里" in page(client, "/data/")
    answer = client.post("/data/upload/", {"files": three_files()})
    delivery = Delivery.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/data/deliveries/{delivery.pk}/"
    waiting = page(client, answer["Location"])
    assert "hx-trigger" in waiting
    assert "确认入库" not in waiting

    worked_off(delivery)
    told = client.get(f"{answer['Location']}progress/", headers=HTMX)
    assert told["HX-Refresh"] == "true"
    shown = page(client, answer["Location"])
    for words in (
        "识别结果",
        "认证证书",
        "确认后会改变什么",
        "错误单元格",
        "2026-02-30",
        "退回更正表",
        "确认入库",
    ):
        assert words in shown
    assert "等待确认" in page(client, "/data/")

    answer = client.post(f"/data/deliveries/{delivery.pk}/commit/")
    worked_off(delivery)
    shown = page(client, answer["Location"])
    assert f"成为数据集版本 {delivery.dataset_version}" in shown
    assert delivery.dataset_version in page(client, "/data/versions/")
    assert delivery.dataset_version in page(client, "/data/deliveries/")


def test_an_upload_by_htmx_is_sent_on_to_its_page(in_scope: World, client: Client) -> None:
    answer = client.post("/data/upload/", {"files": three_files()}, headers=HTMX)
    assert answer["HX-Redirect"] == f"/data/deliveries/{Delivery.objects.get().pk}/"


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "请选择要上传的文件"), ({"files": [file("空.csv", "")]}, "“空.csv”是空的")],
)
def test_a_refused_upload_is_answered_in_words(
    given: dict[str, object], said: str, in_scope: World, client: Client
) -> None:
    answer = client.post("/data/upload/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Delivery.objects.exists()


def test_what_cannot_be_used_says_why_and_what_next(in_scope: World, client: Client) -> None:
    delivery = uploaded(in_scope.quality_manager, [file("证书.xlsx", b"no workbook")])
    shown = page(client, f"/data/deliveries/{delivery.pk}/")
    assert "不能进入数据集" in shown
    assert "证书.xlsx" in shown
    assert "重新上传" in shown
    assert "确认入库" not in shown


def test_who_looks_while_the_dataset_moves_on_is_told_to_compare_again(
    in_scope: World, client: Client
) -> None:
    mine, other = uploaded(in_scope.quality_manager), uploaded(in_scope.quality_manager)
    committed(other, in_scope.quality_manager)
    shown = page(client, f"/data/deliveries/{mine.pk}/")
    assert "重新比较" in shown
    assert "确认入库" not in shown
    assert client.post(f"/data/deliveries/{mine.pk}/commit/").status_code == 409
    client.post(f"/data/deliveries/{mine.pk}/compare/")
    worked_off(mine)
    assert "一行也不会改变" in page(client, f"/data/deliveries/{mine.pk}/")


def test_what_stays_though_it_was_not_delivered_again_is_said(in_scope: World, client: Client) -> None:
    committed(uploaded(in_scope.quality_manager), in_scope.quality_manager)
    later = [file("certificates.csv", certificates(("C9", "2026-12-31", 5)))]
    delivery = uploaded(in_scope.quality_manager, later)
    shown = page(client, f"/data/deliveries/{delivery.pk}/")
    assert "现有的 2 行这次没有交来，会原样保留" in shown


def test_given_up_it_says_by_whom(in_scope: World, client: Client) -> None:
    delivery = uploaded(in_scope.quality_manager)
    answer = client.post(f"/data/deliveries/{delivery.pk}/withdraw/")
    assert answer["Location"] == "/data/"
    shown = page(client, f"/data/deliveries/{delivery.pk}/")
    assert "放弃了这次上传" in shown
    assert "确认入库" not in shown


def test_who_may_only_look_finds_no_button(in_scope: World, client_of: Callable[[Member], Client]) -> None:
    delivery = uploaded(in_scope.quality_manager)
    reviewer = client_of(in_scope.reviewer)
    shown = page(reviewer, f"/data/deliveries/{delivery.pk}/")
    assert "等待质量负责人确认" in shown
    assert "<button" not in shown.split('id="changes"')[1].split("</section>")[0]
    assert "data-upload" not in page(reviewer, "/data/")
    assert reviewer.post(f"/data/deliveries/{delivery.pk}/commit/").status_code == 403


def test_where_no_row_changes_none_is_said_to_enter_though_others_were_rejected(
    in_scope: World, client: Client
) -> None:
    kept = ("C1", "2027-12-31", 190)
    committed(uploaded(in_scope.quality_manager, certificates=certificates(kept)), in_scope.quality_manager)
    again = uploaded(in_scope.quality_manager, certificates=certificates(kept, ("C2", "某日", 40)))
    assert again.rejected
    shown = page(client, f"/data/deliveries/{again.pk}/")
    assert "一行也不会改变" in shown
    assert "行入库；被拒绝" not in shown
    assert "被拒绝的 1 行不入库" in shown


# ---- bad cells ----------------------------------------------------------------------------------------------------


def test_bad_cells_are_read_page_by_page_and_downloaded(in_scope: World, client: Client) -> None:
    many = certificates(*((f"C{number}", "2026-02-30", "许多") for number in range(120)))
    delivery = uploaded(
        in_scope.quality_manager,
        [file("bodies.csv", BODIES), file("certificates.csv", GOOD), file("certificates_more.csv", many)],
    )
    address = f"/data/deliveries/{delivery.pk}"
    assert "逐页查看全部 240 处" in page(client, f"{address}/")
    assert "第 3 / 3 页" in page(client, f"{address}/bad-cells/?page=3")
    assert "第 3 / 3 页" in page(client, f"{address}/bad-cells/?page=99")

    told = client.get(f"{address}/rejected.csv")
    rows = list(csv.DictReader(StringIO(b"".join(told).decode())))
    assert len(rows) == 240
    mending = client.get(f"{address}/mending.xlsx")
    assert "attachment" in mending["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(mending)))
    assert len(book.get_sheet_by_index(1).to_python()) == 121


def test_a_formula_in_a_refused_cell_is_harmless_in_both_downloads(in_scope: World, client: Client) -> None:
    bad = certificates(("C1", "2026-12-31", 1), ("=1+1", "=cmd|' /C calc'!A0", 1))
    delivery = uploaded(in_scope.quality_manager, certificates=bad)
    content = BytesIO(b"".join(client.get(f"/data/deliveries/{delivery.pk}/mending.xlsx")))
    assert "=1+1" in CalamineWorkbook.from_filelike(content).get_sheet_by_index(1).to_python()[1]
    with zipfile.ZipFile(content) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet2.xml").decode()
    text = b"".join(client.get(f"/data/deliveries/{delivery.pk}/rejected.csv")).decode()
    assert not any(cell.startswith("=") for line in csv.reader(StringIO(text)) for cell in line)


def test_a_delivery_without_bad_cells_has_no_list_of_them(in_scope: World, client: Client) -> None:
    delivery = uploaded(in_scope.quality_manager)
    for name in ("rejected.csv", "mending.xlsx"):
        assert client.get(f"/data/deliveries/{delivery.pk}/{name}").status_code == 404


def test_empty_tables_to_fill_in_are_there_and_read_as_what_they_are(in_scope: World, client: Client) -> None:
    content = BytesIO(b"".join(client.get("/data/blank-tables.zip")))
    with zipfile.ZipFile(content) as archive:
        names = archive.namelist()
        assert "数据表说明.md" in names
        workbooks = [file(name, archive.read(name)) for name in names if name.endswith(".xlsx")]
    delivery = uploaded(in_scope.quality_manager, workbooks)
    assert delivery.state == DeliveryState.UNUSABLE
    assert "没有一行可以接收" in delivery.error


# ---- screenings ---------------------------------------------------------------------------------------------------


def test_a_screening_is_started_watched_and_read(in_scope: World, campaign: Campaign, client: Client) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4), certificate("C2"))
    shown = page(client, "/data/runs/start/")
    assert "质量" in shown
    assert "value-A24.longest_validity" in shown
    answer = client.post("/data/runs/start/", {"because": ""})
    run = Run.objects.get()
    assert answer["Location"] == f"/data/runs/{run.pk}/"
    assert "正在排队" in page(client, answer["Location"])
    assert "正在排队" in page(client, "/data/")

    work_on_run(body_id=run.body_id, run_id=run.pk)
    assert client.get(f"{answer['Location']}progress/", headers=HTMX)["HX-Refresh"] == "true"
    shown = page(client, answer["Location"])
    assert "state=any&amp;verdict=hit&amp;code=A24" in shown
    assert "现场签到（sign_ins）；补交后即可检查" in shown
    assert "应查 = 疑点 + 通过 + 无法判定 + 免查" in shown
    assert "只留数目，不逐个留存" in shown, "why the figures of passes open no list"
    assert "state=any&amp;verdict=hit&amp;area=A" in shown, "a sum opens its rows"
    assert 'id="check-A24"' in shown
    found = page(client, "/leads/?state=any&verdict=hit&code=A24")
    assert "共 <b>1</b> 条" in found


def test_a_changed_parameter_needs_a_reason_and_stands_on_the_run(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    changed = {"value-A24.longest_validity": "60"}
    answer = client.post("/data/runs/start/", changed | {"because": " "})
    assert answer.status_code == 422
    assert "必须说明理由" in answer.content.decode()
    assert 'value="60"' in answer.content.decode()
    assert not Run.objects.exists()
    answer = client.post("/data/runs/start/", changed | {"because": "合同另有约定"})
    shown = page(client, answer["Location"])
    assert "合同另有约定" in shown
    assert "A24.longest_validity" in shown


def test_the_next_screening_starts_from_the_parameters_of_the_last(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    client.post("/data/runs/start/", {"value-A24.longest_validity": "60", "because": "合同另有约定"})
    run = Run.objects.get()
    work_on_run(body_id=run.body_id, run_id=run.pk)
    shown = page(client, "/data/runs/start/")
    assert 'value="60"' in shown
    assert "合同另有约定" in shown


def test_a_queued_screening_is_cancelled(in_scope: World, campaign: Campaign, client: Client) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1"))
    run = start_run(campaign_id=campaign.pk, by=in_scope.quality_manager)
    client.post(f"/data/runs/{run.pk}/cancel/")
    assert Run.objects.get().state == RunState.CANCELLED
    assert "没有登记线索" in page(client, f"/data/runs/{run.pk}/")


def test_a_run_before_says_that_it_is_not_the_last_and_links_to_no_leads(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    first, second = (screened(campaign, in_scope.quality_manager) for _ in range(2))
    old, new = (page(client, f"/data/runs/{run.pk}/") for run in (first, second))
    assert "这不是最近一次筛查" in old
    assert "code=A24" not in old
    assert "与上一次相比" in new
    assert "数据、基准日、规则和参数都相同" in new


def test_the_files_of_a_run_are_those_the_command_writes(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    run = screened(campaign, in_scope.quality_manager)
    address = f"/data/runs/{run.pk}/outputs"
    findings = b"".join(client.get(f"{address}/findings.csv")).decode()
    assert "A24,hit" in findings
    assert b"".join(client.get(f"{address}/疑点清单.xlsx"))[:2] == b"PK"
    for name in ("changes.csv", "etc", "run.json.new"):
        assert client.get(f"{address}/{name}").status_code == 404


def test_a_list_altered_after_it_was_made_is_not_handed_out(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    run = screened(campaign, in_scope.quality_manager)
    address = f"/data/runs/{run.pk}/outputs/findings.csv"
    whole = b"".join(client.get(address))
    assert b"".join(client.get(address)) == whole, "made once"
    assert Entry.objects.filter(action="run.files_made").count() == 1
    made = RunFiles.objects.get()
    path = folder_of(run, made.release) / "findings.csv"
    path.write_bytes(whole.replace(b"A24", b"A25"))
    answer = client.get(address)
    assert answer.status_code == 422
    assert "被改动过，不能下载" in answer.content.decode()
    assert any("findings.csv”的内容被改动" in one for one in alterations_of(in_scope.body))
    path.unlink()
    assert client.get(address).status_code == 422
    assert any("findings.csv”不见了" in one for one in alterations_of(in_scope.body))


def test_files_whose_making_was_never_written_down_are_made_anew(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    run = screened(campaign, in_scope.quality_manager)
    left = folder_of(run, zicha.__version__)
    left.mkdir(parents=True)
    (left / "findings.csv").write_text("planted")
    assert b"A24,hit" in b"".join(client.get(f"/data/runs/{run.pk}/outputs/findings.csv"))
    assert list(alterations_of(in_scope.body)) == []


@pytest.mark.parametrize("address", ["/data/", "/data/runs/", "/data/runs/start/"])
def test_without_a_campaign_the_pages_say_what_to_do(address: str, world: World, client: Client) -> None:
    assert "自查方案" in page(client, address)


def test_without_data_a_screening_cannot_be_started(campaign: Campaign, client: Client) -> None:
    assert "请先上传数据" in page(client, "/data/runs/start/")
    assert client.post("/data/runs/start/").status_code == 422


# ---- whose, and what it costs -------------------------------------------------------------------------------------


def test_a_stranger_finds_nothing_of_a_delivery_or_a_run(
    in_scope: World, campaign: Campaign, client_of: Callable[[Member], Client]
) -> None:
    delivery = uploaded(in_scope.quality_manager, certificates=TWO_BAD)
    committed(delivery, in_scope.quality_manager)
    run = screened(campaign, in_scope.quality_manager)
    stranger = client_of(in_scope.stranger)
    of_delivery = ("", "progress/", "bad-cells/", "rejected.csv", "mending.xlsx")
    for address in [
        *(f"/data/deliveries/{delivery.pk}/{part}" for part in of_delivery),
        *(f"/data/runs/{run.pk}/{part}" for part in ("", "progress/", "outputs/findings.csv")),
    ]:
        assert stranger.get(address).status_code == 404, address
    for address in [
        *(f"/data/deliveries/{delivery.pk}/{act}/" for act in ("commit", "compare", "withdraw")),
        f"/data/runs/{run.pk}/cancel/",
    ]:
        assert stranger.post(address).status_code == 404, address
    assert delivery.dataset_version not in page(stranger, "/data/")
    with scope(in_scope.other_body.pk):
        assert not Delivery.objects.exists()


def test_no_page_costs_more_queries_the_more_there_is(
    in_scope: World, campaign: Campaign, client: Client, django_assert_max_num_queries: Callable
) -> None:
    delivery = committed(uploaded(in_scope.quality_manager, certificates=TWO_BAD), in_scope.quality_manager)
    runs = [screened(campaign, in_scope.quality_manager) for _ in range(2)]
    for _ in range(5):
        withdraw_delivery(delivery_id=uploaded(in_scope.quality_manager).pk, by=in_scope.quality_manager)
    waiting = uploaded(in_scope.quality_manager)
    page(client, "/data/")
    for address in (
        "/data/",
        "/data/deliveries/",
        "/data/versions/",
        "/data/runs/",
        "/data/runs/start/",
        f"/data/deliveries/{delivery.pk}/",
        f"/data/deliveries/{waiting.pk}/",
        f"/data/deliveries/{delivery.pk}/bad-cells/",
        f"/data/deliveries/{delivery.pk}/progress/",
        f"/data/runs/{runs[1].pk}/",
        f"/data/runs/{runs[1].pk}/progress/",
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            page(client, address)


def test_a_dataset_that_was_altered_is_said_on_every_page_that_needs_it(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    committed(uploaded(in_scope.quality_manager), in_scope.quality_manager)
    waiting = uploaded(in_scope.quality_manager)
    place = dataset_of(in_scope.body.pk).folder / "HEAD"
    place.write_text("{}", encoding="utf-8")
    for address in ("/data/", "/data/versions/", "/data/runs/start/", f"/data/deliveries/{waiting.pk}/"):
        assert "zicha verify" in page(client, address), address
    assert client.post(f"/data/deliveries/{waiting.pk}/commit/").status_code == 422
    assert Delivery.objects.get(pk=waiting.pk).state == DeliveryState.READ
