"""Parameter recovery: how closely known truths are found again, and what more interviews would add."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sos_sim.study.calibrate.question import Floats
from sos_sim.study.calibrate.rank import Judged


@dataclass(frozen=True)
class Recovery:
    """Tell how posterior means follow the truths, over R data sets.

    Args:
        correlation: (D,) correlation of truth and posterior mean.
        slope: (D,) slope of the posterior mean over the truth: 1 when fully found, 0 when not at all.
        covered: (D,) share of truths inside their 90 % interval.
        error: (D,) root mean square error over that of guessing the middle of the prior.
    """

    correlation: Floats
    slope: Floats
    covered: Floats
    error: Floats


def recovery(judged: Judged) -> Recovery:
    """Compare truths with posterior means.

    Args:
        judged: posteriors of data sets with known truths.
    """
    truth, mean = judged.truth, judged.mean
    from_middle, around = truth - truth.mean(0), mean - mean.mean(0)
    together, spread = (from_middle * around).sum(0), (from_middle**2).sum(0)
    size = np.sqrt(spread * (around**2).sum(0))
    correlation = np.divide(together, size, out=np.zeros_like(size), where=size > 1e-12)
    slope = np.divide(together, spread, out=np.zeros_like(spread), where=spread > 0)
    error = np.sqrt(((mean - truth) ** 2).mean(0) / np.maximum(((truth - 0.5) ** 2).mean(0), 1e-300))
    return Recovery(correlation, slope, judged.inside(0.9).mean(0), error)
