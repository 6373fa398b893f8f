"""Limiting cases 14, 15 and 25 of the theory: what exits leave behind."""

import numpy as np
import pytest

from sos_sim.model.mechanisms import learning, turnover

PATHS = ("knowledge", "leadership", "authentic", "surface", "embedded", "passing", "data", "alignment", "half_lives")


def test_where_learning_is_fully_embedded_exits_leave_no_trace(lab, forty):
    """Case 14: every path is the same bit for bit at any hazard of leaders and staff."""
    changes = {
        "embedding.loss": 0.0,
        "turnover.relationship_kept": 1.0,
        "time.onboarding": 0.0,
        "outcomes.staff_harm": 0.0,
        "money.onboarding": 0.0,
    }
    hazards = ({"turnover.leader_hazard": leader, "turnover.staff_hazard": staff} for leader, staff in
               ((0.0, 0.0), (0.015, 0.015), (0.2, 0.1)))  # fmt: skip
    engine = lab.engine(forty, [changes | hazard for hazard in hazards], months=48)
    engine.state.embedded[...] = 1.0
    # The start's passing level holds the dips of past exits at each run's own hazard.
    engine.state.passing[...] = engine.state.passing_start[...] = 0.0
    lab.run(engine, 48)
    state = engine.state
    assert state.leader_left[:, 2].mean() > state.leader_left[:, 1].mean() > 0.0
    for name in PATHS:
        column = getattr(state, name)
        assert np.array_equal(column[..., 0], column[..., 1]), name
        assert np.array_equal(column[..., 0], column[..., 2]), name


def test_without_exits_nothing_is_lost(lab):
    """Case 14, the other end."""
    p = lab.parameters(lab.NO_EXITS)
    state = lab.blank_state(50, 1, {"knowledge": 0.7, "leadership": 0.6, "authentic": 0.5, "relationship": 0.4})
    before = state.copy()
    for index in range(60):
        turnover.step(state, p, lab.month(50, index))
    for name in ("knowledge", "leadership", "authentic", "surface", "relationship", "passing"):
        assert np.array_equal(getattr(state, name), getattr(before, name)), name


GAIN, HAZARD, LOST = 0.25 / 12, 0.2 / 12, 0.5
"""Theory's rates a year, as rates a month."""


def with_exits(lab, n, months, seeds=(1,)):
    """Knowledge of districts that learn at a constant rate and forget only when their leader leaves."""
    p = lab.parameters(
        {
            "turnover.leader_hazard": HAZARD,
            "turnover.staff_hazard": 0.0,
            "turnover.knowledge_lost": LOST,
            "turnover.newcomer_knowledge": 0.0,
            "learning.practice": GAIN,
            "learning.forgetting": 0.0,
            "learning.variety_ceiling": 0.0,
            "network.peer_weight": 0.0,
        }
    )
    columns = {"knowledge": 0.6, "pressure": p.turnover.pressure_norm, "safety": p.turnover.safety_norm}
    state = lab.blank_state(n, len(seeds), columns)
    month = lab.month(n, seeds=seeds)
    practice = np.ones((n, len(seeds)))
    for index in range(months):
        month.index = index
        learning.know(state, p, month, practice)
        turnover.step(state, p, month)
        month.events.clear()
    return state.knowledge


def exact_mean(months):
    """The same by hand: both are linear, so the mean follows them exactly."""
    mean, leaving = 0.6, 1.0 - np.exp(-HAZARD)
    for _ in range(months):
        mean += GAIN * (1.0 - mean)
        mean -= leaving * LOST * mean
    return mean


def test_knowledge_under_exits_settles_at_its_mean_field(lab):
    """Case 15: 0.714286 in continuous time, 0.714290 for the monthly step of these mechanisms."""
    limit = 0.25 / (0.25 + 0.2 * 0.5)
    assert limit == pytest.approx(0.714286, abs=1e-6)
    assert exact_mean(5000) == pytest.approx(0.714290, abs=1e-6)
    assert with_exits(lab, 10_000, 200).mean() == pytest.approx(exact_mean(200), abs=0.005)


def test_the_mean_of_many_alike_districts_tends_to_the_deterministic_map_as_one_over_root_n(lab):
    """Case 25 (and 13's law for the agents there are): slope -0.5 in logarithms over 100 to 6,400 districts."""
    sizes, expected = np.array([100, 400, 1600, 6400]), exact_mean(36)
    spread = []
    for n in sizes:
        errors = with_exits(lab, n, 36, seeds=range(40)).mean(axis=0) - expected
        assert abs(errors.mean()) < 4 * errors.std() / np.sqrt(40)
        spread.append(np.sqrt((errors**2).mean()))
    slope = np.polyfit(np.log(sizes), np.log(spread), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.1)
