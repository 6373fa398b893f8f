"""The recorder in plain Python: the state's outcomes every quarter, a closer look every December."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from reference.forms import between
from reference.outcomes import areas, behind_pupils, outcomes_of
from reference.plain_tables import tables
from reference.spring import ALL, Draw
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.ratings import KINDS
from sos_sim.observe.recorder import BY_STRATUM
from sos_sim.world.districts import SIZE_EDGES

if TYPE_CHECKING:
    from reference.model import ReferenceModel
    from reference.real_dashboard import RealDashboard

SINCE_START = ("true_outcome", "measured_outcome")
"""Outcomes of which only the change since the start counts."""


class PlainRecorder:
    """Keep what one run shows.

    Args:
        model: the model, before its first step.
        dashboard: its Dashboard.
        draws: gives the standard normals of self-ratings in a month.
    """

    def __init__(self, model: ReferenceModel, dashboard: RealDashboard, draws: Callable[[int], Draw]) -> None:
        self.model, self.dashboard, self.draws = model, dashboard, draws
        self.weights = {
            "districts": [1.0] * len(model.districts),
            "pupils": [district.enrolment for district in model.districts],
            "pupils behind": [behind_pupils(tested, tables.POINTS) for tested in dashboard.tested],
            "cohort behind": [behind_pupils(tested, (tables.GRAD,)) for tested in dashboard.tested],
        }
        self.strata = self.rows_of_strata()
        self.statewide: list[dict[str, float]] = []
        self.by_stratum: list[dict[tuple[str, int], dict[str, float]]] = []
        self.by_group: list[dict[tuple[int, int], tuple[float, float]]] = []
        self.colours: list[list[list[float]]] = []
        self.ratings: list[list[list[float]]] = []
        self.before = [{name: 0.0 for name in SINCE_START} for _ in model.districts]
        self.before = self.see()

    def rows_of_strata(self) -> dict[tuple[str, int], list[int]]:
        """List the districts of every county, size and type."""
        rows = defaultdict(list)
        for district in self.model.districts:
            rows["county", district.county].append(district.row)
            rows["size", sum(district.enrolment > edge for edge in SIZE_EDGES)].append(district.row)
            rows["type", self.dashboard.kinds[district.row]].append(district.row)
        return dict(rows)

    def parameters(self) -> Any:
        """Return the parameters of the month that has just passed."""
        return self.model.parameters(max(self.model.index - 1, 0))

    def see(self) -> list[dict[str, float]]:
        """Read every district's outcomes."""
        p, seen = self.parameters(), []
        for district, tested in zip(self.model.districts, self.dashboard.tested, strict=True):
            values = outcomes_of(district, tested, self.dashboard.equity[district.row], p)
            for name in SINCE_START:
                values[name] -= self.before[district.row][name]
            seen.append(values)
        return seen

    def mean(self, seen: list[dict[str, float]], name: str, rows: list[int]) -> float:
        """Average an outcome over some districts."""
        weights = self.weights[OUTCOMES[name].weight]
        total = sum(weights[row] for row in rows)
        return sum(weights[row] * seen[row][name] for row in rows) / total if total else 0.0

    def look(self) -> None:
        """Record the state's outcomes, and in January, when December has just passed, look closely."""
        seen = self.see()
        everybody = list(range(len(seen)))
        self.statewide.append({name: self.mean(seen, name, everybody) for name in OUTCOMES})
        if self.model.index and self.model.number == 1:
            self.look_closely(seen)

    def look_closely(self, seen: list[dict[str, float]]) -> None:
        """Record strata, student groups, colours and self-ratings."""
        self.by_stratum.append(
            {
                stratum: {name: self.mean(seen, name, rows) for name in BY_STRATUM}
                for stratum, rows in self.strata.items()
            }
        )
        self.by_group.append(self.means_of_groups())
        self.colours.append(self.colour_shares())
        self.ratings.append(self.self_ratings())

    def means_of_groups(self) -> dict[tuple[int, int], tuple[float, float]]:
        """Average true and measured values over the state, by indicator and group."""
        pupils: dict[tuple[int, int], float] = defaultdict(float)
        true: dict[tuple[int, int], float] = defaultdict(float)
        measured: dict[tuple[int, int], float] = defaultdict(float)
        for tested in self.dashboard.tested:
            for place, cell in tested.cells.items():
                pupils[place] += cell.pupils_start
                true[place] += cell.pupils_start * cell.true
                measured[place] += cell.pupils_start * cell.measured
        return {place: (true[place] / count, measured[place] / count) for place, count in pupils.items()}

    def colour_shares(self) -> list[list[float]]:
        """Return the share of districts with each colour of all students, by indicator; colour 0 is none."""
        shares = []
        for k in range(tables.N_INDICATORS):
            shown = [board.colours[k, ALL] for board in self.dashboard.boards if (k, ALL) in board.colours]
            shares.append([shown.count(colour) / max(len(shown), 1) for colour in range(6)])
        return shares

    def self_ratings(self) -> list[list[float]]:
        """Return the mean self-rating by kind of organisation and area, 0-5."""
        model, p, draw = self.model, self.parameters(), self.draws(self.model.index)
        of_districts = [0.0] * 6
        for district in model.districts:
            unclear = (1.0 - district.clarity) * p.observe.overrating
            for number, area in enumerate(areas(district, p)):
                noise = p.observe.rating_noise * draw("self-rating", district.row, number)
                of_districts[number] += between(5.0 * area + unclear + noise, 0.0, 5.0) / len(model.districts)
        offices = math.fsum(office.skill for office in model.county_offices) / len(model.county_offices)
        hub = p.observe.hub_least + p.observe.hub_strength * p.network.hub
        skills = (offices, p.state.capability / 5.0, p.providers.skill, hub)
        rated = [of_districts]
        for kind, skill in zip(KINDS[1:], skills, strict=True):
            level = 5.0 * skill - (p.observe.state_humility if kind == "state agencies" else 0.0)
            trailing = [p.observe.results_trail if area == 1 else 1.0 for area in range(6)]
            rated.append([between(level * share, 0.0, 5.0) for share in trailing])
        return rated
