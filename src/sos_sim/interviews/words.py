"""What verbal quantities mean as counts: 'a majority of twenty leaders said so' is 11 to 16 of 20.

The map is a convention (findings ledger, C.2): the report publishes no counts. Calibrations vary it.
"""

from __future__ import annotations

from dataclasses import dataclass

CONVENTION = 20
"""Number of people the convention is written for."""

WORDS: dict[str, tuple[int, int]] = {
    "almost all": (17, 19),
    "overwhelming": (16, 20),
    "most": (11, 17),
    "majority": (11, 16),
    "more than half": (11, 15),
    "half": (8, 12),
    "majority and other half": (10, 12),
    "many": (7, 14),
    "some": (3, 9),
    "several": (3, 6),
    "handful": (2, 5),
    "a few": (2, 4),
    "very few": (0, 3),
    "none": (0, 0),
    "all": (20, 20),
}
"""Lowest and highest count of twenty that each word allows."""

OVER_HALF = frozenset({"most", "majority", "more than half"})
"""Words that claim more than half, whatever the number of people."""

OTHER_NAMES = {
    "nearly all": "almost all",
    "nearly every": "almost all",
    "virtually all": "almost all",
    "vast majority": "overwhelming",
    "overwhelming majority": "overwhelming",
    "a majority": "majority",
    "over half": "more than half",
    "about half": "half",
    "a number": "several",
    "a handful": "handful",
    "few": "a few",
    "rarely": "very few",
    "no one": "none",
    "nobody": "none",
    "everyone": "all",
    "everybody": "all",
}
"""Other ways of saying the same."""


@dataclass(frozen=True)
class Reading:
    """Say how verbal quantities are read, for the sensitivity of a calibration to it.

    Args:
        name: name of the reading.
        wider: counts of twenty added at both ends of every word, negative to narrow it to its middle.
        shifted: counts of twenty added to both ends.
    """

    name: str
    wider: int = 0
    shifted: int = 0


CONVENTIONAL = Reading("as in the ledger")
READINGS = (
    CONVENTIONAL,
    Reading("wider by one in twenty", wider=1),
    Reading("narrower by one in twenty", wider=-1),
    Reading("one in twenty more", shifted=1),
    Reading("one in twenty fewer", shifted=-1),
)


def known_word(text: str) -> str | None:
    """Find the verbal quantity a text means, or None.

    Args:
        text: as somebody wrote it.
    """
    word = " ".join(text.casefold().replace("_", " ").split())
    word = OTHER_NAMES.get(word, word)
    return word if word in WORDS else None


def counts_of(words: str, people: int, reading: Reading = CONVENTIONAL) -> tuple[int, int]:
    """Return the lowest and highest count of people that a verbal quantity allows.

    Counts of twenty are scaled and rounded; words that claim more than half always mean more than half.

    Args:
        words: a verbal quantity of ``WORDS`` or another name of one.
        people: number of people asked.
        reading: how words are read.

    Raises:
        KeyError: it is none of them.

    Example:
        >>> counts_of("almost all", 27)
        (23, 26)
    """
    word = known_word(words)
    if word is None:
        raise KeyError(words)
    low, high = WORDS[word]
    if word not in ("all", "none"):
        wider = reading.wider if high - low + 2 * reading.wider >= 0 else 0
        low, high = low - wider + reading.shifted, high + wider + reading.shifted
    least, most = (round(count * people / CONVENTION) for count in (low, high))
    if word in OVER_HALF:
        least = max(people // 2 + 1, least if reading.shifted else 0)
    least = min(max(least, 0), people)
    return least, min(max(most, least), people)


def word_for(count: int, people: int, chance: float) -> str:
    """Choose a word that a coder could have used for a count; those whose interval holds it are equally likely.

    Args:
        count: people who said so.
        people: people asked.
        chance: 0-1, which of the possible words.
    """
    possible = [word for word in WORDS if counts_of(word, people)[0] <= count <= counts_of(word, people)[1]]
    return possible[min(int(chance * len(possible)), len(possible) - 1)]
