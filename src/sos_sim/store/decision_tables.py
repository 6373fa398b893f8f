"""The tables that `sos-sim decide` adds to a sweep folder: every column, its type, unit and meaning."""

from __future__ import annotations

from sos_sim.store.columns import IN_ITS_UNIT, Column, Tables

_NUMBER = Column("number", "whole", "", "Number of the policy in the sweep's design")
_POLICY = Column("policy", "text", "", "Scenario and lever values in words")
_BOX = Column("box", "whole", "", "Number of the finding: one policy and one requirement")
_REQUIREMENT = Column("requirement", "text", "", "What is required; [name] stands for that policy in the same future")
_FUTURES = "share of futures"
_INTERVAL = "end of the 90 % Wilson interval, with the effective number of futures"
_COVERAGE = Column("coverage", "number", "share of failures", "Failures that lie inside")
_DENSITY = Column("density", "number", _FUTURES, "Futures inside that fail")
_MASS = Column("mass", "number", _FUTURES, "Futures that lie inside")

DECISION_TABLES: Tables = {
    "decide-policies": (
        "One row per policy.",
        (
            _POLICY,
            _NUMBER,
            Column("scenario", "text", "", "Name of the scenario"),
            Column("settings", "text", "", "JSON object: value by path of every lever the sweep varies"),
            Column("futures", "whole", "", "Futures compared, the same for every policy"),
            Column("on_front", "flag", "", "No other policy is as good in every mean outcome and better in one"),
            Column("on_front_worst", "flag", "", "The same for the 5 % worst value of every outcome"),
            Column("front_share", "number", "share of resamples", "How often on the front when futures are resampled"),
            Column("satisfied_all", "number", _FUTURES, "Futures in which every requirement is met"),
            Column("satisfied_low", "number", _FUTURES, f"Lower {_INTERVAL}"),
            Column("satisfied_high", "number", _FUTURES, f"Upper {_INTERVAL}"),
        ),
    ),
    "regret": (
        "One row per policy and outcome. Regret: how far the policy falls behind the best one of the same future.",
        (
            _POLICY,
            _NUMBER,
            Column("outcome", "text", "", "Name of the outcome"),
            Column("unit", "text", "", "Its unit"),
            Column("mean", "number", IN_ITS_UNIT, "Mean over futures"),
            Column("worst", "number", IN_ITS_UNIT, "The value that 5 % of futures are worse than"),
            Column("regret_mean", "number", IN_ITS_UNIT, "Mean regret"),
            Column("regret_90", "number", IN_ITS_UNIT, "Regret that a tenth of futures exceed"),
            Column("regret_max", "number", IN_ITS_UNIT, "Largest regret (Savage)"),
            Column("won", "number", _FUTURES, "Futures in which the policy is best, ties shared out"),
            Column("won_low", "number", _FUTURES, f"Lower {_INTERVAL}"),
            Column("won_high", "number", _FUTURES, f"Upper {_INTERVAL}"),
        ),
    ),
    "satisficing": (
        "One row per policy and requirement.",
        (
            _POLICY,
            _NUMBER,
            _REQUIREMENT,
            Column("outcome", "text", "", "Name of the outcome"),
            Column("share", "number", _FUTURES, "Futures in which it is met"),
            Column("low", "number", _FUTURES, f"Lower {_INTERVAL}"),
            Column("high", "number", _FUTURES, f"Upper {_INTERVAL}"),
        ),
    ),
    "boxes": (
        "Where policies fail: one row per limit of a box (prim) or of a leaf of the tree (cart); a finding without "
        "a limit has one row with an empty path.",
        (
            _BOX,
            _POLICY,
            _REQUIREMENT,
            Column("method", "text", "", "prim or cart"),
            Column("part", "whole", "", "0 for the box, then the leaves"),
            Column("path", "text", "", "Parameter that the limit is on"),
            Column("low", "number", "in the unit of the parameter", "Smallest value inside; empty when unlimited"),
            Column("high", "number", "in the unit of the parameter", "Largest value inside; empty when unlimited"),
            Column("fail_share", "number", _FUTURES, "Futures that fail, inside or outside"),
            _COVERAGE,
            _DENSITY,
            _MASS,
            Column("density_out_of_sample", "number", _FUTURES, "Density in points a resample left out"),
            Column("chance_of_box", "number", "probability", "Permutation test of the whole search"),
            Column("chance", "number", "probability", "Exact chance (Fisher) of the limit if it meant nothing"),
            Column("comes_back", "number", "share of resamples", "How often the search on resamples limits it too"),
        ),
    ),
    "peeling": (
        "Every box on the way from the whole space to the smallest one.",
        (
            _BOX,
            _POLICY,
            _REQUIREMENT,
            Column("step", "whole", "", "0 is the whole space"),
            Column("path", "text", "", "Parameter that this step limits"),
            Column("side", "text", "", "Which end: low or high"),
            _COVERAGE,
            _DENSITY,
            _MASS,
            Column("separation", "number", "correlation", "Correlation of failing with lying inside (phi)"),
            Column("chosen", "flag", "", "The step the box was made from"),
            Column("limits", "text", "", "JSON object: smallest and largest value by path"),
        ),
    ),
}
