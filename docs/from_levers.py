"""The block about levers: what the report asks of each, where it is set and which part of the model reads it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from from_code import table

import sos_sim
from sos_sim.parameters import PARAMETERS, Parameter

MODEL = Path(sos_sim.__file__).parent / "model"
VALUES = ("p", "parameters", "settings")
"""Names under which the model's code knows the parameters in force."""

ASKED: dict[str, tuple[str, str]] = {
    "L01": ("Say what continuous improvement is, agree on it and say that it is meant", ""),
    "L02": ("Make local capacity a goal of its own and pay for it over years", ""),
    "L03": ("Bring the whole field behind a shared vision, as health care did in 2001",
            "its year is the date of the change"),
    "L04": ("Settle whether support speaks one language or every helper its own", ""),
    "L05": ("Keep few methods in use at once", ""),
    "L06": ("Give structure that helps, short of prescribing", ""),
    "L07": ("Ask for a few things, not for everything on the Dashboard", ""),
    "L08": ("Press no harder than learning bears: yearly public results press already", ""),
    "L09": ("Help after a poor result rather than punish", ""),
    "L10": ("Wait for results as long as learning takes", ""),
    "L11": ("Make it safe to try something that may fail", ""),
    "L12": ("Keep the local plan from being an exercise on paper", ""),
    "L13": ("Let the local plan name two or three capacities to build", ""),
    "L14": ("Show local plans that are worth following", ""),
    "L15": ("Look at the plan more than once a year and talk about it", ""),
    "L16": ("Show state results more often than once a year", ""),
    "L17": ("Show them sooner than half a year into the next school year", ""),
    "L18": ("Count both where a district is and where it is going",
            "how many indicators count is L07; cut points and colours are published facts"),
    "L19": ("Look at capability itself, not only at results", "error and gaming of such indicators is H21"),
    "L20": ("Decide who is picked for differentiated assistance",
            "the rule is the legal one, on or off; how many it picks follows from the Dashboard"),
    "L21": ("Give those picked enough days, for long enough", ""),
    "L22": ("Train county offices in improvement", "all 58 were trained, so only the depth is free"),
    "L23": ("Give county offices the people for it",
            "their spread is `support.capacity_spread`; how far money mends it is H11"),
    "L24": ("Even out what county offices can do", ""),
    "L25": ("Let county offices help rather than check", ""),
    "L26": ("Size the state's own agency for help", ""),
    "L27": ("Let the state's agencies work by improvement themselves", ""),
    "L28": ("Bring private help within reach of those who cannot pay",
            "who is eligible follows from `providers.affordable`"),
    "L29": ("Help each district intensely enough", "the threshold is H12"),
    "L30": ("Make support about improvement and not about other programmes", ""),
    "L31": ("Choose kinds of help that stay: coaching before speakers", "networks are L32"),
    "L32": ("Build improvement networks around a strong hub",
            "how many networks there are and how large is left out: membership and hub count"),
    "L33": ("Use networks to find answers, not only to spread them", ""),
    "L34": ("Show each district what similar ones do well",
            "peers are matched by size, place and students already, so matching is no second dial"),
    "L35": ("Pay for data that people can act on within weeks", ""),
    "L36": ("Teach leaders and teachers to use data", ""),
    "L37": ("Explain the state's data to those who must use them", ""),
    "L38": ("Leave districts revenue enough to do something new",
            "freedom in spending it is `money.discretionary`, H19"),
    "L39": ("Reckon with pensions and health care that take a growing part", ""),
    "L40": ("Let districts stop programmes that do not work",
            "the year of delay is the yearly July budget; it is not a dial of its own"),
    "L41": ("Leave savings with those who improve", "savings are not steered to schools by need; L52 steers effort"),
    "L42": ("Stand behind districts that choose few priorities", ""),
    "L43": ("Reckon with interest groups that pull spending their way", ""),
    "L44": ("Keep teachers where they were trained",
            "set as exits avoided, at a price; pay differences between districts are data of the world"),
    "L45": ("Keep leaders for long", ""),
    "L46": ("Write down what works, so that newcomers start from it",
            "what bringing in staff costs is `time.onboarding`"),
    "L47": ("Decide whether a team or everybody learns to improve", ""),
    "L48": ("Start small, then widen", "when to widen is the date of the second value"),
    "L49": ("Put improvement into policy, job descriptions and careers", ""),
    "L50": ("Tie teams at schools to the district's goals", ""),
    "L51": ("Let agencies plan their help together", ""),
    "L52": ("Put those furthest behind first", ""),
    "L53": ("Decide whether help goes to schools or the district office", ""),
    "L54": ("Weigh four ways of reform against each other",
            "performance management is part of accountability; pure cases are scenarios, see [reforms](reforms.md)"),
    "L55": ("Test and look often", ""),
    "L56": ("Try small before everybody must", ""),
    "L57": ("Give people reason to think that this will last", ""),
    "L58": ("Use law, foundations and speeches to ask for improvement", ""),
}  # fmt: skip
"""What the report says of each lever, in other words, and what of it is set elsewhere or left out."""


