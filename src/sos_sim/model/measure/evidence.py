"""What recorded outcomes say of the levels of 2017: a joint normal law per district, worked out once per world."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.likeness import LATE_SCALE, Part, Sampling, lasting_parts, passing_parts
from sos_sim.model.measure.records import LATE, PERIODS, Array, Rows, centred, predicted, rows_of
from sos_sim.world.build import World

if TYPE_CHECKING:
    import scipy.sparse


@dataclass(frozen=True, eq=False)
class Evidence:
    """Hold the joint normal law of M records and the standings of 2017 of N districts.

    Standings are the four parts of a level in standard normals: the district (county included), (N, 6); the part
    of small districts, (N, 6); the group, (N, 13, 6); the part of small groups, (N, 13, 6). Tables are kept for
    what is recorded only; districts without records cost nothing.

    Args:
        surprise: (M, 1) recorded minus predicted by structure, points or angle.
        reads: for each part, (M, places) what a record is expected to be for given standings.
        answers: for each part, (places, M) covariance of standings and records.
        inverse: (M, M) inverse covariance of the records, district by district.
        noise: (M, M) what makes independent normals into all that the standings of 2017 do not decide.
        draw: (M,) place of a record's normal in a flattened (N, periods, 14, 6) grid of draws.
    """

    surprise: NDArray[Any]
    reads: tuple[scipy.sparse.csr_matrix, ...]
    answers: tuple[scipy.sparse.csr_matrix, ...]
    inverse: scipy.sparse.csr_matrix
    noise: scipy.sparse.csr_matrix
    draw: NDArray[np.int64]


@functools.lru_cache(maxsize=4)
def evidence_of(world: World, dtype: np.dtype[Any]) -> Evidence | None:
    """Work out what the records of a world say; None where there are none.

    Args:
        world: N districts.
        dtype: number type of the run.
    """
    if world.recorded is None:
        return None
    rows = rows_of(world, world.recorded)
    if not len(rows.value):
        return None
    lasting = lasting_parts(world, rows)
    inverse, noise, variance = _by_district(rows, lasting, passing_parts(world, rows))
    scale = np.where(rows.late, LATE_SCALE[rows.indicator], 1.0)
    surprise = centred(rows, rows.value - predicted(world, rows), variance) * scale
    reads, answers = zip(*(_regression(rows, part, len(world.districts), dtype) for part in lasting), strict=True)
    period = rows.district * PERIODS + np.minimum(rows.time, LATE)
    return Evidence(
        surprise=surprise.astype(dtype)[:, None],
        reads=reads,
        answers=answers,
        inverse=_blocks(inverse, dtype),
        noise=_blocks(noise, dtype),
        draw=(period * (tables.ALL + 1) + rows.group) * tables.N_INDICATORS + rows.indicator,
    )


def _by_district(
    rows: Rows, lasting: tuple[Part, ...], passing: tuple[Part, ...]
) -> tuple[list[NDArray[Any]], list[NDArray[Any]], Array]:
    """Invert the covariance of each district's records, and factor what 2017 does not explain of it."""
    count, kind, sampling = len(rows.value), rows.kind, Sampling(rows)
    begins = np.flatnonzero(np.append(True, np.diff(rows.district) != 0)).tolist()
    inverse: list[NDArray[Any]] = []
    noise: list[NDArray[Any]] = []
    variance: Array = np.empty(count)
    for begin, end in zip(begins, [*begins[1:], count], strict=True):
        of = slice(begin, end)
        both, indicators = np.ix_(kind[of], kind[of]), np.ix_(rows.indicator[of], rows.indicator[of])
        total, explained = sampling.covariance(of), np.zeros((end - begin, end - begin))
        for part in (*lasting, *passing):
            alike = part.load[of] @ part.load[of].T
            total += alike * part.covariance[both]
            if part.expected is not None:
                explained += alike * np.outer(part.expected[of], part.expected[of]) * part.across[indicators]
        variance[of] = np.diag(total)
        inverse.append(np.linalg.inv(total))
        noise.append(np.linalg.cholesky(total - explained))
    return inverse, noise, variance


def _regression(
    rows: Rows, part: Part, districts: int, dtype: np.dtype[Any]
) -> tuple[scipy.sparse.csr_matrix, scipy.sparse.csr_matrix]:
    """Make the tables that read records off standings, and that answer standings to records."""
    import scipy.sparse

    groups = part.load.shape[1]
    assert part.expected is not None
    record, group = np.nonzero(part.load)
    place = (rows.district[record] * groups + group) * tables.N_INDICATORS + rows.indicator[record]
    shape = (len(rows.value), districts * groups * tables.N_INDICATORS)
    load = part.load[record, group] * part.expected[record]
    read = scipy.sparse.csr_matrix((load, (record, place)), shape=shape)
    prior = scipy.sparse.kron(scipy.sparse.eye(districts * groups), part.across, format="csr")
    return read.astype(dtype), _compressed(prior @ read.T, dtype)


def _blocks(blocks: list[NDArray[Any]], dtype: np.dtype[Any]) -> scipy.sparse.csr_matrix:
    import scipy.sparse

    return _compressed(scipy.sparse.block_diag(blocks, format="csr"), dtype)


def _compressed(matrix: Any, dtype: np.dtype[Any]) -> scipy.sparse.csr_matrix:
    import scipy.sparse

    compressed = scipy.sparse.csr_matrix(matrix.astype(dtype))
    compressed.eliminate_zeros()
    return compressed
