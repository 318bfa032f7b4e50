"""The answers a check gives (判定) and how grave a hit is (严重程度)."""

from enum import Enum


class Verdict(Enum):
    """One subject, one verdict; undecided is never pass."""

    HIT = "hit"
    PASS = "pass"
    UNDECIDED = "undecided"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        return {"hit": "疑点", "pass": "通过", "undecided": "无法判定", "exempt": "免查"}[self.value]


class Severity(Enum):
    """How grave a hit is (严重程度)."""

    LEGAL_RISK = "S1"
    MAJOR = "S2"
    MINOR = "S3"
    HINT = "S4"

    @property
    def label(self) -> str:
        return {"S1": "法律风险", "S2": "较重", "S3": "一般", "S4": "提示"}[self.value]
