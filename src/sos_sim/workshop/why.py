"""Why a setting ends otherwise than today: shares by what was changed and by the way it reached students.

The same shares as in `sos_sim.study.explain`, worked out for a page that waits: what was changed is tied into at most
four parts, by group and with levers on their own where there is room, and one pass of the engine serves both the
mixtures of these parts and the mixed runs that follow the first and the last of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.spoken import FRONT
from sos_sim.study.explain.channels import Channel

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.study.explain.components import Component
    from sos_sim.world.build import World

MOST_PARTS = 4
"""Most parts of a policy that are told apart; one more doubles the runs."""
OUTCOMES_TOLD = ("true_outcome", "capability")
GROUP_LABELS = {
    "accountability": "Accountability",
    "support": "Support from county offices and the state",
    "coherence": "Coherence of the system",
    "field": "What the field does of itself",
    "capacity": "Capacity for improvement",
    "relationship": "Relationships with county offices",
    "guidance": "Guidance for improvement",
    "training": "Training",
    "money": "Money",
    "turnover": "Pay and turnover",
    "lcap": "The local plan (LCAP)",
    "state": "The state's own role",
    "network": "Networks of districts",
    "providers": "Who provides support",
    "modality": "Kinds of support",
    "reform": "The reform mix",
    "adoption": "How practice spreads",
    "leadership": "Leadership",
    "learning": "How tests of change teach",
    "embedding": "Standard work",
    "data": "Local data",
    "safety": "Safety to speak up",
    "clarity": "Clarity of direction",
    "belief": "Belief in improvement",
    "alignment": "Alignment of goals",
    "backlog": "Priorities at one time",
    "rollout": "How tools are rolled out",
    "coe": "How county offices work",
    "intensive": "Intensive assistance",
    "pressure": "What pressure does",
    "time": "Time for improvement",
    "outcomes": "How learning reaches students",
    "measurement": "How tests measure",
    "observe": "How things are counted",
    "gaming": "Score inflation",
    "pandemic": "The pandemic",
}
"""What the parameters of a group are about, for parts that are several of them tied together."""


def why(world: World, base: Scenario, other: Scenario, seeds: Sequence[int], dtype: Any = np.float32) -> dict[str, Any]:
    """Share the difference between a setting and today among what was changed and among the ways to students.

    Args:
        world: the world.
        base: today.
        other: the setting, with the same horizon.
        seeds: (K,) futures, all of which say something of their own.
        dtype: floating type of the runs.

    Returns:
        ``{seeds, outcomes: {true_outcome: {whole, components, mechanisms}, capability: {whole, components, areas}}}``,
        every share a list over the futures in the unit of the outcome; where nothing differs no parts at all.
    """
    from sos_sim.study.explain.attribution import AREA_LABELS
    from sos_sim.study.explain.components import changed_paths, mixtures
    from sos_sim.study.explain.mechanisms import channels_between, one_pass
    from sos_sim.study.explain.shapley import shapley

    components: tuple[Component, ...] = ()
    if changed_paths(base, other):
        components = parts_of(base, other)
    channels = [each for each in channels_between(base, other) if "true_outcome" in each.outcomes]
    wholes = np.zeros((len(OUTCOMES_TOLD), len(seeds)))
    by_component = np.zeros((len(components), len(OUTCOMES_TOLD), len(seeds)))
    by_channel = np.zeros((len(channels), len(seeds)))
    by_area = np.zeros((len(AREA_LABELS), len(seeds)))
    # Settings that do not differ meet the same chances and end alike: every share is exactly nothing.
    for place, seed in enumerate(seeds if components else ()):
        found = one_pass(
            world,
            mixtures(base, other, components),
            channels,
            seed,
            dtype,
            ("true_outcome",),
            OUTCOMES_TOLD,
        )
        wholes[:, place] = found.ends[-1] - found.ends[0]
        by_component[..., place] = shapley(found.ends)
        by_channel[:, place] = found.shares[:, 0]
        by_area[:, place] = found.areas
    told = [_told(each, components, base, other) for each in components]
    true, able = (
        {
            "whole": _plain(wholes[place]),
            "components": [about | {"shares": _plain(by_component[part, place])} for part, about in enumerate(told)],
        }
        for place in range(len(OUTCOMES_TOLD))
    )
    true["mechanisms"] = [_named(each, by_channel[place]) for place, each in enumerate(channels)]
    able["areas"] = [
        {"name": name, "label": label, "shares": _plain(by_area[place])}
        for place, (name, label) in enumerate(AREA_LABELS.items())
    ]
    return {"seeds": list(seeds), "outcomes": {"true_outcome": true, "capability": able}}


def joined(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Join what several sets of futures say of one setting.

    Args:
        told: what ``why`` gives, in the order of the futures.
    """
    first, *rest = told
    whole: dict[str, Any] = {"seeds": [seed for each in told for seed in each["seeds"]], "outcomes": {}}
    for outcome, about in first["outcomes"].items():
        others = [each["outcomes"][outcome] for each in rest]
        found = {"whole": [value for each in (about, *others) for value in each["whole"]]}
        for name in (each for each in about if each != "whole"):
            same = zip(*(each[name] for each in (about, *others)), strict=True)
            found[name] = [
                parts[0] | {"shares": [share for part in parts for share in part["shares"]]} for parts in same
            ]
        whole["outcomes"][outcome] = found
    return whole


