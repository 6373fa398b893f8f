"use strict";
window.SOS = window.SOS || {};

/** What the drawing surface shows: before the reveal A and the room's curve, after it B as well. */
SOS.predictPicture = (() => {
  const score = SOS.predictScore;

  /** Give the bands of an outcome year by year. */
  function yearly(meta, answer, outcome) {
    const bands = answer.bands(outcome);
    return score.yearPlaces(meta.dates).map((place) => bands[place]);
  }

  function pictureOf(view, outcome, more) {
    const { meta } = view;
    const dates = score.yearPlaces(meta.dates).map((place) => meta.dates[place]);
    const { label, unit } = meta.outcomes.find((each) => each.name === outcome);
    const starts = dates.findIndex((date) => date >= view.state.start);
    const policy = starts < 0 ? null : starts;
    return { label, unit, ...score.scales(outcome), dates, policy, aName: view.aName, ...more };
  }

  function curvesOf(predictions, outcome) {
    return predictions.filter((each) => each.kind === "curve" && each.outcome === outcome);
  }

  /** Picture a draft over A, with the curves of the other groups; nothing of B. */
  function plan(view, outcome, points, touched, predictions) {
    const a = yearly(view.meta, view.a, outcome);
    const guesses = curvesOf(predictions, outcome);
    const picture = pictureOf(view, outcome, { a, b: null, points, touched, guesses });
    return { ...picture, told: `Our predicted curve of ${picture.label}` };
  }

  /** Picture one prediction of a closed round over what came out; null when there is none. */
  function study(view, round, chosen) {
    const one = round.predictions[chosen];
    if (!one) return null;
    const { a, b } = round.results[one.outcome];
    const guesses = curvesOf(round.predictions, one.outcome).map((each) => ({ ...each, chosen: each === one }));
    const picture = pictureOf(view, one.outcome, { a, b, points: null, guesses });
    const write = (value) => SOS.stat.format(value, picture.unit);
    const last = (values) => values[values.length - 1];
    const [endA, endB] = [last(a), last(b)];
    const guessed = one.points ? `; predicted ${write(last(one.points))}` : "";
    const range = `likely range ${write(endB.low)} to ${write(endB.high)}`;
    const told = `${picture.label} at the end: A ${write(endA.mid)}; B ${write(endB.mid)}, ${range}${guessed}.`;
    return { ...picture, told };
  }

  return { yearly, plan, study };
})();
