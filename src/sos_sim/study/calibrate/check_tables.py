"""The checks of a calibration as rows of tables."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.store.calibration_check_tables import CALIBRATION_CHECK_TABLES
from sos_sim.study.calibrate.predictive import Predicted
from sos_sim.study.calibrate.question import Prior
from sos_sim.study.calibrate.rank import Judged, share_interval, uniformity
from sos_sim.study.calibrate.recovery import recovery
from sos_sim.study.statistics.holm import holm

if TYPE_CHECKING:
    from sos_sim.study.calibrate.check import Checked

Row = dict[str, Any]


def write_check_tables(checked: Checked, folder: Path) -> None:
    """Write every table of the checks into the run folder, with a page that describes the columns.

    Args:
        checked: the checks.
        folder: the run folder.
    """
    import pyarrow as pa

    from sos_sim.store.columns import schema_of
    from sos_sim.store.folder import write_columns_page, write_table

    rows = check_rows(checked)
    for name, (_, columns) in CALIBRATION_CHECK_TABLES.items():
        write_table(folder / f"{name}.parquet", pa.Table.from_pylist(rows[name], schema=schema_of(columns)))
    write_columns_page(folder)


def check_rows(checked: Checked) -> dict[str, list[Row]]:
    """Give the rows of every table.

    Args:
        checked: the checks.
    """
    return {
        "predictive": [_predicted(each) for each in checked.predicted],
        "sbc": [row for times, judged in checked.judged.items() for row in _sbc(checked, times, judged)],
        "sbc_ranks": [row for times, judged in checked.judged.items() for row in _ranks(checked, times, judged)],
        "recovery": [row for times, judged in checked.judged.items() for row in _recovery(checked, times, judged)],
        "identifiability": _identifiability(checked),
        "directions": _directions(checked),
        "informing": _informing(checked),
        "alternatives": _alternatives(checked),
        "screen": [
            {"path": each.path, "label": each.label, "change": each.change, "target": each.target,
             "silent": each.silent}
            for each in sorted(checked.screened, key=lambda each: -each.change)
        ],
    }  # fmt: skip


def _predicted(each: Predicted) -> Row:
    shown = each.shown
    row: Row = {
        "target": shown.target, "label": shown.label, "asked": shown.group, "unit": shown.unit,
        "low": _finite(shown.low), "high": _finite(shown.high),
    }  # fmt: skip
    for which, quantiles in (("prior", each.prior), ("posterior", each.posterior)):
        row |= {
            f"{which}_{level}": float(value) for level, value in zip((5, 25, 50, 75, 95), quantiles, strict=True)
        }
    return row | {
        "likely_before": each.likely_before, "likely_after": each.likely_after, "surprise": each.surprise,
        "p_value": each.p_value, "verdict": each.verdict,
    }  # fmt: skip


def _sbc(checked: Checked, times: float, judged: Judged) -> list[Row]:
    tested = [uniformity(ranks) for ranks in judged.ranks.T]
    adjusted = holm(np.array([each.p_value for each in tested]))
    datasets = len(judged.truth)
    rows = []
    for column, (prior, each) in enumerate(zip(checked.question.priors, tested, strict=True)):
        row: Row = {"times": times, "path": prior.path, "datasets": datasets}
        for level, name in ((0.5, "covered_50"), (0.9, "covered_90")):
            count = int(judged.inside(level)[:, column].sum())
            low, high = share_interval(count, datasets)
            row |= {name: count / datasets, f"{name}_low": low, f"{name}_high": high}
        scores = judged.z_scores[:, column]
        rows.append(
            row
            | {
                "bins": each.bins, "p_value": each.p_value, "p_value_holm": float(adjusted[column]),
                "ecdf_distance": each.largest, "ecdf_inside": each.inside,
                "contraction": float(judged.contraction[column]), "z_mean": float(scores.mean()),
                "z_spread": float(np.sqrt((scores**2).mean())), "weighed": float(judged.weighed.mean()),
                "worth": float(np.median(judged.worth)),
            }
        )  # fmt: skip
    return rows


def _ranks(checked: Checked, times: float, judged: Judged) -> list[Row]:
    rows = []
    for column, prior in enumerate(checked.question.priors):
        values = {
            "truth": prior.value(judged.truth[:, column]),
            "mean": prior.value(judged.mean[:, column]),
            "low": prior.value(judged.ends[:, 0, column]),
            "high": prior.value(judged.ends[:, 3, column]),
            "place": judged.truth[:, column],
            "mean_place": judged.mean[:, column],
            "low_place": judged.ends[:, 0, column],
            "high_place": judged.ends[:, 3, column],
        }
        rows += [
            {"times": times, "dataset": number, "path": prior.path, "rank": int(rank)}
            | {name: float(each[number]) for name, each in values.items()}
            for number, rank in enumerate(judged.ranks[:, column])
        ]
    return rows


def _recovery(checked: Checked, times: float, judged: Judged) -> list[Row]:
    found = recovery(judged)
    return [
        {
            "times": times, "path": prior.path, "correlation": float(found.correlation[column]),
            "slope": float(found.slope[column]), "covered": float(found.covered[column]),
            "error": float(found.error[column]),
        }
        for column, prior in enumerate(checked.question.priors)
    ]  # fmt: skip


def _identifiability(checked: Checked) -> list[Row]:
    rows = []
    for column, (prior, known) in enumerate(zip(checked.question.priors, checked.identified.known, strict=True)):
        values = prior.value(checked.posterior.places[:, column])
        low, middle, high = (float(each) for each in np.quantile(values, (0.05, 0.5, 0.95)))
        shift, by = _largest_shift(checked, column)
        rows.append(
            {
                "path": prior.path, "label": prior.label or prior.path, "unit": prior.unit, "low": prior.low,
                "high": prior.high, "logarithmic": prior.logarithmic, "default": _finite(prior.default),
                "mean": float(values.mean()), "post_5": low, "post_50": middle, "post_95": high,
                "contraction": known.contraction, "gain": known.gain, "verdict": known.verdict,
                "partner": known.partner, "correlation": _finite(known.correlation),
                "informed_by": ", ".join(known.informed_by), "largest_shift": shift, "shifted_by": by,
            }
        )  # fmt: skip
    return rows


def _largest_shift(checked: Checked, column: int) -> tuple[float | None, str]:
    shifts = [(float(each.shift[column]), each.alternative.name) for each in checked.moved]
    told = [each for each in shifts if math.isfinite(each[0])]
    return max(told, key=lambda each: abs(each[0])) if told else (None, "")


def _directions(checked: Checked) -> list[Row]:
    found = checked.identified
    return [
        {"direction": number, "width": float(width), "path": prior.path, "loading": float(loading)}
        for number, (width, loadings) in enumerate(zip(found.widths, found.directions, strict=True), start=1)
        for prior, loading in zip(checked.question.priors, loadings, strict=True)
    ]


def _informing(checked: Checked) -> list[Row]:
    found = checked.identified
    return [
        {
            "target": target, "path": prior.path, "alone": float(found.alone[place, column]),
            "shift_without": float(found.without_shift[place, column]),
            "width_without": float(found.without_width[place, column]),
        }
        for place, target in enumerate(checked.question.targets)
        for column, prior in enumerate(checked.question.priors)
    ]  # fmt: skip


def _alternatives(checked: Checked) -> list[Row]:
    return [
        {
            "alternative": moved.alternative.name, "sort": moved.alternative.sort, "path": prior.path,
            "mean": _value(prior, moved.mean[column]), "sd_place": float(moved.sd[column]),
            "shift": _finite(moved.shift[column]), "width": _finite(moved.width[column]),
            "worth": _finite(moved.worth), "weighed": moved.weighed,
        }
        for moved in checked.moved
        for column, prior in enumerate(checked.question.priors)
    ]  # fmt: skip


def _value(prior: Prior, place: float) -> float:
    return float(prior.value(np.asarray(place, np.float64)))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
