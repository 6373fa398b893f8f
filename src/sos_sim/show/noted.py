"""Figures of a folder: drawn, saved, and noted in its manifest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.show.style import house_style, save
from sos_sim.store.manifest import write_manifest
from sos_sim.store.read import RunTables, read

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    Drawing = tuple[Figure, str]


def draw_noted(folder: Path, draw: Callable[[RunTables], dict[str, Drawing]]) -> dict[str, str]:
    """Draw figures into a folder's ``figures`` and note them in its manifest.

    Args:
        folder: the folder.
        draw: makes figures and their captions by name from the folder's tables.

    Returns:
        Captions by figure name.

    Raises:
        InputProblems: it is not a run folder.
    """
    tables = read(folder)
    captions = {}
    with house_style():
        for name, (figure, caption) in draw(tables).items():
            save(figure, folder / "figures", name, caption)
            captions[name] = caption
    write_manifest(folder, tables.manifest | {"figures": captions})
    return captions
