"""Charts of the workshop page: Vega-Lite specifications with fixed axes and empty named data that the page fills."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import altair as alt

A, B = "#4D4D4D", "#0072B2"
GUESS, INK, SOFT, GRID = "#7B3294", "#16202B", "#465463", "#D3DAE1"
BETTER, WORSE, UNCLEAR = "#0072B2", "#D55E00", "#8C8C8C"
CHANGES = ("#A65000", "#E1892F", "#F8C892", "#F7F7F7", "#A9CFEA", "#4A9BD0", "#00588F")
"""Colours of the change map, from much worse by white to much better."""
EDGES = (-1.0, -0.5, -0.1, 0.1, 0.5, 1.0)
"""Where the map's colours change, as shares of the outcome's ``SPANS``."""
FONT = (
    '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", "Liberation Sans", Arial, system-ui, sans-serif'
)

RANGES: dict[str, tuple[float, float]] = {
    "capability": (0.0, 5.0),
    "true_outcome": (-0.1, 0.3),
    "measured_outcome": (-0.1, 0.3),
    "improvement_time": (0.0, 1.0),
    "authentic": (0.0, 1.0),
    "surface": (0.0, 1.0),
    "burden": (0.0, 0.12),
    "cost_per_pupil": (0.0, 25.0),
    "inflation": (-0.05, 0.15),
}
"""Fixed axes; every shipped preset and every corner of the levers a room moves first lies inside."""
SPANS = {"capability": 1.0, "true_outcome": 0.2}
"""The change from which on a county has the map's strongest colour."""
GAINS = {"capability": (-1.0, 2.5), "true_outcome": (-0.1, 0.4)}
"""Fixed axes of the changes by size, poverty and student group."""
LINES: dict[str, tuple[str, ...]] = {
    "capability": ("capability",),
    "results": ("true_outcome", "measured_outcome"),
    "time": ("improvement_time",),
    "practice": ("authentic", "surface"),
}
"""Outcomes of the four line charts; the second of a chart is drawn in a finer line."""
_TICKS = {
    "capability": [0, 1, 2, 3, 4, 5],
    "results": [-0.1, 0, 0.1, 0.2, 0.3],
    "time": [0, 0.5, 1],
    "practice": [0, 0.5, 1],
}
_LEFT = {"capability": 1.0, "results": 2.3, "time": 2.9, "practice": 2.9}
"""Room for the numbers of an axis, in type sizes."""
PLANE_ACROSS = ("burden", "cost_per_pupil", "inflation")
INSET = (1.6, 1.5)
"""Room for words inside the trade-off plane, above and below, in type sizes."""
PLANE_UP = ("true_outcome", "capability")
_WIDTH, _HEIGHT = 420, 240
_UNIT = 16
_WRITTEN = (
    "{kind} == '%' ? format(datum.value, '.0%') : {kind} == '$' ? '$' + format(datum.value, '.0f') : "
    "format(datum.value, '.3~f')"
)


