"""The notices Zicha knows (监管通知), by key. A module here that defines NOTICE is one; nothing else lists them."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from zicha.reference.notices.notice import Notice


def registered() -> Mapping[str, Notice]:
    """The notices of the modules here, by key, in the order they were issued."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = (getattr(module, "NOTICE", None) for module in modules)
    notices = (notice for notice in found if isinstance(notice, Notice))
    return {notice.key: notice for notice in sorted(notices, key=lambda notice: notice.issued_on)}


NOTICES: Mapping[str, Notice] = registered()
"""In the order they were issued."""

CURRENT = "samr_2019_18"
"""The notice screened against unless another is named."""
