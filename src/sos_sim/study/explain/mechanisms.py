"""Mechanisms: through which channels the difference between two scenarios reached student outcomes.

Both scenarios run side by side. Beside them stand mixed runs that make no decisions of their own: every month they
take the columns of each channel from one run or the other, learn by the model's own exposure function, and hold the
model's own tests each spring. The mixture that takes everything from the base is the base run, the one that takes
everything from the other scenario is the other run, and the Shapley values over the channels share the difference
between the two without a rest.

Mixtures do not act back on the state: a channel's share is what the difference in its columns carried, whichever part
of the policy moved these columns. These are the proximate causes; the components of the policy are the distant ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.engine import Engine
from sos_sim.model.mechanisms import exposure, focus
from sos_sim.observe import districts
from sos_sim.observe.recorder import Recorder
from sos_sim.scenario.posterior import Posterior, laid
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.study.explain.channels import CHANNELS, EXPLAINED, Channel, channel_of
from sos_sim.study.explain.components import changed_paths
from sos_sim.study.explain.shapley import shapley
from sos_sim.study.worlds import PackedWorld, opened

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

TOLERANCE = 1e-4
"""Student SD by which mixed runs may miss the runs they are mixed from: rounding of 32-bit numbers, no more."""


class MixedRuns(Engine):
    """Follow two runs, taking each channel's columns from one of them.

    Args:
        world: the world of the two runs.
        base: scenario of the first run.
        other: scenario of the second.
        sources: by channel (h,) which run each of the h mixed runs takes its columns and parameters from: 0 the
            base, -1 the other, which is the last of the runs followed.
        seed: seed of the two runs.
        dtype: floating type of all columns.
        tested: hold the tests each spring; needless for what is true where both runs measure alike.
    """

    def __init__(
        self,
        world: World,
        base: Scenario,
        other: Scenario,
        sources: Mapping[str, NDArray[np.int64]],
        seed: int,
        dtype: Any,
        tested: bool = True,
    ) -> None:
        self.sources, self.tested = sources, tested
        scenarios = _mixed_scenarios(base, other, sources)
        super().__init__(world, compile_schedule(scenarios, dtype=dtype), [seed] * len(scenarios), dtype=dtype)
        # Nobody looks at their Dashboards.
        self.waiting = []

    def take(self, runs: Engine) -> None:
        """Take the columns of every channel from the first and the last of some runs as they stand."""
        for channel in CHANNELS:
            for name in channel.columns:
                column = getattr(runs.state, name)
                # What both runs share may still stand in one column.
                both = np.broadcast_to(column, (*column.shape[:-1], runs.runs))
                setattr(self.state, name, both[..., self.sources[channel.name]])

    def follow(self, runs: Engine) -> None:
        """Learn in the month that the two runs have just been through.

        Args:
            runs: the engine of the runs followed, one month ahead.
        """
        p, month = self.parameters(self.months), self._month(self.index)
        self.take(runs)
        exposure.step(self.state, p, month)
        if month.number == 6 and self.tested:
            self.close_year(p, month.year)
            self.waiting = []
        elif month.number == 6:
            focus.close_year(self.state, p)
            # Nothing else of the tests is true; both runs drift alike where they measure alike.
            self.levels.base = runs.levels.base[..., :1]
        self.index += 1


def _mixed_scenarios(base: Scenario, other: Scenario, sources: Mapping[str, NDArray[np.int64]]) -> list[Scenario]:
    """Give each mixed run the parameters that act in its channels' equations; the rest act through columns."""
    direct = {path: channel_of(path) for path in changed_paths(base, other)}
    histories = {
        path: (base.changes.get(path, ()), other.changes.get(path, ())) for path, name in direct.items() if name
    }
    mixed = []
    for run in range(len(next(iter(sources.values())))):
        changes = dict(base.changes)
        for path, both in histories.items():
            changes[path] = both[sources[direct[path]][run]]
        mixed.append(replace(base, changes=changes))
    return mixed


