"""Everything planted (埋设的情形): the cases of the four focus areas on one sheet."""

from __future__ import annotations

from datetime import date

from zicha.demo import (
    planted_a,
    planted_a_certificates,
    planted_a_steps,
    planted_b,
    planted_bodies,
    planted_c,
    planted_d,
    side_effects,
)
from zicha.demo.draft import Draft


def plant_all(as_of: date) -> Draft:
    """Rows to add to the clean body, and the list of what they should be found guilty of."""
    draft = Draft(as_of)
    planted_bodies.add_bodies(draft)
    for area in (planted_a, planted_a_steps, planted_a_certificates, planted_b, planted_c, planted_d):
        area.plant(draft)
    side_effects.settle(draft)
    return draft
