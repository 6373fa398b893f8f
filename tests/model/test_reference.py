"""The array engine against the model written again, one district at a time, in plain Python."""

import dataclasses
import sys
from pathlib import Path
from types import SimpleNamespace

import networkx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1]))

from reference import school_year
from reference.columns import StreamChances, copy_state, differences, plain_parameters, plain_world
from reference.model import MONTHLY as REFERENCE_MONTHLY
from reference.model import ReferenceModel
from reference.side_by_side import side_by_side
from sos_sim.model.engine import MONTHLY, Engine, places_of
from sos_sim.model.mechanisms import adoption, assistance, county_offices, focus, money
from sos_sim.model.month import Decisions, Month
from sos_sim.model.state import State
from sos_sim.model.streams import Streams
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.scenario import Scenario, load
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import build_world, embedded_world

UNLIKELY = 0.15
"""Share of values that stand at an end of their range."""


def world_of(rng, largest=40):
    """Take 5 to 40 districts of two to four counties, some of them without peers."""
    districts = embedded_world().districts
    names = rng.choice(np.unique(districts.county), rng.integers(2, 5), replace=False)
    rows = np.flatnonzero(np.isin(districts.county, names))
    count = min(len(rows), int(rng.integers(5, largest + 1)))
    chosen = districts.take(np.sort(rng.choice(rows, count, replace=False)))
    graph = networkx.empty_graph(chosen.cds_code)
    linked = [code for code in chosen.cds_code if rng.random() > UNLIKELY]
    for one in linked:
        for other in linked:
            if one < other and rng.random() < 0.2:
                graph.add_edge(one, other, weight=float(rng.uniform(0.1, 2.0)))
    return build_world(chosen, graph)


def number_of(rng, parameter):
    """Draw a number a parameter may take, its ends more often than chance would."""
    if rng.random() < UNLIKELY:
        value = float(rng.choice([parameter.low, parameter.high, parameter.default]))
    else:
        value = float(rng.uniform(parameter.low, parameter.high))
    return value if parameter.kind == "number" else float(round(value))


def numbers_of(rng, runs):
    """Draw every parameter for each of some runs, half of them the same in all."""
    drawn = []
    for parameter in PARAMETERS.values():
        own = [number_of(rng, parameter) for _ in range(runs)]
        drawn.append(own if rng.random() < 0.5 else own[:1] * runs)
    return [dict(zip(PARAMETERS, values, strict=True)) for values in zip(*drawn, strict=True)]


def scenarios_of(rng, runs, months, start):
    """Draw scenarios whose levers change once more at some month."""
    made = []
    for numbers in numbers_of(rng, runs):
        changes = {path: ((0, value),) for path, value in numbers.items()}
        for path, parameter in PARAMETERS.items():
            if parameter.role == "lever" and rng.random() < 0.1:
                changes[path] += ((int(rng.integers(1, 13)), number_of(rng, parameter)),)
        made.append(Scenario("drawn", "", (), changes, start, months, Path("drawn")))
    return made


WIDE = {
    "tenure": 20.0, "pressure": 3.0, "reserve": 800.0, "half_lives": 6.0, "exposure": 1.0, "staff_exits": 0.5,
    "leader_left": 1.5, "days": 120.0, "county_days": 60.0, "improvement_days": 90.0, "unmet_days": 60.0,
    "cost": 500.0, "contract": 36.0, "assistance": 60.0,
    "priorities": 10.0, "spent": 2000.0, "income": 900.0, "spending": 900.0,
    "fear": 3.0, "burden": 0.3, "methods_met": 8.0, "susceptibility": 4.0, "priority_factor": 4.0,
    "county_capacity": 3.0, "money_left": 0.08,
}  # fmt: skip
AROUND_ZERO = {"passing": 0.2, "passing_start": 0.2, "inflation": 0.5, "inflation_start": 0.5, "change": 0.3}
WHOLE = ("identified", "intensive", "history")
SHARED = ("own_leadership", "susceptibility", "seeking", "network_rank", "own_data", "priority_factor", "need_rank",
          "county_capacity")  # fmt: skip


def state_of(rng, n, runs, counties):
    """Draw a state within what its columns may hold."""
    drawn = {}
    for field in dataclasses.fields(State):
        name = field.name
        shape = {
            "half_lives": (n, 6, runs), "focus": (n, 6, runs), "indicator_badness": (n, 6, runs),
            "history": (4, n, runs), "money_left": (1, runs), "variety": (1, runs),
            "county_skill": (counties, runs), "county_capacity": (counties, runs),
        }.get(name, (n, runs))  # fmt: skip
        values = rng.random(shape)
        values = np.where(rng.random(shape) < UNLIKELY, rng.integers(0, 2, shape), values)
        if name in WHOLE:
            values = np.round(values)
        elif name == "indicator_badness":
            values = np.round(4.0 * values) / 4.0
        elif name in AROUND_ZERO:
            values = (2.0 * values - 1.0) * AROUND_ZERO[name]
        drawn[name] = values * WIDE.get(name, 1.0)
    drawn["overloaded"] = rng.random((n, runs)) < 0.5
    drawn["surface"] *= 1.0 - drawn["authentic"]
    drawn["priorities"] = np.maximum(drawn["priorities"], 1.0)
    drawn["methods_met"] = np.maximum(drawn["methods_met"], 1.0)
    for name in ("susceptibility", "priority_factor", "county_capacity"):
        drawn[name] = np.maximum(drawn[name], 0.05)
    return State(**drawn)


