"""The causal map as data: which columns make a node, the links between nodes, and the loops of the report.

Everything is worked out of what the mechanisms declare in `sos_sim.model.causes`; only which columns make a node,
where it stands and which loops the report names is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from sos_sim.model import mechanisms, release
from sos_sim.model.causes import Cause
from sos_sim.model.engine import MONTHLY

NODES: dict[str, tuple[str, ...]] = {
    "Accountability\nand reform mix": ("policy: accountability", "policy: reform"),
    "Direction, plan,\nprogrammes inside": (
        "policy: field", "policy: guidance", "policy: clarity", "policy: lcap", "policy: belief", "policy: safety",
        "policy: embedding", "policy: alignment", "policy: capacity", "policy: training", "policy: learning",
        "policy: rollout", "policy: data",
    ),
    "Help offered": (
        "policy: support", "policy: modality", "policy: state", "policy: coherence", "policy: network",
        "policy: providers",
    ),
    "Pay and money": ("policy: turnover", "policy: money"),
    "Pressure\nand fear": ("pressure", "fear"),
    "Support\nthat acts": ("support",),
    "Reserves": ("reserve", "income"),
    "Safety": ("safety",),
    "Leadership,\nclarity, belief": ("leadership", "clarity", "belief"),
    "People leaving": ("staff_exits", "leader_left"),
    "Time for\nimprovement": ("time_used", "improvement"),
    "Surface use\nof tools": ("surface",),
    "Real practice": ("authentic",),
    "Knowledge,\nstandard work": ("knowledge", "embedded"),
    "Local data,\nalignment": ("data", "alignment"),
    "What peers\nshow": ("peer_knowledge", "peer_use", "peer_mean"),
    "True results": ("half_lives", "exposure", "passing"),
    "Score inflation": ("inflation",),
    "Dashboard:\npoor colours, list": ("badness", "indicator_badness", "identified", "assistance", "intensive"),
}  # fmt: skip
"""Nodes of the picture and the columns and levers in each; what is in none is passed through."""

Edges = dict[tuple[str, str], str]
_IDENT = re.compile(r"\b[A-Z]{1,3}\d{2,3}(?:-[A-Z]{1,3}\d{2,3})?\b")


class Loop(NamedTuple):
    """Hold one loop of the findings ledger (B.11).

    Args:
        ident: its id there.
        says: what the report implies.
        path: columns in order, the first is also the last; empty where the model has no such loop.
        sign: what the loop does: ``+`` reinforcing, ``-`` balancing, ``±`` either.
        remark: how the model has it, or why not.
    """

    ident: str
    says: str
    path: tuple[str, ...]
    sign: str
    remark: str


LOOPS = (
    Loop("loop-R1 skill", "practice builds skill, skill results, results belief, belief practice",
         ("authentic", "knowledge", "exposure", "half_lives", "change", "authentic"), "+",
         "a gain seen keeps an effort from being abandoned; belief itself follows practice, see the next line"),
    Loop("loop-R1 skill", "the same by belief", ("authentic", "belief", "time_used", "authentic"), "+",
         "belief grows with practice and is worn out by paperwork; results do not move it"),
    Loop("loop-R2 surface trap", "tools without learning bring no result, then cynicism, then more of the surface",
         ("surface", "clarity", "surface"), "+",
         "surface use blurs what improvement is, and without clarity sites stay on the surface; cynicism after missing "
         "results is not in the model"),
    Loop("loop-R3 savings", "better work saves money, money buys slack, slack practice",
         ("authentic", "reserve", "time_used", "authentic"), "+", "as far as districts may keep what they save"),
    Loop("loop-R4 peer", "exemplars draw similar districts along, which become exemplars",
         ("knowledge", "peer_knowledge", "knowledge"), "+", "from district to district"),
    Loop("loop-R4 peer", "the same by imitation", ("authentic", "peer_use", "surface", "authentic"), "+",
         "what peers use is taken up as surface use first"),
    Loop("loop-B1 pressure-time", "poor results raise pressure, pressure takes time and safety, learning slows",
         ("badness", "fear", "safety", "exposure", "half_lives", "badness"), "+",
         "by way of fear it is vicious: poor results make results poorer"),
    Loop("loop-B1 pressure-time", "the same by time",
         ("badness", "pressure", "time_used", "exposure", "half_lives", "badness"), "±",
         "pressure takes time, and up to a point brings attention (H09): balancing or vicious"),
    Loop("loop-B2 turnover drain", "people who have learned are hired away", (), "",
         "the model has no such loop: who leaves depends on pressure, safety and pay, not on what they know; leaving "
         "takes knowledge away, and newcomers may bring what peers know"),
    Loop("loop-B3 COE congestion", "more districts in assistance, fewer days for each, nobody leaves the list",
         ("assistance", "support", "authentic", "exposure", "half_lives", "identified", "assistance"), "±",
         "days are given by what is asked: more for one in assistance, fewer for the others"),
    Loop("loop-B4 overload", "weak results add priorities, focus falls, results stay weak", (), "",
         "the model has no such loop: results decide which indicators are worked on, not how many priorities"),
    Loop("loop-B5 lag-churn", "results come later than patience lasts, efforts are swapped",
         ("pressure", "authentic", "exposure", "half_lives", "badness", "pressure"), "+",
         "by this path it is vicious: abandoned efforts bring no results, and their absence keeps pressure up"),
)  # fmt: skip

PLACES: dict[str, tuple[float, float]] = {
    "Pressure\nand fear": (2.6, 6.5),
    "Support\nthat acts": (2.6, 2.2),
    "People leaving": (4.7, 7.9),
    "Safety": (6.4, 6.3),
    "Leadership,\nclarity, belief": (4.9, 4.5),
    "Time for\nimprovement": (6.5, 2.5),
    "Reserves": (4.7, 0.3),
    "Surface use\nof tools": (9.0, 7.0),
    "Real practice": (9.0, 4.4),
    "Local data,\nalignment": (8.6, 0.4),
    "What peers\nshow": (11.4, 6.0),
    "Knowledge,\nstandard work": (11.2, 1.9),
    "Score inflation": (7.0, 9.3),
    "True results": (13.2, 4.2),
    "Dashboard:\npoor colours, list": (13.0, 8.2),
}
"""Where the middle of each node lies; the policy nodes stand in a column at the left, see `POLICY`."""


def mechanism_modules() -> list[ModuleType]:
    """List the mechanisms: those of the month in their order, then the others by name."""
    monthly = [step.__module__.rsplit(".", 1)[-1] for step in MONTHLY]
    folder = Path(str(mechanisms.__file__)).parent
    others = sorted(path.stem for path in folder.glob("*.py") if path.stem not in (*monthly, "__init__"))
    return [import_module(f"sos_sim.model.mechanisms.{name}") for name in (*monthly, *others)]


def declared() -> dict[str, tuple[Cause, ...]]:
    """Map each mechanism to its causes, in the order of the month."""
    modules = [module for module in mechanism_modules() if hasattr(module, "CAUSES")]
    return {module.__name__.rsplit(".", 1)[-1]: module.CAUSES for module in (*modules, release)}


def together(signs: set[str]) -> str:
    """Return the sign of several ways from one thing to another."""
    return signs.copy().pop() if len(signs) == 1 else "±"


def product(first: str, second: str) -> str:
    """Multiply two signs."""
    return "±" if "±" in (first, second) else "+" if first == second else "-"


def links() -> Edges:
    """Join what all mechanisms declare, column by column."""
    return joined((cause.of, cause.on, cause.sign) for causes in declared().values() for cause in causes)


def joined(ways: Iterable[tuple[str, str, str]]) -> Edges:
    """Give each pair the sign of all ways from one to the other."""
    found: dict[tuple[str, str], set[str]] = {}
    for of, on, sign in ways:
        found.setdefault((of, on), set()).add(sign)
    return {pair: together(signs) for pair, signs in found.items()}


def direct() -> Edges:
    """Join what acts directly, and put what acts by way of another column as acting through it."""
    ways = []
    for causes in declared().values():
        sign_of = {(cause.of, cause.on): cause.sign for cause in causes}
        for cause in causes:
            if cause.by:
                ways.append((cause.by, cause.on, product(cause.sign, sign_of[cause.of, cause.by])))
            else:
                ways.append((cause.of, cause.on, cause.sign))
    return joined(ways)


def ways() -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """Join links to edges between the nodes of the picture, passing through what is in none.

    Returns:
        By pair of nodes the sign of all ways from one to the other, and the sources of the links on them.
    """
    node_of = {column: node for node, columns in NODES.items() for column in columns}
    onward: dict[str, list[tuple[str, str]]] = {}
    for (of, on), sign in direct().items():
        onward.setdefault(of, []).append((on, sign))
    sources = _sources()

    def reached(column: str, sign: str, passed: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for on, step in onward.get(column, ()):
            way = (*passed, on)
            if on in node_of:
                yield node_of[on], product(sign, step), way
            elif on not in passed:
                yield from reached(on, product(sign, step), way)

    signs: dict[tuple[str, str], set[str]] = {}
    whys: dict[tuple[str, str], dict[str, None]] = {}
    for column, node in node_of.items():
        for other, sign, way in reached(column, "+", (column,)):
            if other != node:
                signs.setdefault((node, other), set()).add(sign)
                of_way = (ident for pair in pairwise(way) for ident in sources[pair])
                whys.setdefault((node, other), {}).update(dict.fromkeys(of_way))
    # What is only said in words is kept where no source has an id.
    known = {pair: [why for why in found if _IDENT.fullmatch(why)] or list(found) for pair, found in whys.items()}
    return {pair: (together(found), tuple(sorted(known[pair]))) for pair, found in signs.items()}


def links_by_way() -> dict[tuple[str, str], tuple[str, ...]]:
    """List the columns through which one column acts on another, for links that act by no other way."""
    found: dict[tuple[str, str], set[str]] = {}
    for causes in declared().values():
        for cause in causes:
            found.setdefault((cause.of, cause.on), set()).add(cause.by)
    return {pair: tuple(by) for pair, by in found.items() if len(by) == 1 and "" not in by}


def contracted() -> Edges:
    """Give the sign of each edge between nodes of the picture."""
    return {pair: sign for pair, (sign, _) in ways().items()}


def _sources() -> dict[tuple[str, str], tuple[str, ...]]:
    """List the ids behind each direct link."""
    found: dict[tuple[str, str], list[str]] = {}
    for causes in declared().values():
        for cause in causes:
            idents = _IDENT.findall(cause.why) or [cause.why]
            found.setdefault((cause.by or cause.of, cause.on), []).extend(idents)
    return {pair: tuple(dict.fromkeys(idents)) for pair, idents in found.items()}


def loop_sign(loop: Loop) -> str:
    """Multiply the signs along a loop.

    Raises:
        KeyError: the model has no such link.
    """
    sign, found = "+", links()
    for pair in pairwise(loop.path):
        sign = product(sign, found[pair])
    return sign
