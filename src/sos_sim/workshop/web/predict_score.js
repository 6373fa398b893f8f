"use strict";
window.SOS = window.SOS || {};

/** Scores of predictions: pure functions of a prediction and what came out. */
SOS.predictScore = (() => {
  /** The fixed axis of what can be predicted; the line charts have the same. */
  const AXES = {
    capability: { low: 0, high: 5 },
    true_outcome: { low: -0.1, high: 0.3 },
    measured_outcome: { low: -0.1, high: 0.3 },
    improvement_time: { low: 0, high: 1 },
  };
  /** As shares of the axis: a change smaller than this is "about the same", a greater one than that is "much". */
  const SAME = 0.025;
  const MUCH = 0.125;
  /** Average distance, as share of the axis, at which a curve scores nothing. */
  const FAR = 0.25;
  const CHOICES = ["much lower", "a little lower", "about the same", "a little higher", "much higher"];
  const UNCHANGED = 2;
  const RANGE_SCORES = [100, 50, 0];
  const RANGE_WORDS = ["hit", "one step off", "far off"];

  /** Round to one digit that is not nought, as people say numbers. */
  function round1(value) {
    const unit = 10 ** Math.floor(Math.log10(value));
    return Number((Math.round(value / unit) * unit).toPrecision(1));
  }

  /** Write a round number in its unit without noughts at its end. */
  function short(value, unit) {
    return SOS.stat.format(value, unit).replace(/(\.\d*?)0+(?!\d)/, "$1").replace(/\.(?!\d)/, "");
  }

  /** Give the scales of an outcome: its axis, the two thresholds of a change, and the distance that scores nothing; all rounded. */
  function scales(outcome) {
    const { low, high } = AXES[outcome];
    const width = high - low;
    const [same, much, far] = [SAME, MUCH, FAR].map((share) => round1(width * share));
    return { low, high, same, much, far };
  }

  /** Say which of the five choices a change is, 0 to 4. */
  function choiceOf(outcome, change) {
    const { same, much } = scales(outcome);
    if (Math.abs(change) < same) return UNCHANGED;
    const far = Math.abs(change) >= much ? 2 : 1;
    return UNCHANGED + Math.sign(change) * far;
  }

  /** Say whether a change is -1 lower, 0 about the same or 1 higher. */
  function direction(outcome, change) {
    return Math.sign(choiceOf(outcome, change) - UNCHANGED);
  }

  /** Find the places of a full year in half-yearly dates: every date in the month of the first. */
  function yearPlaces(dates) {
    return dates.map((_, place) => place).filter((place) => dates[place].slice(5) === dates[0].slice(5));
  }

  /**
   * Complete a curve that was drawn for some years only (null elsewhere): its offset from A starts at nothing,
   * runs straight between drawn years, and stays as it is after the last.
   */
  function complete(drawn, a) {
    const offsets = a.map((value, year) => (year === 0 ? 0 : drawn[year] === null ? null : drawn[year] - value));
    const known = offsets.map((_, year) => year).filter((year) => offsets[year] !== null);
    return a.map((value, year) => {
      const before = Math.max(...known.filter((each) => each <= year));
      const after = Math.min(...known.filter((each) => each >= year));
      if (!Number.isFinite(after)) return value + offsets[before];
      const share = after === before ? 0 : (year - before) / (after - before);
      return value + offsets[before] + share * (offsets[after] - offsets[before]);
    });
  }

  /** Spread yearly values over all dates, straight in between. */
  function onDates(yearly, dates) {
    const places = yearPlaces(dates);
    return dates.map((_, place) => {
      const after = places.findIndex((each) => each >= place);
      if (after < 0) return yearly[yearly.length - 1];
      if (places[after] === place) return yearly[after];
      const share = (place - places[after - 1]) / (places[after] - places[after - 1]);
      return yearly[after - 1] + share * (yearly[after] - yearly[after - 1]);
    });
  }

  function meanDistance(values, others) {
    const gaps = values.map((value, year) => Math.abs(value - others[year])).slice(1).filter(Number.isFinite);
    return gaps.length ? gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length : NaN;
  }

  function pointsOf(distance, far) {
    return Math.round(100 * Math.max(0, 1 - distance / far));
  }

  function directions(outcome, expected, change) {
    const came = direction(outcome, change);
    return { expected, came, rightDirection: expected === came };
  }

  /**
   * Score a drawn curve. a and b are yearly bands {low, mid, high}; the first year is the start and does not count.
   * change is the paired change at the end.
   */
  function scoreCurve(outcome, points, result) {
    const { far } = scales(outcome);
    const middle = result.b.map((band) => band.mid);
    const unchanged = result.a.map((band) => band.mid);
    const last = points.length - 1;
    const years = points.slice(1).filter((_, year) => Number.isFinite(middle[year + 1])).length;
    const inside = points.slice(1).filter((value, year) => {
      const { low, high } = result.b[year + 1];
      return value >= low && value <= high;
    }).length;
    const distance = meanDistance(points, middle);
    return {
      distance, inside, years,
      score: pointsOf(distance, far),
      naive: pointsOf(meanDistance(unchanged, middle), far),
      ...directions(outcome, direction(outcome, points[last] - unchanged[last]), result.change.mean),
    };
  }

  /** Score a picked range, 0 to 4, by how many steps it is from the one that came out. */
  function scoreRange(outcome, choice, result) {
    const came = choiceOf(outcome, result.change.mean);
    const steps = (from) => Math.min(2, Math.abs(from - came));
    return {
      distance: Math.abs(choice - came), cameChoice: came, word: RANGE_WORDS[steps(choice)],
      score: RANGE_SCORES[steps(choice)],
      naive: RANGE_SCORES[steps(UNCHANGED)],
      ...directions(outcome, Math.sign(choice - UNCHANGED), result.change.mean),
    };
  }

  /** Score a prediction {outcome, kind, points|choice}; naive is what "nothing changes" would have scored. */
  function score(prediction, result) {
    const { outcome, kind, points, choice } = prediction;
    return kind === "curve" ? scoreCurve(outcome, points, result) : scoreRange(outcome, choice, result);
  }

  /** Average the scores of a round; null when there is nothing to score. */
  function roundScore(round, what) {
    const all = round.predictions.map((each) => each.score[what]);
    return all.length ? Math.round(all.reduce((sum, value) => sum + value, 0) / all.length) : null;
  }

  return {
    AXES, CHOICES, UNCHANGED, RANGE_SCORES,
    short, scales, choiceOf, direction, yearPlaces, complete, onDates, score, roundScore,
  };
})();
