from __future__ import annotations

import time

import numpy as np
import pytest

from sos_sim.observe.run import run_batch
from sos_sim.scenario.dates import date_of
from sos_sim.scenario.scenario import load
from sos_sim.story.districts import District
from sos_sim.story.lives import Happening, Life, lives_of
from sos_sim.workshop.decade import SERIES, Decades, decades, turning_points


@pytest.fixture(scope="module")
def told(small_world):
    return decades(small_world, load("california-2017"), 2, 8)


def test_every_district_has_a_story_of_its_own(told, small_world):
    for place, code in enumerate(small_world.districts.cds_code):
        decade = told.of(place)
        assert decade["district"]["code"] == code and decade["seed"] == 2
        text = " ".join(" ".join(each["sentences"]) for each in decade["paragraphs"])
        assert text.startswith(decade["district"]["name"])
        assert all(each["sentences"] for each in decade["paragraphs"])


def test_the_yearly_results_are_those_of_the_run(told, small_world):
    base = load("california-2017")
    recording = run_batch(small_world, [base], [2], keep_districts=[True])
    for name, within in zip(SERIES, (0.006, 0.0006, 0.0006), strict=True):
        of_run = recording.by_district[:, recording.district_outcomes.index(name), :, 0]
        for place in range(0, of_run.shape[1], 13):
            decade = told.of(place)
            assert decade["years"] == [2017.5, *(year + 1.0 for year in recording.years)]
            assert np.allclose(decade["series"][name][1:], of_run[:, place], atol=within)


def test_a_story_says_that_it_is_one_future_of_several_and_no_forecast(told):
    last = told.of(0)["paragraphs"][-1]
    assert last["title"] == "Other futures"
    assert "one of the 8 futures" in last["sentences"][0] and "no forecast" in last["sentences"][0]
    alone = Decades(told.districts, told.lives, told.start, 1).of(0)["paragraphs"][-1]["sentences"]
    assert alone == ["This is one future: an illustration, no forecast."]


def test_turning_points_come_in_order_and_repeat_no_news():
    rows = (
        (0, "network joined", 3.0), (5, "identified", 2.0), (17, "identified", 1.0), (29, "left the list", 2.0),
        (40, "leader left", 6.8), (41, "identified", 0.0), (60, "effort abandoned", 0.01),
    )  # fmt: skip
    happenings = tuple(Happening(month, date_of((2017, 7), month), *row) for month, *row in rows)
    life = Life("california-2017", 1, 120, happenings)
    assert [(each.month, each.event) for each in turning_points(life)] == [
        (5, "identified"), (29, "left the list"), (40, "leader left"), (41, "identified")
    ]  # fmt: skip
    district = District("1", "North Elementary", "Kern", "elementary", 900.0)
    words = [each["words"] for each in Decades([district], [life], (2017, 7), 8).of(0)["turns"]]
    assert words == [
        "Named for assistance (2 student groups)", "Off the list, after 2 years", "Leader leaves, after 7 years",
        "Named for assistance (local indicators)",
    ]  # fmt: skip


def test_lives_straight_from_a_recording_keep_every_event_of_every_district(small_world):
    base = load("california-2017")
    recording = run_batch(small_world, [base], [1], keep_districts=[True], closely=False)
    count = len(small_world.districts.cds_code)
    lives = lives_of(recording, base, 1, count)
    assert len(lives) == count
    assert sum(len(life.happenings) for life in lives) == len(recording.events)
    for life in lives:
        months = [each.month for each in life.happenings]
        assert months == sorted(months) and life.happenings[0].date == "2017-07"


def test_stories_are_quick_enough_to_be_packed(told):
    began = time.perf_counter()
    for place in range(len(told.lives)):
        told.of(place)
    # A second and a half for all 944 districts on a quiet machine; several times that is allowed here.
    assert (time.perf_counter() - began) / len(told.lives) < 0.01
