"""Write an imported study: all of it or nothing, and nothing over files that are not ours."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sos_sim.interviews.instrument import Instrument
from sos_sim.interviews.targets import NOTHING, Study, Target, load_study
from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.dates import date_of
from sos_sim.scenario.reader import LARGEST_BYTES
from sos_sim.store.manifest import write_text

INSTRUMENT, TARGETS, CALIBRATION, READING = "instrument.yaml", "targets.yaml", "calibration.yaml", "reading.md"
FILES = (INSTRUMENT, TARGETS, CALIBRATION, READING)
MARK = "Made by `sos-sim import-interviews`. A new import replaces this file as long as this line stands first."
ROOM = LARGEST_BYTES * 3 // 4
"""Bytes that findings without an observable may fill in a targets file; beyond that they stand in reading.md only."""


def study_files(study: Study) -> tuple[dict[str, str], tuple[str, ...]]:
    """Write the text of the instrument, the targets and the calibration.

    Args:
        study: the study.

    Returns:
        Text by name of the file, and the ids of targets that are left to reading.md since the file would be too large.

    Raises:
        InputProblems: there are more targets than a targets file holds.
    """
    written = {ident: _target(target) for ident, target in study.targets.items()}
    head = [
        f"# {MARK}",
        f"name: {_text(study.name)}",
        f"description: {_text(study.description)}" if study.description else "description:",
        f"instrument: {INSTRUMENT}",
        "targets:",
    ]
    room = ROOM - sum(len(text.encode()) for ident, text in written.items() if study.targets[ident].observable)
    if room < 0:
        found = f"{len(study.fitted):,} findings are too many for a targets file"
        raise InputProblems([Problem(str(study.source), found, f"up to {ROOM:,} bytes of targets")])
    kept, left = [], []
    for ident, text in written.items():
        size = 0 if study.targets[ident].observable else len(text.encode())
        room -= size
        if room < 0 and size:
            left.append(ident)
        else:
            kept.append(text)
    files = {
        INSTRUMENT: _instrument(study.instrument),
        TARGETS: "\n".join(head) + "\n" + "".join(kept),
        CALIBRATION: _calibration(study),
    }
    return files, tuple(left)


def check_folder(out: Path) -> None:
    """Check that the files may be written, without touching anything.

    Args:
        out: the folder.

    Raises:
        InputProblems: something that is not ours stands there.
    """
    if out.exists() and not out.is_dir():
        raise InputProblems([Problem("--out", f"{out} is a file", "a folder, new or not")])
    allowed = "another folder with --out; files of an earlier import are replaced"
    problems = [
        Problem(str(out / name), "is there already and was not made by import-interviews", allowed)
        for name in FILES
        if (out / name).exists() and not _is_ours(out / name)
    ]
    if problems:
        raise InputProblems(problems)


def write_study(out: Path, files: Mapping[str, str]) -> None:
    """Write the files into a folder, once the loaders of the project have read them.

    Args:
        out: the folder; made where it is not there.
        files: text by name of the file.

    Raises:
        InputProblems: the folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as trial:
        for name in (INSTRUMENT, TARGETS):
            write_text(Path(trial) / name, files[name])
        load_study(Path(trial) / TARGETS)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_text(out / name, text)
    except OSError as error:
        found = f"{out} cannot be written ({(error.strerror or str(error)).lower()})"
        raise InputProblems([Problem("--out", found, "a folder that can be written")]) from None


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as stream:
            return MARK in stream.readline()
    except (OSError, UnicodeDecodeError):
        return False


def _instrument(instrument: Instrument) -> str:
    lines = [
        f"# {MARK}",
        "# chosen: engaged where engaged districts or offices were likelier to be picked, random where not.",
        "# held: the month of the interviews, 2017-07 to 2018-06.",
        f"name: {_text(instrument.name)}",
        f"description: {_text(instrument.description)}" if instrument.description else "description:",
        "groups:",
    ]
    for name, group in instrument.groups.items():
        if len(group.people) == 1:
            ((who, people),) = group.people.items()
            asked = f"people: {people}, who: {who}"
        else:
            asked = "people: {" + ", ".join(f"{who}: {people}" for who, people in group.people.items()) + "}"
        about = f", about: {_text(group.about)}" if group.about else ""
        lines.append(f"  {_text(name)}: {{{asked}, chosen: {group.chosen}, held: {date_of(group.held, 0)}{about}}}")
    return "\n".join(lines) + "\n"


def _target(target: Target) -> str:
    lines = [
        f"  {_text(target.ident)}:",
        f"    finding: {_text(target.finding)}",
        f"    observable: {target.observable.name if target.observable else NOTHING}",
    ]
    if target.group is not None:
        lines.append(f"    asked: {_text(target.group.name)}")
    if target.said:
        lines.append(f"    said: {_text(target.said)}")
    elif target.counts is not None:
        low, high = target.counts
        lines.append(f"    count: {low}" if low == high else f"    count: [{low}, {high}]")
    if target.of and target.of != (0 if target.group is None else target.group.asked):
        lines.append(f"    of: {target.of}")
    if target.band is not None:
        ends = zip(("at_least", "at_most"), target.band, strict=True)
        lines += [f"    {name}: {_number(end)}" for name, end in ends if math.isfinite(end)]
        lines.append(f"    tolerance: {_number(target.tolerance)}")
    if target.against:
        lines.append("    against: yes")
    if not target.fit:
        lines.append("    fit: no")
    lines.append(f"    weight: {_number(target.weight)}")
    for name, text in (("because", target.because), ("bias", target.bias), ("source", target.source)):
        if text:
            lines.append(f"    {name}: {_text(text)}")
    if target.traps:
        lines.append("    traps: [" + ", ".join(_text(trap) for trap in target.traps) + "]")
    return "\n".join(lines) + "\n"


def _calibration(study: Study) -> str:
    return "\n".join([
        f"# {MARK}",
        f"name: {_text(study.name)}",
        f"description: {_text(f'What the interviews of {study.name} say about the model.')}",
        "scenario: california-2017",
        f"targets: {TARGETS}",
        "parameters: default",
    ]) + "\n"  # fmt: skip


def _text(text: str) -> str:
    """Write a text so that YAML reads back exactly that, in quotation marks where it needs them."""
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    plain = clean and clean[0].isalpha() and all(sign.isalnum() or sign in " -_." for sign in clean)
    if plain and clean.casefold() not in ("yes", "no", "true", "false", "on", "off", "null", "nan"):
        return clean
    return json.dumps(clean, ensure_ascii=False)


def _number(value: float) -> str:
    """Write a number without an exponent that the reader would not know."""
    return f"{value:.12g}"
