"""Draw single respondents and what each would say: one possible study, a view of the exact shares.

People are drawn without replacement by systematic sampling with unequal chances, ordered by stratum: the chance of each
district to be asked is exactly its share of the group's answers times the number asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.interviews.hold import answer_chances, hold_until
from sos_sim.interviews.instrument import Group
from sos_sim.interviews.observables import Sight
from sos_sim.interviews.selection import asked_shares, strata
from sos_sim.interviews.settings import settings_of
from sos_sim.interviews.targets import Study, Target
from sos_sim.scenario.scenario import Scenario
from sos_sim.world.build import World

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("group", "speaks_for", "respondent", "code", "name", "target", "observable", "says_so")


def draw_respondents(
    shares: NDArray[np.float64], people: int, order: NDArray[Any], chance: np.random.Generator
) -> NDArray[np.int64]:
    """Draw people so that each is asked with probability people x share, (people,) rows.

    Args:
        shares: (N,) share of the answers, sums to 1.
        people: how many.
        order: (N,) what they are sorted by, so that each part gives its share of the people.
        chance: random numbers.
    """
    tie = chance.permutation(len(shares))
    row = np.lexsort((tie, order))
    ends = np.cumsum(shares[row])
    places = (np.arange(people) + chance.random()) / people * ends[-1]
    return np.asarray(row[np.minimum(np.searchsorted(ends, places, side="right"), len(row) - 1)])


def interview(
    world: World,
    scenario: Scenario,
    study: Study,
    seed: int = 1,
    moved: Mapping[str, Any] | None = None,
    draw: int = 0,
) -> pd.DataFrame:
    """Ask one set of people in one simulated California.

    Cut-offs stand at the middle of their range unless they are set. Statewide figures have no respondents.

    Args:
        world: the districts.
        scenario: conditions of 2017.
        study: instrument and targets.
        seed: the future.
        moved: numbers of the interviews by path.
        draw: number of the draw of people.

    Returns:
        One row per respondent and target: group, whom they speak for, number of the respondent, code and name, target,
        observable, whether they say so.
    """
    import pandas as pd

    moved = dict(moved or {})
    rows: list[tuple[Any, ...]] = []
    asked = [
        target
        for target in study.targets.values()
        if target.observable is not None
        and target.observable.kind == "share"
        and target.observable.asked_of != "statewide"
        and target.group is not None
    ]
    for months in sorted({target.group.months for target in asked if target.group is not None}):
        engine = hold_until(world, [scenario], [seed], months)
        sight = Sight(engine, engine.parameters(months - 1), settings_of(moved))
        for group in study.instrument.groups.values():
            mine = [target for target in asked if target.group is group and group.months == months]
            if mine:
                rows += _of_group(sight, world, group, mine, moved, [seed, draw])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_group(
    sight: Sight, world: World, group: Group, targets: list[Target], moved: dict[str, Any], root: list[int]
) -> list[tuple[Any, ...]]:
    rows, number = [], 0
    chance = np.random.default_rng([*root, *group.name.encode()])
    for who, people in group.people.items():
        offices = who == "county offices"
        shares = np.broadcast_to(asked_shares(sight, group, who, offices), (58 if offices else len(world.county_of), 1))
        order = np.zeros(len(shares)) if offices else strata(world)
        drawn = draw_respondents(np.asarray(shares[:, 0]), people, order, chance)
        for each in drawn:
            number += 1
            code, name = _who(world, int(each), offices)
            luck: dict[str, float] = {}  # one answer to one question, whatever targets count it
            for target in targets:
                assert target.observable is not None
                if target.observable.name not in luck:
                    luck[target.observable.name] = float(chance.random())
                yes = luck[target.observable.name] < _chance(sight, target, moved, int(each), offices)
                said = yes != target.against
                rows.append((group.name, who, number, code, name, target.ident, target.observable.name, said))
    return rows


def _chance(sight: Sight, target: Target, moved: dict[str, Any], row: int, office: bool) -> float:
    observable = target.observable
    assert observable is not None
    trait = np.asarray(observable.read(sight), float)[:, :1]
    cut = float(moved.get(f"cutoffs.{observable.name}", observable.usual_cut))
    chances = answer_chances(observable, trait, cut, sight)[:, 0]
    of_office = observable.asked_of == "county offices"
    county = sight.engine.places.county
    if of_office == office:
        found = float(chances[row])
    elif of_office:
        found = float(chances[county[row]])
    else:
        found = float(chances[county == row].mean())
    return found


def _who(world: World, row: int, office: bool) -> tuple[str, str]:
    if office:
        return str(world.counties.code[row]), f"{world.counties.name[row]} County Office of Education"
    return world.districts.cds_code[row], world.districts.name[row]
