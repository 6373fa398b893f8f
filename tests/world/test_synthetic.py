from __future__ import annotations

import numpy as np
import pytest

from sos_sim.world.districts import GROUPS, RACE_COLUMNS, Districts, assumed_pay, size_class
from sos_sim.world.facts import counties
from sos_sim.world.synthetic import synthetic_california

SEEDS = (2017, 1, 2)


@pytest.fixture(scope="module", params=SEEDS)
def california(request: pytest.FixtureRequest) -> Districts:
    return synthetic_california(int(request.param))


def _counts(districts: Districts, column: np.ndarray, kinds: int) -> np.ndarray:
    return np.stack(
        [np.bincount(districts.county[column == kind], minlength=58) for kind in range(kinds)], axis=1
    )


def test_counts_by_county_and_type_are_the_facts(california: Districts) -> None:
    assert np.array_equal(_counts(california, california.type, 3), counties().n_by_type)


def test_counts_by_county_and_size_class_are_the_facts(california: Districts) -> None:
    assert np.array_equal(_counts(california, california.size, 5), counties().n_by_size)


def test_enrolment_percentiles_are_near_the_facts(california: Districts) -> None:
    facts = {5: 35, 25: 301, 50: 1660, 75: 6002, 90: 15862}
    for percentile, pupils in facts.items():
        assert np.percentile(california.enrolment, percentile) == pytest.approx(pupils, rel=0.12)


def test_upp_percentiles_are_near_the_facts(california: Districts) -> None:
    for percentile, upp in {25: 0.42, 50: 0.63, 75: 0.81}.items():
        assert np.percentile(california.upp, percentile) == pytest.approx(upp, abs=0.025)


def test_pupils_of_each_county_add_up(california: Districts) -> None:
    pupils = np.bincount(california.county, weights=california.enrolment)
    ratio = pupils / counties().pupils
    assert np.sum(np.abs(ratio - 1.0) > 0.005) <= 1
    assert np.abs(ratio - 1.0).max() < 0.1
    assert pupils.sum() == pytest.approx(counties().pupils.sum(), rel=0.001)


def test_los_angeles_has_the_largest_district_of_the_state(california: Districts) -> None:
    largest = int(np.argmax(california.enrolment))
    assert california.enrolment[largest] == 446_609
    assert california.county[largest] == counties().index("Los Angeles")


def test_group_shares_meet_the_county_facts(california: Districts) -> None:
    weighted = (
        np.stack(
            [
                np.bincount(
                    california.county, weights=california.enrolment * california.group_share[:, column]
                )
                for column in range(len(GROUPS))
            ],
            axis=1,
        )
        / np.bincount(california.county, weights=california.enrolment)[:, None]
    )
    other = [column for column, group in enumerate(GROUPS) if group != "SED"]
    assert weighted[:, other] == pytest.approx(counties().group_share[:, other], abs=1e-3)
    state = np.average(weighted, axis=0, weights=counties().pupils)
    assert state[GROUPS.index("SED")] == pytest.approx(0.63, abs=0.01)


def test_race_shares_sum_to_one_and_sed_is_upp(california: Districts) -> None:
    assert california.group_share[:, RACE_COLUMNS].sum(axis=1) == pytest.approx(np.ones(944))
    assert np.array_equal(california.group_share[:, GROUPS.index("SED")], california.upp)


def test_the_same_seed_gives_the_same_districts_and_another_seed_others() -> None:
    first, again, other = (synthetic_california(seed) for seed in (5, 5, 6))
    for column in ("enrolment", "upp", "lat", "lon", "group_share", "pay", "type"):
        assert np.array_equal(getattr(first, column), getattr(again, column))
    assert not np.array_equal(first.enrolment, other.enrolment)


def test_names_and_codes_are_unique_and_codes_carry_the_county(california: Districts) -> None:
    assert len(set(california.name)) == len(set(california.cds_code)) == 944
    for code, county in zip(california.cds_code, california.county, strict=True):
        assert len(code) == 14 and code[:2] == counties().code[county] and code[2] == "9"


def test_districts_stand_in_the_box_around_their_state(california: Districts) -> None:
    assert california.lat.min() > 32.4 and california.lat.max() < 42.1
    assert california.lon.min() > -124.5 and california.lon.max() < -114.0


def test_size_classes_end_where_the_facts_say() -> None:
    pupils = np.array([300.0, 301.0, 1000.0, 1001.0, 2500.0, 2501.0, 10000.0, 10001.0])
    assert size_class(pupils).tolist() == [0, 1, 1, 2, 2, 3, 3, 4]


def test_pay_is_small_centred_and_fixed_by_the_code(california: Districts) -> None:
    assert abs(california.pay.mean()) < 0.01 and california.pay.std() == pytest.approx(0.06, abs=0.005)
    assert np.abs(california.pay).max() <= 0.2
    assert assumed_pay(california.cds_code[7:9]).tolist() == california.pay[7:9].tolist()


def test_districts_refuse_columns_of_different_length_and_double_codes(california: Districts) -> None:
    with pytest.raises(ValueError, match="twice"):
        california.take([0, 0])
    few = california.take([3, 1])
    assert few.cds_code == (california.cds_code[3], california.cds_code[1])
    with pytest.raises(ValueError, match="rows"):
        Districts(**{**vars(few), "upp": california.upp})
