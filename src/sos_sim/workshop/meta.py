"""What the page has to know before the first answer: outcomes, levers, presets, places, districts, drawings."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.spoken import FRONT, spoken
from sos_sim.scenario.dates import date_of
from sos_sim.workshop.answer import BY_DISTRICT, BY_ROW, DISTRICT_STEPS, MONTHS_BETWEEN_LOOKS, SHOWN, Parts, step_of
from sos_sim.workshop.near import stops_in
from sos_sim.workshop.setting import value_under

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.workshop.room import Room
    from sos_sim.world.build import World

Form = Literal["live", "file"]
QUESTION = "What happens to districts if we press harder, or help more?"
TODAY = "Today"
_DIGITS = 4


def page_meta(room: Room, world: World, form: Form) -> dict[str, Any]:
    """Say everything the page has to know.

    Args:
        room: the room.
        world: its world.
        form: whether answers come from a server or from the file itself.
    """
    from sos_sim.workshop.drawing import specifications
    from sos_sim.workshop.why import why_meta

    base = room.base
    dates = [date_of(base.start, month) for month in range(0, base.months + 1, MONTHS_BETWEEN_LOOKS)]
    outlines, districts = _places(world)
    known = {
        "form": form,
        "version": version("sos-sim"),
        "title": "sos-sim workshop",
        "question": QUESTION,
        "base": base.name,
        "start": room.start,
        "horizon": {"start": date_of(base.start, 0), "months": base.months},
        "dates": dates,
        "seeds": list(room.seeds),
        "outcomes": [_outcome(name) for name in SHOWN],
        "byRow": [{"name": name, "step": step_of(name)} for name in BY_ROW],
        "rows": [vars(row) for row in Parts(world).rows],
        "byDistrict": [{"name": name, "step": DISTRICT_STEPS[name]} for name in BY_DISTRICT],
        "districts": districts,
        "counties": list(world.counties.name),
        "outlines": outlines,
        "presets": [_preset(each, each is base) for each in room.presets.values()],
        "levers": _levers(room),
        "grid": None,
    }
    return known | why_meta() | {"charts": specifications(known)}


def _outcome(name: str) -> dict[str, Any]:
    declared = OUTCOMES[name]
    return {
        "name": name,
        "label": declared.label,
        "meaning": declared.meaning,
        "unit": declared.unit,
        "better": declared.better,
        "step": step_of(name),
    }


def _preset(scenario: Scenario, is_base: bool) -> dict[str, Any]:
    label = TODAY if is_base else scenario.name.replace("-", " ").capitalize()
    values = {path: value_under(scenario, path) for path in scenario.changes}
    return {"name": scenario.name, "label": label, "description": scenario.description, "values": values}


def _levers(room: Room) -> list[dict[str, Any]]:
    """List every parameter, the levers a room moves first at the head."""
    front = [each.path for each in FRONT]
    paths = [*front, *(path for path in PARAMETERS if path not in front)]
    found = []
    for path in paths:
        declared = PARAMETERS[path]
        says = spoken(declared)
        found.append(
            {
                "path": path,
                "label": declared.label,
                "question": says.question,
                "ends": list(says.ends),
                "unit": declared.unit,
                "today": value_under(room.base, path),
                "low": declared.low,
                "high": declared.high,
                "kind": declared.kind,
                "stops": list(stops_in(room, path)),
                "front": path in front,
                "role": declared.role,
                "ident": declared.ident,
                "evidence": declared.evidence,
                "source": declared.source,
                "group": declared.group,
            }
        )
    return found


def _places(world: World) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Project the counties' outlines and the districts, x to the right and y down, in shares of the state's height."""
    from sos_sim.show.county_map import project
    from sos_sim.world.districts import TYPES
    from sos_sim.world.facts import county_rings

    rings = [[np.column_stack(project(ring[:, 0], ring[:, 1])) for ring in each] for each in county_rings()]
    every = np.concatenate([ring for each in rings for ring in each])
    (left, bottom), (_, top) = every.min(axis=0), every.max(axis=0)
    height = top - bottom

    def placed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        rounded: NDArray[np.float64] = np.column_stack([points[:, 0] - left, top - points[:, 1]]) / height
        return rounded.round(_DIGITS)

    outlines = [
        {"name": name, "rings": [_thinned(placed(ring)) for ring in each]}
        for name, each in zip(world.counties.name, rings, strict=True)
    ]
    every_district = world.districts
    where = placed(np.column_stack(project(np.asarray(every_district.lon), np.asarray(every_district.lat))))
    return outlines, {
        "code": list(every_district.cds_code),
        "name": list(every_district.name),
        "county": every_district.county.tolist(),
        "type": [TYPES[kind] for kind in every_district.type],
        "enrolment": np.rint(every_district.enrolment).astype(int).tolist(),
        "upp": np.round(every_district.upp, 3).tolist(),
        "x": where[:, 0].tolist(),
        "y": where[:, 1].tolist(),
    }


def _thinned(ring: NDArray[np.float64]) -> list[list[float]]:
    """Drop points that fall on the one before after rounding."""
    points: list[list[float]] = ring.tolist()
    return [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
