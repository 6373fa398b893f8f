"""Server and file are one page: equal numbers at every computed point, and the file says where it has none."""

from __future__ import annotations

import html
import itertools
import re

import httpx2
import pytest

COACH, PRESSURE = "support.coe_coach_days", "accountability.pressure"
LEVELS = {COACH: (0, 8.8, 40), PRESSURE: (0.2, 0.6, 1.6)}
ANSWER = """async (settings) => {
  const found = [];
  for (const setting of settings) {
    const { answer, exact } = await SOS.thePage.source.run(setting);
    const plain = (list) => Array.from(list);
    found.push({ exact, series: plain(answer.json.series), rows: plain(answer.json.rows),
      districts: plain(answer.json.districts) });
  }
  return found;
}"""


@pytest.fixture
def packed(sit, packed_file):
    return sit(packed_file.as_uri(), "file").open()


def points(start: str) -> list[dict]:
    """List every setting the file holds: the levers crossed over today, and each preset as it is."""
    crossed = [
        {"scenario": "california-2017", "start": start, "moved": dict(zip(LEVELS, values, strict=True))}
        for values in itertools.product(*LEVELS.values())
    ]
    return crossed + [
        {"scenario": name, "start": start, "moved": {}} for name in ("high-pressure", "intensive-support")
    ]


def test_the_file_holds_the_servers_answers_to_the_last_digit(packed, live_address: str) -> None:
    settings = points(packed.meta["start"])
    for setting, found in zip(settings, packed.page.evaluate(ANSWER, settings), strict=True):
        asked = {"scenario": setting["scenario"], "start": setting["start"], **setting["moved"]}
        right = httpx2.get(f"{live_address}api/run", params=asked, timeout=60).json()["answer"]
        assert found["exact"]
        assert {name: found[name] for name in right} == right, setting


def test_both_pages_write_the_same_words_and_draw_the_same_lines(packed, sit, live_address: str) -> None:
    live = sit(live_address, "live")
    for hash in (f"{COACH}=40&{PRESSURE}=1.6", "scenario=high-pressure&a:scenario=intensive-support"):
        live.open(f"mode=explore&{hash}")
        packed.open(f"mode=explore&{hash}")
        assert live.tiles == packed.tiles and live.text("#strip") == packed.text("#strip")
        assert live.picture("#lines") == packed.picture("#lines")
        assert live.hash == packed.hash


def test_both_pages_know_the_same_of_outcomes_presets_and_places(packed, sit, live_address: str) -> None:
    live = sit(live_address, "live").open().meta
    packed = packed.meta
    assert (live["form"], packed["form"]) == ("live", "file")
    same = ("outcomes", "rows", "byRow", "byDistrict", "districts", "outlines", "presets", "dates", "seeds", "start")
    for name in same:
        assert live[name] == packed[name], name


def test_sliders_of_the_file_stop_only_where_something_was_computed(packed) -> None:
    found = {
        lever.get_attribute("data-path"): lever.evaluate("(each) => SOS.thePage.source.stops(each.dataset.path)")
        for lever in packed.page.locator("#levers").get_by_role("slider").all()
    }
    assert {path: tuple(stops) for path, stops in found.items()} == LEVELS


def test_a_setting_that_was_not_computed_is_moved_to_the_nearest_and_said(packed) -> None:
    packed.open(f"mode=explore&{COACH}=37&{PRESSURE}=1.5&learning.cycle_months=2")
    setting = packed.setting
    assert setting["moved"] == {COACH: 40, PRESSURE: 1.6}
    assert f"{COACH}=40" in packed.hash and "cycle_months" not in packed.hash
    assert "nearest" in packed.text("#status") or "computed" in packed.text("#status")
    packed.open(f"mode=explore&scenario=high-pressure&{COACH}=0")
    setting = packed.setting
    assert packed.page.evaluate(ANSWER, [setting])[0]["exact"]


def test_the_file_says_it_is_one_and_needs_no_server(packed, packed_file) -> None:
    assert "Offline file" in packed.text("#bar")
    text = packed_file.read_text("utf-8")
    found = re.search('<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    assert found
    policy = html.unescape(found.group(1))
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy
    assert "connect-src" not in policy and "http" not in policy
    assert '<link rel="stylesheet"' not in text and "<script src" not in text
    assert packed_file.stat().st_size < 5_000_000


def test_a_changed_file_does_not_run(packed_file, tmp_path, chromium) -> None:
    text = packed_file.read_text("utf-8")
    cut = text.rindex("</script>")
    changed = tmp_path / "changed.html"
    changed.write_text(text[:cut] + ";window.changed = 1;" + text[cut:], "utf-8")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(changed.as_uri())
    assert page.evaluate("() => [window.changed, typeof window.SOS?.thePage]") == [None, "undefined"]
    context.close()
