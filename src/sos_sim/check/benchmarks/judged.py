"""Benchmarks judged as an upper envelope: a published success may be reached by deep adopters, and is never typical."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.benchmarks.cases import CASES, Case
from sos_sim.check.benchmarks.organisation import (
    DEEP,
    DEEP_LEFT,
    ORDINARY,
    STARTING,
    Settings,
    half_lives_on_the_aim,
    rates,
    remaining_defect,
    single_organisation,
)
from sos_sim.check.judge import part_of, place_in_prior
from sos_sim.check.pattern import at_least, at_most, between
from sos_sim.check.result import CheckResult, Rule
from sos_sim.check.seen import QUARTERS_A_YEAR, Seen, watch
from sos_sim.world.build import embedded_world

Floats = NDArray[np.float64]

NEVER = 99.0
"""Years told where something does not happen within the horizon."""

NAMES = {case.ident: case for case in CASES}
HALF_LIVES = {
    "education outcome": between(7.5, 17.4),
    "education process": at_least(2.23),
    "health or industry": at_least(2.59),
}
"""Half-lives of the ledger by kind, years: B13 to B05; the one process measure; the fastest of other sectors."""


@dataclass(frozen=True)
class View:
    """Hold what one future shows of deep adopters and of ordinary districts.

    Args:
        deep: half-lives on the aim of deep adopters, (11, N) by year.
        left: the same where the leader left after five years.
        ordinary: the same of all districts of the embedded California with moderate support.
        starting: share of sites in real practice of organisations that begin, (41,) by quarter.
        settings: how measures move.
        place: where in their priors the unknown attainable levels lie, 0-1.
    """

    deep: Floats
    left: Floats
    ordinary: Floats
    starting: Floats
    settings: Settings
    place: float

    def rates(self, case: Case, half_lives: Floats) -> Floats:
        """Return how fast the case's defect would fall, per year, by replicate."""
        least, most = case.attainable
        return rates(case, half_lives, least + (most - least) * self.place, self.settings)

    def left_over(self, case: Case, year: int, half_lives: Floats | None = None) -> float:
        """Return the mean defect that is left some years on, of deep adopters unless others are given."""
        least, most = case.attainable
        attainable = least + (most - least) * self.place
        spent = self.deep if half_lives is None else half_lives
        return float(remaining_defect(case, spent[year], attainable, self.settings).mean())


@dataclass(frozen=True)
class Measured:
    """Declare one figure of a benchmark.

    Args:
        name: what is measured, in plain words.
        figure: it in one future.
        rule: figures allowed.
        unit: unit in plain words.
        reference: the published value.
    """

    name: str
    figure: Callable[[View], float]
    rule: Rule
    unit: str = ""
    reference: float | None = None


@dataclass(frozen=True)
class Benchmark:
    """Declare one benchmark.

    Args:
        ident: id of the ledger.
        claim: what should hold, in plain words.
        measures: its figures.
    """

    ident: str
    claim: str
    measures: tuple[Measured, ...]


def _of_case(case: Case) -> Benchmark:
    """Make the benchmark of one published trajectory."""

    def as_fast(half_lives: Callable[[View], Floats]) -> Callable[[View], float]:
        return lambda view: float(np.mean(view.rates(case, half_lives(view)) >= case.rate))

    def fastest(view: View) -> float:
        return float(np.log(2.0) / np.quantile(view.rates(case, view.deep), 0.9))

    # Other sectors need not be reachable for schools (H16); they only must not be beaten.
    reachable = case.kind == "education outcome"
    measures: tuple[Measured, ...] = (
        Measured(
            "deep adopters at least as fast",
            as_fast(lambda view: view.deep),
            between(0.01, 0.5) if reachable else at_most(0.5),
            "share",
        ),
        Measured("ordinary districts at least as fast", as_fast(lambda view: view.ordinary), at_most(0.1), "share"),
        Measured("half-life of the fastest tenth", fastest, HALF_LIVES[case.kind], "years", case.half_life),
    )
    if case.ident == "B11":
        tests = replace(case, slowness="tests_rate")
        ratio = Measured(
            "speed of this process measure over that of tests",
            lambda view: float(view.rates(case, view.deep).mean() / view.rates(tests, view.deep).mean()),
            at_least(2.0),
            "times",
            0.3102 / 0.054,
        )
        measures = (*measures, ratio)
    reach = "can be reached and is not typical" if reachable else "is not beaten"
    return Benchmark(
        case.ident, f"{case.what}: {case.first:.3g} to {case.last:.3g} in {case.years:g} years {reach}", measures
    )


def _gap(view: View, year: int) -> tuple[float, float]:
    """Return the gap in defects between a group and all students, as difference and as ratio."""
    everybody, group = view.left_over(NAMES["B03"], year), view.left_over(NAMES["B04"], year)
    return group - everybody, group / everybody


