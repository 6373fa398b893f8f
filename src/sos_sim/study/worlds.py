"""The world a study runs in, and what its manifest says of it."""

from __future__ import annotations

import functools
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.store.keys import population_hash

if TYPE_CHECKING:
    from sos_sim.world.build import World


class PackedWorld:
    """Carry a world to worker processes; each opens it once, so that what is derived from it is made once too.

    Args:
        world: the world.
    """

    def __init__(self, world: World) -> None:
        self._packed = pickle.dumps(world, pickle.HIGHEST_PROTOCOL)

    def open(self) -> World:
        """Give the world; the same object every time in one process."""
        return _opened(self._packed)


def opened(world: World | PackedWorld) -> World:
    """Give a world as it is, or out of its packing.

    Args:
        world: the world.
    """
    return world.open() if isinstance(world, PackedWorld) else world


@functools.lru_cache(maxsize=1)
def _opened(packed: bytes) -> World:
    world: World = pickle.loads(packed)
    return world


def world_of(population: Path | World | None) -> tuple[World, dict[str, Any]]:
    """Give the world of a population, and what the manifest says of it.

    Args:
        population: a population file or folder, a world already built, or None for the embedded California.

    Raises:
        InputProblems: the file cannot be used.
    """
    from sos_sim.world.build import embedded_world

    if population is None:
        source, world = "embedded", embedded_world()
    elif isinstance(population, str | Path):
        from sos_sim.world.california import read_world

        # The name only: a manifest is mailed around, and folders of somebody's machine are nobody's business.
        source, world = Path(population).resolve().name, read_world(Path(population))
    else:
        source, world = "in memory", population
    districts = world.districts
    about = {
        "source": source,
        "districts": len(districts.cds_code),
        "hash": population_hash(districts, world.recorded),
        "notes": list(districts.notes),
    }
    return world, about
