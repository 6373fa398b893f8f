from __future__ import annotations

import pytest

from sos_sim.check.targets import envelope, run_targets, target_idents
from sos_sim.interviews.instrument import load_instrument
from sos_sim.interviews.targets import load_study
from sos_sim.interviews.traps import TRAPS
from sos_sim.problems import InputProblems

INSTRUMENT = """
name: mine
groups:
  districts: {people: 12, who: districts, chosen: engaged, held: 2017-09}
"""
TARGETS = """
name: mine
instrument: instrument.yaml
targets:
  tools-in-use: {finding: They use tools, observable: tools, asked: districts, said: most}
  deep-ones: {observable: deep, asked: districts, count: [1, 3]}
  range: {observable: data_range, at_least: 0.3}
"""


def write(folder, targets=TARGETS, instrument=INSTRUMENT):
    (folder / "instrument.yaml").write_text(instrument)
    (folder / "targets.yaml").write_text(targets)
    return folder / "targets.yaml"


def test_all_fifty_targets_of_the_ledger_are_there_with_source_weight_and_a_reason_where_not_fitted(study):
    assert list(study.targets) == [f"T{number:02d}" for number in range(1, 51)]
    for target in study.targets.values():
        assert target.source and 0 < target.weight <= 1
        assert target.fitted or target.because, target.ident
        assert set(target.traps) <= set(TRAPS)


def test_all_seventeen_traps_are_dealt_with(study):
    assert list(TRAPS) == [f"X{number:02d}" for number in range(1, 18)]
    named = {trap for target in study.targets.values() for trap in target.traps}
    # The other four concern cases that are benchmarks, not targets.
    assert set(TRAPS) - named == {"X13", "X14", "X16"}


def test_the_study_asks_as_many_people_as_the_report_lists(study):
    groups = study.instrument.groups
    listed = ("districts", "county offices", "state officials", "advocates", "support providers")
    assert [groups[name].asked for name in listed] == [20, 3, 10, 3, 4]
    assert groups["stakeholders"].asked == 41
    assert groups["convening"].asked == 51


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(17, 19, (0.69, 0.99)), (2, 5, (0.03, 0.43)), (7, 14, (0.20, 0.84)), (0, 3, (0.0, 0.31))],
)
def test_envelopes_are_those_of_the_ledger(low, high, expected):
    rule = envelope(low, high, 20)
    assert (round(rule.low, 2), round(rule.high, 2)) == expected


def test_a_study_is_read_with_its_instrument(tmp_path):
    study = load_study(write(tmp_path))
    assert study.targets["tools-in-use"].counted() == (7, 10)
    assert study.targets["deep-ones"].of == 12
    assert study.targets["range"].band == (0.3, float("inf"))
    assert study.instrument.groups["districts"].months == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("observable: tools", "observable: tolls", "did you mean 'tools'?"),
        ("asked: districts, said", "asked: distrits, said", "did you mean 'districts'?"),
        ("said: most", "said: mosty", "did you mean 'most'?"),
        ("count: [1, 3]", "count: [3, 1]", "3 is above 1"),
        ("count: [1, 3]", "count: [1, 30]", "0 to 12"),
        ("count: [1, 3]", "count: 1, said: most", "exclude each other"),
        ("asked: districts, count: [1, 3]", "count: [1, 3]", "says not who was asked"),
        (", at_least: 0.3", "", "says not how many"),
        ("at_least: 0.3", "at_least: 0.3, at_most: 0.1", "above at_most"),
        ("observable: data_range", "observation: data_range", "did you mean 'observable'?"),
        ("instrument: instrument.yaml", "instrument: other.yaml", "no file other.yaml"),
        ("said: most}", "said: most, weight: 3}", "weight cannot be 3"),
        ("said: most}", "said: most, fit: perhaps}", "yes or no"),
    ],
)
def test_a_mistake_in_the_targets_is_told_with_its_line(old, new, said, tmp_path):
    assert old in TARGETS
    path = write(tmp_path, TARGETS.replace(old, new, 1))
    with pytest.raises(InputProblems) as caught:
        load_study(path)
    assert said in str(caught.value)
    assert "targets.yaml:" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("people: 12", "people: 0", "people cannot be 0"),
        ("people: 12, who: districts", "people: {district: 12}", "did you mean 'districts'?"),
        ("who: districts", "who: distrits", "did you mean 'districts'?"),
        ("chosen: engaged", "chosen: carefully", "engaged, random"),
        ("held: 2017-09", "held: 2013-09", "2017-07 to 2018-06"),
    ],
)
def test_a_mistake_in_the_instrument_is_told_with_its_line(old, new, said, tmp_path):
    write(tmp_path, instrument=INSTRUMENT.replace(old, new, 1))
    with pytest.raises(InputProblems) as caught:
        load_instrument(tmp_path / "instrument.yaml")
    assert said in str(caught.value)
    assert "instrument.yaml:4" in str(caught.value)


def test_checks_of_targets_judge_what_is_asked_for_and_say_why_others_are_skipped(study, small):
    results = {each.ident: each for each in run_targets(study, target_idents(study), small, [1, 2], {})}
    assert set(results) == set(target_idents(study))
    assert results["T02"].parts[0].rule == envelope(2, 5, 20)
    assert results["T36"].status == "skip" and results["T36"].reason
    assert results["T02<T01"].parts[0].figure > 0


def test_a_parameter_that_is_moved_breaks_the_target_it_should(study, small):
    moved = {"data.spread": 0.3}
    before, after = (run_targets(study, ["T41"], small, [1, 2], over)[0] for over in ({}, moved))
    assert before.status == "fail" and after.status == "pass"
    harder = run_targets(study, ["T02"], small, [1, 2], {"cutoffs.deep": 0.4})[0].parts[0].figure
    easier = run_targets(study, ["T02"], small, [1, 2], {"cutoffs.deep": 0.2})[0].parts[0].figure
    assert harder < easier


@pytest.mark.parametrize(
    ("path", "value", "said"), [("cutoffs.deeep", 0.3, "cutoffs.deep"), ("interviews.selection_odds", 9.0, "1 to 4")]
)
def test_a_number_of_the_interviews_out_of_its_range_is_refused(path, value, said, study, small):
    with pytest.raises(InputProblems, match=said):
        run_targets(study, ["T02"], small, [1], {path: value})
