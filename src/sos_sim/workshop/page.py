"""The workshop page as one HTML text: linked to a server's files, or with everything in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from typing import Any, Literal

Form = Literal["live", "file"]
STYLES = (
    "style.css",
    "controls.css",
    "results.css",
    "drawers.css",
    "predict.css",
    "why.css",
    "district.css",
    "screens.css",
)
_FIRST = ("stat.js", "answer.js", "state.js", "replay.js")
_SOURCES = {"live": ("live.js",), "file": ("unpack.js", "grid.js")}
_REST = (
    "chart_view.js",
    "chart_lines.js",
    "chart_cross.js",
    "chart_second.js",
    "charts.js",
    "slider.js",
    "words.js",
    "levers.js",
    "tiles.js",
    "frame.js",
    "why_words.js",
    "causal_map.js",
    "why.js",
    "predict_score.js",
    "predict_rounds.js",
    "predict_curve.js",
    "predict_picture.js",
    "predict_form.js",
    "predict_study.js",
    "predict_table.js",
    "predict.js",
    "district_dots.js",
    "district_find.js",
    "district_chart.js",
    "district_told.js",
    "district.js",
    "map_list.js",
    "drawers.js",
    "more_levers.js",
    "assumptions.js",
    "data_table.js",
    "about.js",
    "picture.js",
    "save.js",
    "page.js",
)
_CLOSES = re.compile(r"<(?=/script|!--)", re.IGNORECASE)
_CLOSES_STYLE = re.compile(r"</(?=style)", re.IGNORECASE)


def scripts(form: Form) -> tuple[str, ...]:
    """List the page's own scripts in the order they must run.

    Args:
        form: whether answers come from a server or from the file itself.
    """
    return (*_FIRST, *_SOURCES[form], *_REST)


def page_html(meta: Mapping[str, Any], engine: str = "", parts: Mapping[str, str] | None = None) -> str:
    """Fill the page's template.

    Args:
        meta: what the page has to know before the first answer; of form ``live`` it links to ``/engine.js`` and
            ``/web/...``, of form ``file`` it holds everything and names what may run.
        engine: JavaScript of the drawing engine, for a file.
        parts: packed data by name, text without ``<``; each becomes a block ``part-NAME`` that no browser runs.
    """
    form: Form = meta["form"]
    known = _data("meta", "application/json", _json(meta))
    blocks = [known, *(_data(f"part-{name}", "text/plain", text) for name, text in (parts or {}).items())]
    if form == "live":
        filled = {
            "policy": "",
            "styles": "\n".join(f'<link rel="stylesheet" href="/web/{name}">' for name in STYLES),
            "scripts": "\n".join(
                f'<script src="{address}"></script>'
                for address in ("/engine.js", *(f"/web/{name}" for name in scripts(form)))
            ),
        }
    else:
        style = "\n".join(_CLOSES_STYLE.sub(r"<\\/", web_text(name)) for name in STYLES)
        codes = [_CLOSES.sub(r"\\x3c", code) for code in (engine, *(web_text(name) for name in scripts(form))) if code]
        filled = {
            "policy": f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(codes, style))}">',
            "styles": f"<style>{style}</style>",
            "scripts": "\n".join(f"<script>{code}</script>" for code in codes),
        }
    filled["data"] = "\n".join(blocks)
    pieces = re.split(r"<!-- (policy|styles|data|scripts) -->", web_text("index.html"))
    return "".join(filled[piece] if place % 2 else piece for place, piece in enumerate(pieces))


def policy(codes: Sequence[str], style: str) -> str:
    """Write the content security policy of a self-contained file: its own scripts and style, and nothing else.

    Args:
        codes: the scripts exactly as they stand in the file.
        style: the style exactly as it stands in the file.
    """
    allowed = " ".join(_hash(code) for code in codes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def web_text(name: str) -> str:
    """Read one of the page's own files.

    Args:
        name: its name in ``web``.
    """
    return (resources.files("sos_sim.workshop") / "web" / name).read_text("utf-8")


def _data(name: str, kind: str, text: str) -> str:
    return f'<script type="{kind}" id="{escape(name)}">{text}</script>'


def _json(meta: Mapping[str, Any]) -> str:
    """Write JSON that cannot close or open a tag."""
    text = json.dumps(meta, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
