"""Deadlines and periods of certification (期限).

Rows    one value in one regime: up to 2025-12-31 the QMS rule of 公告2016年第20号, from 2026-01-01 CNCA-QMS-01:2025;
        without days in force: a regulation that holds throughout
Units   月 and 年 by the calendar (months clamp), 天 calendar days, 工作日 by the official calendar
Source  the instrument and its clause; in brackets the address where the figure was read. A figure read only on a training or
        question-and-answer site, whose clause nobody has seen, is not confirmed (待核实)
"""

from zicha.reference.value import Value, values

SURVEILLANCE: tuple[Value, ...] = values("""
    key                            | 内容                                     | value | unit | since      | until      | confirmed | source
    first_surveillance             | 颁证之日起至第一次监督审核的最长间隔     | 12    | 月   |            | 2025-12-31 | no        | 公告2016年第20号，二手来源，条款号未见（kssdfs.com）
    first_surveillance             | 颁证之日起至第一次监督审核的最长间隔     | 12    | 月   | 2026-01-01 |            | yes       | CNCA-QMS-01:2025 5.4.1.4
    later_surveillance             | 其后两次监督审核的最长间隔               | 15    | 月   |            | 2025-12-31 | no        | 公告2016年第20号：每个日历年一次，且不超过 15 个月；二手来源，条款号未见（kssdfs.com）
    later_surveillance             | 其后两次监督审核的最长间隔               | 12    | 月   | 2026-01-01 |            | yes       | CNCA-QMS-01:2025 5.4.1.4
    surveillances_per_cycle        | 三年认证周期内监督审核的最少次数         | 2     | 次   | 2026-01-01 |            | no        | CNCA-QMS-01:2025，二手来源，条款号未见（m.lalapfe.cn … 13205.shtml）
    overdue_surveillance           | 超期未监督                               | 应暂停证书并上报；暂停期满仍未监督的，应撤销并上报 | | 2026-01-01 | | no  | CNCA-QMS-01:2025，二手来源，条款号未见（m.lalapfe.cn … 13205.shtml）
    recertification_before_expiry  | 再认证审核                               | 现场进行并在证书到期前完成，否则按初次认证 | | 2026-01-01 | | yes | CNCA-QMS-01:2025 5.8.2
    sampling_failure_audit         | 国家监督抽查不合格通报后提前较短时间通知的审核 | 30 | 天 | 2026-01-01 |            | yes       | CNCA-QMS-01:2025 5.9.3
""")

BEFORE_CERTIFICATION: tuple[Value, ...] = values("""
    key                            | 内容                                     | value | unit | since      | until | confirmed | source
    shortest_stage_gap             | 第一阶段与第二阶段审核的最短间隔         | 5     | 天   | 2026-01-01 |       | no        | CNCA-QMS-01:2025，二手来源，条款号未见（yiyang.iso.net.cn/company/news/itemid-4541.shtml）
    longest_stage_gap              | 第一阶段与第二阶段审核的最长间隔         | 6     | 月   |            |       | no        | 行业惯例，条文未见
    system_running_before          | 申请前体系运行的最短时间                 | 3     | 月   | 2026-01-01 |       | no        | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com；srdqxky.cn/news/article/category/3/105.html）
    internal_audits_before         | 申请前内部审核的最少次数                 | 1     | 次   | 2026-01-01 |       | no        | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com）
    management_reviews_before      | 申请前管理评审的最少次数                 | 1     | 次   | 2026-01-01 |       | no        | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com）
    reapplication_wait             | 因自身原因被暂停、撤销后再申请的最短间隔（暂停后撤销的从暂停起算，任何机构） | 1 | 年 | 2026-01-01 | | no  | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com；hicgroup.com.cn/en/news/23.html）
    revoked_body_wait              | 原机构批准被撤销后，获证组织另行申请的最短间隔 | 3 | 月 | 2026-01-01 | | no  | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com；hicgroup.com.cn/en/news/23.html）
    no_serious_violation           | 申请组织的资格                           | 不在严重违法失信名单内 | | 2026-01-01 | | no  | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com；hicgroup.com.cn/en/news/23.html）
    no_quality_accident            | 申请前无被责令停业的重大质量事故的时间   | 1     | 年   | 2026-01-01 |       | no        | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com；hicgroup.com.cn/en/news/23.html）
    no_open_sampling_failure       | 申请前无未处理的国家监督抽查不合格的时间 | 1     | 年   | 2026-01-01 |       | no        | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com；hicgroup.com.cn/en/news/23.html）
    direct_payment                 | 认证费用                                 | 与认证机构订合同并直接付费，不得由第三方代付 | | 2026-01-01 | | no  | CNCA-QMS-01:2025，二手来源，条款号未见（en.zrcln.com）
    major_nonconformity_closure    | 第二阶段结束后严重不符合的最长关闭时间   | 6     | 月   |            |       | no        | GB/T 27021.1（ISO/IEC 17021-1），条文未核对
""")