@dataclass(frozen=True)
class MechanismShares:
    """Hold what the channels carried.

    Args:
        channels: (c,) the channels that can move an outcome here.
        outcomes: (O,) the outcomes they explain.
        shares: (c, K, O) share of each channel in each future, summing to other minus base.
        areas: (6, K) share of each area of improvement capability in the difference of its mean, 0-5.
    """

    channels: tuple[Channel, ...]
    outcomes: tuple[str, ...]
    shares: NDArray[np.float64]
    areas: NDArray[np.float64]


def mechanism_shares(
    world: World,
    base: Scenario,
    other: Scenario,
    seeds: Sequence[int],
    *,
    parameters: Posterior | None = None,
    jobs: int = 1,
    dtype: Any = np.float32,
    done: Callable[[int], None] = lambda runs: None,
) -> MechanismShares:
    """Share the difference between two scenarios among the channels, future by future.

    Args:
        world: the world.
        base: the scenario compared with.
        other: the policy, with the same horizon.
        seeds: (K,) futures.
        parameters: draws of a calibration that lie under both, a draw per future; None for none.
        jobs: worker processes.
        dtype: floating type of the runs.
        done: told how many runs have been done each time a future is.

    Raises:
        RuntimeError: mixed runs do not reproduce the runs they are mixed from.
    """
    channels = channels_between(base, other)
    shares = np.empty((len(channels), len(seeds), len(EXPLAINED)))
    areas = np.empty((len(districts.AREAS), len(seeds)))
    runs = runs_per_seed(base, other)
    for place, (found, of_areas) in _each_seed(world, base, other, channels, seeds, parameters, jobs, dtype):
        shares[:, place], areas[:, place] = found, of_areas
        done(runs)
    return MechanismShares(channels, EXPLAINED, shares, areas)


def channels_between(base: Scenario, other: Scenario) -> tuple[Channel, ...]:
    """List the channels through which two scenarios can differ, those that multiply first.

    Args:
        base: the scenario compared with.
        other: the policy.
    """
    direct = {channel_of(path) for path in changed_paths(base, other)}
    acting = [channel for channel in CHANNELS if channel.columns or channel.name in direct]
    return tuple(sorted(acting, key=lambda channel: channel.added))


def runs_per_seed(base: Scenario, other: Scenario) -> int:
    """Count the runs of one future, the two followed and those that follow them.

    Args:
        base: the scenario compared with.
        other: the policy.
    """
    return 2 + len(_mixtures(channels_between(base, other)))


def _mixtures(channels: Sequence[Channel]) -> NDArray[np.int64]:
    """List which channels each mixed run takes from the other scenario, (h, c) of 0 and 1.

    Every mixture of the channels that multiply; then each added channel alone; then everything.
    """
    crossed = sum(not channel.added for channel in channels)
    groups = np.arange(1 << crossed)[:, None] >> np.arange(len(channels)) & 1
    alone = np.eye(len(channels), dtype=np.int64)[crossed:]
    return np.concatenate([groups, alone, np.ones((1, len(channels)), np.int64)])


def _each_seed(
    world: World,
    base: Scenario,
    other: Scenario,
    channels: tuple[Channel, ...],
    seeds: Sequence[int],
    parameters: Posterior | None,
    jobs: int,
    dtype: Any,
) -> Iterator[tuple[int, tuple[NDArray[np.float64], NDArray[np.float64]]]]:
    if jobs <= 1 or len(seeds) <= 1:
        for place, seed in enumerate(seeds):
            first, second = (laid(each, seed, parameters) for each in (base, other))
            yield place, _one_seed(world, first, second, channels, seed, dtype)
        return
    import joblib

    packed = PackedWorld(world)
    parallel = joblib.Parallel(n_jobs=jobs, backend="loky", return_as="generator")
    yield from enumerate(
        parallel(
            joblib.delayed(_one_seed)(
                packed, laid(base, seed, parameters), laid(other, seed, parameters), channels, seed, dtype
            )
            for seed in seeds
        )
    )