def grouped(values):
    """Group parameters by path into name spaces."""
    groups = {}
    for path, value in values.items():
        group, name = path.split(".")
        setattr(groups.setdefault(group, SimpleNamespace()), name, value)
    return SimpleNamespace(**groups)


class Both:
    """Set the columns and the reference side by side in one and the same month."""

    def __init__(self, seed, numbers=(), columns=()):
        rng = np.random.default_rng(seed)
        self.runs = int(rng.integers(1, 4))
        self.world = world_of(rng)
        drawn = [own | dict(numbers) for own in numbers_of(rng, self.runs)]
        joined = {path: [own[path] for own in drawn] for path in PARAMETERS}
        same = {path: values[0] if len(set(values)) == 1 else np.array(values) for path, values in joined.items()}
        self.p = grouped(same)
        self.start = (int(rng.integers(2017, 2023)), int(rng.integers(1, 13)))
        index = int(rng.integers(0, 2)) * int(rng.integers(0, 40))
        n = len(self.world.county_of)
        self.state = state_of(rng, n, self.runs, len(self.world.county_size))
        for name, value in dict(columns).items():
            getattr(self.state, name)[...] = value
        seeds = [int(s) for s in rng.integers(0, 1000, self.runs)]
        streams = Streams(seeds, self.world.slot, np.float64)
        year, number = self.start[0] + (self.start[1] - 1 + index) // 12, (self.start[1] - 1 + index) % 12 + 1
        self.month = Month(index, year, number, 1.0, places_of(self.world, np.float64), streams, Decisions())
        self.rng = rng
        self.models = []
        for run in range(self.runs):
            plain = plain_parameters(self.p, run)
            chances = StreamChances(streams, run)
            model = ReferenceModel(plain_world(self.world), lambda _, p=plain: p, chances, self.start)
            model.index = index
            copy_state(self.state, model, run)
            self.models.append(model)

    def check(self):
        for run, model in enumerate(self.models):
            assert differences(self.state, model, run) == []


SEEDS = st.integers(0, 2**32 - 1)
ENOUGH = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
IN_COLUMNS = {step.__module__.rsplit(".", 1)[-1]: step for step in MONTHLY}
ONE_BY_ONE = {step.__name__: step for step in REFERENCE_MONTHLY}


def test_the_month_written_again_has_the_same_mechanisms_in_the_same_order():
    assert list(ONE_BY_ONE) == list(IN_COLUMNS)


@pytest.mark.parametrize("mechanism", IN_COLUMNS)
@given(seed=SEEDS)
@ENOUGH
def test_a_month_of_each_mechanism_alone_is_the_same_in_columns_and_one_by_one(mechanism, seed):
    columns, one_by_one = IN_COLUMNS[mechanism], ONE_BY_ONE[mechanism]
    both = Both(seed)
    columns(both.state, both.p, both.month)
    for model in both.models:
        one_by_one(model, model.parameters(0))
    both.check()


def every_district(what):
    """Make a yearly work of the reference out of what one district does."""

    def work(model, p):
        for district in model.districts:
            what(district, p)

    return work


def settle_year(model, p):
    model.money_left += p.money.squeeze * (p.money.revenue_growth - p.money.fixed_cost_growth)
    every_district(school_year.settle_year)(model, p)


YEARLY = {
    "abandon": (adoption.abandon, every_district(lambda d, p: d.abandon(p))),
    "train": (lambda s, p, _: county_offices.train(s, p), lambda m, p: [o.train(p) for o in m.county_offices]),
    "settle_year": (money.settle_year, settle_year),
    "buy": (money.buy, every_district(school_year.buy)),
    "choose_focus": (focus.choose, every_district(school_year.choose_focus)),
    "close_year": (lambda s, p, _: focus.close_year(s, p), every_district(school_year.close_year)),
    "assign": (
        lambda s, p, _: assistance.assign(s, p, np.ones(s.days.shape[1], bool)),
        every_district(school_year.assign_assistance),
    ),
}


@pytest.mark.parametrize("name", YEARLY)
@given(seed=SEEDS)
@ENOUGH
def test_each_yearly_work_alone_is_the_same_in_columns_and_one_by_one(name, seed):
    both = Both(seed)
    columns, one_by_one = YEARLY[name]
    columns(both.state, both.p, both.month)
    for model in both.models:
        one_by_one(model, model.parameters(0))
    both.check()


