"""Six checks written by hand in pandas (手写对照：pandas), as somebody at home in it would: only the columns needed,
whole columns at a time, a sweep where comparing all pairs would be too much.

Each returns a row a subject: subject_id, body_id, verdict, observed. Rows dated after the judging date are not read,
nor what is part of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.nation_data import AS_OF
from zicha.contract.codes import AUDIT_TIME_SCHEMES, MS_SCHEMES
from zicha.reference.audit_time import BAND_STARTS, CELLS, LAST_BAND_END

TODAY = pd.Timestamp(AS_OF)
TOMORROW = TODAY + pd.Timedelta(days=1)
Files = Mapping[str, Path]


def read(path: Path, *columns: str) -> pd.DataFrame:
    """Dates as datetime64, decimals as floats: pandas would make an object of each."""
    rows = pq.read_table(path, columns=list(columns))
    for place, column in enumerate(rows.schema):
        if pa.types.is_decimal(column.type):
            rows = rows.set_column(place, column.name, rows.column(place).cast(pa.float64()))
    return rows.to_pandas(date_as_object=False)


def audits_read(files: Files, *columns: str) -> tuple[pd.DataFrame, pd.Series]:
    """The audits dated up to the judging date, and the keys of the later ones."""
    rows = read(files["audits"], *dict.fromkeys(("audit_id", "started_at", "planned_from", *columns)))
    is_later = rows.started_at.fillna(rows.planned_from) >= TOMORROW
    return rows.loc[~is_later, list(dict.fromkeys(("audit_id", *columns)))], rows.audit_id[is_later]


def certificates_read(files: Files, *columns: str) -> tuple[pd.DataFrame, pd.Series]:
    rows = read(files["certificates"], *dict.fromkeys(("certificate_no", "issued_on", *columns)))
    is_later = rows.issued_on > TODAY
    return rows[~is_later], rows.certificate_no[is_later]


def team_read(files: Files, later: pd.Series) -> pd.DataFrame:
    rows = read(files["audit_team"], "audit_id", "person_id", "role")
    return rows[~rows.audit_id.isin(later)]


def judged(
    subject_id: pd.Series,
    body_id: pd.Series,
    observed: object,
    *,
    hit: object,
    undecided: object,
    exempt: object = False,
) -> pd.DataFrame:
    verdict = np.select(
        [np.broadcast_to(exempt, len(subject_id)), undecided, hit], ["exempt", "undecided", "hit"], "pass"
    )
    return pd.DataFrame(
        {"subject_id": subject_id, "body_id": body_id, "verdict": verdict, "observed": observed}
    )


def a01(files: Files) -> pd.DataFrame:
    """Certificates outside the approved scope on the day of issue."""
    certificates, later = certificates_read(files, "body_id", "scheme")
    fields = read(files["certificate_fields"], "certificate_no", "field_code")
    fields = fields[~fields.certificate_no.isin(later)]
    scopes = read(files["approved_scopes"], "body_id", "scheme", "field_code", "valid_from", "valid_to")

    def in_force(rows: pd.DataFrame) -> pd.Series:
        since = rows.valid_from.isna() | (rows.valid_from <= rows.issued_on)
        return since & (rows.valid_to.isna() | (rows.issued_on <= rows.valid_to))

    # A body has a few thousand days of issue but many more certificates.
    days = certificates[["body_id", "scheme", "issued_on"]].drop_duplicates()
    open_days = days.merge(scopes, on=["body_id", "scheme"])
    open_days = open_days[in_force(open_days)]
    key = ["body_id", "scheme", "issued_on"]
    any_scope = open_days[key].drop_duplicates().assign(any_scope=True)
    whole = open_days.loc[open_days.field_code == "*", key].drop_duplicates().assign(whole=True)
    listed = fields.merge(certificates, on="certificate_no")
    covered = open_days[[*key, "field_code"]].drop_duplicates().assign(covered=True)
    listed = listed.merge(covered, on=[*key, "field_code"], how="left")
    bare = listed.covered.isna().groupby(listed.certificate_no).any().rename("bare").reset_index()
    rows = certificates.merge(any_scope, on=key, how="left").merge(whole, on=key, how="left")
    rows = rows.merge(bare, on="certificate_no", how="left")
    uncovered = np.where(rows.bare.isna(), rows.any_scope.isna(), rows.bare.eq(True))
    return judged(
        rows.certificate_no,
        rows.body_id,
        rows.scheme,
        hit=rows.whole.isna() & uncovered,
        undecided=~rows.body_id.isin(scopes.body_id),
    )


def a06(files: Files) -> pd.DataFrame:
    """Initial audits planned shorter than the audit-time table allows."""
    columns = ("application_id", "kind", "scheme", "planned_days", "combined_group")
    audits, _ = audits_read(files, *columns)
    schemes = audits.groupby("combined_group").scheme.nunique()
    several = schemes.index[schemes >= 2]
    stages = audits[audits.application_id.notna() & audits.kind.isin(["stage1", "stage2"])]
    is_second = (stages.kind == "stage2") & stages.scheme.isin(AUDIT_TIME_SCHEMES)
    stages = stages.assign(
        unplanned=stages.planned_days.isna(),
        timed=stages.scheme.where(is_second),
        combined=is_second & stages.combined_group.isin(several),
    )
    of = stages.groupby("application_id")
    summed = pd.DataFrame(
        {"planned": of.planned_days.sum(), "unplanned": of.unplanned.any(), "combined": of.combined.any()}
    )
    summed["scheme"] = stages.dropna(subset="timed").groupby("application_id").timed.min()
    applications = read(
        files["applications"], "application_id", "body_id", "applied_on", "declared_personnel"
    )
    applications = applications[~(applications.applied_on > TODAY)]
    certificates, _ = certificates_read(files, "application_id", "personnel", "complexity")
    first = certificates.sort_values("certificate_no").drop_duplicates("application_id")
    rows = applications.merge(summed.dropna(subset="scheme").reset_index(), on="application_id")
    rows = rows.merge(first.dropna(subset="application_id"), on="application_id", how="left")
    people = rows.personnel.fillna(rows.declared_personnel)
    band = pd.cut(people, [*BAND_STARTS, LAST_BAND_END + 1], right=False, labels=list(BAND_STARTS)).astype(
        float
    )
    table = pd.DataFrame(
        [(cell.scheme, cell.complexity, float(cell.people_from), cell.half_days) for cell in CELLS],
        columns=["scheme", "level", "band", "half_days"],
    )
    rows = rows.assign(level=rows.complexity.where(rows.scheme != "QMS", ""), band=band)
    # pandas joins an empty cell to an empty cell; the table has none.
    rows = rows.merge(table, on=["scheme", "level", "band"], how="left")
    up, down = np.where(rows.combined, 14, 7), np.where(rows.combined, 25, 10)
    floor = (2 * rows.half_days * up + down) // (2 * down)
    return judged(
        rows.application_id,
        rows.body_id,
        rows.planned,
        hit=2 * rows.planned < floor,
        undecided=rows.unplanned | rows.half_days.isna(),
    )


def a20(files: Files) -> pd.DataFrame:
    """Decisions by somebody who took part in the audit."""
    audits, later = audits_read(files, "body_id")
    certificates, _ = certificates_read(files, "body_id")
    decisions = read(
        files["decisions"], "decision_id", "audit_id", "certificate_no", "decider_id", "decided_at"
    )
    decisions = decisions[~(decisions.decided_at >= TOMORROW)]
    team = team_read(files, later)
    team = team[team.role != "observer"].rename(columns={"person_id": "decider_id"})
    rows = decisions.merge(team, on=["audit_id", "decider_id"], how="left")
    rows = rows.merge(audits, on="audit_id", how="left")
    rows = rows.merge(
        certificates[["certificate_no", "body_id"]], on="certificate_no", how="left", suffixes=("", "_2")
    )
    return judged(
        rows.decision_id,
        rows.body_id.fillna(rows.body_id_2),
        rows.role,
        hit=rows.role.notna(),
        undecided=rows.decider_id.isna() | rows.audit_id.isna(),
    )


def a30(files: Files) -> pd.DataFrame:
    """Valid certificates whose surveillance is overdue."""
    held, _ = certificates_read(files, "body_id", "scheme", "status", "expires_on")
    held = held[(held.status == "valid") & held.scheme.isin(MS_SCHEMES) & (held.expires_on >= TODAY)]
    audits, _ = audits_read(files, "certificate_no", "kind", "ended_at")
    audits = audits[audits.kind.isin(["surveillance", "recertification"])]
    ended = audits.merge(held[["certificate_no", "issued_on"]], on="certificate_no")
    ended_on = ended.ended_at.dt.normalize()
    ended = ended[(ended_on >= ended.issued_on) & (ended_on <= TODAY)]
    last = ended.groupby("certificate_no").ended_at.max().dt.normalize().rename("last")
    rows = held.merge(last.reset_index(), on="certificate_no", how="left")
    later = rows["last"].where(rows["last"] <= pd.Timestamp(2024, 12, 31))
    due = (later + pd.DateOffset(months=15)).fillna(rows["last"] + pd.DateOffset(months=12))
    due = due.fillna(rows.issued_on + pd.DateOffset(months=12))
    return judged(rows.certificate_no, rows.body_id, due, hit=due < TODAY, undecided=due.isna())


def b02(files: Files) -> pd.DataFrame:
    """Sign-ins further from every place of the organisation than 5 km."""
    audits, _ = audits_read(files, "body_id", "org_id", "method")
    audits = audits.loc[audits.method.isin(["on_site", "hybrid"]), ["audit_id", "body_id", "org_id"]]
    signed = read(files["sign_ins"], "sign_in_id", "audit_id", "longitude", "latitude", "signed_at")
    signed = signed[~(signed.signed_at >= TOMORROW)].merge(audits, on="audit_id")
    homes = read(files["organisations"], "org_id", "longitude", "latitude")
    sites = read(files["sites"], "org_id", "longitude", "latitude").dropna(subset=["longitude", "latitude"])
    at_sites = signed.merge(sites, on="org_id", suffixes=("", "_place"))
    at_sites["km"] = kilometres(at_sites)
    nearest = at_sites.groupby("sign_in_id").km.min().rename("site_km").reset_index()
    rows = signed.merge(homes, on="org_id", how="left", suffixes=("", "_place"))
    rows = rows.merge(nearest, on="sign_in_id", how="left")
    km = np.fmin(kilometres(rows), rows.site_km)
    return judged(rows.sign_in_id, rows.body_id, km.round(3), hit=km > 5.0, undecided=km.isna())


def kilometres(rows: pd.DataFrame) -> pd.Series:
    latitude, place = np.radians(rows.latitude), np.radians(rows.latitude_place)
    east = np.radians(rows.longitude_place - rows.longitude) / 2
    chord = np.sin((place - latitude) / 2) ** 2 + np.cos(latitude) * np.cos(place) * np.sin(east) ** 2
    return 2 * 6371 * np.arcsin(np.sqrt(chord.clip(upper=1)))


def b06(files: Files) -> pd.DataFrame:
    """Members of a team who are in the team of an overlapping audit elsewhere."""
    audits, later = audits_read(files, "body_id", "org_id", "combined_group", "started_at", "ended_at")
    people = read(files["people"], "person_id", "registration_no")
    rows = (
        team_read(files, later)
        .merge(audits, on="audit_id", how="left")
        .merge(people, on="person_id", how="left")
    )
    rows["person"] = ("registration " + rows.registration_no).fillna("person " + rows.person_id)
    present = rows[(rows.role != "observer") & (rows.ended_at > rows.started_at)]
    present = present[
        ["person", "audit_id", "org_id", "combined_group", "started_at", "ended_at"]
    ].drop_duplicates()
    # All pairs of a person's audits would be too many: only runs that touch in time are compared.
    present = present.sort_values(["person", "started_at", "audit_id"], ignore_index=True)
    reached = present.groupby("person").ended_at.cummax().shift()
    is_first = present.person != present.person.shift()
    present["run"] = (is_first | (present.started_at >= reached)).cumsum()
    present = present[present.groupby("run").audit_id.transform("size") > 1]
    pairs = present.merge(present, on="run", suffixes=("", "_2"))
    pairs = pairs[
        (pairs.audit_id != pairs.audit_id_2)
        & (pairs.org_id != pairs.org_id_2)
        & ~(pairs.combined_group == pairs.combined_group_2)
        & (pairs.started_at < pairs.ended_at_2)
        & (pairs.started_at_2 < pairs.ended_at)
    ]
    overlap = pairs[["ended_at", "ended_at_2"]].min(axis=1) - pairs[["started_at", "started_at_2"]].max(
        axis=1
    )
    minutes = np.ceil(overlap.dt.total_seconds() / 60)
    longest = minutes.groupby([pairs.person, pairs.audit_id]).max().rename("minutes").reset_index()
    rows = rows.merge(longest, on=["person", "audit_id"], how="left")
    return judged(
        rows.audit_id + "|" + rows.person_id,
        rows.body_id,
        rows.minutes.fillna(0),
        hit=rows.minutes.notna(),
        undecided=rows.org_id.isna() | rows.started_at.isna() | rows.ended_at.isna(),
        exempt=rows.role == "observer",
    )


CHECKS: Mapping[str, Callable[[Files], pd.DataFrame]] = {
    "B06": b06, "A06": a06, "B02": b02, "A30": a30, "A20": a20, "A01": a01,
}  # fmt: skip
