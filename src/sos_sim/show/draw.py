"""Draw every figure of a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.show.county_map import draw_county_map
from sos_sim.show.differences import draw_differences
from sos_sim.show.style import MOST_POLICIES, colours, house_style, save
from sos_sim.show.trajectories import PANELS, draw_trajectories, outcomes_of
from sos_sim.show.who_gains import draw_who_gains
from sos_sim.store.manifest import write_manifest
from sos_sim.store.read import RunTables, read, rows_of, years_of
from sos_sim.study.run import counted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_POINTS_PER_SD = 100.0
_OUTCOMES = ["true_outcome", "measured_outcome"]
# A county is drawn as clear when the 90 % interval of its mean (normal) leaves zero out.
_NORMAL_90 = 1.645


def draw_folder(folder: Path) -> dict[str, str]:
    """Draw the figures of a finished run or comparison into its ``figures`` and note them in the manifest.

    Args:
        folder: the run folder.

    Returns:
        Captions by figure name; empty when no run finished.

    Raises:
        InputProblems: it is not a run folder.
    """
    tables = read(folder)
    if not len(tables.outcomes):
        return {}
    captions = {}
    with house_style():
        for name, (figure, caption) in _figures(tables).items():
            save(figure, folder / "figures", name, caption)
            captions[name] = caption
    write_manifest(folder, tables.manifest | {"figures": captions})
    return captions


def draw_panels(tables: RunTables, names: list[str]) -> Figure:
    """Draw chosen panels of trajectories.

    Args:
        tables: a finished run folder.
        names: panels or outcomes.

    Raises:
        InputProblems: a panel is unknown.
    """
    names_of = _scenarios(tables)
    with house_style():
        shades = colours(names_of[0], names_of[1 : MOST_POLICIES + 1])
        return _trajectories(tables, shades, names)


def _figures(tables: RunTables) -> dict[str, tuple[Figure, str]]:
    scenarios = _scenarios(tables)
    base, policies = scenarios[0], scenarios[1 : MOST_POLICIES + 1]
    seeds = int(tables.outcomes["seed"].nunique())
    end = tables.manifest["horizon"]["end"]
    over = f"over {counted(seeds)}"
    compared = "comparison" in tables.tables and bool(policies)
    left_out = "" if len(scenarios) <= MOST_POLICIES + 1 else f", first {MOST_POLICIES} policies"
    figures = {
        "trajectories": (
            _trajectories(tables, colours(base, policies), list(PANELS)),
            f"Statewide outcomes {over}{left_out}: the line is the median, the band holds 5 to 95 % of "
            "seeds; measured achievement (dashed) stands beside true achievement.",
        ),
    }
    if compared:
        changes = _paired(tables)
        figures["differences"] = (
            draw_differences(tables.comparison, base, policies),
            f"Mean paired difference from {base} at {end} {over}{left_out}, with the 90 % bootstrap "
            "interval of the mean.",
        )
        title, words = (
            f"Gain in true achievement compared with {base}",
            f"difference in true achievement from {base}",
        )
        shades = colours(None, policies)
        gains = f"Difference in achievement from {base}"
    else:
        changes = changes_since_start(tables)
        title, words = (
            "Change in true achievement since the start",
            "change in true achievement since the start",
        )
        shades = dict(zip(scenarios, colours(None, scenarios).values(), strict=False))
        gains = "Change in achievement since the start"
    figures["county_map"] = (
        draw_county_map({name: _by_county(changes, name) for name in shades}, title, f"{words}, student SD"),
        f"Mean {words} by county in the last December, {over}; hatched where the seeds do not "
        "settle the sign.",
    )
    figures["who_gains"] = (
        draw_who_gains(changes, shades, gains),
        f"{gains} by size and type of district and by student group in the last December {over}, "
        "true and measured.",
    )
    return figures


def _trajectories(tables: RunTables, shades: dict[str, str], names: list[str]) -> Figure:
    path = tables.folder / "trajectories.parquet"
    rows = rows_of(path, ["scenario", "seed", "date", "outcome", "value"], {"outcome": outcomes_of(names)})
    return draw_trajectories(rows, shades, _starts(tables), names)


def _scenarios(tables: RunTables) -> list[str]:
    return [scenario["name"] for scenario in tables.manifest["scenarios"]]


def _starts(tables: RunTables) -> dict[str, str]:
    """Find when each policy begins to differ from the base, for those that begin after the start."""
    scenarios: list[dict[str, Any]] = tables.manifest["scenarios"]
    reference = scenarios[0]["changes"] if len(scenarios) > 1 else {}
    starts = {}
    for scenario in scenarios[1:] if len(scenarios) > 1 else scenarios:
        own = {path: steps for path, steps in scenario["changes"].items() if steps != reference.get(path)}
        dates = sorted(
            date
            for path, steps in own.items()
            for date, value in steps.items()
            if reference.get(path, {}).get(date) != value
        )
        if dates and dates[0] > tables.manifest["horizon"]["start"]:
            starts[scenario["name"]] = dates[0]
    return starts


def _paired(tables: RunTables) -> pd.DataFrame:
    frame = rows_of(tables.folder / "differences.parquet", wanted={"outcome": _OUTCOMES})
    return frame.rename(columns={"difference": "change"})


def changes_since_start(tables: RunTables) -> pd.DataFrame:
    """Give changes since the start in the shape of paired differences, scenario by scenario.

    Args:
        tables: a finished run folder.
    """
    import pandas as pd

    years = years_of(tables.folder / "breakdowns.parquet") or ()
    strata = rows_of(tables.folder / "breakdowns.parquet", wanted={"year": years[-1:], "outcome": _OUTCOMES})
    strata = strata.rename(columns={"value": "change", "scenario": "policy"})
    tests = {"year": years, "indicator": ["ELA", "MATH"]}
    groups = rows_of(tables.folder / "student_groups.parquet", wanted=tests)
    keys = ["scenario", "seed", "group"]
    mean_of_tests = {
        int(str(year)): part.groupby(keys)[["true", "measured"]].mean() / _POINTS_PER_SD
        for year, part in groups.groupby("year")
    }
    change = mean_of_tests[max(mean_of_tests)] - mean_of_tests[min(mean_of_tests)]
    change.columns = pd.Index(_OUTCOMES)
    tall = change.reset_index().melt(keys, var_name="outcome", value_name="change")
    tall = tall.rename(columns={"scenario": "policy", "group": "level"}).assign(by="student_group")
    columns = ["policy", "seed", "by", "level", "outcome", "change"]
    together: pd.DataFrame = pd.concat([strata[columns], tall[columns]], ignore_index=True)
    return together


def _by_county(changes: pd.DataFrame, policy: str) -> pd.DataFrame:
    rows = changes[
        (changes["policy"] == policy) & (changes["by"] == "county") & (changes["outcome"] == "true_outcome")
    ]
    groups = rows.groupby("level")["change"]
    table = groups.mean().to_frame("value")
    table["error"] = groups.std() / np.sqrt(groups.count())
    # Exactly the same in every seed (such as no difference at all) is settled too; one seed settles nothing.
    table["clear"] = (table["value"].abs() > _NORMAL_90 * table["error"]) | (table["error"] == 0)
    return table
