from __future__ import annotations

import numpy as np
import pytest

from sos_sim.world.districts import GROUPS, INDICATORS, RACE_COLUMNS, TYPES, Districts
from sos_sim.world.sizes import all_pupils, group_pupils
from sos_sim.world.synthetic import synthetic_california


@pytest.fixture(scope="module")
def california() -> Districts:
    return synthetic_california()


def test_an_indicator_counts_nobody_where_it_does_not_apply(california: Districts) -> None:
    pupils = all_pupils(california)
    elementary = california.type == TYPES.index("elementary")
    high = california.type == TYPES.index("high")
    assert np.all(pupils[elementary][:, [INDICATORS.index("CCI"), INDICATORS.index("GRAD")]] == 0)
    assert np.all(pupils[high][:, INDICATORS.index("CHRO")] == 0)
    assert np.all(pupils[:, INDICATORS.index("SUSP")] > california.enrolment)


def test_race_groups_add_up_to_all_pupils_and_no_group_is_larger(california: Districts) -> None:
    groups, everybody = group_pupils(california), all_pupils(california)
    assert groups.shape == (944, 6, 13)
    assert groups[:, :, RACE_COLUMNS].sum(axis=2) == pytest.approx(everybody)
    assert np.all(groups <= everybody[:, :, None] + 1e-9)


def test_sizes_follow_the_published_ratios_and_multipliers(california: Districts) -> None:
    unified = int(np.flatnonzero(california.type == TYPES.index("unified"))[0])
    groups = group_pupils(california)[unified]
    base = california.enrolment[unified] * california.group_share[unified]
    learners, homeless = GROUPS.index("EL"), GROUPS.index("HOM")
    assert groups[INDICATORS.index("ELA"), learners] == pytest.approx(0.51 * 1.36 * base[learners])
    assert groups[INDICATORS.index("CHRO"), learners] == pytest.approx(0.71 * 1.1 * base[learners])
    assert groups[INDICATORS.index("GRAD"), homeless] == pytest.approx(0.08 * 1.68 * base[homeless])
