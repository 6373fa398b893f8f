"""The command that lists every parameter."""

from __future__ import annotations

from typing import Annotated

import typer

from sos_sim.cli.options import Json
from sos_sim.cli.output import print_json, print_table
from sos_sim.problems import InputProblems, Problem, nearest_name

ROLES = ("lever", "uncertainty", "fixed")


def levers(
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help="Only these: lever, uncertainty or fixed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List every parameter: id, path, default, range, unit and where it acts."""
    from sos_sim.parameters import PARAMETERS

    if role is not None and role not in ROLES:
        nearest = nearest_name(role, ROLES)
        raise InputProblems([Problem("--role", f"{role} is not a role", ", ".join(ROLES), nearest)])
    chosen = [parameter for parameter in PARAMETERS.values() if role in (None, parameter.role)]
    if as_json:
        keys = ("path", "label", "unit", "default", "low", "high", "role", "source")
        listed = [{"id": each.ident} | {key: getattr(each, key) for key in keys} for each in chosen]
        print_json({"levers": listed})
        return
    rows = [
        (
            each.ident or "-",
            each.path,
            f"{each.default:g}",
            f"{each.low:g} to {each.high:g}",
            each.unit,
            each.group,
            each.role,
            each.label,
        )
        for each in chosen
    ]
    print_table(("id", "path", "default", "range", "unit", "where", "role", "what"), rows)
