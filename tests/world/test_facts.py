from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from sos_sim.world.districts import RACE_COLUMNS
from sos_sim.world.facts import counties, county_outlines, county_rings
from sos_sim.world.places import assumed_places, distance_km

DATA = Path(__file__).parents[2] / "../shared/data"


def test_the_state_has_944_districts_in_58_counties_and_both_margins_agree() -> None:
    facts = counties()
    assert facts.code == tuple(f"{code:02d}" for code in range(1, 59))
    assert facts.n_by_type.sum(axis=0).tolist() == [524, 76, 344]
    assert facts.n_by_size.sum(axis=1).tolist() == facts.n_districts.tolist()
    assert facts.pupils.sum() == pytest.approx(5.50e6, rel=0.005)
    assert facts.n_districts.max() == 80 and facts.name[int(facts.n_districts.argmax())] == "Los Angeles"


def test_group_shares_are_shares_and_races_sum_to_one() -> None:
    shares = counties().group_share
    assert np.all((shares > 0) & (shares < 1))
    assert shares[:, RACE_COLUMNS].sum(axis=1) == pytest.approx(np.ones(58))


@pytest.mark.parametrize("text", ["Kern", "kern", " Kern County ", "15"])
def test_a_county_is_found_by_name_or_code(text: str) -> None:
    assert counties().index(text) == 14


def test_a_code_that_lost_its_zero_is_found_and_a_strange_name_is_not() -> None:
    assert counties().index("5") == 4
    assert counties().index("Atlantis") is None


def test_facts_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        counties().pupils[0] = 1.0


def test_adjacent_counties_are_distinct_pairs_given_once() -> None:
    pairs = {tuple(sorted(pair)) for pair in counties().neighbours.tolist()}
    assert len(pairs) == len(counties().neighbours) == 146
    assert all(first != second for first, second in pairs)
    assert counties().shared_border.sum() == 137


def test_outlines_are_small_and_hold_their_county_office() -> None:
    size = len(resources.files("sos_sim.world").joinpath("data", "county_outlines.json").read_bytes())
    assert size < 60_000
    assert tuple(feature["id"] for feature in county_outlines()["features"]) == counties().code
    facts = counties()
    for rings, lat, lon in zip(county_rings(), facts.lat, facts.lon, strict=True):
        points = np.concatenate(rings)
        assert points[:, 0].min() - 0.05 <= lon <= points[:, 0].max() + 0.05
        assert points[:, 1].min() - 0.05 <= lat <= points[:, 1].max() + 0.05


def test_the_notice_of_the_outlines_stands_beside_them() -> None:
    notice = resources.files("sos_sim.world").joinpath("data", "NOTICE").read_text(encoding="utf-8")
    assert "Michael Bostock" in notice and "us-atlas" in notice


def test_a_place_depends_on_the_code_alone() -> None:
    codes = [f"159{number:04d}0000000" for number in range(40)]
    lat, lon = assumed_places(codes, np.full(40, 14))
    again_lat, again_lon = assumed_places(codes[::-1], np.full(40, 14))
    assert np.array_equal(lat, again_lat[::-1]) and np.array_equal(lon, again_lon[::-1])
    assert len(np.unique(lat)) == 40


def test_one_degree_of_latitude_is_111_kilometres() -> None:
    one = np.array([36.0]), np.array([-120.0]), np.array([37.0]), np.array([-120.0])
    assert distance_km(*one)[0] == pytest.approx(111.19, abs=0.01)


@pytest.mark.skipif(not DATA.exists(), reason="the data folder beside the checkout is not there")
def test_county_counts_equal_the_source() -> None:
    with (DATA / "counties.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    facts = counties()
    for place, row in enumerate(rows):
        by_type = [int(row[name]) for name in ("n_elementary", "n_high", "n_unified")]
        assert facts.n_by_type[place].tolist() == by_type
        assert facts.n_by_size[place, 0] == int(row["n_districts_under_300"])
        assert facts.n_by_size[place, 4] == int(row["n_districts_over_10000"])
        assert facts.pupils[place] == float(row["enrolment"])