def paths_of(ident: str) -> list[Parameter]:
    """List the parameters that carry an id of the findings ledger."""
    return [parameter for parameter in PARAMETERS.values() if ident in parameter.ident.split()]


def _group(node: ast.expr) -> str | None:
    """Name the group that ``p.group`` stands for."""
    if not isinstance(node, ast.Attribute):
        return None
    owner = node.value
    known = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return node.attr if known in VALUES else None


def _short_names(scope: ast.AST) -> list[tuple[int, str, str | None]]:
    """List (line, name, group) wherever a name is given to something, as in ``a, q = p.accountability, p.learning``."""
    found: list[tuple[int, str, str | None]] = []
    for node in ast.walk(scope):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = (
                zip(target.elts, node.value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(target, node.value)]
            )
            found += [(node.lineno, left.id, _group(right)) for left, right in pairs if isinstance(left, ast.Name)]
    return sorted(found, key=lambda each: each[0])


def _meant(node: ast.expr, short: list[tuple[int, str, str | None]]) -> str | None:
    """Name the group that an expression stands for, by a short name given above it or by its own."""
    if not isinstance(node, ast.Name):
        return _group(node)
    given = [group for line, name, group in short if name == node.id and line < node.lineno]
    return given[-1] if given else node.id


def _spelled(name: ast.expr) -> str:
    """Write a name that is put together, as in ``f"{name}_worth"``, as a pattern; nothing for other names."""
    if not isinstance(name, ast.JoinedStr):
        return ""
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in name.values)


def _reads(tree: ast.Module) -> Iterator[str]:
    """Find every parameter that a module of the model reads, and here and there a word that is none."""
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    yield from words
    for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)):
        short = _short_names(scope)
        for node in ast.walk(scope):
            if isinstance(node, ast.Attribute) and (group := _meant(node.value, short)):
                yield f"{group}.{node.attr}"
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
                # Read by a name made elsewhere: those that the module spells out, or all of the group.
                group = _meant(node.args[0], short)
                inside = {path for path in PARAMETERS if path.startswith(f"{group}.")}
                pattern = _spelled(node.args[1])
                if pattern:
                    yield from {path for path in inside if re.fullmatch(pattern, path.split(".")[1])}
                else:
                    yield from {path for path in inside if path.split(".")[1] in words} or inside


@cache
def readers(folder: Path = MODEL) -> dict[str, tuple[str, ...]]:
    """Map each parameter to the files of a folder, the model's, that read it, as paths under it."""
    found: dict[str, set[str]] = {}
    for file in sorted(folder.rglob("*.py")):
        for path in _reads(ast.parse(file.read_text(encoding="utf-8"))):
            if path in PARAMETERS:
                found.setdefault(path, set()).add(str(file.relative_to(folder).with_suffix("")))
    return {path: tuple(sorted(files)) for path, files in found.items()}


def levers() -> str:
    """List every lever of the report with where it is set and where it acts."""
    rows = []
    for ident, (asked, note) in ASKED.items():
        for place, parameter in enumerate(paths_of(ident)):
            acts = ", ".join(f"`{file.removeprefix('mechanisms/')}`" for file in readers().get(parameter.path, ()))
            rows.append(
                (
                    ident if not place else "",
                    asked if not place else "",
                    f"`{parameter.path}`",
                    f"{parameter.low:g} to {parameter.high:g}",
                    f"{parameter.default:g}",
                    parameter.unit,
                    acts,
                    note if not place else "",
                )
            )
    head = ("id", "what the report asks", "path", "range", "default", "unit", "acts in", "set elsewhere or left out")
    return table(head, rows)


def unnumbered_levers() -> str:
    """List the levers that policy has and the report gives no number."""
    rows = [
        (f"`{p.path}`", f"{p.low:g} to {p.high:g}", f"{p.default:g}", p.unit, p.label,
         ", ".join(f"`{file.removeprefix('mechanisms/')}`" for file in readers().get(p.path, ())))
        for p in PARAMETERS.values()
        if p.role == "lever" and not any(word in ASKED for word in p.ident.split())
    ]  # fmt: skip
    return table(("path", "range", "default", "unit", "what it is", "acts in"), rows)
