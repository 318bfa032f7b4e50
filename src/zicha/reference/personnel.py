"""Rules about auditors and the staff of a body in numbers (人员规则), and CCAA's discredit items (失信行为).

Rows    one value, or one item with its points
Source  the instrument and, in brackets, the address where the figure was read; the items: CCAA's conduct rules for
        certification personnel
"""

from __future__ import annotations

from dataclasses import dataclass

from zicha.contract.table import text_rows
from zicha.reference.value import Value, values

PERSONNEL: tuple[Value, ...] = values("""
    key                       | 内容                                       | value | unit | since      | until | confirmed | source
    registration_validity     | 人员注册有效期                             | 3     | 年   |            |       | no        | 二手来源（ksbb88.com）
    revoked_wait              | 被撤销注册后不得再申请的时间               | 3     | 年   |            |       | yes       | CCAA（gicg-sh.com.cn/newsinfo/11075292.html）
    full_time_staff           | 认证机构每个领域的最少专职人员             | 10    | 人   |            |       | no        | 《认证机构管理办法》第七条，条文未核对
    registered_capital        | 认证机构的最低注册资本                     | 3000000 | 元 |            |       | no        | 《认证机构管理办法》第七条，条文未核对
    field_auditors            | 每个质量业务范围的最少专业审核员           | 2     | 人   | 2026-01-01 |       | yes       | CNCA-QMS-01:2025（en.gaiasts.com/gsxw/xbzlgl.html 问 3）
    team_registration         | 含行业质量体系审核组的注册要求             | 全体成员具有质量管理体系审核员注册 | | 2026-01-01 | | yes | CNCA-QMS-01:2025（en.gaiasts.com/gsxw/xbzlgl.html 问 2）
    most_organisations        | 每名审核员每年审核的最多组织数             | 50    | 家   | 2026-01-01 |       | no        | CNCA-QMS-01:2025，二手来源（yiyang.iso.net.cn）
    most_organisations        | 每名审核员每年审核的最多组织数（曾见 80 至 100） | 100 | 家 |         | 2025-12-31 | no   | 行业做法，二手来源（yiyang.iso.net.cn）
    rotation_years            | 连续审核同一客户的最长年数                 | 3     | 年   |            |       | no        | 二手来源（srh58.com/shybk/77420.html）
    rotation_break            | 轮换后的最短间隔                           | 1     | 年   |            |       | no        | 二手来源（srh58.com/shybk/77420.html）
    consultancy_years         | 为客户做过咨询的人不得参与其审核和决定的时间 | 2   | 年   |            |       | no        | GB/T 27021.1（ISO/IEC 17021-1），条文未核对
    decider_not_in_team       | 认证决定人员                               | 不得是该次审核组成员 | | |     | no        | GB/T 27021.1（ISO/IEC 17021-1），条文未核对；另见省级通报（bzhdaikuan.com/xg111redian/15593.html）
    worst_cut                 | 擅自减少现场审核时间、应撤销注册的比例（超过） | 1/2 | 比例 |          |       | yes       | CCAA（youkasi.com.cn/NewsDetail.aspx?ID=1249）
    two_bodies_shortest_stop  | 同时在两个以上机构执业的最短停止执业时间   | 6     | 月   |            |       | no        | 《认证认可条例》，条款号随修订变动，条文未核对
    two_bodies_longest_stop   | 同时在两个以上机构执业的最长停止执业时间   | 2     | 年   |            |       | no        | 《认证认可条例》，条款号随修订变动，条文未核对
    revoked_practice_ban      | 撤销执业资格后不得注册的时间               | 5     | 年   |            |       | no        | 《认证认可条例》，条款号随修订变动，条文未核对
""")


@dataclass(frozen=True, slots=True)
class DiscreditItem:
    """An act that costs a certification person credit points (失信行为), as CCAA lists it."""

    code: str
    chinese: str
    points: int


DISCREDIT_ITEMS: tuple[DiscreditItem, ...] = tuple(
    DiscreditItem(row["code"], row["失信行为"], int(row["扣分"]))
    for row in text_rows("""
        code | 失信行为 | 扣分
        1001 | 申报注册资格存在弄虚作假(如提供虚假学历、工作经历和认证经历等) | 10
        1002 | 冒名顶替为其他人员完成认证任务的 | 10
        1003 | 编造虚假文件，提供虚假认证记录和报告，导致认证结论失实的 | 10
        1004 | 未到现场审核/检查的 | 10
        1005 | 认证人员没有得到受审核/检查方书面许可，故意泄漏受审核/检查方商业和技术秘密的 | 10
        1006 | 认证人员编造虚假的文件，提供虚假认证记录和报告，情节较轻微的 | 8
        1007 | 认证人员认证过程中发生影响认证公正性和有效性行为的 | 8
        1008 | 接受礼金、礼品及其他任何形式的好处 | 8
        1009 | 与受审核/检查方有利益冲突从而影响公正判决 | 5
        1010 | 在认证期间不遵守计划时间，迟到或早退 | 3
        1011 | 担保人员为其他注册申请人提供担保时，未了解申请人实际情况作虚假担保 | 3
        1012 | 未如实介绍个人背景（注册级别和专兼职状况，兼职应说明实际工作的处所）,引起争议的 | 2
    """)
)
