"""The real model's statistics at many places, in parts that are kept as they finish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.study.calibrate.kept import Kept
from sos_sim.study.calibrate.question import Floats

if TYPE_CHECKING:
    from sos_sim.study.calibrate.question import Question

_PART = 60  # places run and kept together: as many as the model runs side by side


class Simulator:
    """Run the real model, in the same parts whatever the number of workers.

    Args:
        question: what is asked.
        seeds: futures every place meets.
        jobs: worker processes.
        kept: keeps the parts.
    """

    def __init__(self, question: Question, seeds: Sequence[int], jobs: int, kept: Kept) -> None:
        self._question, self._seeds, self._jobs, self._kept = question, tuple(seeds), jobs, kept
        self.seconds: dict[str, float] = {}

    def named(self, name: str, places: Floats) -> Floats:
        """Give the statistics at places, (S, K), each part as it was kept or else run and kept.

        Args:
            name: name the parts are kept by.
            places: (S, D) places.
        """
        parts = _parts(places)
        names = [f"runs-{name}-{number}" for number in range(len(parts))]
        held = [self._kept.held(each) for each in names]
        missing = [number for number, each in enumerate(held) if each is None]
        for number, (found, seconds) in zip(missing, self._run([parts[each] for each in missing]), strict=True):
            self._kept.save(names[number], {"statistics": found}, seconds)
            held[number] = ({"statistics": found}, seconds)
        whole = [each for each in held if each is not None]
        self.seconds[name] = sum(seconds for _, seconds in whole)
        return np.concatenate([arrays["statistics"] for arrays, _ in whole])

    def log_likelihood(self, places: Floats) -> Floats:
        """Give the log likelihood of all findings at places by the real model, (S,); nothing is kept.

        Args:
            places: (S, D) places.
        """
        found = np.concatenate([part for part, _ in self._run(_parts(places))])
        total: Floats = self._question.log_likelihood(found).sum(1)
        return total

    def _run(self, parts: list[Floats]) -> Iterator[tuple[Floats, float]]:
        if self._jobs <= 1 or len(parts) <= 1:
            for part in parts:
                yield _timed(self._question, part, self._seeds)
            return
        import joblib

        parallel = joblib.Parallel(n_jobs=self._jobs, backend="loky", return_as="generator")
        yield from parallel(joblib.delayed(_timed)(self._question, part, self._seeds) for part in parts)


def _parts(places: Floats) -> list[Floats]:
    return [places[start : start + _PART] for start in range(0, len(places), _PART)]


def _timed(question: Question, places: Floats, seeds: tuple[int, ...]) -> tuple[Floats, float]:
    import time

    started = time.perf_counter()
    found = question.simulate(places, seeds)
    return found, time.perf_counter() - started
