"""What was found, as rows of tables and as plain data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.study.sensitivity.analyse import Found, Measure, OutcomeSensitivity
from sos_sim.study.sensitivity.designs import Array, Indices
from sos_sim.study.sensitivity.ranking import Share
from sos_sim.study.sensitivity.reading import readings

Row = dict[str, Any]


def tables_of(found: Found) -> dict[str, list[Row]]:
    """Give the rows of every table.

    Args:
        found: the analysis.
    """
    return {
        "screening": [row for outcome in found.outcomes for row in _screening(found, outcome)],
        "sobol": [row for outcome in found.outcomes for row in _sobol(found, outcome)],
        "ranking": [row for outcome in found.outcomes for row in _ranking(found, outcome)],
        "spread": [_spread(found, outcome) for outcome in found.outcomes],
    }


def as_json(found: Found) -> Row:
    """Give the analysis as plain data; what was not looked at closely has no indices.

    Args:
        found: the analysis.
    """
    ranked = _ranking_by_outcome(found)
    return {
        "outcomes": [
            {
                **_spread(found, outcome),
                "parameters": _parameters(found, outcome.level),
                "groups": _groups(found, outcome.level),
            }
            for outcome in found.outcomes
        ],
        "ranking": [
            {**_spread(found, outcome), "parameters": ranked[outcome.outcome]}
            for outcome in found.outcomes
            if outcome.leaders is not None
        ],
        "kept": [found.question.uncertain[place].path for place in found.kept],
    }


def _screening(found: Found, outcome: OutcomeSensitivity) -> list[Row]:
    rows = []
    for of, measure in outcome.measures.items():
        relative, effects = measure.relative, measure.effects
        ranks = _ranks(relative)
        rows += [
            {
                "outcome": outcome.outcome,
                "of": of,
                "path": each.path,
                "group": each.group,
                "mu_star": float(effects.mu_star[place]),
                "mu_star_conf": float(effects.mu_star_conf[place]),
                "mu": float(effects.mu[place]),
                "sigma": float(effects.sigma[place]),
                "relative": float(relative[place]),
                "rank": int(ranks[place]),
                "kept": place in found.kept,
            }
            for place, each in enumerate(found.question.uncertain)
        ]
    return rows


def _sobol(found: Found, outcome: OutcomeSensitivity) -> list[Row]:
    rows = []
    for of, measure in outcome.measures.items():
        kept = [found.question.uncertain[place].path for place in found.kept]
        parts = [("parameter", kept, measure.indices)]
        if measure.groups is not None:
            parts.append(("group", found.question.groups, measure.groups))
        rows += [
            {"outcome": outcome.outcome, "of": of, "kind": kind, "source": name, **_indices(indices, place)}
            for kind, names, indices in parts
            for place, name in enumerate(names)
        ]
    return rows


def _ranking(found: Found, outcome: OutcomeSensitivity) -> list[Row]:
    lead, ranking = outcome.lead, outcome.ranking
    if outcome.leaders is None or lead is None or ranking is None or outcome.distances is None:
        return []
    names = found.question.policies
    rows = []
    for reading in readings(found, outcome):
        place, each = reading.place, found.question.uncertain[reading.place]
        close = found.kept.index(place) if place in found.kept else None
        rows.append(
            {
                "outcome": outcome.outcome,
                "best": names[outcome.leaders.best],
                "second": names[outcome.leaders.second],
                "path": each.path,
                "group": each.group,
                "relative_level": float(outcome.level.relative[place]),
                "relative_lead": float(lead.relative[place]),
                "ST_level": _at(outcome.level.indices.ST, close),
                "ST_level_conf": _at(outcome.level.indices.ST_conf, close),
                "ST_lead": _at(lead.indices.ST, close),
                "ST_lead_conf": _at(lead.indices.ST_conf, close),
                "ST_ranking": _at(ranking.indices.ST, close),
                "ST_ranking_conf": _at(ranking.indices.ST_conf, close),
                "distance": _known(outcome.distances.distance[place]),
                "by_chance": _known(outcome.distances.by_chance),
                "for_level": reading.for_level,
                "for_lead": reading.for_lead,
                "for_ranking": reading.for_ranking,
                "reading": reading.words,
            }
        )
    return rows


def _ranking_by_outcome(found: Found) -> dict[str, list[Row]]:
    shared = ("outcome", "best", "second")
    return {
        outcome.outcome: [
            {key: value for key, value in row.items() if key not in shared} for row in _ranking(found, outcome)
        ]
        for outcome in found.outcomes
    }


def _spread(found: Found, outcome: OutcomeSensitivity) -> Row:
    names, ahead = found.question.policies, outcome.leaders
    declared = OUTCOMES.get(outcome.outcome)
    return {
        "outcome": outcome.outcome,
        "unit": declared.unit if declared else "",
        "mean": _known(outcome.mean),
        "spread": outcome.level.spread,
        "kept_share": _known(outcome.level.kept_share),
        "seeds_single": _known(outcome.chance.single),
        "seeds_left": _known(outcome.chance.left),
        "best": names[ahead.best] if ahead else None,
        "second": names[ahead.second] if ahead else None,
        "lead": _known(outcome.mean_lead),
        "lead_spread": outcome.lead.spread if outcome.lead else None,
        **_share("displaced", outcome.displaced),
        **_share("overtaken", outcome.overtaken),
    }


def _parameters(found: Found, measure: Measure) -> list[Row]:
    """Give every number, those with the largest effects first."""
    rows = []
    for place in np.argsort(-np.nan_to_num(measure.relative), kind="stable"):
        each = found.question.uncertain[place]
        close = found.kept.index(place) if place in found.kept else None
        rows.append(
            {
                "path": each.path,
                "group": each.group,
                "mu_star": float(measure.effects.mu_star[place]),
                "mu_star_conf": float(measure.effects.mu_star_conf[place]),
                "sigma": float(measure.effects.sigma[place]),
                **_indices(measure.indices, close),
            }
        )
    return rows


def _groups(found: Found, measure: Measure) -> list[Row]:
    if measure.groups is None:
        return []
    return [{"group": name, **_indices(measure.groups, place)} for place, name in enumerate(found.question.groups)]


def _indices(indices: Indices, place: int | None) -> Row:
    return {name: _at(getattr(indices, name), place) for name in ("S1", "S1_conf", "ST", "ST_conf")}


def _at(values: Array, place: int | None) -> float | None:
    return None if place is None else _known(values[place])


def _share(name: str, found: Share | None) -> Row:
    if found is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: found.share, f"{name}_low": found.low, f"{name}_high": found.high}


def _ranks(values: Array) -> Array:
    ranks = np.empty(len(values), int)
    ranks[np.argsort(-np.nan_to_num(values), kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
