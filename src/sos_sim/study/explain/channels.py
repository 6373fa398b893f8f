"""Channels: the ways through which anything a policy does reaches student outcomes.

A month of learning is a product of factors, each of them columns of the state and a few parameters; passing effects
and inflation are added to what was learned. Each factor belongs to one channel:

* **time to test**: the share of needed improvement time that is there;
* **learning per test**: the half-life (length and yield of a test cycle, age of data, local data and the skill to use
  them), with improvement knowledge, psychological safety and pressure beyond what helps people think;
* **retention**: learning held in standard work, which makes work effective and is what turnover cannot take away;
* **spread**: how many sites are in real cycles, how far their efforts serve the system's goals, and which indicators,
  gaps and student groups the learning reaches;
* **direct effort**: the passing level of results: working harder, what turnover costs and the cost of the new;
* **inflation**: measured results above true ones;
* **measurement**: drift, noise and units of the tests, a channel only where the two scenarios measure differently.

Sources: Schneiderman 1988; theory 1.4; M01, M10, M20, M28, M91, M105-M108; `model/mechanisms/exposure.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """Declare one channel.

    Args:
        name: its name.
        label: what it is, in plain words.
        columns: columns of the state that belong to it.
        parameters: parameters that act in the equations of learning and tests themselves, not through a column;
            ``group.`` names all of a group.
        outcomes: outcomes that it can move.
        added: whether it is added to the outcome, so that its share does not depend on the other channels.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    parameters: tuple[str, ...]
    outcomes: tuple[str, ...]
    added: bool = False

    def holds(self, path: str) -> bool:
        """Tell whether a parameter belongs to this channel.

        Args:
            path: path of the parameter.
        """
        return any(path == each or (each.endswith(".") and path.startswith(each)) for each in self.parameters)


_LEARNED = ("true_outcome", "measured_outcome", "equity_gap")

CHANNELS: tuple[Channel, ...] = (
    Channel("time to test", "Time for improvement work", ("time_used",), (), _LEARNED),
    Channel(
        "learning per test",
        "What each test teaches",
        ("knowledge", "safety", "data", "pressure"),
        (
            "learning.",
            "data.",
            "rollout.",
            "pressure.best",
            "accountability.lag_months",
            "accountability.releases_per_year",
            "accountability.dashboard",
        ),
        _LEARNED,
    ),
    Channel("retention", "Learning held in standard work", ("embedded",), ("embedding.loose_worth",), _LEARNED),
    Channel(
        "spread",
        "How far real improvement spreads",
        ("authentic", "alignment", "focus", "priorities"),
        ("outcomes.", "support.equity_targeting"),
        _LEARNED,
    ),
    Channel(
        "measurement",
        "Drift, noise and units of the tests",
        (),
        ("measurement.", "outcomes.points_per_sd"),
        _LEARNED,
    ),
    Channel(
        "direct effort",
        "Direct effort and other passing effects",
        ("passing", "passing_start"),
        (),
        ("true_outcome", "measured_outcome"),
        added=True,
    ),
    Channel(
        "inflation",
        "Score inflation",
        ("inflation", "inflation_start"),
        (),
        ("measured_outcome", "inflation"),
        added=True,
    ),
)

EXPLAINED = ("true_outcome", "measured_outcome", "equity_gap", "inflation")
"""Outcomes whose difference the channels carry in full."""


def channel_of(path: str) -> str:
    """Name the channel a parameter acts in without any column between, empty where it acts through columns only.

    Args:
        path: path of the parameter.
    """
    holding = [channel for channel in CHANNELS if channel.holds(path)]
    # What is named in full belongs there, whatever its group does.
    exact = [channel for channel in holding if path in channel.parameters]
    return (exact or holding)[0].name if holding else ""
