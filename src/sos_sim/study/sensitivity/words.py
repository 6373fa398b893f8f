"""What a sensitivity analysis prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.study.run import figure
from sos_sim.study.sensitivity.reading import MATTERS, Reading, readings

if TYPE_CHECKING:
    from rich.console import Console

    from sos_sim.study.sensitivity.analyse import Found, OutcomeSensitivity
    from sos_sim.study.sensitivity.designs import Indices
    from sos_sim.study.sensitivity.ranking import Share
    from sos_sim.study.sensitivity.study import SensitivityResult

_GROUPS_SHOWN, _MOST_CHANGING = 6, 8


def print_sensitivity(result: SensitivityResult, console: Console) -> None:
    """Print one table per outcome, its mechanisms, and what is to be said of the ranking.

    Args:
        result: the finished analysis.
        console: where to.
    """
    found = result.found
    reused = result.runs - result.computed
    there = f" (the other {reused:,} were there already or repeat a point)" if reused else ""
    console.print(
        f"{result.runs:,} runs, {result.computed:,} computed in {result.seconds:.0f} s{there}. "
        f"{len(found.question.uncertain)} uncertain numbers were screened, {len(found.kept)} looked at closely."
    )
    for outcome in found.outcomes:
        _print_outcome(found, outcome, console)
    console.print(
        "Effect: mean change over the whole range of the number, in standard deviations of the outcome, all others "
        "varying. Alone and in all: share of the variance when the numbers kept vary (first order and total index), "
        "± half a 90 % interval. Lead: best policy on average minus the runner-up. What is negative inside its "
        "interval is noise around 0."
    )


def about_ranking(found: Found, outcome: OutcomeSensitivity) -> list[str]:
    """Say in sentences how firm the ranking is and what changes it.

    Args:
        found: the analysis.
        outcome: what was found of the outcome.
    """
    label = OUTCOMES[outcome.outcome].label
    ahead, displaced, overtaken = outcome.leaders, outcome.displaced, outcome.overtaken
    if ahead is None or displaced is None or overtaken is None or outcome.lead is None:
        return []
    names = found.question.policies
    best, second = names[ahead.best], names[ahead.second]
    if outcome.lead.spread == 0 and outcome.mean_lead == 0:
        return [f"{label}: {best} and {second} are equal everywhere."]
    said = [
        f"{label}: {best} is best on average; another policy is better at {_share(displaced)} of the points, the "
        f"runner-up {second} at {_share(overtaken)}."
    ]
    if overtaken.share and outcome.ranking is not None and outcome.ranking.groups is not None:
        said.append(_deciding(found, outcome.ranking.groups))
    every = readings(found, outcome)
    turns = _turns(found, outcome)
    changing = sorted((each for each in every if each.for_ranking), key=lambda each: -turns.get(each.place, (0.0,))[0])
    if not changing and overtaken.share:
        rare = outcome.distances is not None and math.isnan(outcome.distances.by_chance)
        said.append(
            "That is too rare, or too common, to tell which single numbers bring it about."
            if rare
            else "No single number is seen to bring that about."
        )
    for each in changing[:_MOST_CHANGING]:
        share = turns.get(each.place)
        of_it = f" ({share[0]:.2f} ±{share[1]:.2f} of that, in all)" if share else ""
        said.append(f"{_label(found, each)} {each.words}{of_it}.")
    if len(changing) > _MOST_CHANGING:
        said.append(f"So do {len(changing) - _MOST_CHANGING} more: see ranking.parquet.")
    only_level = [_label(found, each) for each in every if each.for_level and each.for_ranking is False]
    if only_level:
        verb = "matters" if len(only_level) == 1 else "matter"
        words = "is not seen to change" if len(only_level) == 1 else "are not seen to change"
        said.append(f"{_listed(only_level)} {verb} for the level, but {words} which policy is best.")
    return said


def _print_outcome(found: Found, outcome: OutcomeSensitivity, console: Console) -> None:
    from rich.table import Table

    declared = OUTCOMES[outcome.outcome]
    console.print()
    table = Table(
        title=f"{declared.label}: {figure(outcome.mean)} {declared.unit}, spread {figure(outcome.level.spread)}",
        title_justify="left",
    )
    table.add_column("Uncertain number")
    for heading in ("Effect", "Alone", "In all", "In all, of the lead"):
        table.add_column(heading, justify="right", no_wrap=True)
    relative = outcome.level.relative
    for close in np.argsort(-np.nan_to_num(outcome.level.indices.ST), kind="stable"):
        place = found.kept[close]
        each = found.question.uncertain[place]
        table.add_row(
            f"{PARAMETERS[each.path].label} ({each.path})",
            f"{relative[place]:.2f}",
            *_cells(outcome.level.indices, int(close)),
            _cells(outcome.lead.indices, int(close))[1] if outcome.lead else "-",
        )
    console.print(table)
    if outcome.level.groups is not None:
        console.print(f"Mechanisms, in all, everything varying: {_groups(found, outcome.level.groups)}.")
    console.print(_spread(outcome))
    for line in about_ranking(found, outcome):
        console.print(line)


def _cells(indices: Indices, place: int) -> tuple[str, str]:
    first, total = indices.S1[place], indices.ST[place]
    return f"{first:.2f} ±{indices.S1_conf[place]:.2f}", f"{total:.2f} ±{indices.ST_conf[place]:.2f}"


def _groups(found: Found, indices: Indices) -> str:
    order = np.argsort(-np.nan_to_num(indices.ST), kind="stable")[:_GROUPS_SHOWN]
    names = found.question.groups
    return ", ".join(f"{names[place]} {indices.ST[place]:.2f} ±{indices.ST_conf[place]:.2f}" for place in order)


def _deciding(found: Found, indices: Indices) -> str:
    """Name the mechanisms whose numbers decide which of the two leading policies is better."""
    places = [int(place) for place in np.argsort(-np.nan_to_num(indices.ST), kind="stable")]
    clear = [place for place in places if indices.ST[place] > indices.ST_conf[place] and indices.ST[place] >= MATTERS]
    if not clear:
        return "No mechanism stands out as deciding which of the two is better."
    names = found.question.groups
    told = ", ".join(
        f"{names[place]} {indices.ST[place]:.2f} ±{indices.ST_conf[place]:.2f}" for place in clear[:_GROUPS_SHOWN]
    )
    return f"Which of the two is better is decided, in all, by {told}."


def _turns(found: Found, outcome: OutcomeSensitivity) -> dict[int, tuple[float, float]]:
    """Give, by place, total index and half-width of the numbers kept for which of the two is better."""
    if outcome.ranking is None:
        return {}
    indices = outcome.ranking.indices
    pairs = zip(found.kept, indices.ST, indices.ST_conf, strict=True)
    return {place: (float(total), float(width)) for place, total, width in pairs}


def _spread(outcome: OutcomeSensitivity) -> str:
    said = []
    if not math.isnan(outcome.level.kept_share):
        share = outcome.level.kept_share
        said.append(f"The numbers kept alone give {share:.0%} of the variance that everything uncertain gives.")
    if not math.isnan(outcome.chance.single):
        said.append(
            f"Seeds make {outcome.chance.single:.1%} of the variance of single runs, "
            f"{outcome.chance.left:.1%} of what is analysed."
        )
    else:
        said.append("One seed cannot tell how much is luck.")
    return " ".join(said)


def _share(share: Share) -> str:
    if share.low is None or share.high is None or share.low == share.high:
        return f"{share.share:.0%}"
    return f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%})"


def _label(found: Found, reading: Reading) -> str:
    path = found.question.uncertain[reading.place].path
    return f"{PARAMETERS[path].label} ({path})"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
