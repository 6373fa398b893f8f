"""What numbers that are not learnt could change of what respondents would say: one at a time over its range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sos_sim.study.calibrate.asked import InterviewQuestion
from sos_sim.study.calibrate.file import learnable, prior_of
from sos_sim.study.calibrate.identify import Screened

PLACES = (0.0, 0.5, 1.0)
"""Looked at: both ends and the middle of a number's range, and its usual value."""


def screen(question: InterviewQuestion, seeds: Sequence[int]) -> tuple[Screened, ...]:
    """Move every number that is not learnt over its declared range, all others at their usual value.

    Args:
        question: the findings.
        seeds: futures.
    """
    learnt = {prior.path for prior in question.priors}
    others = [
        prior_of(each)
        for path, each in learnable().items()
        if path not in learnt and path not in question.moved and path != "interviews.dispersion"
    ]
    usual = np.array([float(prior.place(np.array(prior.default))) for prior in others])
    places = [usual]
    for column in range(len(others)):
        for place in PLACES:
            moved = usual.copy()
            moved[column] = place
            places.append(moved)
    asked = replace(question, priors=tuple(others))
    found = asked.log_likelihood(asked.simulate(np.array(places), seeds))
    screened = []
    for column, prior in enumerate(others):
        first = 1 + column * len(PLACES)
        here = np.vstack([found[:1], found[first : first + len(PLACES)]])
        change = here.max(axis=0) - here.min(axis=0)
        most = int(change.argmax())
        screened.append(Screened(prior.path, prior.label, float(change[most]), question.targets[most]))
    return tuple(screened)
