"""The answer to somebody who asks for what must not happen (拒绝): a sentence that says why and what to do instead."""

from zicha.contract.errors import ZichaError


class Refused(ZichaError):
    """A service refuses; nothing was changed. The middleware shows the sentence to the user."""


class Stale(Refused):
    """Somebody else has changed the thing since it was shown (已被他人改动)."""
