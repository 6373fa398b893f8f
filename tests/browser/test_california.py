"""The page as it is shipped: the embedded California and its five presets, live."""

from __future__ import annotations

import re

import httpx2
import pytest

from sos_sim.workshop.room import PRESETS, SEEDS

WHY = "() => { const view = SOS.thePage.view(); return view && view.why && view.why.b; }"


@pytest.fixture(scope="module")
def server(served):
    """Serve the page the way nobody has to think about: no argument at all."""
    with served() as (address, process):
        yield address, process


@pytest.fixture
def california(server) -> str:
    return server[0]


def test_the_page_nobody_configured_opens_with_today_and_five_presets(sit, california: str) -> None:
    seat = sit(california, "live").open("")
    assert [each.get_attribute("aria-pressed") for each in seat.page.locator("#presets button").all()] == [
        "true", *["false"] * (len(PRESETS) - 1),
    ]  # fmt: skip
    assert len(seat.meta["outlines"]) == 58 and len(seat.meta["districts"]["code"]) > 900
    assert len(seat.meta["seeds"]) == SEEDS and seat.meta["base"] == PRESETS[0]
    assert seat.page.locator("#levers").get_by_role("slider").count() == 4
    assert len(seat.numbers) == 4


@pytest.mark.parametrize("tab", ["plane", "map", "who", "district"])
def test_every_closer_look_draws_something(sit, california: str, tab: str) -> None:
    seat = sit(california, "live").open("mode=explore&scenario=high-pressure&tab=" + tab)
    seat.rest()
    panel = seat.page.locator(f"#tab-{tab}")
    assert panel.is_visible() and seat.picture(f"#tab-{tab}") != seat.picture("#why")
    box = panel.bounding_box()
    assert box["width"] > 300 and box["height"] > 150


def test_the_map_has_a_list_of_all_counties_that_can_be_sorted(sit, california: str) -> None:
    seat = sit(california, "live").open("mode=explore&scenario=high-pressure&tab=map")
    seat.rest()
    rows = seat.page.locator("#map-list tbody tr")
    assert rows.count() == 58
    seat.page.locator("#map-list").get_by_role("button", name="County").click()
    shown = [re.fullmatch(r"(.+?) \((\d+)\)", each.split("\t")[0]) for each in rows.all_inner_texts()]
    names = [each.group(1) for each in shown]
    assert names == sorted(names) and names[0] == "Alameda"
    assert sum(int(each.group(2)) for each in shown) == len(seat.meta["districts"]["code"])


def test_the_reasons_arrive_and_are_about_this_run(sit, california: str) -> None:
    seat = sit(california, "live").open("mode=explore&scenario=high-pressure")
    seat.page.wait_for_function(WHY, timeout=60_000)
    seat.page.wait_for_function("() => /\\d/.test(document.querySelector('#why').innerText)")
    first = seat.text("#why")
    seat.change(lambda: seat.preset(2).click())
    seat.page.wait_for_function(WHY, timeout=60_000)
    told = "document.querySelector('#why').innerText.replace(/\\s+/g, ' ').trim()"
    seat.page.wait_for_function(f"(first) => {told} !== first", arg=first)
    assert re.search(r"\d", seat.text("#why"))


def test_a_district_tells_its_decade(sit, california: str) -> None:
    page = httpx2.get(california, timeout=60).text
    code = re.search(r'"code":\["(\d{14})"', page).group(1)
    seat = sit(california, "live").open(f"mode=explore&tab=district&district={code}")
    name = seat.meta["districts"]["name"][0]
    seat.page.locator("#tab-district").get_by_text(name).first.wait_for(timeout=60_000)
    seat.page.wait_for_function(
        "() => document.querySelector('#tab-district').innerText.split(/\\s+/).length > 60", timeout=60_000
    )


@pytest.mark.slow
def test_forty_more_answers_cost_the_server_no_more_than_they_weigh(server) -> None:
    import psutil

    address, number = server
    process = psutil.Process(number)
    before = process.memory_info().rss
    for place in range(40):
        httpx2.get(f"{address}api/run?accountability.pressure={place / 50}", timeout=60).raise_for_status()
    # An answer weighs some 10 kB; what was begun ahead some 200 kB each, three hundred at most.
    assert process.memory_info().rss - before < 90e6
