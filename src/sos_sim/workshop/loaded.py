"""What every worker of the page needs, loaded once before they are started from the process that has it."""

from sos_sim.model import engine
from sos_sim.observe import recorder
from sos_sim.workshop import answer
from sos_sim.world.build import embedded_world

__all__ = ["answer", "embedded_world", "engine", "recorder"]

# Worlds from a file are built by the workers themselves; this one is what most pages are about.
embedded_world()
