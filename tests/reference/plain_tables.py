"""The numbers of the measurement model as plain floats and lists, so that one number at a time is read quickly."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sos_sim.model.measure import tables as arrays

tables = SimpleNamespace(
    **{
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in vars(arrays).items()
        if name.isupper()
    }
)
