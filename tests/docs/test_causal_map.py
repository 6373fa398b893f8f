from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image


@pytest.fixture(scope="module")
def data(root: Path) -> ModuleType:
    sys.path.insert(0, str(root / "docs"))
    try:
        import from_causes
    finally:
        sys.path.remove(str(root / "docs"))
    return from_causes


def test_every_loop_of_the_ledger_is_there_or_said_not_to_be(data: ModuleType) -> None:
    kinds = ("R1", "R2", "R3", "R4", "B1", "B2", "B3", "B4", "B5")
    assert {loop.ident.split()[0] for loop in data.LOOPS} == {f"loop-{kind}" for kind in kinds}
    for loop in data.LOOPS:
        assert loop.path or "no such loop" in loop.remark


def test_every_loop_goes_round_through_declared_links_and_has_its_sign(data: ModuleType) -> None:
    links = data.links()
    for loop in (each for each in data.LOOPS if each.path):
        assert loop.path[0] == loop.path[-1], loop.ident
        assert all(pair in links for pair in pairwise(loop.path)), loop.ident
        assert data.loop_sign(loop) == loop.sign, loop.ident


def test_what_acts_through_a_column_is_declared_to_act_on_it(data: ModuleType) -> None:
    for mechanism, causes in data.declared().items():
        pairs = {(cause.of, cause.on) for cause in causes}
        for cause in causes:
            assert not cause.by or (cause.of, cause.by) in pairs, f"{mechanism}: {cause}"


def test_every_group_of_levers_that_acts_has_a_node_and_no_column_two(data: ModuleType) -> None:
    shown = [column for columns in data.NODES.values() for column in columns]
    assert len(shown) == len(set(shown))
    assert {of for of, _ in data.links() if of.startswith("policy")} == {c for c in shown if c.startswith("policy")}


def test_the_picture_is_drawn_from_the_present_declarations(data: ModuleType, root: Path) -> None:
    with Image.open(root / "docs" / "figures" / "causal-map.png") as picture:
        assert picture.info["Description"] == data.fingerprint(), "run python docs/causal_map.py"
