"""Sampling of sites in multi-site certification (多场所抽样): IAF MD 1.

Rows    one value; x = sites without the central function, the sample is rounded up
Source  IAF MD 1 as explained in EA FAQ 46.5 and 42.6; Chinese text ccaa.ok-iso.com/archiver/tid-14522.html
"""

from __future__ import annotations

from decimal import Decimal
from math import isqrt

from zicha.reference.value import Value, values

SAMPLING: tuple[Value, ...] = values("""
    key                            | 内容                                       | value | unit | since | until | confirmed | source
    initial_factor                 | 初次审核抽样系数，样本为系数乘以根号 x，进一 | 1     | 倍   |       |       | yes       | IAF MD 1；EA FAQ 46.5、42.6
    surveillance_factor            | 监督审核抽样系数                           | 0.6   | 倍   |       |       | yes       | IAF MD 1；EA FAQ 46.5、42.6
    recertification_factor         | 再认证审核抽样系数                         | 0.8   | 倍   |       |       | yes       | IAF MD 1；EA FAQ 46.5、42.6
    smallest_random_share          | 样本中随机抽取的最低比例                   | 0.25  | 比例 |       |       | yes       | IAF MD 1；EA FAQ 46.5、42.6
    central_function               | 中心职能场所                               | 每次审核都要到 | | |     | yes       | IAF MD 1；EA FAQ 46.5
    unsampled_initial              | 不适宜抽样时，初次和再认证审核的场所       | 全部  |      |       |       | yes       | EA FAQ 46.5
    unsampled_surveillance_share   | 不适宜抽样时，每个日历年监督审核的场所比例，进一 | 0.30 | 比例 | |  | yes       | EA FAQ 46.5
    largest_site_reduction         | 每个抽样场所审核时间的最大减少比例（合计） | 0.50  | 比例 |       |       | yes       | IAF MD 1；EA FAQ（european-accreditation.org/?p=43126）37.5、37.23
    merging_small_sites            | 抽样前把小场所合并为一个                   | 不允许 |     |       |       | yes       | EA FAQ 42.6
""")


def sites_to_visit(sites: int, factor: Decimal) -> int:
    """Smallest number of sites besides the central function to visit: ⌈factor × √sites⌉, exactly.

    In whole numbers, so that 0.6 × √25 is 3 and not a float's hair above it.
    """
    if sites <= 0:
        return 0
    numerator, denominator = factor.as_integer_ratio()
    # ⌈√a / d⌉ with a = n²·sites: the smallest k with k·d ≥ √a.
    root = isqrt(numerator * numerator * sites - 1) + 1
    return -(-root // denominator)
