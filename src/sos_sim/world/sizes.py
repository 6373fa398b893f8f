"""How many pupils of each group count in each indicator."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.districts import GROUPS, INDICATORS, TYPES, Districts
from sos_sim.world.recorded import EVERYBODY, START_YEAR, Recorded

# Pupils counted in an indicator per pupil enrolled, by district type (measurement model, section 3).
# Chronic absence counts kindergarten to grade 8; suspension everybody enrolled at any time of the year.
PUPILS_PER_ENROLLED = {
    "elementary": {"ELA": 0.62, "MATH": 0.62, "CHRO": 1.04, "SUSP": 1.08, "CCI": 0.0, "GRAD": 0.0},
    "high": {"ELA": 0.28, "MATH": 0.28, "CHRO": 0.0, "SUSP": 1.06, "CCI": 0.22, "GRAD": 0.22},
    "unified": {"ELA": 0.51, "MATH": 0.51, "CHRO": 0.71, "SUSP": 1.08, "CCI": 0.08, "GRAD": 0.08},
}
# Share of a group in the indicator over its share on census day; 1 unless given (same section).
GROUP_MULTIPLIER = {
    "EL": {"ELA": 1.36, "MATH": 1.36, "CHRO": 1.1, "SUSP": 1.1, "CCI": 0.68, "GRAD": 0.68},
    "FOS": {"ELA": 1.03, "MATH": 1.03, "CHRO": 1.5, "SUSP": 1.5, "CCI": 1.51, "GRAD": 1.51},
    "HOM": {"ELA": 0.98, "MATH": 0.98, "CHRO": 1.1, "SUSP": 1.08, "CCI": 1.68, "GRAD": 1.68},
    "SWD": {"ELA": 1.01, "MATH": 1.01, "CHRO": 1.0, "SUSP": 1.0, "CCI": 0.88, "GRAD": 0.88},
}


def all_pupils(districts: Districts) -> NDArray[np.float64]:
    """Count the pupils in each indicator, (N, 6); 0 where it does not apply to the district's type.

    Args:
        districts: N districts.
    """
    ratio = np.array([[PUPILS_PER_ENROLLED[kind][indicator] for indicator in INDICATORS] for kind in TYPES])
    counted: NDArray[np.float64] = districts.enrolment[:, None] * ratio[districts.type]
    return counted


def group_pupils(districts: Districts) -> NDArray[np.float64]:
    """Count the pupils of each group in each indicator, (N, 6, 13); a group is never larger than all pupils.

    Args:
        districts: N districts.
    """
    multiplier = np.array(
        [
            [GROUP_MULTIPLIER.get(group, {}).get(indicator, 1.0) for group in GROUPS]
            for indicator in INDICATORS
        ]
    )
    share = np.minimum(districts.group_share[:, None, :] * multiplier, 1.0)
    counted: NDArray[np.float64] = all_pupils(districts)[:, :, None] * share
    return counted


def counted_at_start(
    recorded: Recorded, all_counted: NDArray[np.float64], group_counted: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Put in the pupils that were counted with the outcomes of 2017, where the indicator applies.

    Args:
        recorded: published values with the pupils they count.
        all_counted: (N, 6) pupils in each indicator.
        group_counted: (N, 6, 13) pupils of each group.

    Returns:
        The two tables with the counted pupils; a group is never larger than all pupils.
    """
    everybody, groups = all_counted.copy(), group_counted.copy()
    of = recorded.where((recorded.year == START_YEAR) & (all_counted[recorded.district, recorded.indicator] > 0))
    whole = of.group == EVERYBODY
    everybody[of.district[whole], of.indicator[whole]] = of.pupils[whole]
    groups[of.district[~whole], of.indicator[~whole], of.group[~whole]] = of.pupils[~whole]
    return everybody, np.minimum(groups, everybody[:, :, None])
