"""The audit sign-in system in numbers (审核签到).

Rows    one value; the day in force is the day the system became formal for the schemes named
Source  国认监〔2021〕3号 (taoyuan2.cn … itemid=211106) and its questions and answers
        (m.baijiantest.com/infoDetails/83/12713707), 2022 notice that widened it (eshian.com/laws/61831.html)
"""

from zicha.reference.value import Value, values

SIGN_IN: tuple[Value, ...] = values("""
    key                   | 内容                                       | value | unit | since      | until | confirmed | source
    core_schemes_from     | 质量、环境、职业健康安全管理体系正式签到起始日 | 2021-12-01 | 日期 | 2021-12-01 | | yes | 国认监〔2021〕3号
    all_schemes_from      | 所有管理体系（食品农产品另报）及远程、混合审核签到起始日 | 2022-12-01 | 日期 | 2022-12-01 | | yes | 2022 年签到范围扩大通知
    signs_per_audit       | 每次审核的签到次数（首次会议、末次会议各一次） | 2  | 次   | 2021-12-01 |       | yes       | 国认监〔2021〕3号
    fewest_photos         | 每次会议照片的最少张数                     | 1     | 张   | 2021-12-01 |       | yes       | 国认监〔2021〕3号
    most_photos           | 每次会议照片的最多张数                     | 3     | 张   | 2021-12-01 |       | yes       | 国认监〔2021〕3号
    opening_window        | 首次会议开始后仍可签到的时间（当天可提前） | 2     | 小时 | 2021-12-01 |       | yes       | 国认监〔2021〕3号配套问答
    closing_window        | 末次会议结束后仍可签到的时间（自会议开始起） | 2   | 小时 | 2021-12-01 |       | yes       | 国认监〔2021〕3号配套问答
    farthest              | 签到地点与上报审核地址的允许偏差（暂定）   | 5     | km   | 2021-12-01 |       | yes       | 国认监〔2021〕3号配套问答
    afternoon_from        | 视为下午的起始钟点（同一组织同一半天自动绑定） | 13 | 时 | 2021-12-01 |       | yes       | 国认监〔2021〕3号配套问答
    third_anomaly_rule    | 第三条异常规则                             | 未见  |      | 2021-12-01 |       | no        | 配套问答称有三条规则，第三条原文缺失
""")
