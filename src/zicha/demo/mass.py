"""The clean mass of the invented body as arrays (底数), and what everybody who writes tables from it needs of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from zicha.demo.clients import Certificates, Clients
from zicha.demo.days import HOUR, Ints, at
from zicha.demo.identifiers import credit_code
from zicha.demo.visits import LEADER, Audits, Cycle, Team, Visits

BODY = "CNCA-R-2099-999"
"""A year nobody has been approved in yet."""
BODY_NAME = "示例认证有限公司"
BODY_USCC = credit_code(330106, 999_001)

DECIDERS = 12
"""Application reviewers and decision-makers; they never audit."""
BRANCHES = ("BR-01", "BR-02", "BR-03")


@dataclass(frozen=True)
class Keys:
    """Keys of the bulk rows, by number."""

    organisations: pa.Array
    applications: pa.Array
    certificates: pa.Array
    audits: pa.Array
    people: pa.Array
    groups: pa.Array  # combined_group of each visit, empty where a client has one certificate


@dataclass(frozen=True)
class Mass:
    """All arrays; `as_of` is an int of days."""

    as_of: int
    rng: np.random.Generator
    clients: Clients
    certificates: Certificates
    cycle: Cycle
    visits: Visits
    audits: Audits
    team: Team
    keys: Keys

    def organisation(self, client: Ints) -> pa.Array:
        return self.keys.organisations.take(pa.array(client))

    def certificate(self, number: Ints) -> pa.Array:
        return self.keys.certificates.take(pa.array(number))

    def application(self, number: Ints) -> pa.Array:
        return self.keys.applications.take(pa.array(number))

    def audit(self, number: Ints) -> pa.Array:
        return self.keys.audits.take(pa.array(number))

    def person(self, number: Ints) -> pa.Array:
        return self.keys.people.take(pa.array(number))

    def leaders(self) -> Ints:
        """Number of the leader of each visit."""
        return self.team.person[np.flatnonzero(self.team.role == LEADER)]

    def decider(self, case: Ints) -> Ints:
        """Number among all people of the decision-maker who takes the case."""
        return len(self.team.cluster_of_person) + case % DECIDERS

    def meetings(self) -> tuple[Ints, Ints]:
        """Opening and closing meeting of each visit: from half past eight or nine to half past four or five."""
        visits, later = self.visits, self.visits.client % 2 * (HOUR // 2)
        return at(visits.start, 8.5) + later, at(visits.start + visits.length - 1, 16.5) + later
