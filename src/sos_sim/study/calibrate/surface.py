"""One smooth surface over the unit cube through noisy values: a quadratic trend plus a Gaussian process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["gaussian process", "quadratic"]

# Numbers of the covariance are sought on at most so many places; the surface itself goes through all.
MOST_FOR_SEARCH = 300
_STEPS = 60
_CONSTANT = 10.0  # variance of the level, in variances of the values: wide, so that the level is free
_ROOT_FIVE = 5.0**0.5
# The ends of the search, as logarithms: linear and quadratic trend, process, noise (variances), length.
_LOW = np.log([1e-6, 1e-8, 1e-6, 1e-7])
_HIGH = np.log([1e2, 1e1, 1e2, 2.0])
_SHORTEST, _LONGEST = np.log(0.05), np.log(50.0)
_LENGTH_SPREAD = 1.2  # of the logarithm of a length, before any value is seen


@dataclass(frozen=True)
class Covariance:
    """Hold the numbers of the covariance of one surface, of values with variance 1.

    Args:
        linear: variance of the slopes.
        quadratic: variance of curvatures and products.
        process: variance of what the trend leaves over; 0 without a Gaussian process.
        noise: variance that no surface explains.
        lengths: (D,) distance over which the process varies, per unknown number, in widths of the cube.
    """

    linear: float
    quadratic: float
    process: float
    noise: float
    lengths: Floats

    def between(self, first: Floats, second: Floats) -> Floats:
        """Give the covariance of the surface at two sets of places, (A, B), without noise.

        Args:
            first: (A, D) places.
            second: (B, D) places.
        """
        total = _CONSTANT + self.linear * _linear(first, second)
        total += self.quadratic * _quadratic(first, second)
        if self.process:
            total += self.process * matern(first / self.lengths, second / self.lengths)
        return total

    def at(self, places: Floats) -> Floats:
        """Give the variance of the surface at places, (S,), without noise.

        Args:
            places: (S, D) places.
        """
        squares = _centred(places) ** 2
        curved = 11.25 * ((squares - 1 / 3) ** 2).sum(1)
        crossed = 4.5 * (squares.sum(1) ** 2 - (squares**2).sum(1))
        variance: Floats = _CONSTANT + self.linear * 3.0 * squares.sum(1) + self.quadratic * (curved + crossed)
        return variance + self.process


    def numbers(self) -> Floats:
        """Give everything as one row, (4 + D,)."""
        return np.array([self.linear, self.quadratic, self.process, self.noise, *self.lengths])

    @classmethod
    def of(cls, row: Floats) -> Covariance:
        """Build a covariance from the row that ``numbers`` gave.

        Args:
            row: (4 + D,) everything.
        """
        linear, quadratic, process, noise = row[:4].tolist()
        return cls(linear, quadratic, process, noise, row[4:])


@dataclass(frozen=True)
class Surface:
    """Hold a surface through the values of the M statistics of one block, which share their covariance.

    Args:
        covariance: the shared covariance.
        level: (M,) mean of the values.
        scale: (M,) their standard deviation; 0 for a statistic that never varies.
        weights: (n, M) weights of the places of the design, of standardised values.
        inverse: (n, n) inverse covariance of the design, with noise.
        trend: (F, M) weights of the features of the trend, of standardised values.
        left_out_mean: (n, M) mean at each place of the design, foretold from the others.
        left_out_sd: (n, M) standard deviation of that.
    """

    covariance: Covariance
    level: Floats
    scale: Floats
    weights: Floats
    inverse: Floats
    trend: Floats
    left_out_mean: Floats
    left_out_sd: Floats

    def mean(self, places: Floats, design: Floats, features: Floats) -> Floats:
        """Foretell the values at places, (S, M).

        Args:
            places: (S, D) places.
            design: (n, D) places of the design.
            features: (S, F) features of the trend at the places.
        """
        standard = features @ self.trend
        if self.covariance.process:
            lengths = self.covariance.lengths
            standard += matern(places / lengths, design / lengths) @ (self.covariance.process * self.weights)
        value: Floats = self.level + self.scale * standard
        return value

    def sd(self, places: Floats, design: Floats) -> Floats:
        """Give the standard deviation of a value at places around its mean, noise included, (S, M).

        Args:
            places: (S, D) places.
            design: (n, D) places of the design.
        """
        shared = self.covariance.between(places, design)
        explained = np.einsum("sn,sn->s", shared @ self.inverse, shared)
        left = self.covariance.at(places) + self.covariance.noise - explained
        deviation: Floats = np.sqrt(np.maximum(left, self.covariance.noise))[:, None] * self.scale
        return deviation


def fit_surface(design: Floats, values: Floats, covariance: Covariance) -> Surface:
    """Lay the surface of one block through its values.

    The trend is a ridge regression whose penalty is part of the covariance, so prediction and leave-one-out errors
    are exact for trend and process at once.

    Args:
        design: (n, D) places.
        values: (n, M) statistics there.
        covariance: the covariance they share.
    """
    standard, level, scale = _standardised(values)
    full = covariance.between(design, design)
    full[np.diag_indices(len(design))] += covariance.noise
    inverse = _inverse(full)[0]
    weights = inverse @ standard
    own = np.diag(inverse)[:, None]
    penalties = trend_penalties(design.shape[1], covariance.linear, covariance.quadratic)
    return Surface(
        covariance,
        level,
        scale,
        weights,
        inverse,
        penalties[:, None] * (trend_features(design).T @ weights),
        level + scale * (standard - weights / own),
        scale * np.sqrt(1.0 / own),
    )


def find_covariance(design: Floats, values: Floats, kind: Kind, start: Covariance | None = None) -> Covariance:
    """Find the covariance of one block: the largest marginal likelihood times a wide prior of the lengths.

    Args:
        design: (n, D) places.
        values: (n, M) statistics there.
        kind: with the Gaussian process, or the quadratic trend alone.
        start: covariance of an earlier fit, from which the search starts.
    """
    standard, _, scale = _standardised(values)
    if not scale.any():
        return Covariance(1e-6, 1e-8, 0.0, 1e-7, np.ones(design.shape[1]))
    chosen = np.arange(len(design))
    if len(design) > MOST_FOR_SEARCH:
        # A random part: every second place of a regular design may cover half of the cube.
        chosen = np.sort(np.random.default_rng(0).permutation(len(design))[:MOST_FOR_SEARCH])
    return _search(design[chosen], standard[chosen][:, scale > 0], kind, start)


def trend_features(places: Floats) -> Floats:
    """Give the features of the trend, (S, F): one, slopes, curvatures and products of two.

    Each has mean 0 (but the first) and variance 1 over the cube.

    Args:
        places: (S, D) places.
    """
    centred = _centred(places)
    rows, columns = np.triu_indices(places.shape[1], 1)
    parts = [
        np.ones((len(places), 1)),
        3.0**0.5 * centred,
        11.25**0.5 * (centred**2 - 1 / 3),
        3.0 * centred[:, rows] * centred[:, columns],
    ]
    return np.concatenate(parts, axis=1)


def trend_penalties(numbers: int, linear: float, quadratic: float) -> Floats:
    """Give the variance of the weight of each feature of the trend, (F,).

    Args:
        numbers: unknown numbers (D).
        linear: variance of the slopes.
        quadratic: variance of curvatures and products.
    """
    second = numbers + numbers * (numbers - 1) // 2
    return np.concatenate([[_CONSTANT], np.full(numbers, linear), np.full(second, quadratic)])


def matern(first: Floats, second: Floats) -> Floats:
    """Give the Matern covariance of smoothness 5/2 between scaled places, (A, B).

    Args:
        first: (A, D) places in lengths.
        second: (B, D) places in lengths.
    """
    away = _scaled_distance(first, second)
    value = away * away
    value *= 1 / 3
    value += away
    value += 1.0
    np.negative(away, out=away)
    value *= np.exp(away, out=away)
    return value


def _standardised(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the values with mean 0 and variance 1, their mean and standard deviation; 0 for what never varies."""
    level, scale = values.mean(0), values.std(0)
    # What differs by rounding alone is constant.
    scale = np.where(scale <= 1e-10 * np.maximum(np.abs(level), 1.0), 0.0, scale)
    standard = np.where(scale > 0, values - level, 0.0) / np.where(scale > 0, scale, 1.0)
    return standard, level, scale


