"""Reports of the other kinds of study, from made-up tables whose answer is known."""

from __future__ import annotations

import pandas as pd
import pytest

from sos_sim.parameters import PARAMETERS
from sos_sim.report.build import report
from sos_sim.report.study import Study
from sos_sim.store.manifest import write_manifest

LEVER = "support.coe_coach_days"
SCENARIOS = [{"name": "california-2017", "description": "As it was.", "changes": {}}]


@pytest.fixture
def page(seen, tmp_path):
    def make(kind, tables, **manifest):
        for name, rows in tables.items():
            pd.DataFrame(rows).to_parquet(tmp_path / f"{name}.parquet")
        about = {"format": "sos-sim run folder", "status": "done", "kind": kind, "scenarios": SCENARIOS}
        write_manifest(tmp_path, about | {"horizon": {"start": "2017-07", "end": "2027-07"}} | manifest)
        return seen(report(Study.open(tmp_path)))

    return make


def swept(missing=()):
    """Make a sweep: days 10 are best in two of three futures, days 40 cost more everywhere."""
    capability = {(10.0, 0): 3.0, (10.0, 1): 3.0, (10.0, 2): 1.0, (40.0, 0): 2.0, (40.0, 1): 2.0, (40.0, 2): 2.0}
    design, outcomes = [], []
    for number, ((days, future), value) in enumerate(capability.items()):
        run = {"run_key": str(number), "scenario": "california-2017", "seed": 1, "policy": int(days > 10)}
        design.append(run | {"future": future, LEVER: days})
        if number not in missing:
            outcomes.append({"run_key": str(number), "outcome": "capability", "value": value})
            outcomes.append({"run_key": str(number), "outcome": "cost_per_pupil", "value": days})
    experiment = {"name": "days", "levers": [LEVER], "outcomes": ["capability", "cost_per_pupil"]}
    return {"design": design, "outcomes": outcomes}, experiment


def test_a_sweep_names_the_best_policy_of_each_outcome_and_how_often_it_is_best(page):
    tables, experiment = swept()
    text = page("sweep", tables, experiment=experiment).text
    assert "On average california-2017" in text and f"{PARAMETERS[LEVER].label.lower()} 10" in text
    answer = text.split("Answer")[2].split("Tables")[0]
    assert "2.33 67 %" in answer
    assert "10.0 100 %" in answer
    assert "10.0, 40.0" in text.split("Parameters changed")[-1]


def test_a_future_that_failed_under_one_policy_is_left_out_for_all(page):
    tables, experiment = swept(missing=[2])
    answer = page("sweep", tables, experiment=experiment).text.split("Answer")[2]
    assert "3.00 100 %" in answer and "the 2 futures met by every policy" in answer


def test_failed_runs_of_a_sweep_stand_first(page):
    tables, experiment = swept()
    failed = [{"run_key": "1", "scenario": "california-2017", "seed": 3, "error": "out of luck", "traceback": "secret"}]
    text = page("sweep", tables | {"failures": failed}, experiment=experiment).text
    assert "1 run failed and is left out." in text and "california-2017, seed 3: out of luck" in text
    assert "secret" not in text


def test_a_decision_tells_front_regret_requirement_and_where_it_fails(page):
    tables, experiment = swept()
    policies = [
        {"policy": name, "on_front": front, "front_share": share, "satisfied_all": share, "futures": 6}
        for name, front, share in (("a", True, 0.9), ("b", False, 0.1))
    ]
    regret = [
        {"policy": name, "outcome": "capability", "regret_max": most, "won": won}
        for name, most, won in (("a", 0.25, 0.6), ("b", 1.5, 0.4))
    ]
    met = [{"policy": "a", "requirement": "capability>=2", "share": 0.75, "low": 0.6, "high": 0.9}]
    box = {"box": 0, "policy": "a", "requirement": "capability>=2", "method": "prim", "path": "turnover.staff_hazard"}
    box |= {"low": 0.02, "high": None, "fail_share": 0.25, "coverage": 0.8, "density": 0.7}
    decided = {"decide-policies": policies, "regret": regret, "satisficing": met, "boxes": [box]}
    text = page("sweep", tables | decided, experiment=experiment).text
    assert "of 2 policies over 6 futures: a." in text
    assert "a is never further than 0.250 points behind" in text and "the best in 60 % of futures" in text
    assert "met most often by a: in 75 % of futures (60 % to 90 %)" in text
    assert "in 25 % of futures, mostly when" in text
    assert f"{PARAMETERS['turnover.staff_hazard'].label.lower()} is above 0.020" in text


def test_an_explanation_gives_its_own_sentences_and_its_parts_largest_first(page):
    parts = [("whole", "Whole", 0.3), ("component", "Small part", -0.05), ("component", "Large part", 0.35)]
    rows = [
        {"outcome": "true_outcome", "by": by, "label": label, "value": value, "low": value, "high": value}
        for by, label, value in parts
    ]
    scenarios = [*SCENARIOS, {"name": "more", "changes": {}}]
    made = page("explain", {"attribution": rows}, scenarios=scenarios, explanation={"sentences": ["It is so."]})
    assert "Why more differs from california-2017" in made.text and "It is so." in made.text
    assert made.text.index("Large part") < made.text.index("Small part")


def test_a_sensitivity_analysis_names_what_drives_the_level_and_what_turns_the_ranking(page):
    first, second = "learning.cycle_months", "turnover.knowledge_lost"
    spread = [{"outcome": "capability", "spread": 0.5, "best": "more", "displaced": 0.12}]
    ranking = [
        {"outcome": "capability", "path": path, "ST_level": level, "ST_level_conf": 0.1, "ST_lead": 0.2,
         "ST_lead_conf": 0.1, "for_ranking": turns, "reading": "in words"}
        for path, level, turns in ((first, 0.2, True), (second, 0.7, False))
    ]  # fmt: skip
    tables = {"spread": spread, "ranking": ranking}
    text = page("sensitivity", tables, experiment={"name": "which"}, warnings=["Take more seeds"]).text
    labels = PARAMETERS[first].label, PARAMETERS[second].label
    assert f"comes from “{labels[1]}” (70 %) and “{labels[0]}” (20 %)" in text
    assert f"is better turns with “{labels[0]}”" in text
    assert "another policy is better at 12 % of the points tried" in text
    assert text.index("Take more seeds.") < text.index("Answer Capability")


def test_a_search_names_the_division_that_gains_most_in_the_better_direction(page):
    rows = [
        {"name": name, "simple": name == "Even split", "on_front": name != "Even split", "cost": 5.0,
         "share_coaches": coaches, "share_data": 1 - coaches, "equity_gap_gain": gain, "equity_gap_gain_low": gain,
         "equity_gap_gain_high": gain}
        for name, coaches, gain in (("Front 1", 0.75, -0.02), ("Front 2", 0.25, 0.01), ("Even split", 0.5, 0.0))
    ]  # fmt: skip
    asked = {"budget": 5.0, "objectives": ["equity_gap"]}
    text = page("optimise", {"allocations": rows}, optimise=asked).text
    assert "How should $5 per pupil and year be divided" in text
    assert "Equity gap: best under Front 1 (coaches 75 %, data 25 %)" in text
