"""Levels of 2017 given what is recorded: limiting cases, the textbook formula, and the law of many draws."""

import dataclasses

import numpy as np
import pytest

from sos_sim.model.measure import likeness, start_levels, tables
from sos_sim.model.measure.cells import make_cells
from sos_sim.model.measure.condition import condition
from sos_sim.model.measure.drift import across_indicators, deviation, mathematics_like_language
from sos_sim.model.measure.evidence import evidence_of
from sos_sim.model.measure.structure import structural_level
from sos_sim.model.streams import Streams
from sos_sim.world.build import build_world
from sos_sim.world.districts import GROUPS
from sos_sim.world.recorded import NOT_RECORDED, Recorded

HI, WH, SWD = (GROUPS.index(name) for name in ("HI", "WH", "SWD"))
LATE = (2023, 2024)


def record(*lines, outside=0.0, colour=NOT_RECORDED):
    """Make records of lines of district, indicator, group, year, value, pupils."""
    places = np.array([line[:4] for line in lines], dtype=np.int64).reshape(-1, 4)
    numbers = np.array([line[4:] for line in lines], dtype=np.float64).reshape(-1, 2)
    return Recorded(
        *(np.ascontiguousarray(column) for column in places.T),
        *(np.ascontiguousarray(column) for column in numbers.T),
        outside=np.full(len(lines), outside),
        colour=np.full(len(lines), colour, dtype=np.int64),
    )


@pytest.fixture(scope="session")
def six(sixty):
    """Six large unified districts; the first two share a county."""
    districts = sixty.districts
    unified = np.flatnonzero((districts.type == 2) & (districts.enrolment > 8000))
    counties, counts = np.unique(districts.county[unified], return_counts=True)
    shared = unified[districts.county[unified] == counties[counts.argmax()]][:2]
    return districts.take([*shared, *[row for row in unified if row not in shared][:4]])


def world_with(districts, recorded=None):
    return build_world(districts, recorded=recorded)


def levels(world, settings, seeds, dtype=np.float64):
    return start_levels(world, Streams(seeds, world.slot, dtype), settings, dtype)


def cell(world, district, indicator, group):
    return int(make_cells(world).place[indicator, district, group])


def many(districts):
    """Record something of every kind, of the first four districts."""
    lines = []
    for district in range(4):
        for group in (HI, WH, SWD, tables.ALL):
            lines += [(district, tables.ELA, group, year, -20.0 + 9 * district, 400 + 9 * group) for year in LATE]
            lines += [(district, tables.CHRO, group, year, 21.0 + district, 300 + 9 * group) for year in LATE]
            lines.append((district, tables.SUSP, group, 2024, 4.0 + district, 300))
            lines.append((district, tables.GRAD, group, 2017, 84.0 + 2 * district, 200))
    return record(*lines)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_no_records_leave_every_draw_as_it_was_bit_for_bit(six, settings, dtype):
    plain = levels(world_with(six), settings(), range(3), dtype)
    empty = levels(world_with(six, record()), settings(), range(3), dtype)
    assert np.array_equal(plain.level_start, empty.level_start)
    assert np.array_equal(plain.deviation_before, empty.deviation_before)
    for name in ("district", "county", "small_district", "group", "small_group"):
        assert np.array_equal(getattr(plain.standing, name), getattr(empty.standing, name))


def test_a_record_without_noise_is_reproduced_in_every_draw(six, settings, monkeypatch):
    for name in ("YEAR_SHOCK_LARGE", "YEAR_SHOCK_SMALL", "GROUP_YEAR_SHOCK"):
        monkeypatch.setattr(tables, name, np.zeros(6))
    monkeypatch.setattr(likeness, "ROUNDING", np.full(6, 1e-9))
    world = world_with(
        six, record((0, tables.GRAD, HI, 2017, 81.0, 1e8), (0, tables.ELA, SWD, 2017, -50.0, 1e9))
    )
    drawn = levels(world, settings(), range(40)).level_start
    assert drawn[cell(world, 0, tables.GRAD, HI)] == pytest.approx(np.arcsin(np.sqrt(0.81)), abs=5e-4)
    assert drawn[cell(world, 0, tables.ELA, SWD)] == pytest.approx(-50.0, abs=0.02)
    assert drawn[cell(world, 0, tables.ELA, HI)].std() > 5