def _scaled_distance(first: Floats, second: Floats) -> Floats:
    squares = first @ (-2.0 * second.T)
    squares += (first * first).sum(1)[:, None]
    squares += (second * second).sum(1)
    np.maximum(squares, 0.0, out=squares)
    distance: Floats = np.sqrt(squares, out=squares)
    distance *= _ROOT_FIVE
    return distance


def _centred(places: Floats) -> Floats:
    return 2.0 * places - 1.0


def _linear(first: Floats, second: Floats) -> Floats:
    product: Floats = 3.0 * _centred(first) @ _centred(second).T
    return product


def _quadratic(first: Floats, second: Floats) -> Floats:
    """Give the covariance of curvatures and products, without writing out the products."""
    one, two = _centred(first), _centred(second)
    squares = (one**2) @ (two**2).T
    curved = 11.25 * (one**2 - 1 / 3) @ (two**2 - 1 / 3).T
    product: Floats = curved + 4.5 * ((one @ two.T) ** 2 - squares)
    return product


def _inverse(matrix: Floats) -> tuple[Floats, float]:
    """Invert a covariance and give the logarithm of its determinant."""
    from scipy.linalg import cholesky, lapack

    lower = cholesky(matrix, lower=True, check_finite=False)
    inverse, _ = lapack.dpotri(lower, lower=1)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    return inverse, float(2.0 * np.log(np.diag(lower)).sum())


