"""Numbers, dates and texts out of written values: one problem for each that is not what it should be."""

from __future__ import annotations

import math
import re

from sos_sim.parameters.declare import Parameter
from sos_sim.problems import Problem
from sos_sim.scenario.dates import likely_month, parse_month
from sos_sim.scenario.reader import Fault, Items, Node, Scalar

_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TRUTH = {"true": 1, "yes": 1, "on": 1, "false": 0, "no": 0, "off": 0}
_ODD = re.compile(r"[-+]?\.?(?:nan|inf|infinity)", re.IGNORECASE)
LONGEST_NAME = 80
NAME_RULE = f"up to {LONGEST_NAME} letters, digits, dots, dashes and underscores, a letter or digit first"


def is_name(text: str) -> bool:
    """Tell whether a text can name a scenario (and so a file and a folder)."""
    return bool(_NAME.fullmatch(text)) and len(text) <= LONGEST_NAME


def read_number(node: Node, allowed: str, problems: list[Problem]) -> float | None:
    """Read a finite number written without quotes, or note a problem and give None.

    Args:
        node: what the file says.
        allowed: what may stand there, in words.
        problems: the list a problem is added to.
    """
    if isinstance(node, Fault):
        return None
    if not isinstance(node, Scalar):
        kind = "a list" if isinstance(node, Items) else "a mapping"
        problems.append(Problem(node.place, f"{kind} where a number should be", allowed))
        return None
    found, nearest = _number_or_fault(node)
    if isinstance(found, float):
        return found
    problems.append(Problem(node.place, found, allowed, nearest))
    return None


def _number_or_fault(node: Scalar) -> tuple[float | str, str]:
    text = node.text.strip()
    if node.empty:
        return "nothing stands where a number should be", ""
    if not node.plain:
        quoted = f"{node.shown} is quoted, so it is text and not a number"
        return quoted, text if _NUMBER.fullmatch(text) else ""
    if text.lower() in _TRUTH:
        return f"{text} is a truth value and not a number", str(_TRUTH[text.lower()])
    if _ODD.fullmatch(text):
        return f"{text} is not a finite number", ""
    if not _NUMBER.fullmatch(text):
        bare = re.sub(r",(?=[0-9]{3}\b)|[_\s]", "", text).replace(",", ".")
        if re.fullmatch(r"0[0-9]+", bare):
            bare = bare.lstrip("0") or "0"
        if text.endswith("%") and _NUMBER.fullmatch(bare[:-1]):
            bare = f"{float(bare[:-1]) / 100:g}"
        return f"{node.shown} is not a number", bare if bare != text and _NUMBER.fullmatch(bare) else ""
    value = float(text)
    if not math.isfinite(value):
        return f"{text} is too large for a number", ""
    return value, ""


def read_value(node: Node, parameter: Parameter, problems: list[Problem]) -> float | None:
    """Read a number that the parameter allows, or note a problem and give None."""
    value = read_number(node, parameter.allowed, problems)
    if value is None or parameter.allows(value):
        return value
    problems.append(Problem(node.place, f"{parameter.path} cannot be {value:g}", parameter.allowed))
    return None


def read_whole(node: Node, low: int, high: int, what: str, problems: list[Problem]) -> int | None:
    """Read a whole number from ``low`` to ``high``, or note a problem and give None."""
    allowed = f"a whole number from {low:,} to {high:,}"
    value = read_number(node, allowed, problems)
    if value is None:
        return None
    if not value.is_integer() or not low <= value <= high:
        problems.append(Problem(node.place, f"{what} cannot be {value:g}", allowed))
        return None
    return int(value)


def read_text(node: Node, what: str, problems: list[Problem]) -> str | None:
    """Read a text, or note a problem and give None."""
    if isinstance(node, Scalar) and not node.empty and node.text.strip():
        return node.text.strip()
    if isinstance(node, Fault):
        return None
    found = "is empty" if isinstance(node, Scalar) else "is a list or a mapping"
    problems.append(Problem(node.place, f"{what} {found}", "text"))
    return None


def read_name(node: Node, problems: list[Problem]) -> str | None:
    """Read a name that can also name a folder, or note a problem and give None."""
    text = read_text(node, "name", problems)
    if text is None or is_name(text):
        return text
    shown = text if len(text) <= 60 else text[:57] + "..."
    nearest = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")[:LONGEST_NAME]
    problems.append(Problem(node.place, f"{shown!r} cannot be a name", NAME_RULE, nearest))
    return None


def read_month(node: Node, problems: list[Problem]) -> tuple[int, int] | None:
    """Read a month written YYYY-MM, or note a problem and give None."""
    if isinstance(node, Scalar):
        date = parse_month(node.text)
        if date is not None:
            return date
        missing_space = re.fullmatch(r"([0-9]{4}-[0-9]{2}):(\S+)", node.text)
        nearest = f"{missing_space[1]}: {missing_space[2]}" if missing_space else likely_month(node.text)
        problems.append(Problem(node.place, f"{node.shown or 'nothing'} is not a month", "YYYY-MM", nearest))
    elif not isinstance(node, Fault):
        problems.append(Problem(node.place, "a list or mapping where a month should be", "YYYY-MM"))
    return None
