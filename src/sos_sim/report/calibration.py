"""What interviews say of the model's unmeasured numbers, what they leave open, and how far to trust that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sos_sim.report.html import Node, boxed, folded, listing, paragraph, table, terms
from sos_sim.report.study import Study, records
from sos_sim.report.words import counted, listed, number, percent, sentence
from sos_sim.study.calibrate.identify import SILENT

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED, _MOST_MISSED = 4, 6
# Coverage of a 90 % interval outside of these is told as a fault of the method.
_FAIR = (0.80, 0.97)
_FEW_EFFECTIVE = 100.0
_FAR = 1.0
DRAWN = ("posterior_smc", "simulations", "stages", "emulator", "agreement")
"""Tables that are long, or told by the sentences here."""
CHECKED = (*DRAWN, "posterior", "sbc", "sbc_ranks", "recovery", "directions", "informing", "alternatives", "screen")


def calibration_question(study: Study) -> list[Node]:
    """Say who was asked what, how, and which findings are not used.

    Args:
        study: a calibration.
    """
    asked = study.manifest.get("study") or {}
    told = _told(study)
    numbers, findings = len(told.get("paths") or []), len(told.get("targets") or [])
    lead = (
        f"Which values of {counted(numbers, 'unmeasured number')} agree with {counted(findings, 'finding')}"
        f"{' of ' + str(asked['name']) if asked.get('name') else ''}?"
    )
    shown: list[Node] = [paragraph(lead, kind="lead")]
    if asked.get("description"):
        shown.append(paragraph(str(asked["description"])))
    if study.scenarios:
        shown.append(paragraph(f"The model stands in {study.names[0]}; virtual people answer as the real ones did."))
    groups = asked.get("groups") or {}
    if isinstance(groups, dict) and groups:
        shown.append(terms([(str(name), _group(group)) for name, group in groups.items()]))
    unused = asked.get("not fitted") or {}
    if isinstance(unused, dict) and unused:
        lines: list[Node] = [f"{name}: {because or 'no reason given'}" for name, because in unused.items()]
        shown.append(folded(f"{counted(len(unused), 'finding')} not used, and why", listing(lines)))
    return shown


def _group(group: Any) -> str:
    if not isinstance(group, dict):
        return str(group)
    people = group.get("people")
    held = people if isinstance(people, dict) else {}
    who = listed([f"{count} {kind}" for kind, count in held.items()])
    parts = [who, f"chosen: {group['chosen']}" if group.get("chosen") else "", str(group.get("about") or "")]
    when = f"asked in {group['held']}" if group.get("held") else ""
    return "; ".join(part.rstrip(".") for part in (*parts, when) if part)


def calibration_answer(study: Study) -> list[Node]:
    """Say in sentences what is known, what is not, what the model misses and how far the method can be trusted.

    Args:
        study: a calibration with its checks.
    """
    known = study.rows("identifiability")
    lines: list[Node] = [*_learnt(known), *_nothing(study, known), *_missed(study.rows("predictive"))]
    trust: list[Node] = [*_effective(study), *_agreement(study), *_coverage(study), *_hangs(known)]
    return [boxed(listing(lines)), paragraph("How far to trust this:"), listing(trust)]


def posterior_answer(study: Study) -> list[Node]:
    """Say what is known where the checks were left out.

    Args:
        study: a calibration without its checks.
    """
    from sos_sim.show.calibration import unchecked

    known = unchecked(study.manifest, study.rows("posterior"))
    lines: list[Node] = [*_learnt(known), *_nothing(study, known)]
    trust: list[Node] = [*_effective(study), "The checks of this calibration were left out."]
    return [boxed(listing(lines)), paragraph("How far to trust this:"), listing(trust)]


def _learnt(known: pd.DataFrame) -> list[str]:
    lines: list[str] = []
    for row in records(known.sort_values("contraction")):
        if row["verdict"] != "well known" or len(lines) == _MOST_NAMED:
            continue
        unit = f" {row['unit']}" if row["unit"] else ""
        lines.append(
            f"“{row['label']}” is well known: {number(row['post_5'])} to {number(row['post_95'])}{unit} (90 %), where "
            f"the prior goes from {number(row['low'])} to {number(row['high'])}; its spread shrinks to "
            f"{percent(row['contraction'])} of the prior's."
        )
    rest = int((known["verdict"] == "well known").sum()) - len(lines)
    if rest > 0:
        lines.append(f"{counted(rest, 'more number')} {'is' if rest == 1 else 'are'} well known.")
    if not lines:
        lines.append("The interviews make none of these numbers well known.")
    some = _labels(known, "somewhat known")
    return [*lines, sentence(f"the interviews say something of {_first(some)}")] if some else lines


def _nothing(study: Study, known: pd.DataFrame) -> list[str]:
    silent = _labels(known, "nothing said")
    lines = []
    if silent:
        lines.append(sentence(f"the interviews say nothing about {_first(silent, len(silent))}"))
    screen = study.rows("screen") if "screen" in study.held else None
    if screen is not None and len(screen):
        quiet = int(screen["silent"].sum())
        others = counted(len(screen), "other number")
        lines.append(
            f"Of the {others} that {'was' if len(screen) == 1 else 'were'} not learnt, {quiet} "
            f"{'makes' if quiet == 1 else 'make'} no finding much likelier or less likely, each moved alone over its "
            f"whole range (log likelihood by less than {SILENT:g}): about those the interviews say nothing at all."
        )
    return lines


def _missed(predictive: pd.DataFrame) -> list[str]:
    met = int((predictive["verdict"] == "met").sum())
    lines = [f"The posterior meets {met} of {counted(len(predictive), 'finding')}."]
    missed = predictive[predictive["verdict"] == "missed"].sort_values("p_value")
    for row in records(missed.head(_MOST_MISSED)):
        lines.append(
            f"It misses {row['target']}, “{row['label']}”: the finding allows {_allowed(row)}, the model answers "
            f"{number(row['posterior_5'])} to {number(row['posterior_95'])}."
        )
    if len(missed) > _MOST_MISSED:
        lines.append(f"It misses {counted(len(missed) - _MOST_MISSED, 'more finding')}, in the table below.")
    return lines


def _allowed(row: dict[str, Any]) -> str:
    low, high = number(row["low"]), number(row["high"])
    if low == "-":
        return f"at most {high}"
    return f"at least {low}" if high == "-" else f"{low} to {high}"


def _effective(study: Study) -> list[str]:
    told = _told(study)
    worth, draws = told.get("ess"), told.get("draws")
    if worth is None or not draws:
        return []
    warning = " That is few: read spreads loosely" if worth < _FEW_EFFECTIVE else ""
    said = f"{float(worth):,.0f} of {int(draws):,} draws are effective once the real model has corrected the emulator"
    lines = [f"{said}.{warning}{'.' if warning else ''}"]
    unmet = told.get("unmet_targets") or []
    return [*lines, f"Nothing in the prior meets {listed([str(each) for each in unmet])}."] if unmet else lines


def _agreement(study: Study) -> list[str]:
    if "agreement" not in study.held:
        return []
    rows = study.rows("agreement")
    largest = records(rows.sort_values("distance"))[-1]
    agree = "agrees" if bool(rows["agree"].all()) else "does not agree"
    label = _label(study, str(largest["path"]))
    return [
        f"A second method, without an emulator, {agree}: at most {number(largest['distance'])} standard deviations lie "
        f"between the two, for “{label}”."
    ]


def _coverage(study: Study) -> list[str]:
    rows = study.rows("sbc") if "sbc" in study.held else None
    if rows is None or not len(rows):
        return []
    held = rows[rows["times"] == 1]
    covered, datasets = held["covered_90"], int(held["datasets"].iloc[0])
    fair = bool(covered.between(*_FAIR).all())
    uneven = held[held["p_value_holm"] < 0.05]
    lines = [
        f"In {counted(datasets, 'invented set')} of interviews with a known truth, 90 % intervals hold it in "
        f"{percent(covered.mean())} of cases, from {percent(covered.min())} to {percent(covered.max())} by number"
        + ("." if fair else f"; outside {percent(_FAIR[0])} to {percent(_FAIR[1])}, so intervals mislead there.")
    ]
    if len(uneven):
        names = [f"“{_label(study, str(path))}”" for path in uneven["path"]]
        lines.append(f"Ranks are uneven for {_first(names)}: its posterior leans or has the wrong width.")
    more = rows[rows["times"] > 1]
    if len(more):
        times = float(more["times"].iloc[0])
        before, after = held["contraction"].mean(), more["contraction"].mean()
        lines.append(
            f"With {times:g} times as many interviews posteriors would be {percent(after)} as wide as the prior on "
            f"average, instead of {percent(before)}."
        )
    return lines


def _hangs(known: pd.DataFrame) -> list[str]:
    shifts = known.dropna(subset=["largest_shift"])
    if shifts.empty:
        return []
    ordered = shifts.loc[shifts["largest_shift"].abs().sort_values(ascending=False).index]
    far = ordered[ordered["largest_shift"].abs() >= _FAR]
    if far.empty:
        top = ordered.iloc[0]
        return [
            "No other assumption about the interviews that was tried, nor any finding left out, shifts a mean by a "
            f"posterior standard deviation; the most is {number(abs(top['largest_shift']))}, “{top['label']}”, "
            f"{top['shifted_by']}."
        ]
    return [
        f"“{row['label']}” hangs on an assumption: {row['shifted_by']} shifts its mean by "
        f"{number(abs(row['largest_shift']))} posterior standard deviations."
        for row in records(far.head(_MOST_NAMED))
    ]


def calibration_tables(study: Study) -> list[Node]:
    """Show the posterior of every number, the findings, and what the numbers that are not learnt could change.

    Args:
        study: a calibration with its checks.
    """
    known = study.rows("identifiability").sort_values("contraction")
    rows: list[list[Node]] = [
        [
            str(row["label"]), str(row["unit"]), f"{number(row['low'])} to {number(row['high'])}",
            number(row["default"]), number(row["post_50"]), f"{number(row['post_5'])} to {number(row['post_95'])}",
            number(row["contraction"]), str(row["verdict"]), _short_list(str(row["informed_by"])),
        ]
        for row in records(known)
    ]  # fmt: skip
    headings = ["Number", "Unit", "Prior", "Usual", "Median", "90 %", "Spread left", "Verdict", "Informed by"]
    shown: list[Node] = [table("What the interviews say of each number", headings, rows, numbers=(2, 3, 4, 5, 6))]
    shown.append(
        paragraph(
            "Spread left: posterior standard deviation over that of the prior; below 0.6 well known, above 0.9 nothing "
            "said. Informed by: findings that alone narrow the prior by a twentieth, the most telling first.",
            kind="note",
        )
    )
    shown.append(folded("Findings, and what the model answers", *_findings(study.rows("predictive"))))
    if "screen" in study.held and study.count("screen"):
        shown.append(folded("Numbers that are not learnt", _screen(study.rows("screen"))))
    return shown


def _findings(predictive: pd.DataFrame) -> list[Node]:
    rows: list[list[Node]] = [
        [
            str(row["target"]), str(row["label"]), str(row["asked"]), _allowed(row),
            f"{number(row['prior_5'])} to {number(row['prior_95'])}",
            f"{number(row['posterior_5'])} to {number(row['posterior_95'])}", number(row["likely_before"]),
            number(row["likely_after"]), number(row["surprise"]), str(row["verdict"]),
        ]
        for row in records(predictive)
    ]  # fmt: skip
    headings = ["Finding", "Asked", "Of", "Allowed", "Prior 90 %", "Posterior 90 %", "Likely before", "Likely after"]
    made = table("Findings", [*headings, "Surprise, bits", "Verdict"], rows, numbers=(3, 4, 5, 6, 7, 8))
    return [
        made,
        paragraph(
            "Likely: probability of the finding, mean over prior and posterior. Surprise: how far the finding alone "
            "moves the prior. Missed: the posterior's median lies outside of what the finding allows, and fewer than "
            "one in twenty answers made up from the posterior would be as unlikely; near: only the former.",
            kind="note",
        ),
    ]


def _screen(screen: pd.DataFrame) -> Node:
    rows: list[list[Node]] = [
        [str(row["label"]), number(row["change"]), str(row["target"]), "nothing" if row["silent"] else "something"]
        for row in records(screen)
    ]
    headings = ["Number", "Largest change", "Finding", "The interviews say"]
    caption = "Largest change of a finding's log likelihood over a number's whole range"
    return table(caption, headings, rows, numbers=(1,))


def _told(study: Study) -> dict[str, Any]:
    told = study.manifest.get("calibration")
    return told if isinstance(told, dict) else {}


def _labels(known: pd.DataFrame, verdict: str) -> list[str]:
    return [f"“{label}”" for label in known.loc[known["verdict"] == verdict, "label"]]


def _label(study: Study, path: str) -> str:
    if "identifiability" not in study.held:
        return path
    known = study.rows("identifiability", ["path", "label"])
    found = known.loc[known["path"] == path, "label"]
    return str(found.iloc[0]) if len(found) else path


def _first(names: list[str], most: int = _MOST_NAMED) -> str:
    return listed(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"


def _short_list(names: str) -> str:
    each = names.split(", ")
    return names if len(each) <= _MOST_NAMED else f"{', '.join(each[:_MOST_NAMED])} …"
