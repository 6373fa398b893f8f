"""One district changed: what reaches other districts, and what does not.

Random numbers belong to districts, so where nothing couples them every other district stays bit for bit. What
couples them: peers who teach or are hired from, the state's variety of practice as a ceiling of knowledge, a county
office that rations, the intensive tier's days divided by its districts, and the ranking of need, which places a
district among all. All but the ranking can be switched off.
"""

import dataclasses

import networkx
import numpy as np
import pytest

from sos_sim.world.build import build_world

UNCOUPLED = {
    "network.peer_weight": 0.0,
    "turnover.hired_from_peers": 0.0,
    "support.intensive_days": 0.0,
    "support.coe_coach_days": 120.0,
    "support.capacity_spread": 0.0,
    "learning.variety_ceiling": 0.0,
}
"""The graph teaches nothing, nobody is hired from peers, and there are days for all."""
SEEN_ONLY = ("need_rank", "variety", "peer_knowledge", "peer_use", "peer_mean")
"""What a district sees of the others; nothing acts on it where the coupling is off."""


def changed_district(world):
    """Take an ordinary district of the county that has most of them here."""
    return int(np.flatnonzero(world.county_of == np.argmax(world.county_size))[-1])


def with_one_changed(lab, column, factor, linked=True):
    """Build a world and another in which one district differs."""
    world = lab.small_world(40)
    districts = world.districts
    values = np.array(getattr(districts, column))
    values[changed_district(world)] *= factor
    other = dataclasses.replace(districts, **{column: values})
    if linked:
        return world, build_world(other)
    nobody = networkx.empty_graph(districts.cds_code)
    return build_world(districts, nobody), build_world(other, nobody)


def touched(lab, worlds, changes, months):
    """Name the columns in which another district differs, or the state; and give both engines."""
    first, second = (lab.run(lab.engine(world, [changes], months=months), months) for world in worlds)
    others = np.arange(40) != changed_district(worlds[0])
    found = set()
    for name, mine in first.state.items():
        theirs = getattr(second.state, name)
        axis = 1 if name == "history" else 0
        if mine.shape[axis] == 40:
            mine, theirs = np.compress(others, mine, axis), np.compress(others, theirs, axis)
        if not np.array_equal(mine, theirs):
            found.add(name)
    for name in ("true", "measured"):
        rows = [others[engine.levels.cells.district] for engine in (first, second)]
        if not np.array_equal(getattr(first.spring, name)[rows[0]], getattr(second.spring, name)[rows[1]]):
            found.add(name)
    return found - set(SEEN_ONLY), first, second


@pytest.mark.parametrize("linked", [True, False], ids=["linked", "without links"])
@pytest.mark.parametrize(("column", "factor"), [("enrolment", 3.0), ("upp", 0.5), ("pay", -1.0)])
def test_changing_one_district_leaves_every_other_bit_for_bit(lab, column, factor, linked):
    worlds = with_one_changed(lab, column, factor, linked)
    found, first, second = touched(lab, worlds, UNCOUPLED, 60)
    assert found == set()
    row = changed_district(worlds[0])
    assert not np.array_equal(first.state.reserve[row], second.state.reserve[row])


COUPLINGS = {
    "peers teach": {"network.peer_weight": 1.0},
    "peers are hired from": {"turnover.hired_from_peers": 0.2},
    "the state's variety bounds knowledge": {"learning.variety_ceiling": 0.374},
    "a county office rations what it has": {"support.coe_coach_days": 4.0},
}


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_each_coupling_that_exists_reaches_other_districts_when_it_is_on(lab, coupling):
    """Otherwise the test above would prove nothing."""
    worlds = with_one_changed(lab, "enrolment", 3.0)
    changes = UNCOUPLED | COUPLINGS[coupling]
    found, _, _ = touched(lab, worlds, changes, 60)
    assert "knowledge" in found


def test_rationing_reaches_no_further_than_the_county(lab):
    worlds = with_one_changed(lab, "enrolment", 3.0)
    changes = UNCOUPLED | {"support.coe_coach_days": 4.0}
    _, first, second = touched(lab, worlds, changes, 60)
    differs = (first.state.knowledge != second.state.knowledge)[:, 0]
    county = first.places.county
    assert set(county[differs]) == {county[changed_district(worlds[0])]}
