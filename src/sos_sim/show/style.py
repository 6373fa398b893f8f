"""How every figure looks, and how it is saved: PNG, SVG and a caption."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sos_sim.store.manifest import write_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito (2008), safe for colour-blind readers; the base is always dark grey.
BASE_COLOUR = "#4D4D4D"
POLICY_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
BETTER, WORSE, UNCLEAR = "#0072B2", "#D55E00", "#8C8C8C"
MOST_POLICIES = len(POLICY_COLOURS)
_SETTINGS: dict[str, Any] = {
    "font.family": "sans-serif",
    # Drawings are mailed as they are: where the first is not installed, Verdana has letters of about its width.
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#808080",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "xtick.color": "#404040",
    "ytick.color": "#404040",
    "legend.frameon": False,
    "svg.hashsalt": "sos-sim",
    "svg.fonttype": "none",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw with the house style, leaving matplotlib's own settings as they were."""
    import matplotlib

    with matplotlib.rc_context(cast(Any, _SETTINGS)):
        yield


def new_figure(width: float, height: float) -> Figure:
    """Make a figure that no global state knows.

    Args:
        width: inches.
        height: inches.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(
        figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.09, h_pad=0.07), facecolor="white"
    )
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, folder: Path, name: str, caption: str) -> None:
    """Save a figure as PNG and SVG with its caption as text.

    Args:
        figure: the figure.
        folder: the run folder's ``figures``.
        name: file name without ending.
        caption: one sentence.
    """
    folder.mkdir(exist_ok=True)
    for ending, details in (("png", {"Software": None}), ("svg", {"Date": None, "Creator": None})):
        temporary = folder / f"{name}.{os.getpid()}.tmp"
        figure.savefig(temporary, format=ending, dpi=150, metadata=details)
        os.replace(temporary, folder / f"{name}.{ending}")
    write_text(folder / f"{name}.txt", caption + "\n")


def colours(base: str | None, policies: list[str]) -> dict[str, str]:
    """Give each scenario its colour, the same in every figure.

    Args:
        base: name of the base.
        policies: names of the policies.
    """
    chosen = dict(zip(policies, POLICY_COLOURS, strict=False))
    return ({base: BASE_COLOUR} if base else {}) | chosen


def plain_zero(axes: Axes, along: str) -> None:
    """Draw the line of no difference.

    Args:
        axes: where.
        along: ``x`` for a vertical line at x = 0, ``y`` for a horizontal one.
    """
    draw = axes.axvline if along == "x" else axes.axhline
    draw(0, color="#404040", linewidth=0.9, zorder=1)
