from __future__ import annotations

import pytest

from sos_sim.problems import InputProblems
from sos_sim.story.districts import District, find_district

ALL = tuple(
    District(code, name, county, "unified", 1000.0)
    for code, name, county in (
        ("01000000000001", "Los Angeles Unified", "Los Angeles"),
        ("02000000000002", "Los Banos Unified", "Merced"),
        ("02100000000003", "Jefferson Elementary", "San Mateo"),
        ("03000000000004", "Jefferson Elementary", "San Benito"),
        ("04000000000005", "Jefferson Elementary Annex", "San Benito"),
    )
)


@pytest.mark.parametrize(
    ("wanted", "row"),
    [("Los Angeles Unified", 0), ("los ANGELES  unified", 0), ("los a", 0), ("banos", 1), ("01000000000001", 0),
     ("03", 3), ("jefferson elementary, san m", 2), ("annex", 4)],
)  # fmt: skip
def test_a_code_or_enough_of_a_name_finds_the_district(wanted, row):
    assert find_district(ALL, wanted) == ALL[row]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("los", "fits 2 districts; allowed: Los Angeles Unified, Los Angeles; Los Banos Unified, Merced"),
        ("jefferson elementary", r"fits 2 districts; allowed: .*San Mateo \(02100000000003\); .*San Benito"),
        ("0", "fits 5 districts"),
        ("los angelos unifid", "nearest names: Los Angeles Unified, Los Angeles"),
        ("qqqqq", "no district is called 'qqqqq'"),
        ("99", "no district has the code 99"),
        (" ", "is empty"),
    ],
)
def test_anything_else_is_one_problem_that_names_what_is_near(wanted, said):
    with pytest.raises(InputProblems, match=said) as raised:
        find_district(ALL, wanted)
    assert len(raised.value.problems) == 1
