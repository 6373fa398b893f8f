"""The blocks that are made from the check against California and from looks before and after."""

from __future__ import annotations

from from_checks import number, rows_of
from from_code import table
from from_runs import signed

from sos_sim.check.california.honesty import LOOKS

KINDS = {"structure": "structure alone", "own values": "own values too"}
Row = dict[str, str]


def _facts() -> list[Row]:
    return rows_of("california-facts.csv")


def _interval(row: Row) -> str:
    return f"{number(float(row['model']))} ({number(float(row['low']))} to {number(float(row['high']))})"


def facts_tally() -> str:
    """Write for each check how many of its facts lie in the model's range."""
    facts = _facts()
    checks = {row["check"]: row["claim"] for row in facts if row["districts"] == "structure"}
    rows: list[tuple[str, ...]] = []
    for check, claim in checks.items():
        cells = []
        for kind, ending in (("structure", ""), ("own values", "R")):
            mine = [row for row in facts if row["check"] == check + ending and row["districts"] == kind]
            cells.append(f"{_inside(mine)} of {len(mine)}" if mine else "")
        rows.append((check, claim, *cells))
    totals = []
    for kind in KINDS:
        mine = [row for row in facts if row["districts"] == kind]
        totals.append(f"**{_inside(mine)} of {len(mine)}** (perfect: about {0.9 * len(mine):.0f})")
    rows.append(("", "**all facts**", *totals))
    made = table(("id", "facts about", *(f"levels from {words}" for words in KINDS.values())), rows)
    return f"{made}\n\nDistricts of the state's files; {facts[0]['seeds']} seeds."


def _inside(rows: list[Row]) -> int:
    return sum(row["inside"] == "True" for row in rows)


def facts_outside() -> str:
    """Write every fact of the lists that lies outside, with structure alone or with own values."""
    facts = _facts()
    own = {(row["check"], row["fact"]): row for row in facts if row["districts"] == "own values"}
    rows = []
    for row in facts:
        beside = own.get((f"{row['check']}R", row["fact"]))
        if row["districts"] != "structure" or (row["inside"] == "True" and (not beside or beside["inside"] == "True")):
            continue
        shown = [
            "" if each is None else f"{_interval(each)}{'' if each['inside'] == 'True' else ' **outside**'}"
            for each in (row, beside)
        ]
        rows.append((row["check"], f"{row['claim']}: {row['fact']}", number(float(row["california"])), *shown))
    return table(("id", "fact", "California", "structure alone", "own values"), rows)


def forecasts() -> str:
    """Write every forecast of the list of 2018 with its scores."""
    rows = [
        (
            row["forecast"],
            row["knows_2018"] or "nothing",
            f"{float(row['expected']):.0f}",
            f"{float(row['auc']):.3f}",
            f"{float(row['brier']):.3f}",
            f"{float(row['log_score']):.3f}".replace("-", "\N{MINUS SIGN}"),
            "" if row["forecast"] == "model" else _ahead(row),
        )
        for row in rows_of("california-forecasts.csv")
    ]
    head = ("forecast", "told of 2018", "expected", "area under curve", "Brier", "log score", "model ahead (90 %)")
    return table(head, rows)


def _ahead(row: Row) -> str:
    ahead, low, high = (signed(float(row[f"log_score_ahead{end}"])) for end in ("", "_low", "_high"))
    return f"{ahead} ({low} to {high})"


def forecasts_in_words() -> str:
    """Say who wins."""
    rows = {row["forecast"]: row for row in rows_of("california-forecasts.csv")}
    rivals = [row for name, row in rows.items() if not name.startswith("model")]
    beaten = [row for row in rivals if float(row["log_score_ahead_low"]) > 0]
    level = [row["forecast"] for row in rivals if row not in beaten and float(row["log_score_ahead_high"]) >= 0]
    behind = [row["forecast"] for row in rivals if float(row["log_score_ahead_high"]) < 0]
    told = f"By the log score the model is ahead of {len(beaten)} of {len(rivals)} rivals"
    told += f" and not distinguishable from “{'”, “'.join(level)}”" if level else ""
    told += f" and behind “{'”, “'.join(behind)}”" if behind else ""
    own = rows["model, 2017 not looked at"]
    low, high = float(own["log_score_ahead_low"]), float(own["log_score_ahead_high"])
    gain = "nothing that can be told" if low <= 0 <= high else "something" if low > 0 else "less than nothing"
    return f"{told}. Looking at the list of 2017 brings it {gain}: {_ahead(own)}."


def effects() -> str:
    """Write what a before/after look sees beside what assistance and the list did, embedded and real."""
    found = {(row["districts"], row["look"], row["listed"], row["years"]): row for row in rows_of(EFFECTS)}
    worlds = list(dict.fromkeys(key[0] for key in found))
    rows = []
    for look, words in LOOKS.items():
        for listed, years in dict.fromkeys(key[2:] for key in found):
            if years == "2":
                continue
            cells = []
            for world in worlds:
                row = found[world, look, listed, years]
                mean, low, high = (signed(float(row[key])) for key in ("mean", "low", "high"))
                cells.append(f"{mean} ({low} to {high})")
            rows.append((words, listed, years, *cells))
            words = ""
    seeds = next(iter(found.values()))["seeds"]
    head = ("look, student SD", "listed in", "years later", *(f"{world} districts" for world in worlds))
    return f"{table(head, rows)}\n\nMean and 5-95 % of {seeds} futures."


EFFECTS = "before-and-after-effects.csv"
