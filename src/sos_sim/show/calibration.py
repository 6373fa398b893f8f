"""Figures of a calibration and its checks: which are drawn, and their captions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.show.noted import draw_noted
from sos_sim.store.read import RunTables

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    Drawing = tuple[Figure, str]


def draw_calibration(folder: Path) -> dict[str, str]:
    """Draw the figures of a checked calibration into its ``figures`` and note them in the manifest.

    Args:
        folder: the folder of the calibration.

    Returns:
        Captions by figure name.

    Raises:
        InputProblems: it is not a run folder.
    """
    return draw_noted(folder, _figures)


def _figures(tables: RunTables) -> dict[str, Drawing]:
    from sos_sim.show.calibration_known import draw_alternatives, draw_informing, draw_known
    from sos_sim.show.calibration_posterior import draw_marginals, draw_pairs
    from sos_sim.show.calibration_predictive import draw_predictive

    posterior = _posterior(tables.folder)
    checked = "identifiability" in tables.tables
    figures: dict[str, Drawing] = {}
    if checked:
        known = tables["identifiability"]
    elif posterior is not None:
        known = unchecked(tables.manifest, posterior)
    else:
        return figures
    known = known.sort_values("contraction", kind="stable")
    if posterior is not None:
        figures["posterior"] = (
            draw_marginals(known, posterior),
            "What the interviews leave of each number's prior: posterior (filled) over prior (line), the best known "
            "first; the bar below is the central 90 % of the posterior, the tick the value used without calibration.",
        )
    if posterior is not None and (pairs := _pairs(posterior, known)):
        figures["pairs"] = (
            draw_pairs(known, posterior, pairs),
            "Numbers whose posteriors go together most closely: draws of the posterior over the whole prior.",
        )
    if not checked:
        return figures
    figures["known"] = (
        draw_known(known),
        "Posterior standard deviation of each number as a share of the prior's; 1 where the interviews say nothing.",
    )
    figures["predictive"] = (
        draw_predictive(tables["predictive"]),
        "What the model would answer, one row per finding: prior predictive (grey) and posterior predictive (blue), "
        "90 % thin and 50 % thick, median as a dot, beside what the finding allows (shaded).",
    )
    figures["informing"] = (
        draw_informing(tables["informing"], known),
        "Which finding says what about which number: how far each finding alone narrows the prior, in per cent; "
        "below 5 % nothing is written.",
    )
    figures["alternatives"] = (
        draw_alternatives(tables["alternatives"], known),
        "Shift of each posterior mean under other assumptions about the interviews, in posterior standard deviations; "
        "of the findings left out in turn the one that shifts it most is named.",
    )
    return figures | _ranked(tables)


def _ranked(tables: RunTables) -> dict[str, Drawing]:
    if not len(tables["sbc"]):
        return {}
    from sos_sim.show.calibration_ranks import draw_coverage, draw_ecdf, draw_ranks, draw_recovery

    label = dict(zip(tables["identifiability"]["path"], tables["identifiability"]["label"], strict=True))
    held = tables["sbc"][tables["sbc"]["times"] == 1]
    ranks = tables["sbc_ranks"][tables["sbc_ranks"]["times"] == 1]
    datasets = int(held["datasets"].iloc[0])
    invented = f"{datasets} invented data sets with known truths"
    return {
        "ranks": (
            draw_ranks(ranks, held, label),
            f"Ranks of the truth among 99 draws of its posterior, {invented}; even when posteriors are right. The band "
            "holds 95 % of bars by chance.",
        ),
        "ecdf": (
            draw_ecdf(ranks, label),
            f"Cumulative ranks minus what is expected, {invented}; the whole line stays in the band with 95 % "
            "probability when posteriors are right.",
        ),
        "coverage": (
            draw_coverage(held, label),
            f"Share of truths inside their central 50 % and 90 % intervals, {invented}, with 90 % binomial intervals.",
        ),
        "recovery": (
            draw_recovery(tables["sbc_ranks"], tables["recovery"], label),
            f"Truth against posterior mean with its 90 % interval, {invented}: with as many interviews as were held, "
            "and with more where that was tried.",
        ),
    }


def unchecked(manifest: dict[str, Any], posterior: pd.DataFrame) -> pd.DataFrame:
    """Tell of every number what can be told without the checks: its prior and how far the posterior is narrower.

    Args:
        manifest: that of a calibration.
        posterior: its draws.
    """
    import numpy as np
    import pandas as pd

    from sos_sim.study.calibrate.file import learnable
    from sos_sim.study.calibrate.identify import verdict_of
    from sos_sim.study.calibrate.question import Prior
    from sos_sim.study.calibrate.weighted import PRIOR_SD

    declared, rows = learnable(), []
    for path, low, high, logarithmic in manifest["identity"]["priors"]:
        draws = posterior[path].to_numpy(float)
        contraction = float(Prior(path, low, high, logarithmic).place(draws).std() / PRIOR_SD)
        each = declared.get(path)
        post_5, post_50, post_95 = np.quantile(draws, (0.05, 0.5, 0.95))
        rows.append(
            {
                "path": path, "label": each.label if each else path, "unit": each.unit if each else "",
                "default": each.default if each else np.nan, "low": low, "high": high, "logarithmic": logarithmic,
                "post_5": post_5, "post_50": post_50, "post_95": post_95, "contraction": contraction,
                "verdict": verdict_of(contraction),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _posterior(folder: Path) -> pd.DataFrame | None:
    from sos_sim.store.read import rows_of

    path = folder / "posterior.parquet"
    return rows_of(path) if path.is_file() else None


def _pairs(posterior: pd.DataFrame, known: pd.DataFrame, most: int = 6) -> list[tuple[str, str, float]]:
    """Find the pairs of numbers that go together most closely."""
    from sos_sim.study.calibrate.identify import LINKED

    paths = [str(path) for path in known["path"]]
    correlation = posterior[paths].corr().to_numpy()
    found = [
        (first, second, float(correlation[row, column]))
        for row, first in enumerate(paths)
        for column, second in enumerate(paths)
        if row < column and abs(correlation[row, column]) >= LINKED
    ]
    return sorted(found, key=lambda each: -abs(each[2]))[:most]
