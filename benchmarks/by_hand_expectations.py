"""Two row rules in Great Expectations (手写对照：Great Expectations): dates of a certificate (A24), photos of a sign-in (B04).

Pandas reads the Parquet files; the rules are expectations with complete results, which name the rows that fail.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

# It would tell its makers of every use otherwise.
os.environ["GX_ANALYTICS_ENABLED"] = "False"

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

from benchmarks.by_hand_pandas import TOMORROW, audits_read, certificates_read, judged, read

Files = Mapping[str, Path]


def a24(files: Files) -> pd.DataFrame:
    """Certificates that run backwards or too long, or were issued before they were first issued."""
    rows, _ = certificates_read(files, "body_id", "scheme", "first_issued_on", "expires_on")
    latest = (rows.issued_on + pd.DateOffset(months=36)).where(
        rows.scheme != "CCC", rows.issued_on + pd.DateOffset(months=60)
    )
    bad = unexpected(
        rows.assign(latest=latest),
        "certificate_no",
        greater("expires_on", "issued_on"),
        greater("latest", "expires_on", or_equal=True),
        greater("issued_on", "first_issued_on", or_equal=True),
    )
    hit = rows.certificate_no.isin(bad)
    return judged(
        rows.certificate_no, rows.body_id, rows.expires_on, hit=hit, undecided=rows.issued_on.isna()
    )


def greater(a: str, b: str, *, or_equal: bool = False) -> Any:
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=a, column_B=b, or_equal=or_equal, ignore_row_if="either_value_is_missing"
    )


def b04(files: Files) -> pd.DataFrame:
    """Sign-ins without a photo or with more than three."""
    rows = read(files["sign_ins"], "sign_in_id", "audit_id", "photos", "signed_at")
    rows = rows[~(rows.signed_at >= TOMORROW)]
    audits, _ = audits_read(files, "body_id")
    rows = rows.merge(audits, on="audit_id", how="left")
    expected = gxe.ExpectColumnValuesToBeBetween(column="photos", min_value=1, max_value=3)
    hit = rows.sign_in_id.isin(unexpected(rows, "sign_in_id", expected))
    return judged(rows.sign_in_id, rows.body_id, rows.photos, hit=hit, undecided=rows.photos.isna())


def unexpected(rows: pd.DataFrame, key: str, *expectations: Any) -> set[str]:
    """The keys of the rows that meet one of the expectations not."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("memory").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": rows})
    suite = gx.ExpectationSuite("rules", expectations=list(expectations))
    complete = {"result_format": "COMPLETE", "unexpected_index_column_names": [key]}
    results = batch.validate(suite, result_format=complete).results
    return {str(row[key]) for one in results for row in one.result.get("unexpected_index_list") or []}


RULES: Mapping[str, Callable[[Files], pd.DataFrame]] = {"A24": a24, "B04": b04}
