"""The notices Zicha knows (监管通知), by key. A module here that defines NOTICE is one; nothing else lists them."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from zicha.reference.notices.notice import Notice


def _found() -> Iterator[Notice]:
    for module in iter_modules(__path__):
        notice = getattr(import_module(f"{__name__}.{module.name}"), "NOTICE", None)
        if isinstance(notice, Notice):
            yield notice


NOTICES: Mapping[str, Notice] = {notice.key: notice for notice in sorted(_found(), key=lambda n: n.issued_on)}
"""In the order they were issued."""

CURRENT = "samr_2019_18"
"""The notice screened against unless another is named."""