def _one_seed(
    packed: World | PackedWorld, base: Scenario, other: Scenario, channels: tuple[Channel, ...], seed: int, dtype: Any
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share one future's differences: (c, O) by channel and outcome, and (6,) by area of capability."""
    found = one_pass(opened(packed), [base, other], channels, seed, dtype, EXPLAINED)
    return found.shares, found.areas


@dataclass(frozen=True)
class Pass:
    """Hold what one future says of the difference between the first and the last of some scenarios.

    Args:
        ends: (s, O) outcomes of each scenario at the end.
        shares: (c, E) share of each channel in the difference of the outcomes explained.
        areas: (6,) share of each area in the difference of mean capability.
    """

    ends: NDArray[np.float64]
    shares: NDArray[np.float64]
    areas: NDArray[np.float64]


def one_pass(
    world: World,
    scenarios: Sequence[Scenario],
    channels: Sequence[Channel],
    seed: int,
    dtype: Any,
    explained: Sequence[str],
    outcomes: Sequence[str] = (),
) -> Pass:
    """Run scenarios side by side in one future, and mixed runs that follow the first and the last of them.

    Args:
        world: the world.
        scenarios: (s,) scenarios with one horizon: the base, any others, the policy.
        channels: (c,) the channels that act between the base and the policy on what is explained.
        seed: the future.
        dtype: floating type of the runs.
        explained: (E,) outcomes of ``EXPLAINED`` to share among the channels.
        outcomes: (O,) outcomes whose ends are wanted besides; those explained when there are none.

    Raises:
        RuntimeError: mixed runs do not reproduce the runs they are mixed from.
    """
    mixtures = _mixtures(channels)
    nowhere = np.zeros(len(mixtures), np.int64)
    sources = {channel.name: nowhere for channel in CHANNELS}
    sources |= {channel.name: -mixtures[:, place] for place, channel in enumerate(channels)}
    runs = Engine(world, compile_schedule(scenarios, dtype=dtype), [seed] * len(scenarios), dtype=dtype)
    alike = not any(channel.name == "measurement" for channel in channels)
    tested = not alike or any(name != "true_outcome" for name in explained)
    mixed = MixedRuns(world, scenarios[0], scenarios[-1], sources, seed, dtype, tested)
    mixed.take(runs)
    wanted = tuple(dict.fromkeys((*explained, *outcomes)))
    of_runs = Recorder(runs, [False] * len(scenarios), wanted)
    of_mixed = Recorder(mixed, [False] * len(mixtures), explained)
    for _ in range(runs.schedule.months):
        runs.step()
        mixed.follow(runs)
    of_runs.look()
    of_mixed.look()
    ends, values = of_runs.statewide[-1].T, of_mixed.statewide[-1].T
    shares = _shares(values, channels, explained)
    _check(ends[[0, -1], : len(explained)], values, shares)
    six = np.stack(districts.areas(runs, runs.parameters(runs.months - 1)))
    means = np.concatenate([of_runs.averages.statewide["districts"] @ area for area in six]).astype(np.float64)
    kept = [wanted.index(name) for name in outcomes or explained]
    return Pass(ends[:, kept], shares, (means[:, -1] - means[:, 0]) * (5.0 / 6.0))


def _shares(values: NDArray[np.float64], channels: Sequence[Channel], explained: Sequence[str]) -> NDArray[np.float64]:
    """Share the difference among channels, (c, E); what is added counts the same whatever else is there."""
    crossed = sum(not channel.added for channel in channels)
    groups = 1 << crossed
    shares = np.concatenate([shapley(values[:groups]), values[groups:-1] - values[0]])
    for place, channel in enumerate(channels):
        for column, outcome in enumerate(explained):
            if outcome not in channel.outcomes:
                shares[place, column] = 0.0
    return shares


def _check(ends: NDArray[np.float64], values: NDArray[np.float64], shares: NDArray[np.float64]) -> None:
    missed = np.stack([values[0] - ends[0], values[-1] - ends[1], shares.sum(axis=0) - (ends[1] - ends[0])])
    if not (np.abs(missed) <= TOLERANCE).all():
        raise RuntimeError(
            "mixed runs do not reproduce the runs they are mixed from: something that differs between the scenarios "
            f"acts on outcomes outside the declared channels (off by up to {np.abs(missed).max():.2g})"
        )
