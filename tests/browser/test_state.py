"""What the room has chosen: undone, redone, pinned, linked, hidden until it is revealed."""

from __future__ import annotations

import re


def test_undo_and_redo_walk_through_what_was_chosen_with_its_numbers(workshop) -> None:
    seen = [(workshop.hash, workshop.numbers)]
    for act in (
        lambda: workshop.preset(1).click(),
        lambda: workshop.slider(0).press("End"),
        lambda: workshop.preset(2).click(),
    ):
        workshop.change(act)
        seen.append((workshop.hash, workshop.numbers))
    assert len({tuple(numbers) for _, numbers in seen}) == len(seen)
    for expected in reversed(seen[:-1]):
        workshop.change(lambda: workshop.button("Undo").click())
        assert (workshop.hash, workshop.numbers) == expected
    assert workshop.button("Undo").is_disabled()
    for expected in seen[1:]:
        workshop.change(lambda: workshop.button("Redo").click())
        assert (workshop.hash, workshop.numbers) == expected
    assert workshop.button("Redo").is_disabled()


def test_a_new_choice_after_an_undo_forgets_what_was_undone(workshop) -> None:
    workshop.change(lambda: workshop.preset(1).click())
    workshop.change(lambda: workshop.button("Undo").click())
    workshop.change(lambda: workshop.preset(2).click())
    assert workshop.button("Redo").is_disabled()


def test_reset_is_today_again_and_can_be_undone(workshop) -> None:
    today = workshop.numbers
    workshop.change(lambda: workshop.preset(1).click())
    workshop.change(lambda: workshop.button("Pin as A").click())
    chosen = workshop.numbers, workshop.hash
    workshop.change(lambda: workshop.button("Reset").click())
    assert workshop.numbers == today and "scenario" not in workshop.hash
    assert workshop.preset(0).get_attribute("aria-pressed") == "true"
    workshop.change(lambda: workshop.button("Undo").click())
    assert (workshop.numbers, workshop.hash) == chosen


def test_a_pinned_setting_is_what_changes_are_told_against(workshop, model, number_in) -> None:
    workshop.change(lambda: workshop.preset(1).click())
    pinned = workshop.setting
    workshop.change(lambda: workshop.button("Pin as A").click())
    assert all("same as A" in words for words in workshop.tiles)
    workshop.change(lambda: workshop.preset(2).click())
    a, b = model(pinned)["capability"][-1], model(workshop.setting)["capability"][-1]
    words = workshop.tiles[0]
    change = re.search(r"[+\u2212]\d\.\d+", words)
    assert change, words
    shown, near = number_in(change.group())
    assert abs(shown - float((b - a).mean())) <= near
    assert re.search(r"(better|worse) than A|no clear change", words)
    assert "A, pinned" in workshop.text("#legend")


def test_an_address_opened_anew_shows_the_same_numbers(workshop, place) -> None:
    workshop.change(lambda: workshop.preset(1).click())
    workshop.change(lambda: workshop.button("Pin as A").click())
    workshop.change(lambda: workshop.slider(0).press("End"))
    workshop.page.get_by_role("tab", name="Map").click()
    other = place().open(workshop.hash.lstrip("#"))
    assert other.tiles == workshop.tiles
    assert (other.hash, other.setting) == (workshop.hash, workshop.setting)
    assert other.page.get_by_role("tab", selected=True).inner_text() == "Map"
    # Which of two lines that cross lies on top may depend on the way there.
    assert other.picture("#lines").alike(workshop.picture("#lines"), 1e-2)


def test_a_link_pasted_over_the_address_is_followed(workshop) -> None:
    workshop.change(lambda: workshop.page.evaluate("() => { location.hash = 'mode=explore&scenario=high-pressure'; }"))
    assert workshop.setting["scenario"] == "high-pressure"
    assert workshop.preset(1).get_attribute("aria-pressed") == "true"
    workshop.change(lambda: workshop.page.go_back())
    assert workshop.setting["scenario"] == "california-2017"


