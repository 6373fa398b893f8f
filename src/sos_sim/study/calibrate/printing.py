"""What a calibration prints: what the interviews say of every number, and how far to trust it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.problems import InputProblems, Problem
from sos_sim.store.manifest import read_manifest
from sos_sim.study.run import figure

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


def print_calibration(folder: Path, console: Console) -> None:
    """Print the posterior of a folder, the findings it misses, and the checks.

    Args:
        folder: the folder of a calibration.
        console: where to.

    Raises:
        InputProblems: the folder holds no finished calibration.
    """
    import pandas as pd

    manifest = read_manifest(folder)
    if manifest is None or manifest.get("kind") != "calibration":
        raise InputProblems([Problem(str(folder), "holds no calibration", "a folder written by `sos-sim calibrate`")])
    told = manifest["calibration"]
    draws = pd.read_parquet(folder / "posterior.parquet")
    checked = (folder / "identifiability.parquet").is_file()
    known = pd.read_parquet(folder / "identifiability.parquet").set_index("path") if checked else None
    _print_posterior(told, draws, known, console)
    for line in (*_trust(told), *(_checks(folder) if checked else ())):
        console.print(line, highlight=False)


def _print_posterior(told: dict[str, Any], draws: pd.DataFrame, known: pd.DataFrame | None, console: Console) -> None:
    from rich.table import Table

    from sos_sim.study.calibrate.file import learnable

    parameters = learnable()
    table = Table(title=f"{told['name']}: {len(draws):,} draws", title_justify="left")
    table.add_column("Number")
    for heading in ("Without", "Mean", "5 to 95 %"):
        table.add_column(heading, justify="right", no_wrap=True)
    if known is not None:
        table.add_column("What the interviews say")
    for path in told["paths"]:
        values, parameter = draws[path], parameters[path]
        low, high = values.quantile([0.05, 0.95])
        cells = [f"{parameter.label} ({path})", figure(parameter.default), figure(float(values.mean()))]
        cells.append(f"{figure(float(low))} to {figure(float(high))}")
        if known is not None:
            cells.append(str(known.loc[path, "verdict"]))
        table.add_row(*cells)
    console.print(table)


def _trust(told: dict[str, Any]) -> list[str]:
    lines = [
        f"{told['ess']:.0f} of {told['draws']:,} draws are effective after the real model's correction; "
        f"{told['runs']:,} runs, {told['seconds']:.0f} s to the posterior."
    ]
    if told.get("methods_agree") is not None:
        agree = "agrees" if told["methods_agree"] else "DISAGREES"
        most = told["largest_distance"]
        lines.append(f"The check without an emulator {agree}: they differ by {most:.2f} standard deviations at most.")
    if told.get("unmet_targets"):
        lines.append(f"Nothing in the prior meets: {', '.join(told['unmet_targets'])}.")
    return lines


def _checks(folder: Path) -> list[str]:
    import pandas as pd

    predictive = pd.read_parquet(folder / "predictive.parquet")
    missed = predictive[predictive["verdict"] == "missed"]["target"].tolist()
    lines = [
        f"Findings: {int((predictive['verdict'] == 'met').sum())} of {len(predictive)} met by the posterior"
        + (f"; missed: {', '.join(missed)}." if missed else "; none missed.")
    ]
    if (folder / "sbc.parquet").is_file():
        ranks = pd.read_parquet(folder / "sbc.parquet")
        as_held = ranks[ranks["times"] == 1.0]
        if len(as_held):
            covered = as_held["covered_90"]
            lines.append(
                f"Made-up interviews, {int(as_held['datasets'].iloc[0])} sets: 90 % intervals hold the truth in "
                f"{covered.mean():.2f} of cases ({covered.min():.2f} to {covered.max():.2f} by number)."
            )
    return lines
