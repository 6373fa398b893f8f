"use strict";
window.SOS = window.SOS || {};

/** What the room sees after the reveal: who was how near, what was learned, and all rounds so far. */
SOS.predictStudy = (() => {
  const { el } = SOS.predictForm;
  const score = SOS.predictScore;
  const DIRECTIONS = { "-1": "lower", 0: "about the same", 1: "higher" };

  function outcomeOf(meta, prediction) {
    return meta.outcomes.find((each) => each.name === prediction.outcome);
  }

  /** Write a distance or a change, one digit finer than a level, for predictions are near each other. */
  function fine(value, unit) {
    return SOS.stat.isShare(unit) ? (100 * value).toFixed(0) : value.toFixed(unit === "0-5" ? 2 : 3);
  }

  function amount(value, unit) {
    return fine(value, unit) + SOS.predictForm.unitWords(unit);
  }

  function changed(change, unit) {
    const sign = (value) => (value < 0 ? "\u2212" : "+") + fine(Math.abs(value), unit);
    return `${sign(change.mean)}, likely ${sign(change.low)} to ${sign(change.high)}`;
  }

  /** Say in words how near a prediction was: [distance, direction]. */
  function verdict(meta, prediction, result) {
    const { unit } = outcomeOf(meta, prediction);
    const told = prediction.score;
    const first = prediction.kind === "curve"
      ? `Off by ${amount(told.distance, unit)} on average; inside the likely range in ${told.inside} of ${told.years} years.`
      : `Range ${told.word}: picked \u201c${score.CHOICES[prediction.choice]}\u201d, it is \u201c${score.CHOICES[told.cameChoice]}\u201d.`;
    const verb = told.rightDirection ? "Right direction: " : "Other direction: ";
    const second = `${verb}expected ${DIRECTIONS[told.expected]}, it is ${DIRECTIONS[told.came]} (${changed(result.change, unit)}).`;
    return [first, second];
  }

  /** Show how the score came about, in its own numbers. */
  function reckoning(prediction, unit) {
    const { distance, score: points } = prediction.score;
    const [hit, near, other] = score.RANGE_SCORES;
    if (prediction.kind === "range") return `A range scores ${hit} for a hit, ${near} one step off, else ${other}.`;
    const far = fine(score.scales(prediction.outcome).far, unit);
    return `Score: 100 \u00d7 (1 \u2212 ${fine(distance, unit)} \u00f7 ${far}), at least 0, is ${points}.`;
  }

  function isClosest(round, prediction) {
    const best = Math.max(...round.predictions.map((each) => each.score.score));
    return round.predictions.length > 1 && prediction.score.score === best;
  }

  /** Summarise a round in one sentence. */
  function summary(round) {
    if (!round.predictions.length) return `Round ${round.number} was revealed without a prediction and is not scored.`;
    const all = round.predictions.map((each) => `${each.who} ${each.score.score}`).join(", ");
    return `Round ${round.number}: ${all} of 100; \u201cnothing changes\u201d would have had ${score.roundScore(round, "naive")}.`;
  }

  /**
   * Make the study part. does: {choose(place), learned(text)}.
   * show(round, chosen, picture) paints a closed round.
   */
  function study(meta, does) {
    const picks = el("div", { className: "predict-picks" });
    const words = el("div", { className: "predict-words" });
    const area = el("div", { className: "predict-surface" });
    const surface = SOS.predictCurve(area, null);
    const learned = el("input", { type: "text", maxLength: 400, autocomplete: "off" });
    learned.placeholder = "and what do we try next?";
    learned.addEventListener("input", () => does.learned(learned.value));
    const canvas = el("div", { className: "predict-area" }, area);
    const node = el("div", { className: "predict-study" },
      el("div", { className: "predict-told" }, picks, words), canvas,
      el("label", { className: "field wide" }, el("span", {}, "What did we learn?"), learned));

    function pick(round, prediction, place, chosen) {
      const points = el("strong", {}, `${prediction.score.score}`);
      const after = ` of 100${isClosest(round, prediction) ? ", closest" : ""}`;
      const button = el("button", { type: "button" }, `${prediction.who}: `, points, after);
      button.setAttribute("aria-pressed", String(place === chosen));
      button.addEventListener("click", () => does.choose(place));
      return button;
    }

    /** Leave nothing of an earlier round in the document. */
    function clear() {
      picks.replaceChildren();
      words.replaceChildren();
      surface.clear();
      learned.value = "";
    }

    function show(round, chosen, picture) {
      const prediction = round.predictions[chosen];
      picks.replaceChildren(...round.predictions.map((each, place) => pick(round, each, place, chosen)));
      const lines = [];
      if (round.seen) lines.push("This pair had been shown before: the round does not count.");
      if (!prediction) lines.push("Revealed without a prediction: this round is not scored.");
      else {
        const { unit } = outcomeOf(meta, prediction);
        if (prediction.why) lines.push(`Because: \u201c${prediction.why}\u201d`);
        lines.push(...verdict(meta, prediction, round.results[prediction.outcome]));
        lines.push(`\u201cNothing changes\u201d would have scored ${prediction.score.naive}. ${reckoning(prediction, unit)}`);
      }
      words.replaceChildren(...lines.map((line) => el("p", {}, line)));
      if (learned.value !== round.learned) learned.value = round.learned;
      canvas.hidden = !picture;
      if (picture) surface.show(picture);
    }

    return { node, show, clear, focus: (place) => picks.children[place].focus() };
  }

  return { study, summary };
})();
