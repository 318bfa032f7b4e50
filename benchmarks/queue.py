"""The queue of leads at a million (线索队列): the site as it runs in production, a hundred people at it.

    python -m benchmarks.queue HOME RECORDS [--leads 1000000] [--users 100] [--seconds 120]

RECORDS is a folder of Parquet files of one body (`benchmarks.make_body … --style parquet`). HOME keeps the embedded
PostgreSQL with the generated leads; a second run uses them again. The site is `zicha serve` with its two web processes and
its worker, behind row-level security; users and site share the machine's cores, so the users cost the site something.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import queue_leads, queue_users
from benchmarks.queue_leads import BODY
from benchmarks.queue_users import LEAD, PAGES, RECORDS, Sample, Seen

SAMPLES = 2_000


@contextmanager
def database(home: Path) -> Iterator[None]:
    """Django over the embedded PostgreSQL of that folder, migrated and walled."""
    from zicha.web.database import bring_up_to_date, database_of

    os.environ["ZICHA_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zicha.web.settings"
    with database_of(home):
        import django

        django.setup()
        bring_up_to_date()
        yield


@contextmanager
def site(home: Path, workers: int) -> Iterator[int]:
    """The port of `zicha serve` over that folder, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    serving = subprocess.Popen(
        [sys.executable, "-m", "zicha.cli", "serve", "--port", str(port), "--workers", str(workers)],
        env=environment | {"ZICHA_HOME": str(home)},
    )
    try:
        _wait_until_it_answers(port)
        yield port
    finally:
        serving.terminate()
        serving.wait(60)


def _wait_until_it_answers(port: int) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(240):
        try:
            opener.open(f"http://127.0.0.1:{port}/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the site does not answer")


