"""Which parts a report has, and what tells each: one line per kind of table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sos_sim.report.allocations import allocation_answer, allocation_table
from sos_sim.report.answer import comparison_answer, own_words, run_answer
from sos_sim.report.attribution import attribution_tables
from sos_sim.report.calibrated import calibration
from sos_sim.report.calibration import (
    CHECKED,
    DRAWN,
    calibration_answer,
    calibration_question,
    calibration_tables,
    posterior_answer,
)
from sos_sim.report.california import CALIFORNIA, california_answer, california_tables
from sos_sim.report.changes import parameters_changed, varied
from sos_sim.report.decisions import decision_answer, decision_tables
from sos_sim.report.figures import figures
from sos_sim.report.html import Node
from sos_sim.report.main_tables import comparison_tables, level_tables
from sos_sim.report.methods import methods
from sos_sim.report.provenance import provenance
from sos_sim.report.question import question
from sos_sim.report.study import Study
from sos_sim.report.sweep import sweep_answer, sweep_table
from sos_sim.report.uncertainty import uncertainty_answer, uncertainty_tables
from sos_sim.report.who import who_changed, who_gains
from sos_sim.store.dictionary import CHUNK_TABLES

# In the order of the page: anchor and heading.
PARTS = {
    "question": "Question",
    "answer": "Answer",
    "figures": "Figures",
    "tables": "Tables",
    "who": "Who gains and who loses",
    "changed": "Parameters changed",
    "methods": "Methods and limits",
    "provenance": "Provenance",
}


@dataclass(frozen=True)
class Section:
    """Say what tells one part of the report, and of which folders.

    Args:
        part: the part of the page.
        tell: makes it from a study.
        needs: tables the folder must hold.
        kinds: kinds of study it is for; all when empty.
        tells: tables that need not be shown again, beside those it needs.
        unless: a table with which something else tells this better.
    """

    part: str
    tell: Callable[[Study], list[Node]]
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    unless: str = ""

    def fits(self, study: Study) -> bool:
        """Tell whether a study has what this section tells."""
        if self.kinds and study.kind not in self.kinds:
            return False
        return set(self.needs) <= set(study.held) and self.unless not in study.held


# A new kind of study adds its function here; without one its figures and small tables are shown as they are.
SECTIONS = (
    Section("question", question, unless="posterior"),
    Section("question", calibration_question, ("posterior",)),
    Section("answer", own_words),
    Section("answer", comparison_answer, ("comparison",)),
    Section("answer", run_answer, ("outcomes",), ("run",)),
    Section("answer", decision_answer, ("decide-policies",), tells=("regret", "satisficing", "boxes", "peeling")),
    Section("answer", sweep_answer, ("design", "outcomes"), ("sweep",), unless="decide-policies"),
    Section("answer", uncertainty_answer, ("spread", "ranking"), tells=("screening", "sobol")),
    Section("answer", allocation_answer, ("allocations",), tells=("convergence", "prices", "evaluations")),
    Section("answer", california_answer, ("california-facts",)),
    Section("answer", calibration_answer, ("identifiability", "predictive"), tells=CHECKED),
    Section("answer", posterior_answer, ("posterior",), tells=DRAWN, unless="identifiability"),
    Section("figures", figures),
    Section("tables", comparison_tables, ("comparison",)),
    Section("tables", level_tables, ("outcomes",), ("run", "comparison")),
    Section("tables", decision_tables, ("decide-policies",)),
    Section("tables", sweep_table, ("design", "outcomes"), ("sweep",)),
    Section("tables", attribution_tables, ("attribution",)),
    Section("tables", uncertainty_tables, ("spread", "ranking")),
    Section("tables", allocation_table, ("allocations",)),
    Section("tables", california_tables, ("california-facts",), tells=CALIFORNIA),
    Section("tables", calibration_tables, ("identifiability", "predictive")),
    Section("who", who_gains, ("comparison", "differences"), tells=("comparison_by",)),
    Section("who", who_changed, ("breakdowns", "student_groups"), ("run",)),
    Section("changed", parameters_changed),
    Section("changed", varied, ("design",)),
    Section("changed", calibration, ("design",)),
    Section("methods", methods),
    Section("provenance", provenance, tells=("failures",)),
)
# Tables of every run: long, and told in part by the sections above.
LONG_TABLES = frozenset({"design", "outcomes", "differences", *CHUNK_TABLES})
