from __future__ import annotations

import pytest

from sos_sim.interviews.imports.codes import ALIASES, ASKABLE, KNOWN, meaning_of
from sos_sim.interviews.imports.groups import WORDS, who_of
from sos_sim.interviews.imports.names import plain_name, reduced, steps
from sos_sim.interviews.imports.reading import share_interval

MATRIX = "Respondent,Trust,Money talk,Enough money,Driver diagrams\nA,1,0,1,0\nB,0,1,0,1\nC,0,0,1,1\n"


def test_every_other_name_belongs_to_one_observable_that_people_can_be_asked() -> None:
    assert set(ALIASES) <= set(ASKABLE)
    names = [reduced(other) for others in ALIASES.values() for other in others]
    assert len(names) == len(set(names))
    for observable, others in ALIASES.items():
        assert {KNOWN[reduced(other)][0] for other in others} == {observable}


def test_every_observable_is_known_by_its_name_and_label() -> None:
    for name, observable in ASKABLE.items():
        assert meaning_of(name, {}).observable == name
        assert meaning_of(observable.label.upper(), {}).observable == name
        assert meaning_of(f"Parent > {name}", {}).observable == name


@pytest.mark.parametrize(
    ("exported", "name"),
    [
        ("A : Tools", "Tools"), ("12 : Alder", "Alder"), ("● Tools\nGr=12", "Tools"), ("○ Tools Gr=3; GS=2", "Tools"),
        ("3: Int 4\nGr=9", "Int 4"), ("  Tools  and\nframeworks ", "Tools and frameworks"), ("Plan B", "Plan B"),
    ],
)  # fmt: skip
def test_what_packages_put_around_names_is_removed(exported, name) -> None:
    assert plain_name(exported) == name


def test_hierarchical_names_are_split_at_each_package_s_sign() -> None:
    for name in ("a\\b", "a > b", "a>b", "a\\\\b", "a :: b"):
        assert steps(name) == ("a", "b")


def test_every_word_for_a_group_is_read_as_that_group() -> None:
    for who, words in WORDS.items():
        for word in words:
            assert who_of(word.title()) == who, word
    assert who_of("County office liaison to districts") is None
    assert who_of("Janitor") is None


def test_a_file_of_codes_maps_reverses_joins_and_sets_attributes(text, imported, counted):
    codes = text(
        "code,observable,against\nMoney talk,squeezed,\nEnough money,squeezed,yes\nTrust,attribute,no\n"
        "Driver diagrams,tools,\n",
        "codes.csv",
    )
    result = imported(text(MATRIX), codes=codes)
    assert counted(result) == {
        ("squeezed", "districts"): (1, 3), ("not squeezed", "districts"): (2, 3), ("tools", "districts"): (2, 3),
    }  # fmt: skip
    assert {target.ident: target.weight for target in result.study.fitted} == {
        "money-talk": 0.5, "enough-money": 0.5, "driver-diagrams": 1.0,
    }  # fmt: skip


def test_codes_of_one_observable_count_a_person_once(text, imported, counted):
    codes = text("code;observable\nMoney talk;squeezed\nTrust;squeezed\n", "codes.csv")
    result = imported(text(MATRIX), codes=codes)
    assert counted(result)["squeezed", "districts"] == (2, 3)
    (target,) = result.study.fitted
    assert "'Trust' or 'Money talk'" in target.finding


def test_a_wrong_file_of_codes_is_told_line_by_line(text, mistakes):
    codes = text(
        "code,observable,against\nTrust,sqeezed,\nTrust,tools,perhaps\n,tools,\nMoney talk,identified,\n", "codes.csv"
    )
    found = mistakes(text(MATRIX), codes=codes)
    assert [line.split(": ")[0] for line in found] == [
        "codes.csv:2, column 2", "codes.csv:3, column 1", "codes.csv:3, column 3", "codes.csv:4, column 1",
        "codes.csv:5, column 2",
    ]  # fmt: skip
    assert "did you mean 'squeezed'?" in found[0]
    header = mistakes(text(MATRIX), codes=text("name,meaning\na,b\n", "codes.csv"))
    assert "columns code, observable" in header[0]


def test_a_code_in_the_file_of_codes_that_the_matrix_does_not_have_is_told(text, mistakes):
    codes = text("code,observable\nMoney talk,squeezed\nMony,tools\n", "codes.csv")
    found = mistakes(text(MATRIX), codes=codes)
    assert len(found) == 1
    assert found[0].startswith("codes.csv:3")


def test_the_axis_can_be_said_where_names_do_not_tell(text, imported, counted):
    codes = text("code,observable\nb,tools\n", "codes.csv")
    path = text("a,x,y\nb,1,0\nc,0,0\n")
    assert counted(imported(path, codes=codes)) == {("tools", "districts"): (1, 2), ("none", "districts"): (0, 2)}
    plain = text("-,Tools,b\nx,1,1\ny,0,1\n")
    assert counted(imported(plain, cases="rows"))["tools", "districts"] == (1, 2)


def test_the_share_of_a_count_is_jeffreys_interval() -> None:
    # Ledger, C.2: 17-19 of 20 is .69-.99, 2-5 of 20 is .03-.43.
    assert share_interval(17, 19, 20) == pytest.approx((0.69, 0.99), abs=0.006)
    assert share_interval(2, 5, 20) == pytest.approx((0.03, 0.43), abs=0.006)
    assert share_interval(0, 20, 20) == (0.0, 1.0)
