"""Make the picture of the workshop page in README.md and docs/workshop.md, from the live page.

    python docs/workshop_figure.py

Serves the page, opens it in Chromium at the size of a projector, takes intensive support against today and writes
docs/figures/workshop-page.png. Needs a Chromium that is installed (CHROMIUM names another); without one the picture
stays as it is.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OUT = Path(__file__).parent / "figures" / "workshop-page.png"
SHOWN = "#scenario=intensive-support&mode=explore&tab=map"
SIZE = (1920, 1080)
WIDTH = 1440
"""Pixels of the picture kept."""
COLOURS = 192
"""Colours kept: the page has few, and the file stays small."""
WAIT_MS = 60_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def served() -> Iterator[str]:
    """Serve the page and give its address; end the server afterwards."""
    command = [sys.executable, "-m", "sos_sim.cli", "workshop", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = re.search(r"http://\S+/", server.stdout.readline())
        assert address is not None, "the page is not served"
        try:
            yield address[0]
        finally:
            server.send_signal(signal.SIGINT)


def chromium() -> str | None:
    """Find the browser: the one that is named, or else one that is installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def take(browser_path: str, address: str, path: Path) -> None:
    """Open the page, wait for the picture and the reasons, and save what is seen.

    Args:
        browser_path: the browser.
        address: the page's address.
        path: where the picture goes.
    """
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto(address + SHOWN)
        expect(page.get_by_role("status").filter(has_text="Update")).to_be_visible(timeout=WAIT_MS)
        expect(page.locator("#why p").filter(has_text="true achievement").first).to_be_visible(timeout=WAIT_MS)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=path)
        browser.close()


def main() -> None:
    """Serve, take the picture, make it small and write it."""
    from PIL import Image

    browser_path = chromium()
    if browser_path is None:
        print("no Chromium is installed: the picture of the workshop page stays as it is")
        return
    temporary = OUT.with_suffix(f".{os.getpid()}.tmp.png")
    with served() as address:
        take(browser_path, address, temporary)
    with Image.open(temporary) as taken:
        small = taken.convert("RGB").resize((WIDTH, WIDTH * SIZE[1] // SIZE[0]), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(temporary, optimize=True)
    os.replace(temporary, OUT)


if __name__ == "__main__":
    main()
