"""The tables that `optimise` writes."""

from __future__ import annotations

from sos_sim.store.columns import Column, Tables

_COMPONENTS = "coaches, coe_building, networks, data, retention"
# What a search was asked decides the columns that follow those listed.
OPTIMISE_TABLES: Tables = {
    "allocations": (
        "One row per allocation of the budget. After the columns listed here come, for each component "
        f"({_COMPONENTS}), `share_` and `spending_` ($ per pupil and year); for each lever its path with its value; "
        "and for each objective its mean over fresh futures and, named after it, `_low` and `_high` (90 % bootstrap "
        "interval of the mean), `_gain`, `_gain_low` and `_gain_high` (the same of the paired difference from the "
        "even split) and `_gain_searched` (that difference in the futures of the search).",
        (
            Column("name", "text", "", "Name of the allocation"),
            Column("simple", "flag", "", "Set without a search, to compare with"),
            Column("on_front", "flag", "", "In fresh futures no other allocation of the table beats it"),
            Column("on_front_in_search", "flag", "", "The search found nothing that beats it"),
            Column("cost", "number", "$ per pupil and year", "What support cost in fresh futures, mean"),
        ),
    ),
    "convergence": (
        "How the search went, one row per generation.",
        (
            Column("generation", "whole", "", "Generation, from 1"),
            Column(
                "hypervolume",
                "number",
                "boxes",
                "Volume that the front so far dominates; 1 is the box between worst and best of the first generation",
            ),
        ),
    ),
    "prices": (
        "What each component costs when the others are left out. After the columns listed here comes each lever.",
        (
            Column("component", "text", "", f"Component: {_COMPONENTS}"),
            Column("spending", "number", "$ per pupil and year", "Cost above that of nothing at all"),
        ),
    ),
    "evaluations": (
        "Every run of the search. After the columns listed here come each lever (empty for the scenario as it is), "
        "cost_per_pupil and the objectives, at the end of the horizon.",
        (Column("seed", "whole", "", "Seed of the run; runs of one seed share their shocks"),),
    ),
}
