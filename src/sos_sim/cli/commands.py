"""The list of commands, in the order help shows them."""

from __future__ import annotations

import typer

from sos_sim.cli.calibrate import calibrate
from sos_sim.cli.check import check
from sos_sim.cli.decide import decide
from sos_sim.cli.explain import explain
from sos_sim.cli.export import export
from sos_sim.cli.files import new, scenarios, schema, validate
from sos_sim.cli.imports import import_cde, import_interviews
from sos_sim.cli.levers import levers
from sos_sim.cli.optimise import optimise
from sos_sim.cli.report import report
from sos_sim.cli.runs import compare, demo, run
from sos_sim.cli.sensitivity import sensitivity
from sos_sim.cli.sweep import sweep
from sos_sim.cli.workshop import workshop

app = typer.Typer(
    help="A policy flight simulator for a statewide system of support for schools.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=False,
)


@app.callback(invoke_without_command=True)
def _help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


COMMANDS = (
    demo,
    run,
    compare,
    sweep,
    sensitivity,
    decide,
    optimise,
    explain,
    calibrate,
    report,
    check,
    workshop,
    export,
    validate,
    schema,
    levers,
    scenarios,
    new,
)
for command in COMMANDS:
    app.command()(command)
app.command("import-cde")(import_cde)
app.command("import-interviews")(import_interviews)
