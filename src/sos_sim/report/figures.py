"""Figures inside the page: as drawings where those are small, else as pictures; each with its caption."""

from __future__ import annotations

import base64
from pathlib import Path

from sos_sim.report.html import Element, Node, element, paragraph
from sos_sim.report.study import Study

# A drawing with more than this many bytes takes a mail program longer than a picture of the same.
_LARGEST_DRAWING = 300_000
_PICTURE_TYPES = (("svg", "image/svg+xml"), ("png", "image/png"))
# Pictures are saved with 150 dots an inch and shown with this many, so that a whole page's width is 13 inches.
_SAVED, _SHOWN = 150, 78
# Two figures share a printed page, but not with one that is this high for its width.
_TALL = 0.75


def figures(study: Study) -> list[Node]:
    """Show every figure of the folder in the order it was noted, with its caption.

    Args:
        study: the study.
    """
    noted = study.manifest.get("figures") or {}
    captions = noted if isinstance(noted, dict) else {str(name): "" for name in noted}
    here = study.folder / "figures"
    shown = [figure_of(here, str(name), str(caption)) for name, caption in captions.items()]
    found: list[Node] = [figure for figure in shown if figure is not None]
    if found and study.kind in ("run", "comparison"):
        found = [paragraph("In the figures a seed is one future.", kind="note"), *found]
    return found


def figure_of(folder: Path, name: str, caption: str) -> Element | None:
    """Put one figure into the page, None when its file is not there.

    Args:
        folder: where figures are.
        name: its file name without ending.
        caption: what it shows; read from the file beside it when empty.
    """
    chosen = _chosen(folder, name)
    if chosen is None:
        return None
    path, kind = chosen
    beside = folder / f"{name}.txt"
    if not caption and beside.is_file():
        caption = beside.read_text(encoding="utf-8").strip()
    caption = caption or name.replace("_", " ").replace("-", " ").capitalize()
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    picture = {"src": f"data:{kind};base64,{data}", "alt": caption}
    wide, high = _size(folder / f"{name}.png")
    picture |= {"width": str(round(wide * _SHOWN / _SAVED))} if wide else {}
    tall = {"class": "tall"} if high > _TALL * wide else None
    return element("figure", element("img", attributes=picture), element("figcaption", caption), attributes=tall)


def _chosen(folder: Path, name: str) -> tuple[Path, str] | None:
    there = [(folder / f"{name}.{ending}", kind) for ending, kind in _PICTURE_TYPES]
    there = [(path, kind) for path, kind in there if path.is_file() and path.parent == folder]
    small = [each for each in there if each[0].suffix != ".svg" or each[0].stat().st_size <= _LARGEST_DRAWING]
    return next(iter(small or there), None)


def _size(picture: Path) -> tuple[int, int]:
    """Read the width and height in dots from the head of a PNG file; zeros when there is none."""
    try:
        head = picture.read_bytes()[:24]
    except OSError:
        return 0, 0
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
