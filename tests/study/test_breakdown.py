from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sos_sim.problems import InputProblems
from sos_sim.study.compare.breakdown import GAP, KINDS, breakdown
from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.study.statistics.paired import paired


@pytest.fixture(scope="module")
def compared(fake, world, engine, tmp_path_factory):
    policies = [fake.more_support(), fake.more_support("broad-thin-support", 0, -9.0)]
    out = tmp_path_factory.mktemp("by") / "out"
    return compare_scenarios(fake.make_scenario(), policies, 8, population=world, out=out, engine=engine, by="size")


def test_every_row_is_what_its_differences_say_alone(compared):
    seeds = pd.read_parquet(compared.folder / "differences.parquet")
    table = pd.read_parquet(compared.folder / "comparison_by.parquet")
    for row in table[table["outcome"] != GAP].sample(12, random_state=1).itertuples():
        mine = seeds[
            (seeds["policy"] == row.policy)
            & (seeds["by"] == row.by)
            & (seeds["level"] == row.level)
            & (seeds["outcome"] == row.outcome)
        ]
        alone = paired(mine["difference"].to_numpy(), "lower" if row.outcome in ("CHRO", "SUSP") else "higher")
        assert (row.seeds, row.difference) == (8, pytest.approx(alone.difference))
        assert (row.low, row.high) == pytest.approx((alone.low, alone.high))
        if row.outcome != "identified_share":
            assert row.share_better == alone.share_better


def test_every_level_of_every_breakdown_is_there_once(compared):
    table = pd.read_parquet(compared.folder / "comparison_by.parquet")
    assert not table.duplicated(["policy", "by", "level", "outcome"]).any()
    assert list(table["by"].unique()) == list(KINDS)
    assert table.groupby("by")["level"].nunique().to_dict() == {"county": 58, "size": 5, "type": 3, "student_group": 14}
    assert table.groupby("policy").size().nunique() == 1


def test_measured_minus_true_is_the_difference_of_the_two_with_its_own_interval(compared):
    table = compared.breakdown("student_group").query("policy == 'intensive-support'")
    wide = table.pivot(index="level", columns="outcome", values="difference")
    np.testing.assert_allclose(wide[GAP], wide["measured_outcome"] - wide["true_outcome"], atol=1e-12)
    gaps = table[table["outcome"] == GAP]
    assert (gaps["low"] <= gaps["difference"]).all()
    assert (gaps["low"] < gaps["high"]).all()


def test_the_breakdown_asked_for_is_printed_best_first_and_in_the_json(compared, tmp_path):
    from rich.console import Console

    with (tmp_path / "printed").open("w") as file:
        compared.print(Console(file=file, width=220))
    printed = (tmp_path / "printed").read_text()
    last = printed[printed.rindex("intensive-support compared with california-2017 by size of district") :]
    rows = compared.breakdown("size").query("policy == 'intensive-support' and outcome == 'true_outcome'")
    best_first = list(rows.sort_values("difference", ascending=False)["level"])
    places = [last.index(level) for level in best_first]
    assert places == sorted(places)
    shape = compared.as_json()["by"]
    assert shape["kind"] == "size"
    assert len(shape["rows"]) == len(compared.breakdown("size"))
    assert set(shape["rows"][0]) >= {"policy", "level", "outcome", "difference", "low", "high", "share_better"}


def test_student_groups_are_printed_by_name(compared, tmp_path):
    from dataclasses import replace

    from rich.console import Console

    with (tmp_path / "printed").open("w") as file:
        replace(compared, by="student_group").print(Console(file=file, width=220))
    printed = (tmp_path / "printed").read_text()
    assert printed.count("English learners") == printed.count("All pupils") == 2


def test_an_unknown_breakdown_is_refused_before_anything_runs(fake, world, engine, tmp_path):
    base, policy = fake.make_scenario(), fake.more_support()
    with pytest.raises(InputProblems, match="did you mean 'county'"):
        compare_scenarios(base, [policy], 2, population=world, out=tmp_path / "out", engine=engine, by="conty")
    assert list(tmp_path.iterdir()) == []


def test_without_differences_there_are_no_rows():
    empty = pd.DataFrame(columns=["policy", "seed", "by", "level", "outcome", "difference"])
    assert breakdown(empty, ["a policy"]).num_rows == 0
