"""The blocks about the workshop page: what it starts from, its levers, and what the guide's predictions come to."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from from_code import table
from from_headlines import GRADES
from from_runs import rows_of, signed

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.spoken import FRONT
from sos_sim.scenario.scenario import load
from sos_sim.workshop.meta import TODAY
from sos_sim.workshop.near import stops_in
from sos_sim.workshop.room import BASE, PRESETS, SEEDS, Room, room_of
from sos_sim.workshop.setting import value_under

Found = dict[tuple[str, str, str], dict[str, str]]
YEARS = ("1", "2", "3", "5", "9")
END = YEARS[-1]
SOME_YEARS = ("1", "5", END)
HEAD = ("B minus today", *(f"after {year} year{'s' if year != '1' else ''}" for year in YEARS[:-1]), "July 2027")
SHOWN = {
    1: ("measured_outcome", "true_outcome", "inflation", "capability", "improvement_time", "overloaded_share"),
    2: ("capability", "true_outcome"),
    3: ("capability", "authentic", "true_outcome", "measured_outcome", "cost_per_pupil"),
}
"""Outcomes of each round's table."""
BREAKS = {
    "High pressure, most direct effort": "pressure brings as much direct effort on results as its range allows",
    "High pressure, no gaming": "nobody teaches to the test or picks who is tested",
    "High pressure that never helps": "pressure raises neither attention nor effort",
    "30 days, early threshold": "a small dose of help has half its effect",
    "30 days, hardly a threshold": "help pays from the first day",
    "Intensive support, no cost while new": "new practice costs nothing while it is new",
    "Intensive support, slow learning": "a good cycle removes a tenth of the reachable gap",
}
"""What each moved assumption means, in the words of the guide."""


@lru_cache(maxsize=1)
def _room() -> Room:
    return room_of([load(name) for name in PRESETS])


@lru_cache(maxsize=1)
def _found() -> Found:
    return {(row["name"], row["outcome"], row["year"]): row for row in rows_of("workshop-predictions")}


def _names(number: int, assumed: bool) -> list[str]:
    rows = [row for row in rows_of("workshop-predictions") if row["round"] == str(number)]
    return list(dict.fromkeys(row["name"] for row in rows if bool(row["assumed"]) == assumed))


def amount(outcome: str, value: float) -> str:
    """Write a change of an outcome as the guide says it: shares in percentage points.

    Args:
        outcome: its name.
        value: the change.
    """
    unit = OUTCOMES[outcome].unit
    if unit.startswith("share"):
        return signed(100 * value, 0)
    return signed(value, 2 if unit == "0-5" or "$" in unit else 3)


def _unit(outcome: str) -> str:
    unit = OUTCOMES[outcome].unit
    return f"points of 100, {unit}" if unit.startswith("share") else unit


def _mean(name: str, outcome: str, year: str = END) -> float:
    return float(_found()[name, outcome, year]["mean"])


def _said(name: str, outcome: str, year: str = END) -> str:
    return amount(outcome, _mean(name, outcome, year))


def _cell(name: str, outcome: str, year: str) -> str:
    row = _found()[name, outcome, year]
    mean, low, high = (amount(outcome, float(row[key])) for key in ("mean", "low", "high"))
    return mean if low == high else f"{mean} ({low} to {high})"


def round_table(number: int) -> str:
    """Write what a round's settings come to, year by year.

    Args:
        number: the round, from 1.
    """
    names = _names(number, assumed=False)
    lines = []
    for name in names:
        for outcome in SHOWN[number]:
            words = f"{OUTCOMES[outcome].label.lower()}, {_unit(outcome)}"
            lines.append((f"{name}: {words}", *(_cell(name, outcome, year) for year in YEARS)))
    return f"{table(HEAD, lines)}\n\nMean and likely range (5 to 95 %) of {SEEDS} futures."


def breaks(number: int) -> str:
    """Write what a round comes to under another assumption.

    Args:
        number: the round, from 1.
    """
    lines = []
    plain = _names(number, assumed=False)[0]
    for name in _names(number, assumed=True):
        assumed = _found()[name, "true_outcome", END]["assumed"].split()
        paths = [each.split("=") for each in assumed]
        moved = " and ".join(f"`{path}` {PARAMETERS[path].default:g} → {float(value):g}" for path, value in paths)
        true = [f"{_said(name, 'true_outcome', year)} ({_said(plain, 'true_outcome', year)})" for year in SOME_YEARS]
        evidence = dict.fromkeys(GRADES[PARAMETERS[path].evidence] for path, _ in paths)
        grade = "; ".join(filter(None, (*evidence, PARAMETERS[paths[0][0]].ident)))
        lines.append(
            (
                f"{BREAKS[name]}: {moved}",
                grade,
                *true,
                f"{_said(name, 'measured_outcome')} ({_said(plain, 'measured_outcome')})",
                f"{_said(name, 'capability')} ({_said(plain, 'capability')})",
            )
        )
    head = ("if", "grade", "true, after 1 year", "5 years", "July 2027", "measured, July 2027", "capability, July 2027")
    note = f"*{plain}* minus today, the assumption moved under both; in brackets as the page has it."
    return f"{table(head, lines)}\n\n{note}"


def addresses() -> str:
    """Write the addresses under which the page shows each moved assumption, under both policies."""
    lines = []
    for number in SHOWN:
        for name in _names(number, assumed=True):
            row = _found()[name, "true_outcome", END]
            scenario, moved = row["setting"].split("@")[0], row["setting"].split("?")[1]
            lines.append(f"#scenario={scenario}&{moved}&mode=explore")
    text = "\n".join(lines)
    return f"```text\n{text}\n```"


