"""Intake: rows a second and peak memory per format (读取速度).

Run     python -m benchmarks.intake_rows [rows]
Method  invented certificates with 15 columns, written once, each format read in a process of its own
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FORMATS = ("csv", "messy.csv", "gb18030.csv", "parquet", "xlsx")
HEAD = [
    "certificate_no",
    "body_id",
    "org_id",
    "application_id",
    "scheme",
    "standard",
    "scope",
    "personnel",
    "complexity",
    "site_count",
    "first_issued_on",
    "issued_on",
    "expires_on",
    "status",
    "accreditation",
]


def rows_of(count: int, *, messy: bool = False) -> Iterator[list[str]]:
    """Certificates; messy ones have Chinese labels, other dates, full-width digits, the odd wrong cell."""
    for at in range(count):
        day = f"{at % 28 + 1:02d}"
        row = [f"C{at:07d}", "CNCA-R-2002-001", f"O{at % 50000:06d}", f"A{at:07d}", "QMS", "GB/T 19001-2016"]
        row += [f"第{at % 5000}号产品的设计、生产和服务", str(at % 900 + 1), "high", "1"]
        row += [f"2023-01-{day}", f"2026-01-{day}", f"2029-01-{day}", "valid", "cnas"]
        if messy:
            row[4], row[13], row[10] = "质量", "有效", f"2023/1/{int(day)}"
            row[11], row[7] = f"2026年1月{int(day)}日", f"{at % 900 + 1}.0"
            row[12] = "2029-02-30" if at % 1000 == 0 else row[12]
        yield row


def write(folder: Path, kind: str, count: int) -> None:
    """One delivery of that format."""
    folder.mkdir()
    (folder / "bodies.csv").write_text("body_id,name\nCNCA-R-2002-001,示例认证\n")
    path = folder / f"certificates.{kind.rpartition('.')[2]}"
    rows = rows_of(count, messy=kind == "messy.csv")
    if kind.endswith("csv"):
        with path.open("w", encoding="gb18030" if kind == "gb18030.csv" else "utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
    elif kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as parquet

        columns = zip(*rows, strict=True)
        parquet.write_table(pa.table(dict(zip(HEAD, map(pa.array, columns), strict=True))), path)
    else:
        import xlsxwriter

        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("certificates")
            for number, row in enumerate([HEAD, *rows]):
                sheet.write_row(number, 0, row)


def read(folder: Path) -> None:
    """Read the delivery and print seconds, CPU seconds and peak memory."""
    from zicha.intake.reader import read_delivery

    began = time.perf_counter()
    rows = read_delivery([folder]).tables["certificates"].num_rows
    wall, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    print(rows, wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{'format':12} {'rows':>9} {'wall s':>7} {'cpu s':>6} {'rows/s':>9} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as place:
        for kind in FORMATS:
            folder = Path(place, kind)
            write(folder, kind, count)
            command = [sys.executable, "-m", "benchmarks.intake_rows", "--read", str(folder)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            rows, wall, cpu, peak = int(answer[0]), float(answer[1]), float(answer[2]), int(answer[3])
            print(f"{kind:12} {rows:9,} {wall:7.2f} {cpu:6.2f} {count / wall:9,.0f} {peak:8,}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(Path(sys.argv[2]))
    else:
        main()
