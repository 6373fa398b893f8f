from __future__ import annotations

import re
from pathlib import Path

import pytest

PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["README.md", "docs/researcher.md", "docs/explain.md"])
def test_the_python_of_the_page_runs(
    page: str, pages: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    blocks = PYTHON.findall(pages[page])
    assert blocks
    for block in blocks:
        exec(compile(block.replace("seeds=20", "seeds=2"), page, "exec"), names)
    assert len(names["result"].table()) > 0  # type: ignore[attr-defined]
