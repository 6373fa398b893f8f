"""What was asked, in one sentence, and what each scenario is."""

from __future__ import annotations

from sos_sim.parameters import PARAMETERS
from sos_sim.report.calibrated import drawn_in_words
from sos_sim.report.html import Node, element, folded, listing, paragraph, terms
from sos_sim.report.study import Study
from sos_sim.report.words import counted, listed, outcome_label

_MOST_NAMED, _MOST_LISTED = 4, 200
KIND_WORDS = {
    "run": "Report of a run",
    "comparison": "Report of a comparison",
    "sweep": "Report of a sweep",
    "sensitivity": "Report of a sensitivity analysis",
    "explain": "Report of an explanation",
    "optimise": "Report of a search",
    "california": "Report of a check",
    "calibration": "Report of a calibration",
}


def title_of(study: Study) -> str:
    """Give the study a title.

    Args:
        study: the study.
    """
    names = study.names
    if study.kind == "comparison" and len(names) > 1:
        return f"{_named(names[1:])} compared with {names[0]}"
    if study.kind == "explain" and len(names) > 1:
        return f"Why {names[1]} differs from {names[0]}"
    if study.kind == "calibration":
        return f"What interviews say of unmeasured numbers: {(study.manifest.get('calibration') or {}).get('name', '')}"
    if "optimise" in study.manifest and names:
        return f"How to divide a support budget under {names[0]}"
    experiment = (study.manifest.get("experiment") or {}).get("name")
    return str(experiment or (_named(names) if names else study.folder.absolute().name))


def question(study: Study) -> list[Node]:
    """Ask the question of a study and describe its scenarios.

    Args:
        study: the study.
    """
    said = study.manifest.get("question")
    asked = str(said) if said else _asked(study)
    described: list[tuple[Node, Node]] = [
        (str(scenario.get("name")), str(scenario.get("description")))
        for scenario in study.scenarios
        if scenario.get("description")
    ]
    draws = drawn_in_words(study)
    carried = f"Every future has one of {draws}, so that results carry calibration uncertainty."
    over = [paragraph(carried)] if draws else []
    return [paragraph(asked, kind="lead"), *over, *([terms(described)] if described else [])]


def _asked(study: Study) -> str:
    names = study.names
    same = "future" if study.futures == 1 else counted(study.futures, "future")
    over = f" in the same {same}" if study.futures else ""
    if study.kind == "comparison" and len(names) > 1:
        does = "does" if len(names) == 2 else "do"
        return f"What difference {does} {_named(names[1:])} make compared with {names[0]}{over}{study.period}?"
    if study.kind == "run" and names:
        over = f", in {counted(study.futures, 'future')}" if study.futures else ""
        return f"What happens under {_named(names)}{over}{study.period}?"
    if study.kind == "explain" and len(names) > 1:
        return f"Which of its parts carry the difference of {names[1]} from {names[0]}{over}{study.period}?"
    searched = study.manifest.get("optimise")
    if isinstance(searched, dict) and names:
        objectives = listed([outcome_label(str(each)).lower() for each in searched.get("objectives") or []])
        return (
            f"How should ${float(searched.get('budget', 0)):g} per pupil and year be divided between kinds of support "
            f"under {names[0]}, for {objectives}{study.period}?"
        )
    experiment = study.manifest.get("experiment") or {}
    described = str(experiment.get("description") or "").strip()
    varied = [
        f"{counted(len(experiment.get(kind) or []), one)}"
        for kind, one in (("levers", "lever"), ("uncertainties", "uncertain number"))
        if experiment.get(kind)
    ]
    of = f" of {_named(names)}" if names else ""
    asked = f"How do the results{of} change with {listed(varied)}{study.period}?" if varied else ""
    said = " ".join(part for part in (described, asked, _dated(experiment.get("dates") or {})) if part)
    return said or f"What does this study say{of}{study.period}?"


def _dated(dates: dict[str, str]) -> str:
    """Say which values hold only from a month on; nothing when all do so from the start."""
    since = [f"{PARAMETERS[path].label} from {date}" for path, date in dates.items() if path in PARAMETERS]
    return f"Before its date, what is varied has the scenario's own value: {'; '.join(since)}." if since else ""


def _named(names: list[str]) -> str:
    if len(names) <= _MOST_NAMED:
        return listed(names)
    return f"{', '.join(names[: _MOST_NAMED - 1])} and {len(names) - _MOST_NAMED + 1} more"


def failures_box(study: Study) -> list[Node]:
    """Warn of runs that failed, and of a study that was not finished.

    Args:
        study: the study.
    """
    held: list[Node] = []
    status = str(study.manifest.get("status") or "done")
    if status != "done":
        held.append(
            paragraph(f"This study was not finished (its status is {status}); what follows holds only what was kept.")
        )
    if warnings := study.manifest.get("warnings"):
        held.append(listing([f"{str(each).rstrip('.')}." for each in warnings]))
    failures = study.failures
    if failures:
        runs = sum(max(1, len(each.get("scenarios") or []) * len(each.get("seeds") or [])) for each in failures)
        keys = sum(len(each.get("run_keys") or []) for each in failures)
        held.append(
            paragraph(f"{counted(keys or runs, 'run')} failed and {'is' if (keys or runs) == 1 else 'are'} left out.")
        )
        lines = [element("li", _failure(each)) for each in failures]
        held.append(element("ul", *lines[:_MOST_NAMED]))
        if len(lines) > _MOST_NAMED:
            held.append(folded("More that failed", element("ul", *lines[_MOST_NAMED:_MOST_LISTED])))
    return held


def _failure(failure: dict[str, object]) -> str:
    scenarios, seeds = failure.get("scenarios"), failure.get("seeds")
    names = [str(name) for name in scenarios] if isinstance(scenarios, list) else []
    numbers = [str(seed) for seed in seeds] if isinstance(seeds, list) else []
    ends = "-".join(dict.fromkeys(numbers[:1] + numbers[-1:]))
    which = f"{listed(names)}, seed{'s' * (len(numbers) > 1)} {ends}" if names and numbers else "a run"
    return f"{which}: {failure.get('error') or 'no reason was kept'}"
