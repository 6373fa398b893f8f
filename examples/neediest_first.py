"""Let county offices help the districts with the poorest results first, and see who gains.

Run it with ``python examples/neediest_first.py``; it takes a few seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

import sos_sim as sos
from sos_sim import CountyOffice, District

SEEDS = (1, 2, 3)
YEARS = 5
SCARCE = {"support.assistance_days": 60.0, "support.improvement_share": 0.7}
"""Districts in assistance ask for many days of real help, so that county offices must choose."""


class NeediestFirst(CountyOffice):
    """Give coach-days to the district with the poorest Dashboard colours until none are left."""

    def allocate(self, requests: Sequence[tuple[District, float]]) -> list[float]:
        """Serve requests in the order of measured need.

        Args:
            requests: each district that asks, and the coach-days a year it wants.
        """
        days, left = [0.0] * len(requests), self.coach_days
        neediest_first = sorted(range(len(requests)), key=lambda place: -requests[place][0].badness)
        for place in neediest_first:
            days[place] = min(requests[place][1], left)
            left -= days[place]
        return days


def run(seed: int, office: type[CountyOffice]) -> dict[str, float]:
    """Run one future and say how the fifth of districts with the poorest colours at the start fared.

    Args:
        seed: the future.
        office: how county offices decide.
    """
    agents = {"county_office": office}
    model = sos.SystemOfSupport("california-2017", seed=seed, agents=agents, settings=SCARCE)
    by_need = sorted(model.districts, key=lambda district: -district.badness)
    fifth, others = by_need[: len(by_need) // 5], by_need[len(by_need) // 5 :]
    unmet = {"fifth": 0.0, "others": 0.0}
    for _ in range(12 * YEARS):
        model.step()
        unmet["fifth"] += mean(district.unmet_days for district in fifth) / (12 * YEARS)
        unmet["others"] += mean(district.unmet_days for district in others) / (12 * YEARS)
    return {
        "unmet coach-days a year, bottom fifth": unmet["fifth"],
        "unmet coach-days a year, others": unmet["others"],
        "sites in real cycles, bottom fifth": mean(district.authentic for district in fifth),
        "sites in real cycles, others": mean(district.authentic for district in others),
    }


def main() -> None:
    """Print the paired differences: the same seed under both rules."""
    pairs = [(run(seed, CountyOffice), run(seed, NeediestFirst)) for seed in SEEDS]
    print(f"Neediest first less the usual rule, {YEARS} years, {len(SEEDS)} paired seeds (lowest, highest)")
    for measure in pairs[0][0]:
        differences = [other[measure] - usual[measure] for usual, other in pairs]
        usual_level = mean(usual[measure] for usual, _ in pairs)
        spread = f"({min(differences):+.3f}, {max(differences):+.3f})"
        print(f"  {measure:<38} {mean(differences):+.3f} {spread:<18} from {usual_level:.3f}")


if __name__ == "__main__":
    main()
