from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sos_sim.check.california.facts import (
    change_facts,
    county_share,
    list_facts,
    red_graduation_gain,
    repeat_facts,
    successive_facts,
)
from sos_sim.check.california.judged import DECLARED, Fact, interval_over_seeds, judge_check, part_beside
from sos_sim.check.california.official import read_files, read_official
from sos_sim.check.california.published import PUBLISHED
from sos_sim.check.california.simulate import draw, leader_facts, official_facts, simulate
from sos_sim.check.sample import sample_world
from sos_sim.problems import InputProblems
from sos_sim.scenario.scenario import load, with_settings
from sos_sim.world.build import World, build_world, embedded_world
from sos_sim.world.california import read_california
from sos_sim.world.districts import GROUPS
from sos_sim.world.population import read_population

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
SWD = GROUPS.index("SWD")

# A made-up folder of California's files: four districts, small enough to count by hand.
CODES = tuple(f"016{place:04d}0000000" for place in range(1, 5))
JOINT = "01699990000000"

DISTRICTS = """cds_code,name,county,type,enrolment,upp,grad_dash_2017,grad_dash_2018,grad_dash_2019
{0},One,Alameda,unified,200,0.2,90,91,90
{1},Two,Alameda,unified,2000,0.4,80,82,81
{2},Three,Kern,high,5000,0.6,70,69,75
{3},Four,Kern,elementary,20000,0.8,,,
"""
STATUS = """cds_code,year,is_coe,status_code
{0},2017,0,GA
{1},2017,0,DA
{joint},2017,0,DA
{0},2018,0,GA
{1},2018,0,GA
{joint},2018,0,DA
"""
FLAGGED = """cds_code,year,student_group,p4,p5,p6,p8
{1},2017,SWD,1,0,1,0
{1},2017,HOM,1,1,0,0
{joint},2017,SWD,0,1,1,0
{joint},2018,SWD,0,1,1,1
{joint},2018,LTEL,1,0,1,0
"""
OUTCOMES = """cds_code,group,metric,v2023,n2023,v2024,n2024
{0},ALL,ela_dfs,10,50,12,50
{1},ALL,ela_dfs,-5,500,-8,500
{0},ALL,math_dfs,5,10,6,50
{1},ALL_TK8,chronic,10,500,12,500
{1},ALL,chronic,50,500,50,500
"""
CROSSWALK = """other_code,other_name,cds_code,note
{joint},Joint,{2},joint report
{joint},Joint,{3},joint report
"""


