"""The tables that `sos-sim sensitivity` writes: every column, its type, unit and meaning."""

from __future__ import annotations

from sos_sim.store.columns import IN_ITS_UNIT, Column, Tables

_OF = Column(
    "of",
    "text",
    "",
    "level: the outcome, mean over the policies; lead: the best policy on average minus the runner-up; "
    "ranking: 1 where the runner-up is better, 0 elsewhere",
)
_OF_OUTCOME = Column("outcome", "text", "", "Name of the outcome; the list is below")
_OF_PATH = (
    Column("path", "text", "", "Parameter"),
    Column("group", "text", "", "Mechanism: the part of the path before the dot"),
)
_HALF = "half-width of its 90 % bootstrap interval"
_OF_VARIANCE = "share of variance"
_LEADERS = (
    Column("best", "text", "", "Policy that is best on average over all uncertainty"),
    Column("second", "text", "", "Runner-up"),
)
SENSITIVITY_TABLES: Tables = {
    "screening": (
        "Morris screening of everything uncertain (written by sensitivity). Effects are per full range of a parameter.",
        (
            _OF_OUTCOME,
            _OF,
            *_OF_PATH,
            Column("mu_star", "number", IN_ITS_UNIT, "Mean size of the elementary effect"),
            Column("mu_star_conf", "number", IN_ITS_UNIT, f"Mean size: {_HALF}"),
            Column("mu", "number", IN_ITS_UNIT, "Mean elementary effect, with its sign"),
            Column("sigma", "number", IN_ITS_UNIT, "Standard deviation of the effect: large where others matter"),
            Column("relative", "number", "standard deviations", "Mean size in standard deviations of what is measured"),
            Column("rank", "whole", "", "Place by relative size, from 1"),
            Column("kept", "flag", "", "Was looked at closely"),
        ),
    ),
    "sobol": (
        "Sobol indices (written by sensitivity): of the parameters kept, the others where the policies have them; "
        "of the mechanisms, everything uncertain varying.",
        (
            _OF_OUTCOME,
            _OF,
            Column("kind", "text", "", "parameter or group (mechanism)"),
            Column("source", "text", "", "Path of the parameter, or name of the mechanism"),
            Column("S1", "number", _OF_VARIANCE, "What it does alone; may be negative inside the noise"),
            Column("S1_conf", "number", _OF_VARIANCE, f"First order: {_HALF}"),
            Column("ST", "number", _OF_VARIANCE, "What it does with all its interactions"),
            Column("ST_conf", "number", _OF_VARIANCE, f"Total: {_HALF}"),
        ),
    ),
    "ranking": (
        "What each parameter does to the level, and to which of the two leading policies is better (written by "
        "sensitivity).",
        (
            _OF_OUTCOME,
            *_LEADERS,
            *_OF_PATH,
            Column("relative_level", "number", "standard deviations", "Mean size of its effect on the level"),
            Column("relative_lead", "number", "standard deviations", "Mean size of its effect on the lead"),
            Column("ST_level", "number", _OF_VARIANCE, "Total index for the level; empty where not kept"),
            Column("ST_level_conf", "number", _OF_VARIANCE, f"Level: {_HALF}"),
            Column("ST_lead", "number", _OF_VARIANCE, "Total index for the lead; empty where not kept"),
            Column("ST_lead_conf", "number", _OF_VARIANCE, f"Lead: {_HALF}"),
            Column("ST_ranking", "number", _OF_VARIANCE, "Total index for which is better; empty where not kept"),
            Column("ST_ranking_conf", "number", _OF_VARIANCE, f"Which is better: {_HALF}"),
            Column(
                "distance",
                "number",
                "0-1",
                "Kolmogorov-Smirnov distance between its values where the runner-up is better and elsewhere",
            ),
            Column("by_chance", "number", "0-1", "What the largest of all distances stays below in 99 % of shuffles"),
            Column("for_level", "flag", "", "Matters for the level; empty where not kept"),
            Column("for_lead", "flag", "", "Matters for how far the best policy is ahead; empty where not kept"),
            Column("for_ranking", "flag", "", "Changes which of the two is better; empty where that cannot be told"),
            Column("reading", "text", "", "The same in words"),
        ),
    ),
    "spread": (
        "How far everything uncertain spreads each outcome, and how firm the ranking is (written by sensitivity).",
        (
            _OF_OUTCOME,
            Column("unit", "text", "", "Unit of the outcome"),
            Column("mean", "number", IN_ITS_UNIT, "Mean over everything uncertain, policies and seeds"),
            Column("spread", "number", IN_ITS_UNIT, "Standard deviation over everything uncertain, policies averaged"),
            Column("kept_share", "number", _OF_VARIANCE, "Variance when only the parameters kept vary; may exceed 1"),
            Column("seeds_single", "number", _OF_VARIANCE, "Variance of single runs that is due to the seeds"),
            Column("seeds_left", "number", _OF_VARIANCE, "Variance of the means over seeds that still is"),
            *_LEADERS,
            Column("lead", "number", IN_ITS_UNIT, "Best policy minus runner-up, mean"),
            Column("lead_spread", "number", IN_ITS_UNIT, "Standard deviation of that over everything uncertain"),
            Column("displaced", "number", "share of points", "Any other policy is clearly better than the best one"),
            Column("displaced_low", "number", "share of points", "Lower end of the 90 % bootstrap interval"),
            Column("displaced_high", "number", "share of points", "Upper end"),
            Column("overtaken", "number", "share of points", "The runner-up is clearly better than the best one"),
            Column("overtaken_low", "number", "share of points", "Lower end of the 90 % bootstrap interval"),
            Column("overtaken_high", "number", "share of points", "Upper end"),
        ),
    ),
}
