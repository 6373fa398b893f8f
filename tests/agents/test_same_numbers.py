"""The Mesa face moves the same engine: the same numbers, at nearly the same speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from sos_sim import CountyOffice, District, Scenario, SystemOfSupport
from sos_sim.model.engine import Engine
from sos_sim.observe import districts
from sos_sim.observe.run import run_batch
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import World, embedded_world

Make = Callable[..., SystemOfSupport]


class SameFocus(District):
    def choose_focus(self) -> list[str] | dict[str, float]:
        return super().choose_focus()


class SameFocusByWeight(District):
    def choose_focus(self) -> list[str] | dict[str, float]:
        weights = self.model.sight.focus_weights(self.model.sight.focus_ranks())[self.row, :, 0]
        return dict(zip(("ELA", "MATH", "CHRO", "SUSP", "CCI", "GRAD"), weights.tolist(), strict=True))


class SameShare(District):
    def share_for_improvement(self) -> float:
        return super().share_for_improvement()


class SameDays(CountyOffice):
    def allocate(self, requests: Sequence[tuple[District, float]]) -> Sequence[float]:
        return super().allocate(requests)


@pytest.mark.parametrize(
    "agents",
    [
        {},
        {"district": SameFocus},
        {"district": SameFocusByWeight},
        {"district": SameShare},
        {"county_office": SameDays},
    ],
    ids=["plain", "focus", "focus by weight", "share", "days"],
)
def test_a_model_whose_agents_decide_as_the_model_does_equals_the_batch_run_bit_by_bit(
    make: Make, short: Scenario, small_world: World, agents: dict[str, type]
) -> None:
    recording = run_batch(small_world, [short], [3])
    model = make(agents=agents)
    start = [model.outcome(outcome) for outcome in recording.outcomes]
    assert np.array_equal(start, recording.statewide[0, :, 0])
    for quarter in range(1, 9):
        for _ in range(3):
            model.step()
        seen = [model.outcome(outcome) for outcome in recording.outcomes]
        assert np.array_equal(seen, recording.statewide[quarter, :, 0])


def test_the_whole_embedded_california_equals_the_batch_run_bit_by_bit(short: Scenario) -> None:
    recording = run_batch(embedded_world(), [short], [5])
    model = SystemOfSupport(short, seed=5)
    model.run_model()
    seen = [model.outcome(outcome) for outcome in recording.outcomes]
    assert np.array_equal(seen, recording.statewide[-1, :, 0])


def test_what_districts_show_averages_to_what_the_state_shows(make: Make) -> None:
    model = make()
    for _ in range(7):
        model.step()
    pupils = np.array(model.districts.get("enrolment"))
    assert model.districts.agg("capability", np.mean) == pytest.approx(model.outcome("capability"), rel=1e-5)
    for outcome in ("true_outcome", "measured_outcome"):
        values = np.array(model.districts.get(outcome))
        assert values @ pupils / pupils.sum() == pytest.approx(model.outcome(outcome), abs=1e-6)


def test_a_district_is_seen_as_the_district_tables_have_it(make: Make) -> None:
    model = make()
    for _ in range(6):
        model.step()
    values = districts.read(model.engine, "improvement_time", model.sight.passed)[:, 0]
    assert model.districts.get("improvement_time") == pytest.approx(values.tolist())


def test_a_step_without_overrides_costs_little_more_than_the_bare_engine(short: Scenario) -> None:
    world = embedded_world()

    def cost(step: Callable[[], Any]) -> float:
        began = time.process_time()
        for _ in range(8):
            step()
        return time.process_time() - began

    bare, mesa = [], []
    for _ in range(4):
        engine = Engine(world, compile_schedule([short], dtype=np.float32), [1])
        model = SystemOfSupport(short, seed=1)
        for _ in range(3):
            bare.append(cost(engine.step))
            mesa.append(cost(model.step))
    # The least of many blocks, taken by turns, is what the work costs when nothing else gets in between.
    assert min(mesa) / min(bare) < 1.3
