"""Check a calibration: predictive, ranks, recovery, what the findings say, what they hang on; written as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sos_sim.study.calibrate.alternatives import Alternative, Drawn, Elsewhere, Moved, held_at, left_out
from sos_sim.study.calibrate.check_tables import write_check_tables
from sos_sim.study.calibrate.common import ENOUGH, Common, even_places, foretold
from sos_sim.study.calibrate.emulate import Emulator
from sos_sim.study.calibrate.identify import Identified, Screened, identify
from sos_sim.study.calibrate.parts import Arrays, Parts
from sos_sim.study.calibrate.predictive import Predicted, Shown, predictive
from sos_sim.study.calibrate.question import Floats, Question
from sos_sim.study.calibrate.rank import Judged, judge

ODDS = "interviews.selection_odds"
ODDS_HELD = (1.0, 2.0, 4.0)
DATASETS, COMMON_PLACES = 200, 32_768
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Fitted:
    """Hold what a calibration found, for its checks.

    Args:
        posterior: equally weighted draws, with the real model's statistics there.
        prior: places drawn from the prior, with the real model's statistics there.
        emulator: an emulator fitted over the whole prior.
    """

    posterior: Drawn
    prior: Drawn
    emulator: Emulator


@dataclass(frozen=True)
class Extent:
    """Say how much is checked.

    Args:
        datasets: invented data sets (R); 0 leaves simulation-based calibration out.
        common: places of the prior at which the model is foretold.
        enough: effective sample size that is enough.
        odds: values at which the selection odds are held.
        odds_path: the number that holds them.
    """

    datasets: int = DATASETS
    common: int = COMMON_PLACES
    enough: float = ENOUGH
    odds: tuple[float, ...] = ODDS_HELD
    odds_path: str = ODDS


@dataclass(frozen=True)
class Checked:
    """Hold every check of a calibration.

    Args:
        question: the findings.
        posterior: draws of the posterior.
        predicted: one per finding.
        judged: invented data sets, by how many times as many interviews were held.
        identified: what the findings say of every number.
        moved: posteriors under alternatives, those without each finding last.
        screened: numbers that are not learnt.
    """

    question: Question
    posterior: Drawn
    predicted: tuple[Predicted, ...]
    judged: Mapping[float, Judged]
    identified: Identified
    moved: tuple[Moved, ...]
    screened: tuple[Screened, ...] = field(default=())


def check_calibration(
    question: Question,
    fitted: Fitted,
    out: Path | None,
    *,
    shown: Sequence[Shown],
    words: Mapping[str, Question] | None = None,
    weights: Mapping[str, Question] | None = None,
    more: tuple[float, Question] | None = None,
    screen: Sequence[Screened] = (),
    seeds: Sequence[int] = (1,),
    extent: Extent | None = None,
    root: int = 1,
    jobs: int = 1,
    identity: Mapping[str, Any] | None = None,
    tell: Tell | None = None,
) -> Checked:
    """Check a calibration and write the tables of its checks.

    Batches of invented data sets and alternatives are kept in ``out/chunks`` as they are done; the same call goes on
    from there, and its results depend neither on that nor on the workers.

    Args:
        question: the findings.
        fitted: what the calibration found.
        out: its run folder; nothing is written when None.
        shown: how each target is shown, in the order of the findings.
        words: the same findings with verbal quantities read another way, by name.
        weights: the same findings weighed another way, by name.
        more: how many times as many interviews, and the question that invents those.
        screen: numbers that are not learnt, and how much each could change the likelihood.
        seeds: futures at which invented truths are simulated.
        extent: how much is checked.
        root: seed of everything random here.
        jobs: worker processes.
        identity: what the calibration depends on; kept parts of another one are not used.
        tell: is told what starts.
    """
    size, say = extent or Extent(), tell or (lambda _: None)
    asked = dict(identity or {}) | {
        "checks": 1, "root": root, "seeds": list(seeds), "targets": list(question.targets), "extent": repr(size),
        "priors": [repr(prior) for prior in question.priors], "draws": _sum(fitted.posterior.places),
    }  # fmt: skip
    parts = Parts.of(None if out is None else out / "chunks", asked)
    say("predictive checks")
    predicted = predictive(
        question, tuple(shown), fitted.prior.statistics, fitted.posterior.statistics, np.random.default_rng([root, 1])
    )
    say("foretelling the prior")
    common = _common(fitted.emulator, size, root, parts)
    judged = _judged(question, common, size, more, seeds, root, jobs, parts, say) if size.datasets else {}
    say("alternatives")
    moved = _moved(question, fitted, size, words or {}, weights or {}, root, jobs, parts)
    without = [each for each in moved if each.alternative.sort == "left out"]
    identified = identify(question, fitted.posterior.places, common, without)
    checked = Checked(question, fitted.posterior, predicted, judged, identified, moved, tuple(screen))
    if out is not None:
        write_check_tables(checked, out)
    return checked


def _common(emulator: Emulator, size: Extent, root: int, parts: Parts) -> Common:
    places = even_places(size.common, emulator.design.shape[1], root)

    def made() -> Arrays:
        common = foretold(emulator, places)
        return {"mean": common.mean, "sd": common.sd}

    kept = parts.kept("common", made)
    return Common(emulator, places, kept["mean"], kept["sd"])


def _judged(
    question: Question,
    common: Common,
    size: Extent,
    more: tuple[float, Question] | None,
    seeds: Sequence[int],
    root: int,
    jobs: int,
    parts: Parts,
    say: Tell,
) -> dict[float, Judged]:
    truths = np.random.default_rng([root, 2]).random((size.datasets, len(question.priors)))
    say(f"{size.datasets} invented truths")
    statistics = parts.kept("truths", lambda: {"statistics": question.simulate(truths, seeds)})["statistics"]
    judged = {}
    for times, asked in ((1.0, question), *((more,) if more else ())):
        # What more interviews would bring is a comparison of means: half as many data sets tell it.
        some = slice(None) if times == 1.0 else slice((size.datasets + 1) // 2)
        say(f"posteriors of {len(truths[some])} invented data sets, {times:g} times the interviews")
        judged[times] = judge(
            asked, common, truths[some], statistics[some], root=root, jobs=jobs, enough=size.enough, parts=parts,
            name=f"judged-{times:g}",
        )  # fmt: skip
    return judged


def _moved(
    question: Question,
    fitted: Fitted,
    size: Extent,
    words: Mapping[str, Question],
    weights: Mapping[str, Question],
    root: int,
    jobs: int,
    parts: Parts,
) -> tuple[Moved, ...]:
    elsewhere = Elsewhere(question, fitted.posterior, fitted.emulator, root, size.enough)
    alternatives = (
        *held_at(question, size.odds_path, size.odds),
        *(Alternative(name, "words", other) for name, other in words.items()),
        *(Alternative(name, "weights", other) for name, other in weights.items()),
        *left_out(question),
    )

    def one(place: int, alternative: Alternative) -> Moved:
        def made() -> Arrays:
            moved = elsewhere.moved(alternative)
            each = {"mean": moved.mean, "sd": moved.sd, "shift": moved.shift, "width": moved.width}
            return each | {"worth": np.array(moved.worth), "weighed": np.array(moved.weighed)}

        kept = parts.kept(f"alternative-{place}", made)
        worth, weighed = float(kept.pop("worth")), bool(kept.pop("weighed"))
        return Moved(alternative, **kept, worth=worth, weighed=weighed)

    if jobs > 1:
        import joblib

        # Threads share the draws that others are compared with.
        done: list[Moved] = joblib.Parallel(n_jobs=jobs, backend="threading")(
            joblib.delayed(one)(place, each) for place, each in enumerate(alternatives)
        )
        return tuple(done)
    return tuple(one(place, each) for place, each in enumerate(alternatives))


def _sum(places: Floats) -> str:
    import hashlib

    return hashlib.sha256(np.ascontiguousarray(places).tobytes()).hexdigest()
