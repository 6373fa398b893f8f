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

  function amount(value, unit) {
    const text = SOS.stat.isShare(unit) ? `${(100 * value).toFixed(0)} percentage points` : value.toFixed(unit === "0-5" ? 2 : 3);
    return text + SOS.predictForm.unitWords(unit);
  }

  function changed(change, unit) {
    return `${SOS.stat.signed(change.mean, unit)} (likely ${SOS.stat.signed(change.low, unit)} to ${SOS.stat.signed(change.high, unit)})`;
  }

  /** Say in words how near a prediction was: [distance, direction]. */
  function verdict(meta, prediction, result) {
    const { unit } = outcomeOf(meta, prediction);
    const told = prediction.score;
    const first = prediction.kind === "curve"
      ? `Off by ${amount(told.distance, unit)} on average over the years; inside the likely range in ${told.inside} of ${told.years} years.`
      : `Range ${told.word}: picked \u201c${score.CHOICES[prediction.choice]}\u201d, it came out \u201c${score.CHOICES[told.cameChoice]}\u201d.`;
    const verb = told.rightDirection ? "Right direction: " : "Other direction: ";
    const second = `${verb}expected ${DIRECTIONS[told.expected]}, it is ${DIRECTIONS[told.came]}; change against A ${changed(result.change, unit)}.`;
    return [first, second];
  }

  function formula(prediction, unit) {
    if (prediction.kind === "range") return `Score of a range: ${score.RANGE_SCORES.join(" hit, ")
      .replace(/, (\d+)$/, " one step off, $1")} further.`;
    return `Score of a curve: 100 \u00d7 (1 \u2212 average distance \u00f7 ${amount(score.scales(prediction.outcome).far, unit)}), not below 0.`;
  }

  function closest(round) {
    const best = Math.max(...round.predictions.map((each) => each.score.score));
    return round.predictions.filter((each) => each.score.score === best).map((each) => each.who).join(" and ");
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
    const area = el("div", { className: "predict-area" });
    const surface = SOS.predictCurve(area, null);
    const learned = el("input", { type: "text", maxLength: 400, autocomplete: "off", placeholder: "and what do we try next?" });
    learned.addEventListener("input", () => does.learned(learned.value));
    const canvas = el("div", { className: "predict-canvas" }, area);
    const node = el("div", { className: "predict-study" },
      el("div", { className: "predict-told" }, picks, words), canvas,
      el("div", { className: "predict-foot" }, el("label", { className: "field wide" }, el("span", {}, "What did we learn?"), learned)));

    function pick(prediction, place, chosen) {
      const button = el("button", { type: "button" }, `${prediction.who}: `, el("strong", {}, `${prediction.score.score}`), " of 100");
      button.setAttribute("aria-pressed", String(place === chosen));
      button.addEventListener("click", () => does.choose(place));
      return button;
    }

    function show(round, chosen, picture) {
      const prediction = round.predictions[chosen];
      picks.replaceChildren(...round.predictions.map((each, place) => pick(each, place, chosen)));
      const lines = [];
      if (round.seen) lines.push(`The same pair was revealed in round ${round.seen}: not counted.`);
      if (!prediction) lines.push("Revealed without a prediction: this round is not scored.");
      else {
        const { unit } = outcomeOf(meta, prediction);
        if (round.predictions.length > 1) lines.push(`Closest: ${closest(round)}.`);
        lines.push(...verdict(meta, prediction, round.results[prediction.outcome]));
        lines.push(`\u201cNothing changes\u201d would have scored ${prediction.score.naive}. ${formula(prediction, unit)}`);
      }
      words.replaceChildren(...lines.map((line) => el("p", {}, line)));
      if (learned.value !== round.learned) learned.value = round.learned;
      canvas.hidden = !picture;
      if (picture) surface.show(picture);
    }

    return { node, show, focus: (place) => picks.children[place].focus() };
  }

  return { study, summary };
})();
