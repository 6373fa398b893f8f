"""What a reader must know before trusting the comparison of policies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sos_sim.study.decide.cube import Cube
from sos_sim.study.decide.requirements import Requirement


def notes_of(cube: Cube, requirements: Sequence[Requirement], pooled: bool, typed: bool) -> list[str]:
    """Write the notes.

    Args:
        cube: the outcomes.
        requirements: what was required.
        pooled: whether failing is explained by levers and uncertainties over all policies.
        typed: whether the user gave the requirements.
    """
    futures = cube.values.shape[1]
    worlds, seeds = np.unique(cube.worlds).size, np.unique(cube.seeds).size
    many = "1 future" if futures == 1 else f"{futures} futures"
    spread = f" ({worlds} sets of uncertain values, {seeds} seeds)" if worlds > 1 else ""
    notes = [f"Policies are compared over {many}{spread}, the same for all of them."]
    if not cube.shared:
        notes[0] = (
            f"Levers and uncertainties were sampled together, so the policies did not meet the same values of the "
            f"uncertainties: they are compared over {seeds} seeds only, each at its own values, and their differences "
            "mix both. Levers as lists, crossed with the uncertainties, would part them."
        )
    if cube.left_out:
        notes.append(
            f"Left out: {cube.left_out} futures in which some policy has no result; {futures} are left."
            if cube.left_out > 1
            else f"Left out: 1 future in which some policy has no result; {futures} are left."
        )
    if cube.empty:
        notes.append(f"Left out, because no run of theirs finished: {'; '.join(cube.empty)}.")
    if futures == 1:
        notes.append("One future says nothing about robustness: regret and shares are those of that future.")
    if not typed and any(requirement.value is None for requirement in requirements):
        base = cube.policies[0].name
        notes.append(
            f"Without --require, a policy must be no worse than the base, the first policy, in the same future: {base}."
        )
    elif not typed:
        rules = "; ".join(requirement.rule for requirement in requirements)
        notes.append(f"Without --require, a run must not be in the worst quarter of all runs: {rules}.")
    if pooled:
        notes.append("Failing is explained by levers and uncertainties together, over all policies of a scenario.")
    elif not cube.uncertainties:
        notes.append(
            "No uncertainty was varied over shared futures, so there is nothing to explain failures by; "
            "an experiment with `uncertainties` gives scenario discovery."
        )
    return notes
