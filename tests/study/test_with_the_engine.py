from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sos_sim.observe.recorder import BY_DISTRICT
from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.study.run import run_scenarios


@pytest.fixture(scope="module")
def pressed(fake):
    return fake.make_scenario("high-pressure", {"accountability.pressure": ((12, 1.0),)})


def test_the_models_own_engine_gives_the_same_tables_for_any_batch_size(fake, world, pressed, tmp_path):
    scenarios = [fake.make_scenario(), pressed]
    for columns in (2, 4, 32):
        run_scenarios(
            scenarios, 3, population=world, out=tmp_path / str(columns), district_seeds=2, columns=columns
        )
    for name in fake.TABLES:
        reference, *others = (
            pd.read_parquet(tmp_path / str(columns) / f"{name}.parquet") for columns in (32, 2, 4)
        )
        for other in others:
            pd.testing.assert_frame_equal(other, reference, check_exact=True)


def test_a_comparison_runs_from_the_engine_to_the_pictures(fake, world, pressed, tmp_path):
    from sos_sim.show.draw import draw_folder

    found = compare_scenarios(fake.make_scenario(), [pressed], 3, population=world, out=tmp_path / "out")
    assert found.failed == []
    assert found.policies[0].outcomes["pressure"].difference > 0
    assert set(BY_DISTRICT) < set(pq.read_schema(tmp_path / "out" / "districts.parquet").names)
    assert pq.read_metadata(tmp_path / "out" / "events.parquet").num_rows > 0
    assert len(draw_folder(tmp_path / "out")) == 4


def test_before_a_policy_begins_nothing_differs(fake, world, pressed, tmp_path):
    run_scenarios([fake.make_scenario(), pressed], 2, population=world, out=tmp_path / "out")
    table = pq.read_table(tmp_path / "out" / "trajectories.parquet").to_pandas()
    early = table[table["date"] <= "2018-07"].pivot(
        index=["seed", "date", "outcome"], columns="scenario", values="value"
    )
    assert (early["california-2017"] == early["high-pressure"]).all()
    assert len(early) > 0
