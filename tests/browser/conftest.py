"""The page as a person meets it: one Chromium, the live server, the packed file, and what no page may ever do."""

from __future__ import annotations

import functools
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parents[2] / "src"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
OURS = re.compile(r"(http://127\.0\.0\.1:\d+/|file:///|data:|blob:|about:)")
WIDE, SMALL, PHONE = (1920, 1080), (1280, 720), (390, 844)
SEEDS = 4
PATIENCE = 20_000
CACHE = tempfile.TemporaryDirectory()  # what a person's cache holds must not decide a test
SWEEP = f"""\
name: few-points
description: A sweep small enough for a test, today's values among its levels.
scenarios: [california-2017]
levers:
  support.coe_coach_days: {{2018-07: [0, 8.8, 40]}}
  accountability.pressure: {{2018-07: [0.2, 0.6, 1.6]}}
design: {{kind: factorial}}
seeds: {SEEDS}
outcomes: [capability, true_outcome, measured_outcome, improvement_time, cost_per_pupil, burden, inflation]
horizon: {{start: 2017-07, years: 10}}
"""
PRESETS = ("california-2017", "high-pressure", "intensive-support")
"""What every page of these tests starts from, live or packed."""
RESULTS = ("capability", "true_outcome", "improvement_time", "cost_per_pupil")
"""What the four results show, in their order."""
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


