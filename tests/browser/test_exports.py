"""What is taken away from the page is what was on it: a table, a picture, a scenario."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HASH = "mode=explore&support.coe_coach_days=40&a:scenario=intensive-support"
HIDDEN = "support.coe_coach_days=40"
BANDS = [f"{side}_{part}" for side in ("a", "b", "change") for part in ("low", "middle", "high")]


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_table_holds_every_outcome_with_the_models_own_numbers(place, model) -> None:
    seat = place().open(HASH)
    name, data = seat.saved("Download CSV")
    assert name.endswith(".csv")
    rows = rows_of(data)
    assert {"table", "outcome", "name", "unit", *BANDS, "setting_a", "setting_b"} <= set(rows[0])
    pinned = {"scenario": "intensive-support", "start": seat.setting["start"], "moved": {}}
    a, b = model(pinned), model(seat.setting)
    years = [row for row in rows if row["table"] == "years"]
    assert {row["outcome"] for row in years} == set(b) and len(years) == 21 * len(b)
    for row in years:
        time = seat.meta["dates"].index(row["name"])
        for side, values in (
            ("a", a[row["outcome"]][time]),
            ("b", b[row["outcome"]][time]),
            ("change", b[row["outcome"]][time] - a[row["outcome"]][time]),
        ):
            expected = [np.quantile(values, 0.05), values.mean(), np.quantile(values, 0.95)]
            found = [float(row[f"{side}_{part}"]) for part in ("low", "middle", "high")]
            assert found == pytest.approx(expected, rel=1e-4, abs=1e-6), row


def test_the_table_holds_the_numbers_on_the_screen_and_says_what_a_and_b_are(place, number_in) -> None:
    seat = place().open(HASH)
    rows = rows_of(seat.saved("Download CSV")[1])
    last = {row["outcome"]: row for row in rows if row["table"] == "years" and row["name"] == seat.meta["dates"][-1]}
    results = ("capability", "true_outcome", "improvement_time", "cost_per_pupil")
    for text, outcome in zip(seat.numbers, results, strict=True):
        shown, near = number_in(text)
        assert abs(float(last[outcome]["b_middle"]) - shown) <= near
    assert {row["setting_a"] for row in rows} == {"Intensive support"}
    (said,) = {row["setting_b"] for row in rows}
    assert said.startswith("Today") and "40" in said and seat.meta["start"] in said
    assert sum(row["table"] == "county" for row in rows) >= 58


def test_the_table_holds_nothing_of_b_before_the_reveal(place) -> None:
    rows = rows_of(place().open(HIDDEN).saved("Download CSV")[1])
    assert rows and all(row[each] == "" for row in rows for each in BANDS if not each.startswith("a_"))
    assert any(row["a_middle"] for row in rows)


def test_no_cell_of_the_table_is_a_formula(place) -> None:
    rows = rows_of(place().open(HASH).saved("Download CSV")[1])
    words = {row[each] for row in rows for each in ("table", "outcome", "name", "unit", "setting_a", "setting_b")}
    assert not [each for each in words if each[:1] in "=+-@\t\r" and each]


def test_a_dangerous_name_is_made_harmless(workshop) -> None:
    names = ["=1+1", "+1", "-1", "@x", "\t=1", 'a"b', "a,b"]
    made = workshop.page.evaluate("(names) => names.map(SOS.words.cell)", names)
    assert made[:4] == ["'=1+1", "'+1", "'-1", "'@x"]
    assert made[5:] == ['"a""b"', '"a,b"'] and not made[4].startswith("\t")


@pytest.mark.parametrize("hash", [HASH, HIDDEN], ids=["open", "hidden"])
def test_the_picture_is_a_picture(place, hash: str) -> None:
    from PIL import Image

    seat = place().open(hash)
    name, data = seat.saved("Download PNG")
    assert name.endswith(".png") and data.startswith(b"\x89PNG\r\n\x1a\n")
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    assert picture.width >= 1200 and picture.height >= 600
    pixels = np.asarray(picture)
    ink = (pixels != pixels[0, 0]).any(axis=-1)
    assert 0.01 < ink.mean() < 0.9
    # Charts stand in it too, not only words on top: ink in each quarter, and a good many colours.
    halves = [half for side in np.array_split(ink, 2) for half in np.array_split(side, 2, axis=1)]
    assert all(half.mean() > 0.002 for half in halves)
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100


def test_the_picture_is_the_same_for_any_hidden_setting_but_for_its_name(place) -> None:
    from PIL import Image

    found = []
    for preset in ("high-pressure", "intensive-support"):
        data = place().open(f"scenario={preset}").saved("Download PNG")[1]
        found.append(np.asarray(Image.open(io.BytesIO(data)).convert("L"), int))
    assert found[0].shape == found[1].shape
    differs = np.abs(found[0] - found[1]) > 8
    # The settings are told in words; nothing else may tell them apart.
    assert differs.any(axis=1).mean() < 0.08


@pytest.mark.parametrize("hash", ["mode=explore", "mode=explore&scenario=high-pressure"])
def test_the_scenario_passes_the_check_and_is_what_was_on_the_screen(place, same_as_its_scenario, hash: str) -> None:
    same_as_its_scenario(place().open(hash))


@pytest.mark.parametrize(
    "hash",
    [
        "mode=explore&scenario=high-pressure&support.coe_coach_days=40",
        "mode=explore&scenario=intensive-support&accountability.pressure=1.6",
        "mode=explore&learning.cycle_months=2&support.coe_coach_days=40&start=2020-01",
    ],
)
def test_levers_moved_over_any_preset_are_in_the_scenario_too(
    sit, live_address: str, same_as_its_scenario, hash: str
) -> None:
    same_as_its_scenario(sit(live_address, "live").open(hash))


@pytest.fixture
def same_as_its_scenario(model, thirty: str, tmp_path: Path, command, environment) -> Callable[[Any], None]:
    """Save a page's scenario, check it by the command, run it, and hold it against what the page was told."""

    def compare(seat: Any) -> None:
        name, data = seat.saved("Download scenario")
        (tmp_path / name).write_bytes(data)
        checked = subprocess.run(
            command("validate", name), cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60
        )
        assert checked.returncode == 0, checked.stderr + data.decode()
        shown = {outcome: values[-1] for outcome, values in model(seat.setting).items()}
        found = ends_of(tmp_path / name, thirty)
        assert found == {outcome: pytest.approx(list(values), abs=1e-9) for outcome, values in shown.items()}

    return compare


def ends_of(path: Path, population: str) -> dict[str, list[float]]:
    """Run a scenario file in the futures of the page."""
    from sos_sim.scenario.scenario import load
    from sos_sim.workshop.answer import SHOWN, Parts, joined, simulate
    from sos_sim.world.california import read_world

    world = read_world(Path(population))
    answer = joined(simulate(world, [load(str(path))], [1, 2, 3, 4], Parts(world)))
    return {outcome: list(answer.end(outcome)) for outcome in SHOWN}


def test_a_copied_link_is_the_page_as_it_stands(place) -> None:
    seat = place(permissions=["clipboard-read", "clipboard-write"]).open(HASH)
    seat.button("Copy link").click()
    seat.page.wait_for_function("() => /link|Copy it/.test(document.querySelector('#status').textContent)")
    said = seat.page.locator("#status").text_content()
    link = seat.page.evaluate("() => navigator.clipboard.readText()") if "copied" in said else said.split("here: ")[1]
    assert link.split("#")[0] == seat.address
    assert place().open(link.split("#")[1]).tiles == seat.tiles
