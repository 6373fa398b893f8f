"""Figures and report of a calibration, from tables whose answer is known; many long names, as in the real one."""

from __future__ import annotations

import json

import matplotlib.image
import numpy as np
import pandas as pd
import pytest

from sos_sim.report.build import report
from sos_sim.report.study import Study
from sos_sim.show.calibration import draw_calibration
from sos_sim.show.calibration_known import draw_alternatives, draw_informing, draw_known
from sos_sim.show.calibration_posterior import draw_marginals, draw_pairs
from sos_sim.show.calibration_predictive import draw_predictive
from sos_sim.show.calibration_ranks import draw_coverage, draw_ecdf, draw_ranks, draw_recovery
from sos_sim.show.style import house_style
from sos_sim.store.calibration_check_tables import CALIBRATION_CHECK_TABLES
from sos_sim.store.manifest import write_manifest

NUMBERS, FINDINGS, DATASETS = 18, 30, 80
LONG = "How much likelier engaged districts and county offices were to be picked for an interview"
PATHS = [f"made.up_{number:02d}" for number in range(NUMBERS)]
TARGETS = [f"T{number:02d}" for number in range(1, FINDINGS + 1)]
LABELS = [f"{LONG}, {number}" if number % 3 == 0 else f"Number {number} of the model" for number in range(NUMBERS)]
# The first are known best; the last not at all.
CONTRACTION = np.linspace(0.2, 1.02, NUMBERS)


def _made_up():
    chance = np.random.default_rng(1)
    verdicts = ["well known" if c < 0.6 else "somewhat known" if c <= 0.9 else "nothing said" for c in CONTRACTION]
    known = pd.DataFrame({
        "path": PATHS, "label": LABELS, "unit": ["share of the scale, standard deviation", "times"] * 9,
        "low": [0.0, 1.0] * 9, "high": [1.0, 4.0] * 9, "logarithmic": [False, True] * 9, "default": 0.5, "mean": 0.5,
        "post_5": [0.3, 1.2] * 9, "post_50": [0.5, 2.0] * 9, "post_95": [0.7, 3.0] * 9, "contraction": CONTRACTION,
        "gain": 0.5, "verdict": verdicts, "partner": "", "correlation": np.nan,
        "informed_by": "T01, T02, T03, T04, T05",
        "largest_shift": [1.5] + [0.2] * (NUMBERS - 1), "shifted_by": "words read cautiously",
    })  # fmt: skip
    predictive = []
    for number, target in enumerate(TARGETS):
        share = number < 25
        scale = 1.0 if share else 40.0
        row = {"target": target, "label": LONG if number % 4 == 0 else f"Leaders who say {number}", "asked": "leaders"}
        row |= {"unit": "share" if share else "days", "low": 0.4 * scale}
        row["high"] = np.nan if number == 3 else 0.6 * scale
        for which, middle, width in (("prior", 0.5, 0.4), ("posterior", 0.55 if number else 0.1, 0.1)):
            for level, at in zip((5, 25, 50, 75, 95), (-1, -0.4, 0, 0.4, 1), strict=True):
                row[f"{which}_{level}"] = (middle + at * width * 0.9) * scale
        missed = number == 0
        row |= {"likely_before": 0.2, "likely_after": 0.4, "surprise": 0.3, "p_value": 0.01 if missed else 0.5}
        predictive.append(row | {"verdict": "missed" if missed else "met"})
    sbc, ranks, recovery = [], [], []
    for times in (1.0, 10.0):
        for path in PATHS:
            truth = chance.random(DATASETS)
            mean = np.clip(truth + 0.1 * chance.standard_normal(DATASETS), 0, 1)
            sbc.append({
                "times": times, "path": path, "datasets": DATASETS, "covered_50": 0.5, "covered_50_low": 0.4,
                "covered_50_high": 0.6, "covered_90": 0.9, "covered_90_low": 0.84, "covered_90_high": 0.95, "bins": 10,
                "p_value": 0.4, "p_value_holm": 1.0, "ecdf_distance": 0.05, "ecdf_inside": True,
                "contraction": 0.8 / times**0.5, "z_mean": 0.0, "z_spread": 1.0, "weighed": 1.0, "worth": 300.0,
            })  # fmt: skip
            recovery.append(
                {"times": times, "path": path, "correlation": 0.9, "slope": 0.8, "covered": 0.9, "error": 0.3}
            )
            for number in range(DATASETS):
                ranks.append({
                    "times": times, "dataset": number, "path": path, "truth": truth[number], "mean": mean[number],
                    "low": 0.0, "high": 1.0, "place": truth[number], "mean_place": mean[number],
                    "low_place": max(mean[number] - 0.2, 0), "high_place": min(mean[number] + 0.2, 1),
                    "rank": int(chance.integers(100)),
                })  # fmt: skip
    informing = pd.DataFrame([
        {"target": target, "path": path, "alone": 0.5 if row == column else 1.0, "shift_without": 0.1,
         "width_without": 1.0}
        for row, target in enumerate(TARGETS) for column, path in enumerate(PATHS)
    ])  # fmt: skip
    sorts = [("odds of being picked 1", "odds"), ("words read cautiously", "words"), ("all alike", "weights")]
    sorts += [(f"without {target}", "left out") for target in TARGETS]
    alternatives = pd.DataFrame([
        {"alternative": name, "sort": sort, "path": path, "mean": 0.5, "sd_place": 0.2,
         "shift": float(chance.normal(0, 0.4)), "width": 1.0, "worth": 300.0, "weighed": True}
        for name, sort in sorts for path in PATHS
    ])  # fmt: skip
    directions = pd.DataFrame([{"direction": 1, "width": 0.2, "path": path, "loading": 0.1} for path in PATHS])
    screen = pd.DataFrame([
        {"path": "learning.x", "label": "Another", "change": 0.1, "target": "T01", "silent": True},
        {"path": "learning.y", "label": "A loud one", "change": 3.0, "target": "T02", "silent": False},
    ])  # fmt: skip
    return {
        "identifiability": known, "predictive": pd.DataFrame(predictive), "sbc": pd.DataFrame(sbc),
        "sbc_ranks": pd.DataFrame(ranks), "recovery": pd.DataFrame(recovery), "informing": informing,
        "alternatives": alternatives, "directions": directions, "screen": screen,
    }  # fmt: skip


