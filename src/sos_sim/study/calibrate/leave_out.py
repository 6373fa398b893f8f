"""The leave-one-out check of an emulator, block by block: which blocks are foretold badly, and whether it matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.study.calibrate.emulate import Emulator, likeliest
from sos_sim.study.calibrate.question import Floats

if TYPE_CHECKING:
    from sos_sim.study.calibrate.question import Question

LEAST_EXPLAINED = 0.8
"""Share of the variance below which a statistic is foretold badly."""
LARGEST_EFFECT = 0.1
"""Change of the log likelihood up to which a badly foretold block does not matter: 35 such blocks together leave
two thirds of the draws effective."""


@dataclass(frozen=True)
class BlockCheck:
    """Tell how well the statistics of one block are foretold.

    Args:
        block: number of the block, from 0.
        statistics: numbers of its statistics.
        explained: share of the variance explained, per statistic.
        error: root mean square error, per statistic.
        coverage: share of values inside their 90 % interval, per statistic.
        largest: largest error in standard deviations, per statistic.
        effect: mean change of the log likelihood by the errors of the block, where the findings are likely.
    """

    block: int
    statistics: tuple[int, ...]
    explained: Floats
    error: Floats
    coverage: Floats
    largest: Floats
    effect: float

    @property
    def bad(self) -> bool:
        """Tell whether the block is foretold badly and that matters."""
        return bool(self.explained.min() < LEAST_EXPLAINED and self.effect > LARGEST_EFFECT)


def check_blocks(emulator: Emulator, question: Question) -> list[BlockCheck]:
    """Leave out every place of the design in turn and compare what the others foretell with the model.

    Args:
        emulator: the emulator.
        question: the findings, which say what matters.
    """
    found = emulator.check()
    left_out = emulator.left_out()[0]
    rows = likeliest(emulator, question)
    real = emulator.statistics[rows]
    base = question.log_likelihood(real).sum(1)
    checks = []
    for number, block in enumerate(emulator.blocks):
        part = list(block)
        changed = real.copy()
        changed[:, part] = left_out[rows][:, part]
        effect = float(np.abs(question.log_likelihood(changed).sum(1) - base).mean())
        checks.append(
            BlockCheck(
                number,
                block,
                found.explained[part],
                found.error[part],
                found.coverage[part],
                np.abs(found.standardised[:, part]).max(0),
                effect,
            )
        )
    return checks
