"""What respondents can be asked: traits of districts and county offices, and figures of the whole state.

A share is answered by people: yes where a trait passes a cut-off that nobody has measured, so that every cut-off has a
range. A figure is a mean or a spread over districts, county offices or kinds of organisations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from sos_sim.model import measure
from sos_sim.model.engine import Engine
from sos_sim.model.forms import power
from sos_sim.model.mechanisms import conditions, focus, learning, local_plan, turnover
from sos_sim.observe.ratings import self_ratings

Columns = NDArray[Any]
Asked = Literal["districts", "county offices", "statewide"]


@dataclass(frozen=True)
class Sight:
    """Hold what there is to see when people are asked.

    Args:
        engine: the engine as it stands.
        p: parameters in force.
        q: numbers of the interviews.
    """

    engine: Engine
    p: Any
    q: SimpleNamespace


@dataclass(frozen=True)
class Cut:
    """Say where on a trait's scale a yes may begin.

    Args:
        low: lowest place.
        high: highest place.
        unit: unit of the trait.
        source: where the range comes from.
    """

    low: float
    high: float
    unit: str
    source: str


@dataclass(frozen=True)
class Observable:
    """Describe one thing people can be asked.

    Args:
        name: its name in targets files.
        label: what it is, in a few words.
        meaning: how the model answers.
        kind: ``share`` of respondents, or a ``number``.
        asked_of: whose trait it is.
        read: (N, r) or (58, r) trait; (r,) for a statewide number.
        cut: where a yes begins; None for numbers.
        scale: width of the trait's scale, in which the reporting error is counted.
        below: yes where the trait lies below the cut-off.
        source: ids of the ledger.
    """

    name: str
    label: str
    meaning: str
    kind: Literal["share", "number"]
    asked_of: Asked
    read: Callable[[Sight], Columns]
    cut: Cut | None = None
    scale: float = 1.0
    below: bool = False
    source: str = ""

    @property
    def usual_cut(self) -> float:
        """Give the middle of the cut-off's range."""
        if self.cut is None:
            raise ValueError(f"{self.name} has no cut-off")
        return (self.cut.low + self.cut.high) / 2.0


def _tools(sight: Sight) -> Any:
    s = sight.engine.state
    return s.surface + s.authentic + sight.q.overclaim * (1.0 - s.clarity)


def _column(name: str) -> Callable[[Sight], Columns]:
    def read(sight: Sight) -> Columns:
        values: Columns = getattr(sight.engine.state, name)
        return values

    return read


def _tools_beyond_depth(sight: Sight) -> Any:
    """Return the chance to say 'tools' minus that to be judged deep, at the middle cut-offs."""
    error = np.maximum(np.asarray(sight.q.reporting_error), 1e-3)
    named = ndtr((_tools(sight) - OBSERVABLES["tools"].usual_cut) / error)
    return named - ndtr((sight.engine.state.authentic - OBSERVABLES["deep"].usual_cut) / error)


def _gain_seen(sight: Sight) -> Any:
    """Return the gain that practice at the present rate brings in the years practised, student SD."""
    engine, p = sight.engine, sight.p
    s = engine.state
    so_far = focus.so_far(s, p, slice(0, 2)) * (12.0 / max(engine.months, 1)) * sight.q.years_practised
    gain = measure.true_outcome(engine.levels, so_far, np.zeros_like(s.passing))
    base = measure.true_outcome(engine.levels, np.zeros_like(so_far), np.zeros_like(s.passing))
    return np.asarray(gain - base)


def _launch_belief(sight: Sight) -> Any:
    """Return the belief that 2013's promise would have held: present burden without the local plan's paperwork."""
    state, p = sight.engine.state, sight.p
    promised = replace(state, burden=state.burden - p.time.compliance * local_plan.paperwork(p))
    return conditions.belief_target(promised, p)


def _peers_ahead(sight: Sight) -> Any:
    s = sight.engine.state
    return s.peer_knowledge - s.knowledge


def _turnover_loss(sight: Sight) -> Any:
    """Return knowledge lost by exits as a share of what is lost and gained in a month."""
    engine, p = sight.engine, sight.p
    s, q = engine.state, p.turnover
    leaders, staff = turnover.hazards(s, p, engine.places)
    newcomers = turnover.newcomers(s, p, engine.places)
    lost = -np.expm1(-staff) * (1.0 - s.embedded) * np.maximum(s.knowledge - newcomers, 0.0)
    gap = np.maximum(s.knowledge - q.newcomer_knowledge, 0.0)
    lost = lost + leaders * q.knowledge_lost * (1.0 - s.embedded) * gap
    gained = learning.gained(s, p, s.time_used * s.authentic)
    return lost / np.maximum(lost + gained, 1e-9)


