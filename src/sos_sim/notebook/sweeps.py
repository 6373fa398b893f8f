"""Sweeps, as a notebook user types them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.notebook.in_folder import InFolder, calibrated, folder_of
from sos_sim.store.read import read

if TYPE_CHECKING:
    import pandas as pd

    from sos_sim.scenario.experiment import Experiment
    from sos_sim.scenario.posterior import Posterior
    from sos_sim.study.decide.decision import Decision
    from sos_sim.study.sweep.sweep import SweepResult
    from sos_sim.world.build import World


@dataclass(frozen=True)
class Swept(InFolder):
    """Hold a finished sweep.

    Args:
        result: what became of it.
    """

    result: SweepResult

    def table(self) -> pd.DataFrame:
        """Give mean, 5 % and 95 % quantiles over futures at the end, one row per policy and outcome."""
        from sos_sim.study.sweep.printing import policy_table

        return policy_table(self.result)

    def to_parquet(self, path: str | Path) -> None:
        """Write the table to one file.

        Args:
            path: the file.
        """
        self.table().to_parquet(path, index=False)


def sweep(
    experiment: str | Path | Experiment,
    *,
    seeds: int | None = None,
    population: str | Path | World | None = None,
    parameters: str | Path | Posterior | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
    cluster: str | None = None,
    fresh: bool = False,
) -> Swept:
    """Run an experiment: every policy in the same futures.

    Args:
        experiment: an experiment, or its name or path.
        seeds: number of seeds; the experiment's own when not given.
        population: a population file or a world; the embedded California when not given.
        parameters: draws of a calibration under every scenario, or the file or folder that holds them.
        out: the folder, resumed when it holds the same experiment; a temporary one when not given.
        jobs: worker processes.
        cluster: address of a Dask scheduler, or ``local``.
        fresh: replace what the folder holds.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    from sos_sim.study.sweep.sweep import sweep as run_sweep

    found = experiment_of(experiment)
    if seeds is not None:
        found = replace(found, seeds=seeds)
    folder, temporary = folder_of(out)
    result = run_sweep(found, out=folder, cluster=cluster, fresh=fresh, **calibrated(population, jobs, parameters))
    return Swept(folder, temporary, result)


def experiment_of(given: str | Path | Experiment) -> Experiment:
    """Take an experiment, or load it by name or path.

    Args:
        given: what the user gave.
    """
    from sos_sim.observe.outcomes import OUTCOMES
    from sos_sim.scenario.experiment import Experiment, load_experiment

    return given if isinstance(given, Experiment) else load_experiment(given, OUTCOMES)


@dataclass(frozen=True)
class Decided:
    """Hold what a sweep says about its policies.

    Args:
        folder: the folder of the sweep, which now holds the tables of the decision too.
        result: the decision.
    """

    folder: Path
    result: Decision

    @property
    def findings(self) -> list[str]:
        """Tell when policies fail, a paragraph each."""
        from sos_sim.study.decide.printing import box_lines

        return [" ".join(line.strip() for line in box_lines(box)).strip() for box in self.result.boxes]

    def table(self) -> pd.DataFrame:
        """Give one row per policy: on the front, how sure, and the largest regret in every outcome."""
        tables = read(self.folder)
        regret = tables["regret"].pivot(index="policy", columns="outcome", values="regret_max")
        front = tables["decide-policies"].set_index("policy")[["on_front", "front_share", "satisfied_all"]]
        return front.join(regret.add_prefix("regret, "))


def decide(
    folder: str | Path | Swept,
    *,
    require: Sequence[str] = (),
    policy: str | None = None,
    outcomes: Sequence[str] | None = None,
) -> Decided:
    """Weigh the policies of a sweep: trade-off front, regret, shares of futures, and when a policy fails.

    Args:
        folder: a sweep, or its folder; the tables are written into it.
        require: what a policy must achieve, such as ``"true_outcome>=0.05"``; no worse than the first policy when
            nothing is given.
        policy: whose failures to look into; those of least regret and on the front when not given.
        outcomes: outcomes to trade off; the main ones when not given.

    Raises:
        InputProblems: the folder holds no sweep, or something else that was given cannot be used.
    """
    from sos_sim.study.decide.decision import decide as weigh
    from sos_sim.study.decide.tables import write_tables

    where = folder.folder if isinstance(folder, Swept) else Path(folder)
    found = weigh(where, require=require, policy=policy, outcomes=None if outcomes is None else list(outcomes))
    write_tables(found)
    return Decided(where, found)
