"""Reference tables that checks name as parameters (参考表)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa

from zicha.reference.audit_time import audit_time_bands
from zicha.reference.calendar import working_days

REFERENCE_TABLES: Mapping[str, Callable[[], pa.Table]] = {
    "audit_time_bands": audit_time_bands,
    "working_days": working_days,
}
