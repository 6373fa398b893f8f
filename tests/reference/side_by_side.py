"""An engine and the reference in step, month by month."""

from __future__ import annotations

from typing import Any

from reference.columns import (
    HandedDashboard,
    StreamChances,
    copy_state,
    differences,
    plain_parameters,
    plain_world,
)
from reference.model import ReferenceModel


def side_by_side(engine: Any, months: int) -> None:
    """Let an engine and one reference per run pass the same months, and compare after each.

    Args:
        engine: an engine in double precision.
        months: how many.

    Raises:
        AssertionError: a column differs.
    """
    models = []
    for run in range(engine.runs):

        def parameters(months: int, run: int = run) -> Any:
            return plain_parameters(engine.schedule.at(months), run)

        chances, dashboard = StreamChances(engine.streams, run), HandedDashboard(engine, run)
        models.append(ReferenceModel(plain_world(engine.world), parameters, chances, engine.schedule.start, dashboard))
        copy_state(engine.state, models[-1], run)
    for _ in range(months):
        for model in models:
            model.step()
        engine.step()
        for run, model in enumerate(models):
            assert differences(engine.state, model, run) == [], (engine.date(engine.months - 1), run)
