"""The page's template: what is linked, what is inlined, what may run, and what a hostile name cannot do."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser
from importlib import resources

import pytest

from sos_sim.workshop.page import STYLES, page_html, scripts

HOSTILE = "</script><script>alert(1)</script><!-- <script> & \u2028 '\""
ENGINE = 'window.engine = "</SCRIPT><!--";'


class Reader(HTMLParser):
    """Read a page as a browser does: scripts end at the first closing tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.held: list[tuple[str, dict[str, str], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if tag in ("script", "style"):
            self.held.append((tag, known, ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem in ("script", "style"):
            tag, known, text = self.held.pop()
            self.held.append((tag, known, text + data))

    def scripts(self) -> list[str]:
        return [
            text for tag, known, text in self.held if tag == "script" and "type" not in known and "src" not in known
        ]


def meta(form: str) -> dict[str, object]:
    return {"form": form, "title": HOSTILE, "question": "What if?", "districts": {"name": [HOSTILE]}}


def hash_of(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def policy_of(page: Reader) -> dict[str, str]:
    (found,) = [known["content"] for tag, known in page.tags if known.get("http-equiv") == "Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in unescape(found).split(";"))


@pytest.fixture(scope="module")
def live() -> Reader:
    return Reader(page_html(meta("live")))


@pytest.fixture(scope="module")
def file() -> Reader:
    return Reader(page_html(meta("file"), ENGINE, {"series": "QUJD+/=="}))


def test_a_live_page_links_the_engine_and_its_own_files_only(live: Reader) -> None:
    sources = [known["src"] for tag, known in live.tags if tag == "script" and "src" in known]
    assert sources == ["/engine.js", *(f"/web/{name}" for name in scripts("live"))]
    styles = [known["href"] for _, known in live.tags if known.get("rel") == "stylesheet"]
    assert styles == [f"/web/{name}" for name in STYLES]
    assert live.scripts() == [] and not [tag for tag, _, _ in live.held if tag == "style"]


@pytest.mark.parametrize("form", ["live", "file"])
def test_what_a_script_stands_on_comes_before_it_and_the_page_itself_last(form: str) -> None:
    order = scripts(form)
    assert order[:3] == ("stat.js", "answer.js", "state.js") and order[-1] == "page.js"
    assert ("live.js" in order, "grid.js" in order) == (form == "live", form == "file")
    for first, later in (("slider.js", "levers.js"), ("drawers.js", "assumptions.js"), ("data_table.js", "save.js")):
        assert order.index(first) < order.index(later)
    assert len(set(order)) == len(order)


def test_every_script_and_style_in_web_is_on_a_page() -> None:
    there = {each.name for each in (resources.files("sos_sim.workshop") / "web").iterdir()}
    assert there - {"index.html"} == {*scripts("live"), *scripts("file"), *STYLES}


@pytest.mark.parametrize("form", ["live", "file"])
def test_names_cannot_leave_the_data_they_stand_in(form: str) -> None:
    page = Reader(page_html(meta(form), ENGINE))
    (known,) = [text for _, attributes, text in page.held if attributes.get("id") == "meta"]
    assert json.loads(known) == meta(form)
    assert not re.search(r"[<>&\u2028]", known)
    assert not any("alert" in text for text in page.scripts())


def test_a_file_lets_exactly_its_own_scripts_and_style_run(file: Reader) -> None:
    said = policy_of(file)
    codes = file.scripts()
    assert len(codes) == 1 + len(scripts("file"))
    assert said["script-src"].split() == [hash_of(code) for code in codes]
    (style,) = [text for tag, _, text in file.held if tag == "style"]
    assert said["style-src"] == hash_of(style)
    assert said["default-src"] == "'none'" and "connect-src" not in said
    assert not any(word in value for value in said.values() for word in ("unsafe", "http", "*"))


def test_the_policy_stands_before_anything_it_rules(file: Reader) -> None:
    names = [tag for tag, _ in file.tags]
    place = next(place for place, (_, known) in enumerate(file.tags) if known.get("http-equiv"))
    assert place < names.index("style") and place < names.index("script")


def test_a_file_loads_nothing_from_anywhere(file: Reader) -> None:
    for tag, known in file.tags:
        assert "src" not in known, (tag, known)
        assert tag != "link" or known["href"] == "data:,", known


def test_code_that_names_a_closing_tag_stays_inside_its_script(file: Reader) -> None:
    assert file.scripts()[0] == r'window.engine = "\x3c/SCRIPT>\x3c!--";'


def test_packed_parts_are_kept_as_they_are_and_never_run(file: Reader) -> None:
    ((attributes, text),) = [(known, text) for _, known, text in file.held if known.get("id") == "part-series"]
    assert text == "QUJD+/==" and attributes["type"] == "text/plain"


@pytest.mark.parametrize("form", ["live", "file"])
def test_no_element_carries_a_style_or_a_handler(form: str) -> None:
    for tag, known in Reader(page_html(meta(form), ENGINE)).tags:
        assert not [name for name in known if name == "style" or name.startswith("on")], (tag, known)


def test_scripts_keep_to_what_the_policy_allows() -> None:
    for name in {*scripts("live"), *scripts("file")}:
        code = (resources.files("sos_sim.workshop") / "web" / name).read_text("utf-8")
        assert not re.search(
            r"\beval\(|new Function|innerHTML|document\.write|setAttribute\(\"style\"|\bimport\s", code
        ), name
        assert code.startswith('"use strict";'), name
        assert len(code.splitlines()) <= 300, name
