"""Provenance: which code made this, how to make it again, and what lies beside the report."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sos_sim.problems import InputProblems
from sos_sim.report.calibrated import draws_of
from sos_sim.report.html import Node, element, folded, paragraph, table, terms
from sos_sim.report.study import Study
from sos_sim.report.words import counted, listed
from sos_sim.store.dictionary import TABLES

_SHIPPED_DISTRICT_SEEDS = 5


def provenance(study: Study) -> list[Node]:
    """Tell versions, seeds, hashes, timing and failures, and the command to repeat the study.

    Args:
        study: the study.
    """
    pairs: list[tuple[Node, Node]] = [(name, text) for name, text in _facts(study) if text]
    return [terms(pairs), *_again(study), *_files(study)]


def _facts(study: Study) -> list[tuple[str, str]]:
    manifest = study.manifest
    versions, git = manifest.get("versions") or {}, manifest.get("git")
    timings = manifest.get("timings") or {}
    failures = study.failures
    checkout = ""
    if isinstance(git, dict) and git.get("commit"):
        checkout = f"commit {git['commit']}{', with changes that were not committed' if git.get('dirty') else ''}"
    seeds = manifest.get("seeds")
    first = int(seeds.get("first", 1)) if isinstance(seeds, dict) else 1
    population = manifest.get("population") or {}
    hashes = [f"{each.get('name')} {each['hash']}" for each in study.scenarios if each.get("hash")]
    return [
        ("Model version", str(manifest.get("model_version") or "")),
        ("Code", checkout),
        ("Versions", ", ".join(f"{name} {number}" for name, number in versions.items()) if versions else ""),
        ("Platform", str(manifest.get("platform") or "")),
        ("Seeds", f"{first} to {first + study.futures - 1}" if study.futures else ""),
        ("Population", _population(population) if isinstance(population, dict) else str(population)),
        ("Calibration", _calibration(draws_of(study))),
        ("Scenarios, by content", ", ".join(hashes)),
        ("Time", _time(timings) if isinstance(timings, dict) else ""),
        ("Failures", counted(len(failures), "batch or run", "batches or runs") if failures else "none"),
    ]


def _population(population: Mapping[str, Any]) -> str:
    source = population.get("source")
    names = {"embedded": "the embedded California", "in memory": "a population made in memory"}
    parts = [names.get(str(source), f"file {source}") if source else ""]
    parts += [counted(int(population["districts"]), "district")] if population.get("districts") else []
    parts += [f"content {population['hash']}"] if population.get("hash") else []
    text = ", ".join(part for part in parts if part)
    notes = [str(note) for note in population.get("notes") or []]
    return f"{text} ({'; '.join(notes)})" if notes else text


def _calibration(draws: Mapping[str, Any]) -> str:
    if not draws:
        return ""
    ignored = draws.get("ignored") or []
    aside = f" (numbers of the interviews left aside: {', '.join(map(str, ignored))})" if ignored else ""
    return f"file {draws['file']}, {counted(int(draws['draws']), 'draw')}, content {draws['hash']}{aside}"


def _time(timings: Mapping[str, Any]) -> str:
    if not timings.get("seconds"):
        return ""
    workers = f" with {counted(int(timings['workers']), 'worker')}" if timings.get("workers") else ""
    reused = timings.get("batches_reused")
    again = f", {counted(int(reused), 'batch', 'batches')} taken from an earlier start" if reused else ""
    return f"{float(timings['seconds']):,.1f} seconds{workers}{again}"


def _again(study: Study) -> list[Node]:
    """Give the command, and the scenarios as files where their names alone would not bring them back."""
    if study.kind not in ("run", "comparison") or not study.names:
        command = study.manifest.get("command")
        return [paragraph("To repeat it:"), element("pre", str(command))] if command else []
    words: list[str] = []
    files: dict[str, str] = {}
    for scenario in study.scenarios:
        if _is_known(scenario, study):
            words.append(str(scenario["name"]))
        else:
            name = _file_name(str(scenario.get("name")), list(files))
            files[name] = _as_file(name, scenario, study)
            words.append(f"{name}.yaml")
    options = [f"--seeds {study.futures}"] if study.futures else []
    population = study.manifest.get("population") or {}
    if population.get("source") not in (None, "embedded", "in memory"):
        options.append(f"--population {population['source']}")
    if draws := draws_of(study):
        options.append(f"--parameters {draws['file']}")
    kept = (study.manifest.get("seeds") or {}).get("with_districts")
    if kept not in (None, min(study.futures, _SHIPPED_DISTRICT_SEEDS)):
        options.append(f"--district-seeds {kept}")
    command = " ".join(["sos-sim", "run" if study.kind == "run" else "compare", *words, *options])
    shown: list[Node] = [paragraph("The same numbers again, on any machine and any number of workers:")]
    shown.append(element("pre", command))
    if files:
        shown.append(paragraph(f"Save {listed([f'{name}.yaml' for name in files])} first, as written here:"))
        shown += [folded(f"{name}.yaml", element("pre", text)) for name, text in files.items()]
    return shown


def _is_known(scenario: Mapping[str, Any], study: Study) -> bool:
    """Tell whether the shipped scenario of that name is the one that ran."""
    from sos_sim.scenario.places import available
    from sos_sim.scenario.scenario import load
    from sos_sim.store.manifest import describe_scenario

    name = str(scenario.get("name"))
    path = available("scenarios").get(name)
    if path is None or "hash" not in scenario:
        return False
    try:
        return bool(describe_scenario(load(path), name)["hash"] == scenario["hash"])
    except InputProblems:
        return False


def _file_name(name: str, taken: list[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "scenario"
    free, number = plain, 1
    while free in taken:
        number += 1
        free = f"{plain}-{number}"
    return free


def _as_file(name: str, scenario: Mapping[str, Any], study: Study) -> str:
    """Write a scenario as a file that stands alone, every change of its bases laid in."""
    horizon = study.manifest.get("horizon") or {}
    start, months = str(horizon.get("start", "")), int(horizon.get("months") or 0)
    description = json.dumps(str(scenario.get("description") or name), ensure_ascii=False)
    lines = [f"name: {name}", f"description: {description}"]
    changes = scenario.get("changes") or {}
    lines += ["changes:"] if changes else []
    for path, steps in changes.items():
        if list(steps) == [start]:
            lines.append(f"  {path}: {float(steps[start])!r}")
        else:
            lines.append(f"  {path}: {{{', '.join(f'{date}: {float(value)!r}' for date, value in steps.items())}}}")
    if start and months % 12 == 0:
        lines.append(f"horizon: {{start: {start}, years: {months // 12}}}")
    return "\n".join(lines)


def _files(study: Study) -> list[Node]:
    rows: list[list[Node]] = [
        [element("code", f"{name}.parquet"), f"{study.count(name):,}", TABLES.get(name, ("",))[0].split(". ")[0]]
        for name in study.held
    ]
    if not rows:
        return []
    beside = paragraph(
        "Beside this report lie the figures as PNG and SVG (", element("code", "figures/"), ") and the tables as "
        "Parquet, which pandas, DuckDB, R and others read.",
    )  # fmt: skip
    return [beside, table("Tables in the folder", ["File", "Rows", "What it holds"], rows, numbers=(1,))]
