"""Draw every replication beside its references and write the table of docs/replications.md.

    python experiments/replications/figures.py

Runs all checks at their everyday size (about 40 seconds) and takes what the two long scripts of this folder
left in docs/figures/replications. Writes values.csv and one PNG for each of R1 to R5, and one for R6 to R9.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import tables

from sos_sim.replications import (
    bass,
    capability_trap,
    half_life,
    inflation,
    lazer_friedman,
    march,
    overload,
    regression,
    run_checks,
)
from sos_sim.replications import fang as fang_model
from sos_sim.show.style import BASE_COLOUR, POLICY_COLOURS, house_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, RED, GREEN, PINK, *_ = POLICY_COLOURS
LONG = ("lazer-friedman-values.csv", "fang-values.csv")


def marks(axes: Axes, x: object, y: object, colour: str, label: str | None = None) -> None:
    """Draw reference values as open circles."""
    axes.plot(x, y, "o", mfc="white", mec=colour, mew=1.4, ms=6, ls="none", label=label, zorder=5)  # type: ignore[arg-type]


def save(figure: Figure, name: str) -> None:
    """Save a small PNG, whole or not at all."""
    temporary = tables.OUT / f"{name}.{os.getpid()}.tmp"
    figure.savefig(temporary, format="png", dpi=80, metadata={"Software": None})
    os.replace(temporary, tables.OUT / f"{name}.png")


def draw_march() -> None:
    """R1: equilibria, turnover, turbulence."""
    figure = new_figure(11, 3.9)
    rest, turnover, turbulence = figure.subplots(1, 3)
    speeds = (0.1, 0.3, 0.5, 0.7, 0.9)
    for p2, colour in ((0.1, RED), (0.5, GREEN), (0.9, BLUE)):
        ours = [march.equilibrium(p1, p2, range(4)).mean() for p1 in speeds]
        rest.plot(speeds, ours, color=colour, label=f"code learns at {p2:g}")
        marks(rest, speeds, [march.EQUILIBRIUM[p1, p2] for p1 in speeds], colour)
    rest.set(title="At rest", xlabel="members learn from the code (p1)", ylabel="knowledge of the code")
    marks(rest, [], [], BASE_COLOUR, "re-creation, 100,000 runs")
    rest.legend()
    for p1, colour, name in ((0.1, BLUE, "slow learners (0.1)"), (0.9, RED, "fast learners (0.9)")):
        series = march.turnover_series(p1, range(40)).mean(axis=1)
        turnover.plot(march.TURNOVER, series, color=colour, label=name)
        marks(turnover, [0.1], [series[0] + march.TURNOVER_CHANGE[p1]], colour)
    marks(turnover, [], [], BASE_COLOUR, "reference change at 0.1")
    turnover.set(title="Turnover, period 20", xlabel="turnover per period (p3)", ylim=(0.6, 0.95))
    turnover.legend()
    for p3, colour in ((0.0, RED), (0.1, BLUE)):
        course = march.run(0.5, 0.5, p3, 0.02, periods=100, seeds=range(10)).code.mean(axis=1)
        turbulence.plot(course, color=colour, label=f"turnover {p3:g}")
    marks(turbulence, [period for _, period in march.TURBULENCE], list(march.TURBULENCE.values()), RED)
    marks(turbulence, [20, 60, 100], [march.FLAT] * 3, BLUE)
    turbulence.set(title="Turbulence 0.02", xlabel="period", ylim=(0, 0.8))
    turbulence.legend()
    save(figure, "march")


def draw_lazer_friedman() -> None:
    """R2: two networks in the same spaces."""
    rows = [row for row in tables.read(tables.OUT / "lazer-friedman-curves.csv") if row["partners"] != "distinct"]
    figure = new_figure(6.5, 4)
    axes = figure.subplots()
    for name, colour, said in (("full", RED, "everybody sees everybody"), ("linear", BLUE, "everybody sees two")):
        axes.plot([int(row["round"]) for row in rows], [float(row[name]) for row in rows], color=colour, label=said)
    published = lazer_friedman.PUBLISHED
    marks(axes, [12, 100], [published["plateau"]] * 2, RED)
    marks(axes, [0], [published["start"]], BASE_COLOUR)
    marks(axes, [100], [published["linear"]], BLUE)
    marks(axes, [], [], BASE_COLOUR, "figures of the paper")
    axes.axvline(published["crossing"], color="#808080", lw=0.9, ls=":", label="where they cross in the paper")
    axes.set(title="Parallel search, N 20, K 5", xlabel="round", ylabel="mean score", ylim=(0, 1), xlim=(-1.5, 102))
    axes.legend(loc="lower right")
    save(figure, "lazer-friedman")


def draw_capability_trap() -> None:
    """R3: four courses."""
    figure = new_figure(9, 3.9)
    capability, output = figure.subplots(1, 2)
    shown = zip(capability_trap.PUSHES.items(), (BASE_COLOUR, RED, BLUE, GREEN), strict=True)
    for (name, push), colour in shown:
        course = capability_trap.run(push.press, push.demand)
        capability.plot(course.week, course.capability, color=colour, label=name)
        output.plot(course.week, course.output, color=colour)
        weeks = list(push.published)
        marks(capability, weeks, [push.published[week][0] for week in weeks], colour)
        marks(output, weeks, [push.published[week][1] for week in weeks], colour)
    marks(capability, [], [], BASE_COLOUR, "public model")
    capability.set(title="Capability", xlabel="week", ylabel="output per hour", ylim=(40, 185))
    capability.legend(loc="upper left")
    output.set(title="Output", xlabel="week", ylabel="output per week")
    save(figure, "capability-trap")


def draw_bass() -> None:
    """R4: courses of agents, and their error by number."""
    figure = new_figure(9, 3.9)
    course, error = figure.subplots(1, 2)
    years = np.arange(12 * bass.YEARS + 1) / 12
    course.plot(years, bass.agents(100, 10), color="#9EC9E8", lw=0.9)
    course.plot([], [], color="#9EC9E8", label="10 runs of 100 agents")
    course.plot(years, bass.monthly_map(), color=BLUE, label="the model's shares, monthly steps")
    marks(course, list(bass.SHARES), list(bass.SHARES.values()), BASE_COLOUR, "Bass's closed form")
    marks(course, [bass.PEAK_TIME], [bass.PEAK_SHARE], RED, "its peak of adoption")
    course.set(title="Share that has adopted", xlabel="years", ylim=(0, 1.02))
    course.legend(loc="lower right")
    sizes = np.array(bass.SIZES)
    error.loglog(sizes, [bass.largest_error(number, 100) for number in bass.SIZES], "s-", color=BLUE, label="ours")
    constants = np.array([bass.REFERENCE_CONSTANT[number] for number in bass.SIZES])
    marks(error, sizes, constants / np.sqrt(sizes), BASE_COLOUR, "reference")
    error.loglog(sizes, bass.CONSTANT / np.sqrt(sizes), color="#808080", ls=":", label="1.1/sqrt(N)")
    error.set(title="Distance of agents from the equation", xlabel="agents", ylabel="largest RMSE")
    error.legend()
    error.tick_params(axis="y", which="minor", labelleft=False)
    save(figure, "bass")


def draw_fang() -> None:
    """R5: payoff by share of links between groups."""
    rows = [row for row in tables.read(tables.OUT / "fang-curves.csv") if row["keeps"] == "either end"]
    figure = new_figure(6.5, 4)
    axes = figure.subplots()
    shown = (
        (3, 200, GREEN, "blocks of 3, t = 200", fang_model.REFERENCE[3]),
        (5, 200, BLUE, "blocks of 5, t = 200", fang_model.REFERENCE[5]),
        (5, 600, PINK, "blocks of 5, t = 600", fang_model.REFERENCE_LATE),
        (5, 25, RED, "blocks of 5, t = 25", {0.0: 0.034, 1.0: 0.276}),
    )
    for size, time, colour, said, published in shown:
        points = [row for row in rows if (int(row["s"]), int(row["t"])) == (size, time)]
        beta, payoff, error = (np.array([float(row[name]) for row in points]) for name in ("beta", "payoff", "error"))
        axes.errorbar(beta, payoff, 2 * error, color=colour, capsize=2, ls="--" if time == 600 else "-", label=said)
        marks(axes, list(published), list(published.values()), colour)
    marks(axes, [], [], BASE_COLOUR, "another program")
    axes.set(title="Semi-isolated groups", xlabel="links turned to other groups (beta)", ylim=(0, 1.03))
    axes.set_ylabel("share of largest payoff")
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.45))
    save(figure, "fang")


def draw_own_parts() -> None:
    """R6 to R9: closed forms and the district model's own code."""
    figure = new_figure(9, 7)
    (backlog, half, ratio, gain) = figure.subplots(2, 2).ravel()
    load = np.linspace(0.02, 0.995, 80)
    backlog.plot(load, [overload.stable(one) for one in load], color=BLUE, label="settles here")
    above = load[load > 0.3]
    backlog.plot(above, [overload.tipping(one) for one in above], color=RED, label="tips over above")
    marks(backlog, list(overload.STABLE), list(overload.STABLE.values()), BLUE)
    marks(backlog, list(overload.TIPPING), list(overload.TIPPING.values()), RED)
    marks(backlog, [], [], BASE_COLOUR, "Lambert W")
    backlog.set(title="R6 Overload", xlabel="arrivals / most that can be cleared", ylim=(0, 4))
    backlog.set_ylabel("backlog / best level")
    backlog.legend()
    ages = np.linspace(0, 15, 31)
    half.plot(ages, [half_life.half_life(age) for age in ages], color=BLUE, label="the model's exposure")
    marks(half, list(half_life.PUBLISHED), list(half_life.PUBLISHED.values()), BASE_COLOUR, "Schneiderman's form")
    half.set(title="R7 Half-life", xlabel="age of data, months", ylabel="months to halve a gap", ylim=(0, 62))
    half.legend(loc="upper left")
    costs = np.linspace(0, 0.32, 50)
    ratio.plot(costs, [inflation.ratio(cost) for cost in costs], color=BLUE, label="two tasks, closed form")
    marks(ratio, list(inflation.RATIOS), list(inflation.RATIOS.values()), BASE_COLOUR, "reference")
    own = (inflation.KENTUCKY_TRUE_GAIN + inflation.inflation(1.0)) / inflation.KENTUCKY_TRUE_GAIN
    ratio.axhline(own, color=RED, ls="--", label="this model's own, 4 years of high stakes")
    ratio.set(title="R8 Score inflation", xlabel="cost of doing both (gamma)", ylim=(0, 11))
    ratio.set_ylabel("measured / true gain")
    ratio.legend(loc="upper left")
    for reliability, colour in ((0.8, RED), (0.9, BLUE)):
        cuts = np.linspace(-1.6, 0, 17)
        first, second, _ = regression.two_springs(reliability, range(6))
        seen = [float((second - first)[first < cut].mean()) for cut in cuts]
        gain.plot(cuts, seen, color=colour, label=f"the model's tests, reliability {reliability:g}")
        known = {cut: value for (cut, one), value in regression.GAINS.items() if one == reliability}
        marks(gain, list(known), list(known.values()), colour)
    marks(gain, [], [], BASE_COLOUR, "formula")
    gain.set(title="R9 Regression to the mean", xlabel="cut, SD", ylabel="seeming gain, SD", ylim=(0, 0.45))
    gain.legend()
    save(figure, "own-parts")


def main() -> None:
    """Check, write and draw."""
    tables.OUT.mkdir(parents=True, exist_ok=True)
    rows = [row for result in run_checks() for row in tables.rows_of(result.ident, "everyday", result.parts)]
    for name in LONG:
        rows += [tuple(row.values()) for row in tables.read(tables.OUT / name)]
    tables.write(tables.OUT / "values.csv", tables.COLUMNS, rows)
    with house_style():
        draw_march()
        draw_lazer_friedman()
        draw_capability_trap()
        draw_bass()
        draw_fang()
        draw_own_parts()
    for path in sorted(Path(tables.OUT).glob("*.png")):
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