def write_folder(folder: Path, **changed: str) -> Path:
    """Write the folder; a file is replaced by what is given under its name with underscores, left out when empty."""
    folder.mkdir(exist_ok=True)
    files = {
        "districts": DISTRICTS,
        "da_status": STATUS,
        "da_student_groups": FLAGGED,
        "district_outcomes_by_group": OUTCOMES,
        "code_crosswalk": CROSSWALK,
    }
    for name, text in (files | changed).items():
        if text:
            (folder / f"{name}.csv").write_text(text.format(*CODES, joint=JOINT), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small() -> World:
    return sample_world(embedded_world(), 60)


@pytest.fixture
def four(tmp_path: Path) -> World:
    return build_world(read_population(write_folder(tmp_path / "four") / "districts.csv"))


def test_lists_read_from_files_agree_with_a_count_by_hand(tmp_path: Path, four: World) -> None:
    official = read_official(write_folder(tmp_path / "data"), four.districts)
    facts = official_facts(official, four)
    # 2017: district two with two groups; three and four under their joint code with one group each.
    assert facts["districts 2017"] == 3
    assert facts["groups per listed district 2017"] == pytest.approx(4 / 3)
    assert facts["share with one group 2017"] == pytest.approx(2 / 3)
    assert facts["2017 districts with SWD"] == 3
    assert facts["2017 districts with HOM"] == 1
    assert facts["2017 share with P4"] == pytest.approx(2 / 4)
    assert facts["2017 rate, unified"] == pytest.approx(1 / 2)
    assert facts["2017 rate, over 10,000"] == 1
    # 2018: three and four again, long-term English learners are no group of the model; district two has left.
    assert facts["districts 2018"] == 2
    assert facts["2018 share with P8"] == 1
    assert facts["again, of those listed"] == pytest.approx(2 / 3)
    assert facts["new, of those not listed"] == 0
    assert facts["same group again, SWD"] == pytest.approx(2 / 3)


def test_values_of_too_few_pupils_and_of_later_grades_are_not_used(tmp_path: Path, four: World) -> None:
    official = read_official(write_folder(tmp_path / "data"), four.districts)
    np.testing.assert_array_equal(official.after["ELA"], [12, -8, np.nan, np.nan])
    assert np.isnan(official.before["MATH"]).all()
    assert official.before["CHRO"][1] == 10


def test_a_district_without_a_status_counts_as_not_listed_in_the_model_too(tmp_path: Path, four: World) -> None:
    folder = write_folder(tmp_path / "data", da_status=STATUS.replace("{1},2017,0,DA\n", ""))
    official = read_official(folder, four.districts)
    assert not official.rated[2017][1]
    assert official_facts(official, four)["districts 2017"] == 2
    drawn = simulate(four, load("california-2017"), range(1, 30), official)
    assert drawn["2017 rate, 1,001-2,500"].max() == 0


def test_every_mistake_in_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputProblems) as told:
        read_files(tmp_path / "nowhere")
    assert len(told.value.problems) == 1
    folder = write_folder(
        tmp_path / "bad",
        da_student_groups="",
        da_status=STATUS.replace("is_coe", "coe"),
        district_outcomes_by_group=OUTCOMES.replace("-8,", "minus eight,"),
    )
    with pytest.raises(InputProblems) as told:
        read_files(folder)
    messages = [f"{each.place} {each.found}" for each in told.value.problems]
    assert len(messages) == 3
    assert any("da_student_groups.csv" in message and "missing" in message for message in messages)
    assert any("da_status.csv:1" in message and "is_coe" in message for message in messages)
    assert any("district_outcomes_by_group.csv:3" in message and "minus eight" in message for message in messages)


def test_lines_codes_and_groups_that_are_none_are_told(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "bad",
        da_status=STATUS + "nonsense\n",
        da_student_groups=FLAGGED.replace("HOM", "HOMM").replace("{1},2017,SWD", "1234,2017,SWD"),
    )
    with pytest.raises(InputProblems) as told:
        read_files(folder)
    status, code, group = told.value.problems
    assert status.place.endswith("da_status.csv:8")
    assert "1234" in code.found
    assert "HOMM" in group.found
    assert group.nearest == "HOM"


def test_a_folder_about_other_districts_is_refused(tmp_path: Path, four: World) -> None:
    text = STATUS.replace("{0}", "9" * 14).replace("{1}", "8" * 14).replace("{joint}", "7" * 14)
    with pytest.raises(InputProblems, match="none of the districts"):
        read_official(write_folder(tmp_path / "data", da_status=text), four.districts)


def test_red_graduation_gain_is_the_change_of_red_groups_minus_that_of_others() -> None:
    areas = np.zeros((3, 13, 1), np.uint8)
    areas[0, SWD], areas[1, SWD] = 6, 6
    before, after = np.full((3, 13, 1), np.nan), np.full((3, 13, 1), np.nan)
    before[:, SWD, 0], after[:, SWD, 0] = (60, 80, 50), (68, 82, 54)
    # Only the first is on the list and in the red: +8, beside +2 and +4.
    assert red_graduation_gain(areas, before, after)[0] == pytest.approx(8 - 3)


def test_the_county_share_is_all_where_counties_differ_alone_and_none_where_they_do_not(small: World) -> None:
    chance = np.random.default_rng(1)
    districts = small.districts
    of_county = chance.normal(size=58)[districts.county][:, None] + 1e-6 * chance.normal(size=(60, 1))
    assert county_share(of_county, districts)[0] > 0.99
    alone = np.mean(county_share(chance.normal(size=(60, 40)), districts))
    assert alone < 0.15


def test_the_line_on_the_unduplicated_share_is_taken_out_of_the_county_share(small: World) -> None:
    chance = np.random.default_rng(2)
    level = chance.normal(size=(60, 3))
    moved = level + 500 * small.districts.upp[:, None]
    np.testing.assert_allclose(county_share(level, small.districts), county_share(moved, small.districts), atol=1e-9)


