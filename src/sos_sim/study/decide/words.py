"""Names and numbers of policies, limits and requirements in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.study.run import figure


def policy_names(scenarios: Sequence[str], settings: Sequence[dict[str, float]]) -> list[str]:
    """Name policies by scenario and lever values, each name once.

    Args:
        scenarios: (P,) scenario of each policy.
        settings: (P,) value by path of each policy's levers.
    """
    paths = list(dict.fromkeys(path for each in settings for path in each))
    words = {path: _short(path, paths) for path in paths}
    for digits in (3, 6, 12):
        names = [
            ", ".join([scenario, *(f"{words[path]} {value:.{digits}g}" for path, value in each.items())])
            for scenario, each in zip(scenarios, settings, strict=True)
        ]
        if len(set(names)) == len(names):
            return names
    return [f"{name}, policy {place}" for place, name in enumerate(names)]


def label(path: str) -> str:
    """Give a parameter's label as it stands inside a sentence.

    Args:
        path: the parameter.
    """
    if path not in PARAMETERS:
        return path
    text = PARAMETERS[path].label
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def outcome_words(name: str) -> str:
    """Give an outcome's label as it stands inside a sentence.

    Args:
        name: the outcome.
    """
    text = OUTCOMES[name].label
    return text[:1].lower() + text[1:]


def limit_words(path: str, low: float | None, high: float | None) -> str:
    """Say where a parameter lies.

    Args:
        path: the parameter.
        low: smallest value, None when nothing limits it below.
        high: largest value, None when nothing limits it above.
    """
    declared = PARAMETERS.get(path)
    if declared is not None and declared.kind == "switch":
        return f"\N{LEFT SINGLE QUOTATION MARK}{label(path)}\N{RIGHT SINGLE QUOTATION MARK} is " + (
            "on" if low is not None else "off"
        )
    whole = declared is not None and declared.kind == "whole"
    unit = "" if declared is None or declared.unit in ("0-1", "share", "multiplier") else f" ({declared.unit})"
    name = f"\N{LEFT SINGLE QUOTATION MARK}{label(path)}\N{RIGHT SINGLE QUOTATION MARK}"
    if low is not None and high is not None:
        return f"{name} is between {number(low)} and {number(high)}{unit}"
    if low is not None:
        return f"{name} is {'at least' if whole else 'above'} {number(low)}{unit}"
    return f"{name} is {'at most' if whole else 'below'} {number(high)}{unit}"


def number(value: float | None) -> str:
    """Write a parameter's value with three significant digits.

    Args:
        value: the value, None when there is none.
    """
    if value is None:
        return "-"
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", "\N{MINUS SIGN}")


def amount(name: str, value: float) -> str:
    """Write an outcome's value with its unit.

    Args:
        name: the outcome.
        value: the value in that unit.
    """
    return f"{figure(value)} {OUTCOMES[name].unit}"


def percent(share: float) -> str:
    """Write a share as a percentage that never rounds to all or nothing falsely.

    Args:
        share: 0-1.
    """
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def _short(path: str, paths: Sequence[str]) -> str:
    """Take the last part of a path as words, with the group before it where two levers would look alike."""
    group, name = path.split(".", 1)
    alike = sum(other.split(".", 1)[1] == name for other in paths) > 1
    text = f"{group} {name}" if alike else name
    return text.replace("coe_", "county office ").replace("_", " ")
