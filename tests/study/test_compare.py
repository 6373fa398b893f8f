from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems
from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.study.compare.printing import reading
from sos_sim.study.statistics.paired import Paired


@pytest.fixture(scope="module")
def comparison(fake, world, engine, tmp_path_factory):
    policies = [fake.more_support(), fake.more_support("broad-thin-support", 0, -9.0)]
    return compare_scenarios(
        fake.make_scenario(),
        policies,
        8,
        population=world,
        out=tmp_path_factory.mktemp("compare") / "out",
        engine=engine,
    )


def test_json_has_the_agreed_shape(comparison):
    shape = json.loads(json.dumps(comparison.as_json(), allow_nan=False))
    assert (shape["base"], shape["seeds"], shape["folder"]) == ("california-2017", 8, str(comparison.folder))
    assert [policy["name"] for policy in shape["policies"]] == ["intensive-support", "broad-thin-support"]
    for policy in shape["policies"]:
        assert [row["outcome"] for row in policy["outcomes"]] == list(OUTCOMES)
        for row in policy["outcomes"]:
            assert {"outcome", "unit", "difference", "low", "high", "share_better"} <= set(row)
            assert row["low"] <= row["difference"] <= row["high"]


def test_differences_are_paired_by_seed(comparison):
    ends = pd.read_parquet(comparison.folder / "outcomes.parquet")
    ends = ends[ends["outcome"] == "true_outcome"].pivot(index="seed", columns="scenario", values="value")
    expected = ends["intensive-support"] - ends["california-2017"]
    found = comparison.policies[0].outcomes["true_outcome"]
    assert found.difference == pytest.approx(expected.mean())
    assert found.share_better == np.mean(expected > 0)
    written = pd.read_parquet(comparison.folder / "differences.parquet")
    rows = written[
        (written["policy"] == "intensive-support")
        & (written["by"] == "state")
        & (written["outcome"] == "true_outcome")
    ].set_index("seed")["difference"]
    pd.testing.assert_series_equal(rows, expected, check_names=False)


def test_differences_cover_every_breakdown(comparison):
    written = pd.read_parquet(comparison.folder / "differences.parquet")
    levels = written.groupby("by")["level"].nunique().to_dict()
    assert levels == {"state": 1, "county": 58, "size": 5, "type": 3, "student_group": 14}
    assert written["difference"].notna().all()


def test_a_stratums_difference_is_policy_minus_base_in_the_last_december(comparison):
    cells = pd.read_parquet(comparison.folder / "breakdowns.parquet")
    cells = cells[
        (cells["year"] == cells["year"].max())
        & (cells["level"] == "Kern")
        & (cells["outcome"] == "authentic")
    ]
    values = cells.pivot(index="seed", columns="scenario", values="value")
    written = pd.read_parquet(comparison.folder / "differences.parquet")
    rows = written[
        (written["policy"] == "broad-thin-support")
        & (written["level"] == "Kern")
        & (written["outcome"] == "authentic")
    ].set_index("seed")["difference"]
    np.testing.assert_allclose(rows, values["broad-thin-support"] - values["california-2017"], rtol=1e-6)


def test_a_student_groups_difference_is_in_student_sd(comparison):
    levels = pd.read_parquet(comparison.folder / "student_groups.parquet")
    levels = levels[
        (levels["year"] == levels["year"].max()) & (levels["group"] == "EL") & (levels["seed"] == 4)
    ]
    tests = levels[levels["indicator"].isin(["ELA", "MATH"])].groupby("scenario")["true"].mean() / 100
    written = pd.read_parquet(comparison.folder / "differences.parquet")
    row = written[
        (written["policy"] == "intensive-support")
        & (written["level"] == "EL")
        & (written["seed"] == 4)
        & (written["outcome"] == "true_outcome")
    ]
    assert row["difference"].item() == pytest.approx(
        tests["intensive-support"] - tests["california-2017"], abs=1e-6
    )


def test_comparing_a_scenario_with_itself_gives_exactly_nothing(fake, world, engine, tmp_path):
    same = fake.make_scenario()
    found = compare_scenarios(same, [same], 4, population=world, out=tmp_path / "out", engine=engine)
    assert found.policies[0].name == "california-2017 (2)"
    for name, outcome in found.policies[0].outcomes.items():
        assert outcome.difference == outcome.low == outcome.high == 0.0
        assert outcome.share_better == (None if OUTCOMES[name].better == "neither" else 0.5)


def test_one_seed_gives_a_difference_without_an_interval(fake, world, engine, tmp_path):
    found = compare_scenarios(
        fake.make_scenario(), [fake.more_support()], 1, population=world, out=tmp_path / "out", engine=engine
    )
    row = found.as_json()["policies"][0]["outcomes"][0]
    assert (row["low"], row["high"]) == (None, None)
    assert row["difference"] is not None


def test_horizons_must_agree(fake, world, engine, tmp_path):
    with pytest.raises(InputProblems):
        compare_scenarios(
            fake.make_scenario(years=3),
            [fake.more_support(years=4)],
            2,
            population=world,
            out=tmp_path / "out",
            engine=engine,
        )


def test_a_seed_that_failed_is_left_out_of_the_pairs(fake, world, tmp_path):
    def spoil(seeds):
        if 2 in seeds:
            raise ValueError("spoiled")

    found = compare_scenarios(
        fake.make_scenario(),
        [fake.more_support()],
        4,
        population=world,
        out=tmp_path / "out",
        engine=fake.make_engine(spoil),
        columns=2,
    )
    assert len(found.failed) == 1
    assert {outcome.seeds for outcome in found.policies[0].outcomes.values()} == {3}


