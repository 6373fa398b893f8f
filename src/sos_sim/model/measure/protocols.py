"""What the yearly half of the engine needs from the rest of it."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
# A setting is one number for all runs, or one number per run, (r,).
Setting = float | Floats


class Streams(Protocol):
    """Deal random numbers by name and year, the same ones whatever else a run draws."""

    def normal(self, name: str, place: int, tail: tuple[int, ...]) -> Floats:
        """Give standard normals, (N, *tail, s), rows in the order of the districts.

        Args:
            name: what the numbers decide.
            place: calendar year.
            tail: shape of what one district needs.
        """
        ...

    def state_normal(self, name: str, place: int, tail: tuple[int, ...]) -> Floats:
        """Give standard normals of the whole state, (*tail, s).

        Args:
            name: what the numbers decide.
            place: calendar year.
            tail: shape of what one run needs.
        """
        ...


class MeasurementSettings(Protocol):
    """Settings of group ``measurement``."""

    @property
    def drift(self) -> Setting:
        """Multiply the yearly drift of true levels."""
        ...

    @property
    def year_shocks(self) -> Setting:
        """Multiply the shocks of one year."""
        ...

    @property
    def state_shocks(self) -> Setting:
        """Switch the changes common to the state on (1) or off (0)."""
        ...

    @property
    def sampling_noise(self) -> Setting:
        """Multiply the sampling noise."""
        ...

    @property
    def local_indicators(self) -> Setting:
        """Share of other districts identified by local indicators alone, 0-1."""
        ...


class OutcomeSettings(Protocol):
    """Settings of group ``outcomes``."""

    @property
    def reach(self) -> Setting:
        """Share of a gap that improvement work can close."""
        ...

    @property
    def system_share(self) -> Setting:
        """Share of results that comes from the system rather than from individual will."""
        ...

    @property
    def points_per_sd(self) -> Setting:
        """Scale points in one student standard deviation."""
        ...

    @property
    def rate_swd(self) -> Setting:
        """Speed of closing for students with disabilities, others 1."""
        ...

    @property
    def rate_fos(self) -> Setting:
        """Speed of closing for foster youth."""
        ...

    @property
    def rate_hom(self) -> Setting:
        """Speed of closing for homeless students."""
        ...

    @property
    def rate_el(self) -> Setting:
        """Speed of closing for English learners."""
        ...


class AccountabilitySettings(Protocol):
    """Settings of group ``accountability``."""

    @property
    def minimum_group(self) -> Setting:
        """Pupils a group needs to get a colour."""
        ...

    @property
    def small_group_grid(self) -> Setting:
        """Switch: three change levels for small groups in chronic absence and college-career too."""
        ...

    @property
    def change_weight(self) -> Setting:
        """Weight of change against level in a colour, 0-1."""
        ...


class SupportSettings(Protocol):
    """Settings of group ``support``."""

    @property
    def equity_targeting(self) -> Setting:
        """How far effort goes first to the groups furthest behind, 0-1."""
        ...


class Settings(Protocol):
    """The settings the yearly half reads."""

    @property
    def measurement(self) -> MeasurementSettings:
        """Group ``measurement``."""
        ...

    @property
    def outcomes(self) -> OutcomeSettings:
        """Group ``outcomes``."""
        ...

    @property
    def accountability(self) -> AccountabilitySettings:
        """Group ``accountability``."""
        ...

    @property
    def support(self) -> SupportSettings:
        """Group ``support``."""
        ...
