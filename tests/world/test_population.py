from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sos_sim.problems import InputProblems
from sos_sim.world.columns import COLUMNS, population_table
from sos_sim.world.districts import GROUPS, RACE_COLUMNS, RACES, Districts
from sos_sim.world.facts import counties
from sos_sim.world.population import read_population

ROOT = Path(__file__).parents[2]
REAL = ROOT / "../shared/data/districts.csv"
HEADER = "cds_code,county,type,enrolment,upp"
KERN = "15900010000000,Kern,elementary,480,0.71"
ALPINE = "02900010000000,02,unified,80,0.7"


def _write(folder: Path, text: str) -> Path:
    path = folder / "population.csv"
    path.write_bytes(text.encode("utf-8"))
    return path


def _mistakes(path: Path) -> list[str]:
    with pytest.raises(InputProblems) as caught:
        read_population(path)
    return [str(problem) for problem in caught.value.problems]


def test_the_smallest_file_is_read_and_filled(tmp_path: Path) -> None:
    districts = read_population(_write(tmp_path, f"{HEADER}\n{KERN}\n{ALPINE}\n"))
    assert districts.cds_code == ("15900010000000", "02900010000000")
    assert [counties().name[place] for place in districts.county] == ["Kern", "Alpine"]
    assert districts.enrolment.tolist() == [480.0, 80.0]
    assert districts.group_share[:, GROUPS.index("SED")].tolist() == [0.71, 0.7]
    assert districts.group_share[:, RACE_COLUMNS].sum(axis=1) == pytest.approx([1, 1])
    assert np.isfinite(districts.lat).all() and np.isfinite(districts.pay).all()
    assert any("pay" in note and "used" in note for note in districts.notes)


def test_byte_order_mark_windows_lines_spaces_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    plain = read_population(_write(tmp_path, f"{HEADER}\n{KERN}\n"))
    spaced = KERN.replace(",", " , ")
    odd = read_population(_write(tmp_path, f"\ufeff{HEADER}\r\n\r\n{spaced}\r\n,,,,\r\n"))
    assert odd.cds_code == plain.cds_code and odd.upp.tolist() == plain.upp.tolist()
    assert odd.group_share.tolist() == plain.group_share.tolist()


def test_fall_2017_is_used_where_the_file_has_it(tmp_path: Path) -> None:
    rows = f"{HEADER},enrolment_2017,upp_2017\n{KERN},500,0.75\n{ALPINE},,NA\n"
    districts = read_population(_write(tmp_path, rows))
    assert districts.enrolment.tolist() == [500.0, 80.0]
    assert districts.upp.tolist() == [0.75, 0.7]
    assert any("enrolment_2017" in note and "1 of 2" in note for note in districts.notes)


def test_given_shares_are_kept_and_the_missing_races_fill_the_rest(tmp_path: Path) -> None:
    rows = f"{HEADER},share_HI,share_SWD,el_share_2018,share_EL\n{KERN},0.8,0.2,0.3,\n{ALPINE},,,0.3,0.1\n"
    districts = read_population(_write(tmp_path, rows))
    share = dict(zip(GROUPS, districts.group_share.T, strict=True))
    assert share["HI"][0] == pytest.approx(0.8) and share["SWD"][0] == 0.2
    assert share["EL"].tolist() == [0.3, 0.1]
    assert sum(share[race][0] for race in RACES) == pytest.approx(1.0)


def test_a_complete_set_of_races_may_leave_a_little_unreported(tmp_path: Path) -> None:
    header = HEADER + "".join(f",share_{race}" for race in RACES)
    values = ",0.1" * 7 + ",0.25"
    districts = read_population(_write(tmp_path, f"{header}\n{KERN}{values}\n"))
    assert districts.group_share[0, RACE_COLUMNS[0]] == pytest.approx(0.1 / 0.95)


def test_place_and_pay_of_the_file_are_kept(tmp_path: Path) -> None:
    districts = read_population(_write(tmp_path, f"{HEADER},lat,lon,pay\n{KERN},35.5,-119.1,-0.04\n"))
    assert (districts.lat[0], districts.lon[0], districts.pay[0]) == (35.5, -119.1, -0.04)


def test_expected_shares_rise_and_fall_with_upp_as_fitted(tmp_path: Path) -> None:
    poor = KERN.replace("15900010000000", "15900020000000").replace("0.71", "0.95")
    districts = read_population(_write(tmp_path, f"{HEADER}\n{KERN}\n{poor}\n"))
    share = dict(zip(GROUPS, districts.group_share.T, strict=True))
    assert share["EL"][1] > share["EL"][0] and share["WH"][1] < share["WH"][0]


