"""`verify` finds whatever was altered behind the site's back, wherever it was, and nothing where nothing was."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from tests.casework.records import BODY, ORGANISATIONS, certificate, screened
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.reading import work_on_delivery
from zicha.casework.deliveries.services import commit_delivery, receive_delivery
from zicha.casework.leads import bulk
from zicha.casework.leads.models import Lead
from zicha.casework.leads.services import (
    assign_lead,
    confirm_lead,
    delete_view,
    dismiss_lead,
    merge_leads,
    note_on_lead,
    save_view,
)
from zicha.casework.places import body_folder
from zicha.casework.tenancy.models import Account, Body
from zicha.casework.tenancy.services import invite, withdraw_invitation
from zicha.casework.trace.checkpoints import Checkpoint, add_checkpoints, broken_promises, read_checkpoints
from zicha.casework.trace.holdings import apps_that_hold, held_files
from zicha.casework.trace.models import Entry
from zicha.casework.trace.verification import (
    ABOVE,
    alterations_of,
    end_of_chain,
    hash_at,
    strange_accounts,
    traced_models,
)
from zicha.contract.errors import UnusableInput

CASEWORK = [model for model in apps.get_models() if model.__module__.startswith("zicha.casework.")]


@pytest.fixture
def worked(in_scope: World, campaign: Campaign) -> World:
    """A body at work: data delivered and screened, leads decided one by one and many at once, people asked to join."""
    world, by = in_scope, in_scope.quality_manager
    _delivered(
        world, certificate("C1", years=4), certificate("C2", years=5), certificate("C3", years=6, org="O2")
    )
    screened(campaign, by)
    _delivered(world, certificate("C1", years=4), certificate("C4", years=7))
    screened(campaign, by)
    first, second, third, *rest = Lead.objects.filter(state="open").order_by("pk")[:40]
    confirm_lead(lead_id=first.pk, text="有效期超过三年", by=by)
    dismiss_lead(lead_id=second.pk, reason="explained", text="合同另有约定", by=by)
    assign_lead(lead_id=third.pk, assignee=world.reviewer, by=by)
    note_on_lead(lead_id=first.pk, text="已电话核实", by=by)
    merge_leads(lead_ids=[rest[0].pk], into_id=first.pk, by=by, text="同一张证书")
    save_view(name="我的", query="state=open", shared=True, by=by)
    delete_view(view_id=save_view(name="要删的", query="code=A24", shared=False, by=by).pk, by=by)
    action = bulk.start(
        selection=bulk.Selection(tuple(lead.pk for lead in rest)),
        kind="assign",
        choices={"assignee": world.reviewer.pk},
        campaign=campaign,
        by=by,
    )
    bulk.do_all(action_id=action.pk)
    invitation, _ = invite(name="张某", email="", roles=["auditor"], department="", by=world.administrator)
    withdraw_invitation(invitation_id=invitation.pk, by=world.administrator)
    return world


def test_what_nobody_altered_is_whole(worked: World) -> None:
    assert _found(worked) == []
    assert list(alterations_of(worked.other_body)) == []
    assert list(strange_accounts()) == []


def test_every_column_of_every_row_is_guarded(worked: World) -> None:
    """One column after the other of one row of each table, by somebody who may do anything with the database."""
    unseen = []
    for model in _all_filled():
        row = _row_of(model, worked)
        for field in model._meta.concrete_fields:
            if (
                field.generated
                or field.attname in getattr(model, "UNTRACED", ())
                or _is_bare_key(model, field)
            ):
                continue
            with _tampering() as tampered:
                tampered.is_done = _set(model, row.pk, field, _other(field, getattr(row, field.attname)))
                if tampered.is_done and not _found(worked):
                    unseen.append(f"{model._meta.label}.{field.attname}")
    assert unseen == []


def test_a_row_dropped_added_or_swapped_with_another_is_seen(worked: World) -> None:
    unseen = []
    for model in _all_filled():
        if model in ABOVE:
            continue
        for how in (_drop, _double, _swap):
            with _tampering() as tampered:
                tampered.is_done = how(model)
                if tampered.is_done and not _found(worked):
                    unseen.append(f"{how.__name__} {model._meta.label}")
    assert unseen == []


def test_a_flipped_byte_in_any_file_is_seen(worked: World) -> None:
    chance = random.Random(20261121)
    files = [path for path in sorted(body_folder(worked.body.pk).rglob("*")) if _is_kept(path)]
    assert len(files) > 10
    for path in files:
        before = path.read_bytes()
        at = chance.randrange(len(before))
        path.write_bytes(before[:at] + bytes([before[at] ^ (1 << chance.randrange(8))]) + before[at + 1 :])
        assert _found(worked), f"{path} at byte {at}"
        path.write_bytes(before)
    assert _found(worked) == []


def test_a_file_that_is_gone_or_cut_is_seen(worked: World) -> None:
    for held in list(held_files(worked.body.pk)):
        before = held.path.read_bytes()
        held.path.write_bytes(before[:-1])
        assert held.what in _found(worked)[0]
        held.path.unlink()
        assert "不见了" in _found(worked)[0]
        held.path.write_bytes(before)


def test_it_says_which_row_and_what_stood_there(worked: World) -> None:
    lead = Lead.objects.get(state="dismissed")
    with _tampering():
        Lead.objects.filter(pk=lead.pk).update(decision_text="没有说明")
        [told, *_] = _found(worked)
    assert f"线索（leads_lead）第 {lead.pk} 行被改动" in told
    assert "列 decision_text（说明）应为“合同另有约定”，现为“没有说明”" in told
    assert worked.quality_manager.name in told


def test_it_says_what_a_dropped_row_was(worked: World) -> None:
    lead = Lead.objects.get(state="confirmed")
    with _tampering():
        _delete(Lead, lead.pk)
        told = "\n".join(_found(worked))
    assert f"线索（leads_lead）第 {lead.pk} 行不见了" in told
    assert str(lead) in told


def test_an_account_made_behind_the_site_is_seen(worked: World) -> None:
    Account.objects.create_user("intruder", "correct-horse-battery", name="来历不明", is_operator=True)
    assert "intruder" in next(strange_accounts())


def test_an_emptied_trace_is_seen(worked: World) -> None:
    with _tampering():
        Entry._base_manager.all().delete()
        assert "没有任何留痕" in _found(worked)[0]


def test_a_tail_cut_off_with_all_it_did_is_seen_by_an_earlier_checkpoint(
    worked: World, tmp_path: Path
) -> None:
    """Chain and rows agree again, as if the last entry had never been; only the checkpoint knows better."""
    file = tmp_path / "checkpoints"
    number, digest = end_of_chain(worked.body)
    add_checkpoints(file, [Checkpoint(timezone.now().isoformat(), BODY, number, digest)])
    assert _promises(file, worked) == []
    view_id = Entry.objects.filter(action="invitation.withdrawn").get().on_id
    with _tampering():
        last = Entry.objects.order_by("-number").first()
        assert last is not None
        assert last.action == "invitation.withdrawn"
        with connection.cursor() as cursor:
            cursor.execute("UPDATE tenancy_invitation SET withdrawn_at = NULL WHERE id = %s", [view_id])
            cursor.execute("DELETE FROM trace_entry WHERE id = %s", [last.pk])
        assert _found(worked) == []
        [told] = _promises(file, worked)
        assert "末尾被截去" in told
        assert f"{number:,}" in told


def test_a_checkpoint_is_kept_by_a_chain_that_only_grew(worked: World, tmp_path: Path) -> None:
    file = tmp_path / "checkpoints"
    for _ in range(3):
        number, digest = end_of_chain(worked.body)
        add_checkpoints(file, [Checkpoint(timezone.now().isoformat(), BODY, number, digest)])
        lead = Lead.objects.filter(state="open").first()
        assert lead is not None
        note_on_lead(lead_id=lead.pk, text="又看了一次", by=worked.quality_manager)
    assert len(read_checkpoints(file)) == 3
    assert _promises(file, worked) == []


def test_a_file_that_is_no_checkpoint_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("买牛奶\n", "utf-8")
    with pytest.raises(UnusableInput, match="第 1 行不是核验点"):
        read_checkpoints(file)


@pytest.mark.parametrize("model", CASEWORK, ids=lambda model: model._meta.label)
def test_every_table_of_casework_is_looked_at(model: type[models.Model]) -> None:
    """A row no entry knows is found, so a service that forgets its trace is found with the first row it writes."""
    assert model in (Entry, *ABOVE, *traced_models()) or getattr(model, "DERIVED", False)


@pytest.mark.parametrize(
    "label",
    sorted(
        {
            model._meta.app_label
            for model in CASEWORK
            if any("sha256" in f.name for f in model._meta.concrete_fields)
        }
    ),
)
def test_an_app_whose_rows_name_files_by_hash_names_them_to_verify(label: str) -> None:
    assert label in apps_that_hold(), f"casework/{label}/held.py with files_of(body_id) is missing"


def test_columns_left_out_of_the_trace_are_few_and_listed_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "how-to" / "operate.md").read_text("utf-8")
    for model in (*ABOVE, *traced_models()):
        for column in getattr(model, "UNTRACED", ()):
            assert f"`{model._meta.db_table}.{column}`" in manual


class _Tampered:
    is_done = True


@contextmanager
def _tampering() -> Iterator[_Tampered]:
    """As the database's superuser, row security and all; taken back afterwards."""
    tampered = _Tampered()
    with suppress(_TakenBack), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE postgres")
        yield tampered
        raise _TakenBack


