"""Where the invented organisations lie and what they are called (地点与名称). Cities are real, organisations are not.

Columns  region code (GB/T 2260, city level) | city | longitude | latitude (degrees, roughly the city centre)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zicha.demo.days import Ints

CITIES = [
    (330100, "杭州市", 120.16, 30.27),
    (330200, "宁波市", 121.55, 29.87),
    (330300, "温州市", 120.70, 28.00),
    (330600, "绍兴市", 120.58, 30.03),
    (320100, "南京市", 118.80, 32.06),
    (320200, "无锡市", 120.31, 31.49),
    (320500, "苏州市", 120.59, 31.30),
    (310100, "上海市", 121.47, 31.23),
    (110100, "北京市", 116.41, 39.90),
    (120100, "天津市", 117.20, 39.08),
    (370100, "济南市", 117.00, 36.65),
    (370200, "青岛市", 120.38, 36.07),
    (410100, "郑州市", 113.62, 34.75),
    (420100, "武汉市", 114.30, 30.59),
    (430100, "长沙市", 112.94, 28.23),
    (440100, "广州市", 113.26, 23.13),
    (440300, "深圳市", 114.06, 22.54),
    (441900, "东莞市", 113.75, 23.02),
    (340100, "合肥市", 117.23, 31.82),
    (350200, "厦门市", 118.09, 24.48),
    (500100, "重庆市", 106.55, 29.56),
    (510100, "成都市", 104.07, 30.57),
    (610100, "西安市", 108.94, 34.34),
    (210100, "沈阳市", 123.43, 41.80),
]
# The two-digit province ahead of the city is what most bodies see: the home provinces get most organisations.
CITY_SHARES = np.array([14, 9, 6, 6, 6, 6, 9, 6, 3, 2, 3, 3, 2, 3, 2, 5, 5, 4, 3, 2, 2, 2, 1, 1], dtype=float)
CITY_SHARES /= CITY_SHARES.sum()

_FIRST = ("青禾", "云杉", "白鹭", "晨帆", "远岫", "松涛", "映泉", "海棠", "北斗坡", "竹里", "听澜", "沐野")
TRADES: dict[int, Sequence[str]] = {
    0: ("精密制造", "机械", "模具"),
    1: ("电子", "电气", "仪表"),
    2: ("建设工程", "装饰工程", "市政工程"),
    3: ("商贸", "物流", "供应链"),
    4: ("新材料", "化工", "塑料"),
    5: ("信息技术", "软件", "网络科技"),
    6: ("食品", "餐饮管理", "粮油"),
    7: ("能源", "热力", "电力"),
    8: ("电器", "照明", "线缆"),
    9: ("物业服务", "家政服务", "检测服务"),
}
"""Trades by cluster of professional fields."""


def organisation_names(clusters: Ints, numbers: Ints, width: int = 4) -> pa.Array:
    """Names such as 青禾精密制造（示例）有限公司0123; the number makes each the only one."""
    first = pa.array(_FIRST).take(pa.array(numbers % len(_FIRST)))
    trades = [trade for cluster in sorted(TRADES) for trade in TRADES[cluster]]
    trade = pa.array(trades).take(pa.array(clusters * 3 + numbers // len(_FIRST) % 3))
    number = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(first, trade, "（示例）有限公司", number, "")
