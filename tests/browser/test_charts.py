"""The charts on the page: made once and then only fed, with their numbers in words, and silent about what is hidden."""

from __future__ import annotations

LINES = ("capability", "results", "time", "practice")
DRAW = """async (times) => {
  const view = SOS.thePage.view();
  const other = { ...view, b: view.a, a: view.b };
  const spent = [];
  for (let time = 0; time < times; time += 1) {
    const start = performance.now();
    await SOS.charts.draw(time % 2 ? view : other);
    spent.push(performance.now() - start);
  }
  return spent.sort((one, other) => one - other)[Math.floor(times / 2)];
}"""


def told(seat, name: str) -> str:
    return seat.page.locator(f"#chart-{name}").get_attribute("aria-label") or ""


def test_a_moved_lever_feeds_the_charts_and_never_makes_new_ones(workshop) -> None:
    workshop.page.evaluate("window.kept = [...document.querySelectorAll('#lines canvas')]")
    before = [told(workshop, name) for name in LINES], workshop.picture("#chart-capability")
    workshop.change(lambda: workshop.preset(2).click())
    assert workshop.page.evaluate("kept.length === 4 && kept.every((canvas) => canvas.isConnected)")
    assert all(one != other for one, other in zip(before[0], [told(workshop, name) for name in LINES], strict=True))
    assert workshop.picture("#chart-capability") != before[1]


def test_each_chart_says_its_numbers_and_those_are_the_tiles_numbers(workshop) -> None:
    workshop.change(lambda: workshop.preset(2).click())
    number = workshop.page.locator("#tiles .tile .number").first.inner_text()
    assert "now: " in told(workshop, "capability") and f"{number} at the end, likely range" in told(
        workshop, "capability"
    )
    for tab in ("plane", "map", "who"):
        workshop.change(lambda tab=tab: workshop.page.locator(f"#tab-button-{tab}").click())
        assert any(letter.isdigit() for letter in told(workshop, tab)), tab


def test_what_is_hidden_is_in_no_chart(place) -> None:
    seat = place().open("")
    seat.change(lambda: seat.preset(2).click())
    for name in LINES:
        assert "now" not in told(seat, name)
    for tab in ("plane", "map", "who"):
        seat.change(lambda tab=tab: seat.page.locator(f"#tab-button-{tab}").click())
        assert "now" not in told(seat, tab)


def test_one_crosshair_reads_all_four_charts_at_the_same_date(workshop) -> None:
    workshop.page.locator("#chart-time").hover(position={"x": 120, "y": 60})
    readings = [workshop.page.locator(f"#chart-{name}").inner_text().splitlines()[0] for name in LINES]
    assert len(set(readings)) == 1 and readings[0].split()[0] in ("January", "July")
    workshop.page.mouse.move(2, 2)
    assert not workshop.page.locator("#chart-time").inner_text().strip()


def test_feeding_the_charts_takes_less_than_a_blink(workshop) -> None:
    workshop.change(lambda: workshop.preset(2).click())
    assert workshop.page.evaluate(DRAW, 15) < 250
