"""Maps of the 58 counties, coloured around zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.show.style import BETTER, WORSE, new_figure
from sos_sim.world.facts import county_outlines

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure

# Standard parallels and centre of the equal-area projection the state itself uses for maps (EPSG 3310).
_PARALLELS = (34.0, 40.5)
_CENTRE = (-120.0, 37.0)
_WIDE = 3


def draw_county_map(values: Mapping[str, pd.DataFrame], title: str, unit: str) -> Figure:
    """Draw one map per panel, all on one scale.

    Args:
        values: by panel title a table indexed by county name with ``value`` and ``clear`` (whether seeds
            agree that it is not zero).
        title: title of the figure.
        unit: what the colours mean, with the unit.
    """
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    wide = min(_WIDE, len(values))
    rows = -(-len(values) // wide)
    figure = new_figure(max(4.4 * wide, 5.6), 4.8 * rows + 0.6)
    grid = figure.subplots(rows, wide, squeeze=False)
    largest = max((float(table["value"].abs().max()) for table in values.values()), default=0.0)
    norm = Normalize(-largest or -1e-6, largest or 1e-6)
    palette = LinearSegmentedColormap.from_list(
        "around_zero", [WORSE, "#F2B48A", "#F7F7F7", "#8FC1E0", BETTER]
    )
    outlines = _projected()
    for axes, (panel, table) in zip(grid.flat, values.items(), strict=False):
        _draw_panel(axes, panel, table, outlines, palette, norm)
    for axes in list(grid.flat)[len(values) :]:
        axes.set_visible(False)
    bar = figure.colorbar(
        ScalarMappable(norm, palette),
        ax=grid,
        orientation="horizontal",
        shrink=min(0.7, 1.6 / wide),
        aspect=35,
        pad=0.02,
    )
    bar.set_label(unit)
    bar.outline.set_visible(False)
    if any(not table["clear"].all() for table in values.values()):
        _hatch_key(grid.flat[0])
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
    return figure


def project(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project degrees onto the state's Albers equal-area map, on a sphere.

    Args:
        lon: degrees east.
        lat: degrees north.

    Returns:
        Eastings and northings in Earth radii.
    """
    first, second = np.radians(_PARALLELS)
    cone = (np.sin(first) + np.sin(second)) / 2
    constant = np.cos(first) ** 2 + 2 * cone * np.sin(first)
    angle = cone * np.radians(np.asarray(lon) - _CENTRE[0])
    radius = np.sqrt(constant - 2 * cone * np.sin(np.radians(lat))) / cone
    middle = np.sqrt(constant - 2 * cone * np.sin(np.radians(_CENTRE[1]))) / cone
    return radius * np.sin(angle), middle - radius * np.cos(angle)


def _projected() -> dict[str, list[NDArray[np.float64]]]:
    """Give the outer rings of each county, by name."""
    outlines = {}
    for feature in county_outlines()["features"]:
        geometry = feature["geometry"]
        pieces = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = [np.array(piece[0], float) for piece in pieces]
        outlines[feature["properties"]["name"]] = [
            np.column_stack(project(ring[:, 0], ring[:, 1])) for ring in rings
        ]
    return outlines


def _draw_panel(
    axes: Axes,
    title: str,
    table: pd.DataFrame,
    outlines: Mapping[str, list[NDArray[np.float64]]],
    palette: Colormap,
    norm: Normalize,
) -> None:
    from matplotlib.patches import Polygon

    for county, rings in outlines.items():
        value = float(table["value"].get(county, np.nan))
        face = palette(norm(value)) if np.isfinite(value) else "#D9D9D9"
        unclear = np.isfinite(value) and not bool(table["clear"].get(county, True))
        for ring in rings:
            axes.add_patch(Polygon(ring, facecolor=face, edgecolor="#A6A6A6", linewidth=0.4))
            if unclear:
                axes.add_patch(Polygon(ring, fill=False, edgecolor="#9A9A9A", linewidth=0, hatch="////"))
    axes.autoscale_view()
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_title(title)
    ranked = table["value"].dropna().sort_values()
    if len(ranked) >= 6 and ranked.iloc[0] < ranked.iloc[-1]:
        words = f"Highest: {', '.join(ranked.index[:-4:-1])}\nLowest: {', '.join(ranked.index[:3])}"
        axes.text(
            0.0, -0.01, words, transform=axes.transAxes, ha="left", va="top", fontsize=8, color="#404040"
        )


def _hatch_key(axes: Axes) -> None:
    from matplotlib.patches import Patch

    key = Patch(
        facecolor="white",
        edgecolor="#9A9A9A",
        hatch="////",
        linewidth=0.5,
        label="seeds do not settle\nthe sign",
    )
    axes.legend(handles=[key], loc="upper right", fontsize=8)
