"""The eight methodologies of the 2018 report's appendix A as settings of levers, not as code of their own.

A methodology is described by who solves problems, whether the solution is taken as known, how much it prescribes, and
how often it tests. One declared map turns these traits into lever values. Sources: ledger F.2 for the traits (some
are inferred there), M21-M26 for what they do. Every number of the map is an assumption with its reason beside it, so
two methodologies differ in a run as far as these traits say and no further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sos_sim.parameters import usual

Trait = Literal["breadth", "known", "prescriptiveness", "cadence"]


@dataclass(frozen=True)
class Methodology:
    """Describe one methodology.

    Args:
        key: its name in file names.
        name: its name.
        origin: where it comes from, in other words than the report's.
        solver: who solves problems.
        solution: what is taken for granted about the solution.
        breadth: from 0, a small team, to 1, everybody.
        known: from 0, the solution must be discovered, to 1, it is known.
        prescriptiveness: from 0, principles only, to 1, every step is laid down.
        cadence: cycles a year, as a multiple of 2017's.
        cadence_reason: what the appendix states about its rhythm and how that is read.
        pressure: accountability pressure that comes with it, added to 2017's.
    """

    key: str
    name: str
    origin: str
    solver: str
    solution: str
    breadth: float
    known: float
    prescriptiveness: float
    cadence: float
    cadence_reason: str
    pressure: float = 0.0


METHODOLOGIES: tuple[Methodology, ...] = (
    Methodology(
        "networked-improvement-community", "Networked Improvement Community",
        "Carnegie Foundation, 2008, for stubborn problems of schooling",
        "everybody in a network of unlike people with one aim", "discovered, then spread",
        1.0, 0.0, 0.2, 1.0, "no rhythm stated: as in 2017",
    ),
    Methodology(
        "improvement-guide", "The Improvement Guide",
        "Associates for Process Improvement, consultants in Deming's line; the main method of health care's improvers",
        "teams, sometimes single people", "found by rapid trials",
        0.8, 0.1, 0.3, 4.0, "rapid trials: four times 2017's, about one cycle a month",
    ),
    Methodology(
        "lean", "Lean",
        "Toyota, in the second half of the twentieth century, distilled by scholars for others",
        "teams all over the organisation", "found after thorough analysis of the problem",
        1.0, 0.1, 0.4, 4.0, "continual learning: four times 2017's, about one cycle a month",
    ),
    Methodology(
        "six-sigma", "Six Sigma",
        "Motorola, 1986, then General Electric and other manufacturers",
        "a few trained people who do nothing else", "found in a project of five steps",
        0.1, 0.1, 0.7, 1.0, "projects of three to six months: a cycle of 2017 takes about four",
    ),
    Methodology(
        "design-based-implementation-research", "Design-Based Implementation Research",
        "education research, early 2000s; first partnerships brokered in 2003",
        "a partnership of researchers and practitioners", "developed together",
        0.4, 0.2, 0.1, 1.0, "no rhythm stated: as in 2017",
    ),
    Methodology(
        "implementation-science", "Implementation Science",
        "health care, middle of the twentieth century, to bring research into practice unchanged",
        "teams that stand between developers and practitioners", "known: an intervention that is to be adopted",
        0.3, 1.0, 0.6, 1.0, "no rhythm stated: as in 2017",
    ),
    Methodology(
        "positive-deviance", "Positive Deviance",
        "a child nutrition project of Save the Children in Vietnam",
        "the community itself", "already there in a few unusual places; found, then spread",
        0.7, 0.5, 0.6, 1.0, "no rhythm stated: as in 2017",
    ),
    Methodology(
        "deliverology", "Deliverology",
        "the delivery unit of the British prime minister, early 2000s, then government in the United States",
        "a delivery team at the centre", "known and chosen centrally",
        0.0, 1.0, 0.9, 1.0, "no rhythm stated: as in 2017", 0.2,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """Say how a trait sets a lever, on a straight line.

    Args:
        path: the lever.
        trait: the trait it follows.
        at_none: value of the lever where the trait is 0.
        at_one: value of the lever where the trait is 1.
        reason: why, and why these numbers.
    """

    path: str
    trait: Trait
    at_none: float
    at_one: float
    reason: str

    def value(self, methodology: Methodology) -> float:
        """Return the lever's value under a methodology."""
        trait: float = getattr(methodology, self.trait)
        return round(self.at_none + (self.at_one - self.at_none) * trait, 6)


RULES: tuple[Rule, ...] = (
    Rule("training.breadth", "breadth", usual("training.breadth"), usual("training.breadth") + 0.6,
         "A small team is what 2017 trained; even a method for everybody reaches two thirds of staff, for people come "
         "and go (assumption; M23, M38)"),
    Rule("network.discovery", "known", 1.0, 0.0,
         "Who must find the solution searches in the network, who knows it spreads it (the trait itself; M24, M77)"),
    Rule("rollout.test_small", "known", 0.8, 0.2,
         "What is still to be found is tried small first, what is known is rolled out; neither is ever done always "
         "or never, and 2017's 0.3 lies near the second (assumption; M20, M24)"),
    Rule("guidance.specificity", "prescriptiveness", 0.0, 1.0,
         "Guidance is as specific as the method prescribes (the trait itself; M35)"),
    Rule("learning.cadence", "cadence", 0.0, 1.0,
         "The rhythm is the method's own; see the reason beside each (M17, M26)"),
)  # fmt: skip
"""What follows a methodology's traits."""

FOR_ALL: tuple[tuple[str, float, str], ...] = (
    ("coherence.framework_share", 0.8,
     "Choosing a methodology makes it the common one of four fifths of support; private contracts and habits keep a "
     "fifth (assumption; M21)"),
    ("coherence.methods", 1.0,
     "One method is in circulation, whichever it is: a shared method counts for more than which one (M21, M22)"),
)  # fmt: skip
"""What every methodology sets alike, so that a comparison of two shows the method and not the number of methods."""

PRESSURE_PATH = "accountability.pressure"
PRESSURE_REASON = (
    "Deliverology manages performance from the centre, so it presses, though the report sets such management apart "
    "from improvement (X25); 0.2 is a third of 2017's pressure (assumption)"
)


def changes_of(methodology: Methodology) -> dict[str, float]:
    """Return the lever values of a methodology.

    Args:
        methodology: one of `METHODOLOGIES`.

    Example:
        >>> changes_of(METHODOLOGIES[3])["training.breadth"]
        0.11
    """
    changes = {rule.path: rule.value(methodology) for rule in RULES}
    changes.update({path: value for path, value, _ in FOR_ALL})
    if methodology.pressure:
        changes[PRESSURE_PATH] = round(usual(PRESSURE_PATH) + methodology.pressure, 6)
    return changes