def test_noise_that_passes_makes_successive_changes_correlate_by_minus_a_half() -> None:
    districts = embedded_world().districts
    chance = np.random.default_rng(3)
    years = {year: chance.normal(size=(len(districts), 5)) for year in (2017, 2018, 2019)}
    found = successive_facts("ELA", years, districts)["ELA successive changes, all"]
    assert np.abs(found + 0.5).max() < 0.1


def test_spreads_of_change_are_those_of_a_normal_distribution(small: World) -> None:
    world = embedded_world()
    chance = np.random.default_rng(4)
    before = np.zeros((len(world.districts), 20))
    facts = change_facts("ELA", before, 7 * chance.normal(size=before.shape), world.districts)
    assert facts["ELA sd of change, over 10,000"].mean() == pytest.approx(7, rel=0.05)
    assert facts["ELA robust sd of change, over 10,000"].mean() == pytest.approx(7, rel=0.1)


def test_model_and_files_go_through_the_same_measures(small: World) -> None:
    drawn = draw(small, load("california-2017"), [1, 2], (2016, 2017, 2018))
    facts = list_facts(2018, drawn.listed_areas[2018], small.districts)
    one = list_facts(2018, drawn.listed_areas[2018][..., :1], small.districts)
    assert facts["districts 2018"][0] == one["districts 2018"][0] == (drawn.listed_areas[2018][..., 0] > 0).any(1).sum()
    again = repeat_facts(drawn.listed_areas[2017], drawn.listed_areas[2017], small.districts)
    assert (again["again, of those listed"] == 1).all()
    assert (again["new, of those not listed"] == 0).all()


def test_draws_do_not_depend_on_how_they_are_batched(small: World) -> None:
    scenario = load("california-2017")
    alone = draw(small, scenario, [2], (2016, 2017, 2018))
    beside = draw(small, scenario, [1, 2], (2016, 2017, 2018))
    np.testing.assert_array_equal(alone.listed_areas[2018][..., 0], beside.listed_areas[2018][..., 1])


def test_more_leaders_are_gone_where_more_leave_each_year(small: World) -> None:
    base = load("california-2017")
    rates = [with_settings(base, [f"turnover.leader_hazard={rate}"]) for rate in (0.01, 0.02)]
    few, usual = (leader_facts(small, scenario, range(1, 9)) for scenario in rates)
    for fact in usual:
        assert 0 < few[fact].mean() < usual[fact].mean() < 1


def test_a_further_draw_lies_in_the_interval_nine_times_in_ten_with_few_seeds_too() -> None:
    chance = np.random.default_rng(5)
    inside = 0
    for _ in range(4000):
        low, _, high = interval_over_seeds(chance.normal(size=20))
        inside += low <= chance.normal() <= high
    assert inside / 4000 == pytest.approx(0.9, abs=0.015)


@pytest.mark.parametrize("official", [-3.0, -1.0, 0.0, 0.7, 1.4, 2.5])
def test_a_fact_holds_exactly_when_the_official_figure_is_in_the_interval(official: float) -> None:
    values = np.random.default_rng(6).normal(size=40)
    part = part_beside(Fact("x", "x"), values, official)
    inside = part.low <= official <= part.high
    assert part.passed == inside == part.rule.allows(part.figure)
    assert part.reference == official


def test_what_needs_the_files_is_skipped_with_the_reason() -> None:
    check = next(each for each in DECLARED if each.ident == "C17")
    result = judge_check(check, {}, PUBLISHED)
    assert result.status == "skip"
    assert "--data" in result.reason


def test_every_fact_is_declared_once_and_every_published_figure_is_used() -> None:
    names = [fact.name for check in DECLARED for fact in check.facts]
    assert len(names) == len(set(names))
    assert set(PUBLISHED) <= set(names)


@pytest.mark.skipif(not (SHARED / "districts.csv").is_file(), reason="California's files are not beside the checkout")
def test_figures_that_are_stated_are_those_of_the_files() -> None:
    world = read_california(SHARED, known="structure")
    facts = official_facts(read_official(SHARED, world.districts), world)
    for fact in ("districts 2017", "districts 2018", "2018 districts with SWD"):
        assert facts[fact] == PUBLISHED[fact]
    # Size classes go by 2017 here and by 2018 there, so that a district in a hundred changes its class.
    for fact in set(facts) & set(PUBLISHED):
        assert facts[fact] == pytest.approx(PUBLISHED[fact], abs=0.07), fact
