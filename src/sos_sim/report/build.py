"""Put a report together and write it into its folder."""

from __future__ import annotations

from pathlib import Path

from sos_sim.report.html import Element, Node, element, paragraph
from sos_sim.report.others import other_tables
from sos_sim.report.page import page
from sos_sim.report.question import KIND_WORDS, failures_box, title_of
from sos_sim.report.sections import LONG_TABLES, PARTS, SECTIONS
from sos_sim.report.study import Study
from sos_sim.store.manifest import write_text

FILE = "report.html"
_DRAWN_FROM = ("outcomes", "trajectories", "breakdowns", "student_groups")


def write_report(folder: str | Path) -> Path:
    """Write ``report.html`` into a run folder of any kind; figures that are missing are drawn first.

    Args:
        folder: a folder written by run, compare, demo, sweep or any other study.

    Returns:
        The file.

    Raises:
        InputProblems: it is not a run folder.
    """
    study = Study.open(folder)
    if _lacks_figures(study):
        from sos_sim.show.draw import draw_folder

        draw_folder(study.folder)
        study = Study.open(folder)
    path = study.folder / FILE
    write_text(path, report(study))
    return path


def report(study: Study) -> str:
    """Make the page of a study.

    Args:
        study: the study.
    """
    fitting = [section for section in SECTIONS if section.fits(study)]
    told = LONG_TABLES | {table for section in fitting for table in (*section.needs, *section.tells)}
    parts: dict[str, list[Node]] = {part: [] for part in PARTS}
    for section in fitting:
        parts[section.part] += section.tell(study)
    parts["tables"] += other_tables(study, set(told))
    if not parts["answer"]:
        parts["answer"] = [paragraph("What this study found stands in its figures and tables, below.", kind="lead")]
    shown = [(part, name, parts[part]) for part, name in PARTS.items() if parts[part]]
    return page(title_of(study), KIND_WORDS.get(study.kind, f"Report: {study.kind}"), shown, _warnings(study))


def _warnings(study: Study) -> list[Element]:
    held: list[Node] = failures_box(study)
    if not held:
        return []
    heading = element("h2", "Read this first", attributes={"id": "warning-heading"})
    return [
        element("section", heading, *held, attributes={"class": "warning", "aria-labelledby": "warning-heading"})
    ]


def _lacks_figures(study: Study) -> bool:
    """Tell whether figures of a run or comparison are missing that could be drawn."""
    if study.kind not in ("run", "comparison") or not set(_DRAWN_FROM) <= set(study.held):
        return False
    noted = study.manifest.get("figures") or {}
    return not noted or not all((study.folder / "figures" / f"{name}.svg").is_file() for name in noted)
