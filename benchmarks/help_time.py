"""How long help takes, next to a Python that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

REPEATS = 9


def seconds(*arguments: str) -> float:
    """Time one Python process, the median of several.

    Args:
        arguments: what stands after the interpreter's name.
    """
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the times and their ratio."""
    nothing = seconds("-c", "pass")
    for command in ((), ("compare",)):
        helped = seconds("-m", "sos_sim.cli", *command, "--help")
        name = " ".join(("sos-sim", *command, "--help"))
        print(f"{name}: {helped * 1000:.0f} ms, {helped / nothing:.1f} times `python -c pass`")


if __name__ == "__main__":
    main()
