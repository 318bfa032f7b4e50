"""The guide inside the site, as each role reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.site import World
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.permissions import ROLES
from zicha.web.help.guide import DUTIES, STEPS

Clients = Callable[[Member], Client]


def test_the_guide_goes_from_the_notice_to_the_filed_report_in_ten_steps() -> None:
    assert len(STEPS) == 10
    assert STEPS[0].route == "plan"
    assert STEPS[-1].route == "report-versions"
    assert set(DUTIES) == set(ROLES), "every role finds its duties"


@pytest.mark.parametrize("role", ROLES)
def test_it_marks_what_is_ones_own_and_links_only_where_one_may_go(
    role: str, world: World, client_of: Clients
) -> None:
    client = client_of(world.people[role])
    page = client.get("/help/").content.decode()
    assert page.count('<li class="is-mine">') == sum(role in step.who for step in STEPS)
    links = re.findall(r'class="btn btn-sm" href="([^"]+)"', page)
    assert links or role == "administrator"
    for link in links:
        assert client.get(link, follow=True).status_code == 200, link


def test_it_is_linked_from_the_top_of_every_page_and_from_the_shortcuts(
    world: World, client_of: Clients
) -> None:
    page = client_of(world.auditor).get("/").content.decode()
    top, _, rest = page.partition("</header>")
    assert 'href="/help/"' in top
    assert 'href="/help/"' in rest[rest.index('id="help"') :]
