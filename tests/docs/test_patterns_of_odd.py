from __future__ import annotations

import numpy as np

from sos_sim.observe.events import CODE
from sos_sim.observe.run import run_batch
from sos_sim.scenario.scenario import load
from sos_sim.world.build import embedded_world

LARGEST_TENTH = 29_000


def test_leaders_gone_in_three_years_are_as_many_as_in_california_and_more_in_the_largest_districts() -> None:
    world, seeds = embedded_world(), (1, 2)
    recording = run_batch(world, [load("california-2017")] * 2, seeds, keep_districts=[True, True])
    run, month, district, kind = recording.events.T
    early = (kind == CODE["leader left"]) & (month < 36)
    gone = np.zeros((len(world.county_of), len(seeds)), bool)
    gone[district[early], run[early]] = True
    # Grissom and Andersen 2012: 45 % (+-7), 71 % in the largest.
    assert 0.38 <= gone.mean() <= 0.52
    assert 0.60 <= gone[world.districts.enrolment >= LARGEST_TENTH].mean() <= 0.82


def test_tools_are_common_and_real_practice_is_rare_at_the_start() -> None:
    recording = run_batch(embedded_world(), [load("california-2017")], [1])
    start = dict(zip(recording.outcomes, recording.statewide[0, :, 0], strict=True))
    assert start["surface"] > 3 * start["authentic"]
    assert start["capability"] < 2.5
