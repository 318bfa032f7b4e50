"""Which sheet updates which, and which is the same month handed in again (更新与重复上报)."""

from __future__ import annotations

import duckdb

from zicha.contract.errors import Remark

MOST = 0.5
"""Share of the smaller sheet's rows that must be rows of the other for one to be a repeated upload."""

_ROWS = """
    SELECT 'cnca_certificates' AS form, source_file, source_sheet, reaches,
           certificate_no || '/' || activity || '/' || recertifications || '/' || surveillances AS row_key, digest
    FROM report
    UNION ALL
    SELECT 'cnca_audit_results', source_file, source_sheet, reaches,
           certificate_no || '/' || kind || '/' || coalesce(registration_no, name),
           md5(concat_ws('/', started_at, ended_at, reported_role, qualification, full_time))
    FROM member
"""


def uploads(session: duckdb.DuckDBPyConnection) -> list[Remark]:
    """One remark per pair of sheets that share most of their rows, and per sheet that changed certificates.

    Identical rows were folded before; what is compared here are the rows that differ.
    """
    session.execute(f"""
        CREATE OR REPLACE TEMP TABLE upload AS
        SELECT *, count(*) OVER (PARTITION BY form, source_file, source_sheet) AS rows
        FROM (SELECT DISTINCT ON (form, source_file, source_sheet, row_key) * FROM ({_ROWS}) ORDER BY digest)
    """)
    return [*_repeated(session), *_updated(session)]


def _repeated(session: duckdb.DuckDBPyConnection) -> list[Remark]:
    pairs = session.execute(f"""
        SELECT later.form, later.source_file, later.source_sheet, earlier.source_file, earlier.source_sheet,
               count(*) FILTER (WHERE later.digest = earlier.digest) AS same,
               count(*) FILTER (WHERE later.digest <> earlier.digest) AS changed,
               any_value(later.rows) - count(*) AS added
        FROM upload later JOIN upload earlier ON later.form = earlier.form AND later.row_key = earlier.row_key
         AND (later.reaches, later.source_file, later.source_sheet) > (earlier.reaches, earlier.source_file, earlier.source_sheet)
        GROUP BY ALL HAVING count(*) > 1 AND count(*) >= {MOST} * least(any_value(later.rows), any_value(earlier.rows))
        ORDER BY ALL
    """).fetchall()
    return [
        Remark(
            "re_upload",
            file,
            sheet,
            f"与 {_place(other_file, other_sheet)} 是同一批数据的重复上报：相同 {same} 行，改动 {changed} 行，新增 {added} 行；"
            "改动的以业务日期较新的为准（完全相同的行读取时已合并，不在其内）",
            same + changed,
            form,
        )
        for form, file, sheet, other_file, other_sheet, same, changed, added in pairs
    ]


def _updated(session: duckdb.DuckDBPyConnection) -> list[Remark]:
    rows = session.execute("""
        SELECT source_file, source_sheet, count(*) FROM report r
        WHERE rank = 1 AND EXISTS (SELECT 1 FROM report o WHERE o.certificate_no = r.certificate_no
                                    AND o.rank > 1 AND o.digest <> r.digest)
        GROUP BY ALL ORDER BY ALL
    """).fetchall()
    return [
        Remark("updated", file, sheet, f"更新了 {count} 张证书较早的上报", count, "certificates")
        for file, sheet, count in rows
    ]


def _place(file: str, sheet: str) -> str:
    return f"{file}!{sheet}" if sheet else file
