"""One district: what it holds and what happens to it in a month, equation by equation."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import mesa

from reference.forms import FLOOR, between, lower_root, relax, state_data_age, usual, yerkes_dodson

if TYPE_CHECKING:
    from reference.model import ReferenceModel
    from reference.policy import Policy


class ReferenceDistrict(mesa.Agent):
    """Live through the months as one district; every number is a plain float.

    Args:
        model: the model it lives in.
        row: its place among the districts.
        enrolment: pupils.
        poverty: unduplicated share, 0-1.
        pay: pay relative to neighbours.
        county: index of its county office.
        peers: pairs of a peer's row and weight; the weights sum to 1, or there are none.
    """

    def __init__(
        self,
        model: ReferenceModel,
        row: int,
        enrolment: float,
        poverty: float,
        pay: float,
        county: int,
        peers: list[tuple[int, float]],
    ) -> None:
        super().__init__(model)
        self.row, self.enrolment, self.poverty, self.pay = row, enrolment, poverty, pay
        self.county, self.peers = county, peers
        self.leadership = self.tenure = self.knowledge = self.embedded = self.data = 0.0
        self.safety = self.clarity = self.belief = self.surface = self.authentic = self.alignment = 0.0
        self.pressure = self.relationship = self.reserve = self.inflation = self.passing = self.exposure = 0.0
        self.half_lives, self.focus, self.indicator_badness = [0.0] * 6, [0.0] * 6, [0.0] * 6
        self.overloaded = False
        self.support = self.time_used = self.firefighting = self.compliance = self.gaming = self.effort = 0.0
        self.operations = self.improvement = self.slack = self.burden = self.fear = self.effectiveness = 0.0
        self.staff_exits = self.leader_left = 0.0
        self.days = self.improvement_days = self.unmet_days = self.county_days = self.response = 0.0
        self.participation = self.cost = self.methods_met = self.coach_skill = 0.0
        self.peer_knowledge = self.peer_use = self.peer_mean = 0.0
        self.identified = self.assistance = self.intensive = self.badness = self.change = 0.0
        self.history = [0.0] * 4
        self.contract = self.spent = self.income = self.spending = 0.0
        self.priorities = 1.0
        self.own_leadership = self.susceptibility = self.seeking = self.network_rank = 0.0
        self.own_data = self.priority_factor = self.need_rank = self.passing_start = self.inflation_start = 0.0

    @property
    def largeness(self) -> float:
        """Return 0 up to 10,000 pupils, rising with ln pupils to 1 at 29,000."""
        return between(math.log(self.enrolment / 10_000.0) / math.log(2.9))

    @property
    def practice(self) -> float:
        """Return improvement time times the share of sites in real cycles."""
        return self.time_used * self.authentic

    def policy(self, p: Any) -> Policy:
        """Return what policy makes the same for every district this month."""
        return self.model.policy(p)

    def turnover(self, p: Any) -> None:
        """Let the leader and staff leave."""
        q = p.turnover
        worse = q.pressure * (self.pressure - q.pressure_norm) - q.safety * (self.safety - q.safety_norm)
        pull = math.exp(worse)
        size = 1.0 + (q.large_district - 1.0) * self.largeness
        hazard = q.leader_hazard * size * (1.0 - q.leader_retention) * pull
        self.tenure += 1.0 / 12.0
        self.leader_left *= 1.0 - 1.0 / 12.0
        if self.model.chance("leader exit", self.row) < 1.0 - math.exp(-hazard):
            self.leader_left += 1.0
            self.lose_leader(p)
        staff_hazard = q.staff_hazard * (1.0 - q.staff_retention) * pull * math.exp(-q.pay * self.pay)
        self.staff_exits = 12.0 * staff_hazard
        lead = max(self.peer_mean - q.newcomer_knowledge, 0.0)
        hired = q.moves * q.hired_from_peers * max(1.0 + 5.0 * self.pay, 0.0)
        newcomer = between(q.newcomer_knowledge + hired * lead)
        replaced = (1.0 - math.exp(-staff_hazard)) * (1.0 - self.embedded)
        self.knowledge += replaced * (newcomer - self.knowledge)

    def lose_leader(self, p: Any) -> None:
        """Get a new leader and lose what went with the old one."""
        q, own = p.turnover, p.leadership.own_mean
        loose = 1.0 - self.embedded
        luck = between(self.model.chance("new leader", self.row), 1e-7, 1.0 - 1e-7)
        expected = own * self.own_leadership + (1.0 - own) * p.leadership.mean
        draw = between(expected + p.leadership.spread * NormalDist().inv_cdf(luck), FLOOR, 1.0)
        self.leadership = self.embedded * self.leadership + loose * draw
        self.knowledge -= q.knowledge_lost * loose * (self.knowledge - q.newcomer_knowledge)
        lost = q.authentic_lost * loose * self.authentic
        self.authentic -= lost
        self.surface += lost
        self.relationship *= q.relationship_kept
        self.passing -= p.outcomes.leader_dip * loose
        self.tenure = 0.0

    def feel_pressure(self, p: Any) -> None:
        """Let felt pressure follow what is asked, and fear follow pressure."""
        a, q = p.accountability, p.pressure
        asked = a.priorities / usual("accountability.priorities")
        expected = q.expectation * asked * math.sqrt(a.releases_per_year) / a.patience_years
        poor = q.gap * self.badness + q.identified * self.identified
        target = a.pressure * (expected + a.dashboard * (1.0 - self.policy(p).leading) * poor)
        target *= self.policy(p).pressing
        self.pressure = relax(self.pressure, target, q.smoothing_months)
        weight = q.fear_mild + q.fear_punitive * a.punitive
        self.fear = self.pressure * weight * (1.0 - q.buffering * self.support)

    def divide_time(self, p: Any) -> None:
        """Divide staff time: what is urgent, what is asked, what pressure pulls, what is left."""
        t = p.time
        self.operations = self.operating(p)
        available = 1.0 - self.operations
        extra = (p.accountability.priorities - 3.0) / 7.0
        self.firefighting = min(available, t.firefighting * self.backlog(p))
        asked = t.compliance * (t.compliance_floor + self.policy(p).paperwork) + t.compliance_pressure * self.pressure
        asked += t.compliance_priorities * extra + t.onboarding * self.staff_exits
        self.burden = max(asked, 0.0)
        self.compliance = min(available - self.firefighting, self.burden)
        rest = available - self.firefighting - self.compliance
        z = self.gaming_pull(p)
        e = t.working_harder * self.pressure
        self.gaming = rest * z / (1.0 + z + e)
        self.effort = rest * e / (1.0 + z + e)
        left = rest / (1.0 + z + e)
        self.improvement = left * self.intent(p)
        self.slack = left - self.improvement
        self.time_used = min(1.0, self.improvement / t.needed)

    def operating(self, p: Any) -> float:
        """Return the share of staff time that daily operations take: better work takes less."""
        t = p.time
        return float(min(1.0, t.operations * (t.savings_from / max(self.knowledge, FLOOR)) ** t.savings))

    def gaming_pull(self, p: Any) -> float:
        """Return how strongly fear, and indicators that can be dressed up, pull time into gaming."""
        return float(p.gaming.response * (1.0 - self.safety) * (self.fear + self.policy(p).dressed_up))

    def backlog(self, p: Any) -> float:
        """Return the resting level of urgent work, in units of its best level."""
        q = p.backlog
        arriving = q.arrivals + q.pressure * self.pressure + q.priorities * (p.accountability.priorities - 3.0) / 7.0
        capability = (self.leadership + self.embedded + self.data + self.knowledge) / 4.0
        clearing = q.clearing * (1.0 + capability) / 2.0
        self.overloaded = arriving > clearing
        if self.overloaded:
            return float(min(q.largest, arriving / q.lapse))
        return lower_root(arriving / clearing)

    def intent(self, p: Any) -> float:
        """Return the share of remaining time that goes to improvement."""
        t, q = p.time, p.pressure
        attention = 1.0
        if q.attention:
            rest = q.attention_at_rest
            attention = rest + (1.0 - rest) * yerkes_dodson(self.pressure / q.best)
        money = self.reserve / (self.reserve + p.money.scarcity)
        depth = min(1.0, self.authentic + t.surface_depth * self.surface)
        wanted = self.leadership * (t.intent_alone + (1.0 - t.intent_alone) * depth)
        protected = t.facilitation * self.support * self.leadership
        return float(min(1.0, attention * wanted * math.sqrt(self.belief * money) + protected))

    def wait_out_assistance(self, p: Any) -> None:
        """Let a month of assistance pass."""
        self.assistance = max(self.assistance - 1.0, 0.0)

    def use_support(self, p: Any) -> None:
        """Let the quarter's support act, and build or wear out the relationship."""
        s, q = p.support, p.relationship
        coherence = 1.0 / (1.0 + self.policy(p).novice_cost * (self.methods_met - 1.0) * (1.0 - self.knowledge))
        trusted = s.stranger + (1.0 - s.stranger) * self.relationship
        self.support = self.response * math.sqrt(trusted * math.sqrt(coherence * self.coach_skill))
        contact = between(self.days / s.full_days)
        build = contact / q.months * (1.0 + p.coe.monitoring_cost * (2.0 * s.helping_role - 1.0))
        wear = q.decay + p.coe.coach_exits / 12.0 * (1.0 - p.turnover.relationship_kept)
        self.relationship += (1.0 - self.relationship) * build - wear * self.relationship

    def adopt(self, p: Any) -> None:
        """Move sites between no use, surface use and real practice."""
        q, time, used = p.adoption, self.time_used, self.surface
        none = 1.0 - self.authentic - used
        push = self.policy(p).mandate + q.imitation * p.network.peer_weight * self.peer_use
        push *= 1.0 + p.field.galvanise_uptake * p.field.galvanise
        takes_up = none * (1.0 - math.exp(-self.susceptibility * push))
        ready = 1.0
        for part in (self.leadership, self.knowledge, self.safety, self.clarity):
            ready *= max(part, FLOOR) ** 0.25
        base = math.sqrt(self.data * self.alignment)
        gate = between((base - q.gate) / q.gate_width)
        rate = q.alone + self.policy(p).sites_deepen * self.support
        rate += q.internal_spread * self.authentic * self.alignment
        room = max(q.ceiling - self.authentic, 0.0)
        deepens = min(used * rate * time * ready * gate, used, room)
        falls_back = self.authentic * q.reversal * (1.0 - time)
        stops = used * q.dropped
        self.surface = max(used + takes_up - deepens + falls_back - stops, 0.0)
        self.authentic += deepens - falls_back

    def abandon(self, p: Any) -> None:
        """Drop efforts that show no gain in time, each July."""
        q, a = p.adoption, p.accountability
        patience = 12.0 * a.patience_years
        visible = patience / (patience + state_data_age(p))
        gain_seen = self.change > q.expected_gain
        unseen = 1.0 - (visible if gain_seen else 0.0)
        chance = q.abandonment * self.pressure * unseen * (1.0 - self.embedded) * (1.0 - self.policy(p).leading)
        if self.model.chance("abandon", self.row) < chance:
            turns = q.abandoned_share * self.authentic
            self.surface += turns - q.abandoned_share * self.surface
            self.authentic -= turns

    def learn(self, p: Any) -> None:
        """Gain and lose knowledge, standard work, data use and alignment."""
        self.learn_knowledge(p)
        e, d, x, practice = p.embedding, p.data, p.alignment, self.practice
        codified = 1.0 + e.codify_effect * (e.codify - usual("embedding.codify"))
        codified *= self.policy(p).codified
        loose = 1.0 - e.formal_effect * (e.formal - usual("embedding.formal"))
        standard = (1.0 - self.embedded) * e.practice * codified * practice - e.loss * loose * self.embedded
        better = (1.0 - self.data) * (d.practice * practice + d.support * self.support
                                      + d.investment_effect * d.local_systems)
        rest = x.rest + x.articulation_effect * (x.articulation - usual("alignment.articulation"))
        tied = (1.0 - self.alignment) * (x.practice * practice + self.policy(p).alignment_support * self.support)
        self.embedded = between(self.embedded + standard)
        self.data = between(self.data + better - d.fade * (self.data - self.own_data))
        self.alignment = between(self.alignment + tied - x.fade * (self.alignment - rest))

    def learn_knowledge(self, p: Any) -> None:
        """Gain knowledge from practice, support, peers and networks; forget some."""
        q, k = p.learning, self.knowledge
        room = max(1.0 - q.variety_ceiling * (1.0 - self.model.variety) - k, 0.0)
        learnt = q.practice * self.policy(p).learnt
        gains = learnt * self.practice + q.support * self.support
        gains += q.peers * p.network.peer_weight * max(self.peer_knowledge - k, 0.0)
        found = 1.0 - p.network.discovery_cost * p.network.discovery
        gains += q.network * p.network.hub * found * self.participation
        gains += p.capacity.effect * p.capacity.investment / (p.capacity.investment + p.capacity.half)
        fades = (1.0 - math.exp(-q.forgetting)) * (k - p.turnover.newcomer_knowledge)
        self.knowledge = between(k + room * gains - fades)

    def follow_conditions(self, p: Any) -> None:
        """Let leadership, safety, clarity and belief follow what happens."""
        q, s, v, r = p.leadership, p.safety, p.clarity, p.belief
        grown = q.floor + q.support * self.support + q.practice * self.authentic
        grown += p.field.galvanise_leadership * p.field.galvanise
        self.leadership = between(relax(self.leadership, max(grown, self.leadership), q.months))
        fright = s.fear * max(self.fear - s.fear_threshold, 0.0)
        safe = s.rest + s.leadership * self.leadership + s.support * self.support + s.practice * self.authentic
        safe += s.programme_effect * (s.programme - usual("safety.programme")) - fright
        self.safety = relax(self.safety, between(safe), s.months)
        clear = v.definition + v.practice * self.authentic + v.support * self.support - v.surface * self.surface
        clear += p.lcap.forum / usual("lcap.forum") * v.forum * p.accountability.dashboard * (1.0 - self.data)
        clear += p.field.galvanise_clarity * p.field.galvanise + self.policy(p).guidance_clarity
        clear += p.lcap.clarity * self.policy(p).plan
        self.clarity = relax(self.clarity, between(clear), v.months)
        burden = min(1.0, self.burden / (p.belief.full_burden * (1.0 - p.time.operations)))
        usual_life = usual("belief.policy_life")
        life = r.policy_life / (r.policy_life + 1.0) * (usual_life + 1.0) / usual_life
        believed = (1.0 - r.burden * burden + r.practice * self.authentic) * life
        self.belief = relax(self.belief, between(believed), r.months)

    def look_at_peers(self, p: Any) -> None:
        """See what peers know and use, at the start of a quarter."""
        if not self.model.quarter_starts:
            return
        fourth = used = known = 0.0
        for row, weight in self.peers:
            peer = self.model.districts[row]
            fourth += weight * peer.knowledge**4
            used += weight * (peer.authentic + peer.surface)
            known += weight * peer.knowledge
        self.peer_knowledge, self.peer_use, self.peer_mean = fourth**0.25, used, known

    def gain_exposure(self, p: Any) -> None:
        """Work for a month at the pace that data allow."""
        q = p.learning
        loose = p.embedding.loose_worth
        gate = self.knowledge * self.safety * self.alignment * (loose + (1.0 - loose) * self.embedded)
        strain = self.pressure / p.pressure.best
        calm = 1.0 if strain <= 1.0 else yerkes_dodson(strain)
        self.effectiveness = self.practice * gate**0.25 * calm
        skill = self.knowledge + (1.0 - self.knowledge) * self.policy(p).data_training
        local = self.data * (p.data.unskilled_use + (1.0 - p.data.unskilled_use) * skill)
        state_age = state_data_age(p)
        cycle = self.policy(p).cycle_months + (1.0 - local) * state_age + local * q.local_data_age
        half_life = cycle * math.log(2.0) / -math.log(1.0 - self.policy(p).gap_per_cycle)
        size = 1.0 + q.size_advantage * (2.0 * self.largeness - 1.0)
        self.exposure += self.effectiveness / half_life * size

    def pass_through(self, p: Any) -> None:
        """Let passing effects on outcomes build up and fade."""
        o, q = p.outcomes, p.pressure
        effort = self.policy(p).direct_effort * yerkes_dodson(self.pressure / q.best)
        harm = o.staff_harm * (self.staff_exits - o.staff_norm)
        new = o.new_practice_dip * (1.0 - p.rollout.small_dip * self.policy(p).tested_small)
        new *= self.time_used * (1.0 - self.authentic)
        newest = self.policy(p).innovation * self.authentic
        self.passing = relax(self.passing, effort - harm - new + newest, o.passing_months)
        if (2020, 3) <= (self.model.year, self.model.number) <= (2021, 6):
            self.passing -= p.pandemic.shock * p.pandemic.loss / 16.0

    def inflate(self, p: Any) -> None:
        """Let inflation grow with gaming and fade."""
        q = p.gaming
        z = self.gaming_pull(p)
        growth = q.inflation * 1.2 * z / (1.0 + z) * (1.0 - self.inflation / q.largest)
        self.inflation = self.inflation * math.exp(-1.0 / q.months) + growth

    def pay_for_support(self, p: Any) -> None:
        """Add a month's cost of support."""
        self.spent += self.cost / 12.0