def parts_of(base: Scenario, other: Scenario) -> tuple[Component, ...]:
    """Tie what differs into few parts; while there is room, one lever of the largest part after another stands alone.

    Those that lie in front of the room come first, then those that were moved most for their range.

    Args:
        base: today.
        other: a setting that differs from it.
    """
    from sos_sim.study.explain.components import Component, changed_paths, find_components

    front = {each.path for each in FRONT}

    def weight(path: str) -> tuple[bool, float]:
        parameter = PARAMETERS[path]
        values = [step[1] for each in (base, other) for step in each.changes.get(path, ())] + [parameter.default]
        return path in front, (max(values) - min(values)) / ((parameter.high - parameter.low) or 1.0)

    parts = list(find_components(base, other, MOST_PARTS))
    while len(parts) < MOST_PARTS and any(len(each.members) > 1 for each in parts):
        largest = max(parts, key=lambda each: len(each.members))
        most = max(largest.members, key=weight)
        rest = tuple(path for path in largest.members if path != most)
        parts.remove(largest)
        parts += [Component(most, (most,)), Component(rest[0] if len(rest) == 1 else largest.path, rest)]
    order = changed_paths(base, other)
    return tuple(sorted(parts, key=lambda each: order.index(each.members[0])))


def label_of(component: Component, alone: bool) -> str:
    """Say in plain words what part of a policy this is.

    Args:
        component: one parameter, or several of one group or more tied together.
        alone: whether no other lever of these groups was moved.
    """
    count = len(component.members)
    if count == 1:
        return PARAMETERS[component.members[0]].label
    groups = dict.fromkeys(PARAMETERS[path].group for path in component.members)
    names = [GROUP_LABELS[group] for group in groups]
    joined = "; ".join([names[0], *(name if name[1:2].isupper() else name[0].lower() + name[1:] for name in names[1:])])
    return f"{joined} ({'' if alone else 'the other '}{count} levers{' together' if alone else ''})"


def why_meta() -> dict[str, Any]:
    """Give what the page has to know of causes: the causal map with its loops, and where the ways to students run."""
    from sos_sim.workshop.causal import map_meta

    return map_meta()


def _told(component: Component, among: Sequence[Component], base: Scenario, other: Scenario) -> dict[str, Any]:
    from sos_sim.workshop.setting import value_under

    single = len(component.members) == 1
    groups = {PARAMETERS[path].group for path in component.members}
    others = {PARAMETERS[path].group for each in among if each is not component for path in each.members}
    return {
        "path": component.path,
        "members": list(component.members),
        "label": label_of(component, not groups & others),
        "from": value_under(base, component.members[0]) if single else None,
        "to": value_under(other, component.members[0]) if single else None,
    }


def _named(channel: Channel, shares: NDArray[np.float64]) -> dict[str, Any]:
    return {"name": channel.name, "label": channel.label, "shares": _plain(shares)}


def _plain(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 7) for value in values]
