"""The demo's site (演示站点): the invented body delivered, screened, its leads in the queue, people with accounts."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from zicha import __version__
from zicha.contract.errors import ZichaError
from zicha.demo.mass import BODY, BODY_NAME
from zicha.web.database import database_of

if TYPE_CHECKING:
    from zicha.casework.tenancy.models import Member

PROVINCE = "330000"
DAYS_TO_REPORT = 60
# Without letters and digits that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as (演示账号)."""

    label: str
    username: str
    password: str
    role: str
    person_id: str = ""


@dataclass(frozen=True)
class Made:
    """What the site was made of; another release or size makes it anew (演示说明)."""

    release: str
    certificates: int
    seed: int


class DemoSite:
    """Where it lies: below the folder of the demo's results."""

    def __init__(self, out: Path) -> None:
        self.home = (out / "site").absolute()
        self.log = (out / "site.log").absolute()
        self.accounts_file = (out / "演示账号.txt").absolute()
        self._note = self.home / "demo.json"

    def fits(self, wanted: Made) -> bool:
        """Whether it is there already, whole and of the same make."""
        try:
            return (
                bool(json.loads(self._note.read_text("utf-8")) == asdict(wanted))
                and self.accounts_file.is_file()
            )
        except (OSError, ValueError):
            return False

    def is_whole(self) -> bool:
        return self._note.is_file()

    def make(self, records: Path, people: Sequence[dict[str, str]], as_of: date, made: Made) -> None:
        """Make it; nothing whole lies there before the end. Raises ZichaError."""
        self._clear_the_place()
        accounts = _accounts(people)
        with database_of(self.home):
            from zicha.cli.serve import prepare

            prepare(self.home)
            from django.db import connections

            try:
                _fill(records, accounts, as_of)
            finally:
                connections.close_all()
        self._write_accounts(accounts)
        self._note.write_text(json.dumps(asdict(made)), "utf-8")

    def _clear_the_place(self) -> None:
        """What was interrupted goes; a site somebody may have worked in is kept aside."""
        if self.is_whole():
            aside = self.home.with_name(f"site-{time.strftime('%Y%m%d-%H%M%S')}")
            self.home.rename(aside)
            Console().print(f"原有的演示站点与本次不同，已移到 {aside}。", highlight=False, soft_wrap=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def _write_accounts(self, accounts: Sequence[DemoAccount]) -> None:
        lines = [f"{one.label}\t{one.username}\t{one.password}" for one in accounts]
        self.accounts_file.unlink(missing_ok=True)
        descriptor = os.open(self.accounts_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("角色\t用户名\t密码\n" + "\n".join(lines) + "\n")

    def account_lines(self) -> list[list[str]]:
        """Role, user name and password of each, as they were made."""
        lines = self.accounts_file.read_text("utf-8").splitlines()[1:]
        return [line.split("\t") for line in lines if line]


def _accounts(people: Sequence[dict[str, str]]) -> list[DemoAccount]:
    """One a role; auditor and decision-maker are people of the records, so that nobody decides on their own audit."""
    audits = next((one["person_id"] for one in people if one["name"].startswith("审核员")), "")
    decides = next((one["person_id"] for one in people if one["name"].startswith("认证决定人员")), "")
    return [
        DemoAccount("质量负责人", "zhiliang", _password(), "quality_manager"),
        DemoAccount("核查人员", "hecha", _password(), "reviewer"),
        DemoAccount("认证决定人员", "jueding", _password(), "decision_maker", decides),
        DemoAccount("审核员", "shenhe", _password(), "auditor", audits),
        DemoAccount("系统管理员", "guanli", _password(), "administrator"),
    ]


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))


def _fill(records: Path, accounts: Sequence[DemoAccount], as_of: date) -> None:
    """Everything by the services people use in the browser, so that all of it is in the trace."""
    from django.utils import timezone

    from zicha.casework.campaigns.services import open_campaign
    from zicha.casework.deliveries.runs import start_run
    from zicha.casework.tenancy.scope import scope
    from zicha.reference.notices import CURRENT

    members = _members(accounts)
    manager = members["quality_manager"]
    _deliver(manager, records)
    today = timezone.localdate()
    with scope(manager.body_id):
        campaign = open_campaign(
            notice_key=CURRENT,
            title=f"{as_of.year} 年认证质量自查（演示）",
            as_of=as_of,
            starts_on=today,
            due_on=today + timedelta(days=DAYS_TO_REPORT),
            by=manager,
            lead_department="质量管理部",
            leader=manager,
        )
        run = start_run(campaign_id=campaign.pk, by=manager)
    _screen(manager.body_id, run.pk)


def _members(accounts: Sequence[DemoAccount]) -> dict[str, Member]:
    from django.db import transaction

    from zicha.casework.tenancy.models import Account
    from zicha.casework.tenancy.scope import scope
    from zicha.casework.tenancy.services import add_member, set_up_body

    def account(one: DemoAccount) -> Account:
        operates = one.role == "administrator"
        return Account.objects.create_user(
            one.username, one.password, name=f"演示{one.label}", is_operator=operates
        )

    *others, first = accounts
    with transaction.atomic():
        body, administrator = set_up_body(
            code=BODY, name=BODY_NAME, province=PROVINCE, administrator=account(first)
        )
        members = {first.role: administrator}
        with scope(body.pk):
            for one in others:
                members[one.role] = add_member(
                    account=account(one), roles=[one.role], by=administrator, person_id=one.person_id
                )
    return members


def _deliver(manager: Member, records: Path) -> None:
    from zicha.casework.deliveries.models import Delivery, DeliveryState
    from zicha.casework.deliveries.reading import work_on_delivery
    from zicha.casework.deliveries.services import commit_delivery, receive_delivery
    from zicha.casework.tenancy.scope import scope
    from zicha.intake.sheets import READABLE

    paths = sorted(path for path in records.rglob("*") if path.name.lower().endswith(READABLE))
    with scope(manager.body_id):
        delivery = receive_delivery(files=[_File(path) for path in paths], by=manager)
    for wanted in (DeliveryState.READ, DeliveryState.COMMITTED):
        if wanted == DeliveryState.COMMITTED:
            with scope(manager.body_id):
                commit_delivery(delivery_id=delivery.pk, by=manager)
        work_on_delivery(body_id=manager.body_id, delivery_id=delivery.pk)
        with scope(manager.body_id):
            delivery = Delivery.objects.get(pk=delivery.pk)
        if delivery.state != wanted:
            raise ZichaError(f"演示数据没有入库：{delivery.error or delivery.get_state_display()}")


def _screen(body_id: int, run_id: int) -> None:
    from zicha.casework.deliveries.models import Run, RunState
    from zicha.casework.deliveries.screening import work_on_run
    from zicha.casework.tenancy.scope import scope

    work_on_run(body_id=body_id, run_id=run_id)
    with scope(body_id):
        run = Run.objects.get(pk=run_id)
    if run.state != RunState.FINISHED:
        raise ZichaError(f"演示数据没有筛查完：{run.error or run.get_state_display()}")


class _File:
    """A file of the disk as an upload carries it."""

    def __init__(self, path: Path) -> None:
        self._path, self.name, self.size = path, path.name, path.stat().st_size

    def chunks(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while chunk := file.read(2**20):
                yield chunk


def made_now(certificates: int, seed: int) -> Made:
    return Made(__version__, certificates, seed)
