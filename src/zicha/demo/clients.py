"""Who is certified for what since when (客户与证书): the clients of the bulk and their certificates, as arrays.

A client is an organisation whose certificates are audited together, one visit for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zicha.demo.days import Flags, Floats, Ints, months_after
from zicha.demo.places import CITIES, CITY_SHARES

SCHEMES = ("QMS", "EMS", "OHSMS", "EnMS", "ISMS", "FSMS", "SERVICE", "CCC")
QMS, EMS, OHSMS, ENMS, ISMS, FSMS, SERVICE, CCC = range(8)
COMPLEXITIES = ("high", "medium", "low", "limited")

FIELDS = (
    ("17.01", "17.06", "18.02", "18.05"),
    ("19.01", "19.05", "19.09"),
    ("28.01", "28.03", "28.07", "34.02"),
    ("29.07", "29.12", "31.01", "31.03"),
    ("12.01", "12.05", "14.02", "16.02"),
    ("33.01", "33.02", "31.05"),
    ("03.01", "03.04", "30.05"),
    ("25.01", "26.01", "27.02"),
    ("0101", "0301", "0701", "0901", "1101"),
    ("SC05", "SC09"),
)
"""Professional fields by cluster: auditors are at home in one cluster."""

CLUSTER_SCHEMES = (
    *[(QMS, EMS, OHSMS)] * 5,
    (QMS, EMS, OHSMS, ISMS),
    (QMS, EMS, OHSMS, FSMS),
    (QMS, EMS, OHSMS, ENMS),
    (CCC,),
    (SERVICE,),
)

# share, schemes, clusters it occurs in
_PATTERNS: tuple[tuple[float, tuple[int, ...], tuple[int, ...]], ...] = (
    (0.42, (QMS,), (0, 0, 1, 1, 2, 3, 4, 5, 6, 7)),
    (0.10, (QMS, EMS), (0, 1, 3, 4)),
    (0.27, (QMS, EMS, OHSMS), (0, 0, 1, 2, 2, 3, 4, 7)),
    (0.03, (EMS, OHSMS), (2, 4, 7)),
    (0.03, (ISMS,), (5,)),
    (0.02, (QMS, ISMS), (5,)),
    (0.03, (FSMS,), (6,)),
    (0.02, (QMS, FSMS), (6,)),
    (0.03, (QMS, EMS, OHSMS, ENMS), (7,)),
    (0.02, (CCC,), (8,)),
    (0.02, (CCC, CCC), (8,)),
    (0.02, (CCC, CCC, CCC, CCC), (8,)),
    (0.04, (SERVICE,), (9,)),
)

INITIAL, RECERTIFICATION, TRANSFER = range(3)
APPLICATION_KINDS = ("initial", "recertification", "transfer")


@dataclass(frozen=True)
class Clients:
    """One entry a client; days are ints."""

    first_certificate: Ints
    certificate_count: Ints
    cluster: Ints
    city: Ints
    longitude: Floats
    latitude: Floats
    personnel: Ints
    employees: Ints
    origin: Ints
    issued: Ints
    first_issued: Ints
    expired: Flags
    site_count: Ints

    def __len__(self) -> int:
        return len(self.cluster)


@dataclass(frozen=True)
class Certificates:
    """One entry a certificate, in the order of clients."""

    client: Ints
    scheme: Ints
    complexity: Ints  # −1 = none given
    field_choice: Ints  # number of the first field within the cluster
    two_fields: Flags

    def __len__(self) -> int:
        return len(self.client)


def make_clients(rng: np.random.Generator, certificates: int, as_of: int) -> tuple[Clients, Certificates]:
    """Clients holding at least so many certificates between them, issued over the last three and a half years."""
    pattern = _draw_patterns(rng, certificates)
    n = len(pattern)
    counts = np.array([len(schemes) for _, schemes, _ in _PATTERNS])[pattern]
    cluster = np.zeros(n, dtype=np.int64)
    for number, (_, _, clusters) in enumerate(_PATTERNS):
        mine = np.flatnonzero(pattern == number)
        cluster[mine] = rng.choice(np.array(clusters), len(mine))
    city = rng.choice(len(CITIES), n, p=CITY_SHARES)
    personnel = np.clip(np.round(rng.lognormal(np.log(42), 1.0, n)), 3, 600).astype(np.int64)
    ccc = cluster == 8
    expired = rng.random(n) < 0.03
    issued = _issue_days(rng, cluster, expired, as_of)
    origin = rng.choice(3, n, p=(0.60, 0.385, 0.015))
    origin[ccc] = INITIAL
    cycles = rng.integers(1, 4, n)
    first_issued = np.where(origin == RECERTIFICATION, months_after(issued, -36 * cycles), issued)
    clients = Clients(
        first_certificate=np.cumsum(counts) - counts,
        certificate_count=counts,
        cluster=cluster,
        city=city,
        longitude=np.round(np.array([c[2] for c in CITIES])[city] + rng.normal(0, 0.12, n), 6),
        latitude=np.round(np.array([c[3] for c in CITIES])[city] + rng.normal(0, 0.12, n), 6),
        personnel=personnel,
        employees=personnel + (personnel * rng.random(n) * 0.3).astype(np.int64),
        origin=origin,
        issued=issued,
        first_issued=first_issued,
        expired=expired,
        site_count=np.where(~ccc & (rng.random(n) < 0.03), rng.integers(2, 6, n), 1),
    )
    return clients, _make_certificates(rng, pattern, clients)


def _draw_patterns(rng: np.random.Generator, certificates: int) -> np.ndarray:
    shares = np.array([share for share, _, _ in _PATTERNS])
    sizes = np.array([len(schemes) for _, schemes, _ in _PATTERNS])
    drawn = rng.choice(len(_PATTERNS), certificates + 1, p=shares / shares.sum())
    return drawn[: int(np.searchsorted(np.cumsum(sizes[drawn]), certificates)) + 1]


def _issue_days(rng: np.random.Generator, cluster: Ints, expired: Flags, as_of: int) -> Ints:
    """Spread evenly within a cluster, so that its auditors are never all wanted in one week."""
    n = len(cluster)
    order = np.lexsort((rng.random(n), cluster))
    size = np.bincount(cluster, minlength=10)[cluster]
    start = np.searchsorted(cluster[order], np.arange(10))
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n) - start[cluster[order]]
    share = (rank * 0.618_033_988_75 + rng.random(n) / size) % 1.0
    # Two surveillances, none more than eleven and a half months after what came before, carry a certificate this far.
    running = as_of - 940 + np.floor(share * 934)
    lapsed = as_of - 1320 + np.floor(share * 190)
    return np.where(expired, lapsed, running).astype(np.int64)


def _make_certificates(rng: np.random.Generator, pattern: np.ndarray, clients: Clients) -> Certificates:
    schemes = np.concatenate([np.array(_PATTERNS[number][1]) for number in pattern])
    client = np.repeat(np.arange(len(clients)), clients.certificate_count)
    n = len(client)
    complexity = rng.choice(4, n, p=(0.15, 0.50, 0.30, 0.05))
    complexity[(schemes == OHSMS) & (complexity == 3)] = 2
    unrated = ~np.isin(schemes, (EMS, OHSMS)) & (rng.random(n) < 0.5)
    complexity[unrated | (schemes == CCC) | (schemes == SERVICE)] = -1
    sizes = np.array([len(fields) for fields in FIELDS])[clients.cluster[client]]
    return Certificates(
        client=client,
        scheme=schemes,
        complexity=complexity,
        field_choice=rng.integers(0, sizes),
        two_fields=rng.random(n) < 0.25,
    )