def test_when_every_run_fails_the_comparison_is_empty(fake, world, tmp_path):
    def spoil(seeds):
        raise ValueError("spoiled")

    found = compare_scenarios(
        fake.make_scenario(),
        [fake.more_support()],
        2,
        population=world,
        out=tmp_path / "out",
        engine=fake.make_engine(spoil),
    )
    assert found.as_json()["policies"] == [{"name": "intensive-support", "outcomes": []}]
    assert found.failed


def test_printing_says_plainly_what_is_unclear(comparison, tmp_path):
    from rich.console import Console

    with (tmp_path / "printed").open("w") as file:
        comparison.print(Console(file=file, width=220))
    printed = (tmp_path / "printed").read_text()
    assert "intensive-support compared with california-2017, same shocks, 8 seeds" in printed
    unclear = sum(
        outcome.includes_zero for policy in comparison.policies for outcome in policy.outcomes.values()
    )
    assert printed.count("(interval includes 0)") == unclear
    assert [outcome.label for outcome in OUTCOMES.values() if outcome.label not in printed] == []


def test_the_table_is_written_typed(comparison, tmp_path):
    comparison.to_parquet(tmp_path / "table.parquet")
    table = pd.read_parquet(tmp_path / "table.parquet")
    assert len(table) == 2 * len(OUTCOMES)
    assert all(table[column].dtype == float for column in ("difference", "low", "high", "share_better"))


def test_p_values_are_adjusted_over_the_policies(comparison):
    shape = comparison.as_json()["policies"]
    for rows in zip(*(policy["outcomes"] for policy in shape), strict=True):
        ordered = sorted(rows, key=lambda row: row["p"])
        assert ordered[0]["p_holm"] == min(1, 2 * ordered[0]["p"])
        assert ordered[1]["p_holm"] == max(ordered[0]["p_holm"], ordered[1]["p"])
    table = comparison.table()
    assert table["p_holm"].tolist() == [row["p_holm"] for policy in shape for row in policy["outcomes"]]


def test_one_policy_alone_is_not_adjusted(fake, world, engine, tmp_path):
    found = compare_scenarios(
        fake.make_scenario(), [fake.more_support()], 5, population=world, out=tmp_path / "out", engine=engine
    )
    assert all(outcome.p_holm == outcome.p_value for outcome in found.policies[0].outcomes.values())


def test_a_scenario_like_the_base_is_no_discovery_and_has_no_price(fake, world, engine, tmp_path):
    same = fake.make_scenario()
    found = compare_scenarios(same, [same], 5, population=world, out=tmp_path / "out", engine=engine)
    policy = found.policies[0]
    assert {(outcome.p_value, outcome.p_holm) for outcome in policy.outcomes.values()} == {(1.0, 1.0)}
    assert (policy.measured_minus_true.difference, policy.measured_minus_true.high) == (0.0, 0.0)
    assert [cost.note for cost in policy.costs] == ["no gain to divide by"] * 2
    table = pd.read_parquet(found.folder / "cost_per_gain.parquet")
    assert table[["value", "low", "high", "over_horizon"]].isna().all(axis=None)
    by = pd.read_parquet(found.folder / "comparison_by.parquet")
    assert (by[["difference", "low", "high"]] == 0).all(axis=None)


def test_measured_minus_true_stands_beside_both(comparison):
    for policy, shape in zip(comparison.policies, comparison.as_json()["policies"], strict=True):
        gap = shape["measured_minus_true"]
        pair = (policy.outcomes["measured_outcome"], policy.outcomes["true_outcome"])
        assert (gap["measured"]["low"], gap["true"]["high"]) == (pair[0].low, pair[1].high)
        assert gap["difference"] == pytest.approx(pair[0].difference - pair[1].difference)
        assert gap["low"] <= gap["difference"] <= gap["high"]


def test_a_gain_has_a_price_in_dollars_and_its_table_says_the_same(comparison):
    prices = comparison.as_json()["policies"][0]["cost_per_gain"]
    outcomes = comparison.policies[0].outcomes
    capability = prices[0]
    assert capability["outcome"] == "capability"
    assert capability["value"] == pytest.approx(
        outcomes["cost_per_pupil"].difference / outcomes["capability"].difference
    )
    assert capability["over_horizon"] == pytest.approx(3 * capability["value"])
    table = pd.read_parquet(comparison.folder / "cost_per_gain.parquet")
    assert table.loc[0, "value"] == capability["value"]


@pytest.mark.parametrize(
    ("found", "policies", "said"),
    [
        (Paired(9, 0.2, 0.1, 0.3, 1.0, 0.004, 0.004), 1, "better"),
        (Paired(9, -0.2, -0.3, -0.1, 0.0, 0.004, 0.004), 1, "worse"),
        (Paired(9, 0.2, 0.1, 0.3, 1.0, 0.04, 0.12), 3, "(not settled among 3)"),
        (Paired(3, 0.2, 0.1, 0.3, 1.0, 0.25, 0.25), 1, "(not settled, p 0.25)"),
        (Paired(9, 0.2, -0.1, 0.3, 0.6, 0.04, 0.04), 1, "(interval includes 0)"),
        (Paired(9, 0.0, 0.0, 0.0, 0.5, 1.0, 1.0), 1, "no difference"),
        (Paired(1, 0.2, None, None, 1.0, 1.0, 1.0), 1, ""),
    ],
)
def test_better_is_said_only_where_interval_and_adjusted_test_agree(found, policies, said):
    assert reading("true_outcome", found, policies) == said
