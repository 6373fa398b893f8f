"""The blocks that hold numbers of runs: read from the tables that lie beside the shipped figures."""

from __future__ import annotations

import csv
from pathlib import Path

from from_code import table

from sos_sim.observe.outcomes import OUTCOMES

FIGURES = Path(__file__).parent / "figures"
HEADLINES = (
    "capability",
    "authentic",
    "overloaded_share",
    "true_outcome",
    "measured_outcome",
    "inflation",
    "equity_gap",
    "cost_per_pupil",
)
NEAR_NOTHING = 0.005
"""Student SD below which no study could tell a policy from nothing: the smallest yearly gain anybody would look for."""


def rows_of(name: str) -> list[dict[str, str]]:
    """Read a table beside the shipped figures.

    Args:
        name: its name without the ending.
    """
    with (FIGURES / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def signed(value: float, digits: int = 3) -> str:
    """Write a number with its sign; a rounded zero has none.

    Args:
        value: the number.
        digits: digits after the point.
    """
    text = f"{value:+.{digits}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


def demo_differences() -> str:
    """Write the headline differences of the demo."""
    rows = rows_of("demo")
    policies = list(dict.fromkeys(row["policy"] for row in rows))
    found = {(row["policy"], row["outcome"]): row for row in rows}
    lines = []
    for outcome in HEADLINES:
        cells = []
        for policy in policies:
            row = found[policy, outcome]
            digits = 2 if outcome in ("capability", "cost_per_pupil") else 3
            mean, low, high = (signed(float(row[key]), digits) for key in ("difference", "low", "high"))
            cells.append(f"{mean} ({low} to {high})")
        lines.append((OUTCOMES[outcome].meaning, OUTCOMES[outcome].unit, *cells))
    seeds = rows[0]["seeds"]
    head = ("after ten years", "unit", *(f"{policy} minus california-2017" for policy in policies))
    return f"{table(head, lines)}\n\nMean of {seeds} futures, with the 90 % bootstrap interval of that mean."


def _grid(switches: str, outcome: str) -> dict[tuple[str, str], float]:
    return {
        (row["support"], row["pressure"]): float(row["difference"])
        for row in rows_of("support-and-pressure")
        if row["switches"] == switches and row["outcome"] == outcome
    }


def multiply() -> str:
    """Write true achievement and inflation over support and pressure, switches on and off."""
    lines = []
    pressures = ("0.0", "0.2", "0.4", "0.6", "1.0", "1.4", "1.8")
    for outcome, words in (("true_outcome", "true achievement"), ("inflation", "score inflation")):
        for switches in ("on", "off"):
            grid = _grid(switches, outcome)
            for support in dict.fromkeys(key[0] for key in grid):
                lines.append((words, switches, support, *(signed(grid[support, p]) for p in pressures)))
    return table(("student SD after ten years", "switches", "support", *(f"pressure {p}" for p in pressures)), lines)


def multiply_in_words() -> str:
    """Say what the support and pressure grid shows."""
    true, off, inflation, measured = (
        _grid("on", "true_outcome"),
        _grid("off", "true_outcome"),
        _grid("on", "inflation"),
        _grid("on", "measured_outcome"),
    )
    weak, moderate, full = dict.fromkeys(key[0] for key in true)

    def cost(grid: dict[tuple[str, str], float], support: str) -> str:
        return f"{grid[support, '0.6'] - grid[support, '1.4']:.3f}"

    return (
        f"In the shipped run, raising pressure from 0.6 to 1.4 takes away {cost(true, weak)} SD of true "
        f"achievement after ten years under 2017's support, {cost(true, moderate)} under moderate and "
        f"{cost(true, full)} under full support ({cost(off, weak)}, {cost(off, moderate)} and {cost(off, full)} "
        f"if pressure brings neither attention nor effort). Under 2017's support the same step moves *measured* "
        f"achievement by {signed(measured[weak, '1.4'])} SD "
        f"and *true* achievement by {signed(true[weak, '1.4'])}: {signed(inflation[weak, '1.4'])} is inflation."
    )


def _policies() -> dict[tuple[str, str, str, str], dict[str, str]]:
    return {(row["switches"], row["policy"], row["year"], row["outcome"]): row for row in rows_of("six-policies")}


def six_policies() -> str:
    """Write the six policies' numbers after one, three, five and ten years."""
    found = _policies()
    lines = []
    for switches in ("on", "off"):
        for policy in dict.fromkeys(key[1] for key in found):
            true = [found[switches, policy, year, "true_outcome"] for year in ("1", "3", "5", "10")]
            last = true[-1]
            ends = [
                float(found[switches, policy, "10", outcome]["mean"])
                for outcome in ("inflation", "authentic", "overloaded_share", "cost_per_pupil")
            ]
            lines.append(
                (
                    switches,
                    policy,
                    *(signed(float(row["difference"])) for row in true),
                    f"{signed(float(last['difference_low']))} to {signed(float(last['difference_high']))}",
                    signed(ends[0]),
                    f"{ends[1]:.2f}",
                    f"{ends[2]:.2f}",
                    f"{ends[3]:.1f}",
                )
            )
    head = (
        "switches",
        "policy",
        "true, 1 year",
        "3 years",
        "5 years",
        "10 years",
        "5-95 % of futures",
        "inflation, 10 years",
        "real cycles",
        "overloaded",
        "$ per pupil",
    )
    return table(head, lines)


def six_policies_in_words() -> str:
    """Say of each claim about the six policies whether the run shows it, with the figure."""
    found = _policies()

    def difference(policy: str, year: int, outcome: str = "true_outcome", switches: str = "on") -> float:
        return float(found[switches, policy, str(year), outcome]["difference"])

    def level(policy: str, year: int, outcome: str) -> float:
        return float(found["on", policy, str(year), outcome]["mean"])

    assistance, pressure, full = "assistance as in 2018", "pressure only", "full support"
    stopped, rich = "full support, three years", "full support + focus, embedding, light burden"
    practice = level(pressure, 10, "authentic") / level("2017 conditions", 10, "authentic")
    kept = difference(stopped, 10) / difference(full, 10)
    early, late = (difference(rich, year) / difference(full, year) - 1 for year in (5, 10))
    behind = [year for year in (1, 2, 3, 5, 10) if difference(full, year) < 0]
    ten = {policy: signed(difference(policy, 10)) for policy in (pressure, full, stopped)}
    more_inflation = signed(difference(pressure, 10, "inflation"))
    off = signed(difference(pressure, 1, switches="off"), 4)
    years_behind = ", ".join(map(str, behind)) or "none looked at"
    real = [f"{level(stopped, year, 'authentic'):.2f}" for year in (3, 10)]
    claims = (
        (
            "Assistance as in 2018 cannot be told from 2017 conditions",
            abs(difference(assistance, 10)) < NEAR_NOTHING,
            f"{signed(difference(assistance, 10), 4)} SD true at ten years",
        ),
        (
            "Pressure alone gains a little first",
            difference(pressure, 1) > 0,
            f"{signed(difference(pressure, 1), 4)} SD at one year; {off} with the switches off",
        ),
        (
            "Pressure alone ends below 2017 conditions",
            difference(pressure, 10) < 0,
            f"{ten[pressure]} SD true and {more_inflation} SD of inflation at ten years",
        ),
        (
            "Pressure alone more than halves real practice",
            practice < 0.5,
            f"{100 * practice:.0f} % of what 2017 conditions keep at ten years",
        ),
        (
            "Full support is worse before it is better",
            bool(behind),
            f"below 2017 conditions at year {years_behind} ({signed(difference(full, 1), 4)} at one year), "
            f"{signed(difference(full, 3))} at three, {ten[full]} at ten",
        ),
        (
            "Support stopped after three years keeps part of its gain",
            0 < kept < 1,
            f"{ten[stopped]} SD at ten years, {100 * kept:.0f} % of that of lasting support; "
            f"real practice {real[0]} at three years and {real[1]} at ten",
        ),
        (
            "The richer package helps early and no longer at ten years",
            early > 0.05 and abs(late) < 0.05,
            f"{100 * early:+.0f} % on full support at five years, {100 * late:+.0f} % at ten",
        ),
        (
            "The order of the policies at ten years is the same with the switches off",
            _order(found, "on") == _order(found, "off"),
            "compare the two halves of the table",
        ),
    )
    return table(
        ("claim", "this run", "figure"),
        [(claim, "holds" if true else "**does not hold**", figure) for claim, true, figure in claims],
    )


def before_and_after() -> str:
    """Write what became of the districts identified in December 2018, by arm."""
    found = {(row["arm"], row["figure"]): row for row in rows_of("before-and-after")}
    lines = []
    for arm in dict.fromkeys(key[0] for key in found):
        left, beside = found[arm, "off the list"], found[arm, "measured gain beside others"]
        percent = [f"{100 * float(left[key]):.1f}" for key in ("mean", "low", "high")]
        gain = [signed(float(beside[key])) for key in ("mean", "low", "high")]
        lines.append((arm, f"{percent[0]} % ({percent[1]} to {percent[2]})", f"{gain[0]} ({gain[1]} to {gain[2]})"))
    head = ("futures", "off the list a year later", "measured gain beside other districts, SD")
    seeds = next(iter(found.values()))["seeds"]
    return f"{table(head, lines)}\n\nMean and 5-95 % of {seeds} futures."


def _order(found: dict[tuple[str, str, str, str], dict[str, str]], switches: str) -> list[str]:
    policies = list(dict.fromkeys(key[1] for key in found))
    return sorted(policies, key=lambda policy: float(found[switches, policy, "10", "true_outcome"]["difference"]))
