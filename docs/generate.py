"""Rewrite the generated blocks of the documentation from the code and from the numbers of the shipped figures.

    python docs/generate.py            rewrite README.md and every page of docs/
    python docs/generate.py --check    change nothing; exit 1 and name the pages that are stale
    python docs/generate.py FILE...    only these pages

A block stands between the lines `<!-- generated: NAME -->` and `<!-- end -->`; NAME is one of the names below.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from from_calibration import CALIBRATION
from from_california import effects, facts_outside, facts_tally, forecasts, forecasts_in_words
from from_causes import causes_table, loops, nodes_table
from from_checks import (
    base_parameters,
    benchmark_table,
    benchmarks_left_out,
    failing_table,
    moved_parameters,
    pattern_count,
    pattern_table,
)
from from_code import (
    events,
    monthly_order,
    outcomes,
    parameter_counts,
    parameters,
    read_elsewhere,
    state_columns,
    streams,
    submodels,
    yearly_order,
)
from from_headlines import HEADLINES
from from_interviews import INTERVIEWS
from from_levers import levers, unnumbered_levers
from from_measurement import measurement
from from_questions import questions
from from_reforms import method_changes, method_rules, methodologies, roles, strategies
from from_replications import replications
from from_runs import (
    before_and_after,
    demo_differences,
    multiply,
    multiply_in_words,
    six_policies,
    six_policies_in_words,
)
from from_scenarios import errors, scenario_list, tables
from from_workshop import WORKSHOP
from from_world import embedded_counts, embedded_lists, embedded_percentiles

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(<!-- generated: (?P<name>[a-z0-9-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
BLOCKS: dict[str, Callable[[], str]] = {
    "parameters": parameters,
    "parameter-counts": parameter_counts,
    "state": state_columns,
    "monthly-order": monthly_order,
    "yearly-order": yearly_order,
    "submodels": submodels,
    "outcomes": outcomes,
    "events": events,
    "streams": streams,
    "read-elsewhere": read_elsewhere,
    "scenarios": scenario_list,
    "errors": errors,
    "tables": tables,
    "measurement": measurement,
    "causes": causes_table,
    "loops": loops,
    "map-nodes": nodes_table,
    "levers": levers,
    "unnumbered-levers": unnumbered_levers,
    "questions": questions,
    "strategies": strategies,
    "methodologies": methodologies,
    "method-rules": method_rules,
    "method-changes": method_changes,
    "roles": roles,
    "embedded-counts": embedded_counts,
    "embedded-percentiles": embedded_percentiles,
    "embedded-lists": embedded_lists,
    "demo": demo_differences,
    "before-and-after": before_and_after,
    "before-and-after-effects": effects,
    "california-tally": facts_tally,
    "california-outside": facts_outside,
    "california-forecasts": forecasts,
    "california-forecasts-in-words": forecasts_in_words,
    "multiply": multiply,
    "multiply-in-words": multiply_in_words,
    "six-policies": six_policies,
    "six-policies-in-words": six_policies_in_words,
    "patterns": pattern_table,
    "pattern-count": pattern_count,
    "failing-patterns": failing_table,
    "base-parameters": base_parameters,
    "moved-parameters": moved_parameters,
    "benchmarks": benchmark_table,
    "benchmarks-left-out": benchmarks_left_out,
    "replications": replications,
    **HEADLINES,
    **INTERVIEWS,
    **CALIBRATION,
    **WORKSHOP,
}


def pages() -> list[Path]:
    """List the pages that may hold generated blocks."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def rewritten(text: str) -> str:
    """Return a page with every generated block made anew.

    Args:
        text: the page as it is.

    Raises:
        KeyError: a block has a name that is not known.
    """
    return BLOCK.sub(lambda found: f"{found[1]}{BLOCKS[found['name']]().strip()}\n{found[3]}", text)


def main() -> int:
    """Rewrite or check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 if a page is stale")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    options = parser.parse_args()
    stale = False
    for page in options.files or pages():
        text = page.read_text(encoding="utf-8")
        fresh = rewritten(text)
        if fresh == text:
            continue
        stale = True
        if options.check:
            print(f"{page.name} is stale: run python docs/generate.py", file=sys.stderr)
            continue
        temporary = page.with_name(f"{page.name}.{os.getpid()}.tmp")
        temporary.write_text(fresh, encoding="utf-8")
        os.replace(temporary, page)
        print(f"{page.name} rewritten")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