def signed_in(users: int) -> list[str]:
    """A session for each member, as signing in makes it; the password's own cost is not measured."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore

    from zicha.casework.tenancy.models import Account

    cookies = []
    for account in Account.objects.filter(username__startswith=f"{BODY}-").exclude(
        username__contains="OTHER"
    )[:users]:
        session = SessionStore()
        session["_auth_user_id"] = str(account.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = account.get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies


def samples() -> list[Sample]:
    """Leads drawn at random, for the values of the filters and the pages of leads."""
    from django.db.models import Max, Min

    from zicha.casework.leads.models import Lead
    from zicha.casework.tenancy.models import Body
    from zicha.casework.tenancy.scope import scope

    body, drawn = Body.objects.get(code=BODY), random.Random(11)
    with scope(body.pk):
        ends = Lead.objects.aggregate(first=Min("pk"), last=Max("pk"))
        wanted = {drawn.randint(ends["first"], ends["last"]) for _ in range(SAMPLES)}
        leads = list(Lead.objects.filter(pk__in=wanted))
        branches = [lead.branch_id for lead in leads if lead.branch_id]
        return [
            Sample(
                pk=lead.pk, rank=lead.rank, code=lead.code, severity=lead.severity, org=lead.org_id,
                name=lead.org_name[2:], certificate=lead.certificate_no, person=lead.person_ids[0],
                branch=lead.branch_id or drawn.choice(branches), member=lead.assignee_id or 0,
            )
            for lead in leads
        ]  # fmt: skip


def looked_after() -> None:
    """What the worker does every five minutes: look-ups made after a screening, tallies folded."""
    from zicha.casework.leads.tasks import look_after_leads

    began = time.perf_counter()
    look_after_leads(timestamp=0)
    print(json.dumps({"looked_after_seconds": round(time.perf_counter() - began, 1)}), flush=True)


def bulk_action(rows: int = 10_000) -> dict[str, Any]:
    """Dismiss so many leads as the job does, a part a transaction, and take it back."""
    from django.db.models import Q

    from zicha.casework.leads import bulk, selectors
    from zicha.casework.leads.filters import LeadFilter
    from zicha.casework.leads.models import Lead
    from zicha.casework.tenancy.models import Body, Member
    from zicha.casework.tenancy.scope import scope

    body = Body.objects.get(code=BODY)
    with scope(body.pk):
        campaign = selectors.current_campaign()
        assert campaign is not None
        by = Member.objects.select_related("account").filter(roles=["reviewer"]).latest("pk")
        # What is with somebody else is skipped.
        ours = Q(assignee=None) | Q(assignee=by)
        waiting = Lead.objects.filter(ours, campaign=campaign, state="open").order_by("pk")
        ids = tuple(waiting.values_list("pk", flat=True)[:rows])
        selection = bulk.Selection(ids, LeadFilter().query)
        choices = {"reason": "explained", "text": "测量用，随后撤销"}
        decision = bulk.decision_of("dismiss", choices, campaign=campaign)
        began = time.perf_counter()
        bulk.preview(selection, decision, by=by)
        previewed = time.perf_counter() - began
        action = bulk.start(
            selection=selection,
            kind="dismiss",
            choices=choices,
            campaign=campaign,
            by=by,
            typed=str(len(ids)),
        )
    began = time.perf_counter()
    while not action.is_over:
        with scope(body.pk):
            action = bulk.do_part(action_id=action.pk)
    applied = time.perf_counter() - began
    began = time.perf_counter()
    with scope(body.pk):
        results = action.results.count()
        back, _ = bulk.take_back_bulk(action_id=action.pk, by=by)
    return {
        "leads": len(ids), "changed": action.changed, "results": results, "preview_seconds": round(previewed, 2),
        "seconds": round(applied, 2), "taken_back": back, "taking_back_seconds": round(time.perf_counter() - began, 2),
    }  # fmt: skip


def told(seen: Seen, seconds: float) -> dict[str, Any]:
    """The figures of a window: lists, groups, leads and their records apart."""
    lists = [took for kind, some in seen.seconds.items() if kind in PAGES for took in some]
    asked = sum(len(some) for some in seen.seconds.values())
    return {
        "requests": asked,
        "requests_per_second": round(asked / seconds, 1),
        "errors": len(seen.errors),
        "first_errors": seen.errors[:3],
        "megabytes": round(seen.bytes / 1e6, 1),
        "list, filter, group": _summed(lists),
        "lead": _summed(seen.seconds.get(LEAD, [])),
        "records of the lead": _summed(seen.seconds.get(RECORDS, [])),
        "kinds": {
            kind: _summed(some) | {"rows_a_page": round(seen.rows[kind] / len(some), 1)}
            for kind, some in sorted(seen.seconds.items())
        },
    }


def _summed(seconds: list[float]) -> dict[str, int]:
    if not seconds:
        return {"pages": 0}
    ordered = sorted(seconds)
    at95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    times = {"p50": statistics.median(ordered), "p95": at95, "most": ordered[-1]}
    return {"pages": len(ordered)} | {name: round(1_000 * value) for name, value in times.items()}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("records", type=Path)
    asked.add_argument("--leads", type=int, default=1_000_000)
    asked.add_argument("--users", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=120)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--only", default="alone,together,bulk")
    given = asked.parse_args()
    home, parts = given.home.absolute(), given.only.split(",")
    with database(home):
        queue_leads.make(given.leads, given.users, given.records.absolute())
        looked_after()
        cookies, drawn = signed_in(given.users), samples()
        if "alone" in parts or "together" in parts:
            with site(home, given.workers) as port:
                queue_users.alone(port, cookies[0], drawn, 1)
                if "alone" in parts:
                    print(json.dumps({"alone": _table(queue_users.alone(port, cookies[0], drawn, given.rounds))},
                                     ensure_ascii=False, indent=1), flush=True)  # fmt: skip
                if "together" in parts:
                    before = os.getloadavg()
                    seen = queue_users.together(port, cookies, drawn, given.seconds)
                    figures = told(seen, given.seconds) | {
                        "load_before": before,
                        "load_after": os.getloadavg(),
                    }
                    print(json.dumps({"together": figures}, ensure_ascii=False, indent=1), flush=True)
        if "bulk" in parts:
            print(json.dumps({"bulk": bulk_action()}, ensure_ascii=False, indent=1))


def _table(seen: Seen) -> dict[str, Any]:
    kinds = {kind: _summed(some) | {"rows": seen.rows[kind]} for kind, some in seen.seconds.items()}
    slowest = dict(sorted(kinds.items(), key=lambda pair: -pair[1]["p95"]))
    return {"kinds": slowest, "errors": seen.errors[:5]}


if __name__ == "__main__":
    main()
