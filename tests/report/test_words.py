from __future__ import annotations

import pytest

from sos_sim.report.effects import Effect
from sos_sim.report.words import interval, listed, month, number, percent, sentence, signed


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.2345, "1.23"), (0.00034, "0.0003"), (-0.00034, "\N{MINUS SIGN}0.0003"), (1e-9, "0"), (0, "0"), (None, "-"),
     (float("nan"), "-"), (12345.6, "12,346")],
)  # fmt: skip
def test_numbers_keep_a_digit_that_counts(value, text):
    assert number(value) == text


def test_differences_have_a_sign_and_nothing_has_none():
    assert [signed(0.5), signed(-0.5), signed(0)] == ["+0.500", "\N{MINUS SIGN}0.500", "0"]
    assert interval(None, 1.0) == interval(float("nan"), 1.0) == ""


def test_only_all_is_a_hundred_per_cent_and_only_none_is_zero():
    assert [percent(1.0), percent(0.999), percent(0.5), percent(0.001), percent(0)] == [
        "100 %", "over 99 %", "50 %", "under 1 %", "0 %",
    ]  # fmt: skip


def test_months_lists_and_sentences():
    assert [month("2018-07"), month("soon"), month("")] == ["July 2018", "soon", ""]
    assert [listed(list(items)) for items in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert sentence("one thing", "another") == "One thing; another."


@pytest.mark.parametrize(
    ("effect", "reading"),
    [
        (Effect("true_outcome", 0.1, 0.05, 0.2, 1.0), "better"),
        (Effect("inflation", 0.1, 0.05, 0.2, 0.0), "worse"),
        (Effect("pressure", 0.1, 0.05, 0.2, float("nan")), "higher"),
        (Effect("true_outcome", 0.1, -0.05, 0.2, 0.7), "not distinguishable"),
        (Effect("true_outcome", 0.1, 0.05, 0.2, 1.0, 0.3), "not distinguishable"),
        (Effect("true_outcome", 0.0, 0.0, 0.0, 0.5), "no difference"),
        (Effect("true_outcome", 0.1, float("nan"), float("nan"), 1.0), "one future"),
    ],
)
def test_a_difference_is_read_by_its_interval_direction_and_adjusted_p_value(effect, reading):
    assert effect.reading == reading
    assert effect.clear == (reading in ("better", "worse", "higher", "lower"))
