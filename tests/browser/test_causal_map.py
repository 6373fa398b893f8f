"""The causal map: what lights up between two settings is worked out from the answers and the declared causes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sos_sim.workshop
from sos_sim.workshop.why import why_meta

WEB = Path(sos_sim.workshop.__file__).parent / "web"


@pytest.fixture(scope="module")
def functions(chromium: Any) -> Iterator[Any]:
    """Give an empty page that has the functions and nothing else."""
    page = chromium.new_page()
    for name in ("stat.js", "causal_map.js"):
        page.add_script_tag(path=WEB / name)
    yield page
    page.close()


def lit(functions: Any, changes: dict[str, float], why: Any = None) -> Any:
    """Light up the map for changes of outcomes, the same in all futures."""
    return functions.evaluate(
        """([meta, changes, why]) => {
          const answer = (size) => ({ end: (name) => [0, 0, 0].map(() => size * (changes[name] || 0)) });
          const found = SOS.causalMap.lit(meta, answer(0), answer(1), why);
          return {
            directions: Object.fromEntries([...found.nodes].map(([name, each]) => [name, each.direction])),
            fits: Object.fromEntries(found.fits),
            loops: found.loops.map((each) => ({
              ...each.loop, strength: each.strength, against: each.against.length,
              told: SOS.causalMap.kind(each), words: SOS.causalMap.words(each, found),
            })),
          };
        }""",
        [why_meta(), changes, why],
    )


def test_nothing_is_lit_when_nothing_differs(functions) -> None:
    found = lit(functions, {})
    assert set(found["directions"].values()) == {0} and set(found["fits"].values()) == {0} and found["loops"] == []


def test_links_are_lit_when_both_ends_moved_as_their_sign_says(functions) -> None:
    found = lit(functions, {"pressure": 0.5, "safety": -0.2, "improvement_time": 0.2, "authentic": 0.2})
    assert found["directions"]["Pressure and fear"] == 1 and found["directions"]["Safety"] == -1
    assert found["fits"]["Pressure and fear|Safety"] == 1
    assert found["fits"]["Time for improvement|Real practice"] == 1
    assert found["fits"]["Safety|Real practice"] == -1, "safety fell and practice grew: it pushed the other way"
    assert found["fits"]["Support that acts|Safety"] == 0


def test_a_loop_is_lit_when_all_its_links_are(functions) -> None:
    (loop,) = lit(functions, {"improvement_time": 0.2, "authentic": 0.3})["loops"]
    assert sorted(loop["path"]) == ["Real practice", "Time for improvement"]
    assert loop["kind"] == "reinforcing" and loop["against"] == 0
    assert loop["words"].count("\N{BLACK UP-POINTING TRIANGLE}") == 2
    assert loop["strength"] == pytest.approx(2), "as strong as its weakest node"
    assert lit(functions, {"improvement_time": 0.2, "authentic": -0.3})["loops"] == []


def test_a_balancing_loop_is_lit_with_the_one_link_by_which_it_pushed_back(functions) -> None:
    found = lit(functions, {"pressure": 0.5, "safety": -0.2, "true_outcome": -0.05, "identified_share": -0.1})
    for loop in found["loops"]:
        assert loop["against"] == (1 if loop["kind"] == "balancing" else 0)
        assert ("pushed back" in loop["told"]) == (loop["kind"] == "balancing")
    balanced = lit(functions, {"inflation": 0.1, "identified_share": -0.1, "pressure": -0.4})["loops"]
    assert all(loop["against"] == (loop["kind"] == "balancing") for loop in balanced)


def test_a_loop_weighs_as_much_as_the_channel_it_runs_through(functions) -> None:
    changes = {"improvement_time": 0.2, "authentic": 0.2, "knowledge": 0.2, "embedded": 0.2}
    shares = {"time to test": 0.3, "spread": 0.0, "retention": 0.1}
    ways = [{"name": name, "shares": [share, share]} for name, share in shares.items()]
    by_time = {"outcomes": {"true_outcome": {"mechanisms": ways}}}
    loops = lit(functions, changes, by_time)["loops"]
    assert loops and "Time for improvement" in loops[0]["path"]
    assert loops[0]["strength"] == pytest.approx(2 * 0.75)
    assert len(loops) <= 2
