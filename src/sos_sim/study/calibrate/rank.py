"""Simulation-based calibration: does the posterior hold a known truth as often as it says?

Equation:
    truth ~ prior; findings ~ interviews of that truth; rank = number of L posterior draws below the truth;
    right posteriors: rank uniform on 0..L, the central q interval holds the truth with probability q
Sources: Talts et al. 2018 (ranks); Saeilynoja, Buerkner and Vehtari 2022 (simultaneous bands of the ECDF).
Limits: findings that say nothing: posterior = prior, ranks uniform, contraction 1; a posterior too narrow: ranks pile
    up at both ends, coverage below its level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.study.calibrate.common import ENOUGH, Common, emulated_posterior
from sos_sim.study.calibrate.parts import Arrays, Parts
from sos_sim.study.calibrate.question import Floats, Question
from sos_sim.study.calibrate.weighted import PRIOR_SD, Weighted

MOST_RANK = 99
"""Draws the truth is ranked among; its rank is 0 to this."""
LEVELS = (0.5, 0.9)
_QUANTILES = (0.05, 0.25, 0.75, 0.95)
_BATCH = 10
_SIMULATED = 2000
_GRID = 50


@dataclass(frozen=True)
class Judged:
    """Hold what the posteriors of R invented data sets say of their D known truths, all as places in the prior.

    Args:
        truth: (R, D) truths.
        mean: (R, D) posterior means.
        sd: (R, D) posterior standard deviations.
        ends: (R, 4, D) quantiles at 5, 25, 75 and 95 %.
        ranks: (R, D) ranks of the truths, 0 to `MOST_RANK`.
        worth: (R,) effective sample sizes of the weights.
        weighed: (R,) whether those were enough; else a chain was run.
    """

    truth: Floats
    mean: Floats
    sd: Floats
    ends: Floats
    ranks: NDArray[np.int64]
    worth: Floats
    weighed: NDArray[np.bool_]

    def inside(self, level: float) -> NDArray[np.bool_]:
        """Tell whether central intervals hold the truths, (R, D).

        Args:
            level: 0.5 or 0.9.
        """
        low, high = (self.ends[:, 0], self.ends[:, 3]) if level > LEVELS[0] else (self.ends[:, 1], self.ends[:, 2])
        held: NDArray[np.bool_] = (low <= self.truth) & (self.truth <= high)
        return held

    @property
    def contraction(self) -> Floats:
        """Give the mean posterior standard deviation in prior standard deviations, (D,)."""
        contraction: Floats = self.sd.mean(0) / PRIOR_SD
        return contraction

    @property
    def z_scores(self) -> Floats:
        """Give posterior mean minus truth in posterior standard deviations, (R, D)."""
        scores: Floats = (self.mean - self.truth) / np.maximum(self.sd, 1e-12)
        return scores


def judge(
    question: Question,
    common: Common,
    truths: Floats,
    statistics: Floats,
    *,
    root: int = 1,
    jobs: int = 1,
    enough: float = ENOUGH,
    parts: Parts | None = None,
    name: str = "judged",
) -> Judged:
    """Make up findings of known truths and find the posterior of each.

    Args:
        question: what is asked; it makes up the findings.
        common: places at which the model was foretold.
        truths: (R, D) truths, drawn from the prior.
        statistics: (R, K) what the real model gave there.
        root: seed of the findings and draws.
        jobs: worker processes; the results do not depend on them.
        enough: effective sample size that is enough.
        parts: keeps batches as they are done.
        name: name of the parts.
    """
    keep = parts or Parts(None)
    batches = [np.arange(first, min(first + _BATCH, len(truths))) for first in range(0, len(truths), _BATCH)]

    def one(batch: NDArray[np.int64]) -> Arrays:
        return keep.kept(
            f"{name}-{batch[0]}",
            lambda: _judge_batch(question, common, truths[batch], statistics[batch], batch, root, enough),
        )

    if jobs > 1 and len(batches) > 1:
        import joblib

        done = joblib.Parallel(n_jobs=jobs, backend="loky")(joblib.delayed(one)(batch) for batch in batches)
    else:
        done = [one(batch) for batch in batches]
    return Judged(truths, **{key: np.concatenate([part[key] for part in done]) for key in done[0]})


def _judge_batch(
    question: Question,
    common: Common,
    truths: Floats,
    statistics: Floats,
    numbers: NDArray[np.int64],
    root: int,
    enough: float,
) -> Arrays:
    found: dict[str, list[object]] = {each: [] for each in ("mean", "sd", "ends", "ranks", "worth", "weighed")}
    for truth, shown, number in zip(truths, statistics, numbers, strict=True):
        chance = np.random.default_rng([root, int(number)])
        posterior = emulated_posterior(question.invent(shown, chance), common, chance, enough)
        draws = posterior.draws
        found["mean"].append(draws.mean)
        found["sd"].append(draws.sd)
        found["ends"].append(draws.ends(_QUANTILES))
        found["ranks"].append(rank_of(truth, draws, chance))
        found["worth"].append(posterior.worth)
        found["weighed"].append(posterior.weighed)
    return {key: np.array(values) for key, values in found.items()}


def rank_of(truth: Floats, draws: Weighted, chance: np.random.Generator) -> NDArray[np.int64]:
    """Rank a truth among independent draws, (D,), each 0 to `MOST_RANK`.

    Args:
        truth: (D,) places.
        draws: weighted draws of the posterior.
        chance: random numbers.
    """
    chosen = chance.choice(len(draws.weights), size=MOST_RANK, p=draws.weights)
    below: NDArray[np.int64] = (draws.places[chosen] < truth).sum(0)
    return below


@dataclass(frozen=True)
class Uniformity:
    """Tell whether ranks are spread evenly.

    Args:
        bins: bins of the histogram.
        p_value: of the chi-square test that all bins are as likely.
        largest: largest distance of the ECDF from uniform.
        inside: whether the whole ECDF stays inside its simultaneous 95 % band.
    """

    bins: int
    p_value: float
    largest: float
    inside: bool


def bins_of(datasets: int) -> int:
    """Choose how many bins a histogram of ranks has: at least eight data sets in each.

    Args:
        datasets: data sets (R).
    """
    return next((bins for bins in (20, 10, 5) if datasets >= 8 * bins), 4)


def uniformity(ranks: NDArray[np.int64]) -> Uniformity:
    """Test the ranks of one number for being uniform.

    Args:
        ranks: (R,) ranks, 0 to `MOST_RANK`.
    """
    from scipy.stats import chisquare

    bins = bins_of(len(ranks))
    counts = np.bincount(ranks * bins // (MOST_RANK + 1), minlength=bins)
    heights, low, high = ecdf_band(len(ranks))
    reached = ecdf(ranks, heights)
    return Uniformity(
        bins,
        float(chisquare(counts).pvalue),
        float(np.abs(reached - heights).max()),
        bool(((low <= reached) & (reached <= high)).all()),
    )


def ecdf(ranks: NDArray[np.int64], heights: Floats) -> Floats:
    """Give the share of ranks below a share of all possible ranks.

    Args:
        ranks: (R,) ranks, 0 to `MOST_RANK`.
        heights: (G,) shares, 0-1, multiples of one over the number of possible ranks.
    """
    below: Floats = (ranks[:, None] < np.round(heights * (MOST_RANK + 1))).mean(0)
    return below


def ecdf_band(datasets: int, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Give the band in which the whole ECDF of uniform ranks stays with some probability.

    Every point of the band is a quantile of a binomial, at one level that is found by simulation.

    Args:
        datasets: data sets (R).
        level: probability that all of the ECDF is inside.

    Returns:
        Heights (G,), and the lower and upper end of the band there.
    """
    from scipy.stats import binom

    heights = np.arange(1, _GRID) / _GRID
    chance = np.random.default_rng([datasets, _SIMULATED])
    ranks = chance.integers(MOST_RANK + 1, size=(_SIMULATED, datasets))
    edges = np.round(heights * (MOST_RANK + 1))
    counts = np.stack([(ranks < edge).sum(1) for edge in edges], axis=1)
    tails = 2.0 * np.minimum(binom.cdf(counts, datasets, heights), binom.sf(counts - 1, datasets, heights))
    gamma = float(np.quantile(np.minimum(tails, 1.0).min(1), 1.0 - level))
    low = np.asarray(binom.ppf(gamma / 2.0, datasets, heights)) / datasets
    high = np.asarray(binom.isf(gamma / 2.0, datasets, heights)) / datasets
    return heights, low, high


def share_interval(count: int, of: int, level: float = 0.9) -> tuple[float, float]:
    """Give the exact binomial interval of a share (Clopper and Pearson).

    Args:
        count: how many.
        of: of how many.
        level: probability of the interval.
    """
    from scipy.stats import binomtest

    interval = binomtest(count, of).proportion_ci(level, method="exact")
    return float(interval.low), float(interval.high)
