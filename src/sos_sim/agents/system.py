"""The whole system of support as a Mesa model."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sos_sim.agents.choices import classes_of, policy_of, seed_of, world_of
from sos_sim.agents.decisions import decisions_of
from sos_sim.agents.organisations import NETWORK_SIZE, PROVIDERS
from sos_sim.agents.sight import Sight
from sos_sim.model.engine import Engine
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import nearest_name
from sos_sim.scenario.schedule import compile_schedule, date_of
from sos_sim.world.districts import TYPES, Districts, hashed_uniform
from sos_sim.world.places import distance_km

if TYPE_CHECKING:
    import networkx

    from sos_sim.agents.county_office import CountyOffice
    from sos_sim.agents.district import District
    from sos_sim.agents.organisations import ImprovementNetwork, Provider
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World


class SystemOfSupport(mesa.Model):  # type: ignore[misc]  # Mesa carries no types
    """Run the system of support month by month, with districts and county offices as agents.

    The numbers are those of ``sos_sim.run`` for the same scenario and seed, unless an agent overrides a
    decision.

    Args:
        scenario: a scenario, or its name or path.
        seed: the run's seed; 1 when neither it nor ``rng`` is given.
        agents: your own subclass for ``district``, ``county_office``, ``state``, ``provider`` or
            ``improvement_network``.
        population: a population file, districts or a world; the embedded California when not given.
        settings: parameters to change, value by path, as ``--set`` does.
        rng: what newer Mesa calls the seed.
        collect: collect the statewide outcomes every month; they cost about half as much as the month itself.

    Raises:
        InputProblems: something that was given cannot be used.

    Example:
        >>> model = SystemOfSupport("california-2017", seed=1)
        >>> model.step()
        >>> model.districts.select(lambda district: district.authentic > 0.5)
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "california-2017",
        seed: int | None = None,
        agents: Mapping[str, type] | None = None,
        population: str | Path | World | Districts | None = None,
        settings: Mapping[str, float] | None = None,
        rng: Any = None,
        collect: bool = False,
    ) -> None:
        self.seed = seed_of(seed, rng)
        self.policy = policy_of(scenario, settings)
        kinds = classes_of(agents)
        super().__init__(rng=self.seed)
        self.collect = collect
        self.world: World = world_of(population)
        self.district_list: list[District] = []
        self.office_list: list[CountyOffice] = []
        schedule = compile_schedule([self.policy], dtype=np.float32)
        decisions = decisions_of(self, kinds["district"], kinds["county_office"])
        self.engine = Engine(self.world, schedule, [self.seed], decisions=decisions)
        self.sight = Sight(self.engine)
        self._people(kinds)
        self._own_collector = mesa.DataCollector({name: partial(_report, outcome=name) for name in OUTCOMES})
        self._collector: Any = self._own_collector
        self._reporting = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "__init__" in vars(cls):
            cls.__signature__ = None

    def _people(self, kinds: dict[str, type]) -> None:
        state = kinds["state"](self)
        districts = [kinds["district"](self, row) for row in range(len(self.world.districts))]
        offices = [kinds["county_office"](self, row) for row in range(len(self.world.counties.name))]
        self._providers = [kinds["provider"](self, number) for number in range(len(PROVIDERS))]
        rank = self.engine.state.network_rank[:, 0]
        by_rank = np.argsort(rank, kind="stable")
        self.joining_order: list[District] = [districts[row] for row in by_rank]
        self._joining_place = np.argsort(by_rank)
        members = np.count_nonzero(rank < self._widest_coverage())
        networks = range(-(-members // NETWORK_SIZE))
        self._networks = [kinds["improvement_network"](self, number) for number in networks]
        self.districts_by_county: list[list[District]] = [[] for _ in offices]
        for district in districts:
            self.districts_by_county[int(self.world.county_of[district.row])].append(district)
        chance = hashed_uniform(self.world.districts.cds_code, "provider")
        self._provider_number = (chance * len(PROVIDERS)).astype(int)
        self.state_agency = self._set([state])
        self.districts = self._set(districts)
        self.county_offices = self._set(offices)
        self.providers = self._set(self._providers)
        self.networks = self._set(self._networks)
        # From here on the engine may ask agents for decisions.
        self.district_list, self.office_list = districts, offices

    def _set(self, agents: list[Any]) -> AgentSet:
        return AgentSet(agents, random=self.random)

    def _widest_coverage(self) -> float:
        schedule = self.engine.schedule
        return max(float(schedule.at(month).network.coverage) for month in range(schedule.months))

    def step(self) -> None:
        """Let one month pass.

        Raises:
            RuntimeError: the horizon has ended.
        """
        if not self.months_left:
            raise RuntimeError(f"{self.policy.name} ends in {self.date}; there is nothing left to run")
        self.sight.forget()
        self.engine.step()
        self.sight.forget()
        self.running = self.months_left > 0
        if not self.running:
            _let_go(self)
        if self._collector is self._own_collector:
            self._reporting = self.collect
            self._own_collector.collect(self)
        elif self.collect:
            self._collector.collect(self)

    @property
    def date(self) -> str:
        """Name the month that comes next, ``YYYY-MM``."""
        return date_of(self.policy.start, self.engine.months)

    @property
    def months_left(self) -> int:
        """Count the months up to the end of the horizon."""
        return self.engine.schedule.months - self.engine.months

    @property
    def parameters(self) -> Parameters:
        """Give the parameters in force, ``parameters.support.coe_coach_days``; they can only be read."""
        schedule = self.engine.schedule
        return Parameters(schedule.at(min(self.engine.months, schedule.months - 1)))

    def outcome(self, name: str) -> float:
        """Return the statewide value of a declared outcome, as the tables of a run have it.

        Args:
            name: name of the outcome.

        Raises:
            InputProblems: no such outcome.
        """
        return self.sight.statewide(name)

    @property
    def datacollector(self) -> Any:
        """Give the data collector; a row is the state after a month.

        Without ``collect`` only the month in which it is asked for is filled in, the others stay empty. Set
        your own in its place; it collects each month when ``collect`` is on.
        """
        if self._collector is self._own_collector and not self._reporting and self.steps:
            for name, values in self._own_collector.model_vars.items():
                values[-1] = self.outcome(name)
        return self._collector

    @datacollector.setter
    def datacollector(self, collector: Any) -> None:
        self._collector = collector

    @cached_property
    def graph(self) -> networkx.Graph:
        """Draw up who learns from whom: nodes are district codes, edges weigh the mean of both shares."""
        import networkx

        facts, links = self.world.districts, self.world.peers.tocoo()
        graph = networkx.Graph()
        for district in self.district_list:
            graph.add_node(
                district.cds_code, name=district.name, county=district.county,
                type=TYPES[facts.type[district.row]], enrolment=district.enrolment,
            )
        for first, second, share in zip(links.row, links.col, links.data, strict=True):
            one, other = facts.cds_code[first], facts.cds_code[second]
            half = 0.5 * float(share)
            if graph.has_edge(one, other):
                graph[one][other]["weight"] += half
                continue
            apart = distance_km(facts.lat[first], facts.lon[first], facts.lat[second], facts.lon[second])
            graph.add_edge(one, other, weight=half, distance_km=float(apart))
        return graph

    def provider_of(self, district: District) -> Provider:
        """Give the provider a district turns to when it buys a contract; dealt by its code."""
        provider: Provider = self._providers[self._provider_number[district.row]]
        return provider

    def network_of(self, district: District) -> ImprovementNetwork | None:
        """Give the network a district belongs to this month, if any."""
        if self.engine.state.network_rank[district.row, 0] >= self.sight.in_force.network.coverage:
            return None
        network: ImprovementNetwork = self._networks[self._joining_place[district.row] // NETWORK_SIZE]
        return network


class Parameters:
    """Show the parameters of one month, group by group, and refuse to change them.

    Args:
        values: the parameters, or one group of them.
        path: what stands before a name in its path.
    """

    __slots__ = ("_path", "_values")

    def __init__(self, values: Any, path: str = "") -> None:
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_path", path)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(self._values, name, None)
        if value is None:
            nearest = nearest_name(name, dir(self))
            hint = f"; did you mean {self._path}{nearest}?" if nearest else ""
            raise AttributeError(f"no parameter {self._path}{name}{hint}")
        return Parameters(value, f"{self._path}{name}.") if isinstance(value, SimpleNamespace) else value

    def __setattr__(self, name: str, value: object) -> None:
        path = f"{self._path}{name}"
        instead = f"give the model settings={{{path!r}: {value!r}}}"
        raise AttributeError(f"{path} is set by the scenario: {instead}")

    def __dir__(self) -> list[str]:
        return sorted(vars(self._values))


def _let_go(model: SystemOfSupport) -> None:
    """Let a finished model be forgotten: Mesa 3.3 would keep it for good to number further agents."""
    vars(mesa.Agent).get("_ids", {}).pop(model, None)


def _report(model: SystemOfSupport, outcome: str) -> float | None:
    return model.outcome(outcome) if model._reporting else None


def _without_seed() -> inspect.Signature:
    signature = inspect.signature(SystemOfSupport)
    shown = [parameter for name, parameter in signature.parameters.items() if name != "seed"]
    return signature.replace(parameters=shown)


# Mesa 3.5's batch_run puts its own rng in the place of a parameter called seed if the signature shows one, so
# that parameters={"seed": [1, 2]} would be lost; it hands rng over beside the seed if it does not.
SystemOfSupport.__signature__ = _without_seed()