def find_chromium() -> str | None:
    """Find a Chromium on the path; nothing is ever downloaded by the tests themselves."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def number_in(text: str) -> tuple[float, float]:
    """Read the first number of a text as the page writes it, and how far its last digit may be off by rounding."""
    found = re.search(r"([\u2212-]?)[$]?(\d+(?:\.(\d+))?)( %| points)?", text)
    assert found, f"no number in {text!r}"
    scale = 0.01 if found.group(4) else 1.0
    value = float(found.group(2)) * scale * (-1 if found.group(1) else 1)
    return value, 0.5001 * scale * 10.0 ** -len(found.group(3) or "")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "sos_sim.cli", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), "COLUMNS": "100", "XDG_CACHE_HOME": CACHE.name}


@contextmanager
def served(*arguments: str) -> Iterator[tuple[str, int]]:
    """Serve the page in a process of its own: its address and the number of the process."""
    process = subprocess.Popen(
        command("workshop", "--no-browser", "--port", "0", *arguments),
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    errors: list[str] = []
    listener = threading.Thread(target=lambda: errors.extend(process.stderr or ()), daemon=True)
    listener.start()
    try:
        said = process.stdout.readline() if process.stdout else ""
        found = ADDRESS.search(said)
        assert found, f"no address on standard output: {said!r} {''.join(errors)}"
        yield found.group(), process.pid
    finally:
        process.send_signal(signal.SIGINT)  # as a facilitator's Ctrl-C
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)
        listener.join(5)
    assert errors in ([], ["sos-sim: interrupted\n"]), "the server complained: " + "".join(errors)


@dataclass(frozen=True, eq=False)
class Picture:
    """Hold a picture; two are equal when hardly a pixel differs, since browsers round edges as they like.

    Args:
        data: the picture as PNG.
    """

    data: bytes

    def pixels(self) -> Any:
        import numpy as np
        from PIL import Image

        return np.asarray(Image.open(io.BytesIO(self.data)).convert("RGB"), int)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Picture) and self.alike(other, 1e-4)

    def alike(self, other: Picture, share: float) -> bool:
        """Say whether less than a share of the pixels differs."""
        one, two = self.pixels(), other.pixels()
        return one.shape == two.shape and bool((abs(one - two).max(axis=-1) > 16).mean() < share)


@dataclass
class Seat:
    """Sit in front of one page.

    Args:
        page: Playwright's page.
        address: where the page is, without a hash.
        form: ``live`` or ``file``.
    """

    page: Any
    address: str
    form: str
    trouble: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.add_init_script(WATCH)
        self.page.on("request", lambda each: self._asked(each.url))
        self.page.on("pageerror", lambda error: self.trouble.append(f"page error: {error}"))
        self.page.on("console", self._said)
        self.page.set_default_timeout(PATIENCE)

    def _asked(self, url: str) -> None:
        if not OURS.match(url):
            self.trouble.append(f"asked for {url[:200]}")
        if self.form == "file" and url.startswith("http"):
            self.trouble.append(f"the file asked for {url[:200]}")

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("WARN "):  # Vega's own advice
            self.trouble.append(f"console {message.type}: {message.text} {message.location.get('url', '')[:200]}")

    def judge(self) -> None:
        """Fail over anything that no page may do."""
        with suppress(Exception):
            self.trouble += [f"policy violated: {each}" for each in self.page.evaluate("window.violations || []")]
        assert not self.trouble, "\n".join(self.trouble)

    def open(self, hash: str = "mode=explore") -> Seat:
        """Open the page and wait for its first picture."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#{hash}")
        self.settle(0)
        return self

    @property
    def number(self) -> int:
        """Read the number of the latest painted change."""
        found = re.match(r"\s*Update (\d+)", self.page.locator("#status").text_content() or "")
        return int(found.group(1)) if found else 0

    def settle(self, before: int) -> int:
        """Wait until a change after a given one is painted."""
        self.page.wait_for_function(
            "(n) => n < ((/^\\s*Update (\\d+)/.exec(document.querySelector('#status').textContent) || [])[1] || 0)",
            arg=before,
        )
        return self.number

    def rest(self, before: int = 0) -> int:
        """Wait until a change after a given one is painted and nothing newer is under way."""
        self.settle(before)
        self.page.wait_for_function(
            "() => { const view = SOS.thePage.view(); const told = document.querySelector('#status').textContent;"
            " return view && view.state === SOS.thePage.state() && told.startsWith(`Update ${view.number}.`); }"
        )
        return self.number

    def change(self, act: Callable[[], object]) -> int:
        """Do something that changes the picture, and wait until the change is painted."""
        before = self.number
        act()
        return self.settle(before)

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def slider(self, place: int = 0) -> Any:
        return self.page.locator("#levers").get_by_role("slider").nth(place)

    def preset(self, place: int) -> Any:
        return self.page.locator("#presets button").nth(place)

    def text(self, selector: str) -> str:
        """Read the words of a part of the page, as one line."""
        return " ".join(self.page.locator(selector).inner_text().split())

    @property
    def hash(self) -> str:
        return str(self.page.evaluate("location.hash"))

    @functools.cached_property
    def meta(self) -> dict[str, Any]:
        return dict(json.loads(self.page.locator("#meta").text_content()))

    def picture(self, selector: str) -> Picture:
        """Give what a part looks like."""
        return Picture(self.page.locator(selector).screenshot(animations="disabled", caret="hide"))

    @property
    def tiles(self) -> list[str]:
        """Read the four results, the words of each as one line."""
        return [" ".join(each.split()) for each in self.page.locator("#tiles .tile").all_inner_texts()]

    @property
    def numbers(self) -> list[str]:
        """Read the number of each result, as it is written."""
        return list(self.page.locator("#tiles .number").all_inner_texts())

    def differs(self, ends: dict[str, Any]) -> list[str]:
        """Say which results are not what they ought to be; one that is written in fewer digits is rounded right."""
        found = []
        for name, text in zip(RESULTS, self.numbers, strict=True):
            shown, near = number_in(text)
            right = float(ends[name][-1].mean())
            if abs(shown - right) > near:
                found.append(f"{name} shows {text}, is {right}")
        return found

    @property
    def setting(self) -> dict[str, Any]:
        """Read from the controls what is chosen now: the slider of each lever in sight and the preset in force."""
        return dict(self.page.evaluate("() => SOS.state.setting(SOS.thePage.state())"))

    def value(self, place: int = 0) -> float:
        """Read the value a slider stands at."""
        return float(
            self.slider(place).evaluate("(input) => SOS.thePage.source.stops(input.dataset.path)[Number(input.value)]")
        )

    def saved(self, button: str) -> tuple[str, bytes]:
        """Press a button that saves a file: its name and what is in it."""
        with self.page.expect_download() as waited:
            self.button(button).click()
        return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


@pytest.fixture(name="number_in")
def number_in_fixture() -> Callable[[str], tuple[float, float]]:
    return number_in