def _helped_too_little(sight: Sight) -> Any:
    """Return coach-days of those whose help stays below the dose of half effect, 0 for the others."""
    s, p = sight.engine.state, sight.p
    enough = p.support.half_dose * p.support.full_days
    return np.where(s.improvement_days < enough, s.days, 0.0)


def _free_money(sight: Sight) -> Any:
    s = sight.engine.state
    return s.reserve / (s.reserve + sight.p.money.scarcity)


def _base_systems(sight: Sight) -> Any:
    s = sight.engine.state
    return np.sqrt(s.data * s.alignment)


def _queue(sight: Sight) -> Any:
    """Return the share of the coach-days asked of each county office that it cannot give, (58, r)."""
    s, by_county = sight.engine.state, sight.engine.places.by_county
    unmet = by_county @ s.unmet_days
    return unmet / np.maximum(unmet + by_county @ s.county_days, 1e-9)


def _on_improvement(sight: Sight) -> Any:
    s = sight.engine.state
    return s.improvement_days / np.maximum(s.days, 1e-9)


def _not_on_improvement(sight: Sight) -> Any:
    shape = sight.engine.state.days.shape
    return np.broadcast_to(np.asarray(1.0 - sight.p.support.improvement_share), shape)


def _isolated(sight: Sight) -> Any:
    return 1.0 - sight.engine.state.alignment


def _within_county_spread(sight: Sight) -> Any:
    """Return the mean standard deviation of real practice within counties of five districts or more, (r,)."""
    places, a = sight.engine.places, sight.engine.state.authentic
    size = np.maximum(places.county_size, 1.0)
    mean, square = places.by_county @ a / size, places.by_county @ (a * a) / size
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0))
    large = places.county_size[:, 0] >= 5
    return np.asarray(spread[large].mean(axis=0)) if large.any() else np.zeros(a.shape[1])


def _kinds(sight: Sight) -> Any:
    """Return the mean self-rating of each kind of organisation, (5, r)."""
    return self_ratings(sight.engine, sight.p).mean(axis=1)


STATE = 2
"""Row of the state agencies among the kinds of organisations."""


def _rating(sight: Sight) -> Any:
    return _kinds(sight).mean(axis=0)


def _rating_spread(sight: Sight) -> Any:
    return _kinds(sight).std(axis=0)


def _state_below(sight: Sight) -> Any:
    kinds = _kinds(sight)
    return np.delete(kinds, STATE, axis=0).min(axis=0) - kinds[STATE]


def _provider_odds(sight: Sight) -> Any:
    """Return the log odds ratio of having a provider, deep districts against others, half a district added to each."""
    s, p = sight.engine.state, sight.p
    deep, bought = s.authentic > p.observe.deep, s.contract > 0
    both, only_deep = (deep & bought).sum(axis=0) + 0.5, (deep & ~bought).sum(axis=0) + 0.5
    only_bought, neither = (~deep & bought).sum(axis=0) + 0.5, (~deep & ~bought).sum(axis=0) + 0.5
    return np.asarray(np.log(both * neither / (only_deep * only_bought)))


def _capacity_variation(sight: Sight) -> Any:
    """Return the coefficient of variation of county offices' days per district times skill, (r,)."""
    s, here = sight.engine.state, sight.engine.places.county_size[:, 0] > 0
    days = power(s.county_capacity, 1.0 - np.asarray(sight.p.support.equalise))
    effective = (days * s.county_skill)[here]
    return np.asarray(effective.std(axis=0) / np.maximum(effective.mean(axis=0), 1e-9))


def _low_pay_exits(sight: Sight) -> Any:
    """Return the mean yearly exits of staff in the tenth of districts that pays least, (r,)."""
    pay = sight.engine.places.pay[:, 0]
    return np.asarray(sight.engine.state.staff_exits[pay <= np.quantile(pay, 0.1)].mean(axis=0))


def _data_range(sight: Sight) -> Any:
    low, high = np.quantile(sight.engine.state.data, (0.25, 0.75), axis=0)
    return np.asarray(high - low)


def _clarity_spread(sight: Sight) -> Any:
    return np.asarray(sight.engine.state.clarity.std(axis=0))


def _identified(sight: Sight) -> Any:
    """Return the districts that the coming Dashboard will list, scaled to California's 944."""
    listed = sight.engine.waiting[-1].dashboard.identified
    return np.asarray(listed.mean(axis=0) * 944.0)


def _with_contract(sight: Sight) -> Any:
    return (sight.engine.state.contract > 0).mean(axis=0)


