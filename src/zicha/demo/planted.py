"""Everything planted (埋设的情形): the cases of the four focus areas on one sheet."""

from __future__ import annotations

from datetime import date

from zicha.demo import (
    planted_a,
    planted_a_admission,
    planted_a_audits,
    planted_a_certificates,
    planted_a_steps,
    planted_b,
    planted_b_conduct,
    planted_b_sign_ins,
    planted_b_traces,
    planted_bodies,
    planted_c,
    planted_c_records,
    planted_c_signals,
    planted_d,
    planted_d_files,
    planted_d_people,
    planted_labs,
    side_effects,
)
from zicha.demo.draft import Draft

_AREAS = (
    *(planted_a, planted_a_steps, planted_a_certificates, planted_a_audits, planted_a_admission),
    *(planted_b, planted_b_sign_ins, planted_b_traces, planted_b_conduct),
    *(planted_c, planted_c_records, planted_c_signals),
    *(planted_d, planted_d_people, planted_d_files, planted_labs),
)


def plant_all(as_of: date) -> Draft:
    """Rows to add to the clean body, and the list of what they should be found guilty of."""
    draft = Draft(as_of)
    planted_bodies.add_bodies(draft)
    for area in _AREAS:
        area.plant(draft)
    side_effects.settle(draft)
    return draft
