"""Measure how fast the workshop page answers a key, next to a page that only fills a canvas and to one model run.

    python benchmarks/workshop_latency.py [--presses 14] [--file PACKED.html]

A press is timed in the browser: from the key event on a focused slider to the last frame in which the picture of
tiles and lines changed. The references are taken in the same browser in the same minute; ratios say more than
milliseconds, which belong to one machine on one day.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

PRESSES = 14
BURST, BURST_MS = 20, 50
STILL_MS = 400
FRAME_MS = 17
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
NAMES = ("chromium", "chromium-browser", "google-chrome")

# Notes the time of each key and of each frame after something on the page changed: text, attributes or nodes, or,
# through the canvas' own drawing calls, pixels.
WATCH = """
window.keys = [];
window.changes = [];
window.told = [];
addEventListener("keydown", () => keys.push(performance.now()), true);
const noted = () => requestAnimationFrame(() => requestAnimationFrame(() => changes.push(performance.now())));
for (const name of ["fill", "stroke", "fillText", "fillRect", "drawImage"]) {
  const drawn = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) {
    if (!this.canvas.closest("#below")) noted();
    return drawn.apply(this, given);
  };
}
document.addEventListener("DOMContentLoaded", () => {
  const whole = { subtree: true, childList: true, characterData: true, attributes: true };
  const parts = document.querySelectorAll("#tiles, #lines, body > canvas");
  for (const part of parts) new MutationObserver(noted).observe(part, whole);
  // The page counts what it has painted; what it draws later, with nothing new in it, is no answer to the key.
  const status = document.querySelector("#status");
  let number = "";
  if (status) new MutationObserver(() => {
    const now = status.textContent.split(".")[0];
    if (now !== number) told.push(performance.now());
    number = now;
  }).observe(status, whole);
});
"""
EMPTY = """<!doctype html><html lang="en"><title>Nothing but a canvas</title>
<input type="range" id="slider" min="0" max="14" value="5"><canvas width="1600" height="600"></canvas>
<script>
document.getElementById("slider").addEventListener("input", (event) => {
  const pen = document.querySelector("canvas").getContext("2d");
  pen.fillStyle = `hsl(${36 * event.target.value} 60% 50%)`;
  pen.fillRect(0, 0, 1600, 600);
});
</script></html>
"""


@dataclass(frozen=True)
class Times:
    """Hold the times of some presses.

    Args:
        presses: milliseconds from each press to its last changed frame.
    """

    presses: tuple[float, ...]

    def __str__(self) -> str:
        return f"{statistics.median(self.presses):5.0f} ms median, {max(self.presses):5.0f} ms most"


@contextmanager
def served() -> Iterator[tuple[str, int, float]]:
    """Serve the page on a free port: its address, the number of the process, seconds until it was said."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "sos_sim.cli", "workshop", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        if found is None:
            raise RuntimeError(f"the server said {said!r}")
        yield found.group(), process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def wait_still(page: Any, still: int = STILL_MS) -> None:
    """Wait until nothing on the page has changed for some milliseconds."""
    page.wait_for_function(
        "(still) => changes.length && performance.now() - changes[changes.length - 1] > still", arg=still, polling=20
    )


def wait_next(page: Any, before: int) -> None:
    """Wait until the page says that it has painted another change; a page without a status says nothing."""
    if page.locator("#status").count():
        page.wait_for_function(
            "(n) => n < (/Update (\\d+)/.exec(document.querySelector('#status').textContent) || [0, 0])[1]",
            arg=before,
            polling=20,
        )


def lasts(page: Any) -> list[float]:
    """Give for the only key the time to the last changed frame that answers it, milliseconds."""
    (key,), changes, told = page.evaluate("() => [keys, changes, told]")
    until = max(told, default=float("inf"))
    return [max(change - key for change in changes if key < change <= until + FRAME_MS)]


def waited(page: Any) -> list[float]:
    """Give how long each question to the server took, milliseconds, and forget them."""
    return list(
        page.evaluate(
            "() => { const every = performance.getEntriesByType('resource'); performance.clearResourceTimings();"
            " return every.filter((each) => each.name.includes('/api/run')).map((each) => each.duration); }"
        )
    )


def press(page: Any, sliders: Sequence[Any], presses: int, pause: float) -> Times:
    """Press an arrow on one slider after the other, from the low end up, each when the picture is still again.

    Values never come back, since those would be answered from the page's own memory.

    Args:
        page: the page.
        sliders: the sliders.
        presses: how many presses; fewer when the sliders end.
        pause: seconds between two presses; 0 goes on as soon as the picture is still.
    """
    found: list[float] = []
    for slider in sliders:
        slider.focus()
        page.keyboard.press("Home")
        page.wait_for_timeout(100)
        wait_still(page)
        while len(found) < presses and slider.evaluate("(input) => Number(input.value) < Number(input.max)"):
            page.evaluate("() => { keys.length = changes.length = told.length = 0; }")
            before = updates(page)
            page.keyboard.press("ArrowRight")
            wait_next(page, before)
            wait_still(page, STILL_MS if pause else 60)
            found += lasts(page)
            page.wait_for_timeout(max(0, 1000 * pause - STILL_MS))
    return Times(tuple(found))


