"""What happens to one district once a quarter or once a year: support, focus, money, assistance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.forms import between, usual

if TYPE_CHECKING:
    from reference.district import ReferenceDistrict

YEARS_WITHOUT_LIST = (2020, 2021)


def receive_support(d: ReferenceDistrict, p: Any, from_tier: float, county_skill: float) -> None:
    """Set a quarter's coach-days from all sources, and what they can do.

    Args:
        d: the district; its county days are given.
        p: parameters of the month.
        from_tier: coach-days a year for each district of the intensive tier.
        county_skill: skill of the county office's coaches it meets.
    """
    intensive = from_tier if d.intensive else 0.0
    private = p.providers.days if d.contract > 0.0 else 0.0
    member = d.network_rank < p.network.coverage
    strain = max(d.pressure - p.turnover.pressure_norm, 0.0)
    d.participation = max(1.0 - p.network.authority * strain, 0.0) if member else 0.0
    network = p.network.coach_days * p.network.hub * d.participation
    d.days = d.county_days + intensive + private + network
    d.cost = yearly_cost(d, p, d.county_days + intensive, member)

    county_part = d.county_days * p.support.improvement_share * d.policy(p).worth_of_day
    tier_part = intensive * p.intensive.improvement_share * d.policy(p).worth_of_day
    private_part = private * p.providers.improvement_share
    d.improvement_days = county_part + tier_part + private_part + network
    helped = p.rollout.pilot_share
    dose = between(d.improvement_days / (helped * p.support.full_days)) ** p.support.steepness
    half = p.support.half_dose**p.support.steepness
    d.response = helped * (1.0 + half) * dose / (dose + half)

    total = max(d.improvement_days, 1e-6)
    methods_of(d, p, (county_part + tier_part) / total, private_part / total, network / total)
    skills = county_part * county_skill + tier_part * p.intensive.skill
    d.coach_skill = (skills + private_part * p.providers.skill + network * p.network.skill) / total


def methods_of(d: ReferenceDistrict, p: Any, county: float, private: float, network: float) -> None:
    """Work out how many methods a district effectively meets, from the shares of its improvement days."""
    common, methods = p.coherence.framework_share, p.coherence.methods
    each = (1.0 - common) * county / methods
    squares = (common + each) ** 2 + (methods - 1.0) * each**2
    squares += (1.0 - common) ** 2 * (private**2 + network**2)
    d.methods_met = 1.0 / max(squares, 1e-3)


def yearly_cost(d: ReferenceDistrict, p: Any, coached: float, member: bool) -> float:
    """Return what support costs, $ per pupil and year, whoever pays it."""
    q = p.money
    dollars = coached * q.coach_day
    if d.contract > 0.0:
        dollars += p.providers.price
    if member:
        dollars += q.network_member * p.network.hub
    office = p.support.coe_building + max(p.support.coe_training - usual("support.coe_training"), 0.0)
    office *= p.coe.building_days * q.coach_day
    level = max(p.safety.programme - usual("safety.programme"), 0.0)
    level += max(p.embedding.codify - usual("embedding.codify"), 0.0)
    level += max(p.embedding.formal - usual("embedding.formal"), 0.0)
    level += max(p.alignment.articulation - usual("alignment.articulation"), 0.0)
    level += max(p.data.training - usual("data.training"), 0.0)
    level += max(p.training.breadth - usual("training.breadth"), 0.0)
    told = max(p.clarity.definition - usual("clarity.definition"), 0.0)
    level += 0.1 * (told + p.field.galvanise + p.lcap.models)
    kept = p.turnover.staff_retention + 0.1 * p.turnover.leader_retention
    programmes = q.programme * level + q.data_investment * p.data.local_systems + q.retention * kept
    programmes += p.capacity.investment
    everywhere = programmes + office * len(d.model.county_offices) / d.model.pupils
    return float(dollars / d.enrolment + everywhere)


def settle_year(d: ReferenceDistrict, p: Any) -> None:
    """Book a fiscal year: income, spending, reserve."""
    q = p.money
    above = max(d.poverty - q.concentration_from, 0.0)
    revenue = q.base_grant * (1.0 + q.supplemental * d.poverty + q.concentration * above)
    free = revenue * max(d.model.money_left, 0.0)
    d.income = free * (1.0 + q.savings * q.reinvest * d.authentic * d.embedded)
    dropped = q.drop_worth * (q.drop_most - usual("money.drop_most"))
    d.income = max(d.income + revenue * dropped * d.authentic * d.data, 0.0)
    work = q.improvement_cost * d.time_used * free
    contract = contract_price(d, p) if d.contract > 0.0 else 0.0
    onboarding = q.onboarding / q.pupils_per_staff * max(d.staff_exits - p.outcomes.staff_norm, 0.0)
    there = d.reserve + d.income
    needed = min(there, work + contract + onboarding)
    d.reserve = p.money.carried_over * (there - needed)
    d.spending = there - d.reserve


def contract_price(d: ReferenceDistrict, p: Any) -> float:
    """Return what a private contract costs a district, $ per pupil and year, after the subsidy."""
    return float(p.providers.price * (1.0 - p.providers.subsidy) / d.enrolment)


def buy(d: ReferenceDistrict, p: Any) -> None:
    """Sign a private contract if committed and able to pay."""
    q = p.providers
    d.contract = max(d.contract - 12.0, 0.0)
    chance = q.willing * d.leadership * (0.5 + d.authentic)
    looks = d.model.chance("contract", d.row) < chance
    if looks and d.contract <= 0.0 and contract_price(d, p) <= q.affordable * d.reserve:
        d.contract = 12.0 * q.years


def choose_focus(d: ReferenceDistrict, p: Any) -> None:
    """Choose the year's priorities, and cover indicators from the poorest colour up."""
    a, q = p.accountability, p.outcomes
    pulled = usual("accountability.advocacy") * (1.0 - usual("accountability.cover"))
    politics = 1.0 + q.advocacy_effect * (a.advocacy * (1.0 - a.cover) - pulled)
    d.priorities = max(1.0, q.priorities_taken * d.priority_factor * a.priorities * politics)
    poorest_first = sorted(range(6), key=lambda k: -d.indicator_badness[k])
    for rank, indicator in enumerate(poorest_first):
        d.focus[indicator] = between(q.indicators_per_priority * d.priorities - rank)


