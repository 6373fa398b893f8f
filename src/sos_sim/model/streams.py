"""Common random numbers: one named stream per decision, drawn at full width at a fixed place.

Every policy meets the same chances: a stream is keyed by the run's seed and a stable hash of the decision's name,
moved to a place of its own each month or year, and always drawn for every district, whether or not the decision
is taken. Districts draw by their rank among the codes (their slot), so that reordering them changes nothing else.
Normals are inverted uniforms of 16 bits: their largest value is 4.3, which no result here depends on.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray
from scipy.special import ndtri

PLACE = 1 << 30
"""Distance between two places of a stream, more numbers than any draw takes."""


class Streams:
    """Draw the random numbers of r runs.

    Args:
        seeds: (r,) seed of each run; runs with one and the same seed share their draws.
        slot: (N,) rank of each district's code.
        dtype: floating type of the draws.
    """

    def __init__(self, seeds: Sequence[int], slot: NDArray[Any], dtype: Any = np.float32) -> None:
        self.distinct = tuple(dict.fromkeys(int(seed) for seed in seeds))
        self.column = np.array([self.distinct.index(int(seed)) for seed in seeds])
        self.shared = len(self.distinct) == 1
        self.n = len(slot)
        self.slot = None if np.array_equal(slot, np.arange(self.n)) else np.asarray(slot)
        self.dtype = np.dtype(dtype)
        self._begin: dict[str, list[tuple[PCG64, Any]]] = {}

    def _generators(self, name: str, place: int) -> list[Generator]:
        if name not in self._begin:
            key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
            bits = [PCG64(SeedSequence([seed & 0xFFFFFFFFFFFFFFFF, key])) for seed in self.distinct]
            self._begin[name] = [(bit, bit.state) for bit in bits]
        ready = []
        for bit, state in self._begin[name]:
            bit.state = state
            bit.advance(place * PLACE)
            ready.append(Generator(bit))
        return ready

    def _columns(self, blocks: list[NDArray[Any]], by_district: bool) -> NDArray[Any]:
        if by_district and self.slot is not None:
            blocks = [block[self.slot] for block in blocks]
        if self.shared:
            return blocks[0][..., None]
        stacked = np.stack(blocks, axis=-1)
        return stacked if len(self.distinct) == len(self.column) else stacked[..., self.column]

    def uniform(self, name: str, place: int, tail: tuple[int, ...] = ()) -> NDArray[Any]:
        """Draw uniforms on [0, 1) for every district: (N, *tail, s), s = 1 if all runs share a seed, else r."""
        shape = (self.n, *tail)
        blocks = [generator.random(shape, dtype=self.dtype.type) for generator in self._generators(name, place)]
        return self._columns(blocks, True)

    def normal(self, name: str, place: int, tail: tuple[int, ...] = ()) -> NDArray[Any]:
        """Draw standard normals for every district: (N, *tail, s)."""
        return self._columns(self._normals(name, place, (self.n, *tail)), True)

    def state_normal(self, name: str, place: int, tail: tuple[int, ...] = ()) -> NDArray[Any]:
        """Draw standard normals that belong to no district: (*tail, s)."""
        return self._columns(self._normals(name, place, tail), False)

    def _normals(self, name: str, place: int, shape: tuple[int, ...]) -> list[NDArray[Any]]:
        """Draw 16-bit uniforms, four to a word, and invert them by table: exact, without rejection, and fast."""
        table = _normal_table(self.dtype.name)
        size = math.prod(shape)
        blocks = []
        for generator in self._generators(name, place):
            words = generator.bit_generator.random_raw(-(-size // 4))
            levels = words.astype("<u8", copy=False).view("<u2")[:size]
            blocks.append(table.take(levels).reshape(shape))
        return blocks


@functools.cache
def _normal_table(dtype: str) -> NDArray[Any]:
    """Invert the midpoints of 65,536 equal slices of probability, scaled to a variance of exactly 1."""
    quantiles = ndtri((np.arange(65536) + 0.5) / 65536)
    return (quantiles / quantiles.std()).astype(dtype)


def normal_of(uniform: NDArray[Any]) -> NDArray[Any]:
    """Turn uniforms into standard normals by inversion, one for one."""
    return ndtri(np.clip(uniform, 1e-7, 1.0 - 1e-7)).astype(uniform.dtype)
