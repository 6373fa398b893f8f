from __future__ import annotations

import json
import math

from sos_sim.check.result import CheckResult, Part, Rule, summary


def part(held: float, name: str = "gain", informative: bool | None = None) -> Part:
    return Part(name, 0.5, 0.4, 0.6, Rule(0.0, 1.0), held, informative)


def test_a_rule_allows_its_ends_and_nothing_that_is_not_a_number() -> None:
    rule = Rule(0.0, 1.0)
    assert rule.allows(0.0) and rule.allows(1.0)
    assert not rule.allows(-0.001) and not rule.allows(1.001) and not rule.allows(math.nan)


def test_the_margin_is_the_distance_to_the_nearer_end_and_negative_outside() -> None:
    assert Rule(0.0, 1.0).margin(0.3) == 0.3
    assert Rule(high=1.0).margin(0.25) == 0.75
    assert Rule(0.5, 1.0).margin(0.25) == -0.25


def test_a_check_passes_only_if_every_part_held_in_nine_futures_of_ten() -> None:
    assert CheckResult("S01", "", "", (part(0.9), part(1.0))).status == "pass"
    assert CheckResult("S01", "", "", (part(1.0), part(0.8))).status == "fail"
    assert CheckResult("S01", "", "", (), "no data").status == "skip"


def test_the_figure_of_a_failing_check_is_that_of_its_failing_part() -> None:
    result = CheckResult("S01", "", "", (part(1.0, "first"), part(0.5, "second")))
    assert result.deciding is not None and result.deciding.name == "second"


def test_a_check_is_informative_if_any_of_its_parts_is() -> None:
    assert CheckResult("S01", "", "", (part(1.0, informative=False), part(1.0, informative=True))).informative is True
    assert CheckResult("S01", "", "", (part(1.0, informative=False),)).informative is False
    assert CheckResult("S01", "", "", (part(1.0),)).informative is None


def test_the_summary_has_the_shape_of_the_contract() -> None:
    told = summary([CheckResult("S01", "claim", "source", (part(1.0),)), CheckResult("S02", "c", "s", (part(0.0),))])
    assert (told["passed"], told["failed"]) == (1, 1)
    assert {"id", "claim", "status", "figure", "low", "high", "rule", "source"} <= set(told["results"][0])
    json.dumps(told)