def burst(page: Any, slider: Any) -> tuple[float, int]:
    """Press quickly many times: milliseconds from the last press to the last change, and how often it was painted."""
    slider.focus()
    wait_still(page)
    page.evaluate("() => { keys.length = changes.length = told.length = 0; }")
    before = updates(page)
    for place in range(BURST):
        page.keyboard.press("ArrowLeft" if place % 4 == 3 else "ArrowRight")
        page.wait_for_timeout(BURST_MS)
    page.wait_for_function("() => SOS.thePage.view().state === SOS.thePage.state()", polling=20)
    wait_still(page, 60)
    keys, changes = page.evaluate("() => [keys, changes]")
    return max(0.0, changes[-1] - keys[-1]), updates(page) - before


def updates(page: Any) -> int:
    """Read how many changes the page has painted; 0 for a page that does not say."""
    found = re.search(r"Update (\d+)", "".join(page.locator("#status").all_text_contents()))
    return int(found.group(1)) if found else 0


def megabytes(process: int) -> tuple[float, float]:
    """Give the memory of the server alone and with its workers, shared pages counted once."""
    import psutil

    top = psutil.Process(process)
    sizes = [each.memory_full_info().pss / 1e6 for each in (top, *top.children(recursive=True))]
    return sizes[0], sum(sizes)


def one_run() -> Times:
    """Time one answer without any page: the model, eight futures, one core."""
    from sos_sim.scenario.scenario import load
    from sos_sim.workshop.answer import Parts, simulate
    from sos_sim.workshop.room import PRESETS, SEEDS, room_of
    from sos_sim.workshop.setting import Setting

    room = room_of([load(name) for name in PRESETS])
    world = room.world()
    parts = Parts(world)
    times = []
    for place in range(4):
        laid = Setting.of(PRESETS[0], {"accountability.pressure": 0.3 + place / 10}, room.start).over(room.base)
        began = time.perf_counter()
        simulate(world, [laid], range(1, SEEDS + 1), parts)
        times.append(1000 * (time.perf_counter() - began))
    return Times(tuple(times[1:]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presses", type=int, default=PRESSES)
    parser.add_argument("--file", type=Path, help="a page packed by sos-sim export, measured too")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        sys.exit("no Chromium on the PATH: " + ", ".join(NAMES))
    print(f"{os.cpu_count()} cores; {given.presses} presses each")
    tell("one model run, 8 futures, 1 core", one_run())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))

        def fresh(open_page: Callable[[Any], object]) -> Any:
            page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
            page.add_init_script(WATCH)
            open_page(page)
            return page

        empty = fresh(lambda page: page.goto("data:text/html," + quote(EMPTY)))
        tell("a page that only fills a canvas", press(empty, empty.locator("#slider").all(), given.presses, 0.5))
        with served() as (address, process, said):
            measure(fresh, "live", address + "#mode=explore", given.presses, said)
            alone, together = megabytes(process)
            tell("live: memory of the server", f"{alone:5.0f} MB, {together:.0f} MB with its workers")
        if given.file:
            measure(fresh, "file", given.file.resolve().as_uri() + "#mode=explore", given.presses, 0.0)
        browser.close()


def measure(fresh: Callable[..., Any], form: str, address: str, presses: int, said: float) -> None:
    """Measure one form of the page.

    Args:
        fresh: opens a page.
        form: ``live`` or ``file``.
        address: where it is.
        presses: presses of each kind.
        said: seconds from the start of the server until it said its address.
    """
    began = time.perf_counter()
    page = fresh(lambda each: each.goto(address))
    page.wait_for_function("() => /Update \\d/.test(document.querySelector('#status').textContent)", polling=20)
    painted = time.perf_counter() - began
    tell(f"{form}: start to first picture", f"{said + painted:5.2f} s, {painted:.2f} s of it in the browser")
    sliders = page.locator("#levers input[type=range]").all()
    for name, some, pause in (("one second apart", sliders[:2], 1.0), ("back to back", sliders[2:] or sliders, 0.0)):
        waited(page)
        tell(f"{form}: key to last changed frame, {name}", press(page, some, presses, pause))
        asked = waited(page)
        if asked:
            tell("      of it waiting for the server", Times(tuple(asked)))
    tail, times = burst(page, sliders[-1])
    tell(f"{form}: after {BURST} presses at {BURST_MS} ms", f"{tail:5.0f} ms tail, painted {times} times")
    page.context.close()


def tell(name: str, what: object) -> None:
    """Print one line of the table."""
    print(f"{name:48} {what}", flush=True)


if __name__ == "__main__":
    main()
