"""Every lever and question away from its usual value at once, and changed again at a date."""

from __future__ import annotations

from pathlib import Path

from sos_sim.parameters import PARAMETERS, Parameter
from sos_sim.scenario.scenario import Scenario

GROUPS = ("capacity", "field", "guidance", "lcap", "modality", "reform", "rollout", "training")
"""Groups of which every parameter is moved."""

OTHERS = (
    "accountability.change_weight", "accountability.leading_validity", "adoption.ceiling", "adoption.internal_spread",
    "coe.building_alone", "coe.building_state", "coherence.coordination", "coherence.coordination_effect",
    "coherence.remixing", "data.guidance", "data.guidance_effect", "learning.cadence", "learning.cadence_diminishing",
    "learning.size_advantage", "learning.transfer", "money.drop_most", "money.drop_worth", "network.discovery",
    "network.discovery_cost", "network.discovery_variety", "observe.hub_least", "observe.hub_strength",
    "outcomes.system_share", "support.district_focus", "support.focus_effect", "support.ordinary_days",
    "time.savings", "time.savings_from",
)  # fmt: skip
"""Parameters of other groups that are moved too."""

MOVED = (*(path for path, parameter in PARAMETERS.items() if parameter.group in GROUPS), *OTHERS)
"""Every parameter that is moved."""

ONE_WAY = {"time.savings_from": 0.2}
"""Values of what can be moved one way only: more of it, and daily operations leave no time for anything."""

SETTING = {
    "accountability.leading_indicators": 0.4, "coherence.framework_share": 0.2, "network.coverage": 0.6,
    "support.coe_building": 0.5, "support.coe_coach_days": 40.0, "support.intensive_days": 3000.0,
}  # fmt: skip
"""What else must be there for all of them to act."""


def towards(parameter: Parameter, up: bool) -> float:
    """Return a value well on the way to one end of the range; to the other where the usual value is that end."""
    ends = (parameter.high, parameter.low) if up else (parameter.low, parameter.high)
    end = next(end for end in ends if end != parameter.default)
    value = parameter.default + 0.6 * (end - parameter.default)
    return value if parameter.kind == "number" else float(round(value))


def moved(up: bool, kept: str = "", months: int = 36) -> Scenario:
    """Make a scenario that moves everything one way, and each lever the other way in the course of its first year.

    Args:
        up: whether to move upwards, where the range allows.
        kept: path of a parameter that stays at its usual value.
        months: horizon.
    """
    changes = {path: ((0, value),) for path, value in SETTING.items()}
    for place, path in enumerate(MOVED):
        parameter = PARAMETERS[path]
        if path == kept:
            continue
        changes[path] = ((0, ONE_WAY.get(path, towards(parameter, up))),)
        if parameter.role == "lever":
            changes[path] += ((4 + place % 9, towards(parameter, not up)),)
    return Scenario("moved", "", (), changes, (2017, 7), months, Path("moved"))
