"""The commands about the files people write: validate, schema, scenarios and new."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.output import print_json, print_table
from sos_sim.problems import InputProblems, Problem, nearest_name

NEW_EXAMPLES = (
    "support.coe_coach_days",
    "support.improvement_share",
    "support.coverage",
    "coherence.framework_share",
    "accountability.pressure",
    "accountability.priorities",
    "data.local_systems",
    "network.coverage",
)


def validate(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Scenarios, experiments, calibrations, targets and instruments."),
    ],
) -> int:
    """Check files without running them."""
    status = 0
    for file in files:
        try:
            print(f"{file}: ok{_check(file)}")
        except InputProblems as error:
            status = 2
            for problem in error.problems:
                print(" ".join(str(problem).split()), file=sys.stderr)
    return status


def _check(file: str) -> str:
    """Check a file; tell the size of an experiment or calibration."""
    from sos_sim.observe.outcomes import OUTCOMES
    from sos_sim.scenario.experiment import load_experiment
    from sos_sim.scenario.places import available, find
    from sos_sim.scenario.reader import Entries, read_entries
    from sos_sim.scenario.scenario import kind_of, load

    experiments = available("experiments")
    path = find(file, file, "experiments" if file in experiments else "scenarios")
    kind, tree = kind_of(path), read_entries(path, [])
    if kind == "calibration" and not isinstance(tree.get("targets"), Entries):
        from sos_sim.study.calibrate.file import load_calibration

        found = load_calibration(path)
        return f", {len(found.priors)} parameters, {len(found.study.fitted)} targets"
    if kind == "calibration":
        from sos_sim.interviews.targets import load_study

        study = load_study(path)
        return f", {len(study.targets)} targets, {len(study.fitted)} that can be fitted"
    if kind == "scenario" and "groups" in tree.entries:
        from sos_sim.interviews.instrument import load_instrument

        return f", {len(load_instrument(path).groups)} groups"
    if kind == "scenario":
        load(path)
        return ""
    from sos_sim.study.sweep.design import counted_runs, experiment_points

    experiment = load_experiment(path, OUTCOMES)
    return f", {counted_runs(experiment_points(experiment), experiment.seeds)}"


def schema(
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="Only json.")] = "json",
) -> None:
    """Print the JSON Schema of the files people write, for editors."""
    from sos_sim.observe.outcomes import OUTCOMES
    from sos_sim.parameters import PARAMETERS
    from sos_sim.study.calibrate.schema import whole_schema

    if form != "json":
        raise InputProblems(
            [Problem("--format", f"{form} is not a format", "json", nearest_name(form, ["json"]))]
        )
    print_json(whole_schema(PARAMETERS, tuple(OUTCOMES)))


def scenarios() -> None:
    """List the scenarios that can be named here."""
    from sos_sim.scenario.places import SUFFIXES, available
    from sos_sim.scenario.scenario import load

    found = available("scenarios")
    here = {
        path.stem: path for path in sorted(Path().iterdir()) if path.suffix in SUFFIXES and path.is_file()
    }
    rows = []
    for name, path in (here | found).items():
        try:
            description = load(path).description
        except InputProblems as error:
            if name not in found:
                continue  # a file of another kind that happens to lie in the working directory
            count = len(error.problems)
            description = f"({count} problem{'s' * (count != 1)}: sos-sim validate {path})"
        rows.append((name, "here" if not path.is_absolute() else "shipped", description))
    if rows:
        print_table(("name", "from", "description"), rows)


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the new scenario.")],
    base: Annotated[
        str, typer.Option("--base", metavar="SCENARIO", help="What it starts from.")
    ] = "california-2017",
) -> None:
    """Write a new scenario file NAME.yaml with examples to uncomment."""
    from sos_sim.scenario.places import available
    from sos_sim.scenario.scalars import NAME_RULE, is_name
    from sos_sim.scenario.scenario import load

    if not is_name(name):
        raise InputProblems([Problem("NAME", f"{name!r} cannot be a name", NAME_RULE)])
    path = Path(f"{name}.yaml")
    if path.exists():
        raise InputProblems([Problem(str(path), "is there already", "a name that is free")])
    if name in available("scenarios"):
        raise InputProblems([Problem("NAME", f"a scenario is called {name} already", "a name that is free")])
    load(base)
    temporary = path.with_name(f".{name}.yaml.{os.getpid()}")
    temporary.write_text(_template(name, base), encoding="utf-8")
    os.replace(temporary, path)
    print(f"Wrote {path}: remove the # of the lines you want, then `sos-sim validate {path}`")


def _template(name: str, base: str) -> str:
    import json

    from sos_sim.parameters import PARAMETERS

    lines = [
        f"name: {name}",
        f"base: {json.dumps(base)}",
        "description: Say in a sentence what this policy does, and from when.",
        "",
        "# What differs from the base. A number holds from the start; {2019-07: 30, 2022-07: 45} sets dates.",
        "# `sos-sim levers --role lever` lists all levers.",
        "changes:",
    ]
    for path in NEW_EXAMPLES:
        parameter = PARAMETERS[path]
        lines.append(f"  # {parameter.label}: {parameter.allowed}; {parameter.default:g} in 2017")
        value = parameter.high if parameter.default < parameter.high else parameter.low
        lines.append(f"  # {path}: {{2019-07: {(value + parameter.default) / 2:g}}}")
    lines += ["", "# horizon: {start: 2017-07, years: 10}", ""]
    return "\n".join(lines)
