"""Run folders made by the stand-in for the engine, and a parser that sees what a browser would see."""

from __future__ import annotations

import importlib.util
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.study.run import run_scenarios

_VOID = {"meta", "img"}


class Seen(HTMLParser):
    """Collect tags with attributes, the text outside of the style sheet, and whether every element is closed."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.words, self.open, self.crossed = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def named(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="session")
def seen():
    return Seen


@pytest.fixture(scope="session")
def fake():
    path = Path(__file__).parents[1] / "study" / "fake_engine.py"
    spec = importlib.util.spec_from_file_location("fake_engine_for_reports", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def world(fake):
    return fake.small_world()


@pytest.fixture(scope="session")
def finished(fake, world, tmp_path_factory):
    """Give the folder of a comparison with its figures and its report."""
    from sos_sim.report.build import write_report

    out = tmp_path_factory.mktemp("report") / "out"
    compare_scenarios(
        fake.make_scenario(), [fake.more_support()], 4, population=world, out=out, engine=fake.make_engine()
    )
    write_report(out)
    return out


@pytest.fixture
def compare(fake, world, tmp_path):
    def make(*policies, seeds=4, engine=None, base=None):
        compare_scenarios(
            base or fake.make_scenario(), policies or [fake.more_support()], seeds, population=world,
            out=tmp_path / "out", engine=engine or fake.make_engine(), columns=2,
        )  # fmt: skip
        return tmp_path / "out"

    return make


@pytest.fixture
def run(fake, world, tmp_path):
    def make(seeds=3):
        run_scenarios(
            [fake.make_scenario()], seeds, population=world, out=tmp_path / "out", engine=fake.make_engine()
        )
        return tmp_path / "out"

    return make
