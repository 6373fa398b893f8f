"""Where scenario and experiment files are looked for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sos_sim.problems import InputProblems, Problem, nearest_name

Shelf = Literal["scenarios", "experiments"]
SUFFIXES = (".yaml", ".yml")


def folders(shelf: Shelf) -> list[Path]:
    """List the folders a name is looked up in, first one first.

    The working directory's own shelf, the working directory, the checkout this package lies in (if it
    does), and the files shipped inside the installed package.
    """
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1]
    places = [Path(shelf), Path()]
    if package.parent.name == "src" and (checkout / "pyproject.toml").is_file():
        places.append(checkout / shelf)
    places.append(package / "_shipped" / shelf)
    return [place for place in places if place.is_dir()]


def available(shelf: Shelf) -> dict[str, Path]:
    """Map each name that can be written to its file, in the order names are looked up.

    The working directory itself is left out: files of other kinds lie there.
    """
    found: dict[str, Path] = {}
    for folder in folders(shelf):
        if folder == Path():
            continue
        for path in sorted(folder.iterdir()):
            if path.suffix in SUFFIXES and path.is_file():
                found.setdefault(path.stem, path)
    return found


def find(wanted: str, place: str, shelf: Shelf = "scenarios", beside: Path | None = None) -> Path:
    """Find the file of a name or path.

    Args:
        wanted: a path that exists, or a name.
        place: what a problem names as its place.
        shelf: which kind of file.
        beside: folder of the file that refers to it; it is looked in first.

    Raises:
        InputProblems: when nothing has this name.
    """
    try:
        return _find(wanted, place, shelf, beside)
    except InputProblems:
        raise
    except (OSError, ValueError):
        shown = wanted[:60].replace("\0", "?")
        raise InputProblems([Problem(place, f"{shown!r} is not a name or path")]) from None


def _find(wanted: str, place: str, shelf: Shelf, beside: Path | None) -> Path:
    searched = ([beside] if beside is not None else []) + [Path()]
    for folder in searched:
        if (folder / wanted).is_file():
            return folder / wanted
    is_path = "/" in wanted or "\\" in wanted or wanted.endswith(SUFFIXES)
    if not is_path:
        for folder in searched[:-1] + folders(shelf):
            for suffix in SUFFIXES:
                if (folder / f"{wanted}{suffix}").is_file():
                    return folder / f"{wanted}{suffix}"
    for folder in searched:
        path = folder / wanted
        if path.is_dir():
            raise InputProblems(
                [Problem(place, f"{wanted} is a folder", "a name, or the path of a YAML file")]
            )
        if path.exists():
            return path
    what = "scenario" if shelf == "scenarios" else "experiment"
    names = list(available(shelf))
    if is_path:
        names += [str(path) for path in names]
        raise InputProblems(
            [Problem(place, f"no file {wanted}", f"a {what} file", nearest_name(wanted, names))]
        )
    listed = "`sos-sim scenarios` lists them" if shelf == "scenarios" else ", ".join(names)
    allowed = f"the name of a {what} ({listed}) or the path of a file"
    raise InputProblems(
        [Problem(place, f"no {what} is called {wanted}", allowed, nearest_name(wanted, names))]
    )