def specs(known: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Write the specifications of all charts of a page.

    Args:
        known: what the page knows: ``dates`` (``YYYY-MM``), ``start`` of the policy and ``outcomes`` with their units.

    Returns:
        Plain Vega-Lite dictionaries by name; what the page needs besides to fill them stands in their ``usermeta``.
    """
    first, last = year_of(known["dates"][0]), year_of(known["dates"][-1])
    years = _years(first, last)
    units = {each["name"]: each["unit"] for each in known["outcomes"]}
    lines = {name: _lines(name, (first, last), years, units) for name in LINES}
    return lines | {"plane": _plane(units), "map": _map(), "who": _who()}


def chart(spec: Mapping[str, Any], data: Mapping[str, Iterable[Any]], **signals: Any) -> dict[str, Any]:
    """Fill a specification, for a picture that does not move.

    Args:
        spec: one of ``specs``.
        data: rows by name of the data set; the others stay empty.
        signals: values of the specification's parameters, ``width`` and ``height`` among them.
    """
    filled = copy.deepcopy(dict(spec))
    filled["datasets"] = {**filled["datasets"], **{name: list(rows) for name, rows in data.items()}}
    for name in ("width", "height"):
        filled[name] = signals.pop(name, filled[name])
    for param in filled["params"]:
        param["value"] = signals.get(param["name"], param["value"])
    return filled


def year_of(date: str) -> float:
    """Give a month as a year with a fraction.

    Args:
        date: as ``YYYY-MM``.
    """
    return int(date[:4]) + (int(date[5:]) - 1) / 12


def _years(first: float, last: float) -> list[int]:
    inside = [year for year in range(int(first), int(last) + 1) if first <= year <= last]
    return inside[:: max(1, -(-len(inside) // 3))]


def _kind(unit: str) -> str:
    if unit.startswith("$"):
        return "$"
    return "%" if unit.startswith("share") else ""


def _expr(text: str) -> alt.ExprRef:
    import altair as alt

    return alt.ExprRef(expr=text)


def _size(share: float) -> alt.ExprRef:
    """Give a length in shares of the page's type size, so that pictures grow with the page."""
    return _expr(f"{share:g} * unit")


def _rows(name: str) -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.NamedData(name))


def _axis(**more: Any) -> alt.Axis:
    import altair as alt

    usual: dict[str, Any] = {
        "title": None,
        "domain": False,
        "ticks": False,
        "gridColor": GRID,
        "labelColor": SOFT,
        "labelFontSize": _size(0.9),
        "labelPadding": _size(0.3),
    }
    return alt.Axis(**(usual | more))


def _text(name: str, share: float = 0.95, **more: Any) -> alt.Chart:
    text: alt.Chart = _rows(name).mark_text(fontSize=_size(share), **more)
    return text


def _finished(
    layers: list[alt.Chart],
    usermeta: dict[str, Any],
    signals: dict[str, Any],
    names: Iterable[str],
    color: Literal["shared", "independent"] = "shared",
) -> dict[str, Any]:
    """Lay charts over each other into one plain specification whose data sets are empty."""
    import altair as alt

    whole = alt.layer(*layers).properties(
        width=_WIDTH, height=_HEIGHT, autosize=alt.AutoSizeParams(type="fit", contains="padding"), padding=2
    )
    whole = whole.resolve_scale(color=color).configure(font=FONT, background="transparent").configure_view(stroke=None)
    spec: dict[str, Any] = whole.to_dict()
    spec["usermeta"] = usermeta
    spec["params"] = [{"name": name, "value": value} for name, value in ({"unit": _UNIT} | signals).items()]
    spec["datasets"] = {name: [] for name in names}
    return spec


