"""From true levels to identification: the yearly half of the engine."""

from sos_sim.model.measure.cells import Cells, make_cells
from sos_sim.model.measure.equity import MEASURES as EQUITY_MEASURES
from sos_sim.model.measure.equity import equity, equity_weight
from sos_sim.model.measure.identification import AREAS, Dashboard, publish
from sos_sim.model.measure.outcomes import (
    mark_start,
    measured_outcome,
    statewide_by_group,
    true_outcome,
)
from sos_sim.model.measure.spring import Spring, spring_test
from sos_sim.model.measure.start import LevelState, start_levels

__all__ = [
    "AREAS",
    "EQUITY_MEASURES",
    "Cells",
    "Dashboard",
    "LevelState",
    "Spring",
    "equity",
    "equity_weight",
    "make_cells",
    "mark_start",
    "measured_outcome",
    "publish",
    "spring_test",
    "start_levels",
    "statewide_by_group",
    "true_outcome",
]
