"""The Mesa face: districts, county offices, the state, providers and networks as agents."""

from sos_sim.agents.county_office import CountyOffice
from sos_sim.agents.district import District
from sos_sim.agents.organisations import ImprovementNetwork, Provider, State
from sos_sim.agents.system import SystemOfSupport

__all__ = ["CountyOffice", "District", "ImprovementNetwork", "Provider", "State", "SystemOfSupport"]
