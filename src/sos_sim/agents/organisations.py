"""The state, private providers and improvement networks as agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from sos_sim.agents.district import District
    from sos_sim.agents.system import SystemOfSupport

PROVIDERS = ("Provider A", "Provider B", "Provider C", "Provider D")
"""Private providers; made up, all alike but for their clients."""

NETWORK_SIZE = 20
"""Districts in a network, about."""


class State(mesa.Agent):  # type: ignore[misc]  # Mesa carries no types
    """Stand for the state's agencies; what they do is set by the scenario.

    Args:
        model: the model it lives in.
    """

    model: SystemOfSupport

    def __init__(self, model: SystemOfSupport) -> None:
        super().__init__(model)
        self.name = "State of California"

    @property
    def capability(self) -> float:
        """Tell its own capability for improvement, 0-5."""
        return float(self.model.parameters.state.capability)

    @property
    def priorities(self) -> float:
        """Tell how many priorities it asks of every district."""
        return float(self.model.parameters.accountability.priorities)

    @property
    def pressure(self) -> float:
        """Tell how hard accountability presses, index (0.6 in 2017)."""
        return float(self.model.parameters.accountability.pressure)


class Provider(mesa.Agent):  # type: ignore[misc]  # Mesa carries no types
    """Stand for a private provider of improvement support.

    Args:
        model: the model it lives in.
        number: its number among the providers.
    """

    model: SystemOfSupport

    def __init__(self, model: SystemOfSupport, number: int) -> None:
        super().__init__(model)
        self.number = number
        self.name = PROVIDERS[number]

    def __repr__(self) -> str:
        return f"<Provider {self.name}>"

    @property
    def price(self) -> float:
        """Tell what a contract costs, $ a year."""
        return float(self.model.parameters.providers.price)

    @property
    def skill(self) -> float:
        """Tell the improvement skill of its coaches, 0-1."""
        return float(self.model.parameters.providers.skill)

    @property
    def days(self) -> float:
        """Tell how many coach-days a year a contract brings."""
        return float(self.model.parameters.providers.days)

    @property
    def clients(self) -> list[District]:
        """List the districts under contract with it."""
        rows = self.model.engine.state.contract[:, 0].nonzero()[0]
        under_contract = [self.model.district_list[row] for row in rows]
        return [district for district in under_contract if self.model.provider_of(district) is self]


class ImprovementNetwork(mesa.Agent):  # type: ignore[misc]  # Mesa carries no types
    """Stand for an improvement network of districts from several counties.

    Districts join in an order drawn by the seed, as far as ``network.coverage`` reaches; each network takes
    twenty of them.

    Args:
        model: the model it lives in.
        number: its number among the networks, from 0.
    """

    model: SystemOfSupport

    def __init__(self, model: SystemOfSupport, number: int) -> None:
        super().__init__(model)
        self.number = number
        self.name = f"Network {number + 1}"

    def __repr__(self) -> str:
        return f"<ImprovementNetwork {self.name}>"

    @property
    def members(self) -> list[District]:
        """List its members."""
        first = self.number * NETWORK_SIZE
        mine = self.model.joining_order[first : first + NETWORK_SIZE]
        rank, coverage = self.model.engine.state.network_rank[:, 0], self.model.parameters.network.coverage
        return [district for district in mine if rank[district.row] < coverage]

    @property
    def hub(self) -> float:
        """Tell how strong its hub is, 0-1."""
        return float(self.model.parameters.network.hub)