BROKEN = {
    "duplicate code": (f"{HEADER}\n{KERN}\n{KERN}\n", 3, "stands on line 2 too"),
    "no enrolment": (f"{HEADER}\n{KERN.replace('480', '0')}\n", 2, "enrolment '0' is out of range"),
    "negative enrolment": (f"{HEADER}\n{KERN.replace('480', '-3')}\n", 2, "out of range"),
    "enrolment in words": (
        f"{HEADER}\n{KERN.replace('480', 'many')}\n",
        2,
        "enrolment 'many' is not a number",
    ),
    "enrolment missing": (f"{HEADER}\n{KERN.replace('480', '')}\n", 2, "enrolment is empty"),
    "enrolment not finite": (f"{HEADER}\n{KERN.replace('480', 'inf')}\n", 2, "out of range"),
    "upp a percent": (f"{HEADER}\n{KERN.replace('0.71', '71')}\n", 2, "a percent? 0.71"),
    "upp negative": (f"{HEADER}\n{KERN.replace('0.71', '-0.1')}\n", 2, "upp '-0.1' is out of range"),
    "unknown county": (f"{HEADER}\n{KERN.replace('Kern', 'Kren')}\n", 2, "did you mean 'Kern'?"),
    "no county": (f"{HEADER}\n{KERN.replace('Kern', '')}\n", 2, "county is empty"),
    "unknown type": (
        f"{HEADER}\n{KERN.replace('elementary', 'elementry')}\n",
        2,
        "did you mean 'elementary'?",
    ),
    "lost zero": (f"{HEADER}\n{ALPINE[1:]}\n", 2, "lost its leading zero (02900010000000?)"),
    "short code": (f"{HEADER}\n{KERN[:7] + KERN[14:]}\n", 2, "add seven zeros (15900010000000?)"),
    "code as a float": (f"{HEADER}\n1.59E+13{KERN[14:]}\n", 2, "turned into a number"),
    "code in letters": (f"{HEADER}\nABC{KERN[14:]}\n", 2, "cds_code 'ABC' is no code"),
    "missing column": (
        f"{HEADER.replace('upp', 'upc')}\n{KERN}\n",
        1,
        "'upp' is missing (there is a column 'upc')",
    ),
    "strange group": (f"{HEADER},share_SDW\n{KERN},0.1\n", 1, "did you mean 'share_SWD'?"),
    "column twice": (f"{HEADER},upp\n{KERN},0.1\n", 1, "column 'upp' stands twice"),
    "too few cells": (f"{HEADER}\n{KERN}\n1,2\n", 3, "2 cells in this line"),
    "semicolons": (f"{HEADER.replace(',', ';')}\n", 1, "columns separated by ';'"),
    "half a place": (f"{HEADER},lat,lon\n{KERN},35.5,\n", 2, "lon is empty"),
    "half a place, no column": (f"{HEADER},lat\n{KERN},35.5\n", 2, "lat is given, lon is not"),
    "place elsewhere": (f"{HEADER},lat,lon\n{KERN},48.1,-119\n", 2, "lat '48.1' is out of range"),
    "too many of a race": (f"{HEADER},share_HI,share_WH\n{KERN},0.8,0.4\n", 2, "add up to 1.200"),
    "a zero byte": (f"{HEADER}\n\0\n", 2, "a zero byte"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_mistake_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    text, line, words = BROKEN[case]
    path = _write(tmp_path, text)
    (mistake,) = _mistakes(path)
    assert mistake.startswith(f"{path}:{line}: ")
    assert words in mistake and "allowed: " in mistake


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    path = _write(
        tmp_path, f"{HEADER}\n{KERN.replace('480', 'x')}\n{ALPINE.replace('0.7', '7.5')}\n{KERN}\n1\n"
    )
    lines = [mistake.removeprefix(f"{path}:").split(":")[0] for mistake in _mistakes(path)]
    assert lines == ["2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (f"{HEADER}\n".encode(), "a header but no districts"),
        (f"{HEADER}\nK\xe9rn".encode("latin-1"), "not UTF-8"),
        (b"PK\x03\x04rest", "an Excel workbook"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_bytes(content)
    (mistake,) = _mistakes(path)
    assert words in mistake


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path: Path) -> None:
    assert "cannot be read" in _mistakes(tmp_path / "nowhere.csv")[0]
    assert "cannot be read" in _mistakes(tmp_path)[0]


CELL = st.one_of(
    st.sampled_from(
        ["", "NA", "Kern", "15", "unified", "high", "0.5", "480", "-1", "nan", "1e400", "15900010000000"]
    ),
    st.text(max_size=8),
)
NAMES = st.sampled_from([column.name for column in COLUMNS] + ["note", "share_XX", ""])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.lists(NAMES, max_size=8),
    rows=st.lists(st.lists(CELL, max_size=8), max_size=4),
    full=st.booleans(),
)
def test_any_table_gives_districts_or_problems(
    tmp_path: Path, header: list[str], rows: list[list[str]], full: bool
) -> None:
    lines = [HEADER.split(",") if full else header, *rows]
    try:
        districts = read_population(_write(tmp_path, "\n".join(",".join(line) for line in lines)))
    except InputProblems as error:
        assert error.problems
    else:
        _sound(districts)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80), lead=st.sampled_from([b"", f"{HEADER}\n{KERN}\n".encode()]))
def test_any_bytes_give_districts_or_problems(tmp_path: Path, content: bytes, lead: bytes) -> None:
    path = tmp_path / "population.csv"
    path.write_bytes(lead + content)
    try:
        districts = read_population(path)
    except InputProblems as error:
        assert error.problems
    else:
        _sound(districts)


def _sound(districts: Districts) -> None:
    assert len(districts) > 0
    assert np.all(districts.enrolment > 0)
    for column in (districts.upp, districts.group_share):
        assert np.all((column >= 0) & (column <= 1))
    assert np.isfinite(np.concatenate([districts.lat, districts.lon, districts.pay])).all()


def test_the_documented_table_is_the_one_the_reader_follows() -> None:
    assert population_table() in (ROOT / "docs/population-file.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not REAL.exists(), reason="the data folder beside the checkout is not there")
def test_the_real_districts_load_as_they_are() -> None:
    districts = read_population(REAL)
    assert np.bincount(districts.type).tolist() == [524, 76, 344]
    assert districts.enrolment.sum() == 5_556_408
    assert np.array_equal(np.bincount(districts.county, minlength=58), counties().n_districts)
    state = np.average(districts.group_share, axis=0, weights=districts.enrolment)
    fact = np.average(counties().group_share, axis=0, weights=counties().pupils)
    assert state == pytest.approx(fact, abs=0.025)
