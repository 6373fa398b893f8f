"""Print the check against California: model beside fact, forecasts beside their rivals, looks beside effects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sos_sim.check.california.honesty import LOOKS
from sos_sim.check.california.judged import FORECAST, REAL
from sos_sim.check.california.study import California, Forecasts, by_districts_of
from sos_sim.check.report import interval, number
from sos_sim.check.result import CheckResult

if TYPE_CHECKING:
    from rich.console import Console

MEANING = (
    "Model: median over seeds, with the range that holds a further draw of the model nine times in ten. A fact holds "
    "when California's figure lies in that range, so that of a perfect model's facts one in ten would not."
)
KINDS = {
    "structure": "Levels of districts drawn from structure alone",
    "own values": f"Levels drawn given what is recorded of each district (ids ending in {REAL})",
}


def tell_california(console: Console, found: California) -> None:
    """Print what was found.

    Args:
        console: where to.
        found: the check.
    """
    facts = [result for result in found.results if result.ident != FORECAST]
    if facts:
        _tell_facts(console, facts, found)
    if found.forecasts is not None:
        _tell_forecasts(console, found.forecasts)
    elif len(facts) < len(found.results):
        console.print(f"{FORECAST} skipped: {found.results[-1].reason}")
    if found.looks:
        _tell_looks(console, found)


def tally(results: Sequence[CheckResult]) -> tuple[int, int]:
    """Count the facts that hold, and all of them.

    Args:
        results: checks of facts.
    """
    parts = [part for result in results if result.ident != FORECAST for part in result.parts]
    return sum(part.passed for part in parts), len(parts)


def _tell_facts(console: Console, results: list[CheckResult], found: California) -> None:
    from rich.table import Table

    kind = "embedded districts" if found.source == "embedded" else f"districts of the folder {found.source}"
    title = f"California: the model beside the facts, {found.districts} {kind}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading, wide in (("Id", None), ("Fact", 1), ("Unit", None)):
        table.add_column(heading, ratio=wide)
    for heading in ("California", "Model", "90 %"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Result")
    for result in results:
        if not result.parts:
            table.add_row(result.ident, result.claim, "", "", "", "", f"skipped: {result.reason}")
            continue
        verdict = "holds" if result.status == "pass" else "FAILS"
        table.add_row(result.ident, result.claim, "", "", "", "", verdict, style="bold")
        for part in result.parts:
            official = "" if part.reference is None else number(part.reference)
            cells = ("", f"  {part.name}", part.unit, official, number(part.figure), interval(part))
            table.add_row(*cells, "" if part.passed else "outside", style=None if part.passed else "red")
    console.print(table)
    for kind, words in KINDS.items():
        held, every = tally([result for result in results if by_districts_of(result) == kind])
        if every:
            console.print(f"{words}: {held} of {every} facts hold; of a perfect model's about {0.9 * every:.0f} would.")
    console.print(f"{MEANING}\n")


def _tell_forecasts(console: Console, forecasts: Forecasts) -> None:
    from rich.table import Table

    title = f"{FORECAST}  Forecasts of the list of 2018 from what was public in December 2017"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("Forecast", ratio=1)
    table.add_column("Told of 2018")
    for heading in ("Expected", "Area under curve", "Brier", "Log score", "Model ahead, log score"):
        table.add_column(heading, justify="right")
    for name, scores in forecasts.scores.items():
        ahead = scores["log_score"]
        shown = f"{ahead.ahead:+.3f} ({ahead.ahead_low:+.3f} to {ahead.ahead_high:+.3f})"
        table.add_row(
            name,
            forecasts.knows_2018[name] or "nothing",
            f"{forecasts.chance[name].sum():.0f}",
            f"{scores['auc'].value:.3f}",
            f"{scores['brier'].value:.3f}",
            f"{ahead.value:.3f}",
            "" if name == next(iter(forecasts.scores)) else shown,
        )
    console.print(table)
    console.print(who_wins(forecasts))
    console.print(
        f"{int(forecasts.after.sum())} of {len(forecasts.after)} districts were listed. Intervals: 90 %, districts "
        "drawn again. The model's own numbers were fitted with the counts of 2018 by group and area in sight, so its "
        "right number of districts is no achievement; which districts is.\n"
    )


def who_wins(forecasts: Forecasts) -> str:
    """Say which rivals the model beats, which not, and what the list of 2017 adds.

    Args:
        forecasts: the forecasts.
    """
    from sos_sim.check.california.study import MODEL_BEFORE, rivals_of

    rivals = rivals_of(forecasts)
    scores = {name: forecasts.scores[name]["log_score"] for name in forecasts.chance}
    beaten = [name for name in rivals if scores[name].ahead_low > 0]
    ahead = [name for name in rivals if scores[name].ahead_high < 0]
    level = [name for name in rivals if name not in beaten and name not in ahead]
    said = [f"By the log score the model is ahead of {len(beaten)} of {len(rivals)} rivals"]
    said += [f"not distinguishable from {'; '.join(level)}"] if level else []
    said += [f"behind {'; '.join(ahead)}"] if ahead else []
    own = scores[MODEL_BEFORE]
    more = "gains nothing that can be told" if own.ahead_low <= 0 <= own.ahead_high else (
        "gains" if own.ahead > 0 else "loses"
    )
    return f"{'; '.join(said)}. From looking at the list of 2017 it {more} ({own.ahead:+.3f})."


def _tell_looks(console: Console, found: California) -> None:
    from rich.table import Table

    title = "Before/after of listed districts, beside the same districts in the same futures without help (student SD)"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("Look", ratio=1)
    table.add_column("Listed", justify="right")
    table.add_column("Years later", justify="right")
    table.add_column("Mean", justify="right")
    table.add_column("90 % of futures", justify="right")
    for key, words in LOOKS.items():
        for look in (each for each in found.looks if each.look == key):
            low, high = look.interval
            table.add_row(words, str(look.listed), str(look.years), f"{look.mean:+.4f}", f"{low:+.4f} to {high:+.4f}")
            words = ""
    console.print(table)
