"""A facilitator with a keyboard only: everything is reached, everything pressed counts, the last press wins."""

from __future__ import annotations

IN_ORDER = ("bar", "presets", "levers", "actions", "second")


def test_tab_goes_through_the_page_in_reading_order_and_sees_where_it_is(workshop) -> None:
    seen: list[str] = []
    names: list[str] = []
    workshop.page.evaluate("() => document.activeElement.blur()")
    for _ in range(60):
        workshop.page.keyboard.press("Tab")
        part, name, ring = workshop.page.evaluate(
            "([...parts]) => { const now = document.activeElement;"
            " const part = parts.find((id) => document.getElementById(id).contains(now)) || '';"
            " const style = getComputedStyle(now);"
            " const shown = now.labels && now.labels.length ? now.labels[0].textContent : now.textContent;"
            " return [part, shown.trim(), style.outlineStyle !== 'none' || style.boxShadow !== 'none']; }",
            list(IN_ORDER),
        )
        if part:
            assert ring, f"no focus ring on {name!r}"
            names.append(name)
            if part not in seen:
                seen.append(part)
    assert seen == list(IN_ORDER)
    assert {"Pin as A", "Reset", "Download CSV", "Download PNG", "Copy link", "Help"} <= set(names)


def test_an_arrow_moves_a_lever_and_the_picture_follows(workshop, model) -> None:
    lines, tiles, before = workshop.picture("#lines"), workshop.numbers, workshop.value()
    workshop.slider().focus()
    number = workshop.change(lambda: workshop.page.keyboard.press("ArrowRight"))
    assert number >= 2 and workshop.value() > before
    assert workshop.picture("#lines") != lines and workshop.numbers != tiles
    assert workshop.differs(model(workshop.setting)) == []


def test_home_and_end_reach_the_last_stops(workshop) -> None:
    stops = workshop.slider().evaluate("(input) => SOS.thePage.source.stops(input.dataset.path)")
    workshop.slider().focus()
    workshop.change(lambda: workshop.page.keyboard.press("End"))
    assert workshop.value() == stops[-1]
    workshop.change(lambda: workshop.page.keyboard.press("Home"))
    assert workshop.value() == stops[0]
    assert workshop.slider().get_attribute("aria-valuetext").startswith(f"{stops[0]:g}")


def test_a_slider_is_named_by_its_question_and_says_its_value_in_words(workshop) -> None:
    for lever in workshop.page.locator("#levers").get_by_role("slider").all():
        path = lever.get_attribute("data-path")
        declared = next(each for each in workshop.meta["levers"] if each["path"] == path)
        assert workshop.page.get_by_role("slider", name=declared["question"]).count() == 1
        assert any(sign.isdigit() for sign in lever.get_attribute("aria-valuetext"))


def test_twenty_fast_presses_end_on_the_last_value_and_its_own_numbers(workshop, model) -> None:
    workshop.slider(0).focus()
    workshop.change(lambda: workshop.page.keyboard.press("Home"))
    before = workshop.number
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight") * 5:
        workshop.page.keyboard.press(key)
    workshop.rest(before)
    stops = workshop.slider().evaluate("(input) => SOS.thePage.source.stops(input.dataset.path)")
    assert workshop.value() == stops[min(10, len(stops) - 1)] or len(stops) < 11
    setting = workshop.setting
    assert setting["moved"].get("support.coe_coach_days", 8.8) == workshop.value()
    assert workshop.differs(model(setting)) == []


def test_digits_load_presets_and_letters_undo_redo_pin_present_and_help(workshop) -> None:
    press = workshop.page.keyboard.press
    workshop.change(lambda: press("2"))
    assert workshop.preset(1).get_attribute("aria-pressed") == "true"
    workshop.change(lambda: press("u"))
    assert workshop.preset(0).get_attribute("aria-pressed") == "true"
    workshop.change(lambda: press("r"))
    assert workshop.preset(1).get_attribute("aria-pressed") == "true"
    workshop.change(lambda: press("Control+z"))
    assert workshop.preset(0).get_attribute("aria-pressed") == "true"
    workshop.change(lambda: press("Control+y"))
    assert workshop.preset(1).get_attribute("aria-pressed") == "true"
    workshop.change(lambda: press("p"))
    assert "a:scenario=high-pressure" in workshop.hash
    press("m")
    workshop.page.locator("body.presenting").wait_for()
    press("m")
    workshop.page.locator("body:not(.presenting)").wait_for()
    press("?")
    workshop.page.get_by_role("dialog").wait_for()
    press("Escape")
    workshop.page.get_by_role("dialog").wait_for(state="hidden")


def test_letters_typed_into_a_field_are_only_letters(workshop) -> None:
    workshop.button("Assumptions").click()
    search = workshop.page.get_by_role("dialog").get_by_role("searchbox")
    search.wait_for()
    before = workshop.hash
    search.press_sequentially("pump 2 turns")
    assert search.input_value() == "pump 2 turns"
    assert workshop.hash == before and not workshop.page.locator("body.presenting").count()


def test_tabs_are_moved_through_by_arrows(workshop) -> None:
    workshop.page.get_by_role("tab", selected=True).focus()
    for name in ("map", "who", "district", "plane"):
        workshop.page.keyboard.press("ArrowRight")
        workshop.page.locator(f"#tab-{name}").wait_for(state="visible")
        assert workshop.page.get_by_role("tab", selected=True).get_attribute("aria-controls") == f"tab-{name}"
        assert workshop.page.locator("[role=tabpanel]:visible").count() == 1
