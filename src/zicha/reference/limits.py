"""How far audit time may be cut and how it is counted (审核时间的减少和计算限值).

Rows    one value; a share is a share of 1
Source  IAF MD 5:2019, IAF MD 11, the Chinese QMS rule; the address is where the figure was read
"""

from zicha.reference.value import Value, values

LIMITS: tuple[Value, ...] = values("""
    key                        | 内容                                   | value | unit | since      | until | confirmed | source
    hours_per_audit_day        | 一个审核人日的小时数                   | 8     | 小时 |            |       | yes       | IAF MD 5:2019；质量管理体系认证规则（tongzhongweb.cn/xykx/3881.html）
    largest_reduction          | 审核时间相对表值的最大减少比例         | 0.30  | 比例 |            |       | yes       | IAF MD 5:2019；EA FAQ 37.23；质量管理体系认证规则（tongzhongweb.cn/xykx/3881.html）
    smallest_share             | 减少后审核时间占表值的最低比例         | 0.70  | 比例 |            |       | yes       | IAF MD 5:2019；EA FAQ 37.23（1 减去最大减少比例）
    smallest_onsite_share      | 现场审核时间占总审核时间的最低比例     | 0.80  | 比例 |            |       | yes       | IAF MD 5:2019；EA FAQ 38.2；质量管理体系认证规则（tongzhongweb.cn/xykx/3881.html）
    largest_integration_cut    | 结合审核的最大减免比例                 | 0.20  | 比例 |            |       | yes       | IAF MD 11；EA FAQ（european-accreditation.org/?p=43070）
    largest_compound_cut       | 减少与结合减免相乘后的最大比例         | 0.44  | 比例 |            |       | yes       | IAF MD 5 与 IAF MD 11；EA FAQ（european-accreditation.org/?p=43070）
    rounding_step              | 审核时间修约到最近的                   | 0.5   | 人日 |            |       | yes       | EA FAQ 38.2
    surveillance_share         | 每次监督审核时间占初次审核的份额       | 1/3   | 比例 |            |       | yes       | IAF MD 5:2019（certline.eu/a3/）；质量管理体系认证规则（tongzhongweb.cn/xykx/3881.html）
    recertification_share      | 再认证审核时间占初次审核的份额         | 2/3   | 比例 |            |       | yes       | IAF MD 5:2019（certline.eu/a3/）
    recertification_share_cnca | 中国质量规则的再认证审核时间份额       | 2/3   | 比例 | 2026-01-01 |       | no        | CNCA-QMS-01:2025，条文未见
    counted_roles              | 计入审核时间的人员                     | 组长、审核员；技术专家、实习审核员、观察员、翻译不计 | | | | yes | IAF MD 5:2019；质量管理体系认证规则（tongzhongweb.cn/xykx/3881.html）
    ict_notification_share     | 远程占现场时间超过此比例须提前告知认可机构（匈牙利 NAH 的要求） | 0.30 | 比例 | | | yes | nah.gov.hu/en/posts/799，中国无此规定
    remote_share_china         | 中国对远程审核比例的上限               | 未见  |      |            |       | no        | CNAS-CC14:2019、CNAS-EC-063:2021，数值待确认
""")
