"""Packing: answers and stories as compressed text inside one HTML file, and out of it again."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.workshop.answer import Answer

PARTS = ("series", "rows", "districts")
_STRONGEST = 9


def pack_answers(answers: Sequence[Answer]) -> str:
    """Pack answers: each as its difference from the one before, low bytes of all, then high bytes of all.

    Neighbours in a sweep differ little under common draws, so that most differences fit one byte; what all answers
    say of one number stands together, because that is alike.

    Args:
        answers: (P,) answers of equal shape.
    """
    flat = np.stack([np.concatenate([getattr(each, name).ravel() for name in PARTS]) for each in answers])
    steps = flat.astype("<i2")
    # Differences wrap around at 16 bits, here and in the page alike, so that nothing is lost.
    steps[1:] = flat[1:] - flat[:-1]
    planes = np.ascontiguousarray(steps.T).view(np.uint8).reshape(-1, 2).T
    return _text(np.ascontiguousarray(planes).tobytes())


def unpack_answers(text: str, like: Answer) -> list[Answer]:
    """Give the answers back.

    Args:
        text: what `pack_answers` gave.
        like: an answer of the same shape.
    """
    planes = np.frombuffer(_bytes(text), np.uint8).reshape(2, -1)
    shapes = [getattr(like, name).shape for name in PARTS]
    sizes = [int(np.prod(shape)) for shape in shapes]
    steps: NDArray[np.int16] = np.ascontiguousarray(planes.T).view("<i2").reshape(sum(sizes), -1).astype(np.int16)
    flat = np.cumsum(steps, axis=1, dtype=np.int16).T
    cuts = np.cumsum(sizes)[:-1]
    return [
        Answer(*(part.reshape(shape) for part, shape in zip(np.split(each, cuts), shapes, strict=True)))
        for each in flat
    ]


def pack_json(value: Any) -> str:
    """Pack plain data.

    Args:
        value: what JSON can hold.
    """
    return _text(json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode())


def unpack_json(text: str) -> Any:
    """Give plain data back.

    Args:
        text: what `pack_json` gave.
    """
    return json.loads(_bytes(text))


def _text(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, _STRONGEST, mtime=0)).decode()


def _bytes(text: str) -> bytes:
    return gzip.decompress(base64.b64decode(text))
