"""What the page draws with: the engine's JavaScript and the charts' specifications, kept in the user's cache.

Both come out of installed packages and always the same; making them takes a second each, which nobody waits for twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from sos_sim.workshop.kept import Kept

_EXPORTS = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"


def engine(cache: Path | None = None) -> str:
    """Give Vega, Vega-Lite and Vega-Embed as one script that asks nobody for anything.

    Args:
        cache: folder where it is kept from one time to the next; the user's cache when not given.
    """

    def make() -> str:
        import vl_convert

        return vl_convert.javascript_bundle(_EXPORTS)

    kept = Kept("engine", (version("vl-convert-python"), _EXPORTS), cache)
    return kept.look() or kept.keep(make())


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
    kept = Kept("charts", (version("altair"), source, about), cache)
    found: dict[str, dict[str, Any]] = json.loads(kept.look() or kept.keep(make()))
    return found
