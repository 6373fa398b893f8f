"""Packing gives back exactly what was put in."""

from __future__ import annotations

import base64
import gzip

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from sos_sim.scenario.scenario import load
from sos_sim.workshop.answer import Answer, joined, simulate
from sos_sim.workshop.pack import PARTS, pack_answers, pack_json, unpack_answers, unpack_json


def same(one: Answer, other: Answer) -> bool:
    return all(
        getattr(one, name).dtype == getattr(other, name).dtype == np.int16
        and np.array_equal(getattr(one, name), getattr(other, name))
        for name in PARTS
    )


@settings(deadline=None, max_examples=60)
@given(some.integers(1, 5), some.integers(0, 2**32), some.sampled_from([3, 32768]))
def test_any_whole_numbers_come_back_exactly(count: int, seed: int, wide: int) -> None:
    random = np.random.default_rng(seed)
    answers = [
        Answer(*(random.integers(-wide, wide, shape).astype(np.int16) for shape in ((2, 3, 2), (2, 4, 2), (3, 5))))
        for _ in range(count)
    ]
    assert all(map(same, unpack_answers(pack_answers(answers), answers[0]), answers))


def test_missing_values_beside_the_largest_ones_come_back() -> None:
    first = Answer(*(np.full(shape, -32768, np.int16) for shape in ((1, 1, 1), (2, 1, 1), (3, 1))))
    last = Answer(*(np.full(shape, 32767, np.int16) for shape in ((1, 1, 1), (2, 1, 1), (3, 1))))
    found = unpack_answers(pack_answers([first, last, first]), first)
    assert all(map(same, found, [first, last, first]))


def test_simulated_answers_come_back_and_shrink(small_world, small_parts) -> None:
    scenarios = [load("california-2017"), load("high-pressure")]
    answers = [joined([part]) for part in simulate(small_world, scenarios, [1, 2], small_parts)]
    text = pack_answers(answers)
    assert all(map(same, unpack_answers(text, answers[0]), answers))
    raw = sum(getattr(each, name).nbytes for each in answers for name in PARTS)
    assert len(base64.b64decode(text)) < 0.8 * raw


def test_equal_things_pack_into_equal_text_that_opens_no_tag() -> None:
    story = {"words": "Überlastet <b> & \u2028", "numbers": [1, 2.5]}
    assert unpack_json(pack_json(story)) == story
    assert pack_json(story) == pack_json(story) and "<" not in pack_json(story)
    assert gzip.decompress(base64.b64decode(pack_json([])))[:2] == b"[]"
