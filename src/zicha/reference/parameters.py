"""Parameters of the checks (检查参数): every threshold with value, unit, days in force, source.

Rows    one edition of one parameter; editions of a parameter touch and never overlap
value   a number; thirds are written 1/3 and stay exact; a date is written 2021-12-01
unit    天 calendar days, 工作日 working days, 月, 人日, 人, km, 日 (day of the month), 比例 (a share of 1)
from    first day in force, empty = always; read against the day the check names in its rule
sure    no = not confirmed against the issued text (domain facts marked UNCONFIRMED, secondary sources, or this
        project's own choice); a body may override it with a reason
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zicha.contract.table import text_rows

Value = int | Decimal | Fraction | date

_TEXT = """
code | name | value | unit | from | until | sure | 中文 | source
A05 | shortest_gap | 5 | 天 | 2026-01-01 | | no | 两阶段最短间隔 | CNCA-QMS-01:2025（二手来源，条款号未见原文）
A05 | longest_gap | 183 | 天 | | | no | 两阶段最长间隔 | 六个月为行业惯例，未见规定原文
A06 | smallest_share | 0.70 | 比例 | | | yes | 减少后最低比例 | IAF MD 5:2019：减少不超过 30%
A06 | combined_share | 0.80 | 比例 | | | yes | 结合审核最低比例 | IAF MD 11：结合减免不超过 20%
A07 | smallest_onsite_share | 0.80 | 比例 | | | yes | 现场审核时间最低比例 | IAF MD 5:2019；质量管理体系认证规则：现场不少于 80%
A08 | largest_reduction | 30 | % | | | yes | 人日减少最大比例 | IAF MD 5:2019：减少不超过 30%
A09 | smallest_share | 0.5 | 比例 | | | no | 覆盖人数最低比例 | 本项目设定的筛查线，依据 EA FAQ 44.1 对压低人数的提示
A09 | smallest_employer | 20 | 人 | | | no | 起查人数 | 本项目设定，避免小微企业误报
A10 | smallest_share | 0.70 | 比例 | | | yes | 减少后最低比例 | IAF MD 5:2019：减少不超过 30%
A10 | surveillance_share | 1/3 | 比例 | | | yes | 监督审核份额 | IAF MD 5:2019：监督约为初审的 1/3
A10 | recertification_share | 2/3 | 比例 | | | yes | 再认证审核份额 | IAF MD 5:2019：再认证约为初审的 2/3
A10 | combined_share | 0.80 | 比例 | | | yes | 结合审核最低比例 | IAF MD 11：结合减免不超过 20%
A11 | slack | 0.5 | 人日 | | | no | 允许误差 | 本项目设定：半个人日的舍入
A12 | largest_integration_cut | 0.20 | 比例 | | | yes | 结合审核最大减免比例 | IAF MD 11：结合减免不超过 20%
A13 | surveillance_factor | 0.6 | 倍 | | | yes | 监督审核抽样系数 | IAF MD 1：监督审核 0.6 倍根号 x，进一
A13 | recertification_factor | 0.8 | 倍 | | | yes | 再认证审核抽样系数 | IAF MD 1：再认证审核 0.8 倍根号 x，进一
A16 | lead | 1 | 天 | | | no | 计划上报提前量 | 管理体系认证信息报告规范要求审核前上报，提前天数未见原文
A23 | shortest_cycle | 10 | 天 | | | no | 最短出证周期 | 本项目设定的筛查线，规定未见天数
A24 | longest_validity | 36 | 月 | | | no | 管理体系等证书最长有效期 | 管理体系认证证书有效期三年（二手来源，条文未见）
A24 | longest_ccc_validity | 60 | 月 | | | no | CCC 证书最长有效期 | CCC 证书有效期五年（二手来源）
A29 | report_day | 10 | 日 | | | yes | 次月上报截止日 | 管理体系认证、服务认证信息报告规范（2015，2021 修订）
A30 | first_interval | 12 | 月 | | | no | 首次监督期限 | CNCA-QMS-01:2025 5.4.1.4；2026 年以前为 2016 年第 20 号公告，二手来源，条款号未见
A30 | later_interval | 15 | 月 | | 2024-12-31 | no | 后续监督期限 | 质量管理体系认证规则（2016 年第 20 号公告）：最长 15 个月，二手来源，条款号未见
A30 | later_interval | 12 | 月 | 2025-01-01 | | yes | 后续监督期限 | CNCA-QMS-01:2025 5.4.1.4：12 个月
A31 | longest_suspension | 6 | 月 | | | no | 最长暂停期 | 质量管理体系认证规则：暂停不超过 6 个月（二手来源，条款号未见）
A31 | longest_ccc_suspension | 3 | 月 | | | no | CCC 最长暂停期 | 未见原文
A31 | longest_seasonal_suspension | 12 | 月 | | | yes | CCC 季节性停产最长暂停期 | CQC 公布的暂停规定：季节性、按订单生产 12 个月
A32 | working_days_to_publish | 5 | 工作日 | | | no | 公布期限 | 本项目设定的筛查线，比照确认事实后 5 日内暂停、5 个工作日内撤销的规定；公布期限未见原文
A33 | ban_days | 365 | 天 | | | no | 再受理间隔 | CNCA-QMS-01:2025：因自身原因暂停、撤销后一年；按 365 天计、用于 2026 年以前和其他领域为本项目设定
A38 | smallest_share | 0.5 | 比例 | | | no | 收费最低比例 | 本项目设定的筛查线，规定未见数值
B01 | core_schemes_from | 2021-12-01 | 日期 | | | yes | 质量、环境、职业健康安全签到起始日 | 国认监〔2021〕3号
B01 | all_schemes_from | 2022-12-01 | 日期 | | | yes | 其他管理体系签到起始日 | 2022 年签到范围扩大通知
B02 | farthest | 5.0 | km | | | yes | 允许偏差 | 审核签到系统暂定 5 km（国认监〔2021〕3号配套问答）
B03 | opening_after | 2 | 小时 | | | yes | 首次会议开始后仍可签到的时间 | 国认监〔2021〕3号配套问答
B03 | closing_before | 2 | 小时 | | | no | 末次会议结束前可以签到的时间 | 本项目设定：配套问答允许自末次会议开始起签到，数据只有结束时间，按会议不超过 2 小时计
B03 | closing_after | 2 | 小时 | | | yes | 末次会议结束后仍可签到的时间 | 国认监〔2021〕3号配套问答
B04 | most_photos | 3 | 张 | | | yes | 每次会议照片的最多张数 | 国认监〔2021〕3号
B05 | shortest_distance | 5 | km | | | no | 起查距离 | 本项目设定的筛查线，与签到地点允许偏差相同
B05 | road_speed | 80 | km/h | | | no | 200 km 以内的最快平均速度 | 本项目设定的筛查线
B05 | boarding_hours | 2 | 小时 | | | no | 200 km 以外的固定候乘时间 | 本项目设定的筛查线
B05 | fast_speed | 300 | km/h | | | no | 200 km 以外的最快平均速度 | 本项目设定的筛查线，按高速铁路计
B07 | longest_overlap | 2 | 小时 | | | no | 行程与审核重叠的允许时间 | 本项目设定的筛查线
B08 | fewest_audits | 10 | 次 | | | no | 起查审核次数 | 本项目设定的筛查线
B08 | largest_share | 0.30 | 比例 | | | no | 迟到早退的审核比例 | 本项目设定的筛查线；CCAA 失信行为 1010 为迟到或早退，未见比例
B09 | smallest_share | 0.5 | 比例 | | | yes | 实际审核时间最低比例 | CCAA：擅自减少现场审核时间超过 1/2 的撤销注册
B10 | farthest_bits | 6 | 位 | | | no | 视为同一照片的最多相差位数 | 本项目设定的筛查线，按 64 位感知指纹计
B11 | days_back | 365 | 天 | | | no | 回看天数 | 本项目设定的筛查线
B11 | fewest_persons | 3 | 人 | | | no | 一机签到人数 | 本项目设定的筛查线
B12 | fewest_organisations | 3 | 家 | | | no | 同一坐标的组织数 | 本项目设定的筛查线
B13 | highest_lodging | 750 | 元 | | | no | 每笔住宿费上限 | 本项目设定的筛查线，规定未见数值
B13 | spare_nights | 2 | 笔 | | | no | 住宿笔数超过审核天数的允许数 | 本项目设定的筛查线，规定未见数值
B15 | most_organisations | 100 | 家 | | 2025-12-31 | no | 年度审核组织数上限 | 2026 年以前的行业做法（80 至 100 家）
B15 | most_organisations | 50 | 家 | 2026-01-01 | | no | 年度审核组织数上限 | CNCA-QMS-01:2025（二手来源，待核原文）
B16 | quiet_days | 730 | 天 | | | no | 咨询结束后的回避期 | GB/T 27021.1（ISO/IEC 17021-1）：两年，条文未核对
C01 | lowest_ratio | 0.67 | 比例 | | | no | 人数比下限 | 本项目设定的筛查线
C01 | highest_ratio | 1.5 | 比例 | | | no | 人数比上限 | 本项目设定的筛查线
C01 | smallest_difference | 10 | 人 | | | no | 起查人数差 | 本项目设定的筛查线
C02 | audits_in_a_row | 3 | 次 | | | no | 连续零不符合的审核次数 | 本项目设定的筛查线
C04 | fewest_records | 20 | 份 | | | no | 起查记录份数 | 本项目设定的筛查线
C04 | smallest_share | 0.60 | 比例 | | | no | 突击形成的记录比例 | 本项目设定的筛查线
C04 | days_before | 14 | 天 | | | no | 审核前的天数 | 本项目设定的筛查线
C04 | longest_delay | 30 | 天 | | | no | 文件形成晚于记录日期的允许天数 | 本项目设定的筛查线
C07 | days_to_act | 30 | 天 | | | yes | 处置期限 | CNCA-QMS-01:2025 5.9.3
C09 | working_days_to_act | 5 | 工作日 | | | yes | 撤销期限 | 质量管理体系认证规则（2016）7.3.1：五个工作日内
C11 | days_to_act | 10 | 天 | | | no | 处置期限 | 本项目设定的筛查线，规定未见天数
C14 | days_to_act | 30 | 天 | | | no | 降级期限 | 本项目设定的筛查线，规定未见天数
D01 | fewest_people | 2 | 人 | | | no | 每个专业最少人数 | CNCA-QMS-01:2025：每个质量业务范围至少 2 名专业审核员（en.gaiasts.com/gsxw/xbzlgl.html 问 3）；用于 2026 年以前和其他领域为本项目设定
D02 | longest_overlap | 30 | 天 | | | no | 在其他单位参保的最长重叠天数 | 本项目设定的筛查线，规定未见天数
D05 | slack | 0.25 | 人日 | | | no | 允许误差 | 本项目设定：四分之一个人日的舍入
D08 | longest_delay | 30 | 天 | | | no | 审核结束后形成档案的最长天数 | 本项目设定的筛查线，规定未见天数
D11 | months_back | 12 | 月 | | | no | 内部审核和管理评审的最长间隔 | 本项目设定的筛查线，规定原文未核对
D13 | months_back | 12 | 月 | | | no | 签约实验室评价的最长间隔 | 本项目设定的筛查线，规定未见期限
D16 | fewest_steps | 5 | 条 | | | no | 起查环节记录条数 | 本项目设定的筛查线
D16 | longest_delay | 30 | 天 | | | no | 录入晚于完成的允许天数 | 本项目设定的筛查线
D16 | smallest_share | 0.50 | 比例 | | | no | 补录的环节记录比例 | 本项目设定的筛查线
D17 | months_working | 12 | 月 | | | no | 视为在岗的回看期 | 本项目设定的筛查线
D17 | months_back | 24 | 月 | | | no | 能力测评的最长间隔 | 本项目设定的筛查线，规定未见期限
"""


@dataclass(frozen=True, slots=True)
class Edition:
    """One value of a parameter and the days it is in force (参数版本)."""

    value: Value
    since: date | None
    until: date | None
    confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A threshold of a check (检查参数). `overridden` says why a body uses another value than the lawful one."""

    code: str
    name: str
    chinese: str
    unit: str
    editions: tuple[Edition, ...]
    overridden: str = ""

    @property
    def key(self) -> str:
        return f"{self.code}.{self.name}"

    @property
    def value(self) -> Value:
        """The value of a parameter with one edition. Raises ValueError where the day decides."""
        if len(self.editions) != 1 or self.editions[0].since or self.editions[0].until:
            raise ValueError(f"{self.key} has editions by date")
        return self.editions[0].value

    @property
    def dated(self) -> bool:
        return len(self.editions) > 1 or bool(self.editions[0].since or self.editions[0].until)

    def override(self, text: str, because: str) -> Parameter:
        """The same parameter with one value for all days. Raises ValueError when the text is no such value."""
        value = _of_kind(parse_value(text), self.editions[0].value)
        if type(value) is date and type(self.editions[0].value) is not date:
            raise ValueError("要写数值")
        if type(self.editions[0].value) is date and type(value) is not date:
            raise ValueError("要写日期，例如 2021-12-01")
        if self.key in BOUNDS and not isinstance(value, date):
            least, most = BOUNDS[self.key]
            if not least <= value <= most:
                raise ValueError(f"要在 {least} 与 {most} 之间")
        edition = Edition(value, None, None, confirmed=False, source=because)
        return Parameter(self.code, self.name, self.chinese, self.unit, (edition,), overridden=because)


