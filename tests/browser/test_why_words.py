"""Why in words: worked out from the figures, the same from both sides, silent where nothing differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import sos_sim.workshop

WEB = Path(sos_sim.workshop.__file__).parent / "web"
MINUS = "\N{MINUS SIGN}"
OPEN, CLOSE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"


@pytest.fixture(scope="module")
def functions(chromium: Any) -> Iterator[Any]:
    """Give an empty page that has the functions and nothing else."""
    page = chromium.new_page()
    for name in ("stat.js", "why_words.js"):
        page.add_script_tag(path=WEB / name)
    yield page
    page.close()


def lever(path: str, shares: Sequence[float], before: float | None = 1.0, after: float | None = 2.0, *more: str) -> Any:
    label = f"Lever {path}" if not more else f"Group ({len(more) + 1} levers together)"
    return {"path": path, "members": [path, *more], "label": label, "from": before, "to": after, "shares": list(shares)}


def way(name: str, shares: Sequence[float]) -> dict[str, Any]:
    return {"name": name, "label": f"Way {name}", "shares": list(shares)}


def reasons(components: list[Any], ways: list[Any], able: Sequence[Any] = (), areas: Sequence[Any] = ()) -> Any:
    def whole(parts: Sequence[Any]) -> list[float]:
        return [sum(part["shares"][k] for part in parts) for k in range(2)]

    return {
        "seeds": [1, 2],
        "outcomes": {
            "true_outcome": {"whole": whole(components), "components": components, "mechanisms": ways},
            "capability": {"whole": whole(able), "components": [*able], "areas": [*areas]},
        },
    }


def told(functions: Any, a: Any, b: Any, gain: list[float], able: list[float] | None = None, names: Any = None) -> Any:
    """Say why B differs from A, given the differences in all futures."""
    return functions.evaluate(
        """([a, b, gain, able, names]) => {
          const none = gain.map(() => 0);
          const differences = { true_outcome: SOS.stat.paired(none, gain), capability: SOS.stat.paired(none, able) };
          return SOS.whyWords.sentences(SOS.whyWords.between(a, b), differences, names, Boolean(a), gain.length);
        }""",
        [a, b, gain, able or [0.5] * len(gain), names or {"a": "today", "b": "B"}],
    )


HELP = reasons(
    [lever("help", [0.16, 0.18]), lever("push", [-0.04, -0.06])],
    [way("time", [0.15, 0.17]), way("effort", [-0.03, -0.05])],
)
PUSH = reasons([lever("push", [-0.05, -0.05], 1.0, 3.0)], [way("time", [-0.02, -0.02]), way("effort", [-0.03, -0.03])])


def test_the_largest_part_and_what_worked_against_it_are_named_with_their_figures(functions) -> None:
    first, second = told(functions, None, HELP, [0.11, 0.12, 0.13])["lines"]
    assert first.startswith("B ends \N{BLACK UP-POINTING TRIANGLE} 0.12 student SD above today in true achievement")
    assert "(likely range +0.11 to +0.13)" in first
    assert f"more than all of it from {OPEN}lever help{CLOSE}" in first
    assert "1 \N{RIGHTWARDS ARROW} 2; +0.17" in first
    assert f"while {OPEN}lever push{CLOSE} (1 \N{RIGHTWARDS ARROW} 2; {MINUS}0.050) worked against it" in first
    assert f"way time{CLOSE} (more than all of it; +0.16)" in second
    assert f"way effort{CLOSE} ({MINUS}0.040) worked against it" in second


def test_shares_in_per_cent_are_those_of_the_futures_they_come_from(functions) -> None:
    both = reasons([lever("help", [0.06, 0.06]), lever("push", [0.03, 0.05])], [way("time", [0.1, 0.1])])
    first, second = told(functions, None, both, [0.1, 0.1])["lines"]
    assert "60 % of it from" in first and "all of it; +0.10" in second
    assert second.endswith("; nothing clearly worked against it.")


def test_no_per_cent_is_told_where_these_futures_differ_much_from_all(functions) -> None:
    both = reasons([lever("help", [0.06, 0.06]), lever("push", [0.03, 0.05])], [way("time", [0.1, 0.1])])
    found = told(functions, None, both, [0.1, 0.1, 0.3, 0.3])
    assert "%" not in " ".join(found["lines"]) and "the largest part from" in found["lines"][0]
    assert found["note"] == "Shares: 2 of 4 futures."


def test_swapped_sides_say_the_same_with_all_signs_turned(functions) -> None:
    one = told(functions, PUSH, HELP, [0.16, 0.18])
    other = told(functions, HELP, PUSH, [-0.16, -0.18], [-0.5, -0.5])

    def turned(text: str) -> str:
        text = re.sub(r"likely range (\S+) to ([^)]+)\)", r"likely range \2 to \1)", text)
        text = re.sub(r"\(([\d.]+) \u2192 ([\d.]+)", r"(\2 → \1", text)
        return text.translate(str.maketrans(f"+{MINUS}▲▼", f"{MINUS}+▼▲")).replace("above", "below")

    assert [turned(line) for line in one["lines"]] == other["lines"]
    assert one["note"] == other["note"] == "Shares: all 2 futures; measured by way of today."


def test_a_pair_is_what_b_gained_over_today_less_what_a_gained(functions) -> None:
    found = functions.evaluate("([a, b]) => SOS.whyWords.between(a, b)", [PUSH, HELP])["outcomes"]["true_outcome"]
    shares = {part["path"]: part["shares"] for part in found["components"]}
    assert shares["help"] == pytest.approx([0.16, 0.18]) and shares["push"] == pytest.approx([0.01, -0.01])
    push = next(part for part in found["components"] if part["path"] == "push")
    assert (push["from"], push["to"]) == (3, 2), "from what it was in A to what it is in B"
    for parts in (found["components"], found["mechanisms"]):
        total = [sum(part["shares"][k] for part in parts) for k in range(2)]
        assert total == pytest.approx(found["whole"])


def test_levers_tied_in_one_setting_are_tied_in_the_pair(functions) -> None:
    tied = reasons([lever("g.*", [0.2, 0.2], None, None, "help", "push")], [way("time", [0.2, 0.2])])
    tied["outcomes"]["true_outcome"]["components"][0]["members"] = ["help", "push", "third"]
    found = functions.evaluate("([a, b]) => SOS.whyWords.between(a, b)", [HELP, tied])["outcomes"]["true_outcome"]
    (part,) = found["components"]
    assert part["members"] == ["help", "push", "third"]
    assert part["from"] is None and part["shares"] == pytest.approx([0.08, 0.08])


def test_capability_is_told_where_achievement_cannot_be_told_from_chance(functions) -> None:
    able = reasons(
        [lever("help", [0.01, -0.01])], [way("time", [0.01, -0.01])],
        [lever("help", [0.6, 0.8])], [way("data", [0.5, 0.6]), way("people", [0.1, 0.2])],
    )  # fmt: skip
    first, second = told(functions, None, able, [0.01, -0.01], [0.6, 0.8])["lines"]
    assert first.startswith("In true achievement B cannot be told from today")
    assert f"may be chance (likely range {MINUS}0.009 to +0.009)" in first
    assert "but B ends \N{BLACK UP-POINTING TRIANGLE} 0.70 points of 5 above today in capability" in first
    assert "all of it from" in first and second.startswith("Of the six areas it is most in")
    assert "79 % of it; +0.55" in second


def test_parts_that_offset_each_other_are_told_although_the_whole_may_be_chance(functions) -> None:
    offset = reasons(
        [lever("help", [0.1, 0.1]), lever("push", [-0.09, -0.11])],
        [way("time", [0.1, 0.1]), way("effort", [-0.09, -0.11])],
    )  # fmt: skip
    first, second = told(functions, None, offset, [0.01, -0.01], [0.1, -0.1])["lines"]
    assert "cannot be told from today" in first and "moved it one way and" in first and "the other" in first
    assert f"{MINUS}0.10" in second and "+0.10" in second


def test_shares_that_hold_nothing_are_not_told_apart(functions) -> None:
    unsure = reasons([lever("help", [0.2, -0.1])], [way("time", [0.2, -0.1])])
    first, second = told(functions, None, unsure, [0.05, 0.06])["lines"]
    assert "no single change can be told from chance" in first
    assert "No single way to students can be told from chance" in second


def test_nothing_changed_is_said_as_such(functions) -> None:
    none = reasons([], [way("time", [0.0, 0.0])])
    found = told(functions, None, none, [0.0, 0.0], [0.0, 0.0])
    assert found["lines"] == ["B ends exactly where today does: nothing that was changed makes a difference."]
