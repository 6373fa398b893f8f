"""The blocks that are read from the model's own code: parameters, state, order, submodels, outcomes, streams."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import sos_sim
from sos_sim.model import engine
from sos_sim.model.engine import MONTHLY
from sos_sim.model.state import State
from sos_sim.observe.events import EVENTS
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.show.causes import mechanism_modules

PACKAGE = Path(sos_sim.__file__).parent
GROUP_ORDER = tuple(dict.fromkeys(parameter.group for parameter in PARAMETERS.values()))
DRAWS = ("uniform", "normal", "state_normal")


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a Markdown table.

    Args:
        head: names of the columns.
        rows: cells, row by row.
    """
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def parameters() -> str:
    """Write a table of parameters for each group."""
    parts = []
    for group in GROUP_ORDER:
        rows = [
            (
                f"`{p.path}`",
                f"{p.default:g}",
                f"{p.low:g} to {p.high:g}",
                p.unit,
                p.label,
                p.role,
                p.ident,
                p.evidence,
                p.source,
            )
            for p in PARAMETERS.values()
            if p.group == group
        ]
        head = ("path", "default", "range", "unit", "label", "role", "id", "evidence", "source")
        parts.append(f"## {group}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def parameter_counts() -> str:
    """Count the parameters by group and role."""
    count: Counter[tuple[str, str]] = Counter((parameter.group, parameter.role) for parameter in PARAMETERS.values())
    roles = ("lever", "uncertainty", "fixed")
    rows: list[tuple[object, ...]] = []
    for group in GROUP_ORDER:
        numbers = [count[group, role] for role in roles]
        rows.append((f"[{group}](parameters.md#{group})", *(number or "" for number in numbers), sum(numbers)))
    totals = [sum(count[group, role] for group in GROUP_ORDER) for role in roles]
    return table(("group", "levers", "uncertainties", "fixed", "all"), [*rows, ("all", *totals, len(PARAMETERS))])


def documented_columns() -> dict[str, str]:
    """Read what each column of the state means from the docstring of `State`."""
    text = inspect.getdoc(State) or ""
    entries: list[str] = []
    for line in text.split("Args:\n", 1)[1].splitlines():
        if re.match(r"\s*[a-z_]+(, [a-z_]+)*: ", line):
            entries.append(line.strip())
        elif line.strip():
            entries[-1] += " " + line.strip()
    meanings: dict[str, str] = {}
    for entry in entries:
        for part in re.split(r"[;.] (?=[a-z_]+(?:, [a-z_]+)*: )", entry):
            names, meaning = part.split(": ", 1)
            meanings.update(dict.fromkeys(names.split(", "), meaning.rstrip(".")))
    return meanings


def state_columns() -> str:
    """List the state's columns with their shape and meaning."""
    meanings = documented_columns()
    rows: list[tuple[str, str, str]] = []
    for field in fields(State):
        meaning = meanings[field.name]
        shape = re.match(r"\(([0-9]+|N)[^)]*\)( or float)?", meaning)
        said = meaning[shape.end() :].lstrip(" ,") if shape else meaning
        if said == "fixed":
            said = "drawn once, see Initialisation"
        elif not said:
            said = f"{rows[-1][2]}, by indicator"
        rows.append((f"`{field.name}`", shape[0] if shape else "(N, r)", said))
    return table(("column", "shape", "meaning"), rows)


def first_line(thing: object) -> str:
    """Return the first line of a docstring, without its full stop."""
    return (inspect.getdoc(thing) or "").splitlines()[0].rstrip(".")


def monthly_order() -> str:
    """List what happens in a month, in order, from the engine's own list."""
    lines = []
    for place, step in enumerate(MONTHLY, start=1):
        name = step.__module__.rsplit(".", 1)[-1]
        lines.append(f"{place}. `{name}.step()` - {first_line(step)}.")
    return "\n".join(lines)


def yearly_order() -> str:
    """List what the engine calls in July, when a Dashboard comes out, the month after and in June, in order."""
    tree = ast.parse(inspect.getsource(engine))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    rows = []
    for month, name in (
        ("July", "_july"),
        ("December*", "_release"),
        ("January*", "_calendar"),
        ("June (end)", "close_year"),
    ):
        for call in ast.walk(functions[name]):
            if not (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and isinstance(call.func.value, ast.Name)
            ):
                continue
            room = getattr(engine, call.func.value.id, None)
            if isinstance(room, ModuleType) and room.__name__.startswith("sos_sim."):
                called = getattr(room, call.func.attr)
                rows.append((month, call.lineno, f"`{call.func.value.id}.{call.func.attr}()`", first_line(called)))
    rows.sort(key=lambda row: (("July", "December*", "January*", "June (end)").index(row[0]), row[1]))
    return table(("when", "function", "what it does"), [(when, function, does) for when, _, function, does in rows])


def submodels() -> str:
    """Write each mechanism's equation, sources and limits from its docstring, and what parameters its code reads."""
    from from_levers import readers

    parts = []
    for number, module in enumerate(mechanism_modules(), start=1):
        text = inspect.getdoc(module) or ""
        title, rest = text.split("\n", 1)
        equation, after = rest.split("\nSources:", 1)
        sources, limits = after.split("\nLimits:", 1)
        equation, _, constants = equation.partition("\nConstants:")
        named = f"*Constants.* {' '.join(constants.split())}\n\n" if constants else ""
        name = module.__name__.rsplit(".", 1)[-1]
        read = [path for path in PARAMETERS if f"mechanisms/{name}" in readers().get(path, ())]
        parts.append(
            f"#### 7.{number} {title.rstrip('.')}\n\nCode: `src/sos_sim/model/mechanisms/{name}.py`\n\n"
            f"```text\n{equation.strip()}\n```\n\n"
            f"{named}*Sources.* {' '.join(sources.split())}\n\n*Limits.* {' '.join(limits.split())}\n\n"
            f"*Parameters read.* {_listed(read)}"
        )
    return "\n\n".join(parts)


def read_elsewhere() -> str:
    """List the parameters that are read outside the mechanisms: at the start, in measurement and in what is seen."""
    from from_levers import readers

    files: dict[str, list[str]] = {}
    for room in ("model", "observe"):
        for path in PARAMETERS:
            for file in readers(PACKAGE / room).get(path, ()):
                if not file.startswith("mechanisms/"):
                    files.setdefault(f"{room}/{file}", []).append(path)
    return table(("file", "parameters read"), [(f"`src/sos_sim/{f}.py`", _listed(files[f])) for f in sorted(files)])


def _listed(paths: Iterable[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths) or "none"


def outcomes() -> str:
    """List the outcomes every result has."""
    rows = [(f"`{o.name}`", o.unit, o.meaning, o.better, o.weight) for o in OUTCOMES.values()]
    return table(("outcome", "unit", "meaning", "better", "mean over"), rows)


def events() -> str:
    """List the events of the log, who notes them, when, and what the number beside each means."""
    where = {}
    for path in sorted((PACKAGE / "model").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "note":
                first = call.args[0]
                if isinstance(first, ast.Constant):
                    where[first.value] = path.stem
    rows = [(e.name, f"`{where.get(e.name, 'event_log')}`", e.when, e.value) for e in EVENTS.values()]
    return table(("event", "noted by", "when", "value"), rows)


def _names(call: ast.Call, tree: ast.AST) -> list[str]:
    """Spell out the stream names of a call; a name made in a comprehension gives one for each of its parts."""
    first = call.args[0]
    if isinstance(first, ast.Constant):
        return [str(first.value)]
    if not isinstance(first, ast.JoinedStr):
        return []
    prefix = "".join(str(part.value) for part in first.values if isinstance(part, ast.Constant))
    for node in ast.walk(tree):
        if isinstance(node, ast.DictComp) and call in ast.walk(node):
            parts = ast.literal_eval(node.generators[0].iter)
            return [prefix + part for part in parts]
    return []


def stream_calls() -> Iterator[tuple[str, str, str, str]]:
    """Find every draw in the code: name of the stream, kind of draw, place in it, file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "replications" in path.parts:
            continue  # published models have streams of their own
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in DRAWS
                and call.args
            ):
                if "streams" not in ast.unparse(call.func.value):
                    continue
                for name in _names(call, tree):
                    yield name, call.func.attr, ast.unparse(call.args[1]), str(path.relative_to(PACKAGE))


def streams() -> str:
    """List every named stream of random numbers, what is drawn from it and when."""
    kinds = {
        "uniform": "uniform by district",
        "normal": "normal by district",
        "state_normal": "normal, not by district",
    }
    places = {
        "0": "once, at the start",
        "month": "when a check makes it happen",
        "month.place": "each step",
        "year": "each year",
        "engine.index": "each December",
        "tables.START_YEAR": "each year",
    }
    found: dict[str, tuple[str, set[str], set[str]]] = {}
    for name, draw, place, file in stream_calls():
        _, when, files = found.setdefault(name, (kinds[draw], set(), set()))
        when.add("each July" if name in ("abandon", "contract") else places[place])
        files.add(file)
    rows = [
        (f"`{name}`", kind, ", ".join(sorted(when)), ", ".join(f"`{file}`" for file in sorted(files)))
        for name, (kind, when, files) in sorted(found.items())
    ]
    return table(("stream", "what is drawn", "when", "where"), rows)
