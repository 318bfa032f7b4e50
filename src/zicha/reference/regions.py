"""Provinces of China (省级行政区) by the first two digits of a region code, GB/T 2260.

Rows    31 provinces, autonomous regions and municipalities, Hong Kong, Macao and Taiwan
Source  GB/T 2260
Left    cities and counties: a region code below the province is shown as its number
"""

from __future__ import annotations

from zicha.contract.table import text_rows

SOURCE = "GB/T 2260《中华人民共和国行政区划代码》"

PROVINCES: dict[str, str] = {
    row["code"]: row["名称"]
    for row in text_rows("""
        code | 名称
        11   | 北京市
        12   | 天津市
        13   | 河北省
        14   | 山西省
        15   | 内蒙古自治区
        21   | 辽宁省
        22   | 吉林省
        23   | 黑龙江省
        31   | 上海市
        32   | 江苏省
        33   | 浙江省
        34   | 安徽省
        35   | 福建省
        36   | 江西省
        37   | 山东省
        41   | 河南省
        42   | 湖北省
        43   | 湖南省
        44   | 广东省
        45   | 广西壮族自治区
        46   | 海南省
        50   | 重庆市
        51   | 四川省
        52   | 贵州省
        53   | 云南省
        54   | 西藏自治区
        61   | 陕西省
        62   | 甘肃省
        63   | 青海省
        64   | 宁夏回族自治区
        65   | 新疆维吾尔自治区
        71   | 台湾省
        81   | 香港特别行政区
        82   | 澳门特别行政区
    """)
}


def province_of(region_code: str) -> str | None:
    """The province a region code lies in; nothing for a code that is none."""
    return PROVINCES.get(region_code[:2])