def _search(design: Floats, standard: Floats, kind: Kind, start: Covariance | None) -> Covariance:
    from scipy.optimize import minimize

    numbers = design.shape[1]
    usual = float(np.log(0.5 * numbers**0.5))
    process = kind == "gaussian process"
    first = np.concatenate([np.log([0.5 / numbers, 0.05 / numbers, 0.2, 0.02]), np.full(numbers, usual)])
    if start is not None and start.process:
        noise = max(start.noise, 1e-6)
        first = np.log([start.linear, start.quadratic, start.process, noise, *start.lengths])
    bounds = [*zip(_LOW, _HIGH, strict=True), *[(_SHORTEST, _LONGEST)] * numbers]
    if not process:
        first, bounds = np.delete(first[:4], 2), [bounds[0], bounds[1], bounds[3]]
    job = _Likelihood(design, standard, usual, process)
    found = minimize(job, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _STEPS})
    values = np.exp(found.x)
    if not process:
        return Covariance(values[0], values[1], 0.0, values[2], np.ones(numbers))
    return Covariance(values[0], values[1], values[2], values[3], values[4:])


class _Likelihood:
    """Give minus the log posterior of the numbers of a covariance, and its gradient.

    The statistics of a block follow one another closely, so they count as one: their mean is taken. Gradients by
    length come from matrix products alone, which a general library builds from a (n, n, D) array.
    """

    def __init__(self, design: Floats, standard: Floats, usual: float, process: bool) -> None:
        self._design, self._standard, self._usual, self._process = design, standard, usual, process
        self._linear, self._quadratic = _linear(design, design), _quadratic(design, design)

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        values = np.exp(logs)
        linear, quadratic, noise = values[0], values[1], values[3 if self._process else 2]
        matrix = _CONSTANT + linear * self._linear + quadratic * self._quadratic
        shape: Any = None
        if self._process:
            scaled = self._design / values[4:]
            shape = _scaled_distance(scaled, scaled)
            decay = np.exp(-shape)
            matrix += values[2] * (1.0 + shape + shape**2 / 3) * decay
        matrix[np.diag_indices(len(matrix))] += noise
        inverse, determinant = _inverse(matrix)
        weights = inverse @ self._standard
        outputs = self._standard.shape[1]
        value = 0.5 * float((weights * self._standard).sum()) / outputs + 0.5 * determinant
        pull = 0.5 * (inverse - weights @ weights.T / outputs)
        gradient = np.zeros_like(logs)
        gradient[0] = linear * float((pull * self._linear).sum())
        gradient[1] = quadratic * float((pull * self._quadratic).sum())
        gradient[3 if self._process else 2] = noise * float(np.trace(pull))
        if self._process:
            gradient[2] = values[2] * float((pull * (1.0 + shape + shape**2 / 3) * decay).sum())
            slope = pull * (values[2] * 5 / 3) * (1.0 + shape) * decay
            gradient[4:] = 2.0 * (slope.sum(1) @ scaled**2 - np.einsum("nd,nd->d", scaled, slope @ scaled))
            away = (logs[4:] - self._usual) / _LENGTH_SPREAD
            value += 0.5 * float((away**2).sum())
            gradient[4:] += away / _LENGTH_SPREAD
        return value, gradient