class _TakenBack(Exception):
    pass


def _found(world: World) -> list[str]:
    """What `verify` finds, as the application, which is what it works as."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        [role] = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE zicha_app")
        found = list(alterations_of(world.body))
        cursor.execute(f"SET LOCAL ROLE {role}")
    return found


def _promises(file: Path, world: World) -> list[str]:
    bodies: dict[str, Body] = {world.body.code: world.body}
    return list(
        broken_promises(
            read_checkpoints(file), bodies=bodies, hash_at=lambda code, number: hash_at(bodies[code], number)
        )
    )


def _delivered(world: World, *certificates: dict[str, Any]) -> None:
    tables = {
        "bodies": [{"body_id": BODY, "name": "虚构认证有限公司"}],
        "organisations": ORGANISATIONS,
        "certificates": certificates,
    }
    files = [SimpleUploadedFile(f"{name}.csv", _csv(rows)) for name, rows in tables.items()]
    delivery = receive_delivery(files=files, by=world.quality_manager)
    work_on_delivery(body_id=world.body.pk, delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "read", delivery.error
    commit_delivery(delivery_id=delivery.pk, by=world.quality_manager)
    work_on_delivery(body_id=world.body.pk, delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "committed", delivery.error


def _csv(rows: Any) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _row_of(model: type[models.Model], world: World) -> Any:
    """Some row of the body; of what stands above the bodies, one that is the body's business."""
    above: dict[Any, models.Model] = {Body: world.body, Account: world.reviewer.account}
    return above.get(model) or model._base_manager.order_by("?").first()


