from __future__ import annotations

import numpy as np
import pytest

from sos_sim.study.explain.words import Part, sentences, signed
from sos_sim.study.statistics.paired import paired

WAYS = ("way to students", "ways to students")


def found(*values: float):
    return paired(np.array(values), "neither")


def part(label: str, *values: float) -> Part:
    return Part(label, label, found(*values))


def say(whole, components, ways=()) -> tuple[str, ...]:
    return sentences("base", "policy", "true_outcome", whole, components, ways, WAYS)


def test_the_largest_share_along_and_the_largest_against_are_named_with_their_figures():
    parts = [part("Days", 0.28, 0.30, 0.32), part("Focus", 0.02, 0.03, 0.04), part("Paper", -0.11, -0.1, -0.12)]
    first, second = say(found(0.19, 0.23, 0.24), parts, [part("Time", 0.19, 0.23, 0.24)])
    assert first.startswith("policy ends 0.220 student SD above base in true achievement gain (+0.")
    assert "“days” carried more than the whole of it (+0.300; " in first
    assert "“paper” worked against it (\N{MINUS SIGN}0.110; " in first
    assert second.startswith("Of the ways to students, “time” carried all of it (+0.220; ")


def test_as_much_as_the_whole_is_not_called_all_where_something_worked_against_it():
    parts = [part("Days", 0.19, 0.20, 0.21), part("Focus", 0.1, 0.11, 0.09), part("Paper", -0.1, -0.09, -0.11)]
    first, *_ = say(found(0.19, 0.20, 0.21), parts)
    assert "“days” carried as much as the whole of it" in first
    assert "“paper” worked against it" in first


def test_a_fall_is_carried_by_what_is_negative():
    first, *_ = say(found(-0.19, -0.23, -0.24), [part("Days", -0.15, -0.16, -0.15), part("Focus", 0.03, 0.03, 0.02)])
    assert "0.220 student SD below base" in first
    assert "“days” carried 70 % of it" in first
    assert "“focus” worked against it (+0.027" in first


def test_what_cannot_be_told_from_zero_is_not_told_as_a_finding():
    noise = (-0.2, 0.1, 0.3, -0.1, 0.05)
    first, second = say(found(*noise), [part("Days", *noise)], [part("Time", *noise)])
    assert "cannot be told from base" in first
    assert "no changed parameter has a share that can be told from zero" in first
    assert second == "No way to students has a share that can be told from zero."


def test_shares_that_cancel_are_told_although_the_whole_may_be_nothing():
    up, down = (0.30, 0.31, 0.29, 0.3), (-0.31, -0.29, -0.3, -0.3)
    whole = found(*(np.array(up) + np.array(down)))
    first, *_ = say(whole, [part("Days", *up), part("Paper", *down)])
    assert "cannot be told from base" in first
    assert "“days” moved it by itself (+0.300" in first
    assert "“paper” moved it the other way (\N{MINUS SIGN}0.300" in first


def test_one_future_has_no_interval_and_says_so():
    first, second = say(found(0.2), [part("Days", 0.2)], [part("Time", 0.15), part("Spread", 0.05)])
    assert "one future says nothing of chance" in first
    assert "carried all of it (+0.200)" in first
    assert "carried 75 % of it (+0.150)" in second


def test_no_difference_at_all_is_said():
    first, *_ = say(found(0.0, 0.0, 0.0), [part("Days", 0.0, 0.0, 0.0)])
    assert first.startswith("In true achievement gain policy ends exactly where base does")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), (0.0, "0"), (0.25, "+0.250"), (-0.0002, "\N{MINUS SIGN}0.0002"), (1e-7, "0"), (1234.0, "+1,234")],
)
def test_numbers_have_signs_and_little_is_not_called_nothing(value, text):
    assert signed(value) == text