def first_in_words() -> str:
    """Say what pressing harder does and in which order."""
    said, half = partial(_said, "High pressure"), partial(_half, "High pressure")
    lost, overloaded = (_points("High pressure", outcome, "1") for outcome in ("improvement_time", "overloaded_share"))
    return (
        f"A year after the start time for improvement has lost {lost} of 100 points, {overloaded} more districts of a "
        f"hundred are overloaded, and what is *measured* has risen by {said('measured_outcome', '1')} SD. What is "
        f"*true* has moved by {said('true_outcome', '1')}; it is {said('true_outcome', '3')} after three years and "
        f"{said('true_outcome')} in July 2027, while measured results then stand at {said('measured_outcome')}. "
        f"Measured results have gone half their way by {half('measured_outcome')}, true ones only by "
        f"{half('true_outcome')}. Capability ends {said('capability')} away, on a scale of 0 to 5."
    )


def second_in_words() -> str:
    """Say what days, content and fewer priorities do, alone and together."""
    names = _names(2, assumed=False)
    days, half, three, whole = (partial(_said, name) for name in names)
    parts = signed(_mean(names[1], "true_outcome") + _mean(names[2], "true_outcome"))
    least = amount("true_outcome", min(_mean(name, "true_outcome", "1") for name in names))
    likely, cost = _range(names[3], "true_outcome"), _mean(names[0], "cost_per_pupil")
    return (
        f"The days alone move true achievement by {days('true_outcome')} SD by July 2027 and capability by "
        f"{days('capability')}; the same days, half about improvement itself, by {half('true_outcome')} and "
        f"{half('capability')}; three priorities with help as today by {three('true_outcome')} and "
        f"{three('capability')}. Together they come to {whole('true_outcome')} (likely range {likely}) and "
        f"{whole('capability')}: more than the two parts added, {parts}. After one year all four lie between {least} "
        f"and 0, and with fewer priorities what is measured is lower for years ({whole('measured_outcome', '3')} after "
        f"three). The days cost {cost:.2f} dollars per pupil and year, whatever they are about."
    )


def third_in_words() -> str:
    """Say when intensive support moves what."""
    name, pressed = _names(3, assumed=False)
    said, half = partial(_said, name), partial(_half, name)
    true, measured, left = "true_outcome", "measured_outcome", _said(pressed, "true_outcome")
    return (
        f"Capability is {said('capability', '1')} after one year, {said('capability', '3')} after three and "
        f"{said('capability')} in July 2027; half of that is reached by {half('capability')}. True achievement is "
        f"{said(true, '1')} SD after one year, {said(true, '2')} after two, {said(true, '3')} after three, "
        f"{said(true, '5')} after five and {said(true)} at the end; half of that is reached by {half(true)}. "
        f"*Measured* results are lower than today's for two years ({said(measured, '1')} and {said(measured, '2')}). "
        f"With pressure at 1.4 on top, {left} of the {said(true)} is left."
    )


def _points(name: str, outcome: str, year: str) -> str:
    return f"{abs(100 * _mean(name, outcome, year)):.0f}"


def _range(name: str, outcome: str) -> str:
    row = _found()[name, outcome, END]
    return f"{amount(outcome, float(row['low']))} to {amount(outcome, float(row['high']))}"


def _half(name: str, outcome: str) -> str:
    year, month = _found()[name, outcome, END]["half_way"].split("-")
    return f"{'January' if month == '01' else 'July'} {year}"


def _label(name: str) -> str:
    return TODAY if name == BASE else name.replace("-", " ").capitalize()


def presets() -> str:
    """Write what the page starts from."""
    lines = [
        (place, _label(each.name), f"`{each.name}`", each.description)
        for place, each in enumerate(_room().presets.values(), 1)
    ]
    return table(("key", "on the page", "scenario", "what it is"), lines)


def levers() -> str:
    """Write the levers in sight: the question, the ends, today's value and the stops."""
    room = _room()
    lines = []
    for each in FRONT:
        declared = PARAMETERS[each.path]
        lines.append(
            (
                each.question,
                f"{each.ends[0]} to {each.ends[1]}",
                f"{value_under(room.base, each.path):g}",
                ", ".join(f"{value:g}" for value in stops_in(room, each.path)),
                declared.unit,
                f"`{each.path}` ({declared.ident})",
                GRADES[declared.evidence],
            )
        )
    head = ("question", "ends", "today", "stops", "unit", "lever", "today's value is")
    rest = [each.role == "lever" for each in PARAMETERS.values() if each.path not in {front.path for front in FRONT}]
    more = (
        f"{sum(rest)} more levers are under `More levers`, {len(rest) - sum(rest)} other numbers under `Assumptions`."
    )
    return f"{table(head, lines)}\n\n{more}"


WORKSHOP: dict[str, Callable[[], str]] = {
    "workshop-presets": presets,
    "workshop-levers": levers,
    "guide-addresses": addresses,
    "guide-first-in-words": first_in_words,
    "guide-second-in-words": second_in_words,
    "guide-third-in-words": third_in_words,
    **{f"guide-round-{number}": partial(round_table, number) for number in SHOWN},
    **{f"guide-breaks-{number}": partial(breaks, number) for number in SHOWN},
}