def _all_filled() -> list[type[models.Model]]:
    """Every table with a row to alter."""
    found: list[type[models.Model]] = [Entry, *ABOVE, *traced_models(), *_derived()]
    return [model for model in found if model._base_manager.exists()]


def _derived() -> list[type[models.Model]]:
    return [model for model in CASEWORK if getattr(model, "DERIVED", False)]


def _is_bare_key(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    """Nothing names an entry, or a row PostgreSQL derives, by its key."""
    return field.primary_key and (model is Entry or bool(getattr(model, "DERIVED", False)))


def _other(field: models.Field[Any, Any], value: Any) -> Any:
    """Another value of the same column."""
    match value:
        case bool():
            return not value
        case int() | float() | Decimal():
            return value + 1
        case str():
            most = getattr(field, "max_length", None)
            return (
                value[:-1] + ("a" if value[-1:] != "a" else "b")
                if most and len(value) >= most
                else value + "a"
            )
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case list():
            return [*value, 7 if field.name in {"lead_ids", "evidence"} else "x"]
        case dict():
            return value | {"x": 1}
    nothing: dict[str, Any] = {
        "DateTimeField": timezone.now(),
        "DateField": date(2020, 1, 1),
        "CharField": "x",
        "TextField": "x",
        "BooleanField": True,
    }
    return nothing.get(field.get_internal_type(), 1)


def _set(model: type[models.Model], key: Any, field: models.Field[Any, Any], value: Any) -> bool:
    """Whether the database took it: some values its constraints refuse even to the superuser."""
    try:
        with transaction.atomic():
            return model._base_manager.filter(pk=key).update(**{field.attname: value}) == 1
    except DatabaseError:
        return False


def _delete(model: type[models.Model], key: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id = %s', [key])
        return cursor.rowcount == 1


def _drop(model: type[models.Model]) -> bool:
    row = model._base_manager.order_by("?").first()
    return row is not None and _delete(model, row.pk)


def _double(model: type[models.Model]) -> bool:
    """The same row once more, under a key of its own."""
    row = model._base_manager.order_by("?").first()
    columns = [
        f'"{field.column}"'
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if model is Entry:
                columns.remove('"number"')
            names, extra = (
                ", ".join(columns),
                (', "number"', ", number + 100000") if model is Entry else ("", ""),
            )
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" (id, {names}{extra[0]}) OVERRIDING SYSTEM VALUE '
                f'SELECT id + 100000, {names}{extra[1]} FROM "{model._meta.db_table}" WHERE id = %s',
                [row.pk if row else 0],
            )
            return cursor.rowcount == 1
    except DatabaseError:
        return False


def _swap(model: type[models.Model]) -> bool:
    """Two rows trade places; for rows that are known by their key alone that is nothing."""
    column = "number" if model is Entry else "id"
    keys = list(model._base_manager.order_by("?").values_list(column, flat=True)[:2])
    if len(keys) < 2 or getattr(model, "DERIVED", False):
        return False
    first, second = keys
    with connection.cursor() as cursor:
        for old, new in ((first, -1), (second, first), (-1, second)):
            cursor.execute(
                f'UPDATE "{model._meta.db_table}" SET {column} = %s WHERE {column} = %s', [new, old]
            )
    return True


def _is_kept(path: Path) -> bool:
    """Whether a row or a manifest names the file; locks and notes for going on after a kill are nobody's."""
    parts = path.relative_to(settings.HOME).parts
    if "judged" in parts and path.suffix == ".json":
        return False
    return (
        path.is_file() and path.stat().st_size > 0 and not {"work", "lock", ".lock", "staging"} & set(parts)
    )