def _rate_after_exit(view: View) -> float:
    """Return the rate of the five years after the leader left over that of the five before, on Alcoa's measure."""
    case = NAMES["B18"]
    first, five, ten = (view.left_over(case, year, view.left) for year in (0, 5, 10))
    return float(np.log(five / ten) / np.log(first / five))


def _years_to_system_wide(view: View) -> float:
    """Return the years until practice is system-wide, which begins somewhere between half and four fifths of sites."""
    reached = np.flatnonzero(view.starting >= 0.5 + 0.3 * view.place)
    return reached[0] / QUARTERS_A_YEAR if len(reached) else NEVER


ACROSS = (
    Benchmark(
        "B06",
        "A gap can narrow in points while the ratio of defects widens, as in Montgomery County",
        (
            Measured("change of the gap", lambda v: _gap(v, 10)[0] - _gap(v, 0)[0], at_most(0.0), "share", -0.07),
            Measured("change of the ratio", lambda v: _gap(v, 10)[1] - _gap(v, 0)[1], at_least(0.0), "times", 0.115),
        ),
    ),
    Benchmark(
        "B19",
        "Improvement goes on, more slowly, after the leader of an embedded organisation leaves, as at Alcoa",
        (Measured("rate of the five years after over before", _rate_after_exit, between(0.2, 1.0), "times", 0.476),),
    ),
    Benchmark(
        "B31",
        "From the first projects to practice nearly everywhere takes years (3 to 12 in B31-B34)",
        (Measured("years until practice is system-wide", _years_to_system_wide, between(3.0, 12.0), "years", 4.5),),
    ),
)

BENCHMARKS: dict[str, Benchmark] = {
    each.ident: each
    for each in sorted((*(_of_case(case) for case in CASES), *ACROSS), key=lambda each: int(each.ident[1:]))
}

LEFT_OUT: dict[str, str] = {
    "B07": "no base is given",
    "B08": "no base is given",
    "B09": "a cross-section, not a trajectory",
    "B10": "the share of administration in the budget is no quantity of the model",
    "B14": "no figures",
    "B17": "a cross-section against another course; no base rate",
    "B21": "market value is no quantity of the model",
    "B22": "a rank is not a rate",
    "B28": "no figures",
    "B29": "spread of an idea between countries",
    "B30": "spread through another field",
    "B32": "inside B31",
    "B33": "inside B31",
    "B34": "inside B31",
    "B35": "a target of calibration (T04)",
    "B36": "a target of calibration (T48); rareness is pattern S46",
    "B37": "no figures",
}
"""Benchmarks of the ledger that are not judged, and why."""


def look(seed: int, moved: Mapping[str, float]) -> View:
    """Run deep adopters and ordinary districts in one future.

    Args:
        seed: the future; it also places the unknown attainable levels in their priors.
        moved: parameters moved (``--set``).
    """
    alone = watch(single_organisation(), [DEEP, DEEP_LEFT, STARTING], seed, moved)
    everybody: Seen = watch(embedded_world(), [ORDINARY], seed, moved)[ORDINARY.key]
    settings = Settings.of(dict(moved))
    return View(
        half_lives_on_the_aim(alone[DEEP.key], settings),
        half_lives_on_the_aim(alone[DEEP_LEFT.key], settings),
        half_lives_on_the_aim(everybody, settings),
        alone[STARTING.key].path("authentic"),
        settings,
        place_in_prior(seed),
    )


def run_benchmarks(
    names: Iterable[str], seeds: Sequence[int], moved: Mapping[str, float], done_one: Callable[[], None] = lambda: None
) -> list[CheckResult]:
    """Judge benchmarks.

    Args:
        names: their ids.
        seeds: the futures.
        moved: parameters moved (``--set``).
        done_one: called after each future.

    Raises:
        InputProblems: a parameter that is not allowed.
    """
    views = []
    for seed in seeds:
        views.append(look(seed, moved))
        done_one()
    return results_of(names, views)


def results_of(names: Iterable[str], views: Sequence[View]) -> list[CheckResult]:
    """Judge benchmarks by what futures showed.

    Args:
        names: their ids.
        views: what each future showed.
    """
    return [_result(BENCHMARKS[name], views) for name in names]


def _result(benchmark: Benchmark, views: Sequence[View]) -> CheckResult:
    parts = tuple(
        part_of(
            each.name,
            np.array([each.figure(view) for view in views]),
            each.rule,
            unit=each.unit,
            reference=each.reference,
        )
        for each in benchmark.measures
    )
    return CheckResult(benchmark.ident, benchmark.claim, f"ledger section D, {benchmark.ident}; X13", parts)
