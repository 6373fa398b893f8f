"""The drawing engine's JavaScript: out of the installed package, kept in the user's cache because it takes a second."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

_EXPORTS = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"


def engine(cache: Path | None = None) -> str:
    """Give Vega, Vega-Lite and Vega-Embed as one script that asks nobody for anything.

    Args:
        cache: folder where it is kept from one time to the next; the user's cache when not given.
    """
    kept = _place(cache)
    with suppress(OSError, UnicodeDecodeError):
        first, _, script = kept.read_text(encoding="utf-8").partition("\n")
        if first == _stamp(script):
            return script
    import vl_convert

    script = vl_convert.javascript_bundle(_EXPORTS)
    # A cache that cannot be written costs a second the next time, no more.
    with suppress(OSError):
        from sos_sim.store.manifest import write_text

        kept.parent.mkdir(parents=True, exist_ok=True)
        write_text(kept, f"{_stamp(script)}\n{script}")
    return script


def _place(cache: Path | None) -> Path:
    if cache is None:
        from platformdirs import user_cache_path

        cache = user_cache_path("sos-sim")
    return cache / f"drawing-{version('vl-convert-python')}.js"


def _stamp(script: str) -> str:
    return f"// {hashlib.sha256((_EXPORTS + script).encode()).hexdigest()}"
