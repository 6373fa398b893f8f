"""What arms showed, made up by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sos_sim.check.seen import Seen
from sos_sim.parameters import PARAMETERS
from sos_sim.world.build import World, embedded_world

YEARS, QUARTERS = 11, 41


@pytest.fixture(scope="session")
def california() -> World:
    """Return the embedded California."""
    return embedded_world()


@pytest.fixture
def made_up() -> Callable[..., Seen]:
    """Return a maker of what an arm showed.

    Args of the maker:
        yearly: values by name, broadcast to (11, N) or, for half-lives, (11, N, 6).
        quarterly: values by name, broadcast to (41,).
        exits: (10, N) leaders who left.
        pay, enrolment: (N,) of the districts.
        ratings: (5, 6) self-ratings.
        settings: parameters that differ from their defaults.
    """

    def make(
        yearly: Mapping[str, Any] | None = None,
        quarterly: Mapping[str, Any] | None = None,
        exits: Any = ((0,),),
        pay: Any = (0.0,),
        enrolment: Any = (100.0,),
        ratings: Any = 0.0,
        settings: Mapping[str, float] | None = None,
    ) -> Seen:
        districts = SimpleNamespace(pay=np.asarray(pay, float), enrolment=np.asarray(enrolment, float))
        by_year = {}
        for name, values in (yearly or {}).items():
            array = np.asarray(values, float)
            by_year[name] = array if len(array) == YEARS else np.broadcast_to(array, (YEARS, *array.shape))
        return Seen(
            world=SimpleNamespace(districts=districts),  # type: ignore[arg-type]
            quarterly={
                name: np.broadcast_to(np.asarray(values, float), QUARTERS) for name, values in (quarterly or {}).items()
            },
            yearly=by_year,
            abandoned=np.zeros(10, np.int64),
            exits=np.asarray(exits, np.int64),
            ratings=np.broadcast_to(np.asarray(ratings, float), (5, 6)),
            settings={path: each.default for path, each in PARAMETERS.items()} | dict(settings or {}),
        )

    return make