def _mean_response(sight: Sight) -> Any:
    return sight.engine.state.response.mean(axis=0)


def _lever(group: str, name: str, turn: Callable[[Any], Any] = lambda value: value) -> Callable[[Sight], Columns]:
    def read(sight: Sight) -> Columns:
        value = turn(np.asarray(getattr(getattr(sight.p, group), name), float))
        return np.broadcast_to(value, (sight.engine.runs,))

    return read


def _methods_shared(sight: Sight) -> Any:
    c = sight.p.coherence
    shared = np.asarray(c.framework_share + (1.0 - c.framework_share) / c.methods, float)
    return np.broadcast_to(shared, (sight.engine.runs,))


def _share(name: str, label: str, meaning: str, read: Callable[[Sight], Columns], cut: Cut, source: str,
           scale: float = 1.0, below: bool = False, asked_of: Asked = "districts") -> Observable:  # fmt: skip
    return Observable(name, label, meaning, "share", asked_of, read, cut, scale, below, source)


def _number(name: str, label: str, meaning: str, read: Callable[[Sight], Columns], source: str,
            asked_of: Asked = "statewide") -> Observable:  # fmt: skip
    return Observable(name, label, meaning, "number", asked_of, read, source=source)


SITES, LEVEL, DAYS = "share of sites", "0-1", "days a year"
OBSERVABLES: dict[str, Observable] = {
    each.name: each
    for each in (
        _share("tools", "Use of improvement tools", "sites with tools or real cycles, and tools claimed where "
               "people are unclear", _tools, Cut(0.25, 0.45, SITES, "S01: not measured"), "T01; M47, M50"),
        _share("deep", "Deep practice", "sites in real cycles, as others judge it", _column("authentic"),
               Cut(0.2, 0.4, SITES, "H30; observe.deep 0.3"), "T02; X12"),
        _share("engaged", "Engagement in improvement", "sites in real cycles", _column("authentic"),
               Cut(0.1, 0.3, SITES, "observe.cycles_begin 0.1; M50"), "T06"),
        _share("early_stage", "The early stage of real work", "sites in real cycles below the cut-off",
               _column("authentic"), Cut(0.2, 0.4, SITES, "T05: lowest third"), "T05", below=True),
        _share("gain_seen", "A visible gain from improvement", "gain that practice at the present rate brings in the "
               "years practised", _gain_seen, Cut(0.05, 0.2, "student SD", "assumption: noise of a yearly change of a "
               "mid-sized district"), "T04; M45", scale=0.2),
        _share("no_improvement_help", "No help with improvement", "coach-days on improvement below the cut-off",
               _column("improvement_days"), Cut(0.5, 2.0, DAYS, "T14: dose near zero"), "T14; M70", 2.0, True),
        _share("no_help", "No help at all", "coach-days of all kinds below the cut-off", _column("days"),
               Cut(0.5, 2.0, DAYS, "T15: dose near zero"), "T15; M68", 2.0, True),
        _share("helped_too_little", "Help that is useful and insufficient", "coach-days above the cut-off, of those "
               "whose help on improvement stays below the dose of half effect", _helped_too_little,
               Cut(3.0, 8.0, DAYS, "assumption"), "T28; M72", 5.0),
        _share("plan_is_compliance", "The local plan as mere compliance", "belief that the policy is meant to last, "
               "below the cut-off", _column("belief"), Cut(0.3, 0.5, LEVEL, "assumption; M62"), "T19; M61, M62",
               below=True),
        _share("believed_at_launch", "Belief at the local plan's launch", "belief that present conditions without the "
               "plan's paperwork would hold", _launch_belief, Cut(0.3, 0.5, LEVEL, "as T19"), "T20; M62"),
        _share("wants_peer_practice", "Wanting practice of similar districts", "what similar districts know beyond "
               "the own", _peers_ahead, Cut(-0.02, 0.06, LEVEL, "assumption; M59"), "T21; M59", 0.3),
        _share("turnover_barrier", "Turnover as a barrier", "knowledge lost by exits, of all that is lost and gained",
               _turnover_loss, Cut(0.25, 0.45, "share", "T22: loss above half the gain is 1/3"), "T22; M84-M86"),
        _share("no_time", "Too little time for improvement", "time for improvement below the cut-off",
               _column("time_used"), Cut(0.3, 0.6, "share of need", "assumption; M89"), "T23; M89, M101", below=True),
        _share("yearly_gains_expected", "An expectation of yearly gains", "felt pressure", _column("pressure"),
               Cut(0.45, 0.65, "index", "around 2017's 0.6; M88"), "T24; M88", 0.5),
        _share("whole_system", "A whole-organisation view of improvement", "shared understanding of improvement",
               _column("clarity"), Cut(0.25, 0.5, LEVEL, "assumption; M46"), "T26; M46-M49"),
        _share("linked_to_goals", "Teams tied to the system's goals", "alignment of site efforts", _column("alignment"),
               Cut(0.35, 0.55, LEVEL, "assumption; M56"), "T27; M56, M58"),
        _share("squeezed", "A budget squeeze", "free money, of itself and what is scarce, below the cut-off",
               _free_money, Cut(0.75, 0.9, "share", "assumption; M99"), "T35; M99, M101", 0.5, True),
        _share("too_many_priorities", "Too many priorities", "priorities worked on", _column("priorities"),
               Cut(6.0, 10.0, "priorities", "assumption; M91"), "T37; M91", 10.0),
        _share("hard_to_focus", "Trouble keeping focus", "priorities worked on", _column("priorities"),
               Cut(2.5, 6.0, "priorities", "T38: more than three"), "T38; M91-M93", 10.0),
        _share("weak_base_systems", "Weak structures and systems", "geometric mean of data and alignment below the "
               "cut-off", _base_systems, Cut(0.22, 0.4, LEVEL, "adoption.gate 0.219 and above; M44"), "T49; M44",
               below=True),
        _share("queue", "A county office with too few people", "coach-days asked and not given, of all asked", _queue,
               Cut(0.02, 0.2, "share", "T31: a queue"), "T31; M67, M68", 0.5, asked_of="county offices"),
        _share("uses_improvement_tools", "A county office that uses improvement tools", "improvement skill of its "
               "coaches", _column("county_skill"), Cut(0.35, 0.55, LEVEL, "assumption; M66"), "T45; M66", 0.5,
               asked_of="county offices"),
        _share("making_progress", "A kind of organisation that makes progress", "mean self-rating of the kind",
               _kinds, Cut(3.0, 3.0, "0-5", "T09: 'making progress' is 3"), "T09; X05, X06", asked_of="statewide"),
        _number("tools_beyond_depth", "Tools beyond deep practice", "share with tools minus share that is deep, at the "
                "middle cut-offs", _tools_beyond_depth, "T03; S01", "districts"),
        _number("help_on_improvement", "Share of help on improvement", "coach-days on improvement, of all",
                _on_improvement, "T17; M70", "districts"),
        _number("help_on_plans", "Share of county help not on improvement", "set by policy, 2017",
                _not_on_improvement, "T18; M61", "districts"),
        _number("isolated", "Share of initiatives in one site", "efforts that do not serve system goals", _isolated,
                "T25; M56, M57", "districts"),
        _number("within_county_spread", "Spread of real practice within counties", "mean standard deviation, counties "
                "of five districts or more", _within_county_spread, "T07"),
        _number("rating", "Self-rated capacity", "mean over five kinds of organisations and six areas", _rating,
                "T08; X05, X09"),
        _number("rating_spread", "Spread of self-ratings", "standard deviation over kinds of organisations",
                _rating_spread, "T11"),
        _number("state_below", "State agencies below the next lowest", "self-rating of the next lowest kind minus "
                "theirs", _state_below, "T10"),
        _number("provider_log_odds", "Providers where practice is deep", "log odds ratio of a private contract",
                _provider_odds, "T29; M71"),
        _number("capacity_variation", "Variation of county offices' capacity", "coefficient of variation of days times "
                "skill", _capacity_variation, "T30, T44; M67"),
        _number("low_pay_exits", "Staff leaving where pay is low", "yearly exits, tenth that pays least",
                _low_pay_exits, "T32; M86"),
        _number("provider_price", "Price of a private contract", "set by policy, 2017", _lever("providers", "price"),
                "T33"),
        _number("provider_share", "Districts with a private contract", "share of districts",
                _with_contract, "T34; M101"),
        _number("data_range", "Range of data systems", "interquartile range of local data infrastructure", _data_range,
                "T41; M111"),
        _number("dashboard_lag", "Lag of the Dashboard", "years into the planning year; set by policy, 2017",
                _lever("accountability", "lag_months", lambda months: months / 12.0), "T42; M107"),
        _number("identified", "Districts identified in December 2017", "districts of the coming list, of 944",
                _identified, "T43"),
        _number("clarity_spread", "Spread of understanding", "standard deviation of clarity over districts",
                _clarity_spread, "T46; M47"),
        _number("methods_shared", "Methods that providers share", "chance that two providers use one method; set by "
                "policy, 2017", _methods_shared, "T47; M21"),
        _number("mean_dose", "Mean effect of help received", "response to the dose, before skill and relationship",
                _mean_response, "T50; M72"),
    )
}  # fmt: skip
