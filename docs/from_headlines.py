"""The blocks of docs/headlines.md: what each headline experiment shows, read from the table of its runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from from_code import table
from from_runs import NEAR_NOTHING, rows_of, signed

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS

Claim = tuple[str, bool, str]
IN_THE_TABLE = ("true_outcome", "deep_share", "surface", "overloaded_share")
FEW = 2 / 3
"""Share of settings below which the page names a direction as not robust."""
GRADES = {
    "V": "seen in a source",
    "M": "from literature, from memory",
    "S": "the 2018 report",
    "C": "computed",
    "A": "assumed",
}
# What the result of each experiment rests on most, beside its levers.
RESTS: dict[str, tuple[str, ...]] = {
    "support-by-pressure": (
        "support.half_dose", "support.steepness", "pressure.best", "pressure.attention", "pressure.effort",
        "pressure.direct_effort", "pressure.buffering",
    ),
    "breadth-or-depth": ("support.half_dose", "support.steepness", "support.capacity_spread"),
    "data-lag-by-skill": ("data.unskilled_use", "data.investment_effect", "learning.local_data_age"),
    "patience-by-turnover": (
        "pressure.expectation", "adoption.abandonment", "adoption.expected_gain", "turnover.leader_hazard",
        "turnover.knowledge_lost", "turnover.authentic_lost", "money.retention",
    ),
    "framework-or-methods": ("coherence.novice_cost", "coherence.remixing"),
    "fewer-priorities": (
        "outcomes.focus_priorities", "outcomes.priorities_taken", "outcomes.indicators_per_priority",
        "time.compliance_priorities", "backlog.priorities", "pressure.expectation",
    ),
}  # fmt: skip
LEVERS: dict[str, tuple[str, ...]] = {
    "support-by-pressure": ("support.coe_coach_days", "accountability.pressure"),
    "breadth-or-depth": ("support.coverage", "support.coe_coach_days"),
    "data-lag-by-skill": ("accountability.lag_months", "data.training", "data.local_systems"),
    "patience-by-turnover": ("accountability.patience_years", "turnover.leader_retention"),
    "framework-or-methods": ("coherence.framework_share", "coherence.methods"),
    "fewer-priorities": ("accountability.priorities",),
}


@dataclass(frozen=True)
class Numbers:
    """Hold the numbers of one experiment.

    Args:
        rows: rows of the table by part, what and outcome.
    """

    rows: dict[tuple[str, str, str], dict[str, str]]

    def pair(self, what: str, outcome: str = "true_outcome", switches: str = "on") -> float:
        """Give the mean paired difference of a named pair.

        Args:
            what: name of the pair.
            outcome: the outcome.
            switches: state of the H09 switches.
        """
        return float(self.rows[f"switches {switches}", what, outcome]["difference"])

    def cell(self, outcome: str, column: str = "difference", **levels: str) -> float:
        """Give a number of one policy of the grid.

        Args:
            outcome: the outcome.
            column: column of the table.
            levels: level by lever, named by the last part of its path.
        """
        found = []
        for (part, what, of), row in self.rows.items():
            at = dict(each.split("=", 1) for each in what.split(" ")) if part == "policy" else {}
            short = {path.rsplit(".", 1)[-1]: level for path, level in at.items()}
            if at and of == outcome and all(short[name] == level for name, level in levels.items()):
                found.append(float(row[column]))
        if len(found) != 1:
            raise ValueError(f"{len(found)} policies have {levels}")
        return found[0]

    @property
    def pairs(self) -> list[str]:
        """Name the pairs."""
        return list(dict.fromkeys(what for part, what, _ in self.rows if part == "switches on"))


@lru_cache
def numbers(name: str) -> Numbers:
    """Read the numbers of an experiment.

    Args:
        name: the experiment.
    """
    rows = [row for row in rows_of("headlines") if row["experiment"] == name]
    return Numbers({(row["part"], row["what"], row["outcome"]): row for row in rows})


def points(share: float) -> str:
    """Write a difference of shares in percentage points.

    Args:
        share: the difference.
    """
    return f"{signed(100 * share, 1)} points"


def _support_by_pressure(n: Numbers) -> list[Claim]:
    low, press, high = n.pairs
    more, less = ([n.pair(pair, switches=state) for state in ("on", "off")] for pair in (low, high))
    loss = [n.pair(press, switches=state) for state in ("on", "off")]

    def without_pressure(switch: str, days: str) -> float:
        at = {"coe_coach_days": days, "attention": switch, "effort": switch}
        return n.cell("true_outcome", pressure="0", **at) - n.cell("true_outcome", pressure="0.6", **at)

    on, off = without_pressure("1", "8.8"), without_pressure("0", "8.8")
    overloaded = [float(n.rows["switches on", pair, "overloaded_share"]["mean"]) for pair in (press, high)]
    return [
        (
            "More help gains less where accountability presses hard",
            all(high_gain < low_gain for high_gain, low_gain in zip(less, more, strict=True)),
            f"68.8 instead of 30 coach-days: {signed(more[0])} SD true at pressure 0.6, {signed(less[0])} at 1.4 "
            f"(switches off: {signed(more[1])} and {signed(less[1])})",
        ),
        (
            "At moderate support, pressure beyond 2017's takes achievement away and inflates scores",
            all(each < 0 for each in loss) and n.pair(press, "inflation") > 0,
            f"pressure 1.4 instead of 0.6: {signed(loss[0])} SD true ({signed(loss[1])} with the switches off), "
            f"{signed(n.pair(press, 'inflation'))} SD of inflation",
        ),
        (
            "More help lightens the overload that pressure brings, and does not end it",
            overloaded[0] > overloaded[1] > 0.05,
            f"at pressure 1.4, {100 * overloaded[0]:.0f} % of districts are overloaded with 30 coach-days, "
            f"{100 * overloaded[1]:.0f} % with 68.8",
        ),
        (
            "What less pressure than 2017's brings hangs on the switches",
            off > 2 * abs(on),
            f"no pressure instead of 0.6, at 8.8 coach-days: {signed(on)} SD true with the switches on, "
            f"{signed(off)} with them off",
        ),
    ]


def _breadth_or_depth(n: Numbers) -> list[Claim]:
    thin, middle, much = n.pairs
    breadths = ("0.05", "0.1", "0.2", "0.35", "0.5", "0.7", "1")

    def best(outcome: str, column: str, days: str) -> str:
        return max(breadths, key=lambda share: n.cell(outcome, column, coverage=share, coe_coach_days=days))

    at = {days: (best("true_outcome", "difference", days), best("deep_share", "mean", days)) for days in ("30", "60")}
    undelivered = [n.cell("unmet_days", "mean", coverage=share, coe_coach_days="60") for share in ("0.05", "1")]
    return [
        (
            "With a moderate capacity, depth for some brings more than breadth for all",
            n.pair(middle) > 0 and n.pair(middle, "deep_share") > 0,
            f"30 coach-days for the neediest 35 % instead of all: {signed(n.pair(middle))} SD true, "
            f"{points(n.pair(middle, 'deep_share'))} of deep districts",
        ),
        (
            "With a large capacity it is the other way round",
            n.pair(much) < 0 and n.pair(much, "deep_share") < 0,
            f"the same with 60 coach-days: {signed(n.pair(much))} SD true, "
            f"{points(n.pair(much, 'deep_share'))} of deep districts",
        ),
        (
            "With a small capacity neither does anything worth naming",
            abs(n.pair(thin)) < NEAR_NOTHING,
            f"the same with 15 coach-days: {signed(n.pair(thin))} SD true, "
            f"{points(n.pair(thin, 'deep_share'))} of deep districts",
        ),
        (
            "The mean of achievement asks for less breadth than the number of deep districts does",
            all(float(true) < float(deep) for true, deep in at.values()),
            "; ".join(
                f"with {days} coach-days true achievement is highest at a share of {true}, deep districts at {deep}"
                for days, (true, deep) in at.items()
            )
            + f". Capacity is fixed, delivery is not: of 60 days, {undelivered[0]:.0f} go undelivered when 5 % are "
            f"offered them, {undelivered[1]:.0f} when all are",
        ),
    ]


def _data_lag_by_skill(n: Numbers) -> list[Claim]:
    fresh, trained, systems, both = n.pairs

    def late(local: str) -> float:
        at = {"training": "0.1", "local_systems": local}
        return n.cell("true_outcome", lag_months="0", **at) - n.cell("true_outcome", lag_months="18", **at)

    share = f"{points(n.pair(trained, 'deep_share'))} of deep districts"
    return [
        (
            "Fresh state data help achievement a little and hardly make districts deep",
            n.pair(fresh) > NEAR_NOTHING and abs(n.pair(fresh, "deep_share")) < 0.03,
            f"at once instead of after 18 months: {signed(n.pair(fresh))} SD true, "
            f"{points(n.pair(fresh, 'deep_share'))} of deep districts",
        ),
        (
            "Skill is worth more where there are local data to use, and little in either case",
            n.pair(trained) < n.pair(both) < 0.03,
            f"full instead of 2017's training: {signed(n.pair(trained))} SD true and {share} without local data "
            f"systems, {signed(n.pair(both))} SD with them",
        ),
        (
            "Local data systems show in capability far more than in achievement",
            n.pair(systems, "capability") > 0.1 and n.pair(systems) < 0.03,
            f"{signed(n.pair(systems, 'capability'), 2)} of capability, which counts data as one of its six areas, but "
            f"{signed(n.pair(systems))} SD true and {points(n.pair(systems, 'deep_share'))} of deep districts",
        ),
        (
            "Local data systems make up for late state data",
            late("1") < 0.5 * late("0"),
            f"18 months instead of none cost {late('0'):.3f} SD true without them, {late('1'):.3f} with them",
        ),
    ]


def _patience_by_turnover(n: Numbers) -> list[Claim]:
    waits, kept, kept_and_waits = n.pairs

    def step(first: str, last: str) -> float:
        return n.cell("deep_share", patience_years=last, leader_retention="0") - n.cell(
            "deep_share", patience_years=first, leader_retention="0"
        )

    deep = [points(n.pair(pair, "deep_share")) for pair in (kept, waits)]
    dollars = n.pair(kept, "cost_per_pupil")
    return [
        (
            "The first years of patience do most",
            step("1", "3") > step("3", "10"),
            f"deep districts: {points(step('1', '3'))} from one year to three, {points(step('3', '10'))} from three "
            f"to ten. Five years instead of one: {signed(n.pair(waits))} SD true, "
            f"{signed(n.pair(waits, 'inflation'))} SD of inflation",
        ),
        (
            "Patience and keeping leaders add up; neither makes the other worth more",
            abs(n.pair(kept) - n.pair(kept_and_waits)) < NEAR_NOTHING,
            f"60 % of leaving leaders kept: {signed(n.pair(kept))} SD true when judged after one year, "
            f"{signed(n.pair(kept_and_waits))} after five",
        ),
        (
            "Keeping leaders makes fewer districts deep than patience does",
            n.pair(kept, "deep_share") < n.pair(waits, "deep_share"),
            f"{deep[0]} of deep districts against {deep[1]}, for {dollars:.0f} $ more per pupil and year by an assumed "
            "price; patience has none here",
        ),
    ]


def _framework_or_methods(n: Numbers) -> list[Claim]:
    framework, fewer, fewer_beside = n.pairs
    one = n.cell("true_outcome", framework_share="0", methods="1")
    common = n.cell("true_outcome", framework_share="1", methods="5")
    some = n.cell("deep_share", framework_share="0.2", methods="5")
    most = n.cell("deep_share", framework_share="0.8", methods="5")
    return [
        (
            "One common framework and one method in circulation come to the same",
            abs(one - common) < NEAR_NOTHING,
            f"against five methods and no framework: {signed(common)} SD true and {signed(one)}",
        ),
        (
            "A framework for a fifth of support does next to nothing",
            abs(some) < 0.1 * abs(most),
            f"deep districts: {points(some)} at a share of 0.2, {points(most)} at 0.8",
        ),
        (
            "With most support in one framework, the number of methods beside it hardly matters",
            abs(n.pair(fewer_beside)) < NEAR_NOTHING,
            f"one instead of eight methods: {signed(n.pair(fewer))} SD true without a framework, "
            f"{signed(n.pair(fewer_beside))} with 80 % in one",
        ),
        (
            "Either way the gain in achievement at moderate support is small",
            abs(n.pair(framework)) < 0.02,
            f"{signed(n.pair(framework))} SD true, {points(n.pair(framework, 'deep_share'))} of deep districts for the "
            "whole step from none to all",
        ),
    ]


def _fewer_priorities(n: Numbers) -> list[Claim]:
    three, one, three_2017 = n.pairs

    def intensive(outcome: str) -> float:
        few = n.cell(outcome, scenario="intensive-support", priorities="3")
        return few - n.cell(outcome, scenario="intensive-support", priorities="10")

    much = intensive("true_outcome")
    return [
        (
            "Three priorities instead of ten help at every level of support",
            min(n.pair(three_2017), n.pair(three), much) > NEAR_NOTHING,
            f"{signed(n.pair(three_2017))} SD true with 2017's support, {signed(n.pair(three))} with moderate, "
            f"{signed(much)} with intensive",
        ),
        (
            "They make districts deep where support is small or moderate; intensive support needs no such help",
            n.pair(three, "deep_share") > 0.1 and abs(intensive("deep_share")) < 0.02,
            f"deep districts: {points(n.pair(three_2017, 'deep_share'))}, {points(n.pair(three, 'deep_share'))} and "
            f"{points(intensive('deep_share'))}",
        ),
        (
            "Fewer is not always better: a single priority makes more districts deep and gains less achievement",
            n.pair(one) < 0 < n.pair(one, "deep_share"),
            f"one instead of three at moderate support: {signed(n.pair(one))} SD true, "
            f"{points(n.pair(one, 'deep_share'))} of deep districts: results that nobody chose fall behind",
        ),
    ]


CLAIMS: dict[str, Callable[[Numbers], list[Claim]]] = {
    "support-by-pressure": _support_by_pressure,
    "breadth-or-depth": _breadth_or_depth,
    "data-lag-by-skill": _data_lag_by_skill,
    "patience-by-turnover": _patience_by_turnover,
    "framework-or-methods": _framework_or_methods,
    "fewer-priorities": _fewer_priorities,
}


def _robustness(n: Numbers) -> str:
    lines, weak = [], []
    for pair in n.pairs:
        for outcome in IN_THE_TABLE:
            on, off, anywhere = (n.rows[part, pair, outcome] for part in ("switches on", "switches off", "anywhere"))
            difference = float(on["difference"])
            same = float(anywhere["above_zero" if difference > 0 else "below_zero"])
            # A direction of nothing is none.
            clear = float(on["difference_low"]) > 0 or float(on["difference_high"]) < 0
            clear = clear and signed(difference) != signed(0)
            if clear and abs(difference) >= NEAR_NOTHING and same < FEW:
                weak.append(f"{OUTCOMES[outcome].label.lower()} for {pair} ({100 * same:.0f} %)")
            lines.append(
                (
                    pair if outcome == IN_THE_TABLE[0] else "",
                    f"{OUTCOMES[outcome].label}, {OUTCOMES[outcome].unit}",
                    _interval(on),
                    _interval(off),
                    f"{100 * same:.0f} %" if clear else "no direction",
                    f"{signed(float(anywhere['difference_low']))} to {signed(float(anywhere['difference_high']))}",
                )
            )
    head = (
        "difference after ten years", "outcome", "switches on", "switches off", "same direction", "5-95 % of settings",
    )  # fmt: skip
    told = "Every difference that is more than next to nothing keeps its sign in two settings of three or more."
    if weak:
        told = f"Not robust, with the sign of the base values in fewer than two settings of three: {'; '.join(weak)}."
    return f"{table(head, lines)}\n\n{told}"


def _interval(row: dict[str, str]) -> str:
    mean, low, high = (signed(float(row[key])) for key in ("difference", "difference_low", "difference_high"))
    return f"{mean} ({low} to {high})"


def _named(path: str) -> str:
    parameter = PARAMETERS[path]
    asked = ", ".join((GRADES[parameter.evidence], *parameter.ident.split()))
    return f"`{path}` ({asked})"


def headline(name: str) -> str:
    """Write what an experiment shows, whether it holds elsewhere, and what it rests on.

    Args:
        name: the experiment.
    """
    n = numbers(name)
    claims = [(claim, "holds" if true else "**does not hold**", figure) for claim, true, figure in CLAIMS[name](n)]
    levers, rests = (", ".join(map(_named, paths[name])) for paths in (LEVERS, RESTS))
    return "\n\n".join(
        (
            table(("claim", "this run", "figure"), claims),
            _robustness(n),
            f"It rests on the levers {levers}, and above all on {rests}.",
        )
    )


HEADLINES: dict[str, Callable[[], str]] = {f"headline-{name}": partial(headline, name) for name in CLAIMS}
