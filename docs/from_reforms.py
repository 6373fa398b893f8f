"""The blocks about reform strategies, methodologies and roles."""

from __future__ import annotations

from from_code import table

from sos_sim.observe.roles import ROLES
from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.methodologies import (
    FOR_ALL,
    METHODOLOGIES,
    PRESSURE_PATH,
    PRESSURE_REASON,
    RULES,
    changes_of,
)
from sos_sim.parameters.strategies import STRATEGIES


def strategies() -> str:
    """List what each reform strategy brings."""
    rows = [
        (f"`strategy-{s.name.replace(' ', '-')}`", s.name, f"`{s.path}`", f"{PARAMETERS[s.path].default:g}",
         f"{s.pressure:g}", f"{s.learning:g}", f"{s.codify:g}", f"{s.innovate:g}", s.source)
        for s in STRATEGIES
    ]  # fmt: skip
    brings = ("pressure", "learning", "standard work", "the new")
    return table(("pure case", "strategy", "lever", "part in 2017", *brings, "source"), rows)


def methodologies() -> str:
    """List the traits of each methodology."""
    rows = [
        (m.name, m.origin, m.solver, m.solution, f"{m.breadth:g}", f"{m.known:g}", f"{m.prescriptiveness:g}",
         f"{m.cadence:g}", m.cadence_reason)
        for m in METHODOLOGIES
    ]  # fmt: skip
    traits = ("breadth", "known", "prescribes", "cadence", "why this cadence")
    return table(("methodology", "origin", "who solves", "the solution is", *traits), rows)


def method_rules() -> str:
    """List how traits become lever values, with the reason of every number."""
    rows = [
        (
            f"`{rule.path}`",
            f"{rule.trait} itself"
            if (rule.at_none, rule.at_one) == (0, 1)
            else f"{rule.at_none:g} at {rule.trait} 0, {rule.at_one:g} at 1, straight between",
            rule.reason,
        )
        for rule in RULES
    ]
    rows += [(f"`{path}`", f"{value:g} for every methodology", reason) for path, value, reason in FOR_ALL]
    pressing = [f"{m.name} +{m.pressure:g}" for m in METHODOLOGIES if m.pressure]
    rows.append((f"`{PRESSURE_PATH}`", f"2017's; {', '.join(pressing)}", PRESSURE_REASON))
    return table(("lever", "value", "reason"), rows)


def method_changes() -> str:
    """List the lever values of each methodology, as the scenario files hold them."""
    paths = list(dict.fromkeys(path for methodology in METHODOLOGIES for path in changes_of(methodology)))
    rows = []
    for methodology in METHODOLOGIES:
        changes = changes_of(methodology)
        rows.append(
            (f"`method-{methodology.key}`", *(f"{changes[path]:g}" if path in changes else "" for path in paths))
        )
    usual = ("2017", *(f"{PARAMETERS[path].default:g}" for path in paths))
    return table(("scenario", *(f"`{path}`" for path in paths)), [usual, *rows])


def roles() -> str:
    """List the roles, what the report asks of them and what shows how far they do it."""
    rows = [
        (role.label, "; ".join(role.duties), f"`{role.name}`", ", ".join(f"`{column}`" for column in role.columns))
        for role in ROLES
    ]
    return table(("role", "duties", "outcome", "geometric mean of the columns"), rows)
