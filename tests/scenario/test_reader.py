"""What the strict reader refuses, with the line it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.reader import Entries, Items, Scalar, read_entries


def test_every_value_keeps_its_line_and_its_quotes(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("name: one\nlist:\n  - 1\n  - '2'\nmap: {a: b}\n")
    tree = read_entries(file, [])
    items, inner = tree.get("list"), tree.get("map")
    assert isinstance(items, Items) and isinstance(inner, Entries)
    assert items.items == [Scalar(f"{file}:3", "1", True), Scalar(f"{file}:4", "2", False)]
    assert inner.get("a") == Scalar(f"{file}:5", "b", True)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("name: a\nname: b\n", 2, "given twice (first on line 1)"),
        ("name: &x a\n", 1, "a YAML anchor (&x)"),
        ("name: a\nbase: *x\n", 2, "a YAML alias (*x)"),
        ("name: !!python/object/apply:os.system [ls]\n", 1, "a YAML tag"),
        ("name: !!str a\n", 1, "a YAML tag"),
        ("[1, 2]: b\n", 1, "a list or mapping used as a key"),
    ],
)
def test_what_yaml_allows_and_we_do_not_is_a_problem_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    problems: list[Problem] = []
    read_entries(file, problems)
    assert [problem.place for problem in problems] == [f"{file}:{line}"]
    assert said in problems[0].found


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        (b"", "", "empty"),
        (b"# only a comment\n", "", "empty"),
        (b"- a\n- b\n", ":1", "not a mapping"),
        (b"just text\n", ":1", "not a mapping"),
        (b"name: a\nchanges:\n\tx: 1\n", ":3", "a tab"),
        (b"name: a\n---\nname: b\n", ":2", "second document"),
        (b"name: [a\n", ":2", "not valid YAML"),
        (b"name: a\n  base: b\n", ":2", "not valid YAML"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "", "not a text file"),
        (b"name: a\x00b\n", "", "not a text file"),
        (b"name: a\x07b\n", ":1", "not valid YAML"),
        (b"a: " + b"[" * 5000, ":1", "nested too deeply"),
        (b"a: " + b"[" * 500 + b"]" * 500, ":1", "nested too deeply"),
        (b"a: " + b"x" * 2_000_000, "", "too large"),
    ],
)
def test_what_cannot_be_read_at_all_is_one_problem(
    tmp_path: Path, content: bytes, place: str, said: str
) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(content)
    with pytest.raises(InputProblems) as caught:
        read_entries(file, [])
    (problem,) = caught.value.problems
    assert problem.place == f"{file}{place}"
    assert said in problem.found


def test_a_folder_and_a_missing_file_are_problems(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "a folder"), (tmp_path / "none.yaml", "no such file")):
        with pytest.raises(InputProblems, match=said):
            read_entries(path, [])


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: a\r\nbase: b\r\n")
    assert read_entries(file, []).get("base") == Scalar(f"{file}:2", "b", True)