def _posterior(tables):
    chance = np.random.default_rng(2)
    places = 0.5 + 0.28 * CONTRACTION * chance.uniform(-1.7, 1.7, (400, NUMBERS))
    places[:, 1] = 0.9 * places[:, 0] + 0.05
    columns = {"draw": np.arange(400), "log_likelihood": 0.0}
    for column, row in enumerate(tables["identifiability"].to_dict("records")):
        low, high = row["low"], row["high"]
        columns[row["path"]] = low + places[:, column].clip(0, 1) * (high - low)
    return pd.DataFrame(columns)


TABLES = _made_up()
POSTERIOR = _posterior(TABLES)
KNOWN = TABLES["identifiability"]
LABEL = dict(zip(PATHS, LABELS, strict=True))
ONCE = TABLES["sbc"][TABLES["sbc"]["times"] == 1]
RANKS_ONCE = TABLES["sbc_ranks"][TABLES["sbc_ranks"]["times"] == 1]
FIGURES = {
    "posterior": lambda: draw_marginals(KNOWN, POSTERIOR),
    "pairs": lambda: draw_pairs(KNOWN, POSTERIOR, [(PATHS[0], PATHS[1], 0.95), (PATHS[0], PATHS[2], -0.4)]),
    "known": lambda: draw_known(KNOWN),
    "predictive": lambda: draw_predictive(TABLES["predictive"]),
    "informing": lambda: draw_informing(TABLES["informing"], KNOWN),
    "alternatives": lambda: draw_alternatives(TABLES["alternatives"], KNOWN),
    "ranks": lambda: draw_ranks(RANKS_ONCE, ONCE, LABEL),
    "ecdf": lambda: draw_ecdf(RANKS_ONCE, LABEL),
    "coverage": lambda: draw_coverage(ONCE, LABEL),
    "recovery": lambda: draw_recovery(TABLES["sbc_ranks"], TABLES["recovery"], LABEL),
}


