"""One thread for algebra on small matrices: several would wait for one another, and differ in the last bit."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Keep linear algebra to one thread while something is worked out."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@lru_cache
def _libraries() -> Any:
    # Libraries that are loaded later would not be found, and scipy brings one of its own.
    import scipy.linalg  # noqa: F401
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
