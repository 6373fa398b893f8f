from __future__ import annotations

from sos_sim.story.beside import beside, first_difference
from sos_sim.story.futures import in_other_seeds, over_seeds
from sos_sim.story.phases import phases_of
from sos_sim.story.sentences import sentences_of

QUIET = {0: (0.0, 0.0, 0.02, 1.2, None)} | {5 + 12 * y: (0.0, 0.0, 0.02, 1.2, 5.0) for y in range(10)}
RISE = (
    (5, "identified", 2.0),
    (6, "assistance began", 10.0),
    (30, "assistance ended", 2.0),
    (17, "left the list", 1.0),
    (36, "cycles began", 0.1),
    (40, "leader left", 6.8),
    (72, "practice became standard", 0.5),
    (90, "fell back", 0.2),
)


def told(life):
    return " ".join(sentence for phase in phases_of(life) for sentence in sentences_of(phase, life, ""))


def test_turning_points_of_practice_cut_the_decade(make):
    phases = phases_of(make(*RISE, reports=QUIET))
    assert [(phase.first, phase.end, phase.title) for phase in phases] == [
        (0, 36, "Before improvement takes hold"),
        (36, 72, "Improvement takes hold"),
        (72, 90, "Improvement is standard work"),
        (90, 120, "Falling back"),
    ]


def test_phases_cover_every_month_once_and_everything_that_happened(make):
    crowded = [(month, "cycles began" if month % 2 else "fell back", 0.1) for month in range(1, 120, 7)]
    for life in (make(*RISE, reports=QUIET), make(reports=QUIET), make(*crowded), make(months=12)):
        phases = phases_of(life)
        assert [phase.first for phase in phases] == [0, *(phase.end for phase in phases[:-1])]
        assert phases[-1].end == life.months
        assert all(phase.end - phase.first >= 12 for phase in phases)
        assert [each for phase in phases for each in phase.happenings] == list(life.turns)


def test_a_quiet_decade_is_told_in_parts(make):
    phases = phases_of(make(reports=QUIET))
    assert [phase.title for phase in phases] == ["Little real improvement", "Little real improvement, continued"]


def test_what_happened_is_told_with_its_numbers(make):
    text = told(make(*RISE, reports=QUIET))
    for said in (
        "identified for assistance in December 2017, for 2 student groups.",
        "off the list again in December 2018.",
        "Assistance began in January 2018, with about 10 coach-days a year from all sides, and ended in January 2020.",
        "Improvement cycles took hold in July 2020.",
        "Its leader left in November 2020, after 7 years.",
        "In July 2023 it became standard work: 50 % of what people had learned was built into it.",
        "By January 2025 it had fallen back from 2 % at its best to 20 % of sites.",
    ):
        assert said in text


def test_another_number_in_the_log_is_another_number_in_the_words(make):
    changed = [(m, e, 5.0 if e == "leader left" else v) for m, e, v in RISE]
    assert "after 5 years" in told(make(*changed, reports=QUIET))
    reports = QUIET | {113: (0.314, 0.25, 0.6, 2.0, 5.0)}
    text = told(make(reports=reports))
    assert "By December 2026 true achievement was 31 points above the start; the tests said 25." in text
    assert "went from 2 % to 60 % of sites by December 2026" in text


def test_the_same_future_under_another_policy_is_told_from_when_it_differs(make):
    base = make(*RISE, reports=QUIET)
    reports = QUIET | {113: (0.2, 0.1, 0.6, 2.0, 5.0)}
    rows = [row for row in RISE if row[1] not in ("fell back", "leader left")]
    other = make(*rows, (42, "contract bought", 50.0), scenario="more", reports=reports)
    assert first_difference(base, other).date == "2020-11"
    text = " ".join(beside(base, other))
    assert "Under more the same future differs from November 2020 on." in text
    assert "Only under more, it hired a private provider in January 2021." in text
    assert "Only under california-2017, its leader left in November 2020 and real improvement fell back" in text
    assert "real improvement stood at 60 % rather than 2 % of sites" in text
    assert "True achievement was 20 points above the start, rather than where it started." in text


def test_a_policy_that_changes_nothing_here_is_said_to_change_nothing(make):
    life = make(*RISE, reports=QUIET)
    assert beside(life, make(*RISE, reports=QUIET, scenario="same")) == ["Under same this future is the same."]


def test_one_future_is_called_an_illustration_and_the_others_are_counted(make):
    lives = {1: make(*RISE, reports=QUIET), 2: make(reports=QUIET, seed=2), 3: make((3, "leader left", 1.0), seed=3)}
    counts = over_seeds(lives)
    assert (counts["seeds"], counts["identified"], counts["lost_leader"], counts["standard_practice"]) == (3, 1, 2, 1)
    text = " ".join(in_other_seeds(counts))
    assert "an illustration, no forecast" in text
    assert "lost its leader at least once in 2" in text
    assert "no forecast" in in_other_seeds(over_seeds({1: lives[1]}))[0]
