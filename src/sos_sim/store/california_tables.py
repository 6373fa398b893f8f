"""The tables that `sos-sim check california` writes: every column, its type, unit and meaning."""

from __future__ import annotations

from sos_sim.store.columns import Column, Tables

_OVER_RESAMPLES = "over resampled districts"
_SD = "student SD"


def _score(name: str, words: str) -> tuple[Column, ...]:
    ahead = f"the model's {words} minus this one's, turned so that more is better for the model"
    return (
        Column(name, "number", "", words[0].upper() + words[1:]),
        Column(f"{name}_low", "number", "", f"5 % quantile {_OVER_RESAMPLES}"),
        Column(f"{name}_high", "number", "", f"95 % quantile {_OVER_RESAMPLES}"),
        Column(f"{name}_ahead", "number", "", f"How far the model is ahead: {ahead}"),
        Column(f"{name}_ahead_low", "number", "", f"5 % quantile of that {_OVER_RESAMPLES}"),
        Column(f"{name}_ahead_high", "number", "", f"95 % quantile of that {_OVER_RESAMPLES}"),
    )


CALIFORNIA_TABLES: Tables = {
    "california-facts": (
        "The model beside California, fact by fact (written by check california).",
        (
            Column("check", "text", "", "Id of the check"),
            Column("claim", "text", "", "What the check is about"),
            Column("fact", "text", "", "What was measured"),
            Column("unit", "text", "", "Its unit"),
            Column(
                "districts",
                "text",
                "",
                "structure: everything about results is drawn; own values: levels given what is recorded of each",
            ),
            Column("california", "number", "in its unit", "Official figure"),
            Column("model", "number", "in its unit", "Median over seeds"),
            Column("low", "number", "in its unit", "5 % quantile over seeds"),
            Column("high", "number", "in its unit", "95 % quantile over seeds"),
            Column("inside", "flag", "", "The official figure lies between the two"),
            Column("source", "text", "", "Where the official figure comes from"),
        ),
    ),
    "california-forecasts": (
        "How good forecasts of the list of 2018 are (written by check california).",
        (
            Column("forecast", "text", "", "What forecasts"),
            Column("knows_2018", "text", "", "What it was told of 2018; empty when nothing"),
            Column("expected", "number", "districts", "Sum of its chances"),
            Column("listed", "whole", "districts", "Districts on the list of 2018"),
            *_score("auc", "area under the curve"),
            *_score("brier", "Brier score"),
            *_score("log_score", "log score"),
        ),
    ),
    "california-chances": (
        "The chance each forecast gave each district (written by check california).",
        (
            Column("cds_code", "text", "", "Code of the district, with its zeros"),
            Column("forecast", "text", "", "What forecasts"),
            Column("listed_2017", "flag", "", "On the list of 2017 by a student group"),
            Column("listed_2018", "flag", "", "On the list of 2018 by a student group"),
            Column("chance", "number", "0-1", "Chance given to the list of 2018"),
        ),
    ),
    "california-before-after": (
        "Before/after of listed districts beside the same districts in the same futures without assistance (written by "
        "check california).",
        (
            Column("look", "text", "", "What is looked at"),
            Column("listed", "whole", "", "Year of the list"),
            Column("years", "whole", "years", "Years since then"),
            Column("mean", "number", _SD, "Mean over futures"),
            Column("low", "number", _SD, "5 % quantile over futures"),
            Column("high", "number", _SD, "95 % quantile over futures"),
            Column("futures", "whole", "", "Number of futures"),
        ),
    ),
}