def _lines(name: str, ends: tuple[float, float], years: list[int], units: Mapping[str, str]) -> dict[str, Any]:
    """One chart over the years: bands, lines, the start of the policy, a crosshair and the room's prediction."""
    import altair as alt

    outcomes = LINES[name]
    low, high = RANGES[outcomes[0]]
    kind = _kind(units[outcomes[0]])
    beside = alt.Scale(domain=list(ends), nice=False, zero=False, range=[0, _expr("width - 3.2 * unit")])
    x = alt.X("x:Q", scale=beside, axis=_axis(values=years, format="d", grid=False, ticks=True, tickColor=GRID))
    labels = _WRITTEN.format(kind=f"'{kind}'")
    y_axis = _axis(values=_TICKS[name], labelExpr=labels, minExtent=_size(_LEFT[name]), labelOverlap=True)
    upright = alt.Scale(domain=[low, high], nice=False, zero=False)
    y = alt.Y("y:Q", scale=upright, axis=y_axis)
    band = alt.Y("low:Q", scale=upright, axis=y_axis)
    who = alt.Color("who:N", scale=alt.Scale(domain=["A", "B", "G"], range=[A, B, GUESS]), legend=None)
    looks = ["A0", "A1", "B0", "B1"]
    dash = alt.StrokeDash("look:N", scale=alt.Scale(domain=looks, range=[[7, 4], [2, 4], [1, 0], [2, 3]]), legend=None)
    heavy = alt.StrokeWidth(
        "look:O", scale=alt.Scale(type="ordinal", domain=looks, range=[2.25, 2.25, 3.5, 2.75]), legend=None
    )
    each = alt.Detail("look:N")
    faint = alt.Opacity("who:O", scale=alt.Scale(type="ordinal", domain=["A", "B"], range=[0.13, 0.22]), legend=None)
    sign = alt.Shape("up:N", scale=alt.Scale(domain=[True, False], range=["triangle-up", "triangle-down"]), legend=None)
    corner: dict[str, Any] = {"align": "left", "baseline": "top", "dx": _size(0.25)}
    layers = [
        _rows("policy").mark_rule(color=SOFT, strokeDash=[2, 2]).encode(x=x),
        # One layer each, so that the dashes of A always lie over B, in whatever order rows have come.
        *(
            _rows("lines")
            .mark_area(clip=True)
            .encode(x=x, y=band, y2="high:Q", color=who, opacity=faint, detail=each)
            .transform_filter(f"datum.who == '{one}'")
            for one in "AB"
        ),
        *(
            _rows("lines")
            .mark_line(clip=True, strokeCap="butt")
            .encode(x=x, y=y, color=who, strokeDash=dash, strokeWidth=heavy)
            .transform_filter(f"datum.who == '{one}'")
            for one in "BA"
        ),
        _rows("beyond").mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=who, shape=sign),
        _text("policy", 0.9, stroke="white", strokeWidth=4, strokeJoin="round", **corner).encode(
            x=x, y=alt.value(0), text="text:N"
        ),
        _text("policy", 0.9, color=SOFT, **corner).encode(x=x, y=alt.value(0), text="text:N"),
        _rows("guess").mark_line(color=GUESS, strokeWidth=2.5, strokeDash=[1, 5], strokeCap="round").encode(x=x, y=y),
        _rows("guess")
        .mark_point(color=GUESS, filled=True, size=45, opacity=1)
        .encode(x=x, y=y)
        .transform_filter("datum.dot"),
        _rows("cross").mark_rule(color=INK, strokeWidth=1).encode(x=x),
        _rows("cross")
        .mark_point(filled=True, size=60, opacity=1, stroke="white", strokeWidth=1)
        .encode(x=x, y=y, color=who),
        _text("ends", 1, fontWeight="bold", align="left", baseline="middle", dx=_size(0.35))
        .encode(x=x, y=y, text="text:N", color=who)
        .transform_filter("datum.at == 'end'"),
        _text("ends", 0.95, align="right", baseline="middle", stroke="white", strokeWidth=4, strokeJoin="round")
        .encode(x=x, y=y, text="text:N")
        .transform_filter("datum.at == 'in'"),
        _text("ends", 0.95, align="right", baseline="middle")
        .encode(x=x, y=y, text="text:N", color=who)
        .transform_filter("datum.at == 'in'"),
    ]
    usermeta = {"outcomes": list(outcomes), "range": [low, high]}
    return _finished(layers, usermeta, {}, ("lines", "policy", "beyond", "guess", "cross", "ends"))


