"""A folder of California's files: what is taken from it, and what is said when it is wrong."""

from pathlib import Path

import numpy as np
import pytest

from sos_sim.problems import InputProblems
from sos_sim.store.keys import population_hash
from sos_sim.study.worlds import world_of
from sos_sim.world.california import read_california, read_world
from sos_sim.world.districts import GROUPS, INDICATORS
from sos_sim.world.population import read_population
from sos_sim.world.recorded import EVERYBODY, NOT_RECORDED

REAL = Path(__file__).parents[2] / ".." / "shared" / "data"
KERN, MARIN, ELEMENTARY, HIGH = "15900010000000", "21900010000000", "49900010000000", "49900020000000"
JOINT = "49999990000000"
FILES = {
    "districts.csv": [
        "cds_code,county,type,enrolment,upp,enrolment_2017",
        f"{KERN},Kern,unified,9000,0.71,9500",
        f"{MARIN},Marin,unified,4000,0.20,4100",
        f"{ELEMENTARY},Sonoma,elementary,2000,0.5,2000",
        f"{HIGH},Sonoma,high,5000,0.5,5000",
    ],
    "district_outcomes_by_group.csv": [
        "cds_code,group,metric,v2023,n2023,v2024,n2024",
        f"{KERN},ALL,suspension,4.0,1000,4.2,1000",
        f"{KERN},HI,suspension,4.0,600,4.2,600",
        f"{KERN},WH,suspension,4.0,400,4.2,400",
        f"{KERN},SWD,suspension,8.0,100,8.5,100",
        f"{KERN},HI,ela_dfs,-30.5,500,-31.5,500",
        f"{KERN},LTEL,ela_dfs,-80,50,-85,50",
        f"{JOINT},HI,ela_dfs,-20,300,,",
        f"{ELEMENTARY},HI,ela_dfs,-25,200,-24,200",
        "99999990000000,HI,ela_dfs,-25,200,-24,200",
    ],
    "dashboard_graduation_2017_2019.csv": [
        "cds_code,year,student_group,n,status,prior_status,colour",
        f"{KERN},2017,ALL,640,90.5,91.5,3",
        f"{KERN},2017,SWD,70,60.5,,1",
        f"{KERN},2018,ALL,650,92.5,90.5,4",
    ],
    "district_enrolment_panel.csv": [
        "cds_code,fall_year,enrolment,english_learners,foster,homeless,charter_enrolment",
        f"{KERN},2017,9500,950,95,190,0",
        f"{KERN},2023,9000,900,90,180,1000",
    ],
    "code_crosswalk.csv": [
        "other_code,other_name,cds_code",
        f"{JOINT},Joint schools,{ELEMENTARY}",
        f"{JOINT},Joint schools,{HIGH}",
    ],
}


