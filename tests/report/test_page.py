from __future__ import annotations

import dataclasses
import json
import re
import shutil
from itertools import pairwise

import pandas as pd
import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.report.build import report, write_report
from sos_sim.report.page import POLICY
from sos_sim.report.sections import PARTS
from sos_sim.report.study import Study
from sos_sim.store.manifest import read_manifest, write_manifest
from sos_sim.study.run import figure

HOSTILE = '<script>alert("1")</script><img src=x onerror=alert(1)> & "quotes"'


def read_page(folder, seen):
    """Read the page as it would be written, without drawing figures that are missing."""
    return seen(report(Study.open(folder)))


def test_parts_come_in_the_agreed_order_with_the_answer_before_figures(finished, seen):
    page = seen((finished / "report.html").read_text(encoding="utf-8"))
    assert [each["id"] for each in page.named("section")] == list(PARTS)
    assert page.crossed == [] and page.open == []


def test_the_page_asks_nothing_of_any_network_and_forbids_it(finished, seen):
    html = (finished / "report.html").read_text(encoding="utf-8")
    page = seen(html)
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<script|<link|<iframe|<form", html.replace("http-equiv", ""))
    assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in page.named("meta")
    assert "default-src 'none'" in POLICY and "script-src" not in POLICY
    assert all(each["src"].startswith("data:image/") for each in page.named("img"))
    assert all(each["href"].startswith("#") for each in page.named("a"))
    assert {each["href"][1:] for each in page.named("a")} <= {each.get("id") for _, each in page.tags}


def test_every_figure_is_inside_with_its_caption_as_text_alternative(finished, seen):
    page = seen((finished / "report.html").read_text(encoding="utf-8"))
    captions = read_manifest(finished)["figures"]
    assert [each["alt"] for each in page.named("img")] == list(captions.values())
    assert (finished / "report.html").stat().st_size < 3_000_000


def test_a_page_can_be_read_aloud(compare, seen):
    page = read_page(compare(), seen)
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.named("html")[0]["lang"] == "en-GB"
    assert len(page.named("table")) == len(page.named("caption"))
    assert all("scope" in each for each in page.named("th"))


def test_text_of_users_is_shown_as_text(fake, compare, seen):
    policy = dataclasses.replace(fake.more_support(), description=HOSTILE)
    page = read_page(compare(policy), seen)
    assert " ".join(HOSTILE.split()) in page.text
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "iframe"})
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_the_answer_holds_the_figures_of_the_table(compare, seen):
    folder = compare()
    page = read_page(folder, seen)
    rows = pd.read_parquet(folder / "comparison.parquet").set_index("outcome")
    answer = page.text.split("Answer")[2].split("Figures")[0]
    for outcome in ("capability", "true_outcome", "measured_outcome", "inflation", "equity_gap", "cost_per_pupil"):
        assert figure(abs(float(rows.loc[outcome, "difference"]))) in answer, outcome


def test_what_cannot_be_told_apart_is_said_so_and_the_same_is_called_the_same(fake, compare, seen):
    page = read_page(compare(fake.make_scenario()), seen)
    assert "Nothing differs in any future." in page.text
    assert "cannot be told apart" in page.text
    assert "is raised by" not in page.text and "lowered by" not in page.text


def test_one_future_gives_no_interval_and_says_so(compare, seen):
    page = read_page(compare(seeds=1), seen)
    assert "One future says nothing about chance" in page.text
    assert "needs 2 futures" in page.text


def test_parameters_are_told_in_words_from_what_to_what_and_when(fake, compare, seen):
    page = read_page(compare(fake.more_support(month=12, value=30.0)), seen)
    parameter = PARAMETERS["support.coe_coach_days"]
    changed = page.text.split("Parameters changed")[-1].split("Methods and limits")[0]
    assert parameter.label in changed and parameter.unit in changed
    assert "30.0 from July 2018" in changed
    assert parameter.source in changed


def test_a_change_that_changes_nothing_is_not_listed(fake, compare, seen):
    path = "support.coverage"
    same = fake.make_scenario("same-as-before", {path: ((12, PARAMETERS[path].default),)})
    changed = read_page(compare(same), seen).text.split("Parameters changed")[-1]
    assert PARAMETERS[path].label not in changed.split("Methods and limits")[0]


def test_assumptions_among_the_changes_are_named_in_the_limits(fake, compare, seen):
    assumed = next(each for each in PARAMETERS.values() if each.role == "lever" and each.evidence == "A")
    policy = fake.make_scenario("policy", {assumed.path: ((6, assumed.high),)})
    limits = read_page(compare(policy), seen).text.split("Limits")[-1].split("Provenance")[0]
    assert "changed here is an assumption" in limits and assumed.label in limits


def test_failed_runs_stand_in_a_box_above_everything(fake, compare, seen):
    def spoil(seeds):
        if 2 in seeds:
            raise ValueError("spoiled <b>")

    page = read_page(compare(engine=fake.make_engine(spoil)), seen)
    assert page.text.index("failed and are left out") < page.text.index("What difference")
    assert "spoiled <b>" in page.text


def test_a_study_in_which_every_run_failed_still_has_a_report(fake, compare, seen):
    def spoil(seeds):
        raise ValueError("spoiled")

    page = read_page(compare(engine=fake.make_engine(spoil)), seen)
    assert "No pair of runs finished" in page.text