def _plane(units: Mapping[str, str]) -> dict[str, Any]:
    """The trade-off: what it costs across, what it brings up; every setting computed, and the way from A to B."""
    import altair as alt

    def scale(side: str, **more: Any) -> alt.Scale:
        ends = [_expr(f"{side}low"), _expr(f"{side}high")]
        return alt.Scale(domain=ends, nice=False, zero=False, clamp=True, **more)

    above, below = INSET
    across, up = scale("x"), scale("y", range=[_expr(f"height - {below} * unit"), _expr(f"{above} * unit")])
    x_axis = _axis(labelExpr=_WRITTEN.format(kind="xkind"), tickCount=5)
    y_axis = _axis(labelExpr=_WRITTEN.format(kind="ykind"), tickCount=5, minExtent=_size(2.4))
    x, y = alt.X("x:Q", scale=across, axis=x_axis), alt.Y("y:Q", scale=up, axis=y_axis)
    who = alt.Color("who:N", scale=alt.Scale(domain=["A", "B"], range=[A, B]), legend=None)
    shape = alt.Shape("who:N", scale=alt.Scale(domain=["A", "B"], range=["square", "circle"]), legend=None)
    title = alt.Text("text:N")
    layers = [
        _rows("points").mark_circle(color="#8795A3", opacity=0.65, size=_expr("4 * unit")).encode(x=x, y=y),
        _rows("frontier").mark_line(color="#8A6D1F", strokeWidth=2, interpolate="step-after").encode(x=x, y=y),
        _text("frontier", 0.9, color="#6B4700", align="left", baseline="bottom", dy=_size(-0.3))
        .transform_filter("datum.text")
        .encode(x=alt.X("at:Q", scale=across, axis=x_axis), y=y, text=title),
        _rows("here")
        .mark_rule(strokeWidth=2)
        .encode(x=alt.X("xlow:Q", scale=across, axis=x_axis), x2="xhigh:Q", y=y, color=who),
        _rows("here")
        .mark_rule(strokeWidth=2)
        .encode(x=x, y=alt.Y("ylow:Q", scale=up, axis=y_axis), y2="yhigh:Q", color=who),
        _rows("arrow").mark_line(color=INK, strokeWidth=2.25).encode(x=x, y=y, detail="part:N", order="order:Q"),
        _rows("here")
        .mark_point(filled=True, opacity=1, stroke="white", strokeWidth=1.5, size=_expr("11 * unit"))
        .encode(x=x, y=y, color=who, shape=shape),
        _text(
            "names", 1.1, baseline="middle", fontWeight="bold", stroke="white", strokeWidth=4, strokeJoin="round"
        ).encode(x=x, y=y, text=title),
        _text("names", 1.1, baseline="middle", fontWeight="bold").encode(x=x, y=y, text=title, color=who),
        _text("titles", 0.95, color=SOFT, align="right", baseline="bottom", dx=_size(-0.3), dy=_size(-0.3))
        .transform_filter("datum.side == 'x'")
        .encode(x=alt.value(_expr("width")), y=alt.value(_expr("height")), text=title),
        _text("titles", 0.95, color=SOFT, align="left", baseline="top", dx=_size(0.4), dy=_size(0.1))
        .transform_filter("datum.side == 'y'")
        .encode(x=alt.value(0), y=alt.value(0), text=title),
    ]
    names = (*PLANE_ACROSS, *PLANE_UP)
    usermeta = {
        "inset": list(INSET),
        "across": list(PLANE_ACROSS),
        "up": list(PLANE_UP),
        "ranges": {name: list(RANGES[name]) for name in names},
        "kinds": {name: _kind(units[name]) for name in names},
    }
    (xlow, xhigh), (ylow, yhigh) = RANGES[PLANE_ACROSS[0]], RANGES[PLANE_UP[0]]
    signals = {"xlow": xlow, "xhigh": xhigh, "xkind": "%", "ylow": ylow, "yhigh": yhigh, "ykind": ""}
    return _finished(layers, usermeta, signals, ("points", "frontier", "arrow", "here", "names", "titles"))