def write(folder, **changed):
    """Write the folder, with the lines of some files replaced (names without .csv); None leaves a file out."""
    folder.mkdir(exist_ok=True)
    for name, lines in FILES.items():
        lines = changed.get(name.removesuffix(".csv"), lines)
        if lines is not None:
            (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def rows(recorded):
    columns = [recorded.district, recorded.indicator, recorded.group, recorded.year, recorded.value, recorded.pupils]
    return {tuple(line[:4]): tuple(line[4:]) for line in zip(*(column.tolist() for column in columns), strict=True)}


def problems_of(folder, *arguments):
    with pytest.raises(InputProblems) as raised:
        read_california(folder, *arguments)
    return [str(problem) for problem in raised.value.problems]


def test_a_folder_with_districts_alone_is_the_population_file(tmp_path):
    alone = write(tmp_path / "alone", **{name.removesuffix(".csv"): None for name in FILES if name != "districts.csv"})
    world = read_world(alone)
    assert world.recorded is None
    assert population_hash(world.districts) == population_hash(read_population(alone / "districts.csv"))
    assert population_hash(read_world(alone / "districts.csv").districts) == population_hash(world.districts)


def test_a_study_accepts_a_folder_where_it_accepts_a_file(tmp_path):
    world, about = world_of(write(tmp_path / "real"))
    assert about["source"] == "real" and about["districts"] == 4
    assert world.recorded is not None
    assert any("recorded outcomes of 3 districts" in note for note in about["notes"])


def test_what_is_known_decides_which_outcomes_are_used(tmp_path):
    folder = write(tmp_path / "real")
    assert read_california(folder, "structure").recorded is None
    graduation = INDICATORS.index("GRAD")
    early = read_california(folder, "2017").recorded
    assert set(early.year.tolist()) == {2016, 2017} and set(early.indicator.tolist()) == {graduation}
    assert rows(early)[0, graduation, EVERYBODY, 2016] == (91.5, 640.0)
    assert set(read_california(folder, "all").recorded.year.tolist()) == {2016, 2017, 2023, 2024}
    assert 2018 in read_california(folder, "2017", graduation_2018=True).recorded.year


def test_outcomes_known_make_other_runs_and_none_known_make_the_same(tmp_path):
    folder = write(tmp_path / "real")
    hashes = []
    for known in ("structure", "2017", "all"):
        world = read_california(folder, known)
        hashes.append(population_hash(world.districts, world.recorded))
    assert len(set(hashes)) == 3
    assert hashes[0] == population_hash(read_california(folder, "structure").districts)


def test_recorded_group_shares_are_put_in_english_learners_foster_and_homeless_from_the_census_of_2017(tmp_path):
    world = read_california(write(tmp_path / "real"), "structure")
    share = dict(zip(GROUPS, world.districts.group_share[0].tolist(), strict=True))
    # The state's share of White pupils fell since 2017 (factor 1.12), that of pupils with disabilities rose (.88).
    assert share["WH"] == pytest.approx(0.4 * 1.12 / (0.4 * 1.12 + 0.6))
    assert share["HI"] == pytest.approx(0.6 / (0.4 * 1.12 + 0.6))
    assert share["SWD"] == pytest.approx(0.088)
    assert (share["EL"], share["FOS"], share["HOM"]) == pytest.approx((0.10, 0.01, 0.02))
    plain = read_population(tmp_path / "real" / "districts.csv")
    assert np.array_equal(world.districts.group_share[1], plain.group_share[1])


def test_pupils_counted_with_graduation_of_2017_are_the_pupils_of_the_simulation(tmp_path):
    folder, graduation = write(tmp_path / "real"), INDICATORS.index("GRAD")
    world = read_california(folder, "2017")
    assert world.all_pupils[0, graduation] == 640
    assert world.group_pupils[0, graduation, GROUPS.index("SWD")] == 70
    assert world.group_pupils[0, graduation].max() <= 640
    plain = read_california(folder, "structure")
    assert np.array_equal(world.all_pupils[1:], plain.all_pupils[1:])


def test_charter_pupils_stand_beside_rates_of_late_years_only(tmp_path):
    recorded = read_california(write(tmp_path / "real")).recorded
    with_charters = recorded.outside > 0
    assert set(recorded.indicator[with_charters].tolist()) == {INDICATORS.index("SUSP")}
    assert recorded.outside[with_charters].tolist() == pytest.approx([0.1] * int(with_charters.sum()))


def test_values_of_a_joint_code_go_to_its_members_their_own_come_first(tmp_path):
    world = read_california(write(tmp_path / "real"))
    found, language, hispanic = rows(world.recorded), INDICATORS.index("ELA"), GROUPS.index("HI")
    assert found[2, language, hispanic, 2023] == (-25.0, 200.0)
    assert found[3, language, hispanic, 2023] == (-20.0, 300.0)
    left_out = "2 recorded values of districts that districts.csv does not have"
    assert any(left_out in note for note in world.districts.notes)


def test_colours_are_kept_where_they_are_published(tmp_path):
    recorded = read_california(write(tmp_path / "real"), "2017").recorded
    assert set(recorded.colour[recorded.year == 2017].tolist()) == {1, 3}
    assert set(recorded.colour[recorded.year == 2016].tolist()) == {NOT_RECORDED}


def test_the_order_of_lines_does_not_matter(tmp_path):
    plain = read_california(write(tmp_path / "plain"))
    turned = {name.removesuffix(".csv"): [lines[0], *lines[:0:-1]] for name, lines in FILES.items()}
    turned["districts"] = FILES["districts.csv"]
    other = read_california(write(tmp_path / "turned", **turned))
    assert population_hash(plain.districts, plain.recorded) == population_hash(other.districts, other.recorded)


def test_a_folder_without_districts_is_told_what_is_missing(tmp_path):
    folder = write(tmp_path / "real", districts=None)
    (told,) = problems_of(folder)
    assert "no districts.csv in this folder" in told and "population file" in told


def test_every_mistake_in_every_file_is_told_with_its_line(tmp_path):
    outcomes, graduation = FILES["district_outcomes_by_group.csv"], FILES["dashboard_graduation_2017_2019.csv"]
    folder = write(
        tmp_path / "real",
        district_outcomes_by_group=[
            *outcomes,
            f"{KERN},HIS,ela_dfs,1,20,1,20",
            f"{KERN},WH,ela,1,20,1,20",
            f"{MARIN},WH,suspension,101,20,x,20",
            "1590001000000,WH,suspension,1,20,1,20",
            outcomes[1],
        ],
        dashboard_graduation_2017_2019=[*graduation, f"{MARIN},2030,WH,20,1,1,7"],
        district_enrolment_panel=[
            "cds_code,fall_year,enrolment,english_learners,foster,homeless",
            f"{KERN},2017,1,1,1,1",
        ],
        districts=[*FILES["districts.csv"], "01900010000000,Nowhere,unified,10,0.5,10"],
    )
    told = problems_of(folder)
    assert len(told) == 10
    for words in (
        "districts.csv:6: county 'Nowhere'",
        "group.csv:11: student group 'HIS'",
        "group.csv:12: metric 'ela'",
        "group.csv:13: v2023 '101'",
        "group.csv:13: v2024 'x'",
        "group.csv:14: cds_code '1590001000000' is no code",
        "group.csv:15: suspension of ALL",
        "2019.csv:5: year '2030'",
        "2019.csv:5: colour '7'",
        "panel.csv:1: column 'charter_enrolment' is missing",
    ):
        assert any(words in one for one in told), (words, told)


def test_something_else_to_be_known_is_told_what_there_is(tmp_path):
    (told,) = problems_of(write(tmp_path / "real"), "2018")
    assert "structure, 2017, all" in told


@pytest.mark.skipif(not (REAL / "districts.csv").exists(), reason="no shared data folder")
def test_the_real_districts_are_all_found_and_nearly_all_have_records():
    world = read_california(REAL)
    assert len(world.districts) == 944
    assert len(np.unique(world.recorded.district)) >= 930
    assert not any("does not have" in note for note in world.districts.notes)
