"""The causal map as data: which columns make a node, the loops of the report, and the tables made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from from_code import mechanism_modules, table

from sos_sim.model import release
from sos_sim.model.causes import Cause

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


def shown(sign: str) -> str:
    """Write a sign for print."""
    return {"-": "\N{MINUS SIGN}"}.get(sign, sign)


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


def contracted() -> Edges:
    """Join links to edges between the nodes of the picture, passing through what is in none."""
    node_of = {column: node for node, columns in NODES.items() for column in columns}
    onward: dict[str, list[tuple[str, str]]] = {}
    for (of, on), sign in direct().items():
        onward.setdefault(of, []).append((on, sign))

    def reached(column: str, sign: str, passed: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for on, step in onward.get(column, ()):
            if on in node_of:
                yield node_of[on], product(sign, step)
            elif on not in passed:
                yield from reached(on, product(sign, step), (*passed, on))

    return joined(
        (node, other, sign)
        for column, node in node_of.items()
        for other, sign in reached(column, "+", ())
        if other != node
    )


def loop_sign(loop: Loop) -> str:
    """Multiply the signs along a loop.

    Raises:
        KeyError: the model has no such link.
    """
    sign, found = "+", links()
    for pair in pairwise(loop.path):
        sign = product(sign, found[pair])
    return sign


def loops() -> str:
    """List the loops of the report and what the model has of each."""
    found = links()
    rows = []
    for loop in LOOPS:
        steps = "".join(f" {shown(found[pair])}→ `{pair[1]}`" for pair in pairwise(loop.path))
        kind = {"+": "reinforcing", "-": "balancing", "±": "either", "": "not in the model"}[loop.sign]
        path = f"`{loop.path[0]}`{steps}" if loop.path else ""
        rows.append((loop.ident, loop.says, path, kind, loop.remark))
    return table(("loop", "what the report implies", "in the model", "kind", "remark"), rows)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(name if name.startswith("policy") else f"`{name}`" for name in names)


def causes_table() -> str:
    """List what each mechanism declares, links of one kind and reason in one row."""
    rows = []
    for mechanism, causes in declared().items():
        reasons: dict[tuple[str, str, str], dict[str, list[str]]] = {}
        for cause in causes:
            reasons.setdefault((cause.sign, cause.why, cause.by), {}).setdefault(cause.of, []).append(cause.on)
        first = True
        for (sign, why, by), targets in reasons.items():
            alike: dict[tuple[str, ...], list[str]] = {}
            for of, on in targets.items():
                alike.setdefault(tuple(on), []).append(of)
            for on, of in alike.items():
                name = f"`{mechanism}`" if first else ""
                rows.append((name, _quoted(of), shown(sign), _quoted(on), f"`{by}`" if by else "", why))
                first = False
    return table(("mechanism", "more of", "sign", "acts on", "through", "why"), rows)


def nodes_table() -> str:
    """List what each node of the picture stands for."""
    return table(("node", "stands for"), ((" ".join(n.split()), _quoted(c)) for n, c in NODES.items()))


def fingerprint() -> str:
    """Write the picture's edges as one line, which the figure carries so that a stale one is noticed."""
    edges = sorted((of, on, sign) for (of, on), sign in contracted().items())
    return hashlib.sha256(repr(edges).encode()).hexdigest()[:16]