def test_mean_and_variance_of_one_district_are_those_of_the_textbook(six, settings):
    pupils, value, indicator = 150.0, 70.0, tables.GRAD
    world = world_with(six.take([0]), record((0, indicator, HI, 2017, value, pupils)))
    drawn = levels(world, settings(), range(4000)).level_start
    at_start = world.all_pupils[0, indicator]
    of_group = {group: world.group_pupils[0, indicator, group] for group in (HI, SWD)}
    together = tables.DISTRICT_SD[indicator] ** 2 + tables.SMALL_DISTRICT[indicator] ** 2 / at_start
    own = {
        group: tables.GROUP_SD[indicator] ** 2 + tables.SMALL_GROUP[indicator] ** 2 / count
        for group, count in of_group.items()
    }
    shock = tables.YEAR_SHOCK_LARGE[indicator] ** 2 + tables.GROUP_YEAR_SHOCK[indicator] ** 2
    record_variance = together + own[HI] + shock + 1 / (4 * pupils) + likeness.ROUNDING[indicator] ** 2
    # The angle of a share, corrected for small counts (Anscombe).
    seen = np.arcsin(np.sqrt((value / 100 * pupils + 0.375) / (pupils + 0.75)))
    expected = structural_level(world)[0, :, indicator]
    for group, covariance in ((HI, together + own[HI]), (SWD, together)):
        gain = covariance / record_variance
        mean = expected[group] + gain * (seen - expected[HI])
        variance = together + own[group] - gain * covariance
        values = drawn[cell(world, 0, indicator, group)]
        assert values.mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / 4000))
        assert values.var() == pytest.approx(variance, rel=0.09)


def test_later_years_count_less_the_less_a_standing_lasts(six, settings):
    def moved(year):
        # A second district takes up the state's level of late years, from which standings are counted.
        lines = [(0, tables.GRAD, HI, year, 70.0, 1e6), *((d, tables.GRAD, HI, year, 92.0, 1e6) for d in range(1, 6))]
        world = world_with(six, record(*lines))
        place = cell(world, 0, tables.GRAD, HI), cell(world, 1, tables.GRAD, HI)
        drawn = levels(world, settings(), range(400)).level_start
        return drawn[place[1]].mean() - drawn[place[0]].mean()

    assert moved(2017) > moved(2023) > moved(2024) > 0


def test_over_many_draws_of_the_records_the_law_is_the_prior(six):
    world, runs = world_with(six, many(six)), 3000
    cells, evidence = make_cells(world), evidence_of(world, np.dtype(np.float64))

    def prior(first):
        streams = Streams(range(first, first + runs), world.slot, np.float64)
        return (
            streams,
            across_indicators(streams.normal("measure.district", 2017, (6,))),
            across_indicators(streams.state_normal("measure.county", 2017, (58, 6))),
            across_indicators(streams.normal("measure.small_district", 2017, (6,))),
            across_indicators(streams.normal("measure.group", 2017, (13, 6))),
            mathematics_like_language(streams.normal("measure.small_group", 2017, (13, 6)).copy(), 0.65),
        )

    def whole(district, county):
        share = (tables.COUNTY_SD / tables.DISTRICT_SD)[:, None]
        return np.sqrt(1 - share**2) * district + (share * county)[cells.county_of]

    streams, *truth = prior(100_000)
    parts = (whole(truth[0], truth[1]), *truth[2:])
    read = sum(table @ part.reshape(-1, runs) for table, part in zip(evidence.reads, parts, strict=True))
    chances = np.random.default_rng(5).standard_normal((len(evidence.draw), runs))
    of_each_run = dataclasses.replace(evidence, surprise=read + evidence.noise @ chances)
    streams, *drawn = prior(0)
    moved = condition(of_each_run, cells, streams, *drawn)
    for before, after in zip(
        (whole(drawn[0], drawn[1]), *drawn[2:]), (whole(moved[0], moved[1]), *moved[2:]), strict=True
    ):
        assert np.abs(after.mean(axis=-1)).max() < 5 / np.sqrt(runs)
        flat, plain = after.reshape(-1, runs), before.reshape(-1, runs)
        assert np.abs(flat.var(axis=1) - 1).max() < 5 * np.sqrt(2 / runs)
        for of in range(0, 36, 6):
            assert np.abs(np.cov(flat[of : of + 6]) - np.cov(plain[of : of + 6])).max() < 0.12
        # And the records were taken up: what was true and what is drawn given its record go together.
    truly, given = parts[0][:4, tables.ELA], whole(moved[0], moved[1])[:4, tables.ELA]
    assert min(np.corrcoef(one, other)[0, 1] for one, other in zip(truly, given, strict=True)) > 0.6


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_run_of_a_batch_equals_the_run_alone(six, settings, dtype):
    world = world_with(six, many(six))
    together = levels(world, settings(), (3, 1, 2), dtype)
    for column, seed in enumerate((3, 1, 2)):
        alone = levels(world, settings(), (seed,), dtype)
        assert np.array_equal(alone.level_start[:, 0], together.level_start[:, column])
        assert np.array_equal(alone.standing.county[..., 0], together.standing.county[..., column])


