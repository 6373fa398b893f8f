from __future__ import annotations

import pytest

from sos_sim.report.html import element, paragraph, table, written


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", 'a "quoted" & <b>bold</b> one', "</p><p>"])
def test_text_never_becomes_an_element(seen, text):
    page = seen(written(paragraph(text, element("b", text))))
    assert [tag for tag, _ in page.tags] == ["p", "b"]
    assert page.words == [text, text]


def test_text_never_leaves_its_attribute(seen):
    picture = element("img", attributes={"src": "data:image/png;base64,AA", "alt": '" onerror="alert(1)'})
    (attributes,) = seen(written(picture)).named("img")
    assert attributes == {"src": "data:image/png;base64,AA", "alt": '" onerror="alert(1)'}


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("script", {}), ("iframe", {}), ("p", {"onclick": "x"}), ("p", {"style": "x"}),
        ("a", {"href": "https://example.org"}), ("a", {"href": "javascript:x"}), ("img", {"src": "figures/a.png"}),
    ],
)  # fmt: skip
def test_what_runs_or_leads_out_of_the_page_cannot_be_made(tag, attributes):
    with pytest.raises(ValueError):
        element(tag, attributes=attributes)


def test_control_characters_are_dropped():
    assert written(paragraph("a\x1b[31mb\x00\nc")) == "<p>a[31mb\nc</p>"


def test_a_table_has_a_caption_and_a_scope_for_every_heading(seen):
    page = seen(written(table("What it shows", ["Name", "A"], [["x", "1"], ["y", "2"]], numbers=[1])))
    assert [each["scope"] for each in page.named("th")] == ["col", "col", "row", "row"]
    assert page.named("caption") and page.crossed == [] and page.open == []


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 cells"):
        table("What it shows", ["Name", "A"], [["x"]])
