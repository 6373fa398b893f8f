"""A pattern: arms that are compared, what is measured, and what the measure must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sos_sim.check.arms import Arm
from sos_sim.check.result import Rule
from sos_sim.check.seen import Sight

Figure = Callable[[Sight], float]
CutFigure = Callable[[Sight, float], float]


@dataclass(frozen=True)
class Measure:
    """Measure one thing.

    Args:
        name: what is measured, in plain words.
        figure: what it is in one future, from what the arms showed.
        rule: values allowed.
        unit: unit in plain words, empty for shares and plain numbers.
    """

    name: str
    figure: Figure
    rule: Rule
    unit: str = ""


@dataclass(frozen=True)
class CutMeasure:
    """Measure a share that lies beyond a cut-off nobody has measured: the cut-off has a prior, not a value.

    Args:
        name: what is measured, in plain words.
        figure: the share in one future at a cut-off.
        rule: values allowed.
        cut: lowest and highest cut-off that the words would bear; every future gets its own, evenly spread.
        unit: unit in plain words.
    """

    name: str
    figure: CutFigure
    rule: Rule
    cut: tuple[float, float]
    unit: str = ""


@dataclass(frozen=True)
class Pattern:
    """Declare what the model should show.

    Args:
        ident: S.. of the findings ledger, J.. of theory 3.3, E.. for effect sizes.
        claim: what should hold, one line in plain words.
        source: ids of the findings ledger, sections of theory or papers.
        arms: conditions by the names the figures use.
        measures: what is measured; the first one speaks for the pattern.
        draw: statewide outcome whose course the figure shows.
        needed: share of futures in which every rule must hold.
        note: how a less obvious figure is made, or what the test leaves out.
    """

    ident: str
    claim: str
    source: str
    arms: Mapping[str, Arm] = field(hash=False)
    measures: tuple[Measure | CutMeasure, ...]
    draw: str = "true_outcome"
    needed: float = 0.9
    note: str = ""


def at_least(low: float) -> Rule:
    """Allow figures from ``low`` upwards."""
    return Rule(low=low)


def at_most(high: float) -> Rule:
    """Allow figures up to ``high``."""
    return Rule(high=high)


def between(low: float, high: float) -> Rule:
    """Allow figures from ``low`` to ``high``."""
    return Rule(low, high)
