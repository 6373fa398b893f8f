"""Names of codes and cases as packages decorate them, and the names beneath."""

from __future__ import annotations

import re

# ATLAS.ti marks codes with a bullet and adds groundedness and density; NVivo numbers rows and letters columns.
_BULLETS = "•●○◦◯⚪⬤*-\u2013\u25cf\u25cb\u200b\ufeff"
_ATLAS_TAIL = re.compile(r"\s*\(?\b(?:Gr|GS|D)\s*[=:]\s*\d+.*\Z", re.IGNORECASE | re.DOTALL)
_NVIVO_HEAD = re.compile(r"\A(?:[A-Z]{1,3}|\d{1,4})\s+:\s+(?=\S)")
_ATLAS_HEAD = re.compile(r"\AD?\s?\d{1,4}:\s+(?=\S)")
_STEPS = re.compile(r"\s*(?:\\+|>+|::|→|»)\s*")
_SIGNS = re.compile(r"[^\w]+|_+")

TOTALS = {
    "sum", "sums", "total", "totals", "grand total", "gesamt", "summe", "total n", "n documents",
    "column total", "row total",
    "total coded segments", "number of cases", "count total",
}  # fmt: skip


def plain_name(text: str) -> str:
    """Remove what packages put around a name: bullets, numbers, letters, tails such as ``Gr=12``.

    Args:
        text: the name as exported.

    Example:
        >>> plain_name("A : Tools")
        'Tools'
    """
    name = _ATLAS_TAIL.sub("", text).strip().strip(_BULLETS).strip()
    for head in (_NVIVO_HEAD, _ATLAS_HEAD):
        name = head.sub("", name)
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    return name or " ".join(text.split())


def steps(name: str) -> tuple[str, ...]:
    r"""Split a hierarchical name, ``Parent > Child`` or ``Parent\Child``, into its steps.

    Args:
        name: a plain name.
    """
    return tuple(step for step in _STEPS.split(name) if step) or (name,)


def reduced(name: str) -> str:
    """Reduce a name to lower-case words, so that signs, spaces and case do not matter.

    Args:
        name: any name.
    """
    return " ".join(_SIGNS.sub(" ", name.casefold()).split())


def is_total(name: str) -> bool:
    """Tell whether a row or column holds totals, by its name.

    Args:
        name: name as exported.
    """
    return reduced(plain_name(name)) in TOTALS


def slug(name: str, taken: set[str], fallback: str) -> str:
    """Make an id out of a name, one that is not taken, and take it.

    Args:
        name: any name.
        taken: ids in use; the new one is added.
        fallback: id where nothing of the name can stand in one.
    """
    base = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60].strip("-") or fallback
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found
