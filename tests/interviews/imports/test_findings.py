"""Findings written down one by one, as YAML or as a table."""

from __future__ import annotations

from sos_sim.interviews.targets import load_study

TABLE = (
    "id,finding,observable,asked,said,count,of,weight,source\n"
    "tools,Nearly all use tools,tools,superintendents,almost all,,20,0.7,p. 4\n"
    "deep,Few practise deeply,deep,superintendents,,2-5,20,,\n"
    "money,Money is short,squeezed,superintendents,14,,18,1,\n"
    "trust,They trust the board,none,superintendents,most,,,,\n"
    "queue,Too few people,queue,COE staff,,1,3,,\n"
)
YAML = """name: mine
description: Four findings.
targets:
  tools: {finding: Nearly all use tools, observable: tools, asked: superintendents, said: almost all, of: 20}
  queue: {observable: queue, asked: COE staff, count: 1, of: 3}
  price: {observable: provider_price, at_least: 50000, at_most: 67000, weight: 0.6}
"""


def test_a_table_of_findings_becomes_targets_with_groups_made_from_its_counts(text, imported):
    result = imported(text(TABLE))
    written = load_study(result.folder / "targets.yaml")
    groups = {name: dict(group.people) for name, group in written.instrument.groups.items()}
    assert groups == {"superintendents": {"districts": 20}, "COE staff": {"county offices": 3}}
    assert {name: (target.counted(), target.of) for name, target in written.targets.items()} == {
        "tools": ((17, 19), 20), "deep": ((2, 5), 20), "money": ((14, 14), 18), "trust": ((11, 17), 20),
        "queue": ((1, 1), 3),
    }  # fmt: skip
    assert written.targets["tools"].source == "p. 4"
    assert written.targets["deep"].source == "matrix.csv, line 3"
    assert [target.ident for target in written.targets.values() if not target.fitted] == ["trust"]


def test_a_table_of_findings_can_be_a_sheet(sheet, imported):
    rows = [line.split(",") for line in TABLE.splitlines()]
    typed = [[int(cell) if cell.isdigit() else cell or None for cell in row] for row in rows]
    assert len(imported(sheet(typed)).study.fitted) == 4


def test_yaml_without_an_instrument_gets_groups_from_its_counts(text, imported):
    result = imported(text(YAML, "mine.yaml"))
    written = load_study(result.folder / "targets.yaml")
    assert written.name == "mine"
    assert written.instrument.groups["superintendents"].people == {"districts": 20}
    price = written.targets["price"]
    assert (price.band, price.group, price.weight) == ((50000.0, 67000.0), None, 0.6)


def test_yaml_with_an_instrument_keeps_every_field(text, imported):
    text(
        "name: who\ngroups:\n  leaders: {people: {districts: 4, field: 6}, chosen: engaged, held: 2017-10, "
        "about: ten}\n",
        "who.yaml",
    )
    path = text(
        "name: mine\ninstrument: who.yaml\ntargets:\n  a: {finding: 'One: two', observable: tools, asked: leaders, "
        "count: [1, 3], of: 9, against: yes, fit: no, because: 'said: twice', bias: up, traps: [X01, X02], weight: "
        "0.4, source: p. 3}\n"
        "  b: {observable: deep, asked: leaders, said: a handful}\n",
        "mine.yaml",
    )
    result = imported(path)
    before, after = load_study(path), load_study(result.folder / "targets.yaml")
    assert after.instrument.groups == before.instrument.groups
    assert after.targets == before.targets


def test_mistakes_in_findings_are_told_at_their_own_cells(text, mistakes):
    path = text(
        "id,observable,asked,said,count,of\n"
        "a,tols,LEA,most,,20\nb,tools,LEA,loads,,20\nc,tools,LEA,,x,20\nc,tools,LEA,,30,20\n"
    )
    assert [line.split(": ")[0] for line in mistakes(path)] == ["matrix.csv:4, column 5", "matrix.csv:5, column 1"]
    path = text("id,observable,asked,said,count,of\na,tols,LEA,most,,20\nb,tools,LEA,loads,,20\nc,tools,LEA,,30,20\n")
    found = mistakes(path)
    assert [line.split(": ")[0] for line in found] == [
        "matrix.csv:2, column 2", "matrix.csv:3, column 4", "matrix.csv:4, column 5",
    ]  # fmt: skip
    assert "did you mean 'tools'?" in found[0]


def test_mistakes_in_yaml_are_told_at_their_own_lines(text, mistakes):
    found = mistakes(text(YAML.replace("observable: tools", "observable: tols"), "mine.yaml"))
    assert len(found) == 1
    assert found[0].startswith("mine.yaml:4: ")
    nobody = mistakes(text(YAML.replace(", of: 3", ""), "mine.yaml"))
    assert nobody[0].startswith("mine.yaml:5: ")
    assert "how many people were asked" in nobody[0]


def test_findings_of_which_none_can_be_fitted_are_refused(text, mistakes):
    found = mistakes(text("id,observable,asked,said,of\na,none,LEA,most,20\n"))
    assert len(found) == 1
    assert "none of its findings can be fitted" in found[0]


def test_options_of_a_matrix_are_refused_for_findings(text, mistakes):
    assert mistakes(text(YAML, "mine.yaml"), cases="rows")[0].startswith("--cases: ")
