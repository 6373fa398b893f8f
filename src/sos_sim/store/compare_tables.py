"""The tables that `compare` and `explain` add to a run folder."""

from __future__ import annotations

from sos_sim.store.columns import IN_ITS_UNIT, Column, Tables
from sos_sim.store.run_tables import STRATUM_COLUMNS

_OUTCOME_BY = (
    "Name of the outcome; for student groups, achievement (true and measured, "
    "ELA and mathematics) in student SD, and each indicator's true level in its natural unit"
)
_POLICY = Column("policy", "text", "", "Name of the policy compared with the base")
_INTERVAL = (
    Column("low", "number", IN_ITS_UNIT, "Lower end of the 90 % bootstrap interval of the mean; empty for one seed"),
    Column("high", "number", IN_ITS_UNIT, "Upper end of that interval"),
)
COMPARE_TABLES: Tables = {
    "comparison": (
        "Paired comparison of each policy with the base at the end of the horizon (written by compare).",
        (
            _POLICY,
            Column("outcome", "text", "", "Name of the outcome"),
            Column("unit", "text", "", "Unit of the difference"),
            Column("seeds", "whole", "", "Seeds compared"),
            Column("difference", "number", IN_ITS_UNIT, "Mean paired difference, policy minus base"),
            *_INTERVAL,
            Column(
                "share_better",
                "number",
                "share of seeds",
                "Seeds in which the policy is better, ties counting half; empty where no direction is better",
            ),
            Column(
                "p_value",
                "number",
                "chance",
                "Two-sided sign-flip test: how often a mean would be as far from zero if there were no difference",
            ),
            Column("p_holm", "number", "chance", "The same, adjusted for the number of policies compared (Holm)"),
        ),
    ),
    "comparison_by": (
        "The same paired comparison by county, size class, district type and student group, in the last December "
        "(written by compare).",
        (
            _POLICY,
            *STRATUM_COLUMNS,
            Column("outcome", "text", "", f"{_OUTCOME_BY}; or measured_minus_true, the difference of the two"),
            Column("seeds", "whole", "", "Seeds compared"),
            Column("difference", "number", IN_ITS_UNIT, "Mean paired difference, policy minus base"),
            Column("low", "number", IN_ITS_UNIT, "Lower end of the 90 % bootstrap interval of the mean"),
            Column("high", "number", IN_ITS_UNIT, "Upper end of that interval"),
            Column("share_better", "number", "share of seeds", "Seeds in which it is better, ties counting half"),
        ),
    ),
    "cost_per_gain": (
        "What a unit of gain costs: extra cost of a policy over what it gains by the end of the horizon, both against "
        "the base (written by compare).",
        (
            _POLICY,
            Column("outcome", "text", "", "The outcome gained"),
            Column("unit", "text", "", "Unit of the cost"),
            Column("seeds", "whole", "", "Seeds compared"),
            Column("value", "number", "see unit", "Mean extra cost over mean gain; empty where note says why"),
            Column("low", "number", "see unit", "Lower end of its 90 % bootstrap interval"),
            Column("high", "number", "see unit", "Upper end of that interval, infinite where there is none"),
            Column("over_horizon", "number", "$ per pupil", "The value summed over all years of the horizon"),
            Column("note", "text", "", "Why there is no value"),
        ),
    ),
    "differences": (
        "Paired differences seed by seed, policy minus base, at the end of the horizon: statewide, and by "
        "county, size class, district type and student group in the last December.",
        (
            _POLICY,
            Column("seed", "whole", "", "Seed"),
            Column("by", "text", "", "Kind of breakdown: state, county, size, type, student_group"),
            Column("level", "text", "", "California, or which county, size class, type or student group"),
            Column(
                "outcome",
                "text",
                "",
                _OUTCOME_BY,
            ),
            Column("difference", "number", IN_ITS_UNIT, "Policy minus base"),
        ),
    ),
}
EXPLAIN_TABLES: Tables = {
    "attribution": (
        "What carried the difference between two scenarios at the end of the horizon: shares of the changed "
        "parameters and of the mechanisms, mean over seeds; each kind of share sums to the whole (written by explain).",
        (
            Column("base", "text", "", "Name of the base"),
            _POLICY,
            Column("outcome", "text", "", "Name of the outcome"),
            Column("unit", "text", "", "Unit of the shares"),
            Column("by", "text", "", "Kind of part: whole, component, mechanism, or area of capability"),
            Column("part", "text", "", "Path of the parameter or group, or name of the mechanism or area"),
            Column("label", "text", "", "The same in plain words"),
            Column("members", "text", "", "Paths of the parameters in a component, with blanks between"),
            Column("seeds", "whole", "", "Seeds compared"),
            Column("value", "number", IN_ITS_UNIT, "Mean share of the difference, policy minus base"),
            *_INTERVAL,
        ),
    ),
}
