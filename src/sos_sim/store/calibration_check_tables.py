"""The tables that the checks of a calibration write: every column, its type, unit and meaning."""

from __future__ import annotations

from sos_sim.store.columns import Column, Tables

_SD = "posterior standard deviations"
_PRIOR = "share of the prior's standard deviation"
_BITS = "bits"
_UNIT = "in the unit of the parameter"
_SHOWN = "share 0-1, or the unit of the target"
_PATH = Column("path", "text", "", "Parameter")
_TARGET = Column("target", "text", "", "Finding")
_TIMES = Column("times", "number", "", "How many times as many interviews as were held")


def _quantiles(which: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{which}_{level}", "number", _SHOWN, f"{which.capitalize()} predictive, {words}")
        for level, words in (("5", "5 %"), ("25", "25 %"), ("50", "median"), ("75", "75 %"), ("95", "95 %"))
    )


CALIBRATION_CHECK_TABLES: Tables = {
    "predictive": (
        "What the model answers under prior and posterior beside what was found, one row per finding (written by "
        "calibrate).",
        (
            _TARGET,
            Column("label", "text", "", "What was asked, in plain words"),
            Column("asked", "text", "", "Who was asked"),
            Column("unit", "text", "", "share, or the unit of the figure"),
            Column("low", "number", _SHOWN, "Least the finding allows; empty when open"),
            Column("high", "number", _SHOWN, "Most the finding allows; empty when open"),
            *_quantiles("prior"),
            *_quantiles("posterior"),
            Column("likely_before", "number", "0-1", "Probability of the finding, mean over the prior"),
            Column("likely_after", "number", "0-1", "Probability of the finding, mean over the posterior"),
            Column("surprise", "number", _BITS, "How far the finding alone moves the prior: relative entropy"),
            Column("p_value", "number", "0-1", "Chance that an answer made up from the posterior is as unlikely"),
            Column(
                "verdict", "text", "", "met: the posterior's median is inside; near: outside; missed: and p below 0.05"
            ),
        ),
    ),
    "sbc": (
        "Posteriors of invented interviews with a known truth, one row per parameter and number of interviews (written "
        "by calibrate).",
        (
            _TIMES,
            _PATH,
            Column("datasets", "whole", "", "Invented data sets"),
            Column("covered_50", "number", "0-1", "Share of truths inside the central 50 % interval"),
            Column("covered_50_low", "number", "0-1", "Lower end of its 90 % binomial interval"),
            Column("covered_50_high", "number", "0-1", "Upper end"),
            Column("covered_90", "number", "0-1", "Share of truths inside the central 90 % interval"),
            Column("covered_90_low", "number", "0-1", "Lower end of its 90 % binomial interval"),
            Column("covered_90_high", "number", "0-1", "Upper end"),
            Column("bins", "whole", "", "Bins of the rank histogram"),
            Column("p_value", "number", "0-1", "Chi-square test that the ranks are uniform"),
            Column("p_value_holm", "number", "0-1", "The same, adjusted for testing every parameter (Holm)"),
            Column("ecdf_distance", "number", "0-1", "Largest distance of the ranks' ECDF from uniform"),
            Column("ecdf_inside", "flag", "", "The whole ECDF is inside its simultaneous 95 % band"),
            Column("contraction", "number", _PRIOR, "Posterior standard deviation, mean over the data sets"),
            Column("z_mean", "number", _SD, "Posterior mean minus truth, mean over the data sets; 0 when unbiased"),
            Column("z_spread", "number", _SD, "The same, root mean square; 1 when the width is right"),
            Column("weighed", "number", "0-1", "Share of data sets whose weighted draws were enough; else a chain"),
            Column("worth", "number", "draws", "Effective sample size of those weights, median"),
        ),
    ),
    "sbc_ranks": (
        "Every invented data set: the truth, its posterior and its rank (written by calibrate).",
        (
            _TIMES,
            Column("dataset", "whole", "", "Number of the data set, from 0"),
            _PATH,
            Column("truth", "number", _UNIT, "The known truth"),
            Column("mean", "number", _UNIT, "Value at the posterior mean of the place in the prior"),
            Column("low", "number", _UNIT, "Lower end of the central 90 % interval"),
            Column("high", "number", _UNIT, "Upper end"),
            Column("place", "number", "0-1", "Place of the truth in the prior"),
            Column("mean_place", "number", "0-1", "Posterior mean of the place"),
            Column("low_place", "number", "0-1", "Lower end of its central 90 % interval"),
            Column("high_place", "number", "0-1", "Upper end"),
            Column("rank", "whole", "", "Rank of the truth among 99 draws of the posterior, 0 to 99"),
        ),
    ),
    "recovery": (
        "How closely known truths are found again, one row per parameter and number of interviews (written by "
        "calibrate).",
        (
            _TIMES,
            _PATH,
            Column("correlation", "number", "-1 to 1", "Correlation of truth and posterior mean"),
            Column("slope", "number", "", "Slope of the posterior mean over the truth: 1 fully found, 0 not at all"),
            Column("covered", "number", "0-1", "Share of truths inside their 90 % interval"),
            Column("error", "number", "", "Error over that of guessing the middle of the prior"),
        ),
    ),
    "identifiability": (
        "What the findings say of each parameter (written by calibrate).",
        (
            _PATH,
            Column("label", "text", "", "What it is"),
            Column("unit", "text", "", "Its unit"),
            Column("low", "number", _UNIT, "Lower end of the prior"),
            Column("high", "number", _UNIT, "Upper end of the prior"),
            Column("logarithmic", "flag", "", "The prior is uniform in the logarithm"),
            Column("default", "number", _UNIT, "Value without calibration"),
            Column("mean", "number", _UNIT, "Posterior mean"),
            Column("post_5", "number", _UNIT, "Posterior, 5 %"),
            Column("post_50", "number", _UNIT, "Posterior, median"),
            Column("post_95", "number", _UNIT, "Posterior, 95 %"),
            Column("contraction", "number", _PRIOR, "Posterior standard deviation; 1 where nothing was learnt"),
            Column("gain", "number", _BITS, "Relative entropy of the posterior from the prior"),
            Column("verdict", "text", "", "well known (below 0.6), somewhat known, nothing said (above 0.9)"),
            Column("partner", "text", "", "Parameter whose posterior goes with it most; empty below 0.3"),
            Column("correlation", "number", "-1 to 1", "That posterior correlation"),
            Column("informed_by", "text", "", "Findings that alone narrow it by a twentieth, the most telling first"),
            Column("largest_shift", "number", _SD, "Largest shift of its mean under any alternative"),
            Column("shifted_by", "text", "", "That alternative"),
        ),
    ),
    "directions": (
        "Combinations of parameters from the best to the worst known (written by calibrate).",
        (
            Column("direction", "whole", "", "Number, the best known first, from 1"),
            Column("width", "number", _PRIOR, "Posterior standard deviation along it"),
            _PATH,
            Column("loading", "number", "-1 to 1", "How far the parameter takes part"),
        ),
    ),
    "informing": (
        "Which finding says what about which parameter (written by calibrate).",
        (
            _TARGET,
            _PATH,
            Column("alone", "number", _PRIOR, "Standard deviation when only this finding is known"),
            Column("shift_without", "number", _SD, "Change of the posterior mean when it is left out"),
            Column("width_without", "number", _SD, "Standard deviation when it is left out"),
        ),
    ),
    "alternatives": (
        "The posterior under other assumptions about the interviews (written by calibrate).",
        (
            Column("alternative", "text", "", "What is assumed"),
            Column("sort", "text", "", "odds, words, weights or left out"),
            _PATH,
            Column("mean", "number", _UNIT, "Value at the mean of the place in the prior"),
            Column("sd_place", "number", "0-1", "Standard deviation of the place"),
            Column("shift", "number", _SD, "Change of the mean; empty for a parameter that is held"),
            Column("width", "number", _SD, "Standard deviation; empty for a parameter that is held"),
            Column("worth", "number", "draws", "Effective sample size of the reweighted draws; empty when not tried"),
            Column("weighed", "flag", "", "Draws of the posterior were enough; else others were drawn on the emulator"),
        ),
    ),
    "screen": (
        "Parameters that are not learnt: how much each could change the likelihood (written by calibrate).",
        (
            _PATH,
            Column("label", "text", "", "What it is"),
            Column("change", "number", "log likelihood", "Largest change of any finding's over its whole range"),
            Column("target", "text", "", "The finding it changes most"),
            Column("silent", "flag", "", "The findings say nothing about it: the change is below 0.5"),
        ),
    ),
}
