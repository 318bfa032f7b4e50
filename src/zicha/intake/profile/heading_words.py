"""Words by which headings and cells of foreign registers tell what they hold (标题用语), English and Chinese.

Data    column of the contract → phrases, separated by |; status words → code of the contract
Source  usage in public registers of certificates; a guess for a person to correct, never read as such
"""

from __future__ import annotations

from collections.abc import Mapping

from zicha.contract.table import text_rows
from zicha.intake.profile.profile import Target

PHRASES: Mapping[Target, tuple[str, ...]] = {
    Target(*row["column"].split(".")): tuple(word.strip() for word in row["phrases"].split("、"))
    for row in text_rows("""
    column                        | phrases
    certificates.certificate_no   | certificate number、certificate no、certificate id、cert id、cert no、certification id、certification number、registration number、licence number、证书编号、证书号、证书号码、注册号
    certificates.scheme           | certification scheme、programme、program、认证领域、认证项目、认证类别、产品类别
    certificates.standard         | standard、standards、norm、edition、eal、assurance level、认证依据、认证标准、执行标准
    certificates.scope            | scope、scope of certification、criteria、criteria list、product name、product、认证范围、覆盖范围、产品名称
    certificates.personnel        | personnel、effective personnel、体系覆盖人数、有效人数
    certificates.site_count       | sites、number of sites、场所数
    certificates.first_issued_on  | first issued、original issue date、initial certification date、original certification date、初次获证日期、初次发证日期、首次发证日期
    certificates.issued_on        | issue date、issued、issued on、date of issue、date issued、certification date、certificate date、valid from、not valid before、start date、effective date、颁证日期、发证日期、有效期起、有效期自、起始日期
    certificates.expires_on       | expiry date、expiration date、expires、expires on、valid to、valid until、valid till、not valid after、end date、截止日期、到期日期、有效期至、有效期止、终止日期
    certificates.status           | status、certificate status、state、证书状态、状态
    certificates.accreditation    | accreditation、accreditation mark、认可标识、认可标志
    organisations.name            | holder、certificate holder、manufacturer、vendor、developer、client、company、company name、organisation、organization、organisation name、organization name、licensee、获证组织、获证组织名称、组织名称、企业名称、持证人、获证企业、委托人
    organisations.uscc            | uscc、unified social credit code、统一社会信用代码、信用代码、组织机构代码
    organisations.address         | address、site address、street、地址、注册地址
    organisations.region_code     | region code、行政区划代码
    organisations.employees       | employees、number of employees、员工数、职工人数
    bodies.name                   | certification body、certifier、certification body name、issued by、issuing body、issuer、registrar、notified body、acb、cb、scheme、认证机构、认证机构名称、发证机构、机构名称
    bodies.body_id                | body id、approval number、机构批准号、认证机构批准号、批准号
    """)
}
"""What columns are called."""

STATUS_WORDS: Mapping[str, str] = {
    word: row["code"]
    for row in text_rows("""
    code      | words
    valid     | active、valid、current、in force、certified、granted、issued、live
    suspended | suspended、on hold
    revoked   | revoked、withdrawn、terminated
    cancelled | cancelled、canceled、surrendered
    expired   | expired、archived、lapsed、inactive
    """)
    for word in row["words"].split("、")
}
"""English words of a certificate's status → certificate_status."""