def test_the_order_of_districts_does_not_matter(six, settings):
    recorded, turned = many(six), [4, 2, 0, 5, 1, 3]
    plain = world_with(six, recorded)
    moved = dataclasses.replace(recorded, district=np.argsort(turned)[recorded.district])
    other = world_with(six.take(turned), moved.where(np.random.default_rng(1).permutation(len(moved))))
    first, second = levels(plain, settings(), (1, 2)), levels(other, settings(), (1, 2))
    grid, again = make_cells(plain).place[:, turned], make_cells(other).place
    kept = (grid < len(first.cells)) & (again < len(second.cells))
    assert np.array_equal(first.level_start[grid[kept]], second.level_start[again[kept]])


def test_records_of_one_district_leave_the_levels_of_the_others_alone(six, settings):
    plain = levels(world_with(six), settings(), range(5))
    given = levels(world_with(six, record((0, tables.GRAD, HI, 2017, 60.0, 500))), settings(), range(5))
    others = plain.cells.district != 0
    assert plain.level_start[others] == pytest.approx(given.level_start[others], rel=1e-12)
    graduation = (plain.cells.district == 0) & (plain.cells.indicator == tables.GRAD)
    assert (plain.level_start > given.level_start)[graduation].mean() > 0.95


def test_the_drift_goes_on_from_the_conditioned_standing(six, settings):
    world = world_with(six, many(six))
    state = levels(world, settings(), range(4))
    groups = state.cells.group < tables.ALL
    structure = structural_level(world)[state.cells.district, state.cells.group % 13, state.cells.indicator]
    stands = state.level_start - structure[:, None]
    assert deviation(state.standing, state.cells)[groups] == pytest.approx(stands[groups], abs=1e-9)


def test_the_county_takes_its_share_of_what_its_districts_have_in_common(six, settings):
    both = [(district, tables.GRAD, HI, 2017, 99.0, 1e6) for district in (0, 1)]
    one = world_with(six, record(both[0]))
    two = world_with(six, record(*both))
    county = six.county[0]
    means = [
        levels(world, settings(), range(300)).standing.county[county, tables.GRAD].mean()
        for world in (world_with(six), one, two)
    ]
    assert means[0] < means[1] < means[2]


def test_the_level_of_the_state_in_late_years_is_not_taken_for_that_of_2017(six, settings):
    lines = [(district, tables.ELA, HI, 2024, -30.0 + 7 * district, 500) for district in range(6)]
    lower = [(*line[:4], line[4] - 25.0, line[5]) for line in lines]
    first, second = (levels(world_with(six, record(*some)), settings(), range(3)) for some in (lines, lower))
    assert first.level_start == pytest.approx(second.level_start, abs=1e-9)


def test_rates_that_count_charter_pupils_tell_less(six, settings):
    def spread(outside):
        lines = [(district, tables.SUSP, HI, 2024, 4.0 + district, 5000) for district in range(6)]
        world = world_with(six, record(*lines, outside=outside))
        return levels(world, settings(), range(400)).level_start[cell(world, 0, tables.SUSP, HI)].std()

    assert spread(0.0) < spread(0.5) < spread(1.0)


def test_the_official_graduation_of_the_start_is_measured_as_it_was_and_later_springs_are_not(six, settings, yearly):
    lines = [(0, tables.GRAD, HI, year, 77.7, 300) for year in (2016, 2017, 2018)]
    world = world_with(six, record(*lines))
    run = yearly(world, settings(), seeds=(1, 2))
    place = cell(world, 0, tables.GRAD, HI)
    for year in (2016, 2017):
        assert run.spring(year).measured[place] == pytest.approx([77.7, 77.7])
    assert np.unique(run.spring(2018).measured[place]).size == 2


def test_published_colours_of_2017_hold_under_the_rules_of_then_only(six, settings, yearly):
    # The grid would say blue; what was published is red, and stands.
    recorded = record(
        (0, tables.GRAD, HI, 2016, 97.0, 300), (0, tables.GRAD, HI, 2017, 97.0, 300), colour=1
    )
    world = world_with(six, recorded)
    place = cell(world, 0, tables.GRAD, HI)
    for minimum, colour in ((30.0, 1), (31.0, 5)):
        run = yearly(world, settings(accountability__minimum_group=minimum))
        run.spring(2016)
        run.spring(2017)
        assert run.dashboard(2017).colour[place, 0] == colour
        run.spring(2018)
        assert run.dashboard(2018).colour[place, 0] != 0
