"""What the page draws with: the engine's JavaScript and the charts' specifications, kept in the user's cache.

Both come out of installed packages and always the same; making them takes a second each, which nobody waits for twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

_EXPORTS = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"


def engine(cache: Path | None = None) -> str:
    """Give Vega, Vega-Lite and Vega-Embed as one script that asks nobody for anything.

    Args:
        cache: folder where it is kept from one time to the next; the user's cache when not given.
    """

    def make() -> str:
        import vl_convert

        return vl_convert.javascript_bundle(_EXPORTS)

    return _kept("engine", (version("vl-convert-python"), _EXPORTS), make, cache)


def specifications(known: Mapping[str, Any], cache: Path | None = None) -> dict[str, dict[str, Any]]:
    """Give the specifications of all charts of a page.

    Args:
        known: what the page knows.
        cache: folder where they are kept from one time to the next; the user's cache when not given.
    """

    def make() -> str:
        from sos_sim.workshop.charts import specs

        return json.dumps(specs(known))

    source = (files("sos_sim.workshop") / "charts.py").read_text(encoding="utf-8")
    about = json.dumps([known[name] for name in ("dates", "start", "outcomes")])
    found: dict[str, dict[str, Any]] = json.loads(_kept("charts", (version("altair"), source, about), make, cache))
    return found


def _kept(name: str, of: tuple[str, ...], make: Callable[[], str], cache: Path | None) -> str:
    """Give a text as it was kept, or make it and keep it; one that was damaged is made anew."""
    if cache is None:
        from platformdirs import user_cache_path

        cache = user_cache_path("sos-sim")
    place = cache / f"{name}-{_hash(*of)[:16]}"
    with suppress(OSError, UnicodeDecodeError):
        first, _, text = place.read_text(encoding="utf-8").partition("\n")
        if first == _hash(text):
            return text
    text = make()
    # A cache that cannot be written costs a second the next time, no more.
    with suppress(OSError):
        from sos_sim.store.manifest import write_text

        place.parent.mkdir(parents=True, exist_ok=True)
        write_text(place, f"{_hash(text)}\n{text}")
    return text


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
