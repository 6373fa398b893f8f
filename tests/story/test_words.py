from __future__ import annotations

import pytest

from sos_sim.story.words import days, listed, percent, points, points_again, signed_points, times, year_spans, years


@pytest.mark.parametrize(
    ("number", "said"),
    [(0.0, "less than a month"), (0.084, "a month"), (0.5, "half a year"), (0.25, "3 months"), (1.0, "a year"),
     (1.92, "2 years"), (7.4, "7 years")],
)  # fmt: skip
def test_spans_are_rounded_to_what_people_say(number, said):
    assert years(number) == said


def test_numbers_are_rounded_and_a_trace_is_not_nothing():
    assert percent(0.204) == "20 %"
    assert percent(0.002) == "under 1 %"
    assert percent(0.0) == "0 %"
    assert days(9.6) == "about 10 coach-days a year"
    assert days(0.2) == "no coach-days"
    assert points(0.214) == "21 points above the start"
    assert points(-0.01) == "1 point below the start"
    assert points(0.001) == "where it started"
    assert signed_points(-0.09) == "\N{MINUS SIGN}9"


def test_a_second_number_on_the_same_side_is_said_short():
    assert points_again(0.25, 0.21) == "25"
    assert points_again(-0.02, 0.21) == "2 points below the start"


def test_lists_and_counts_read_as_sentences():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert times(1) == "once"
    assert times(6) == "six times"
    assert year_spans([2017, 2019, 2022, 2023, 2024]) == "2017, 2019 and every year from 2022 to 2024"
