"""Whatever bytes somebody gives us: a study that loads, or problems of one line each, and nothing written."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sos_sim.interviews.imports.study import import_interviews
from sos_sim.interviews.targets import load_study
from sos_sim.problems import InputProblems

CELLS = st.one_of(
    st.sampled_from([
        "", "0", "1", "2", "x", "yes", "-1", "0,5", "tools", "Tools", "deep", "Role", "COE", "LEA", "SUM", "Totals",
        '"', '"a\nb"', "'", "● Budget squeeze\nGr=3", "A : queue", "a\\b", "a > b", "=1", "#N/A", "2017-08-01",
        "\ufeff", "id", "said", "count", "observable", "of", "asked", "most", "Code System", "Respondent", "\u2028",
        "{", "- a: &b", "\u0663", "²", "|", ";", "\x85",
    ]),
    st.text(max_size=8),
)  # fmt: skip


def survives(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / name, Path(folder) / "out"
        path.write_bytes(content)
        try:
            result = import_interviews(path, out=out)
        except InputProblems as error:
            assert error.problems
            assert all(str(problem).strip() for problem in error.problems)
            assert not out.exists()
            return
        written = load_study(out / "targets.yaml")
        assert set(written.targets) == set(result.study.targets)
        assert written.instrument.groups == result.study.instrument.groups
        for name, target in written.targets.items():
            expected = result.study.targets[name]
            assert (target.counts, target.of, target.against) == (expected.counts, expected.of, expected.against)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=6),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    head=st.booleans(),
)
def test_hostile_tables_never_give_a_traceback(rows, separator, head) -> None:
    rows = [["Respondent", "tools", "deep", "Role", "x"], *rows] if head else rows
    width = max(map(len, rows))
    lines = [separator.join([*row, *[""] * (width - len(row))]) for row in rows]
    survives("\n".join(lines).encode("utf-8", "surrogatepass"), "matrix.csv")


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=200), name=st.sampled_from(["m.csv", "m.xlsx", "m.yaml"]))
@example(content=b"\xff\xfe", name="m.csv")
@example(content=b"\xff\xfea", name="m.csv")
@example(content=b"PK\x03\x04", name="m.xlsx")
@example(content=b"{name: a}", name="m.yaml")
def test_hostile_bytes_never_give_a_traceback(content, name) -> None:
    survives(content, name)


@settings(max_examples=100, deadline=None)
@given(
    answers=st.lists(st.tuples(*[st.sampled_from(["0", "1", "3", ""])] * 3), min_size=1, max_size=12),
    turned=st.booleans(),
)
def test_counts_are_those_of_the_cells_whichever_way_round(answers, turned) -> None:
    rows = [["", "tools", "deep", "trust"], *([f"case {i}", *row] for i, row in enumerate(answers))]
    if turned:
        rows = [list(column) for column in zip(*rows, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.csv"
        path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
        targets = import_interviews(path, out=Path(folder) / "out").study.targets
    zeros = any("0" in row for row in answers)
    for index, name in enumerate(("tools", "deep", "trust")):
        column = [row[index] for row in answers]
        asked = [cell for cell in column if cell or not zeros]
        if asked:
            said = sum(cell in ("1", "3") for cell in asked)
            assert (targets[name].counts, targets[name].of) == ((said, said), len(asked))
        else:
            assert name not in targets
