"""The blocks about the shipped calibration, from the tables that lie beside its figures."""

from __future__ import annotations

from from_code import table
from from_runs import rows_of

NAME = "interviews-2018"


def _told() -> dict[str, float]:
    return {row["figure"]: float(row["value"]) for row in rows_of(f"{NAME}-told")}


def _number(text: str) -> str:
    return f"{float(text):.3g}" if text else ""


def told() -> str:
    """Write how the calibration went."""
    t = _told()
    agree = "agree" if t["methods_agree"] else "do not agree"
    covered = f"{t['covered_90_min']:.0%} to {t['covered_90_max']:.0%} by number"
    return "\n".join(
        (
            f"{t['runs']:,.0f} runs of summer and autumn 2017 led to {t['draws']:,.0f} draws,",
            f"of which {t['ess']:.0f} are effective after the correction by the real model:",
            f"{t['seconds'] / 60:.1f} minutes on two cores to the posterior,",
            f"{t['seconds_with_check'] / 60:.1f} with the check without an emulator. The two routes {agree}:",
            "no number differs by more than",
            f"{t['largest_distance']:.2f} posterior standard deviations.",
            f"In {t['prior_share_not_ruled_out']:.0%} of the prior no finding is all but impossible.",
            f"On {t['datasets']:.0f} made-up sets of interviews, 90 % intervals held the truth in",
            f"{t['covered_90_mean']:.0%} of cases ({covered}), 50 % intervals in {t['covered_50_mean']:.0%}.",
            f"Made-up interviews narrow a number to {t['contraction_mean']:.0%} of its prior's standard deviation on",
            f"average; asking ten times as many people and publishing counts, to {t['contraction_more_mean']:.0%}.",
            f"Of the {t['screened']:.0f} other uncertainties, {t['silent']:.0f} move no finding's log likelihood by a",
            "half over their whole range: the interviews say nothing about them.",
        )
    )


def posterior() -> str:
    """Write one row per number, the best known first."""
    rows = [
        (
            f"`{row['path']}`", row["label"], _number(row["default"]), _number(row["mean"]),
            f"{_number(row['post_5'])} to {_number(row['post_95'])}", f"{float(row['contraction']):.2f}",
            row["verdict"], row["informed_by"],
        )
        for row in rows_of(f"{NAME}-known")
    ]  # fmt: skip
    head = ("number", "what it is", "without", "mean", "90 %", "of the prior's sd", "the interviews", "told by")
    return table(head, rows)


def missed() -> str:
    """Write the findings that the posterior does not meet."""
    rows = rows_of(f"{NAME}-findings")
    met = [row for row in rows if row["verdict"] == "met"]
    said = f"{len(met)} of {len(rows)} findings are met: the posterior's median lies inside what was found."
    others = [
        (
            row["target"], row["label"], _allowed(row),
            f"{_number(row['posterior_50'])} ({_number(row['posterior_5'])} to {_number(row['posterior_95'])})",
            f"{float(row['p_value']):.2f}", row["verdict"],
        )
        for row in rows
        if row["verdict"] != "met"
    ]  # fmt: skip
    if not others:
        return said
    return f"{said} The others:\n\n" + table(("id", "what", "found", "posterior", "p", "verdict"), others)


def _allowed(row: dict[str, str]) -> str:
    low, high = _number(row["low"]), _number(row["high"])
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}"


CALIBRATION = {"calibration-told": told, "calibration-posterior": posterior, "calibration-missed": missed}
