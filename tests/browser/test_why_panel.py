"""The panel that says why: hidden before the reveal, two sentences after it, and a map that can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sos_sim.workshop
from sos_sim.workshop.answer import SHOWN
from sos_sim.workshop.why import why_meta

WEB = Path(sos_sim.workshop.__file__).parent / "web"
SCRIPTS = ("stat.js", "answer.js", "state.js", "why_words.js", "causal_map.js", "why.js")
TODAY, HELP, PUSH = "today", "help", "push"
CHANGES = {TODAY: {}, HELP: {"true_outcome": 0.2, "authentic": 0.3, "improvement_time": 0.3}, PUSH: {"pressure": 0.4}}
SHOW = """([a, b, hidden, why]) => {
  const answer = (name) => ({ end: (outcome) => [0, 0].map(() => CHANGES[name][outcome] || 0) });
  const setting = (name) => ({ scenario: name, moved: {}, start: "2018-07" });
  SOS.why.draw({
    a: answer(a), b: answer(b), aSetting: setting(a), bSetting: setting(b), hidden, why,
    aName: a === "today" ? "Today" : "A",
  });
}"""


def reasons(size: float) -> dict[str, Any]:
    part = {"path": "days", "members": ["days"], "label": "Coach days", "from": 8, "to": 40, "shares": [size, size]}
    way = {"name": "spread", "label": "Spread", "shares": [size, size]}
    true = {"whole": [size, size], "components": [part], "mechanisms": [way]}
    return {
        "seeds": [1, 2],
        "outcomes": {"true_outcome": true, "capability": {"whole": [0, 0], "components": [], "areas": []}},
    }


@pytest.fixture(scope="module")
def panel(chromium: Any) -> Iterator[Any]:
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.set_content('<section id="why"></section>')
    for name in SCRIPTS:
        page.add_script_tag(path=WEB / name)
    meta = why_meta() | {
        "base": TODAY,
        "start": "2018-07",
        "seeds": [1, 2],
        "outcomes": [{"name": each} for each in SHOWN],
    }
    page.evaluate("([meta, changes]) => { window.CHANGES = changes; SOS.why.start(meta, {}); }", [meta, CHANGES])
    yield page
    page.close()


def shown(panel: Any, a: str, b: str, hidden: bool = False, why: Any = None) -> str:
    panel.evaluate(SHOW, [a, b, hidden, why])
    return " ".join(panel.locator("#why").inner_text().split())


def test_before_the_reveal_nothing_tells_what_b_does(panel) -> None:
    text = shown(panel, TODAY, HELP, True, {"a": None, "b": reasons(0.2)})
    assert "Reveal to see what carried it." in text
    assert not any(letter.isdigit() for letter in text)
    panel.get_by_role("button", name="Show the causal map").click()
    assert panel.locator(".causal-map .is-lit, .causal-map .is-changed, .causal-map .loop-1").count() == 0
    for drawn in panel.locator(".causal-map").all_text_contents():
        assert "\N{BLACK UP-POINTING TRIANGLE}" not in drawn
    panel.get_by_role("button", name="Close").click()


def test_after_the_reveal_two_sentences_and_the_loops_stand_there(panel) -> None:
    text = shown(panel, TODAY, HELP, False, {"a": None, "b": reasons(0.2)})
    assert "0.20 student SD above today" in text and "coach days" in text and "spread" in text
    assert panel.locator("#why .why-words p").count() == 2
    assert panel.locator("#why .why-loops li").count() >= 1 and "reinforcing" in text


def test_reasons_that_are_still_worked_out_are_announced_and_those_not_at_hand_are_not_made_up(panel) -> None:
    assert "Working out" in shown(panel, TODAY, HELP)
    for a, b, why in ((TODAY, HELP, {"a": None, "b": None}), (PUSH, HELP, {"a": None, "b": reasons(0.2)})):
        text = shown(panel, a, b, False, why)
        assert "not worked out beforehand" in text and "coach days" not in text


def test_two_settings_that_are_one_say_so(panel) -> None:
    assert "Nothing differs from today yet" in shown(panel, TODAY, TODAY, False, {"a": None, "b": None})
    assert panel.locator("#why .why-loops li").count() == 0


def test_a_pinned_setting_is_measured_by_way_of_today(panel) -> None:
    text = shown(panel, PUSH, HELP, False, {"a": reasons(0.05), "b": reasons(0.25)})
    assert "0.20 student SD above A" in text and "measured by way of today" in text


def test_the_map_tells_links_and_sources_of_a_box_and_of_a_loop(panel) -> None:
    shown(panel, TODAY, HELP, False, {"a": None, "b": reasons(0.2)})
    panel.locator("#why .why-loops button").first.click()
    dialog = panel.locator("dialog.why-dialog")
    assert dialog.is_visible() and dialog.locator(".node").count() == 15
    loop = " ".join(dialog.locator(".why-links").inner_text().split())
    assert "Time for improvement +\N{RIGHTWARDS ARROW} Real practice M" in loop
    assert dialog.locator(".edge.loop-1").count() >= 2
    safety = dialog.get_by_role("button", name="Safety: no clear change")
    safety.focus()
    panel.keyboard.press("Enter")
    links = dialog.locator(".why-links li").all_inner_texts()
    assert dialog.locator(".why-links h3").inner_text() == "Safety" and all("Safety" in each for each in links)
    panel.keyboard.press("Escape")
    assert not dialog.is_visible()