def half_lives_gained(d: ReferenceDistrict, p: Any, indicator: int) -> float:
    """Return the half-lives that the year's exposure so far brought an indicator."""
    q = p.outcomes
    slowness = (q.tests_rate, q.tests_rate, q.climate_rate, q.climate_rate, q.graduation_rate, q.graduation_rate)
    shared = min(1.0, q.focus_priorities / d.priorities)
    weight = d.focus[indicator] + q.unchosen_rate * (1.0 - d.focus[indicator])
    return float(d.exposure * shared * weight / slowness[indicator])


def close_year(d: ReferenceDistrict, p: Any) -> None:
    """Book the year's exposure to the indicators it was spent on."""
    for indicator in range(6):
        d.half_lives[indicator] += half_lives_gained(d, p, indicator)
    d.exposure = 0.0


def list_district(d: ReferenceDistrict, p: Any, met: bool, flagged: int, coloured: int, year: int) -> None:
    """Put the district on the list, and in the intensive tier after three of four years.

    Args:
        d: the district.
        p: parameters of the month.
        met: whether it met the criteria.
        flagged: how many of its student groups did.
        coloured: how many of its student groups have a colour at all.
        year: of the Dashboard.
    """
    if year in YEARS_WITHOUT_LIST:
        d.identified = 0.0
        return
    works = p.accountability.dashboard * p.accountability.identification
    d.identified = works if met else 0.0
    many = flagged >= 3 or 0 < flagged == coloured
    d.history = [works if many else 0.0, *d.history[:3]]
    d.intensive = 1.0 if sum(d.history) >= 3.0 else 0.0


def assign_assistance(d: ReferenceDistrict, p: Any) -> None:
    """Start assistance, the month after the list, for a district on it."""
    d.assistance = max(d.assistance, 12.0 * p.accountability.assistance_years * d.identified)
