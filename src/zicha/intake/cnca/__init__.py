"""The national report as a dialect (认证认可业务信息上报表): the sheets every body files, read into the contract."""

from zicha.intake.cnca.codes import CODE_LISTS, NEVER_REPORTED
from zicha.intake.cnca.forms import FORMS
from zicha.intake.cnca.to_contract import to_contract
from zicha.intake.dialect import Dialect

# The report is what is filed: it does not say when it was filed, when a plan was, or when a change was published.
SILENT = frozenset(f"{table}.{column}" for table, columns in NEVER_REPORTED.items() for column in columns)

CNCA = Dialect(name="cnca", forms=FORMS, code_lists=CODE_LISTS, to_contract=to_contract, silent=SILENT)
"""Certificates, audit results, audit plans, energy and factory inspections as filed with the national platform."""

__all__ = ["CNCA"]