def test_a_run_tells_start_end_and_spread_and_claims_no_difference(run, seen):
    page = read_page(run(), seen)
    assert "Capability for improvement goes from" in page.text and "5 to 95 % of futures" in page.text
    assert "levels are not findings" in page.text
    assert "90 % interval of the mean difference" not in page.text


def test_missing_figures_are_drawn(finished, seen, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder)
    shutil.rmtree(folder / "figures")
    page = seen(write_report(folder).read_text(encoding="utf-8"))
    assert len(page.named("img")) == len(read_manifest(folder)["figures"]) > 0


def test_the_same_folder_gives_the_same_page(finished):
    first = (finished / "report.html").read_bytes()
    assert write_report(finished).read_bytes() == first
    assert not list(finished.glob("*.tmp"))


def test_the_scenario_files_in_the_report_are_the_scenarios_that_ran(fake, compare, seen, tmp_path):
    from sos_sim.scenario.scenario import load

    policy = fake.make_scenario("my-policy", {"support.coe_coach_days": ((12, 30.25), (24, 1 / 3))})
    html = report(Study.open(compare(policy)))
    blocks = [block for block in re.findall(r"<pre>(.*?)</pre>", html, re.S) if block.startswith("name: my-policy")]
    (tmp_path / "my-policy.yaml").write_text(blocks[0].replace("&quot;", '"').replace("&#x27;", "'"))
    loaded = load(tmp_path / "my-policy.yaml")
    assert (loaded.changes, loaded.start, loaded.months) == (policy.changes, policy.start, policy.months)


def test_a_folder_of_an_unknown_kind_shows_its_figures_and_small_tables(finished, seen, tmp_path):
    source, folder = finished, tmp_path / "new"
    (folder / "figures").mkdir(parents=True)
    shutil.copy(source / "figures" / "trajectories.png", folder / "figures" / "novelty.png")
    shutil.copy(source / "figures" / "trajectories.svg", folder / "figures" / "novelty.svg")
    manifest = {"format": "sos-sim run folder", "kind": "novelty", "figures": {"novelty": "What is <new>."}}
    write_manifest(folder, manifest)
    pd.DataFrame({"thing": ["a<b", "c"], "outcome": ["capability", "burden"], "value": [1.25, None]}).to_parquet(
        folder / "things.parquet"
    )
    pd.DataFrame({"value": range(1000)}).to_parquet(folder / "long.parquet")
    page = read_page(folder, seen)
    assert page.named("img")[0]["alt"] == "What is <new>."
    assert "a<b" in page.text and "1.25" in page.text and OUTCOMES["capability"].label in page.text
    assert "long.parquet 1,000" in page.text and "999" not in page.text


def test_a_breakdown_with_intervals_is_used_when_the_folder_holds_one(compare, seen):
    folder = compare()
    differences = pd.read_parquet(folder / "differences.parquet")
    rows = differences.groupby(["policy", "by", "level", "outcome"], as_index=False)["difference"].mean()
    rows.assign(seeds=4, low=-0.777, high=0.888, share_better=0.5).to_parquet(folder / "comparison_by.parquet")
    page = read_page(folder, seen)
    assert "\N{MINUS SIGN}0.777 to +0.888 (50 %)" in page.text
    assert "n.d." in page.text


def test_adjusted_p_values_decide_what_is_called_better(compare, seen):
    folder = compare()
    rows = pd.read_parquet(folder / "comparison.parquet").assign(p_value=0.2, p_holm=0.2)
    rows.to_parquet(folder / "comparison.parquet")
    page = read_page(folder, seen)
    assert "cannot be told apart" in page.text and "p (Holm)" in page.text
    assert "is raised by" not in page.text


def test_what_is_no_run_folder_is_refused_and_nothing_written(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"format": "something else"}))
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputProblems):
            write_report(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_an_unfinished_study_says_so_first(run, seen):
    folder = run()
    write_manifest(folder, read_manifest(folder) | {"status": "interrupted"})
    page = read_page(folder, seen)
    assert page.text.index("not finished") < page.text.index("What happens under")


def test_what_a_gain_costs_is_in_the_answer_and_nothing_where_nothing_is_gained(compare, seen):
    folder = compare()
    unit = "$ per pupil and year per 0.1 student SD of true achievement"
    row = {"policy": "intensive-support", "outcome": "true_outcome", "unit": unit, "seeds": 4}
    prices = [row | {"value": 4.36, "low": 4.28, "high": 4.51}, row | {"value": None, "low": None, "high": None}]
    pd.DataFrame(prices).to_parquet(folder / "cost_per_gain.parquet")
    answer = read_page(folder, seen).text.split("Answer")[2].split("Tables")[0]
    assert "costs $4.36 per pupil and year per 0.1 student SD of true achievement (4.28 to 4.51)." in answer
    assert answer.count("What it gains costs") == 1


def test_equal_budgets_are_told_with_their_factors_and_with_what_could_not_be_scaled(compare, seen):
    folder = compare()
    scaled = {"policy": "more", "name": "more at $5", "factor": 0.5, "note": ""}
    left = {"policy": "less", "name": None, "factor": None, "note": "costs nothing"}
    budget = {"dollars": 5.0, "seeds": 4, "policies": [scaled, left]}
    write_manifest(folder, read_manifest(folder) | {"budget": budget})
    text = read_page(folder, seen).text
    assert "scaled to cost $5.00 per pupil and year" in text
    assert "of more by 0.500." in text and "less: costs nothing." in text
