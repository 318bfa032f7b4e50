"""Figures on the bodies themselves (认证机构基本情况): scope, certificates, penalties, people.

Each function takes the records and gives one figure of the report under the key the notice uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from zicha.contract.codes import CODE_LISTS
from zicha.contract.tables import TABLES
from zicha.reports.fact import Cell
from zicha.reports.records import Records, chinese_day

MOST_FIELDS_NAMED = 10
NOT_SAID = "未注明"


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed value with its method (数字与口径); `facts` gives it the name and unit the notice asks for."""

    value: int | None
    how: str
    rows: int
    head: tuple[str, ...] = ()
    lines: tuple[tuple[Cell, ...], ...] = ()
    of: str = "行记录"
    unit: str = ""


def label(codes: str, code: str | None) -> str:
    """The Chinese label of a code; the code itself where the list is open."""
    return CODE_LISTS[codes].labels.get(code, code) if code else NOT_SAID


def missing(*tables: str) -> Figure:
    """No figure, because these tables were not delivered."""
    names = "、".join(f"{TABLES[name].chinese}（{name}）" for name in tables)
    return Figure(None, f"没有提供数据表：{names}，无法统计，不等于零。", 0)


def approved_scope(records: Records) -> Figure:
    """Schemes the bodies are approved for on the judging date."""
    if not records.has("approved_scopes"):
        return missing("approved_scopes")
    found = records.ask(
        """SELECT body_id, scheme, list(DISTINCT field_code ORDER BY field_code), min(valid_from),
                  max(coalesce(valid_to, DATE '9999-12-31')), bool_or(accredited), count(*)
           FROM approved_scopes
           WHERE valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)
           GROUP BY body_id, scheme ORDER BY body_id, scheme""",
        records.as_of,
        records.as_of,
    )
    lines = tuple(
        (
            body,
            label("scheme", scheme),
            _fields(fields),
            first.isoformat(),
            "长期" if last.year == 9999 else last.isoformat(),
            {True: "是", False: "否", None: NOT_SAID}[accredited],
        )
        for body, scheme, fields, first, last, accredited, _ in found
    )
    return Figure(
        len({scheme for _, scheme, *_ in found}),
        f"批准业务范围中在{chinese_day(records.as_of)}有效的认证领域，同一领域计 1 个。",
        sum(int(rows) for *_, rows in found),
        ("认证机构", "认证领域", "专业", "最早生效", "最晚到期", "含认可"),
        lines,
        unit="个",
    )


def _fields(codes: list[str]) -> str:
    if "*" in codes:
        return "整个领域"
    # Renderers take 17、18、19 for one long word; the invisible blank lets them break it.
    named = "、\u200b".join(codes[:MOST_FIELDS_NAMED])
    return named if len(codes) <= MOST_FIELDS_NAMED else f"{named}等 {len(codes)} 个专业"


def certificates_total(records: Records) -> Figure:
    """Certificates ever issued, by scheme and status."""
    if not records.has("certificates"):
        return missing("certificates")
    statuses = [*CODE_LISTS["certificate_status"].labels]
    counted: dict[str, dict[str, int]] = {}
    for scheme, status, certificates in records.ask(
        "SELECT scheme, status, count(*) FROM certificates GROUP BY ALL ORDER BY count(*) DESC, scheme"
    ):
        counted.setdefault(scheme, {})[status] = certificates
    order = sorted(counted, key=lambda scheme: (-sum(counted[scheme].values()), scheme))
    lines: list[tuple[Cell, ...]] = [
        (
            label("scheme", scheme),
            sum(counted[scheme].values()),
            *(counted[scheme].get(s, 0) for s in statuses),
        )
        for scheme in order
    ]
    total = sum(sum(of_scheme.values()) for of_scheme in counted.values())
    sums = [sum(of_scheme.get(s, 0) for of_scheme in counted.values()) for s in statuses]
    lines.append(("合计", total, *sums))
    return Figure(
        total,
        f"颁证日期不晚于{chinese_day(records.as_of)}的证书，每个证书编号计 1 张；状态取自所提供的证书记录。",
        records.rows("certificates"),
        ("认证领域", "发证总量", *(label("certificate_status", s) for s in statuses)),
        tuple(lines),
    )


def organisations_total(records: Records) -> Figure:
    """Organisations that hold or held a certificate."""
    if not records.has("certificates"):
        return missing("certificates")
    ((ever, valid),) = records.ask(
        "SELECT count(DISTINCT org_id), count(DISTINCT org_id) FILTER (status = 'valid') FROM certificates"
    )
    return Figure(
        ever,
        f"颁证日期不晚于{chinese_day(records.as_of)}的证书所属组织，同一组织计 1 家；其中持有状态为有效的证书的 {valid:,} 家。",
        records.rows("certificates"),
    )


def issued(records: Records) -> Figure:
    """Certificates issued in the last years."""
    if not records.has("certificates"):
        return missing("certificates")
    ((found,),) = records.ask("SELECT count(*) FROM certificates WHERE issued_on > ?", records.since)
    how = f"颁证日期在{records.period}之间的证书，每个证书编号计 1 张。"
    if records.has("certificate_events"):
        events = _events(records, "issued")[1]
        how += f"同期证书状态变化记录中的颁证记录 {events:,} 条，可作核对。"
    return Figure(found, how, records.rows("certificates"))


