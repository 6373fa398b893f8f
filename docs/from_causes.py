"""The tables of the causal map, made of what the mechanisms declare."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import pairwise

from from_code import table

from sos_sim.show.causes import LOOPS, NODES, contracted, declared, links, loop_sign

__all__ = ["LOOPS", "NODES", "contracted", "declared", "links", "loop_sign"]


def shown(sign: str) -> str:
    """Write a sign for print."""
    return {"-": "\N{MINUS SIGN}"}.get(sign, sign)


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