BROKEN = (
    "scenario=nowhere",
    "accountability.pressure=1e999&support.coe_coach_days=nan",
    "__proto__=1&constructor=2&toString=3",
    "tab=%E0%A4%A",
    "a:scenario=%3Cimg%20src=x%20onerror=alert(1)%3E",
    "district=%00&outcome=__proto__&start=2018-99",
    "x" * 20_000,
    "&".join(f"accountability.pressure={place}" for place in range(3, 2_000)),
)


def test_a_broken_address_is_told_and_never_breaks_the_page(workshop) -> None:
    for hash in BROKEN:
        workshop.open(f"mode=explore&{hash}")
        assert "Not understood" in workshop.text("#status"), hash[:60]
        assert len(workshop.numbers) == 4 and workshop.setting["scenario"] == "california-2017"
        assert workshop.page.evaluate("() => document.documentElement.scrollHeight <= innerHeight"), hash[:60]
    workshop.change(lambda: workshop.preset(1).click())


def test_the_mode_switch_opens_and_hides_results(workshop) -> None:
    switch = workshop.page.get_by_role("switch", name="Predict first")
    assert switch.get_attribute("aria-checked") == "false"
    switch.click()
    workshop.page.locator("body.is-hidden").wait_for()
    assert switch.get_attribute("aria-checked") == "true" and "mode=explore" not in workshop.hash
    switch.click()
    workshop.page.locator("body:not(.is-hidden)").wait_for()
    assert "mode=explore" in workshop.hash


def secrets(seat) -> set[str]:
    """Collect what the page writes of B and not of today: numbers with digits enough not to be there by chance."""
    seat.open("mode=explore")
    today = " ".join(seat.tiles)
    seat.open("mode=explore&support.coe_coach_days=40")
    found = set(re.findall(r"[$+\u2212]?\d+\.\d+|likely range [^a-z]+ to \S+|\$\d+", " ".join(seat.tiles)))
    return {each for each in found if each not in today}


def written(seat) -> str:
    """Give everything the document holds, words, attributes and drawings, without the data it was sent with."""
    return str(
        seat.page.evaluate(
            "() => { const copy = document.documentElement.cloneNode(true);"
            " copy.querySelectorAll('script, style').forEach((each) => each.remove()); return copy.outerHTML; }"
        )
    )


def test_before_the_reveal_no_number_of_b_is_in_the_document_and_after_it_they_are(place) -> None:
    numbers = secrets(place())
    assert len(numbers) >= 4
    seat = place().open("support.coe_coach_days=40")
    assert seat.setting["moved"] == {"support.coe_coach_days": 40}
    assert [each for each in numbers if each in written(seat)] == []
    seat.change(lambda: seat.page.locator("#predict").get_by_role("button", name="Reveal").click())
    assert [each for each in numbers if each not in written(seat)] == []


def test_what_is_hidden_cannot_be_told_from_the_picture(place) -> None:
    seen = []
    for setting in ("scenario=high-pressure", "scenario=intensive-support"):
        seat = place().open(setting)
        pictures = {part: seat.picture(part) for part in ("#tiles", "#strip", "#lines", "#second")}
        for name in ("Map", "Who gains"):
            seat.page.get_by_role("tab", name=name).click()
            seat.rest()
            pictures[name] = seat.picture("#second")
        seen.append(pictures)
    assert [part for part in seen[0] if seen[0][part] != seen[1][part]] == []


def test_a_new_setting_is_hidden_again(place) -> None:
    seat = place().open()
    seat.page.get_by_role("switch", name="Predict first").click()
    seat.page.locator("body.is-hidden").wait_for()
    seat.change(lambda: seat.preset(1).click())
    seat.change(lambda: seat.page.keyboard.press("v"))
    seat.page.locator("body:not(.is-hidden)").wait_for()
    seat.change(lambda: seat.preset(2).click())
    seat.page.locator("body.is-hidden").wait_for()
