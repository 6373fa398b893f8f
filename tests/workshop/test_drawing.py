from __future__ import annotations

from pathlib import Path

import pytest

from sos_sim.workshop.drawing import engine, specifications


def test_the_engine_of_the_installed_package_is_one_script_that_asks_nobody(tmp_path: Path) -> None:
    script = engine(tmp_path)
    assert 500_000 < len(script) < 1_500_000
    assert all(f"window.{name}=" in script for name in ("vega", "vegaLite", "vegaEmbed"))
    assert "</script" not in script and "import(" not in script


def test_it_is_made_once_and_made_anew_when_what_is_kept_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import vl_convert

    made = []
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda exports: made.append(exports) or "window.vega = {};\n")
    assert engine(tmp_path) == engine(tmp_path) == "window.vega = {};\n"
    assert len(made) == 1
    (kept,) = tmp_path.iterdir()
    kept.write_text(kept.read_text() + "fetch('//elsewhere')")
    assert engine(tmp_path) == "window.vega = {};\n" and len(made) == 2


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import vl_convert

    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda exports: "window.vega = {};")
    (tmp_path / "file").write_text("in the way")
    assert engine(tmp_path / "file" / "below") == "window.vega = {};"


def test_specifications_are_kept_for_one_and_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sos_sim.workshop import charts

    made = []
    monkeypatch.setattr(charts, "specs", lambda known: made.append(known) or {"time": {"number": len(made)}})
    known = {"dates": ["2017-07"], "start": "2018-07", "outcomes": [], "seeds": [1]}
    assert specifications(known, tmp_path) == specifications(known | {"seeds": [1, 2]}, tmp_path)
    assert specifications(known | {"start": "2019-07"}, tmp_path) == {"time": {"number": 2}}
    assert len(made) == 2
