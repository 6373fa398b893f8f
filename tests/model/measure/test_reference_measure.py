"""Springs and Dashboards in columns against the same written again, one district at a time."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from reference.colours import publish
from reference.columns import plain_parameters
from reference.measure_columns import counties_of, districts_of, draws_of, of_run
from reference.spring import advance, advance_county, hold_tests, reachable
from sos_sim.model import measure
from sos_sim.model.measure import reading
from sos_sim.model.streams import Streams
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.scenario import Scenario
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import build_world, embedded_world

GROUPS = ("measurement", "outcomes", "support", "accountability")


WEIGHTS = {
    seed: {"accountability.change_weight": values} for seed, values in enumerate([(0.0, 1.0), (0.25, 0.75), (0.5,)])
}
"""Weights of change at which a colour is that of one level alone, lies on the edge of two colours, or is the grid's."""


def settings_of(rng, runs, low_noise, given=()):
    """Draw the settings the yearly half reads, for each run, but those given, whose values runs take in turn."""
    scenarios = []
    for run in range(runs):
        changes = {}
        for path, parameter in PARAMETERS.items():
            if parameter.group in GROUPS and rng.random() < 0.8:
                value = float(rng.uniform(parameter.low, parameter.high))
                changes[path] = ((0, value if parameter.kind == "number" else float(round(value))),)
        for path, values in dict(given).items():
            changes[path] = ((0, values[run % len(values)]),)
        if low_noise:
            changes["measurement.sampling_noise"] = ((0, 0.0),)
        scenarios.append(Scenario("drawn", "", (), changes, (2017, 7), 12, Path("drawn")))
    return compile_schedule(scenarios).at(0)


def cases(rng, count):
    districts = embedded_world().districts
    return build_world(districts.take(np.sort(rng.choice(len(districts), count, replace=False))))


def test_what_work_can_reach_is_the_same_in_columns_and_cell_by_cell():
    rng = np.random.default_rng(11)
    world, runs = cases(rng, 30), 3
    given = {"outcomes.reach": (0.3, 0.9, 0.5), "outcomes.system_share": (0.5, 0.95, 0.75)}
    p = settings_of(rng, runs, low_noise=False, given=given)
    levels = measure.start_levels(world, Streams([1, 2, 3], world.slot, np.float64), p, np.float64)
    for run in range(runs):
        plain = plain_parameters(p, run)
        starts, theirs = of_run(levels.level_start, run), of_run(levels.reachable, run)
        kinds = levels.cells.district_type.tolist()
        for c, (k, kind) in enumerate(zip(levels.cells.indicator.tolist(), kinds, strict=True)):
            ours = reachable(k, kind, float(starts[c]), plain)
            assert ours == pytest.approx(float(theirs[c]), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("seed", range(6))
def test_springs_and_dashboards_are_the_same_in_columns_and_district_by_district(seed):
    rng = np.random.default_rng(seed)
    runs, world = int(rng.integers(1, 4)), cases(rng, 30)
    shared = bool(rng.random() < 0.5)
    seeds = [7] * runs if shared else [int(s) for s in rng.integers(0, 1000, runs)]
    streams = Streams(seeds, world.slot, np.float64)
    p = settings_of(rng, runs, low_noise=seed == 3, given=WEIGHTS.get(seed, {}))
    levels = measure.start_levels(world, streams, p, np.float64)
    n = len(world.county_of)
    nothing = np.zeros((n, runs))
    exposure = np.zeros((n, 6, runs))
    for year in (2016, 2017):
        measure.spring_test(levels, exposure, nothing, nothing, p, streams, year)
    identified = 0
    for year in range(2018, 2025):
        before = [(districts_of(levels, run), counties_of(levels, run)) for run in range(runs)]
        exposure = exposure + rng.uniform(0.0, 0.6, (n, 6, runs))
        passing, inflation = rng.normal(0.0, 0.1, (n, runs)), rng.uniform(0.0, 0.4, (n, runs))
        spring = measure.spring_test(levels, exposure, passing, inflation, p, streams, year)
        board = measure.publish(levels, spring, settings=p, year=year)
        by_indicator = reading.indicator_badness(levels.cells, board)
        for run, (districts, counties) in enumerate(before):
            plain, draw = plain_parameters(p, run), draws_of(streams, run, year)
            counties = [advance_county(standing, c, draw) for c, standing in enumerate(counties)]
            for d in districts:
                advance(d, draw)
                effects = (exposure[d.row, :, run].tolist(), float(passing[d.row, run]), float(inflation[d.row, run]))
                hold_tests(d, counties[d.county], *effects, plain, year, draw)
            compare_cells(levels, spring, districts, run)
            for d in districts:
                kind, local = int(world.districts.type[d.row]), float(of_run(spring.local, run)[d.row])
                ours = publish(d, kind, plain, year, local)
                for (k, group), colour in ours.colours.items():
                    assert colour == of_run(board.colour, run)[levels.cells.place[k, d.row, group]]
                assert ours.badness == pytest.approx(of_run(board.badness, run)[d.row], abs=1e-10)
                assert ours.indicator_badness == of_run(by_indicator, run)[d.row].tolist()
                assert ours.change == pytest.approx(of_run(board.change_sd, run)[d.row], abs=1e-10)
                assert ours.flagged == of_run(board.groups_flagged, run)[d.row]
                assert ours.coloured == of_run(board.groups_coloured, run)[d.row]
                assert ours.identified == of_run(board.identified, run)[d.row]
                identified += ours.identified
    assert identified > 10


def compare_cells(levels, spring, districts, run):
    """Hold true and measured values, pupils and half-lives of all cells against the columns, then take theirs.

    Rounding to tenths comes after, and a value on the edge of two tenths must be the very same one there.
    """
    cells = levels.cells
    pairs = {"true": spring.true, "measured": spring.measured, "pupils": levels.pupils, "half_lives": levels.half_lives,
             "measured_last": levels.measured_last, "pupils_last": levels.pupils_last}  # fmt: skip
    for name, column in pairs.items():
        theirs = of_run(column, run)
        ours = np.array([
            getattr(districts[d].cells[k, g], name)
            for d, k, g in zip(cells.district, cells.indicator, cells.group, strict=True)
        ])  # fmt: skip
        assert np.abs(ours - theirs).max() <= 1e-10 * max(1.0, np.abs(theirs).max()), name
    for c, value in enumerate(of_run(spring.measured, run).tolist()):
        districts[cells.district[c]].cells[int(cells.indicator[c]), int(cells.group[c])].measured = value
