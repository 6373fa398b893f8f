"""Run the command line with ``python -m sos_sim.cli``."""

from sos_sim.cli.main import run

run()
