"""The people of the invented body (认证人员) and what they are entitled to, with its governance."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zicha.demo.clients import CLUSTER_SCHEMES, FIELDS, SCHEMES
from zicha.demo.columns import build, pick
from zicha.demo.days import EMPTY
from zicha.demo.identifiers import numbered
from zicha.demo.mass import BODY, BODY_USCC, DECIDERS, Mass


def people_tables(mass: Mass) -> dict[str, pa.Table]:
    return {
        "people": _people(mass),
        "qualifications": _qualifications(mass),
        "decision_authorities": _authorities(mass),
        "employments": _employments(mass),
        "competence_reviews": _reviews(mass),
    }


def _people(mass: Mass) -> pa.Table:
    rng, n = mass.rng, len(mass.keys.people)
    auditors = len(mass.team.cluster_of_person)
    numbers = np.arange(1, n + 1)
    decides = numbers > auditors
    name = pc.binary_join_element_wise(
        pick(["审核员", "认证决定人员"], decides.astype(int)), numbered("", numbers, 4), ""
    )
    return build(
        "people",
        n,
        person_id=mass.keys.people,
        body_id=BODY,
        name=name,
        employment=pick(["full_time", "part_time"], ((numbers % 4 == 0) & ~decides).astype(int)),
        registration_no=numbered("2099-N1DEMO-", numbers, 7),
        registration_grade=pick(["审核员", "实习审核员"], np.zeros(n, dtype=int)),
        registered_from=mass.as_of - rng.integers(1_500, 4_000, n),
        registered_to=mass.as_of + rng.integers(120, 1_000, n),
        joined_on=mass.as_of - rng.integers(1_500, 3_000, n),
    )


def _qualifications(mass: Mass) -> pa.Table:
    """Everybody holds the fields of the cluster, in every scheme it is certified for."""
    cluster = mass.team.cluster_of_person
    grants = [
        (number, scheme, field)
        for number, fields in enumerate(FIELDS)
        for scheme in CLUSTER_SCHEMES[number]
        for field in fields
    ]
    person, grant = [], []
    of_cluster = np.array([row[0] for row in grants])
    for number in range(len(FIELDS)):
        people, mine = np.flatnonzero(cluster == number), np.flatnonzero(of_cluster == number)
        person.append(np.repeat(people, len(mine)))
        grant.append(np.tile(mine, len(people)))
    who, what = np.concatenate(person), np.concatenate(grant)
    return build(
        "qualifications",
        len(who),
        person_id=mass.person(who),
        scheme=pick([SCHEMES[row[1]] for row in grants], what),
        field_code=pick([row[2] for row in grants], what),
        valid_from=mass.as_of - 1_500 - who % 700,
        valid_to=np.where(who % 3 == 0, EMPTY, mass.as_of + 200 + who % 500),
    )


def _authorities(mass: Mass) -> pa.Table:
    first = len(mass.team.cluster_of_person)
    schemes = (
        "QMS",
        "EMS",
        "OHSMS",
        "EnMS",
        "ISMS",
        "ITSMS",
        "FSMS",
        "HACCP",
        "MDMS",
        "IPMS",
        "SERVICE",
        "CCC",
    )
    person = np.repeat(first + np.arange(DECIDERS), len(schemes))
    return build(
        "decision_authorities",
        len(person),
        person_id=mass.person(person),
        scheme=pick(schemes, np.tile(np.arange(len(schemes)), DECIDERS)),
        valid_from=mass.as_of - 4_500,
    )


def _employments(mass: Mass) -> pa.Table:
    """Full-time people are insured with the body itself."""
    numbers = np.arange(len(mass.keys.people))
    full = numbers[((numbers + 1) % 4 != 0) | (numbers >= len(mass.team.cluster_of_person))]
    return build(
        "employments",
        len(full),
        person_id=mass.person(full),
        employer_uscc=BODY_USCC,
        from_on=mass.as_of - 1_490,
    )


def _reviews(mass: Mass) -> pa.Table:
    """Everybody was found competent within the last two years."""
    rng, n = mass.rng, len(mass.keys.people)
    return build(
        "competence_reviews",
        n,
        review_id=numbered("CMP-", np.arange(1, n + 1)),
        person_id=mass.keys.people,
        kind=pick(["exam", "witness", "file_review", "interview"], np.arange(n) % 4),
        reviewed_on=mass.as_of - rng.integers(20, 600, n),
        score=rng.integers(70, 100, n).astype(float),
        passed=True,
    )
