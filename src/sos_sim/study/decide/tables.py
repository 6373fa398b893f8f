"""The tables that a decision adds to the sweep folder."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.store.columns import schema_of
from sos_sim.store.decision_tables import DECISION_TABLES
from sos_sim.store.folder import write_columns_page, write_table
from sos_sim.study.decide.decision import Decision
from sos_sim.study.decide.discovery import Box

Row = dict[str, Any]


def write_tables(decision: Decision) -> None:
    """Write every table of a decision into the sweep folder, with a page that describes their columns.

    Args:
        decision: the decision.
    """
    import pyarrow as pa

    folder = decision.cube.folder
    rows = {
        "decide-policies": _policies(decision),
        "regret": _regret(decision),
        "satisficing": _satisficing(decision),
        "boxes": [row for number, box in enumerate(decision.boxes) for row in _limits(number, box)],
        "peeling": [row for number, box in enumerate(decision.boxes) for row in _steps(number, box)],
    }
    for name, (_, columns) in DECISION_TABLES.items():
        write_table(folder / f"{name}.parquet", pa.Table.from_pylist(rows[name], schema=schema_of(columns)))
    write_columns_page(folder)


def _policies(decision: Decision) -> list[Row]:
    return [
        {
            "policy": policy.name,
            "number": policy.number,
            "scenario": policy.scenario,
            "settings": json.dumps(policy.settings),
            "futures": decision.cube.values.shape[1],
            "on_front": bool(decision.on_front[place]),
            "on_front_worst": bool(decision.on_front_worst[place]),
            "front_share": None if decision.front_share is None else float(decision.front_share[place]),
            "satisfied_all": decision.satisfied_all[place].share,
            "satisfied_low": decision.satisfied_all[place].low,
            "satisfied_high": decision.satisfied_all[place].high,
        }
        for place, policy in enumerate(decision.cube.policies)
    ]


def _regret(decision: Decision) -> list[Row]:
    means = decision.cube.values.mean(axis=1)
    average, high, most = (
        decision.regrets.mean(axis=1),
        np.quantile(decision.regrets, 0.9, axis=1),
        decision.regrets.max(axis=1),
    )
    return [
        {
            "policy": policy.name,
            "number": policy.number,
            "outcome": outcome,
            "unit": OUTCOMES[outcome].unit,
            "mean": float(means[p, o]),
            "worst": float(decision.worst[p, o]),
            "regret_mean": float(average[p, o]),
            "regret_90": float(high[p, o]),
            "regret_max": float(most[p, o]),
            "won": decision.won[p][o].share,
            "won_low": decision.won[p][o].low,
            "won_high": decision.won[p][o].high,
        }
        for p, policy in enumerate(decision.cube.policies)
        for o, outcome in enumerate(decision.cube.outcomes)
    ]


def _satisficing(decision: Decision) -> list[Row]:
    return [
        {
            "policy": policy.name,
            "number": policy.number,
            "requirement": requirement.rule,
            "outcome": requirement.outcome,
            "share": found.share,
            "low": found.low,
            "high": found.high,
        }
        for place, policy in enumerate(decision.cube.policies)
        for requirement, found in zip(decision.requirements, decision.satisfied[place], strict=True)
    ]


def _limits(number: int, box: Box) -> list[Row]:
    about = {"box": number, "policy": box.policy, "requirement": box.requirement.rule, "fail_share": box.fail_share}
    whole = {"coverage": box.coverage, "density": box.density, "mass": box.mass}
    rows: list[Row] = [
        about
        | whole
        | {
            "method": "prim",
            "part": 0,
            "density_out_of_sample": box.checked,
            "chance_of_box": box.chance,
            "path": limit.path,
            "low": limit.low,
            "high": limit.high,
            "chance": limit.chance,
            "comes_back": limit.comes_back,
        }
        for limit in box.limits
    ]
    if not rows:
        rows = [about | whole | {"method": "prim", "part": 0, "chance_of_box": box.chance}]
    for part, leaf in enumerate(box.leaves, start=1):
        measured = {"coverage": leaf.coverage, "density": leaf.density, "mass": leaf.mass}
        rows += [
            about | measured | {"method": "cart", "part": part, "path": path, "low": low, "high": high}
            for path, (low, high) in leaf.limits.items()
        ]
    return rows


def _steps(number: int, box: Box) -> list[Row]:
    rows = []
    for place, step in enumerate(box.steps):
        limits = {
            box.factors[factor]: [value if np.isfinite(value) else None for value in step.limits[factor].tolist()]
            for factor in dict.fromkeys(factor for factor, _ in step.limited)
        }
        rows.append(
            {
                "box": number,
                "policy": box.policy,
                "requirement": box.requirement.rule,
                "step": place,
                "path": box.factors[step.factor] if step.factor >= 0 else None,
                "side": step.side if step.factor >= 0 else None,
                "coverage": step.coverage,
                "density": step.density,
                "mass": step.mass,
                "separation": step.separation,
                "chosen": box.found and place == box.chosen,
                "limits": json.dumps(limits),
            }
        )
    return rows
