"""The whole catalogue: everything that should be there is, and every pattern gives a figure."""

from __future__ import annotations

import numpy as np

from sos_sim.check.catalogue import PATTERNS, ROOMS
from sos_sim.check.judge import judge
from sos_sim.check.sample import sample_world
from sos_sim.world.build import embedded_world


def test_every_pattern_of_the_report_and_of_the_theory_is_there_once() -> None:
    kinds = {"S": 46, "J": 12, "E": 4}
    expected = [f"{kind}{number:02d}" for kind, most in kinds.items() for number in range(1, most + 1)]
    declared = [pattern.ident for room in ROOMS for pattern in room.PATTERNS]
    assert len(declared) == len(set(declared))
    assert set(expected) <= set(declared)
    for pattern in PATTERNS.values():
        assert pattern.claim and pattern.source and pattern.measures


def test_all_patterns_run_and_give_figures() -> None:
    """The fast subset: every pattern on few districts; whether it holds is told by `sos-sim check patterns`."""
    judged = judge(list(PATTERNS.values()), sample_world(embedded_world(), 120), [1])
    assert len(judged.results) == len(PATTERNS)
    for result in judged.results:
        for part in result.parts:
            assert not np.isnan(part.figure), (result.ident, part.name)
