"""Predict first: how predictions are scored, and a round from the plan to what was learned."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sos_sim.workshop

WEB = Path(sos_sim.workshop.__file__).parent / "web"
SETTING = "scenario=intensive-support"


@pytest.fixture(scope="module")
def functions(chromium: Any) -> Iterator[Any]:
    """Give an empty page that has the functions and nothing else."""
    page = chromium.new_page()
    for name in ("stat.js", "predict_score.js", "predict_rounds.js"):
        page.add_script_tag(path=WEB / name)
    yield page
    page.close()


def flat(value: float, years: int = 11) -> list[dict[str, float]]:
    return [{"low": value - 0.1, "mid": value, "high": value + 0.1}] * years


def scored(functions: Any, prediction: dict[str, Any], a: float, b: float) -> dict[str, Any]:
    result = {"a": flat(a), "b": flat(b), "change": {"low": b - a, "mean": b - a, "high": b - a}}
    return dict(functions.evaluate("([one, result]) => SOS.predictScore.score(one, result)", [prediction, result]))


def curve(value: float) -> dict[str, Any]:
    return {"outcome": "capability", "kind": "curve", "points": [2.0] + [value] * 10}


def test_a_curve_on_the_middle_scores_all_and_one_far_off_nothing(functions) -> None:
    right = scored(functions, curve(3.0), 2.0, 3.0)
    assert (right["score"], right["distance"], right["inside"], right["years"]) == (100, 0, 10, 10)
    assert scored(functions, curve(4.5), 2.0, 3.0)["score"] == 0


def test_half_the_declared_distance_scores_half_and_the_start_does_not_count(functions) -> None:
    far = functions.evaluate("SOS.predictScore.scales('capability').far")
    found = scored(functions, curve(3.0 + far / 2), 2.0, 3.0)
    assert found["score"] == 50 and found["distance"] == pytest.approx(far / 2) and found["inside"] == 0


def test_no_change_scores_as_the_yardstick_beside_it(functions) -> None:
    found = scored(functions, curve(2.0), 2.0, 2.3)
    assert found["score"] == found["naive"] > 0


@pytest.mark.parametrize(
    ("value", "b", "right"), [(2.5, 3.0, True), (1.5, 3.0, False), (2.0, 2.05, True), (2.0, 3.0, False)]
)
def test_the_direction_is_judged_apart_from_the_distance(functions, value: float, b: float, right: bool) -> None:
    assert scored(functions, curve(value), 2.0, b)["rightDirection"] is right


@pytest.mark.parametrize(
    ("choice", "score", "word"), [(4, 100, "hit"), (3, 50, "one step off"), (2, 0, "far off"), (0, 0, "far off")]
)
def test_a_range_is_a_hit_one_step_off_or_far(functions, choice: int, score: int, word: str) -> None:
    found = scored(functions, {"outcome": "capability", "kind": "range", "choice": choice}, 2.0, 3.0)
    assert (found["score"], found["word"], found["naive"]) == (score, word, 0)


@pytest.mark.parametrize("outcome", ["capability", "true_outcome", "measured_outcome", "improvement_time"])
def test_the_five_ranges_meet_without_a_gap_and_are_even_on_both_sides(functions, outcome: str) -> None:
    scales = functions.evaluate("(name) => SOS.predictScore.scales(name)", outcome)
    same, much = scales["same"], scales["much"]
    assert 0 < same < much < scales["far"] < scales["high"] - scales["low"]
    changes = [-much, -0.99 * much, -same, -0.99 * same, 0, 0.99 * same, same, 0.99 * much, much]
    found = [
        functions.evaluate("([name, change]) => SOS.predictScore.choiceOf(name, change)", [outcome, each])
        for each in changes
    ]
    assert found == [0, 1, 1, 2, 2, 2, 3, 3, 4]


def test_predictions_are_drawn_on_the_axes_of_the_line_charts(functions) -> None:
    from sos_sim.workshop.charts import RANGES

    axes = functions.evaluate("SOS.predictScore.AXES")
    assert {name: (axis["low"], axis["high"]) for name, axis in axes.items()} == {name: RANGES[name] for name in axes}


def test_years_left_out_of_a_drawing_run_straight_from_the_start_and_stay_after_the_end(functions) -> None:
    drawn = [None, None, 2.5, None, 4.0, None]
    found = functions.evaluate("([drawn, a]) => SOS.predictScore.complete(drawn, a)", [drawn, [2, 2, 2, 2, 2, 1]])
    assert found == pytest.approx([2, 2.25, 2.5, 3.25, 4.0, 3.0])


def test_a_drawing_covers_every_date_of_the_line_charts(functions) -> None:
    dates = ["2017-07", "2018-01", "2018-07", "2019-01", "2019-07"]
    assert functions.evaluate("(dates) => SOS.predictScore.yearPlaces(dates)", dates) == [0, 2, 4]
    found = functions.evaluate("(dates) => SOS.predictScore.onDates([1, 2, 4], dates)", dates)
    assert found == pytest.approx([1, 1.5, 2, 3, 4])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1"])
def test_no_text_of_the_room_is_a_formula_in_a_spreadsheet(functions, text: str) -> None:
    written = functions.evaluate("(text) => SOS.predictRounds.cell(text)", text)
    assert written.startswith("'") and functions.evaluate("SOS.predictRounds.cell(-1.5)") == "-1.5"


def test_rounds_that_cannot_be_read_are_left_out(functions) -> None:
    broken = "{ read: SOS.predictRounds.read({ version: '1', dates: ['2017-07'] }) }"
    assert functions.evaluate(f"() => ({broken}).read") == []


def reveal(seat: Any) -> None:
    seat.change(lambda: seat.page.locator("#predict").get_by_role("button", name="Reveal").click())


def predict_range(seat: Any, who: str, choice: str) -> None:
    seat.page.get_by_label("Pick a range").check()
    seat.page.get_by_label(choice).check()
    seat.page.get_by_label("Who?").fill(who)


def test_a_curve_drawn_with_the_keys_is_scored_and_laid_over_the_charts(place) -> None:
    seat = place().open(SETTING)
    year = seat.page.locator("#predict").get_by_role("slider").first
    before = float(year.get_attribute("aria-valuenow"))
    year.focus()
    for key in ("PageUp", "ArrowUp", "ArrowRight", "ArrowUp"):
        seat.page.keyboard.press(key)
    assert float(year.get_attribute("aria-valuenow")) > before
    focused = seat.page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert focused.endswith("2019")
    reveal(seat)
    (round_,) = seat.page.evaluate("() => SOS.predict.rounds()")
    (prediction,) = round_["predictions"]
    assert prediction["kind"] == "curve" and len(prediction["points"]) == 11
    assert f"{prediction['score']['score']} of 100" in seat.text(".predict-picks")
    assert len(seat.page.evaluate("() => SOS.predict.guess().points")) == len(seat.meta["dates"])


def test_a_curve_drawn_with_the_pointer_goes_where_the_pointer_went(place) -> None:
    seat = place().open(SETTING)
    box = seat.page.locator(".drawable").bounding_box()
    seat.page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"])
    seat.page.mouse.down()
    seat.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.2 * box["height"], steps=4)
    seat.page.mouse.up()
    sliders = seat.page.locator("#predict").get_by_role("slider").all()
    values = [float(each.get_attribute("aria-valuenow")) for each in sliders]
    assert values[-1] > values[4] > values[0] and values[-1] > 3


def test_two_groups_are_compared_in_one_round_and_the_rounds_can_be_saved(place) -> None:
    seat = place().open(SETTING)
    predict_range(seat, "=Table A", "much higher")
    seat.page.get_by_label("Why?").fill("help, in time")
    seat.button("Add prediction").click()
    predict_range(seat, "Table B", "much lower")
    reveal(seat)
    assert "=Table A: 100 of 100, closest" in seat.text(".predict-picks")
    seat.page.get_by_label("What did we learn?").fill("help builds capability")
    seat.page.get_by_role("button", name="Rounds so far").click()
    name, data = seat.saved("Download predictions")
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert name.endswith(".csv") and [row["who"] for row in rows] == ["'=Table A", "Table B"]
    assert [row["score"] for row in rows] == ["100", "0"] and rows[0]["range"] == "much higher"
    assert {row["learned"] for row in rows} == {"help builds capability"} and rows[0]["why"] == "help, in time"
    assert SETTING in rows[0]["link"] and float(rows[0]["change at end middle"]) > 0


def test_a_round_without_a_prediction_is_told_and_not_scored(place) -> None:
    seat = place().open(SETTING)
    reveal(seat)
    assert "not scored" in seat.text(".predict-words")
    assert seat.page.evaluate("() => SOS.predict.rounds()[0].predictions") == []


def test_a_pair_that_was_seen_before_does_not_count_again(place) -> None:
    seat = place().open(SETTING)
    for preset in (None, 1, 2):
        if preset is not None:
            seat.change(lambda place=preset: seat.preset(place).click())
        predict_range(seat, "all", "about the same")
        reveal(seat)
    assert seat.page.evaluate("() => SOS.predict.rounds().map((each) => each.seen)") == [False, False, True]


def test_what_the_open_page_has_shown_does_not_count_either(place) -> None:
    seat = place().open(SETTING)
    switch = seat.page.get_by_role("switch", name="Predict first")
    seat.change(switch.click)
    seat.change(switch.click)
    predict_range(seat, "all", "much higher")
    reveal(seat)
    assert seat.page.evaluate("() => SOS.predict.rounds().map((each) => each.seen)") == [True]


def test_rounds_outlive_a_reload_and_a_reset_asks_before_they_go(place) -> None:
    seat = place().open(SETTING)
    predict_range(seat, "all", "a little higher")
    reveal(seat)
    seat.page.reload()
    seat.settle(0)
    assert len(seat.page.evaluate("() => SOS.predict.rounds()")) == 1
    seat.change(lambda: seat.button("Reset").click())
    assert len(seat.page.evaluate("() => SOS.predict.rounds()")) == 1
    seat.button("Clear rounds").click()
    assert seat.page.evaluate("() => SOS.predict.rounds()") == []
