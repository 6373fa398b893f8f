"""The page for everybody: screen readers, keyboards, high contrast, less motion, any screen from phone to projector."""

from __future__ import annotations

from typing import Any

import pytest

PHONE, SMALL, WIDE = (390, 844), (1280, 720), (1920, 1080)
TABS = ("plane", "map", "who", "district")
HIDDEN = "scenario=high-pressure"
MOVED = f"mode=explore&{HIDDEN}"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def broken(seat: Any) -> list[str]:
    """List what axe finds broken, with the places."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(seat.page, options=RULES).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']][:4]} {each['help']}" for each in found]


def show(seat: Any, tab: str) -> None:
    """Open a tab and wait for its picture."""
    seat.page.locator(f"#tab-button-{tab}").click()
    seat.rest()


def drawers(seat: Any) -> list[Any]:
    """Give the buttons that open a drawer."""
    more = [seat.page.locator("#more-levers")] if seat.page.locator("#more-levers").is_visible() else []
    return [seat.page.locator("#help"), *more, *seat.page.locator("#foot-links button").all()]


def test_axe_finds_nothing_in_predict_first_before_and_after_the_reveal(place) -> None:
    seat = place().open("")
    assert broken(seat) == []
    seat.change(lambda: seat.preset(1).click())
    assert broken(seat) == []
    seat.change(lambda: seat.page.locator("#predict").get_by_role("button", name="Reveal").click())
    assert broken(seat) == []


def test_axe_finds_nothing_in_any_tab(packed_place) -> None:
    seat = packed_place().open(MOVED)
    for tab in TABS:
        show(seat, tab)
        assert broken(seat) == [], tab


def test_axe_finds_nothing_in_any_drawer_and_each_gives_the_focus_back(packed_place) -> None:
    seat = packed_place().open(MOVED)
    assert len(drawers(seat)) >= 4
    for button in drawers(seat):
        button.click()
        dialog = seat.page.get_by_role("dialog")
        dialog.wait_for()
        assert broken(seat) == [], button.inner_text()
        assert dialog.evaluate("(dialog) => dialog.contains(document.activeElement)"), button.inner_text()
        seat.page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        assert button.evaluate("(button) => button === document.activeElement"), button.inner_text()


def test_axe_finds_nothing_on_a_phone_and_while_presenting(packed_place) -> None:
    assert broken(packed_place(size=PHONE).open(MOVED)) == []
    assert broken(packed_place().open(f"{MOVED}&present=1")) == []


OVERFLOW = """() => {
  const root = document.documentElement;
  return [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight];
}"""
CUT = """() => [...document.querySelectorAll('button, h1, h2, h3, p, label, .number, .change span, figcaption')]
  .filter((each) => each.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && each.textContent.trim())
  .filter((each) => !each.closest('.quiet, .skip, .scroll'))
  .filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width > 2 && (box.left < -1 || box.right > innerWidth + 1);
  })
  .map((each) => each.textContent.trim().slice(0, 50))"""
CROSSED = """() => {
  const ids = ['tiles', 'lines', 'below', 'foot', 'left', 'bar'];
  const boxes = ids.map((id) => [id, document.getElementById(id).getBoundingClientRect()]);
  const hits = [];
  for (const [one, a] of boxes) for (const [two, b] of boxes)
    if (one < two && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      hits.push(`${one} over ${two}`);
  return hits;
}"""
SMALL_TYPE = """(floor) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest('script, style, svg, .quiet, .skip, dialog')) continue;
    if (!parent.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < floor) found.add(`${size}px ${node.textContent.trim().slice(0, 40)}`);
  }
  return [...found];
}"""


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["1280x720", "1920x1080"])
def test_a_projector_shows_the_whole_page_without_scrolling(packed_place, size) -> None:
    seat = packed_place(size=size)
    for hash, tabs in (("", ("predict",)), (HIDDEN, ("predict",)), (MOVED, TABS)):
        seat.open(hash)
        for tab in tabs:
            show(seat, tab)
            across, down = seat.page.evaluate(OVERFLOW)
            assert (across <= 0, down <= 0) == (True, True), (hash, tab, across, down)
            assert seat.page.evaluate(CUT) == [], (hash, tab)
            assert seat.page.evaluate(CROSSED) == [], (hash, tab)


def test_type_is_large_enough_to_be_read_from_the_back(packed_place) -> None:
    assert packed_place(size=SMALL).open(MOVED).page.evaluate(SMALL_TYPE, 12.0) == []
    wide = packed_place(size=WIDE).open(MOVED)
    sizes = wide.page.evaluate(
        "() => ['#tiles .number', '#tiles h3', '#levers label', '#presets button', '#status'].map("
        " (each) => parseFloat(getComputedStyle(document.querySelector(each)).fontSize))"
    )
    assert min(sizes) >= 16 and sizes[0] >= 36


def test_a_phone_scrolls_down_only(packed_place) -> None:
    seat = packed_place(size=PHONE, has_touch=True, is_mobile=True)
    for hash, tabs in (("", ("predict",)), (MOVED, TABS)):
        seat.open(hash)
        for tab in tabs:
            show(seat, tab)
            across, down = seat.page.evaluate(OVERFLOW)
            assert (across <= 0, down > 0) == (True, True), (hash, tab, across, down)
            assert seat.page.evaluate(CUT) == [], (hash, tab)


def test_forced_colours_leave_everything_in_sight(packed_place) -> None:
    seat = packed_place(forced_colors="active").open(MOVED)
    for part in ("#tiles .number", "#levers input[type=range]", "#presets button", "#legend"):
        assert seat.page.locator(part).first.is_visible()
    pressed = seat.preset(1).evaluate("(button) => getComputedStyle(button).borderTopWidth")
    assert float(pressed.removesuffix("px")) >= 1
    seat.slider().focus()
    assert seat.slider().evaluate("(input) => getComputedStyle(input).outlineStyle") != "none"
    assert broken(seat) == []


def test_less_motion_means_none(packed_place) -> None:
    seat = packed_place(reduced_motion="reduce").open(MOVED)
    began = seat.page.evaluate("() => performance.now()")
    seat.change(lambda: seat.button("Replay").click())
    assert seat.page.evaluate("() => performance.now()") - began < 1_400
    moving = seat.page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((each) => { const style = getComputedStyle(each);"
        " return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01; })"
        ".map((each) => each.tagName + '.' + each.className)"
    )
    assert moving == []


def test_replay_ends_where_it_began(workshop) -> None:
    workshop.change(lambda: workshop.preset(1).click())
    workshop.rest()
    tiles, lines = workshop.tiles, workshop.picture("#lines")
    workshop.change(lambda: workshop.button("Replay").click())
    assert (workshop.tiles, workshop.picture("#lines")) == (tiles, lines)


def test_presenting_keeps_levers_and_results_and_hides_the_rest(workshop) -> None:
    workshop.button("Present").click()
    workshop.page.locator("body.presenting").wait_for()
    for part in ("#levers", "#tiles", "#lines"):
        assert workshop.page.locator(part).is_visible()
    assert not workshop.button("Download CSV").is_visible()
    across, down = workshop.page.evaluate(OVERFLOW)
    assert across <= 0 and down <= 0
    workshop.change(lambda: workshop.slider().press("ArrowRight"))
    workshop.page.keyboard.press("m")
    workshop.button("Download CSV").wait_for()


def test_the_page_says_what_it_is_and_never_more(workshop) -> None:
    words = workshop.text("body")
    assert "Illustrative model, not a forecast" in words
    assert "likely range" in words.lower() and f"{len(workshop.meta['seeds'])} futures" in words
    assert "confidence" not in words.lower() and "we predict" not in words.lower()
    assert ("Live on this computer" in words) == (workshop.form == "live")
    assert workshop.page.locator("[role=status]").count() == 1
    assert workshop.page.locator("h1").count() == 1 and workshop.page.locator("html").get_attribute("lang") == "en"
    assert workshop.page.title()
    assert workshop.page.locator("[style*='expression'], [onclick], [onload]").count() == 0


def test_every_chart_has_one_sentence_for_those_who_do_not_see_it(workshop) -> None:
    workshop.change(lambda: workshop.preset(1).click())
    for chart in workshop.page.locator("#lines .chart").all():
        names = chart.evaluate(
            "(chart) => [chart, ...chart.querySelectorAll('[aria-label]:not([aria-hidden=true])')]"
            ".map((each) => each.getAttribute('aria-label')).filter(Boolean)"
        )
        assert len(names) == 1 and len(names[0].split()) >= 6, names
        assert any(sign.isdigit() for sign in names[0])
