"""Files handed in on the data pages, and a delivery worked off without a worker (上传)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.casework.records import BODY
from zicha.casework.deliveries.models import Delivery
from zicha.casework.deliveries.reading import work_on_delivery
from zicha.casework.deliveries.services import commit_delivery, receive_delivery
from zicha.casework.tenancy.models import Member

BODIES = f"批准号,机构名称\n{BODY},虚构认证有限公司\n"
ORGANISATIONS = "org_id,name,employees\nO1,甲制造有限公司,200\nO2,乙制造有限公司,50\n"
HEADINGS = "certificate_no,body_id,org_id,scheme,issued_on,expires_on,status,personnel"
Cell = str | int
Given = str | bytes


def certificates(*rows: Sequence[Cell]) -> str:
    """The certificates' CSV: number, last day, personnel, each a row."""
    lines = [
        f"{number},{BODY},O1,QMS,2024-01-01,{expires},valid,{personnel}"
        for number, expires, personnel in rows
    ]
    return "\n".join([HEADINGS, *lines, ""])


GOOD = certificates(("C1", "2027-12-31", 190), ("C2", "2026-12-31", 40))


def file(name: str, content: Given) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def files(**named: Given) -> list[SimpleUploadedFile]:
    """certificates="…" is a file certificates.csv."""
    return [file(f"{name}.csv", content) for name, content in named.items()]


def uploaded(by: Member, given: Sequence[Any] = (), **named: Given) -> Delivery:
    """A whole delivery with these certificates, read."""
    told = {"bodies": BODIES, "organisations": ORGANISATIONS, "certificates": GOOD} | named
    delivery = receive_delivery(files=given or files(**told), by=by)
    return worked_off(delivery)


def worked_off(delivery: Delivery) -> Delivery:
    work_on_delivery(body_id=delivery.body_id, delivery_id=delivery.pk)
    delivery.refresh_from_db()
    return delivery


def committed(delivery: Delivery, by: Member) -> Delivery:
    commit_delivery(delivery_id=delivery.pk, by=by)
    return worked_off(delivery)
