"""What a calibration has found, and how it is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.store.columns import Column, schema_of
from sos_sim.store.dictionary import TABLES
from sos_sim.store.folder import write_columns_page, write_table
from sos_sim.study.calibrate.agreement import LARGEST, Agreement
from sos_sim.study.calibrate.emulate import Emulator
from sos_sim.study.calibrate.leave_out import BlockCheck
from sos_sim.study.calibrate.question import Floats, Prior
from sos_sim.study.calibrate.smc import Generation

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Stage:
    """Tell what one stage did.

    Args:
        name: name of the stage.
        runs: runs of the real model.
        seconds: time it took when it was worked out.
        ess: effective sample size, draws.
        acceptance: share of the moves accepted.
        tau: longest integrated autocorrelation time, steps.
        r_hat: largest split R-hat.
    """

    name: str
    runs: int
    seconds: float
    ess: float | None = None
    acceptance: float | None = None
    tau: float | None = None
    r_hat: float | None = None


@dataclass(frozen=True)
class Fit:
    """Hold an emulator and how well it foretells.

    Args:
        stage: stage after which it was fitted.
        places: places it was fitted to.
        checks: leave-one-out check per block.
    """

    stage: str
    places: int
    checks: Sequence[BlockCheck]


@dataclass(frozen=True)
class Simulated:
    """Hold places that the real model was run at.

    Args:
        stage: what they were run for.
        places: (n, D) places.
        log_likelihood: (n,) of all findings.
    """

    stage: str
    places: Floats
    log_likelihood: Floats


@dataclass(frozen=True)
class Calibrated:
    """Hold a finished calibration.

    Args:
        folder: where its tables are.
        priors: (D,) priors.
        places: (M, D) equally weighted draws, places in the prior.
        statistics: (M, K) what the real model gives there.
        log_likelihood: (M,) of all findings, by the real model.
        emulator: the last emulator.
        particles: the posterior without an emulator, or None when it was not asked for.
        agreement: how far the two lie apart, or None.
        stages: what was done.
        fits: the emulators.
        simulated: places that were run.
        about: what the manifest says of the calibration.
    """

    folder: Path
    priors: tuple[Prior, ...]
    places: Floats
    statistics: Floats
    log_likelihood: Floats
    emulator: Emulator
    particles: Generation | None
    agreement: Agreement | None
    stages: tuple[Stage, ...]
    fits: tuple[Fit, ...]
    simulated: tuple[Simulated, ...]
    about: dict[str, Any]

    @property
    def values(self) -> Floats:
        """Give the draws as values of the calibrated numbers, (M, D)."""
        return values_of(self.priors, self.places)

    def as_json(self) -> dict[str, Any]:
        """Give what became of the calibration as plain data."""
        return {"folder": str(self.folder), **self.about}

    def write(self, name: str) -> None:
        """Write every table and the page that explains them.

        Args:
            name: name of the calibration.
        """
        paths = [prior.path for prior in self.priors]
        note = {"calibration": name, "paths": paths, "ess": self.about["ess"]}
        self._write("posterior", _draws(self.priors, self.places, self.log_likelihood), paths, note)
        if self.particles is not None:
            drawn = _draws(self.priors, self.particles.places, self.particles.log_likelihood)
            self._write("posterior_smc", drawn, paths, {"calibration": name, "paths": paths})
        self._write("simulations", self._simulations(), paths)
        self._write("emulator", [row for fit in self.fits for row in _emulator_rows(fit)])
        self._write("stages", [{**vars(stage), "stage": stage.name} for stage in self.stages])
        if self.agreement is not None:
            self._write("agreement", self._agreement(self.agreement))
        write_columns_page(self.folder)

    def _write(
        self, table: str, rows: list[dict[str, Any]], paths: Sequence[str] = (), note: dict[str, Any] | None = None
    ) -> None:
        import pyarrow as pa

        columns = [*TABLES[table][1], *(Column(path, "number", "", "") for path in paths)]
        schema = schema_of(columns)
        if note is not None:
            schema = schema.with_metadata({b"sos-sim": json.dumps(note).encode()})
        names = [column.name for column in columns]
        data: pa.Table = pa.Table.from_pylist([{each: row[each] for each in names} for row in rows], schema=schema)
        write_table(self.folder / f"{table}.parquet", data)

    def _simulations(self) -> list[dict[str, Any]]:
        return [
            {"stage": each.stage, **row}
            for each in self.simulated
            for row in _draws(self.priors, each.places, each.log_likelihood)
        ]

    def _agreement(self, found: Agreement) -> list[dict[str, Any]]:
        assert self.particles is not None
        first, second = self.values, values_of(self.priors, self.particles.places)
        return [
            {
                "path": prior.path,
                "distance": float(found.distance[place]),
                "mean": float(first[:, place].mean()),
                "sd": float(first[:, place].std()),
                "mean_smc": float(second[:, place].mean()),
                "sd_smc": float(second[:, place].std()),
                "agree": bool(found.distance[place] <= LARGEST),
            }
            for place, prior in enumerate(self.priors)
        ]


def values_of(priors: Sequence[Prior], places: Floats) -> Floats:
    """Turn places in the prior into values, (S, D).

    Args:
        priors: (D,) priors.
        places: (S, D) places.
    """
    return np.stack([prior.value(places[:, at]) for at, prior in enumerate(priors)], axis=1)


def _draws(priors: Sequence[Prior], places: Floats, found: Floats) -> list[dict[str, Any]]:
    paths = [prior.path for prior in priors]
    return [
        {"draw": number, "log_likelihood": value, **dict(zip(paths, row, strict=True))}
        for number, (value, row) in enumerate(
            zip(found.tolist(), values_of(priors, places).tolist(), strict=True)
        )
    ]


def _emulator_rows(fit: Fit) -> list[dict[str, Any]]:
    return [
        {
            "stage": fit.stage,
            "block": check.block,
            "statistic": statistic,
            "places": fit.places,
            "explained": float(check.explained[place]),
            "error": float(check.error[place]),
            "coverage": float(check.coverage[place]),
            "largest": float(check.largest[place]),
            "effect": check.effect,
            "bad": check.bad,
        }
        for check in fit.checks
        for place, statistic in enumerate(check.statistics)
    ]