def _status_changes(kind: str) -> Callable[[Records], Figure]:
    def changes(records: Records) -> Figure:
        if not records.has("certificate_events"):
            return missing("certificate_events")
        certificates, events = _events(records, kind)
        how = (
            f"证书状态变化记录中生效日期在{records.period}之间、类别为{label('certificate_event', kind)}的证书，"
            f"同一证书计 1 张，共 {events:,} 次。"
        )
        ((first,),) = records.ask("SELECT min(effective_on) FROM certificate_events")
        if first and first > records.since:
            how += f"所提供的记录最早为{chinese_day(first)}，此前的变化不在其中。"
        return Figure(certificates, how, records.rows("certificate_events"))

    return changes


def _events(records: Records, kind: str) -> tuple[int, int]:
    """How many certificates and how many events of that kind in the last years."""
    ((certificates, events),) = records.ask(
        "SELECT count(DISTINCT certificate_no), count(*) FROM certificate_events WHERE kind = ? AND effective_on > ?",
        kind,
        records.since,
    )
    return certificates, events


def penalties(records: Records) -> Figure:
    """Penalties of the last years, by level of authority and kind."""
    if not records.has("penalties"):
        return missing("penalties")
    found = records.ask(
        """SELECT CASE WHEN region_code LIKE '__0000' AND region_code NOT IN ('000000', '100000') THEN '省级'
                       WHEN region_code LIKE '____00' AND region_code NOT IN ('000000', '100000') THEN '市级'
                       WHEN region_code IN ('000000', '100000') THEN '国家级'
                       WHEN length(region_code) = 6 THEN '县级'
                       WHEN authority LIKE '国家%' OR authority LIKE '市场监管总局%' THEN '国家级'
                       ELSE ? END AS level,
                  kind, count(*), sum(amount)
           FROM penalties WHERE decided_on > ? GROUP BY level, kind""",
        NOT_SAID,
        records.since,
    )
    levels = ("国家级", "省级", "市级", "县级", NOT_SAID)
    found.sort(key=lambda row: (levels.index(row[0]), str(row[1])))
    return Figure(
        sum(row[2] for row in found),
        f"行政处罚记录中处罚日期在{records.period}之间的，每条记录计 1 次；处罚机关层级按行政区划代码区分。",
        records.rows("penalties"),
        ("处罚机关层级", "处罚类别", "次数", "金额（元）"),
        tuple(
            (level, label("penalty_kind", kind), times, NOT_SAID if amount is None else amount)
            for level, kind, times, amount in found
        ),
    )


_ON_STAFF = "(joined_on IS NULL OR joined_on <= ?) AND (left_on IS NULL OR left_on >= ?)"


def people_by_role(records: Records) -> Figure:
    """People on the staff on the judging date, by employment, registration and what they did in the last years."""
    if not records.has("people"):
        return missing("people")
    today = (records.as_of, records.as_of)
    lines: list[tuple[Cell, ...]] = []
    for employment, people, registered in records.ask(
        f"""SELECT employment, count(*), count(*) FILTER (
                registration_no <> '' AND registered_from <= ?
                AND registered_to >= ?)
            FROM people WHERE {_ON_STAFF} GROUP BY employment ORDER BY count(*) DESC, employment""",
        *today,
        *today,
    ):
        lines.append(("专兼职", label("employment", employment), people, registered))
    for grade, people, registered in records.ask(
        f"""SELECT registration_grade, count(*), count(*) FILTER (
                registration_no <> '' AND registered_from <= ?
                AND registered_to >= ?)
            FROM people WHERE {_ON_STAFF} AND registration_grade <> '' GROUP BY registration_grade
            ORDER BY count(*) DESC, registration_grade""",
        *today,
        *today,
    ):
        lines.append(("注册级别", grade, people, registered))
    lines += _acting(records)
    return Figure(
        sum(int(line[2]) for line in lines if line[0] == "专兼职"),
        f"认证人员表中{chinese_day(records.as_of)}在职的人员（入职日期不晚于、离职日期不早于该日，日期空缺视为在职），"
        "每个人员编号计 1 人；注册有效指有注册号且该日在注册有效期内；没有提供注册有效期的不计入。",
        records.rows("people"),
        ("分类", "类别", "人数", "其中注册有效"),
        tuple(lines),
    )


def _acting(records: Records) -> list[tuple[Cell, ...]]:
    """Who took part in audits of the last years, by role in the team."""
    if not (records.has("audit_team") and records.has("audits")):
        return []
    found = records.ask(
        """SELECT role, count(DISTINCT person_id) FROM audit_team JOIN audits USING (audit_id)
           WHERE coalesce(CAST(started_at AS DATE), planned_from) > ? GROUP BY role""",
        records.since,
    )
    order = [*CODE_LISTS["team_role"].labels, None]
    found.sort(key=lambda row: order.index(row[0]))
    return [("近两年参加审核", label("team_role", role), people, "—") for role, people in found]


BODY_FACTS: Mapping[str, Callable[[Records], Figure]] = {
    "approved_scope": approved_scope,
    "certificates_total": certificates_total,
    "organisations_total": organisations_total,
    "issued_2y": issued,
    "suspended_2y": _status_changes("suspended"),
    "revoked_2y": _status_changes("revoked"),
    "cancelled_2y": _status_changes("cancelled"),
    "penalties_2y": penalties,
    "people_by_role": people_by_role,
}