def parse_value(text: str) -> Value:
    """5 → int, 0.70 → Decimal, 1/3 → Fraction, 2021-12-01 → date. Raises ValueError."""
    if text.count("-") == 2:
        return date.fromisoformat(text)
    if "/" in text:
        return Fraction(text)
    if text.strip().lstrip("-").isdigit():
        return int(text)
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise ValueError("不是数值") from None
    if not value.is_finite():
        raise ValueError("不是数值")
    return value


# Nothing a rule asks for is larger: days of 27 years, or five decimal digits before the point.
LARGEST = 10_000

# Beyond these a check has no answer or no end: nothing moves at speed 0, one organisation shares nothing, and
# the comparing of photos and of organisations grows by doubling.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "B05.road_speed": (1, LARGEST),
    "B05.fast_speed": (1, LARGEST),
    "B10.farthest_bits": (0, 16),
    "B12.fewest_organisations": (2, 10),
}


def _of_kind(value: Value, lawful: Value) -> Value:
    """A number of the kind the lawful value is: whole days stay whole, shares are decimals, thirds may be either."""
    if isinstance(value, date) or isinstance(lawful, date):
        return value
    if value < 0:
        raise ValueError("不能是负数")
    if value >= LARGEST:
        raise ValueError(f"要小于 {LARGEST}")
    if isinstance(lawful, int) and value != int(value):
        raise ValueError("要写整数")
    if isinstance(lawful, int):
        return int(value)
    if isinstance(lawful, Decimal):
        if isinstance(value, Fraction):
            raise ValueError("要写小数，不写分数")
        if Decimal(value) != round(Decimal(value), 4):
            raise ValueError("最多四位小数")
        return Decimal(value)
    return Fraction(value)


def show_value(value: Value) -> str:
    """As people write it: 0.70 → 0.7, 1/3 → 1/3."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def _read() -> dict[str, dict[str, Parameter]]:
    found: dict[str, dict[str, Parameter]] = {}
    for row in text_rows(_TEXT):
        edition = Edition(
            parse_value(row["value"]),
            date.fromisoformat(row["from"]) if row["from"] else None,
            date.fromisoformat(row["until"]) if row["until"] else None,
            {"yes": True, "no": False}[row["sure"]],
            row["source"],
        )
        of_code = found.setdefault(row["code"], {})
        before = of_code.get(row["name"])
        editions = (*before.editions, edition) if before else (edition,)
        of_code[row["name"]] = Parameter(row["code"], row["name"], row["中文"], row["unit"], editions)
    return found


PARAMETERS: Mapping[str, Mapping[str, Parameter]] = _read()
"""Check code → name → parameter."""


def parameters_of(code: str) -> Mapping[str, Parameter]:
    return PARAMETERS.get(code, {})
