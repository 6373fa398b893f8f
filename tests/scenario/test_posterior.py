"""Draws of a calibration: which draw a future takes, what wins over it, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.scenario.posterior import each_future, laid, read_posterior

CYCLE, ADOPTERS = "learning.cycle_months", "adoption.early_adopters"
LEVER = next(path for path, each in PARAMETERS.items() if each.role == "lever")
FIXED = next((path for path, each in PARAMETERS.items() if each.role == "fixed"), "")


def table(rows=3, **columns):
    """Make draws of two numbers; other columns beside them or instead of them."""
    found = {
        "draw": np.arange(rows),
        "log_likelihood": -np.arange(rows, dtype=float),
        CYCLE: np.linspace(2.0, 5.0, rows),
        ADOPTERS: np.linspace(0.04, 0.1234567890123, rows),
    }
    return pd.DataFrame(found | columns)


@pytest.fixture
def written(tmp_path):
    def write(frame, name="posterior.parquet"):
        path = tmp_path / name
        if name.endswith(".csv"):
            frame.to_csv(path, index=False)
        else:
            frame.to_parquet(path, index=False)
        return path

    return write


def refused(path):
    with pytest.raises(InputProblems) as caught:
        read_posterior(path)
    return [str(problem) for problem in caught.value.problems]


def test_future_one_takes_the_first_draw_and_after_the_last_they_begin_anew(written, fake):
    posterior = read_posterior(written(table()))
    taken = [posterior.under(fake.make_scenario(), seed).changes[CYCLE][0] for seed in range(1, 8)]
    assert taken == [(0, 2.0), (0, 3.5), (0, 5.0), (0, 2.0), (0, 3.5), (0, 5.0), (0, 2.0)]


def test_two_scenarios_of_a_future_share_its_draw_and_keep_what_they_set(written, fake):
    posterior = read_posterior(written(table()))
    base, policy = fake.make_scenario(), fake.more_support()
    for seed in (1, 2, 3, 4):
        one, other = laid(base, seed, posterior), laid(policy, seed, posterior)
        assert {**one.changes, **policy.changes} == other.changes
        assert set(one.changes) == {CYCLE, ADOPTERS}
    assert base.changes == {}


def test_what_a_scenario_sets_wins_and_is_told(written, fake):
    posterior = read_posterior(written(table()))
    sets = fake.make_scenario("own", {CYCLE: ((0, 3.0),)})
    assert [posterior.under(sets, seed).changes[CYCLE] for seed in (1, 2)] == [((0, 3.0),)] * 2
    assert posterior.under(sets, 3).changes[ADOPTERS] == ((0, 0.1234567890123),)
    assert posterior.warnings([sets]) == [
        f"{CYCLE} is set by the scenario; the calibration's values for it are not used"
    ]
    (only_there,) = posterior.warnings([fake.make_scenario(), sets])
    assert only_there == f"{CYCLE} is set by own; the calibration's values for it are not used there"
    assert posterior.warnings([fake.make_scenario()]) == []
    (experiment,) = posterior.warnings([fake.make_scenario()], {CYCLE, ADOPTERS})
    assert experiment.endswith("are set by the experiment; the calibration's values for them are not used")


def test_it_is_said_how_many_of_the_numbers_are_drawn(written, fake):
    posterior = read_posterior(written(table()))
    sets = fake.make_scenario("own", {CYCLE: ((0, 3.0),)})
    assert "(3 draws of 2 numbers), the same in every scenario." in posterior.sentence(3, [fake.make_scenario(), sets])
    assert "(3 draws of 1 number), the same in every scenario; the draws" in posterior.sentence(4, [sets])
    assert posterior.sentence(3, [sets], {ADOPTERS}).startswith("No number of posterior.parquet is used")


def test_futures_of_one_draw_share_it_and_all_are_as_laid(written, fake):
    posterior = read_posterior(written(table()))
    scenarios = [fake.make_scenario(), fake.more_support()]
    rows = each_future(scenarios, 5, posterior)
    assert rows == [[laid(each, seed, posterior) for each in scenarios] for seed in range(1, 6)]
    assert rows[0] is rows[3]
    assert each_future(scenarios, 2, None) == [scenarios, scenarios]


def test_without_draws_a_scenario_stays_the_same_object(fake):
    scenario = fake.make_scenario()
    assert laid(scenario, 3, None) is scenario


def test_csv_parquet_a_folder_and_another_order_of_columns_are_the_same_draws(written, tmp_path):
    random = np.random.default_rng(3)
    frame = table(40, **{CYCLE: random.uniform(1, 6, 40), ADOPTERS: random.uniform(0.01, 0.1, 40)})
    parquet, text = read_posterior(written(frame)), read_posterior(written(frame, "draws.csv"))
    turned = read_posterior(written(frame[frame.columns[::-1]], "turned.parquet"))
    assert np.array_equal(parquet.values, text.values) and parquet.paths == text.paths == (ADOPTERS, CYCLE)
    assert len({parquet.hash, text.hash, turned.hash, read_posterior(tmp_path).hash}) == 1
    assert read_posterior(written(frame[::-1], "other.parquet")).hash != parquet.hash


def test_numbers_of_the_interviews_are_left_aside_and_said_so(written, fake):
    posterior = read_posterior(written(table(**{"interviews.error": ["a", "b", "c"]})))
    assert posterior.paths == (ADOPTERS, CYCLE)
    assert posterior.about([fake.make_scenario()])["ignored"] == ["interviews.error"]


def test_draw_and_log_likelihood_may_be_missing(written):
    assert read_posterior(written(table()[[CYCLE]])).draws == 3


@pytest.mark.parametrize("name", ["posterior.parquet", "posterior.csv"])
@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"learning.cycle_month": 1.0}, ["no parameter is called learning.cycle_month", f"did you mean '{CYCLE}'"]),
        ({LEVER: PARAMETERS[LEVER].default}, [f"{LEVER} is a lever"]),
        ({CYCLE: [2.0, 99.0, 3.0]}, [f"{CYCLE} is 99", PARAMETERS[CYCLE].allowed]),
        ({CYCLE: [2.0, 99.0, -1.0]}, [f"{CYCLE} is 99", "and 1 more row"]),
        ({CYCLE: [2.0, np.nan, 3.0]}, [CYCLE, PARAMETERS[CYCLE].allowed]),
        ({CYCLE: [2.0, np.inf, 3.0]}, [f"{CYCLE} is inf"]),
        ({"pressure.effort": 0.5}, ["pressure.effort is 0.5", "0 (off) or 1 (on)"]),
        ({CYCLE: ["two", "three", "four"]}, [CYCLE]),
    ],
)
def test_a_column_that_cannot_be_used_is_one_line(written, columns, words, name):
    (line,) = refused(written(table(**columns), name))
    assert [word for word in words if word not in line] == []
    assert "\n" not in line and name in line


@pytest.mark.skipif(not FIXED, reason="no number is declared fixed")
def test_a_fixed_number_is_refused(written):
    assert f"{FIXED} is a fixed number" in refused(written(table(**{FIXED: PARAMETERS[FIXED].default})))[0]


def test_the_line_or_row_of_a_wrong_value_is_named(written):
    wrong = table(**{CYCLE: [2.0, 99.0, 3.0]})
    assert "posterior.parquet, row 2: " in refused(written(wrong))[0]
    assert "posterior.csv:3: " in refused(written(wrong, "posterior.csv"))[0]


def test_every_wrong_column_is_told_at_once(written):
    lines = refused(written(table(**{CYCLE: 99.0, LEVER: 0.0, "nonsense": 1.0})))
    assert len(lines) == 3


def test_files_that_hold_no_draws_are_refused(written, tmp_path):
    empty_folder = tmp_path / "folder"
    empty_folder.mkdir()
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing else")
    binary = tmp_path / "image.png"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    twice = tmp_path / "twice.csv"
    twice.write_text(f"{CYCLE},{CYCLE}\n2,3\n")
    ragged = tmp_path / "ragged.csv"
    ragged.write_text(f"{CYCLE},{ADOPTERS}\n2,0.05\n3\n")
    for path, words in (
        (tmp_path / "missing.parquet", "is not there"),
        (empty_folder, "holds no posterior.parquet"),
        (tmp_path / ("long" * 100), "cannot be read"),
        (broken, "not a Parquet file that can be read"),
        (binary, "not UTF-8"),
        (twice, "stands twice"),
        (ragged, "ragged.csv:3: 1 cells"),
        (written(table()[:0], "none.parquet"), "no rows"),
        (written(table()[:0], "none.csv"), "no rows"),
        (written(table()[["draw", "log_likelihood"]], "other.parquet"), "no column of an uncertain number"),
    ):
        (line,) = refused(path)
        assert words in line, path
