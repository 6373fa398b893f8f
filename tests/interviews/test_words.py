from __future__ import annotations

import pytest

from sos_sim.interviews.words import READINGS, WORDS, counts_of, known_word, word_for

# Findings ledger, C.2: intervals for twenty people and for twenty-seven.
LEDGER = {
    "almost all": ((17, 19), (23, 26)),
    "overwhelming": ((16, 20), (22, 27)),
    "most": ((11, 17), (14, 23)),
    "majority": ((11, 16), (14, 22)),
    "more than half": ((11, 15), (14, 20)),
    "majority and other half": ((10, 12), (14, 16)),
    "many": ((7, 14), (9, 19)),
    "several": ((3, 6), (4, 8)),
    "handful": ((2, 5), (3, 7)),
    "a few": ((2, 4), (3, 5)),
    "very few": ((0, 3), (0, 4)),
}


@pytest.mark.parametrize("word", LEDGER)
def test_words_mean_the_counts_of_the_ledger_for_twenty_and_twenty_seven_people(word):
    assert (counts_of(word, 20), counts_of(word, 27)) == LEDGER[word]


@pytest.mark.parametrize("people", [1, 2, 3, 7, 20, 58, 500])
@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.name)
def test_an_interval_lies_within_the_people_asked_whatever_the_reading(people, reading):
    for word in WORDS:
        low, high = counts_of(word, people, reading)
        assert 0 <= low <= high <= people, word


def test_a_wider_reading_contains_the_usual_one_and_a_narrower_one_lies_within_it():
    usual, wider, narrower, *_ = READINGS
    for word in set(WORDS) - {"all", "none"}:
        low, high = counts_of(word, 20, usual)
        wide_low, wide_high = counts_of(word, 20, wider)
        narrow_low, narrow_high = counts_of(word, 20, narrower)
        assert wide_low <= low <= narrow_low <= narrow_high <= high <= wide_high, word


@pytest.mark.parametrize("people", [3, 20, 41])
def test_every_count_has_a_word_and_the_word_allows_it(people):
    for count in range(people + 1):
        for chance in (0.0, 0.37, 0.99):
            low, high = counts_of(word_for(count, people, chance), people)
            assert low <= count <= high


def test_other_ways_of_saying_it_are_known_and_nonsense_is_not():
    assert known_word("A  Handful") == "handful"
    assert known_word("nearly all") == "almost all"
    assert known_word("a couple of dozen") is None