def _map() -> dict[str, Any]:
    """Counties by their change from A to B; a dot where the futures do not agree on its sign."""
    import altair as alt

    laid = {"type": "identity", "scale": _expr("min(height, width / 0.87)"), "translate": [0, 0]}
    colours = alt.Scale(domain=[-1, *range(len(CHANGES))], range=["#FFFFFF", *CHANGES])
    fill = alt.Color("step:O", scale=colours, legend=None)
    first, step = 0.7, 1.15
    listed = alt.Scale(
        domain=[0, 1], range=[_expr(f"{first} * unit"), _expr(f"{first + step} * unit")], nice=False, zero=False
    )
    y = alt.Y("row:Q", scale=listed, axis=None)
    changes = alt.LookupData(data=alt.NamedData("changes"), key="name", fields=["step", "told"])
    layers = [
        _rows("counties")
        .mark_geoshape(stroke="#5B6875", strokeWidth=0.7)
        .transform_lookup("name", from_=changes)
        .encode(color=fill)
        .project(**laid),
        _rows("doubts")
        .mark_point(filled=True, shape="circle", color=INK, opacity=1, size=_expr("1.2 * unit"))
        .encode(longitude="x:Q", latitude="y:Q")
        .project(**laid),
        _text("notes", 0.9, color=SOFT, align="left", baseline="bottom", lineHeight=_size(1.15)).encode(
            x=alt.value(0), y=alt.value(_expr("height")), text="text:N"
        ),
        _rows("legend")
        .mark_point(filled=True, shape="square", opacity=1, stroke="#5B6875", strokeWidth=0.7, size=_expr("11 * unit"))
        .encode(x=alt.value(_expr("width - 0.6 * unit")), y=y, color=fill),
        _text(
            "legend", 0.9, stroke="white", strokeWidth=4, strokeJoin="round", align="right", baseline="middle"
        ).encode(x=alt.value(_expr("width - 1.4 * unit")), y=y, text="text:N"),
        _text("legend", 0.9, color=INK, align="right", baseline="middle").encode(
            x=alt.value(_expr("width - 1.4 * unit")), y=y, text="text:N"
        ),
    ]
    usermeta = {"edges": list(EDGES), "spans": SPANS}
    return _finished(layers, usermeta, {}, ("counties", "changes", "doubts", "notes", "legend"))


def _who() -> dict[str, Any]:
    """Changes by part of the state around a line at zero; a row for each part and for each heading."""
    import altair as alt

    across = alt.Scale(
        domain=[_expr("xlow"), _expr("xhigh")],
        rangeMin=_expr("8 * unit"),
        rangeMax=_expr("width - 4 * unit"),
        nice=False,
        zero=False,
        clamp=True,
    )
    written = "(datum.value > 0 ? '+' : '') + format(datum.value, '.3~f')"
    axis = _axis(labelExpr=written, tickCount=3)
    x, low = alt.X("mid:Q", scale=across, axis=axis), alt.X("low:Q", scale=across, axis=axis)
    down = alt.Scale(domain=[-0.5, _expr("rows - 0.5")], nice=False, zero=False, reverse=True)
    y = alt.Y("row:Q", scale=down, axis=None)
    kinds = ["better", "worse", "unclear"]
    kind = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[BETTER, WORSE, UNCLEAR]), legend=None)
    ink = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=["#005A8D", "#A34700", "#595959"]), legend=None)
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond", "square"]), legend=None)
    left, right = alt.value(0), alt.value(_expr("width"))
    layers = [
        _rows("zero").mark_rule(color=INK, strokeWidth=1.25).encode(x=x),
        _rows("who").mark_rule(strokeWidth=_size(0.3), opacity=0.45).encode(x=low, x2="high:Q", y=y, color=kind),
        _rows("who")
        .mark_point(filled=True, opacity=1, size=_expr("5.5 * unit"))
        .encode(x=x, y=y, color=kind, shape=shape),
        _text("names", 0.95, color=INK, align="left", baseline="middle", limit=_size(8.2)).encode(
            x=left, y=y, text="name:N"
        ),
        _text("who", 0.95, align="right", baseline="middle", fontWeight="bold").encode(
            x=right, y=y, text="told:N", color=ink
        ),
        _text("heads", 0.95, color=INK, align="left", baseline="middle", fontWeight="bold").encode(
            x=left, y=y, text="name:N"
        ),
        _text("heads", 0.9, stroke="white", strokeWidth=4, strokeJoin="round", align="right", baseline="middle").encode(
            x=right, y=y, text="told:N"
        ),
        _text("heads", 0.9, color=SOFT, align="right", baseline="middle").encode(x=right, y=y, text="told:N"),
    ]
    signals = {"xlow": -0.1, "xhigh": 0.4, "rows": 14}
    ranges = {name: list(ends) for name, ends in GAINS.items()}
    return _finished(layers, {"ranges": ranges}, signals, ("who", "names", "heads", "zero"), color="independent")
