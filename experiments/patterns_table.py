"""Run every pattern and keep the results that docs/patterns.md shows.

    python experiments/patterns_table.py [--seeds 10] [--jobs 2]

Writes docs/figures/patterns.json, the same as `sos-sim check patterns --json` prints.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from sos_sim.check.catalogue import PATTERNS
from sos_sim.check.judge import judge
from sos_sim.check.report import count
from sos_sim.check.result import summary
from sos_sim.cli.output import finite
from sos_sim.world.build import embedded_world

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "figures" / "patterns.json"


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    judged = judge(list(PATTERNS.values()), embedded_world(), range(1, options.seeds + 1), {}, options.jobs)
    temporary = RESULTS.with_name(f"{RESULTS.name}.{os.getpid()}.tmp")
    temporary.write_text(json.dumps(finite(summary(judged.results)), indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, RESULTS)
    print(count(judged.results))


if __name__ == "__main__":
    main()
