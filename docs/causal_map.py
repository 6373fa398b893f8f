"""Draw the causal map from what the mechanisms declare.

    python docs/causal_map.py

Writes docs/figures/causal-map.png; `docs/generate.py` makes the tables of docs/causal-map.md from the same source.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from from_causes import fingerprint, shown
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sos_sim.show.causes import NODES, PLACES, contracted
from sos_sim.show.style import BASE_COLOUR, BETTER, UNCLEAR, WORSE, house_style, new_figure

OUT = Path(__file__).parent / "figures" / "causal-map.png"
WIDTH, HEIGHT = 1.5, 0.62
POLICY = tuple(node for node, columns in NODES.items() if columns[0].startswith("policy"))
LOOK = {
    "+": {"color": BETTER, "linestyle": "-", "linewidth": 1.3, "zorder": 3},
    "-": {"color": WORSE, "linestyle": (0, (4, 2)), "linewidth": 1.3, "zorder": 3},
    "±": {"color": UNCLEAR, "linestyle": "-", "linewidth": 0.9, "zorder": 2, "alpha": 0.75},
}
BENDS = (0.12, 0.2, 0.05, 0.3, -0.12, 0.4, -0.2, -0.3, 0.5, -0.4)
"""How far a line may leave the straight one, best first; there and back they bend to different sides."""

Line = NDArray[np.float64]


def line(of: str, on: str, bend: float) -> Line:
    """Follow a bent line from one node to another, (40, 2)."""
    start, end = np.array(PLACES[of]), np.array(PLACES[on])
    across = (end - start) @ np.array([[0.0, -1.0], [1.0, 0.0]])
    t = np.linspace(0.0, 1.0, 40)[:, None]
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * ((start + end) / 2 + bend * across) + t**2 * end


def trouble(of: str, on: str, bend: float, drawn: list[Line]) -> float:
    """Weigh how badly a line would pass behind other nodes, along lines already drawn, or far around."""
    path = line(of, on, bend)
    hidden = 0.0
    for node, place in PLACES.items():
        away = np.abs(path - place)
        if node not in (of, on):
            hidden += float(((away[:, 0] < WIDTH / 2 + 0.15) & (away[:, 1] < HEIGHT / 2 + 0.25)).sum())
    middle = path[8:-8]
    along = sum(float((np.hypot(*(middle[:, None] - other[8:-8]).T).min(axis=0) < 0.13).sum()) for other in drawn)
    return hidden + 0.25 * along + 4.0 * abs(bend - BENDS[0])


def box(axes: Any, node: str, x: float, y: float, face: str = "white") -> FancyBboxPatch:
    """Draw one node and return its outline."""
    outline = FancyBboxPatch(
        (x - WIDTH / 2, y - HEIGHT / 2), WIDTH, HEIGHT, boxstyle="round,pad=0.06", facecolor=face,
        edgecolor=BASE_COLOUR, linewidth=1.1, zorder=5,
    )  # fmt: skip
    axes.add_patch(outline)
    axes.text(x, y, node, ha="center", va="center", fontsize=8.5, zorder=6)
    return outline


def badges(axes: Any, acting: list[tuple[str, str]], x: float, y: float) -> None:
    """Write at a node which policy boxes act on it, each coloured by its sign."""
    for place, (letter, sign) in enumerate(acting):
        axes.text(
            x - WIDTH / 2 + 0.08 + 0.31 * place, y + HEIGHT / 2 + 0.17, letter + shown(sign), fontsize=6.5,
            ha="center", va="center", color="white", zorder=7, weight="bold",
            bbox={"boxstyle": "round,pad=0.16", "facecolor": LOOK[sign]["color"], "edgecolor": "none"},
        )  # fmt: skip


def main() -> None:
    """Draw and write."""
    edges = contracted()
    with house_style():
        figure = new_figure(11.5, 8.0)
        axes = figure.subplots()
        axes.set_axis_off()
        outlines = {node: box(axes, node, *place) for node, place in PLACES.items()}
        for place, node in enumerate(POLICY):
            box(axes, f"{'ABCDEF'[place]}  {node}", 0.1, 7.3 - 1.6 * place, face="#EFEFEF")
        for node, (x, y) in PLACES.items():
            acting = [("ABCDEF"[i], edges[one, node]) for i, one in enumerate(POLICY) if (one, node) in edges]
            badges(axes, acting, x, y)
        drawn: list[Line] = []
        for (of, on), sign in sorted(edges.items(), key=lambda edge: LOOK[edge[1]]["zorder"], reverse=True):
            if of in POLICY:
                continue
            bend = min(BENDS, key=lambda each: trouble(of, on, each, drawn))
            drawn.append(line(of, on, bend))
            axes.add_patch(
                FancyArrowPatch(
                    PLACES[of],
                    PLACES[on],
                    patchA=outlines[of],
                    patchB=outlines[on],
                    arrowstyle="-|>",
                    mutation_scale=9,
                    shrinkA=1,
                    shrinkB=1,
                    connectionstyle=f"arc3,rad={bend}",
                    **LOOK[sign],
                )
            )
        legend = {"+": "more leads to more", "-": "more leads to less", "±": "either, or both"}
        for place, (sign, says) in enumerate(legend.items()):
            y = 0.95 - 0.4 * place
            axes.plot([-0.75, -0.1], [y, y], **LOOK[sign])
            axes.text(0.0, y, says, fontsize=8, va="center")
        axes.text(0.1, 8.2, "Policy\n(letters: where it acts)", fontsize=8, ha="center", va="center")
        axes.set_xlim(-0.95, 14.25)
        axes.set_ylim(-0.5, 10.0)
        axes.set_aspect("equal")
        OUT.parent.mkdir(exist_ok=True)
        temporary = OUT.with_name(f"{OUT.name}.{os.getpid()}.tmp")
        drawing = BytesIO()
        figure.savefig(drawing, format="png", dpi=100)
        details = PngInfo()
        details.add_text("Description", fingerprint())
        # Few colours need few bytes.
        Image.open(drawing).convert("RGB").quantize(48).save(temporary, "png", optimize=True, pnginfo=details)
        os.replace(temporary, OUT)


if __name__ == "__main__":
    main()
