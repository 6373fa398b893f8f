"""Compare the simulated Dashboards of 2017 and 2018 with California's, fact by fact.

    python experiments/measurement_match.py [--draws 40] [--data folder] [--known structure|2017|all]

The folder holds districts.csv and the files of recorded outcomes that may stand beside it (see
docs/population-file.md). Without it the embedded synthetic California is used. ``--known`` says which outcomes
the levels of 2017 are drawn given: none, those public in December 2017, or also those of 2023 and 2024. Columns:
the official figure; median and 5-95 percent interval of the fitted recipe (measurement model, section 5,
structure only, or real districts with ``--known all``); ours; a mark where our median lies outside the recipe's
interval. Below: how well the chance of each district fits the official lists, as area under the curve and Brier
score.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import AREAS, Dashboard, publish, spring_test, start_levels
from sos_sim.model.measure.identification import meets_criterion
from sos_sim.model.streams import Streams
from sos_sim.parameters import PARAMETERS
from sos_sim.world.build import World, embedded_world
from sos_sim.world.california import KNOWN, read_california
from sos_sim.world.districts import GROUPS, SIZE_NAMES, Districts, size_class

DEFAULT_DATA = Path(__file__).parents[1] / ".." / "shared" / "data"
DRAWS_AT_ONCE = 8
COUNTED_GROUPS = ("SWD", "HOM", "FOS", "AA", "EL", "SED", "HI", "WH", "AI")
PERSISTENT_GROUPS = ("SWD", "HOM", "FOS", "AA")

# Area under the curve of 2017 and 2018, Brier score of 2018 (measurement model, section 5).
RECIPE_FIT = {"structure": (0.78, 0.83, 0.158), "all": (0.84, 0.88, 0.133)}

# Fact: official, recipe median, recipe 5 and 95 percent (measurement model, section 5), structure only.
RECIPE: dict[str, tuple[float, float, float, float]] = {
    "districts 2017": (229, 211, 192, 233),
    "groups per DA district 2017": (1.45, 1.41, 1.35, 1.46),
    "share with one group 2017": (0.72, 0.72, 0.69, 0.76),
    "2017 rate, to 300": (0.02, 0.05, 0.03, 0.07),
    "2017 rate, 301-1,000": (0.19, 0.16, 0.12, 0.21),
    "2017 rate, 1,001-2,500": (0.32, 0.24, 0.18, 0.30),
    "2017 rate, 2,501-10,000": (0.31, 0.28, 0.24, 0.32),
    "2017 rate, over 10,000": (0.45, 0.44, 0.39, 0.48),
    "2017 rate, elementary": (0.15, 0.15, 0.13, 0.18),
    "2017 rate, high": (0.29, 0.10, 0.05, 0.14),
    "2017 rate, unified": (0.37, 0.36, 0.33, 0.40),
    "2017 rate, UPP quintile 1": (0.10, 0.08, 0.05, 0.11),
    "2017 rate, UPP quintile 2": (0.21, 0.15, 0.12, 0.19),
    "2017 rate, UPP quintile 3": (0.30, 0.24, 0.20, 0.28),
    "2017 rate, UPP quintile 4": (0.32, 0.30, 0.25, 0.37),
    "2017 rate, UPP quintile 5": (0.29, 0.35, 0.29, 0.41),
    "2017 districts with SWD flagged": (164, 131, 114, 146),
    "2017 districts with HOM flagged": (46, 31, 23, 44),
    "2017 districts with FOS flagged": (42, 34, 28, 42),
    "2017 districts with AA flagged": (27, 25, 18, 34),
    "2017 districts with EL flagged": (19, 25, 20, 31),
    "2017 districts with SED flagged": (12, 19, 14, 24),
    "2017 districts with HI flagged": (5, 18, 12, 25),
    "2017 districts with WH flagged": (4, 4, 1, 7),
    "2017 districts with AI flagged": (8, 5, 2, 8),
    "2017 share of flagged groups with P4": (0.89, 0.95, 0.94, 0.97),
    "2017 share of flagged groups with P5": (0.28, 0.17, 0.14, 0.21),
    "2017 share of flagged groups with P6": (0.89, 0.92, 0.89, 0.94),
    "2017 share of flagged groups with P8": (0.0, 0.0, 0.0, 0.0),
    "districts 2018": (344, 365, 344, 388),
    "groups per DA district 2018": (1.99, 1.80, 1.73, 1.88),
    "share with one group 2018": (0.48, 0.55, 0.51, 0.59),
    "2018 rate, to 300": (0.08, 0.09, 0.07, 0.12),
    "2018 rate, 301-1,000": (0.20, 0.27, 0.22, 0.33),
    "2018 rate, 1,001-2,500": (0.44, 0.44, 0.38, 0.49),
    "2018 rate, 2,501-10,000": (0.46, 0.52, 0.48, 0.57),
    "2018 rate, over 10,000": (0.73, 0.69, 0.65, 0.74),
    "2018 rate, elementary": (0.20, 0.24, 0.21, 0.27),
    "2018 rate, high": (0.59, 0.51, 0.43, 0.59),
    "2018 rate, unified": (0.56, 0.59, 0.55, 0.63),
    "2018 rate, UPP quintile 1": (0.15, 0.19, 0.15, 0.23),
    "2018 rate, UPP quintile 2": (0.37, 0.31, 0.27, 0.36),
    "2018 rate, UPP quintile 3": (0.44, 0.43, 0.38, 0.48),
    "2018 rate, UPP quintile 4": (0.47, 0.50, 0.44, 0.56),
    "2018 rate, UPP quintile 5": (0.40, 0.50, 0.45, 0.56),
    "2018 districts with SWD flagged": (220, 210, 185, 229),
    "2018 districts with HOM flagged": (137, 120, 107, 133),
    "2018 districts with FOS flagged": (97, 103, 93, 114),
    "2018 districts with AA flagged": (56, 54, 42, 66),
    "2018 districts with EL flagged": (45, 44, 33, 53),
    "2018 districts with SED flagged": (41, 40, 32, 50),
    "2018 districts with HI flagged": (24, 35, 26, 43),
    "2018 districts with WH flagged": (24, 12, 7, 16),
    "2018 districts with AI flagged": (21, 19, 13, 25),
    "2018 share of flagged groups with P4": (0.66, 0.70, 0.66, 0.73),
    "2018 share of flagged groups with P5": (0.67, 0.63, 0.59, 0.66),
    "2018 share of flagged groups with P6": (0.65, 0.64, 0.61, 0.67),
    "2018 share of flagged groups with P8": (0.31, 0.29, 0.26, 0.33),
    "P(2018 given 2017)": (0.59, 0.69, 0.65, 0.74),
    "P(2018 given not 2017)": (0.29, 0.30, 0.28, 0.33),
    "P(2018 given 2017), 301 to 2,500 pupils": (0.31, 0.53, 0.44, 0.63),
    "P(2018 given 2017), over 2,500": (0.76, 0.79, 0.73, 0.84),
    "P(same group 2018 given 2017) SWD": (0.46, 0.44, 0.37, 0.50),
    "P(same group 2018 given 2017) HOM": (0.54, 0.46, 0.33, 0.63),
    "P(same group 2018 given 2017) FOS": (0.40, 0.52, 0.38, 0.66),
    "P(same group 2018 given 2017) AA": (0.41, 0.37, 0.25, 0.50),
}

# The same given each district's own values of 2023-24 and official graduation.
RECIPE_GIVEN_RECORDS: dict[str, tuple[float, float, float, float]] = {
    "districts 2017": (229, 220, 203, 232),
    "groups per DA district 2017": (1.45, 1.47, 1.39, 1.55),
    "share with one group 2017": (0.72, 0.69, 0.66, 0.73),
    "2017 rate, to 300": (0.02, 0.03, 0.01, 0.05),
    "2017 rate, 301-1,000": (0.19, 0.16, 0.12, 0.20),
    "2017 rate, 1,001-2,500": (0.32, 0.27, 0.23, 0.33),
    "2017 rate, 2,501-10,000": (0.31, 0.30, 0.26, 0.33),
    "2017 rate, over 10,000": (0.45, 0.46, 0.42, 0.50),
    "2017 rate, elementary": (0.15, 0.14, 0.12, 0.15),
    "2017 rate, high": (0.29, 0.17, 0.10, 0.21),
    "2017 rate, unified": (0.37, 0.40, 0.37, 0.43),
    "2017 rate, UPP quintile 1": (0.10, 0.08, 0.05, 0.10),
    "2017 rate, UPP quintile 2": (0.21, 0.19, 0.16, 0.21),
    "2017 rate, UPP quintile 3": (0.30, 0.29, 0.24, 0.33),
    "2017 rate, UPP quintile 4": (0.32, 0.33, 0.28, 0.37),
    "2017 rate, UPP quintile 5": (0.29, 0.27, 0.23, 0.32),
    "2017 districts with SWD flagged": (164, 140, 126, 159),
    "2017 districts with HOM flagged": (46, 45, 37, 52),
    "2017 districts with FOS flagged": (42, 39, 32, 46),
    "2017 districts with AA flagged": (27, 33, 24, 41),
    "2017 districts with EL flagged": (19, 18, 12, 25),
    "2017 districts with SED flagged": (12, 13, 9, 17),
    "2017 districts with HI flagged": (5, 15, 10, 21),
    "2017 districts with WH flagged": (4, 6, 3, 9),
    "2017 districts with AI flagged": (8, 7, 3, 11),
    "2017 share of flagged groups with P4": (0.89, 0.92, 0.90, 0.94),
    "2017 share of flagged groups with P5": (0.28, 0.25, 0.23, 0.27),
    "2017 share of flagged groups with P6": (0.89, 0.89, 0.87, 0.91),
    "2017 share of flagged groups with P8": (0.00, 0.00, 0.00, 0.00),
    "districts 2018": (344, 359, 339, 374),
    "groups per DA district 2018": (1.99, 1.90, 1.82, 2.00),
    "share with one group 2018": (0.48, 0.52, 0.48, 0.54),
    "2018 rate, to 300": (0.08, 0.06, 0.04, 0.08),
    "2018 rate, 301-1,000": (0.20, 0.26, 0.22, 0.30),
    "2018 rate, 1,001-2,500": (0.44, 0.46, 0.40, 0.51),
    "2018 rate, 2,501-10,000": (0.46, 0.50, 0.45, 0.53),
    "2018 rate, over 10,000": (0.73, 0.72, 0.67, 0.77),
    "2018 rate, elementary": (0.20, 0.21, 0.19, 0.24),
    "2018 rate, high": (0.59, 0.58, 0.53, 0.66),
    "2018 rate, unified": (0.56, 0.59, 0.56, 0.62),
    "2018 rate, UPP quintile 1": (0.15, 0.16, 0.14, 0.19),
    "2018 rate, UPP quintile 2": (0.37, 0.35, 0.30, 0.39),
    "2018 rate, UPP quintile 3": (0.44, 0.46, 0.42, 0.49),
    "2018 rate, UPP quintile 4": (0.47, 0.49, 0.45, 0.53),
    "2018 rate, UPP quintile 5": (0.40, 0.43, 0.39, 0.47),
    "2018 districts with SWD flagged": (220, 223, 202, 239),
    "2018 districts with HOM flagged": (137, 127, 114, 143),
    "2018 districts with FOS flagged": (97, 104, 89, 118),
    "2018 districts with AA flagged": (56, 59, 50, 69),
    "2018 districts with EL flagged": (45, 47, 38, 55),
    "2018 districts with SED flagged": (41, 34, 25, 41),
    "2018 districts with HI flagged": (24, 27, 20, 34),
    "2018 districts with WH flagged": (24, 16, 10, 22),
    "2018 districts with AI flagged": (21, 22, 17, 30),
    "2018 share of flagged groups with P4": (0.66, 0.69, 0.66, 0.71),
    "2018 share of flagged groups with P5": (0.67, 0.64, 0.61, 0.67),
    "2018 share of flagged groups with P6": (0.65, 0.65, 0.63, 0.67),
    "2018 share of flagged groups with P8": (0.31, 0.30, 0.27, 0.33),
    "P(2018 given 2017)": (0.59, 0.70, 0.65, 0.75),
    "P(2018 given not 2017)": (0.29, 0.28, 0.26, 0.30),
    "P(2018 given 2017), 301 to 2,500 pupils": (0.31, 0.54, 0.44, 0.64),
    "P(2018 given 2017), over 2,500": (0.76, 0.79, 0.74, 0.82),
    "P(same group 2018 given 2017) SWD": (0.46, 0.46, 0.38, 0.53),
    "P(same group 2018 given 2017) HOM": (0.54, 0.52, 0.40, 0.62),
    "P(same group 2018 given 2017) FOS": (0.40, 0.50, 0.36, 0.61),
    "P(same group 2018 given 2017) AA": (0.41, 0.41, 0.29, 0.53),
}


def default_settings() -> SimpleNamespace:
    """Give every parameter at its default, as groups with attributes."""
    groups: dict[str, dict[str, float]] = {}
    for path, parameter in PARAMETERS.items():
        group, name = path.split(".")
        groups.setdefault(group, {})[name] = parameter.default
    return SimpleNamespace(**{group: SimpleNamespace(**names) for group, names in groups.items()})


def two_dashboards(world: World, seeds: range) -> tuple[Dashboard, Dashboard]:
    """Publish the Dashboards of 2017 and 2018 for some seeds, nothing done in between."""
    settings, streams = default_settings(), Streams(seeds, world.slot, np.float32)
    state = start_levels(world, streams, settings, np.float32)
    exposure = np.zeros((len(world.districts), 6, len(seeds)), np.float32)
    nothing = np.zeros((len(world.districts), len(seeds)), np.float32)
    published = []
    for year in (2016, 2017, 2018):
        spring = spring_test(state, exposure, nothing, nothing, settings, streams, year)
        if year > 2016:
            published.append(publish(state, spring, settings, year))
    return published[0], published[1]


def _facts_of_year(dashboard: Dashboard, districts: Districts) -> Iterator[tuple[str, NDArray[np.float64]]]:
    year = dashboard.year
    by_groups = dashboard.groups_flagged > 0
    met = meets_criterion(dashboard.areas)
    count = by_groups.sum(axis=0)
    yield f"districts {year}", count
    yield f"groups per DA district {year}", dashboard.groups_flagged.sum(axis=0) / count
    yield f"share with one group {year}", (dashboard.groups_flagged == 1).sum(axis=0) / count
    size = size_class(districts.enrolment)
    for index, name in enumerate(SIZE_NAMES):
        yield f"{year} rate, {name}", by_groups[size == index].mean(axis=0)
    for index, name in enumerate(("elementary", "high", "unified")):
        yield f"{year} rate, {name}", by_groups[districts.type == index].mean(axis=0)
    quintile = np.argsort(np.argsort(districts.upp, kind="stable")) * 5 // len(districts)
    for index in range(5):
        yield f"{year} rate, UPP quintile {index + 1}", by_groups[quintile == index].mean(axis=0)
    for group in COUNTED_GROUPS:
        yield f"{year} districts with {group} flagged", met[:, GROUPS.index(group)].sum(axis=0)
    for area, bit in AREAS.items():
        having = ((dashboard.areas & bit) > 0) & met
        yield f"{year} share of flagged groups with {area}", having.sum(axis=(0, 1)) / met.sum(axis=(0, 1))


def facts(first: Dashboard, second: Dashboard, districts: Districts) -> dict[str, NDArray[np.float64]]:
    """Measure every fact of the table in two Dashboards, one value per run."""
    table = dict(_facts_of_year(first, districts)) | dict(_facts_of_year(second, districts))
    before, after = first.groups_flagged > 0, second.groups_flagged > 0

    def again(given: NDArray[np.bool_], then: NDArray[np.bool_]) -> NDArray[np.float64]:
        ratio: NDArray[np.float64] = (given & then).sum(axis=0) / given.sum(axis=0)
        return ratio

    table["P(2018 given 2017)"] = again(before, after)
    table["P(2018 given not 2017)"] = again(~before, after)
    size = size_class(districts.enrolment)
    small, large = (size == 1) | (size == 2), size >= 3
    table["P(2018 given 2017), 301 to 2,500 pupils"] = again(before[small], after[small])
    table["P(2018 given 2017), over 2,500"] = again(before[large], after[large])
    met, met_again = meets_criterion(first.areas), meets_criterion(second.areas)
    for group in PERSISTENT_GROUPS:
        column = GROUPS.index(group)
        table[f"P(same group 2018 given 2017) {group}"] = again(met[:, column], met_again[:, column])
    return table


def simulate(world: World, draws: int) -> dict[str, NDArray[np.float64]]:
    """Measure every fact of the table in independent draws, one value per draw."""
    drawn: dict[str, list[NDArray[np.float64]]] = {}
    for begin in range(0, draws, DRAWS_AT_ONCE):
        pair = two_dashboards(world, range(begin, min(begin + DRAWS_AT_ONCE, draws)))
        for fact, values in facts(*pair, world.districts).items():
            drawn.setdefault(fact, []).append(values)
    return {fact: np.concatenate(values) for fact, values in drawn.items()}


def simulated_chance(world: World, draws: int) -> NDArray[np.float64]:
    """Give the share of draws in which each district is identified by its groups in 2017 and 2018, (2, N)."""
    listed = np.zeros((2, len(world.districts)))
    for begin in range(0, draws, DRAWS_AT_ONCE):
        pair = two_dashboards(world, range(begin, min(begin + DRAWS_AT_ONCE, draws)))
        listed += [(dashboard.groups_flagged > 0).sum(axis=1) for dashboard in pair]
    return listed / draws


def official_lists(data: Path, districts: Districts) -> NDArray[np.float64]:
    """Tell which districts were identified by their groups in 2017 and 2018, (2, N), not-a-number if not rated."""
    import pandas as pd

    table = pd.read_csv(data / "districts.csv", dtype={"cds_code": str}).set_index("cds_code")
    groups = table[["da_groups_2017", "da_groups_2018"]].reindex(list(districts.cds_code)).to_numpy(float).T
    return np.where(np.isnan(groups), np.nan, groups > 0)


def area_under_curve(chance: NDArray[np.float64], listed: NDArray[np.float64]) -> float:
    """Give the chance that a listed district was given a higher chance than one not listed, ties half."""
    from scipy.stats import rankdata

    rank, one = rankdata(chance), listed > 0
    above = rank[one].sum() - one.sum() * (one.sum() + 1) / 2
    return float(above / (one.sum() * (~one).sum()))


def load(data: Path, known: str = "structure") -> World:
    """Build the world of the real districts with their recorded groups, or else the embedded one."""
    if not (data / "districts.csv").exists():
        return embedded_world()
    return read_california(data, known)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Compare simulated Dashboards with California's.")
    parser.add_argument("--draws", type=int, default=40, help="independent draws (40)")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of the district files")
    parser.add_argument("--known", choices=KNOWN, default="structure", help="recorded outcomes to use")
    parser.add_argument("--embedded", action="store_true", help="the embedded districts, whatever files there are")
    parser.add_argument("--csv", type=Path, help="also write the table here")
    options = parser.parse_args()
    world = embedded_world() if options.embedded else load(options.data, options.known)
    real = world is not embedded_world()
    structure = f"real, known {options.known}" if real else "synthetic"
    recipe = RECIPE_GIVEN_RECORDS if real and options.known == "all" else RECIPE
    print(f"{len(world.districts)} districts, {structure}; {options.draws} draws")
    print(f"{'fact':44s} {'official':>8s} {'recipe':>22s} {'ours':>22s}")
    outside, lines = 0, ["fact,official,median,p5,p95"]
    for fact, values in simulate(world, options.draws).items():
        official, middle, low, high = recipe[fact]
        ours = float(np.nanmedian(values))
        digits = 0 if official > 3 else 2
        off = not low - 0.5 * 10**-digits <= ours <= high + 0.5 * 10**-digits
        outside += off
        five, ninety_five = np.nanpercentile(values, [5, 95])
        lines.append(f'"{fact}",{official:.{digits}f},{ours:.{digits}f},{five:.{digits}f},{ninety_five:.{digits}f}')
        recipe_text = f"{middle:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"
        ours_text = f"{ours:.{digits}f} [{five:.{digits}f}, {ninety_five:.{digits}f}]"
        mark = "  outside" if off else ""
        print(f"{fact:44s} {official:8.{digits}f} {recipe_text:>22s} {ours_text:>22s}{mark}")
    if options.csv:
        options.csv.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{outside} of {len(recipe)} facts: our median lies outside the recipe's interval")
    if real:
        chances, lists = simulated_chance(world, options.draws), official_lists(options.data, world.districts)
        expected = RECIPE_FIT.get(options.known)
        for index, year in enumerate((2017, 2018)):
            rated = ~np.isnan(lists[index])
            chance, listed = chances[index, rated], lists[index, rated]
            curve, brier = area_under_curve(chance, listed), float(np.mean((chance - listed) ** 2))
            recipe_text = f" (recipe {expected[index]:.2f})" if expected else ""
            brier_text = f" (recipe {expected[2]:.3f})" if expected and year == 2018 else ""
            print(f"{year}: area under the curve {curve:.3f}{recipe_text}, Brier score {brier:.3f}{brier_text}")


if __name__ == "__main__":
    main()
