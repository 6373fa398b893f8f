import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from sos_sim.model.measure.sampling import binomial_count

PUPILS = (11, 15, 30, 60, 150, 400, 2000, 20000)
SHARES = (0.005, 0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)


def counts(pupils, share, draws, kind=np.float64):
    return binomial_count(
        np.full((1, 1), pupils, kind), np.full((1, len(draws)), share, kind), draws.astype(kind)[None]
    )[0]


@pytest.mark.parametrize("pupils", PUPILS)
@pytest.mark.parametrize("share", SHARES)
def test_counts_are_within_one_pupil_of_the_exact_quantile(pupils, share):
    draws = np.linspace(-3, 3, 1201)
    exact = binom.ppf(norm.cdf(draws), pupils, share)
    assert np.abs(counts(pupils, share, draws) - exact).max() <= 1


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_most_counts_are_exact(kind):
    draws = norm.ppf((np.arange(4000) + 0.5) / 4000)
    agree = [
        (counts(pupils, share, draws, kind) == binom.ppf(norm.cdf(draws), pupils, share)).mean()
        for pupils in PUPILS
        for share in SHARES
    ]
    assert min(agree) > 0.85
    assert np.mean(agree) > 0.97


@pytest.mark.parametrize("pupils", PUPILS)
@pytest.mark.parametrize("share", SHARES)
def test_counts_have_the_mean_and_spread_of_the_binomial(pupils, share):
    draws = norm.ppf((np.arange(20000) + 0.5) / 20000)
    drawn = counts(pupils, share, draws)
    assert drawn.mean() == pytest.approx(pupils * share, rel=0.002, abs=0.05)
    assert drawn.std() == pytest.approx(np.sqrt(pupils * share * (1 - share)), rel=0.06, abs=0.06)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 50000), st.floats(0, 1), st.floats(-9, 9), st.floats(0, 5))
def test_counts_are_whole_within_the_pupils_and_never_fall_when_the_draw_rises(pupils, share, draw, more):
    low, high = counts(pupils, share, np.array([draw, draw + more]))
    assert 0 <= low <= high <= pupils
    assert low == np.rint(low) and high == np.rint(high)


def test_certain_shares_give_certain_counts():
    draws = np.linspace(-3, 3, 25)
    assert (counts(40, 0.0, draws) == 0).all()
    assert (counts(40, 1.0, draws) == 40).all()
