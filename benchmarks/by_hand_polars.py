"""The same six checks written by hand in Polars (手写对照：Polars): lazy, streamed, columns and rows left out at the scan.

Each returns a row a subject: subject_id, body_id, verdict, observed. Rows dated after the judging date are not read,
nor what is part of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl

from benchmarks.nation_data import AS_OF
from zicha.contract.codes import AUDIT_TIME_SCHEMES, MS_SCHEMES
from zicha.reference.audit_time import BAND_STARTS, CELLS, LAST_BAND_END

TOMORROW = datetime.combine(AS_OF + timedelta(days=1), datetime.min.time())
Files = Mapping[str, Path]
IS_LATER_AUDIT = (pl.coalesce("started_at", "planned_from") >= TOMORROW).fill_null(False)
IS_LATER_CERTIFICATE = pl.col("issued_on") > AS_OF


def audits_read(files: Files) -> pl.LazyFrame:
    return pl.scan_parquet(files["audits"]).filter(~IS_LATER_AUDIT)


def certificates_read(files: Files) -> pl.LazyFrame:
    return pl.scan_parquet(files["certificates"]).filter(~IS_LATER_CERTIFICATE)


def team_read(files: Files) -> pl.LazyFrame:
    later = pl.scan_parquet(files["audits"]).filter(IS_LATER_AUDIT).select("audit_id")
    team = pl.scan_parquet(files["audit_team"]).select("audit_id", "person_id", "role")
    return team.join(later, on="audit_id", how="anti")


def judged(
    rows: pl.LazyFrame,
    subject_id: pl.Expr | str,
    observed: pl.Expr,
    *,
    hit: pl.Expr,
    undecided: pl.Expr,
    exempt: pl.Expr | None = None,
) -> pl.LazyFrame:
    verdict = (
        pl.when(undecided).then(pl.lit("undecided")).when(hit).then(pl.lit("hit")).otherwise(pl.lit("pass"))
    )
    if exempt is not None:
        verdict = pl.when(exempt).then(pl.lit("exempt")).otherwise(verdict)
    subject = pl.col(subject_id) if isinstance(subject_id, str) else subject_id
    return rows.select(
        subject.alias("subject_id"), "body_id", verdict.alias("verdict"), observed.alias("observed")
    )


def a01(files: Files) -> pl.LazyFrame:
    """Certificates outside the approved scope on the day of issue."""
    certificates = certificates_read(files).select("certificate_no", "body_id", "scheme", "issued_on")
    later = pl.scan_parquet(files["certificates"]).filter(IS_LATER_CERTIFICATE).select("certificate_no")
    fields = pl.scan_parquet(files["certificate_fields"]).select("certificate_no", "field_code")
    fields = fields.join(later, on="certificate_no", how="anti")
    scopes = pl.scan_parquet(files["approved_scopes"])
    key = ["body_id", "scheme", "issued_on"]
    # A body has a few thousand days of issue but many more certificates.
    open_days = (
        certificates.select(key)
        .unique()
        .join(
            scopes.select("body_id", "scheme", "field_code", "valid_from", "valid_to"),
            on=["body_id", "scheme"],
        )
        .filter(
            (pl.col("valid_from") <= pl.col("issued_on")).fill_null(True),
            (pl.col("issued_on") <= pl.col("valid_to")).fill_null(True),
        )
    )
    any_scope = open_days.select(key).unique().with_columns(any_scope=True)
    whole = open_days.filter(pl.col("field_code") == "*").select(key).unique().with_columns(whole=True)
    covered = open_days.select(*key, "field_code").unique().with_columns(covered=True)
    bare = (
        fields.join(certificates, on="certificate_no")
        .join(covered, on=[*key, "field_code"], how="left")
        .group_by("certificate_no")
        .agg(bare=pl.col("covered").is_null().any())
    )
    bodies = scopes.select("body_id").unique().with_columns(has_scopes=True)
    rows = (
        certificates.join(any_scope, on=key, how="left")
        .join(whole, on=key, how="left")
        .join(bare, on="certificate_no", how="left")
        .join(bodies, on="body_id", how="left")
    )
    return judged(
        rows,
        "certificate_no",
        pl.col("scheme"),
        hit=pl.col("whole").is_null() & pl.coalesce("bare", pl.col("any_scope").is_null()),
        undecided=pl.col("has_scopes").is_null(),
    )


def a06(files: Files) -> pl.LazyFrame:
    """Initial audits planned shorter than the audit-time table allows."""
    audits = audits_read(files)
    several = (
        audits.filter(pl.col("combined_group").is_not_null())
        .group_by("combined_group")
        .agg(several=pl.col("scheme").n_unique() >= 2)
    )
    is_second = (pl.col("kind") == "stage2") & pl.col("scheme").is_in(AUDIT_TIME_SCHEMES)
    stages = (
        audits.filter(pl.col("application_id").is_not_null(), pl.col("kind").is_in(["stage1", "stage2"]))
        .join(several, on="combined_group", how="left")
        .group_by("application_id")
        .agg(
            planned=pl.col("planned_days").cast(pl.Float64).sum(),
            unplanned=pl.col("planned_days").is_null().any(),
            scheme=pl.col("scheme").filter(is_second).min(),
            combined=(is_second & pl.col("several")).any(),
        )
        .filter(pl.col("scheme").is_not_null())
    )
    applications = pl.scan_parquet(files["applications"]).filter(
        ~(pl.col("applied_on") > AS_OF).fill_null(False)
    )
    first = (
        certificates_read(files)
        .filter(pl.col("application_id").is_not_null())
        .group_by("application_id")
        .agg(pl.col("personnel", "complexity").sort_by("certificate_no").first())
    )
    table = pl.LazyFrame(
        [(cell.scheme, cell.complexity, cell.people_from, cell.half_days) for cell in CELLS],
        schema={"scheme": pl.String, "level": pl.String, "band": pl.Int64, "half_days": pl.Int64},
        orient="row",
    )
    bands = pl.LazyFrame({"band": BAND_STARTS}, schema={"band": pl.Int64})
    people = pl.coalesce("personnel", "declared_personnel")
    rows = (
        applications.select("application_id", "body_id", "declared_personnel")
        .join(stages, on="application_id")
        .join(first, on="application_id", how="left")
        .with_columns(
            people=pl.when(people <= LAST_BAND_END).then(people),
            level=pl.when(pl.col("scheme") == "QMS").then(pl.lit("")).otherwise("complexity"),
        )
        .sort("people")
        .join_asof(bands.sort("band"), left_on="people", right_on="band", coalesce=False)
        .join(table, on=["scheme", "level", "band"], how="left")
    )
    up = pl.when("combined").then(14).otherwise(7)
    down = pl.when("combined").then(25).otherwise(10)
    floor = (2 * pl.col("half_days") * up + down) // (2 * down)
    return judged(
        rows,
        "application_id",
        pl.col("planned"),
        hit=2 * pl.col("planned") < floor,
        undecided=pl.col("unplanned") | pl.col("half_days").is_null(),
    )


def a20(files: Files) -> pl.LazyFrame:
    """Decisions by somebody who took part in the audit."""
    decisions = pl.scan_parquet(files["decisions"]).filter(
        ~(pl.col("decided_at") >= TOMORROW).fill_null(False)
    )
    team = team_read(files).filter(pl.col("role") != "observer")
    rows = (
        decisions.select("decision_id", "audit_id", "certificate_no", "decider_id")
        .join(team, left_on=["audit_id", "decider_id"], right_on=["audit_id", "person_id"], how="left")
        .join(audits_read(files).select("audit_id", "body_id"), on="audit_id", how="left")
        .join(
            certificates_read(files).select("certificate_no", of="body_id"), on="certificate_no", how="left"
        )
        .with_columns(body_id=pl.coalesce("body_id", "of"))
    )
    return judged(
        rows,
        "decision_id",
        pl.col("role"),
        hit=pl.col("role").is_not_null(),
        undecided=pl.col("decider_id").is_null() | pl.col("audit_id").is_null(),
    )


def a30(files: Files) -> pl.LazyFrame:
    """Valid certificates whose surveillance is overdue."""
    held = certificates_read(files).filter(
        pl.col("status") == "valid", pl.col("scheme").is_in(MS_SCHEMES), pl.col("expires_on") >= AS_OF
    )
    ended_on = pl.col("ended_at").dt.date()
    last = (
        audits_read(files)
        .filter(pl.col("kind").is_in(["surveillance", "recertification"]))
        .select("certificate_no", "ended_at")
        .join(held.select("certificate_no", "issued_on"), on="certificate_no")
        .filter(ended_on >= pl.col("issued_on"), ended_on <= AS_OF)
        .group_by("certificate_no")
        .agg(last=ended_on.max())
    )
    rows = held.select("certificate_no", "body_id", "issued_on").join(last, on="certificate_no", how="left")
    due = (
        pl.when(pl.col("last") <= date(2024, 12, 31))
        .then(pl.col("last").dt.offset_by("15mo"))
        .when(pl.col("last").is_not_null())
        .then(pl.col("last").dt.offset_by("12mo"))
        .otherwise(pl.col("issued_on").dt.offset_by("12mo"))
    )
    return judged(rows, "certificate_no", due, hit=due < AS_OF, undecided=due.is_null())


def b02(files: Files) -> pl.LazyFrame:
    """Sign-ins further from every place of the organisation than 5 km."""
    audits = audits_read(files).filter(pl.col("method").is_in(["on_site", "hybrid"]))
    signed = (
        pl.scan_parquet(files["sign_ins"])
        .filter(~(pl.col("signed_at") >= TOMORROW).fill_null(False))
        .select("sign_in_id", "audit_id", "longitude", "latitude")
        .join(audits.select("audit_id", "org_id", "body_id"), on="audit_id")
    )
    places = pl.col("longitude").alias("place_longitude"), pl.col("latitude").alias("place_latitude")
    homes = pl.scan_parquet(files["organisations"]).select("org_id", *places)
    sites = pl.scan_parquet(files["sites"]).select("org_id", *places).drop_nulls()
    nearest = signed.join(sites, on="org_id").group_by("sign_in_id").agg(site_km=kilometres().min())
    rows = (
        signed.join(homes, on="org_id", how="left")
        .join(nearest, on="sign_in_id", how="left")
        .with_columns(km=pl.min_horizontal(kilometres(), "site_km"))
    )
    return judged(
        rows, "sign_in_id", pl.col("km").round(3), hit=pl.col("km") > 5.0, undecided=pl.col("km").is_null()
    )


def kilometres() -> pl.Expr:
    latitude, place = pl.col("latitude").radians(), pl.col("place_latitude").radians()
    east = (pl.col("place_longitude") - pl.col("longitude")) * (math.pi / 360)
    chord = ((place - latitude) / 2).sin() ** 2 + latitude.cos() * place.cos() * east.sin() ** 2
    return chord.clip(upper_bound=1.0).sqrt().arcsin() * (2 * 6371)


def b06(files: Files) -> pl.LazyFrame:
    """Members of a team who are in the team of an overlapping audit elsewhere."""
    audits = audits_read(files).select(
        "audit_id", "body_id", "org_id", "combined_group", "started_at", "ended_at"
    )
    people = pl.scan_parquet(files["people"]).select("person_id", "registration_no")
    rows = (
        team_read(files)
        .join(audits, on="audit_id", how="left")
        .join(people, on="person_id", how="left")
        .with_columns(
            person=pl.coalesce("registration " + pl.col("registration_no"), "person " + pl.col("person_id"))
        )
    )
    present = (
        rows.filter(pl.col("role") != "observer", pl.col("ended_at") > pl.col("started_at"))
        .select("person", "audit_id", "org_id", "combined_group", "started_at", "ended_at")
        .unique()
        .sort("person", "started_at", "audit_id")
    )
    # All pairs of a person's audits would be too many: only runs that touch in time are compared.
    reached = pl.col("ended_at").cum_max().over("person").shift()
    begins = (pl.col("person") != pl.col("person").shift()).fill_null(True) | (
        pl.col("started_at") >= reached
    )
    present = present.with_columns(run=begins.cum_sum()).filter(pl.len().over("run") > 1)
    longest = (
        present.join(present, on="run", suffix="_2")
        .filter(
            pl.col("audit_id") != pl.col("audit_id_2"),
            pl.col("org_id") != pl.col("org_id_2"),
            (pl.col("combined_group") != pl.col("combined_group_2")).fill_null(True),
            pl.col("started_at") < pl.col("ended_at_2"),
            pl.col("started_at_2") < pl.col("ended_at"),
        )
        .with_columns(
            overlap=pl.min_horizontal("ended_at", "ended_at_2")
            - pl.max_horizontal("started_at", "started_at_2")
        )
        .group_by("person", "audit_id")
        .agg(minutes=(pl.col("overlap").max().dt.total_seconds() / 60).ceil())
    )
    rows = rows.join(longest, on=["person", "audit_id"], how="left")
    return judged(
        rows,
        pl.col("audit_id") + "|" + pl.col("person_id"),
        pl.col("minutes").fill_null(0),
        hit=pl.col("minutes").is_not_null(),
        undecided=pl.any_horizontal(pl.col("org_id", "started_at", "ended_at").is_null()),
        exempt=pl.col("role") == "observer",
    )


CHECKS: Mapping[str, Callable[[Files], pl.LazyFrame]] = {
    "B06": b06, "A06": a06, "B02": b02, "A30": a30, "A20": a20, "A01": a01,
}  # fmt: skip
