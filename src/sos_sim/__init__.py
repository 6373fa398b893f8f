"""A policy flight simulator for California's statewide system of support for schools.

Example:
    >>> import sos_sim as sos
    >>> base, more = sos.load("california-2017"), sos.load("intensive-support")
    >>> result = sos.compare(base, more, seeds=20)
    >>> result.table()
    >>> result.plot("capability", "outcomes")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sos_sim.agents import CountyOffice, District, ImprovementNetwork, Provider, State, SystemOfSupport
    from sos_sim.notebook.interviews import calibrate, hold_interviews, interview
    from sos_sim.notebook.runs import compare, run
    from sos_sim.notebook.searches import optimise, sensitivity
    from sos_sim.notebook.sweeps import decide, sweep
    from sos_sim.notebook.why import explain
    from sos_sim.problems import InputProblems
    from sos_sim.scenario.scenario import Scenario, load
    from sos_sim.store.read import read

__version__ = "0.1.0"

# Where each name lives; fetched when first asked for, so that importing the package costs nothing.
_HOMES = {
    "load": "sos_sim.scenario.scenario",
    "Scenario": "sos_sim.scenario.scenario",
    "run": "sos_sim.notebook.runs",
    "compare": "sos_sim.notebook.runs",
    "explain": "sos_sim.notebook.why",
    "sweep": "sos_sim.notebook.sweeps",
    "decide": "sos_sim.notebook.sweeps",
    "sensitivity": "sos_sim.notebook.searches",
    "optimise": "sos_sim.notebook.searches",
    "calibrate": "sos_sim.notebook.interviews",
    "hold_interviews": "sos_sim.notebook.interviews",
    "interview": "sos_sim.notebook.interviews",
    "read": "sos_sim.store.read",
    "InputProblems": "sos_sim.problems",
    "SystemOfSupport": "sos_sim.agents",
    "District": "sos_sim.agents",
    "CountyOffice": "sos_sim.agents",
    "State": "sos_sim.agents",
    "Provider": "sos_sim.agents",
    "ImprovementNetwork": "sos_sim.agents",
}

__all__ = [
    "CountyOffice",
    "District",
    "ImprovementNetwork",
    "InputProblems",
    "Provider",
    "Scenario",
    "State",
    "SystemOfSupport",
    "__version__",
    "calibrate",
    "compare",
    "decide",
    "explain",
    "hold_interviews",
    "interview",
    "load",
    "optimise",
    "read",
    "run",
    "sensitivity",
    "sweep",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sos_sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
