"""How it was done, and what this cannot tell."""

from __future__ import annotations

from sos_sim.parameters import PARAMETERS
from sos_sim.report.calibrated import drawn, drawn_in_words
from sos_sim.report.html import Node, element, listing, paragraph
from sos_sim.report.study import Study
from sos_sim.report.words import counted, listed, number

_MOST_NAMED = 12


def methods(study: Study) -> list[Node]:
    """Tell what was run, what a future is and how intervals are made, then the limits.

    Args:
        study: the study.
    """
    return [
        *[paragraph(text) for text in _how(study)],
        element("h3", "Limits"),
        listing(_limits(study)),
    ]


def _how(study: Study) -> list[str]:
    population = study.manifest.get("population") or {}
    districts = population.get("districts") if isinstance(population, dict) else None
    size = counted(int(districts), "school district") if districts else "school districts"
    told = [
        f"The model follows {size}, 58 county offices, private providers, improvement networks and the state month "
        f"by month{study.period}. Districts learn to improve, are measured, pressed and helped, and lose leaders "
        f"and staff; results are read at the end of the horizon unless a figure shows time.",
        "A future, or seed, is one set of chances: who leaves and when, good and bad years of the state, of districts "
        "and of student groups, and which pupils are tested. Every scenario meets the same futures, so that what "
        "differs between two scenarios in one future is the scenarios and nothing else.",
    ]
    if draws := drawn_in_words(study):
        told.append(
            f"With its chances every future takes one of {draws}, in order and from the first again after the last; "
            "every scenario of a future has the same draw, unless it sets the number itself. Ranges and intervals over "
            "futures therefore hold calibration uncertainty beside chance, and the two cannot be told apart in them."
        )
    if study.kind == "comparison":
        told.append(
            "A difference is policy minus base in the same future, averaged over futures. Its 90 % interval is a "
            "bias-corrected and accelerated bootstrap of that mean over futures (Efron 1987): how far the mean could "
            "have come out otherwise by chance with this many futures. A difference whose interval holds 0 is called "
            "not distinguishable."
        )
        if "p_holm" in _columns(study, "comparison"):
            told.append(
                "With several policies beside one base some would seem different by chance: p values are adjusted over "
                "the policies (Holm 1979), and a difference counts as distinguishable below 0.10."
            )
        told += _scaled(study)
    elif study.kind == "run":
        told.append("Ranges hold 5 to 95 % of the futures; they are not intervals of a mean.")
    return told


def _scaled(study: Study) -> list[str]:
    """Tell how policies were scaled to cost the same, where they were."""
    budget = study.manifest.get("budget")
    if not isinstance(budget, dict):
        return []
    each = [policy for policy in budget.get("policies") or [] if isinstance(policy, dict)]
    factors = [f"{policy['policy']} by {number(policy['factor'])}" for policy in each if policy.get("name")]
    notes = [f"{policy['policy']}: {str(policy['note']).rstrip('.')}." for policy in each if policy.get("note")]
    scaled = f": every lever's distance from the base was multiplied, of {listed(factors)}" if factors else ""
    dollars = number(budget.get("dollars"))
    return [" ".join([f"Policies were scaled to cost ${dollars} per pupil and year above the base{scaled}.", *notes])]


def _limits(study: Study) -> list[Node]:
    assumed = sum(parameter.evidence == "A" for parameter in PARAMETERS.values())
    limits: list[Node] = [
        f"{assumed} of the {len(PARAMETERS)} numbers in the model are assumptions, chosen so that known patterns hold "
        f"together. {_doubt(study)}: repeat the study with the numbers you doubt set "
        "otherwise (--set) and see whether the conclusion stays.",
        *_of_what_was_changed(study),
        "Measured is not true. Measured achievement holds inflation, good and bad years and the luck of who was "
        "tested; nobody inside the model, and nobody in California, sees the true level.",
        "Identified districts look better a year later whatever is done, because a bad year is followed by an ordinary "
        "one. Only differences between scenarios in the same futures show what help does.",
        "A mean stands for few districts: read the shares of deep and of overloaded districts beside it.",
    ]
    if isinstance(population := study.manifest.get("population"), dict) and population.get("source") == "embedded":
        limits.append(
            "The districts are synthetic: counts, sizes and poverty match California county by county, but no single "
            "district exists."
        )
    limits.append(
        "Left out: charter schools, the politics of adopting a policy, principals and teachers as persons, curricula, "
        "learning within schools, and whatever is not the system of support. A mechanism that was put in cannot be "
        "found by running the model."
    )
    return limits


def _doubt(study: Study) -> str:
    """Say which doubt bands and intervals leave out."""
    if not (paths := drawn(study)):
        return "Bands and intervals show chance, not this doubt"
    which = f"Bands and intervals show chance and what the calibration leaves open of {counted(len(paths), 'number')}"
    return f"{which}, not doubt about the others"


def _of_what_was_changed(study: Study) -> list[Node]:
    paths = {path for scenario in study.scenarios for path in scenario.get("changes") or {}}
    experiment = study.manifest.get("experiment") or {}
    paths |= {str(path) for path in experiment.get("levers") or []}
    limits: list[Node] = []
    guessed = [path for path in sorted(paths & PARAMETERS.keys()) if PARAMETERS[path].evidence == "A"]
    if guessed:
        named = [PARAMETERS[path].label for path in guessed[:_MOST_NAMED]]
        more = f" and {len(guessed) - _MOST_NAMED} more" if len(guessed) > _MOST_NAMED else ""
        limits.append(
            f"The 2017 value of {counted(len(guessed), 'parameter')} changed here is an assumption: "
            f"{'; '.join(named)}{more}."
        )
    switches = [path for path in ("pressure.attention", "pressure.effort") if path in PARAMETERS]
    if any(path.startswith("accountability.") for path in paths) and switches:
        flipped = " ".join(f"--set {path}=0" for path in switches)
        limits.append(
            element(
                "span", "Whether pressure ever helps is an open question; here it may, through two switches. "
                "Repeat the study without them (", element("code", flipped), ") before speaking about pressure, and "
                "quote no best pressure.",
            )
        )  # fmt: skip
    doses = [path for path in ("support.half_dose", "support.full_days") if path in PARAMETERS]
    if any(path.startswith("support.") for path in paths) and doses:
        limits.append(
            element(
                "span", "That a little help does less than its share is built in; where help starts to pay is known in "
                "words only (", element("code", listed(doses)), "). Read the order of policies, not a number of "
                "coach-days.",
            )
        )  # fmt: skip
    return limits


def _columns(study: Study, table: str) -> list[str]:
    import pyarrow.parquet as pq

    return list(pq.read_schema(study.folder / f"{table}.parquet").names)
