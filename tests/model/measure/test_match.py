"""The Dashboards of 2017 and 2018 against California's lists."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]
DATA = ROOT / ".." / "shared" / "data"


@pytest.fixture(scope="module")
def match():
    spec = importlib.util.spec_from_file_location(
        "measurement_match", ROOT / "experiments" / "measurement_match.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not (DATA / "districts.csv").exists(), reason="no shared data folder")
def test_with_real_structure_every_fact_but_few_lies_in_the_recipes_interval(match):
    facts = match.simulate(match.load(DATA), 16)
    assert set(facts) == set(match.RECIPE)
    for fact in ("districts 2017", "districts 2018"):
        _, _, low, high = match.RECIPE[fact]
        assert low <= np.median(facts[fact]) <= high
    outside = [
        fact
        for fact, (official, _, low, high) in match.RECIPE.items()
        if not low - (0.5 if official > 3 else 0.005)
        <= np.nanmedian(facts[fact])
        <= high + (0.5 if official > 3 else 0.005)
    ]
    assert len(outside) <= 6, outside


@pytest.mark.skipif(not (DATA / "districts.csv").exists(), reason="no shared data folder")
def test_given_recorded_outcomes_the_lists_and_the_fit_of_each_district_reach_the_recipes(match):
    world = match.load(DATA, "all")
    facts = match.simulate(world, 16)
    outside = []
    for fact, (official, _, low, high) in match.RECIPE_GIVEN_RECORDS.items():
        rounding = 0.5 if official > 3 else 0.005
        if not low - rounding <= np.nanmedian(facts[fact]) <= high + rounding:
            outside.append(fact)
    assert not {fact for fact in outside if fact.startswith(("districts", "2017 rate", "2018 rate"))}, outside
    assert len(outside) <= 8, outside
    chances, lists = match.simulated_chance(world, 16), match.official_lists(DATA, world.districts)
    known = [~np.isnan(listed) for listed in lists]
    curves = [
        match.area_under_curve(chance[rated], listed[rated])
        for chance, listed, rated in zip(chances, lists, known, strict=True)
    ]
    assert curves[0] > 0.82 and curves[1] > 0.87
    assert np.mean((chances[1] - lists[1])[known[1]] ** 2) < 0.14


@pytest.mark.skipif(not (DATA / "districts.csv").exists(), reason="no shared data folder")
def test_graduation_of_2017_alone_finds_the_districts_of_2017_better_than_structure(match):
    curves = []
    for known in ("structure", "2017"):
        world = match.load(DATA, known)
        rated = ~np.isnan(match.official_lists(DATA, world.districts)[0])
        listed = match.official_lists(DATA, world.districts)[0][rated]
        curves.append(match.area_under_curve(match.simulated_chance(world, 16)[0][rated], listed))
    assert curves[1] > curves[0] + 0.02


def test_the_embedded_california_identifies_about_as_many_districts(match):
    facts = match.simulate(match.load(Path("nowhere")), 16)
    # The recipe's own synthetic California: 207 [186, 228] and 351 [333, 373].
    assert 186 <= np.median(facts["districts 2017"]) <= 228
    assert 320 <= np.median(facts["districts 2018"]) <= 373
    rates = [np.median(facts[f"2018 rate, {name}"]) for name in match.SIZE_NAMES]
    assert rates == sorted(rates)
