from __future__ import annotations

import math

import numpy as np
import pytest

from sos_sim.check.benchmarks import BENCHMARKS, run_benchmarks
from sos_sim.check.benchmarks.cases import CASES, Case
from sos_sim.check.benchmarks.judged import LEFT_OUT
from sos_sim.check.benchmarks.organisation import (
    DEEP,
    Settings,
    half_lives_on_the_aim,
    rates,
    remaining_defect,
    single_organisation,
)
from sos_sim.check.seen import watch

PUBLISHED = {
    "B01": 0.0779, "B02": 0.0537, "B03": 0.0517, "B04": 0.0442, "B05": 0.0399, "B11": 0.3102, "B12": 0.0641,
    "B13": 0.093, "B18": 0.1608,
    "B20": 0.1164, "B23": 0.1386, "B24": 0.0549, "B25": 0.0713, "B26": 0.2676, "B27": 0.1541,
}  # fmt: skip
"""Yearly rates as section D of the findings ledger has them."""

ALL_IN_REACH = Settings(1.0, {"tests_rate": 1.0, "climate_rate": 1.0, "graduation_rate": 1.0})


@pytest.mark.parametrize("ident", PUBLISHED)
def test_the_rate_of_a_case_is_that_of_the_ledger(ident: str) -> None:
    case = next(each for each in CASES if each.ident == ident)
    assert case.rate == pytest.approx(PUBLISHED[ident], abs=6e-5)
    assert case.half_life == pytest.approx(math.log(2) / PUBLISHED[ident], rel=2e-3)


def test_every_benchmark_of_the_ledger_is_judged_or_left_out_with_a_reason() -> None:
    assert sorted({*BENCHMARKS, *LEFT_OUT}) == [f"B{number:02d}" for number in range(1, 38)]
    assert not set(BENCHMARKS) & set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_a_quantity_halves_in_one_half_life_when_all_of_it_is_in_reach() -> None:
    case = Case("X", "", 1.0, 0.5, 1, "health or industry", "tests_rate", (0.0, 0.0), as_rate=False)
    left = remaining_defect(case, np.array([0.0, 1.0, 2.0]), 0.0, ALL_IN_REACH)
    assert left == pytest.approx([1.0, 0.5, 0.25])


def test_a_share_never_falls_below_what_is_attainable() -> None:
    case = next(each for each in CASES if each.ident == "B01")
    left = remaining_defect(case, np.linspace(0, 60, 7), 0.05, ALL_IN_REACH)
    assert left[0] == pytest.approx(case.first)
    assert np.all(np.diff(left) < 0) and left[-1] == pytest.approx(0.05, abs=1e-6)


def test_a_case_is_met_exactly_by_whoever_leaves_its_defect() -> None:
    case = Case("X", "", 0.8, 0.4, 5, "health or industry", "tests_rate", (0.0, 0.0), as_rate=False)
    half_lives = np.ones((11, 3))
    assert rates(case, half_lives, 0.0, ALL_IN_REACH) == pytest.approx([case.rate] * 3)


def test_copies_of_the_organisation_have_no_peers_and_differ_only_in_luck() -> None:
    world = single_organisation()
    assert world.peers.nnz == 0
    assert len(set(world.districts.enrolment)) == len(set(world.districts.upp)) == 1
    seen = watch(world, [DEEP], 1, {})[DEEP.key]
    assert np.std(seen.district("authentic", 1)) > 0.05


def test_a_deep_adopter_learns_and_more_each_year() -> None:
    seen = watch(single_organisation(), [DEEP], 1, {})[DEEP.key]
    half_lives = half_lives_on_the_aim(seen, Settings.of({}))
    assert np.all(half_lives[0] == 0) and np.all(np.diff(half_lives, axis=0) > 0)


def test_a_model_that_learns_too_fast_breaks_the_envelope_and_one_that_cannot_learn_never_reaches_it() -> None:
    def share(moved: dict[str, float]) -> float:
        return run_benchmarks(["B03"], [1], moved)[0].parts[0].figure

    assert share({"learning.gap_per_cycle": 0.6, "outcomes.reach": 1.0}) > 0.5
    assert share({"learning.gap_per_cycle": 0.1, "outcomes.reach": 0.2}) < 0.01


def test_one_result_per_benchmark_with_the_published_half_life_beside_ours() -> None:
    (result,) = run_benchmarks(["B01"], [1, 2], {})
    assert result.ident == "B01" and result.source
    half_life = next(part for part in result.parts if "half-life" in part.name)
    assert half_life.reference == pytest.approx(8.9, abs=0.05)