@pytest.fixture(name="command")
def command_fixture() -> Callable[..., list[str]]:
    return command


@pytest.fixture(scope="session", name="served")
def served_fixture() -> Callable[..., Any]:
    return served


@pytest.fixture(name="environment")
def environment_fixture() -> Callable[[], dict[str, str]]:
    return environment


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Start one Chromium for all tests here; it ends with them, since its loop would disturb others."""
    path = find_chromium()
    if path is None:
        if os.environ.get("SOS_SIM_BROWSER") == "required":
            pytest.fail("no Chromium: SOS_SIM_BROWSER=required asks for one on the PATH", pytrace=False)
        pytest.skip("no Chromium on the PATH (one of " + ", ".join(NAMES) + "): apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_address(thirty: str) -> Iterator[str]:
    """Serve a small state."""
    with served(*PRESETS, "--population", thirty, "--seeds", str(SEEDS)) as (address, _):
        yield address


@pytest.fixture(scope="session")
def packed_file(thirty: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sweep the same small state and pack it into one file."""
    folder = tmp_path_factory.mktemp("packed")
    (folder / "few.yaml").write_text(SWEEP)
    also = [word for name in PRESETS[1:] for word in ("--also", name)]
    for arguments in (
        ("sweep", "few.yaml", "--population", thirty, "--out", "few", "--jobs", "2"),
        ("export", "few", "workshop.html", "--population", thirty, *also),
    ):
        finished = subprocess.run(
            command(*arguments), cwd=folder, env=environment(), capture_output=True, text=True, timeout=300
        )
        assert finished.returncode == 0, f"{arguments[0]}: {finished.stdout}\n{finished.stderr}"
    return folder / "workshop.html"


@pytest.fixture
def sit(chromium: Any) -> Iterator[Callable[..., Seat]]:
    """Open pages of any size and taste, each in a fresh context; all of them are judged at the end."""
    seats: list[Seat] = []

    def take(address: str, form: str, size: tuple[int, int] = SMALL, **taste: Any) -> Seat:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True, service_workers="block", **taste
        )
        seat = Seat(context.new_page(), address, form)
        seat.watch()
        seats.append(seat)
        return seat

    yield take
    try:
        for seat in seats:
            seat.judge()
    finally:
        for seat in seats:
            seat.page.context.close()


@pytest.fixture(params=["live", "file"])
def address(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Give the address of each form of the page in turn."""
    if request.param == "live":
        return request.getfixturevalue("live_address"), "live"
    return request.getfixturevalue("packed_file").as_uri(), "file"


@pytest.fixture
def place(address: tuple[str, str], sit: Callable[..., Seat]) -> Callable[..., Seat]:
    """Open the page, live or packed, with any size and taste."""
    return lambda **options: sit(*address, **options)


@pytest.fixture
def packed_place(packed_file: Path, sit: Callable[..., Seat]) -> Callable[..., Seat]:
    """Open the packed page: for what both forms share and a server would only slow down."""
    return lambda **options: sit(packed_file.as_uri(), "file", **options)


@pytest.fixture
def workshop(place: Callable[..., Seat]) -> Seat:
    """Sit in front of the opened page, live or packed, in explore mode on a small projector."""
    return place().open()


Answered = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="session")
def model(live_address: str) -> Answered:
    """Ask the model itself about a setting, past any page: the ends of outcomes by name, futures in order."""
    import httpx2

    from sos_sim.workshop.answer import MONTHS_BETWEEN_LOOKS, SHOWN, step_of

    dates = 120 // MONTHS_BETWEEN_LOOKS + 1

    def answered(setting: dict[str, Any]) -> dict[str, Any]:
        import numpy as np

        asked = {"scenario": setting["scenario"], "start": setting["start"], **setting["moved"]}
        found = httpx2.get(f"{live_address}api/run", params=asked, timeout=60)
        assert found.status_code == 200, found.text
        whole = np.array(found.json()["answer"]["series"]).reshape(len(SHOWN), dates, SEEDS)
        return {name: whole[place] * step_of(name) for place, name in enumerate(SHOWN)}

    return answered