CERTIFICATE_STATUS: tuple[Value, ...] = values("""
    key                            | 内容                                     | value | unit   | since      | until      | confirmed | source
    longest_suspension             | 管理体系证书的最长暂停期                 | 6     | 月     |            |            | no        | 公告2016年第20号等管理体系规则，二手来源，条款号未见（fclike.cn/open/content/44；kssdfs.com）
    suspension_after_facts         | 确认事实后作出暂停的期限                 | 5     | 天     |            |            | no        | 《认证机构管理办法》“确认相关情况后5日内”，二手来源，条款号未见（m.110ask.com/wenda/8035205783115082199.html）
    revocation_after_facts         | 确认事实后作出撤销的期限                 | 5     | 工作日 |            | 2025-12-31 | yes       | 公告2016年第20号 7.3.1（cucue.cn/n1779756.htm）
    revocation_after_facts         | 确认事实后作出撤销的期限                 | 5     | 工作日 | 2026-01-01 |            | no        | 沿用公告2016年第20号 7.3.1，CNCA-QMS-01:2025 条文未见
    client_notice                  | 作出决定后书面通知获证组织的期限         | 5     | 工作日 |            |            | no        | 本项目设定，比照撤销的 5 个工作日；通知期限未见原文
    bureau_notice                  | 作出决定后通报企业所在地监管部门的期限   | 5     | 工作日 |            |            | no        | 本项目设定；浙质评发〔2009〕195号 五-1 只要求“及时”，未见天数
    publication                    | 作出决定后公布证书状态的期限             | 5     | 工作日 |            |            | no        | 本项目设定，与检查项 A32 相同；公布期限未见原文
    misuse_uncorrected             | 误用认证信息要求纠正而未纠正、应予撤销的时间 | 2 | 月   |            | 2025-12-31 | yes       | 公告2016年第20号 7.3.1（9）（cucue.cn/n1779756.htm）
    misuse_uncorrected             | 误用认证信息要求纠正而未纠正、应予撤销的时间 | 2 | 月   | 2026-01-01 |            | no        | 沿用公告2016年第20号 7.3.1（9），CNCA-QMS-01:2025 条文未见
    ms_validity                    | 管理体系认证证书有效期                   | 36    | 月     |            |            | no        | 二手来源，条文未见（iso100.cn/c2029.html）
    ccc_validity                   | 强制性产品认证证书有效期                 | 60    | 月     |            |            | no        | 二手来源（xwaeuex.cn/cqcDis.asp?id=2）
    ccc_renewal_lead               | 强制性产品认证证书到期前申请换证的提前量 | 3     | 月     |            |            | no        | 二手来源（xwaeuex.cn/cqcDis.asp?id=2）
    ccc_seasonal_suspension        | 强制性产品认证因季节性或按订单生产主动申请暂停的最长期限 | 12 | 月 | | | yes | 中国质量认证中心（cqc.com.cn/www/guangzhou/c/2010-06-17/490277.shtml）
    ccc_seasonal_lead              | 上述暂停应在年度跟踪检查到期前提出的提前量 | 1   | 月     |            |            | yes       | 中国质量认证中心（cqc.com.cn/www/guangzhou/c/2010-06-17/490277.shtml）
    ccc_suspension                 | 强制性产品认证其他原因的最长暂停期       | 3     | 月     |            |            | no        | 条文未见
    ccc_followup_clock             | 强制性产品认证获证后跟踪检查的起算       | 初始工厂检查结束之日；未做初始工厂检查的，为颁证之日 | | | | no  | 二手来源，条文未见（rcrzj.com/zhishi/423952.html）
    organic_ban                    | 因使用禁用物质被撤销有机证书后不予受理的期限 | 5 | 年     |            |            | no        | 二手来源，条文未见（sqrdapp.com/news/2021/01/581771.html）
""")

REPORTING: tuple[Value, ...] = values("""
    key                            | 内容                                     | value | unit   | since      | until | confirmed | source
    certificate_report_day         | 证书信息最迟上报日                       | 10    | 次月日 |            |       | yes       | 管理体系认证、服务认证信息报告规范（zhonglianbiao.com/list_17/70.html），节假日不顺延
    audit_plan_lead_ms             | 管理体系审核计划上报的提前量             | 3     | 天     |            |       | no        | 规范只要求审核前上报，提前天数未见
    audit_plan_lead_food           | 食品农产品审核计划上报的提前量           | 5     | 天     |            |       | no        | 规范只要求审核前上报，提前天数未见
    sign_in_explanation            | 审核结束后机构说明签到异常的期限         | 5     | 工作日 |            |       | yes       | 国认监〔2021〕3号及 2022 年扩大通知（m.wgf471.cn/news/gd/2022/1027/204575.html）
    remote_reason_upload           | 审核结束后上传远程审核理由和证据的期限   | 5     | 工作日 | 2022-12-01 |       | yes       | 2022 年签到范围扩大通知（eshian.com/laws/61831.html）
    record_retention               | 证书失效、注销或撤销后档案的最短保存时间 | 2     | 年     |            |       | no        | 《认证机构管理办法》，条文未核对
    annual_report                  | 年度工作报告和社会责任报告的截止日       | 03-31 | 月-日  |            |       | no        | 《认证机构管理办法》，条文未核对
    statistics                     | 统计直报的截止日                         | 04-15 | 月-日  |            |       | yes       | cnca.gov.cn/…/art_68b5a7810dc2459a90156e6dec1957cb.html
""")

DEADLINES: tuple[Value, ...] = (*SURVEILLANCE, *BEFORE_CERTIFICATION, *CERTIFICATE_STATUS, *REPORTING)
