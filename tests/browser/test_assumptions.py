"""Assumptions moved on the page: nobody chooses them, so they hold with the policy and without."""

from __future__ import annotations

from typing import Any

import pytest

MOVED = "mode=explore&scenario=high-pressure&gaming.inflation=0"


@pytest.fixture
def live(sit: Any, live_address: str) -> Any:
    """Sit in front of the live page: a file has no assumptions to move."""
    return sit(live_address, "live")


def _ends(seat: Any, which: str) -> list[float]:
    found: list[float] = seat.page.evaluate(f"() => SOS.thePage.view().{which}.end('measured_outcome')")
    return found


def _setting(seat: Any, which: str) -> dict[str, object]:
    found: dict[str, object] = seat.page.evaluate(f"() => SOS.thePage.view().{which}Setting")
    return found


def test_today_is_compared_under_the_assumption_that_was_moved(live: Any) -> None:
    live.open("mode=explore&scenario=high-pressure")
    before = _ends(live, "a")
    live.open(MOVED)
    assert _setting(live, "a") == {"scenario": "california-2017", "moved": {"gaming.inflation": 0}, "start": "2018-07"}
    assert _ends(live, "a") != before
    assert "today" in live.page.locator("#legend").inner_text()


def test_a_pinned_setting_keeps_the_assumptions_it_was_pinned_with(live: Any) -> None:
    live.open(f"{MOVED}&a:scenario=california-2017&a:accountability.pressure=0.2")
    assert _setting(live, "a")["moved"] == {"accountability.pressure": 0.2}
