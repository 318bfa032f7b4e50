"""What was lost, settled or read in a certain way, said once per sheet (说明).

A remark names the sheet and the number of rows it is about; a column without a place in the contract is named once
for the whole delivery. Together with the rows taken over they account for every row that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from zicha.contract.errors import Remark
from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES
from zicha.intake.cnca.codes import NEVER_REPORTED
from zicha.intake.cnca.forms import (
    AUDIT_PLANS,
    AUDIT_RESULTS,
    CERTIFICATES,
    FACTORY_INSPECTIONS,
    FORMS,
    unused,
)
from zicha.intake.cnca.schemes import UNCONFIRMED_PREFIXES
from zicha.intake.cnca.session import ANY_MARK, items, meaning
from zicha.intake.cnca.uploads import uploads


@dataclass(frozen=True, slots=True)
class Explanation:
    """One thing to be said (说明): a query for `source_file, source_sheet, n` and, if asked for, `detail`.

    sheet  name of the form without which there is nothing to ask
    """

    kind: str
    sheet: str
    table: str
    query: str
    text: str


_CHANGES = f"SELECT CHG_DATE, source_file, source_sheet, source_row, unnest({items('CHG_TYP_CODE', ANY_MARK)}) AS code FROM report"

_EXPLANATIONS = (
    Explanation(
        "not_mapped",
        CERTIFICATES.name,
        "certificates",
        """SELECT r.source_file, r.source_sheet, 1 AS n, r.AUTH_PROJ_CODE AS detail FROM cnca_certificates r LEFT JOIN scheme_of s
             ON s.code = coalesce(r.AUTH_PROJ_CODE, '') AND s.standard = coalesce(r.AUTH_PROJ_CODEDEC, '')
           WHERE s.scheme IS NULL""",
        "认证项目分类代码 {detail} 不在已知代码中，认证依据也看不出领域，{n} 行没有转成证书。请补充代码对应的认证领域",
    ),
    Explanation(
        "read_as",
        CERTIFICATES.name,
        "certificates",
        f"""SELECT source_file, source_sheet, 1 AS n, left(AUTH_PROJ_CODE, 5) AS detail FROM report
            WHERE {" OR ".join(f"starts_with(AUTH_PROJ_CODE, '{prefix}')" for prefix in sorted(UNCONFIRMED_PREFIXES))}""",
        "认证项目分类代码 {detail} 的领域取自公开的二手资料，尚未与官方代码表核对，涉及 {n} 行",
    ),
    Explanation(
        "contradiction",
        CERTIFICATES.name,
        "certificates",
        """SELECT r.source_file, r.source_sheet, 1 AS n FROM report r JOIN scheme_of s ON s.code = '' AND s.standard = coalesce(r.AUTH_PROJ_CODEDEC, '')
           WHERE s.scheme IS NOT NULL AND s.scheme <> r.scheme""",
        "{n} 行的认证项目分类代码与认证依据属于不同领域，按代码读取",
    ),
    Explanation(
        "superseded",
        CERTIFICATES.name,
        "certificates",
        "SELECT source_file, source_sheet, 1 AS n FROM report WHERE rank > 1",
        "{n} 行是证书较早的上报，证书按业务日期最新的一行读取，这些行只进入证书变化、审核和决定",
    ),
    Explanation(
        "tie",
        CERTIFICATES.name,
        "certificates",
        """SELECT a.source_file, a.source_sheet, 1 AS n FROM report a JOIN report b ON b.certificate_no = a.certificate_no
           WHERE a.rank = 1 AND b.rank = 2 AND a.business_on = b.business_on AND a.digest <> b.digest""",
        "{n} 张证书有两行不同的上报，业务日期相同，取了上报范围较新的文件中的一行",
    ),
    Explanation(
        "legacy_number",
        CERTIFICATES.name,
        "organisations",
        "SELECT source_file, source_sheet, 1 AS n FROM certificate WHERE len(ORG_CODE_VALID) = 9",
        "{n} 张证书的组织填报的是 9 位组织机构代码，照收",
    ),
    Explanation(
        "bad_number",
        CERTIFICATES.name,
        "organisations",
        "SELECT source_file, source_sheet, 1 AS n FROM certificate WHERE trim(coalesce(ORG_CODE, '')) <> '' AND ORG_CODE_VALID IS NULL",
        "{n} 张证书的组织机构代码或统一社会信用代码位数、校验位不对，没有采用，组织按名称识别",
    ),
    Explanation(
        "no_number",
        CERTIFICATES.name,
        "organisations",
        "SELECT source_file, source_sheet, 1 AS n FROM certificate WHERE trim(coalesce(ORG_CODE, '')) = ''",
        "{n} 张证书没有填组织机构代码，组织按名称识别，更名前后会算成两个组织，除非在同一张证书上",
    ),
    Explanation(
        "renamed",
        CERTIFICATES.name,
        "organisations",
        """SELECT r.source_file, r.source_sheet, 1 AS n FROM certificate r WHERE EXISTS (SELECT 1 FROM report o WHERE o.certificate_no = r.certificate_no
               AND o.ORG_NAME_KEY <> r.ORG_NAME_KEY)""",
        "{n} 张证书先后以不同的组织名称上报，按最新一行的组织归并",
    ),
    Explanation(
        "first_of_list",
        CERTIFICATES.name,
        "organisations",
        f"SELECT source_file, source_sheet, 1 AS n FROM certificate WHERE len({items('BEL_INDUSTRY')}) > 1 OR len({items('ORG_ADDRESS')}) > 1",
        "{n} 张证书的组织填报了多个行业或地址，各取第一个",
    ),
    Explanation(
        "read_as",
        CERTIFICATES.name,
        "organisations",
        "SELECT source_file, source_sheet, 1 AS n FROM certificate WHERE ORG_PEOP_NUM IS NOT NULL",
        "{n} 张证书的组织人数取自月报“获证组织员工数”，是申报数，不是社保或年报数据；A09、C01 的疑点只说明月报内两个人数不一致",
    ),
    Explanation(
        "body_name",
        CERTIFICATES.name,
        "bodies",
        "SELECT source_file, source_sheet, 1 AS n, body_id AS detail FROM body WHERE name IS NULL",
        "月报没有机构名称，{detail} 以批准号作为名称",
    ),
    Explanation(
        "site_count",
        CERTIFICATES.name,
        "certificates",
        f"SELECT source_file, source_sheet, 1 AS n FROM certificate WHERE IS_MULTI_SCENE AND coalesce(len({items('PLACE_NAME_ADD')}), 0) < 2",
        "{n} 张证书填“覆盖多场所”但没有列出场所，场所数留空",
    ),
    Explanation(
        "no_date",
        CERTIFICATES.name,
        "certificate_events",
        """SELECT source_file, source_sheet, 1 AS n FROM report WHERE (CERTI_STATUS = 'suspended' AND PAUSE_S_DATE IS NULL)
             OR (CERTI_STATUS IN ('revoked', 'cancelled') AND coalesce(CANCEL_DATE, CHG_DATE) IS NULL)""",
        "{n} 行填报了暂停、撤销或注销但没有日期，证书状态照收，没有生成状态变化记录",
    ),
    Explanation(
        "no_date",
        CERTIFICATES.name,
        "certificate_events",
        f"SELECT DISTINCT ON (source_file, source_sheet, source_row) source_file, source_sheet, 1 AS n FROM ({_CHANGES}) WHERE CHG_DATE IS NULL",
        "{n} 行有变更类别但没有变更日期，没有生成变更记录",
    ),
    Explanation(
        "unknown_code",
        CERTIFICATES.name,
        "certificate_events",
        f"SELECT source_file, source_sheet, 1 AS n, code AS detail FROM ({_CHANGES}) WHERE {meaning('change', 'code')} IS NULL",
        "变更类别代码 {detail} 不在代码表中，{n} 行没有据此生成变更记录",
    ),
    Explanation(
        "unknown_code",
        CERTIFICATES.name,
        "certificates",
        "SELECT source_file, source_sheet, 1 AS n, coalesce(APPR_AC_CODE, '（空）') AS detail FROM report WHERE activity = 'other'",
        "认证审核活动代码 {detail} 说不清是哪种审核活动，{n} 行只用于证书及其发证决定，审核种类以审核结果信息表为准",
    ),
    Explanation(
        "no_date",
        CERTIFICATES.name,
        "certificate_events",
        """SELECT c.source_file, c.source_sheet, 1 AS n FROM certificate c
           WHERE c.CERTI_STATUS = 'valid' AND (SELECT kind FROM event e WHERE e.certificate_no = c.certificate_no
               AND e.kind <> 'amended' ORDER BY effective_on DESC, kind DESC LIMIT 1) = 'suspended'""",
        "{n} 张证书暂停后又报为有效，但月报没有恢复日期，没有生成恢复记录；证书状态按最新一行为有效",
    ),
    Explanation(
        "missing_history",
        CERTIFICATES.name,
        "decisions",
        """SELECT c.source_file, c.source_sheet, 1 AS n FROM certificate c WHERE c.certificate_no NOT IN
             (SELECT certificate_no FROM decision WHERE kind IN ('grant', 'renew') AND certificate_no IS NOT NULL)""",
        "{n} 张证书只出现在监督、变更等上报中，颁证或再认证当月的月报没有交来，没有发证决定；A19 对它们的疑点要先补交月报再看",
    ),
    Explanation(
        "decision_date",
        CERTIFICATES.name,
        "decisions",
        """SELECT r.source_file, r.source_sheet, 1 AS n FROM report r WHERE (r.CERTI_STATUS IN ('suspended', 'revoked', 'cancelled') OR r.activity = 'change')
             AND (r.certificate_no, r.APP_ASS_DATE) NOT IN
                 (SELECT (certificate_no, CAST(decided_at AS DATE)) FROM decision
                  WHERE kind IN ('suspend', 'revoke', 'restore', 'extend', 'reduce'))
             AND r.APP_ASS_DATE IS NOT NULL""",
        "{n} 行变更、暂停、撤销上报的认证决定日期不是该变更前后的日期，或变更不需单独决定，没有当作变更的决定",
    ),
    Explanation(
        "ambiguous",
        CERTIFICATES.name,
        "decisions",
        "SELECT source_file, source_sheet, 1 AS n FROM decision WHERE ambiguous",
        "{n} 个认证决定的决定人与本机构多名审核人员同名，没有对应到人",
    ),
    Explanation(
        "name_only",
        CERTIFICATES.name,
        "decisions",
        "SELECT source_file, source_sheet, 1 AS n FROM decision WHERE new_person",
        "{n} 个认证决定的决定人不在审核组名单中，以姓名作为人员编号",
    ),
    Explanation(
        "no_certificate",
        AUDIT_RESULTS.name,
        "audits",
        "SELECT source_file, source_sheet, 1 AS n FROM member WHERE NOT certificate_known",
        "{n} 行审核结果的证书不在交来的证书信息表中，不知道组织和领域，没有转成审核",
    ),
    Explanation(
        "no_activity",
        AUDIT_RESULTS.name,
        "audits",
        "SELECT source_file, source_sheet, 1 AS n FROM audit WHERE NOT linked",
        "{n} 次审核在证书信息表中找不到对应的审核活动，次数不明，审核编号以日期区分",
    ),
    Explanation(
        "no_team",
        CERTIFICATES.name,
        "audits",
        "SELECT source_file, source_sheet, 1 AS n FROM audit WHERE without_team",
        "{n} 次监督、再认证或特殊审核只见于证书信息表，没有审核结果，日期照收，没有审核组，现场人日留空",
    ),
    Explanation(
        "no_result",
        CERTIFICATES.name,
        "audits",
        """SELECT source_file, source_sheet, 1 AS n FROM activity WHERE activity = 'initial'
             AND activity_id NOT IN (SELECT activity_id FROM visit_member WHERE activity_id IS NOT NULL)""",
        "{n} 次初审只见于证书信息表，分不清两个阶段的日期，没有转成审核",
    ),
    Explanation(
        "misdated",
        CERTIFICATES.name,
        "audits",
        "SELECT source_file, source_sheet, 1 AS n FROM activity WHERE misdated",
        "{n} 行报为监督或再认证，审核截止日期却不晚于初次获证，是初审日期的重复，没有转成审核",
    ),
    Explanation(
        "contradiction",
        CERTIFICATES.name,
        "audits",
        "SELECT source_file, source_sheet, 1 AS n FROM audit WHERE date_doubt IS NOT NULL",
        "{n} 次审核的起止日期前后颠倒、跨度过长或与证书信息表相差一个月以上，可疑的日期没有采用："
        "证书信息表有相符的截止日期就用它，否则留空",
    ),
    Explanation(
        "hours_unknown",
        AUDIT_RESULTS.name,
        "audits",
        "SELECT source_file, source_sheet, 1 AS n FROM audit WHERE hours_unknown",
        "{n} 次半天审核只报了日期，没有钟点；同一人一天不超过两个半天的，不按全天计算时间重叠",
    ),
    Explanation(
        "days_not_split",
        AUDIT_RESULTS.name,
        "audits",
        "SELECT source_file, source_sheet, 1 AS n FROM audit WHERE days_not_split",
        "{n} 次审核的“审核人日数”是各阶段合计，分不到单个阶段，现场人日留空",
    ),
    Explanation(
        "one_member",
        AUDIT_RESULTS.name,
        "audit_team",
        """SELECT m.source_file, m.source_sheet, 1 AS n FROM visit_member m WHERE m.body_id IN (
             SELECT body_id FROM (SELECT body_id, visit_id, count(*) AS members FROM visit_member GROUP BY ALL)
             GROUP BY body_id HAVING max(members) = 1 AND count(*) >= 10)""",
        "审核结果信息表每次审核只报了一人，共 {n} 行；如有未报的组员，A11 等按审核组人数判断的疑点要先核对名单",
    ),
    Explanation(
        "no_role",
        AUDIT_RESULTS.name,
        "audit_team",
        "SELECT source_file, source_sheet, 1 AS n FROM team WHERE role IS NULL",
        "{n} 行审核组成员没有可读的角色，没有列入审核组",
    ),
    *(
        Explanation(
            "no_body",
            sheet,
            "audits",
            f"SELECT source_file, source_sheet, 1 AS n FROM {sheet} WHERE body_of(RZJG_ID, AUDIT_PLAN_CODE) IS NULL",
            "{n} 行没有认证机构批准号，也看不出属于哪家机构，没有转换。请与证书信息表一起交来",
        )
        for sheet in (AUDIT_PLANS.name, FACTORY_INSPECTIONS.name)
    ),
    Explanation(
        "not_mapped",
        AUDIT_PLANS.name,
        "audits",
        "SELECT source_file, source_sheet, 1 AS n FROM plan_item WHERE body_id IS NOT NULL AND (kind IS NULL OR scheme IS NULL)",
        "{n} 项审核计划的审核阶段或认证项目代码不在代码表中，没有转换",
    ),
    Explanation(
        "no_date",
        AUDIT_PLANS.name,
        "audit_plans",
        "SELECT source_file, source_sheet, 1 AS n FROM plan_link WHERE reported_at IS NULL",
        "{n} 项审核计划没有上报时间（官方表没有此栏），只取计划时间，没有生成计划上报记录",
    ),
    Explanation(
        "not_used",
        FACTORY_INSPECTIONS.name,
        "decisions",
        "SELECT source_file, source_sheet, len(certificates) AS n FROM inspection WHERE len(certificates) > 0",
        "工厂检查覆盖的 {n} 张证书带有认证决定但没有决定日期，也没有证书的有效期，没有生成认证决定和证书",
    ),
)


def remarks(session: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> list[Remark]:
    """Everything there is to say about a delivery."""
    told = [
        remark
        for explanation in _EXPLANATIONS
        if explanation.sheet in tables
        for remark in _told(session, explanation)
    ]
    left = [
        remark
        for form in FORMS.values()
        if form.name in tables
        for remark in _not_used(form, tables[form.name])
    ]
    return [*told, *uploads(session), *left]


def _told(session: duckdb.DuckDBPyConnection, explanation: Explanation) -> list[Remark]:
    detail = ", detail" if "{detail}" in explanation.text else ""
    rows = session.execute(
        f"SELECT source_file, source_sheet, CAST(sum(n) AS BIGINT){detail} FROM ({explanation.query}) "
        f"GROUP BY source_file, source_sheet{detail} ORDER BY ALL"
    ).fetchall()
    return [
        Remark(
            explanation.kind,
            file or "",
            sheet or "",
            explanation.text.format(n=count, detail=more[0] if more else ""),
            count,
            explanation.table,
        )
        for file, sheet, count, *more in rows
    ]


def _not_used(form: ContractTable, rows: pa.Table) -> list[Remark]:
    """One remark per column that is filled but has no place in the contract."""
    said = []
    for column in unused(form):
        filled = pc.sum(pc.greater(pc.utf8_length(pc.fill_null(rows[column.name], "")), 0)).as_py() or 0
        if filled:
            text = f"列 {column.label} 填了 {filled} 行，数据契约没有对应的内容，未使用"
            said.append(Remark("not_used", "", form.chinese, text, filled, form.name))
    return said


def never_reported(made: Mapping[str, pa.Table]) -> list[Remark]:
    """One remark per column the national report cannot fill: its emptiness says nothing about what was done."""
    return [
        Remark(
            "never_reported",
            "",
            "",
            f"上报表没有 {TABLES[name].chinese} 的 {TABLES[name].column(column).label}，空着只说明月报里没有，不说明没有做；"
            "要检查它，请另交数据契约的表",
            made[name].num_rows,
            name,
        )
        for name, columns in NEVER_REPORTED.items()
        if name in made
        for column in columns
        if made[name][column].null_count == made[name].num_rows
    ]
