"""The check catalogue by its letter: Records → {subject id: verdict}, one short rule a code.

A verdict is "hit", "pass", "undecided" or "exempt". Written from the catalogue alone, one loop a rule, no cleverness.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle import rules_a, rules_a18, rules_b, rules_c, rules_d
from tests.oracle.reading import Records
from tests.oracle.terms import Answers

RULES: dict[str, Callable[[Records], Answers]] = {
    name.upper(): rule
    for module in (rules_a, rules_a18, rules_b, rules_c, rules_d)
    for name, rule in vars(module).items()
    if len(name) == 3 and name[0] in "abcd" and name[1:].isdigit()
}
