from __future__ import annotations

from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.spoken import FRONT, spoken, stops
from sos_sim.workshop.near import near, spread, stops_in
from sos_sim.workshop.room import Room
from sos_sim.workshop.setting import Setting, value_under


def test_presets_come_first_and_then_the_neighbouring_stops_of_every_slider(room: Room) -> None:
    here = Setting.of("california-2017", {}, "2018-07")
    found = near(room, here)
    assert [each.scenario for each in found[:2]] == ["high-pressure", "intensive-support"]
    first_moves = found[2 : 2 + len(FRONT)]
    assert [each.moved[0][0] for each in first_moves] == [each.path for each in FRONT]
    for each in first_moves:
        ((path, value),) = each.moved
        values = stops_in(room, path)
        assert abs(values.index(value) - values.index(PARAMETERS[path].default)) == 1


def test_every_stop_of_every_slider_in_sight_is_among_them_once_and_here_is_not(room: Room) -> None:
    here = Setting.of("california-2017", {"accountability.pressure": 1.0}, "2018-07")
    found = near(room, here)
    keys = [each.key for each in found]
    assert len(set(keys)) == len(keys) and here.key not in keys
    for front in FRONT:
        reached = {dict(each.moved).get(front.path, PARAMETERS[front.path].default) for each in found}
        assert set(stops_in(room, front.path)) - {1.0} <= reached | {1.0}


def test_sliders_stop_at_today_and_at_every_preset(room: Room) -> None:
    for path, declared in PARAMETERS.items():
        values = stops_in(room, path)
        assert declared.default in values and list(values) == sorted(set(values))
        assert all(declared.allows(value) for value in values), path
        for preset in room.presets.values():
            if path in preset.changes:
                assert value_under(preset, path) in values


def test_the_plane_is_filled_over_the_whole_range_of_the_sliders_the_simplest_first(room: Room) -> None:
    found = spread(room, "2018-07")
    assert len({each.key for each in found}) == len(found) and found[0].moved == ()
    moved = [len(each.moved) for each in found]
    assert moved == sorted(moved) and moved[-1] == len(FRONT)
    for each in FRONT:
        reached = {dict(one.moved).get(each.path, PARAMETERS[each.path].default) for one in found}
        values = stops_in(room, each.path)
        assert {values[0], values[-1], PARAMETERS[each.path].default} <= reached <= set(values)


def test_levers_in_front_are_levers_asked_in_words() -> None:
    for each in FRONT:
        declared = PARAMETERS[each.path]
        assert declared.role == "lever" and each.question.endswith("?") and declared.default in stops(declared)
        assert (each.stops[0], each.stops[-1]) != (each.stops[-1], each.stops[0]) and spoken(declared) is each