@pytest.fixture
def folder(tmp_path):
    def make(checked=True, numbers=NUMBERS):
        for name, frame in TABLES.items() if checked else ():
            if "path" in frame and name != "screen":
                frame = frame[frame["path"].isin(PATHS[:numbers])]
            frame.to_parquet(tmp_path / f"{name}.parquet")
        POSTERIOR.to_parquet(tmp_path / "posterior.parquet")
        told = {"name": "made-up", "paths": PATHS, "targets": TARGETS, "draws": 1000, "ess": 80.0, "unmet_targets": []}
        asked = {"name": "made-up interviews", "not fitted": {"T99": "nobody knows"},
                 "groups": {"leaders": {"people": {"district": 20}, "about": "Superintendents."}}}  # fmt: skip
        priors = [[path, low, high, False] for path, low, high in zip(PATHS, KNOWN["low"], KNOWN["high"], strict=True)]
        write_manifest(tmp_path, {
            "format": "sos-sim run folder", "status": "done", "kind": "calibration", "calibration": told,
            "study": asked, "identity": {"priors": priors}, "scenarios": [{"name": "california-2017"}],
        })  # fmt: skip
        return tmp_path

    return make


def test_the_made_up_tables_have_the_declared_columns():
    for name, frame in TABLES.items():
        assert list(frame.columns) == [column.name for column in CALIBRATION_CHECK_TABLES[name][1]]


@pytest.mark.parametrize("name", FIGURES)
def test_no_words_of_a_figure_lie_on_one_another_nor_outside(name):
    with house_style():
        figure = FIGURES[name]()
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()
        width, height = figure.canvas.get_width_height()
        boxes = {}
        for axes in figure.axes:
            texts = [axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label]
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                # Ticks beyond the ends are not drawn.
                texts += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
            for number, text in enumerate(each for each in texts if each.get_text() and each.get_visible()):
                box = text.get_window_extent(renderer)
                boxes[(id(axes), number, text.get_text())] = box
                # Numbers of an axis may touch the edge by a pixel.
                assert box.x0 >= -2 and box.y0 >= -2 and box.x1 <= width + 2 and box.y1 <= height + 2, text.get_text()
        named = [(key[2], box) for key, box in boxes.items() if len(key[2]) > 6]
        for place, (first, one) in enumerate(named):
            for second, other in named[place + 1 :]:
                across = min(one.x1, other.x1) - max(one.x0, other.x0)
                up = min(one.y1, other.y1) - max(one.y0, other.y0)
                assert across <= 1 or up <= 1, (first, second)


def test_every_figure_is_saved_with_its_caption(folder):
    here = folder(numbers=4)
    captions = draw_calibration(here)
    assert list(captions) == list(FIGURES)
    assert json.loads((here / "manifest.json").read_text())["figures"] == captions
    for figure, caption in captions.items():
        assert matplotlib.image.imread(here / "figures" / f"{figure}.png").shape[1] >= 700
        assert (here / "figures" / f"{figure}.svg").read_text().count("<path") > 10
        assert (here / "figures" / f"{figure}.txt").read_text().strip() == caption
        assert caption.endswith(".")


def test_without_checks_the_posterior_is_drawn_and_told(folder):
    here = folder(checked=False)
    assert set(draw_calibration(here)) == {"posterior", "pairs"}
    page = report(Study.open(here))
    assert "The checks of this calibration were left out." in page and "is well known" in page


def test_the_report_tells_what_is_known_what_is_not_and_what_is_missed(folder):
    page = report(Study.open(folder()))
    words = " ".join(page.replace("\N{LEFT DOUBLE QUOTATION MARK}", "<").split())
    assert "Report of a calibration" in words
    assert "18 unmeasured numbers agree with 30 findings of made-up interviews" in words
    assert "20 district" in words and "T99: nobody knows" in words
    assert f"{LABELS[0]}\N{RIGHT DOUBLE QUOTATION MARK} is well known" in words
    silent = [label for label, c in zip(LABELS, CONTRACTION, strict=True) if c > 0.9]
    assert all(label in words.split("interviews say nothing about")[1].split("</li>")[0] for label in silent)
    assert "that were not learnt, 1 makes no finding much likelier" in words
    assert "meets 29 of 30 findings" in words and "It misses T01" in words
    assert "80 of 1,000 draws are effective" in words and "That is few" in words
    assert "In 80 invented sets" in words and "hold it in 90 % of cases" in words
    assert "With 10 times as many interviews" in words
    assert "words read cautiously shifts its mean by 1.50 posterior standard deviations" in words
    assert "Spread left" in words and "A loud one" in words
