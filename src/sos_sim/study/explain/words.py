"""What the shares say, in two sentences worked out from the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.study.run import figure
from sos_sim.study.statistics.paired import Paired

CHANCE = "one future says nothing of chance"
_LEAST = 0.00005
_SCALES = {"0-5": "points of 0-5", "0-1": "points of 0-1"}


@dataclass(frozen=True)
class Part:
    """Hold one share of a difference.

    Args:
        name: path of a parameter or group, or name of a channel or area.
        label: what it is, in plain words.
        share: its mean share over futures with the interval of that mean.
        members: paths of the parameters in it, where it is made of parameters.
    """

    name: str
    label: str
    share: Paired
    members: tuple[str, ...] = ()


def signed(value: float | None) -> str:
    """Write a number with its sign, about three significant digits; what is little is not called nothing.

    Args:
        value: the number, None when there is none.
    """
    text = figure(value)
    if value is None:
        return text
    if text == "0" and abs(value) >= _LEAST:
        text = f"{value:.4f}".replace("-", "\N{MINUS SIGN}")
    return f"+{text}" if value > 0 and text != "0" else text


def starred(found: Paired) -> str:
    """Write a mean with its sign, and a star where its interval leaves zero out.

    Args:
        found: the mean and its interval.
    """
    return f"{signed(found.difference)}{' ' if found.includes_zero else '*'}"


def sentences(
    base: str,
    other: str,
    outcome: str,
    whole: Paired,
    components: Sequence[Part],
    ways: Sequence[Part],
    way_words: tuple[str, str],
) -> tuple[str, ...]:
    """Say which component and which way carried most of a difference, and what worked against it.

    Args:
        base: name of the base.
        other: name of the other scenario.
        outcome: name of the outcome.
        whole: the difference.
        components: its shares by component of the policy.
        ways: its shares by channel, or by area of capability.
        way_words: what the ways are, one and many, such as "way to students" and "ways to students".

    Returns:
        Two sentences, or one where there are no ways.
    """
    declared = OUTCOMES[outcome]
    label, unit = _small(declared.label), _SCALES.get(declared.unit, declared.unit)
    futures = "one future" if whole.seeds == 1 else f"{whole.seeds} futures"
    if whole.difference == 0 and (whole.low, whole.high) in ((0, 0), (None, None)):
        first = f"In {label} {other} ends exactly where {base} does in all of {futures}"
    elif whole.low is None:
        first = f"In one future {other} ends {_moved(whole, unit)} {base} in {label} ({CHANCE})"
    elif whole.includes_zero:
        first = (
            f"Over {futures} {other} cannot be told from {base} in {label}: the difference of "
            f"{signed(whole.difference)} {unit} may be nothing ({_interval(whole)})"
        )
    else:
        first = f"{other} ends {_moved(whole, unit)} {base} in {label} ({_interval(whole)}, {futures})"
    said = [f"{first}; {_carried(whole, components, 'changed parameter', 'the change in')}."]
    if ways:
        one, many = way_words
        rest = _carried(whole, ways, one, "")
        said.append(f"{rest[0].upper()}{rest[1:]}." if rest.startswith("no ") else f"Of the {many}, {rest}.")
    return tuple(said)


def _carried(whole: Paired, parts: Sequence[Part], kind: str, article: str) -> str:
    """Say which part carried most in the direction of the difference, and which most against it."""
    sign = -1.0 if (whole.difference or 0.0) < 0 else 1.0
    chance = whole.low is not None
    plain = [part for part in parts if abs(part.share.difference or 0.0) >= _LEAST]
    plain = [part for part in plain if not (chance and part.share.includes_zero)]
    if not plain:
        return f"no {kind} has a share that can be told from zero"
    settled = not (chance and whole.includes_zero)
    along = max(plain, key=lambda part: sign * (part.share.difference or 0.0))
    against = min(plain, key=lambda part: sign * (part.share.difference or 0.0))
    words = []
    if sign * (along.share.difference or 0.0) > 0:
        opposed = sign * (against.share.difference or 0.0) < 0
        carried = f"carried {_portion(along, whole, opposed)}" if settled else "moved it by itself"
        words.append(f"{_name(along, article)} {carried} ({_figures(along)})")
    if sign * (against.share.difference or 0.0) < 0:
        verb = "worked against it" if settled else "moved it the other way" if words else "moved it by itself"
        words.append(f"{_name(against, article)} {verb} ({_figures(against)})")
    elif len(parts) > 1 and settled:
        words.append(f"no {kind} worked against it{' beyond chance' if chance else ''}")
    return ", while ".join(words)


def _portion(part: Part, whole: Paired, opposed: bool) -> str:
    share = (part.share.difference or 0.0) / (whole.difference or 1.0)
    if share > 1.005:
        return "more than the whole of it"
    if share > 0.995:
        return "as much as the whole of it" if opposed else "all of it"
    percent = f"{100 * share:.0f} % of it"
    return percent if share >= 0.5 else f"the largest part, {percent}"


def _figures(part: Part) -> str:
    between = "" if part.share.low is None else f"; {_interval(part.share)}"
    return f"{signed(part.share.difference)}{between}"


def _name(part: Part, article: str) -> str:
    return f"{article} \N{LEFT DOUBLE QUOTATION MARK}{_small(part.label)}\N{RIGHT DOUBLE QUOTATION MARK}".lstrip()


def _moved(whole: Paired, unit: str) -> str:
    value = whole.difference or 0.0
    return f"{signed(abs(value)).lstrip('+')} {unit} {'below' if value < 0 else 'above'}"


def _interval(found: Paired) -> str:
    return f"{signed(found.low)} to {signed(found.high)}"


def _small(label: str) -> str:
    """Write a label inside a sentence; abbreviations keep their capitals."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"