READY = {"leadership": 1.0, "knowledge": 1.0, "safety": 1.0, "clarity": 1.0, "data": 1.0, "alignment": 1.0,
         "time_used": 1.0, "support": 1.0, "authentic": 0.2, "surface": 0.7}  # fmt: skip
CORNERS = {
    "a cycle removes 0.95 of the gap at most": (
        "exposure",
        {"learning.cadence": 0.25, "learning.cadence_diminishing": 1.0, "learning.gap_per_cycle": 0.6,
         "learning.transfer": 1.0, "rollout.test_small": 1.0, "rollout.small_gain": 0.6},
        {},
    ),
    "no more sites deepen than use tools": (
        "adoption",
        {"adoption.supported": 0.5, "training.breadth": 1.0, "training.breadth_effect": 2.0, "adoption.ceiling": 1.0,
         "support.district_focus": 0.0, "support.focus_effect": 2.0, "coherence.remixing": 0.5,
         "coherence.framework_share": 0.0},
        READY,
    ),
    "real practice stops at its ceiling": ("adoption", {"adoption.ceiling": 0.3, "adoption.supported": 0.5}, READY),
    "real practice beyond its ceiling gains nothing": (
        "adoption", {"adoption.ceiling": 0.3}, READY | {"authentic": 0.6, "surface": 0.3}
    ),
    "help at the district office alone moves no site": (
        "adoption", {"support.district_focus": 1.0, "support.focus_effect": 2.0}, READY
    ),
    "operations take all the time where nobody knows how": (
        "time_budget", {"time.savings": 1.0, "time.savings_from": 1.0}, {"knowledge": 0.01}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CORNERS)
@given(seed=SEEDS)
@settings(parent=ENOUGH, max_examples=10)
def test_the_bounds_of_levers_are_the_same_in_columns_and_one_by_one(name, seed):
    mechanism, numbers, columns = CORNERS[name]
    both = Both(seed, numbers, columns)
    step, one_by_one = IN_COLUMNS[mechanism], ONE_BY_ONE[mechanism]
    step(both.state, both.p, both.month)
    for model in both.models:
        one_by_one(model, model.parameters(0))
    both.check()


@given(seed=SEEDS)
@settings(parent=ENOUGH, max_examples=10)
def test_a_district_that_drops_too_little_has_no_negative_income_in_columns_and_one_by_one(seed):
    short = {"money.drop_most": 0.0, "money.drop_worth": 0.5}
    both = Both(seed, short, {"money_left": -0.5, "authentic": 1.0, "data": 1.0})
    columns, one_by_one = YEARLY["settle_year"]
    columns(both.state, both.p, both.month)
    for model in both.models:
        one_by_one(model, model.parameters(0))
    both.check()
    assert (both.state.income == 0.0).all()


@given(seed=SEEDS)
@ENOUGH
def test_the_list_is_the_same_in_columns_and_one_by_one(seed):
    both = Both(seed)
    shape = both.state.days.shape
    met = both.rng.random(shape) < 0.4
    coloured = both.rng.integers(0, 14, shape)
    flagged = np.minimum(both.rng.integers(0, 6, shape), coloured)
    shown = SimpleNamespace(
        year=both.month.year, identified=met, groups_flagged=flagged, groups_coloured=coloured
    )
    assistance.list_districts(both.state, both.p, both.month, shown, np.ones(shape[1], bool))
    for run, model in enumerate(both.models):
        for row, district in enumerate(model.districts):
            found = bool(met[row, run]), int(flagged[row, run]), int(coloured[row, run])
            school_year.list_district(district, model.parameters(0), *found, both.month.year)
    both.check()


@given(seed=SEEDS, months=st.integers(1, 30), drawn=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_months_in_a_row_are_the_same_in_columns_and_one_by_one(seed, months, drawn):
    rng = np.random.default_rng(seed)
    runs, world = int(rng.integers(1, 3)), world_of(rng)
    start = (int(rng.integers(2017, 2022)), int(rng.integers(1, 13)))
    if start < (2017, 7):
        start = (2017, 7)
    schedule = compile_schedule(scenarios_of(rng, runs, 36, start))
    engine = Engine(world, schedule, [int(s) for s in rng.integers(0, 1000, runs)], dtype=np.float64)
    if drawn:
        fixed = {name: getattr(engine.state, name) for name in SHARED}
        engine.state = dataclasses.replace(state_of(rng, len(world.county_of), runs, len(world.county_size)), **fixed)
    side_by_side(engine, months)


def test_a_decade_of_sixty_districts_is_the_same_in_columns_and_one_by_one():
    world = build_world(embedded_world().districts.take(np.arange(60)))
    schedule = compile_schedule([load("california-2017"), load("high-pressure")])
    side_by_side(Engine(world, schedule, [1, 1], dtype=np.float64), 120)
