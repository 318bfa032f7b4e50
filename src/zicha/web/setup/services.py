"""Making the first body and its administrator (首次设置), once."""

from __future__ import annotations

from django.db import connection, transaction

from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Account, Member
from zicha.casework.tenancy.services import set_up_body

# Of pg_advisory_xact_lock: of two who set up at the same moment the second finds the first one's account.
_LOCK = 20190319


@transaction.atomic
def set_up_site(
    *,
    code: str,
    body_name: str,
    province: str,
    person_name: str,
    username: str,
    password: str,
    is_quality_manager: bool,
) -> Member:
    """The first body, and its administrator who also runs the machine (首次设置). Raises Refused when it was done."""
    refuse_second_setup()
    account = Account.objects.create_user(username, password, name=person_name, is_operator=True)
    roles = ["administrator", *(["quality_manager"] if is_quality_manager else [])]
    _, member = set_up_body(code=code, name=body_name, province=province, administrator=account, roles=roles)
    return member


def refuse_second_setup() -> None:
    """Raises Refused where an account exists; nobody else sets up until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 1)", [_LOCK])
    if Account.objects.exists():
        raise Refused("本站已经设置过，请直接登录；忘记密码请联系本机构的系统管理员。")
