"""Tell one district's years: in paragraphs, and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sos_sim.problems import InputProblems, Problem
from sos_sim.story.beside import beside
from sos_sim.story.districts import District
from sos_sim.story.futures import in_other_seeds, over_seeds
from sos_sim.story.lives import Life, Log, choose_scenario
from sos_sim.story.phases import phases_of
from sos_sim.story.sentences import results_at, sentences_of
from sos_sim.story.words import POINTS_PER_SD, percent
from sos_sim.world.districts import SIZE_EDGES


@dataclass(frozen=True)
class Paragraph:
    """Hold one paragraph.

    Args:
        title: its heading, with its years.
        sentences: its sentences.
    """

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """Hold the story of one district.

    Args:
        district: the district.
        life: the future told.
        others: the same future under the other scenarios of the folder.
        paragraphs: the story.
        counts: how often what happened over the kept seeds.
    """

    district: District
    life: Life
    others: tuple[Life, ...]
    paragraphs: tuple[Paragraph, ...]
    counts: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Give the story as plain data."""
        return {
            "district": self.district.as_json(),
            "scenario": self.life.scenario,
            "seed": self.life.seed,
            "events": [each.as_json() for each in self.life.happenings],
            "story": [sentence for paragraph in self.paragraphs for sentence in paragraph.sentences],
            "other_seeds": dict(self.counts),
            "other_scenarios": [
                {
                    "scenario": other.scenario,
                    "events": [each.as_json() for each in other.happenings],
                    "story": beside(self.life, other),
                }
                for other in self.others
            ],
        }


def tell(log: Log, district: District, scenario: str | None = None, seed: int | None = None) -> Story:
    """Tell the story of one district.

    Args:
        log: the event log of a run folder.
        district: one of its districts.
        scenario: name of the scenario; the first one, with the others beside it, when not given.
        seed: seed of the future; the first that was kept when not given.

    Raises:
        InputProblems: the scenario or the seed was not kept.
    """
    lives = log.lives(district)
    chosen = choose_scenario(log, list(lives), scenario)
    futures = lives[chosen]
    number = min(futures) if seed is None else seed
    if number not in futures:
        kept = ", ".join(str(each) for each in sorted(futures))
        found = f"the districts of seed {number} were not kept"
        raise InputProblems([Problem("--seed", found, f"{kept} (--district-seeds keeps more)")])
    life = futures[number]
    others = [] if scenario else [each[number] for name, each in lives.items() if name != chosen and number in each]
    counts = over_seeds(futures)
    which = f"seed {number} of {log.seeds}" if log.seeds > 1 else "the only seed"
    kept_too = f"; {len(futures)} kept their districts" if len(futures) > 1 else ""
    opening = Paragraph("", (described(district), f"This is {which} under {chosen}{kept_too}."))
    paragraphs = [opening, *chapters(life, district, int(log.start[:4]), int(log.start[5:7]))]
    paragraphs += [Paragraph(f"Beside it: {other.scenario}", tuple(beside(life, other))) for other in others]
    paragraphs.append(Paragraph("Other futures", tuple(in_other_seeds(counts))))
    return Story(district, life, tuple(others), tuple(paragraphs), counts)


def chapters(life: Life, district: District, year: int, month: int) -> list[Paragraph]:
    """Tell a life, phase by phase, and how it ends.

    Args:
        life: the life.
        district: whose life it is.
        year: calendar year of its first month.
        month: its first month, 1-12.
    """
    told: list[Paragraph] = []
    for phase in phases_of(life):
        first, last = (year + (month - 1 + each) // 12 for each in (phase.first, phase.end - 1))
        span = f"{first}" if first == last else f"{first}\N{EN DASH}{last}"
        sentences = sentences_of(phase, life, "" if told else district.name)
        told.append(Paragraph(f"{span}: {phase.title}", tuple(sentences)))
    return [*told, Paragraph("In the end", tuple(_ending(life, district)))]


def described(district: District) -> str:
    """Say in one sentence what a district is."""
    kind = {"high": "high school"}.get(district.type, district.type)
    article = "an" if kind[0] in "aeio" else "a"
    size = f"{district.enrolment:,.0f} pupils"
    return f"{district.name} is {article} {kind} district in {district.county} County with {size}."


def _ending(life: Life, district: District) -> list[str]:
    last = life.last_report(life.months)
    if last is None or last.month == 0:
        return []
    start, end = (f"{life.value_by('capability', month) or 0.0:.1f}" for month in (0, last.month))
    words = f"capability stayed at {end}" if start == end else f"capability went from {start} to {end}"
    told = [
        f"{results_at(life, last)[:-1]} ({POINTS_PER_SD:.0f} points are one standard deviation of pupils' scores).",
        f"Real improvement stood at {percent(life.value_by('real improvement', last.month) or 0.0)} of sites, "
        f"and {words} of 5.",
    ]
    if district.enrolment <= SIZE_EDGES[0]:
        told.append(f"With {district.enrolment:,.0f} pupils, chance moves achievement much from year to year.")
    return told


def as_text(story: Story, width: int) -> str:
    """Set a story for the terminal.

    Args:
        story: the story.
        width: characters of a line.
    """
    import textwrap

    blocks = []
    for paragraph in story.paragraphs:
        body = textwrap.fill(" ".join(paragraph.sentences), width, break_on_hyphens=False)
        blocks.append(f"{paragraph.title}\n{body}" if paragraph.title else body)
    return "\n\n".join(blocks)
