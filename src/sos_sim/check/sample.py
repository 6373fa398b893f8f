"""A smaller California for searches: every k-th district by size, so that sizes, types and counties stay mixed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sos_sim.world.build import World, build_world


def sample_world(world: World, districts: int) -> World:
    """Build the world of some of the districts.

    Args:
        world: the world they are taken from.
        districts: how many.

    Raises:
        ValueError: more districts than there are.
    """
    every = world.districts
    if not 0 < districts <= len(every):
        raise ValueError(f"{districts} of {len(every)} districts cannot be taken")
    by_size = np.lexsort((np.array(every.cds_code), every.enrolment))
    middles = (np.arange(districts) + 0.5) * len(by_size) / districts
    taken = np.sort(by_size[middles.astype(int)])
    return build_world(
        replace(
            every,
            cds_code=tuple(every.cds_code[place] for place in taken),
            name=tuple(every.name[place] for place in taken),
            **{
                column: getattr(every, column)[taken]
                for column in ("county", "type", "enrolment", "upp", "lat", "lon", "group_share", "pay")
            },
        )
    )
