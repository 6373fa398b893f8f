"""Scenarios and worlds for the tests of studies, run folders and figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sos_sim.model.recording import Recording
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.scenario.scenario import Scenario
from sos_sim.world.build import embedded_world
