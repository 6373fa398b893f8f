"""The tables that a calibration writes."""

from __future__ import annotations

from sos_sim.store.columns import Column, Tables

_PATHS = "After the columns listed here comes one number column per calibrated number, named by its path"
_DRAWS = (
    Column("draw", "whole", "", "Number of the draw, from 0; draws are equally weighted and in random order"),
    Column("log_likelihood", "number", "", "Log likelihood of all findings by the real model"),
)
_SD = "standard deviations"
CALIBRATION_TABLES: Tables = {
    "posterior": (
        f"Draws from the posterior by emulator, corrected by runs of the real model. {_PATHS}.",
        _DRAWS,
    ),
    "posterior_smc": (
        f"Draws from the posterior without an emulator: particles of the real model. {_PATHS}.",
        _DRAWS,
    ),
    "simulations": (
        f"Every place in the prior that the real model was run at, but for particles. {_PATHS}.",
        (
            Column("stage", "text", "", "What it was run for"),
            Column("log_likelihood", "number", "", "Log likelihood of all findings"),
        ),
    ),
    "emulator": (
        "How well the emulator foretells each statistic at places left out in turn.",
        (
            Column("stage", "text", "", "Stage after which it was fitted"),
            Column("block", "whole", "", "Number of the block, from 0; statistics of a block share a covariance"),
            Column("statistic", "whole", "", "Number of the statistic, from 0"),
            Column("places", "whole", "", "Places it was fitted to"),
            Column("explained", "number", "share", "Share of the variance explained at places left out"),
            Column("error", "number", "in the unit of the statistic", "Root mean square error at places left out"),
            Column("coverage", "number", "share", "Share of values inside their 90 % interval"),
            Column("largest", "number", _SD, "Largest error"),
            Column("effect", "number", "", "Mean change of the log likelihood by the errors of the block"),
            Column("bad", "flag", "", "The block is foretold badly, and that matters"),
        ),
    ),
    "stages": (
        "What the calibration did, in order.",
        (
            Column("stage", "text", "", "Name of the stage"),
            Column("runs", "whole", "runs", "Runs of the real model: places times futures"),
            Column("seconds", "number", "s", "Time it took when it was worked out"),
            Column("ess", "number", "draws", "Effective sample size; empty where there are no weighted draws"),
            Column("acceptance", "number", "share", "Share of the moves accepted"),
            Column("tau", "number", "steps", "Longest integrated autocorrelation time"),
            Column("r_hat", "number", "", "Largest split R-hat; 1 when all walkers agree"),
        ),
    ),
    "agreement": (
        "The posterior by emulator beside the one without, one row per calibrated number.",
        (
            Column("path", "text", "", "Calibrated number"),
            Column("distance", "number", _SD, "Wasserstein distance of the two margins"),
            Column("mean", "number", "in the unit of the number", "Mean by emulator"),
            Column("sd", "number", "in the unit of the number", "Standard deviation by emulator"),
            Column("mean_smc", "number", "in the unit of the number", "Mean without an emulator"),
            Column("sd_smc", "number", "in the unit of the number", "Standard deviation without an emulator"),
            Column("agree", "flag", "", "The distance is small"),
        ),
    ),
}
