"use strict";
window.SOS = window.SOS || {};

/** The form in which the room writes a prediction down: what, how, who, why, and the curve or the range. */
SOS.predictForm = (() => {
  const score = SOS.predictScore;

  /** Make an element; texts are texts, never markup. */
  function el(tag, properties, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  }

  function field(words, input) {
    return el("label", { className: "field" }, el("span", {}, words), input);
  }

  function radios(name, legend, options, onPick) {
    const inputs = options.map(({ value }) => el("input", { type: "radio", name, value: String(value) }));
    const texts = options.map(({ words }) => el("span", {}, words));
    inputs.forEach((input, place) => input.addEventListener("change", () => onPick(options[place].value)));
    const node = el("fieldset", { className: name }, el("legend", {}, legend),
      ...inputs.map((input, place) => el("label", {}, input, texts[place])));
    return { node, texts, pick: (value) => inputs.forEach((input) => { input.checked = input.value === String(value); }) };
  }

  /** Write the five choices with their numbers, from the thresholds of an outcome. */
  function choiceWords(outcome, unit) {
    const { same, much } = score.scales(outcome);
    const small = SOS.stat.signed(same, unit).slice(1);
    const great = SOS.stat.signed(much, unit).slice(1);
    const numbers = [
      `down ${great} or more`, `down ${small} to ${great}`, `within ${small} of A`, `up ${small} to ${great}`, `up ${great} or more`,
    ];
    return score.CHOICES.map((words, place) => `${words}: ${numbers[place]}`);
  }

  /** Name a unit in the plural, for "off by 0.3 ...". */
  function unitWords(unit) {
    if (unit === "0-5") return " points on the scale of 0 to 5";
    if (unit === "student SD") return " student SD";
    return "";
  }

  /**
   * Make the form. does: {change(part), draw(year, value), same(), add(), reveal(), remove(place)}.
   * show(draft, picture, open) paints a draft, the curve's picture, and the predictions made so far.
   */
  function form(meta, does) {
    const known = Object.keys(score.AXES).map((name) => meta.outcomes.find((each) => each.name === name));
    const what = el("select", {}, ...known.map((each) => el("option", { value: each.name }, each.label)));
    what.addEventListener("change", () => does.change({ outcome: what.value, drawn: null, choice: null }));
    const who = el("input", { type: "text", maxLength: 60, autocomplete: "off", placeholder: "Table A" });
    const why = el("input", { type: "text", maxLength: 200, autocomplete: "off", placeholder: "because \u2026" });
    who.addEventListener("input", () => does.change({ who: who.value }));
    why.addEventListener("input", () => does.change({ why: why.value }));
    const kinds = [{ value: "curve", words: "Draw the curve" }, { value: "range", words: "Pick a range" }];
    const kind = radios("predict-kind", "How?", kinds, (value) => does.change({ kind: value }));
    const fives = score.CHOICES.map((words, value) => ({ value, words }));
    const choice = radios("predict-choice", "", fives, (value) => does.change({ choice: value }));
    const legend = choice.node.querySelector("legend");

    const area = el("div", { className: "predict-area" });
    const same = el("button", { type: "button", className: "quiet" }, "Same as A");
    same.addEventListener("click", does.same);
    const how = el("span", {}, "Draw with mouse or finger. Keys: \u2190 \u2192 choose a year, \u2191 \u2193 move it.");
    const drawing = el("div", { className: "predict-drawing" }, el("p", { className: "predict-how" }, how, same), area);
    const surface = SOS.predictCurve(area, does.draw);

    const add = el("button", { type: "button" }, "Add prediction");
    const reveal = el("button", { type: "button", className: "primary" }, "Reveal");
    add.addEventListener("click", does.add);
    reveal.addEventListener("click", does.reveal);
    const made = el("ul", { className: "predict-made" });
    made.setAttribute("aria-label", "Predictions of this round");
    const warning = el("p", { className: "predict-warning" });

    const node = el("div", { className: "predict-plan" },
      el("div", { className: "predict-form" }, field("Predict", what), kind.node, field("Who predicts? (optional)", who), field("Why? (optional)", why)),
      el("div", { className: "predict-canvas" }, drawing, choice.node),
      el("div", { className: "predict-foot" }, made, warning, add, reveal));

    function item(prediction, place) {
      const remove = el("button", { type: "button", className: "quiet" }, "Remove");
      remove.setAttribute("aria-label", `Remove the prediction of ${prediction.who}`);
      remove.addEventListener("click", () => does.remove(place));
      return el("li", {}, el("span", {}, `${prediction.who}: ${told(prediction)}`), remove);
    }

    function told(prediction) {
      const outcome = meta.outcomes.find((each) => each.name === prediction.outcome);
      if (prediction.kind === "range") return `${outcome.label}, ${score.CHOICES[prediction.choice]}`;
      return `${outcome.label}, ${SOS.stat.format(prediction.points[prediction.points.length - 1], outcome.unit)} at the end`;
    }

    function show(draft, picture, open) {
      const outcome = meta.outcomes.find((each) => each.name === draft.outcome);
      what.value = draft.outcome;
      if (who.value !== draft.who) who.value = draft.who;
      if (why.value !== draft.why) why.value = draft.why;
      kind.pick(draft.kind);
      choice.pick(draft.choice);
      legend.textContent = `${outcome.label} at the end, against ${picture.aName === "A" ? "A" : "A (today)"}`;
      choiceWords(draft.outcome, outcome.unit).forEach((words, place) => { choice.texts[place].textContent = words; });
      drawing.hidden = draft.kind !== "curve";
      choice.node.hidden = draft.kind !== "range";
      surface.show(picture);
      made.replaceChildren(...open.predictions.map(item));
      made.hidden = !open.predictions.length;
      warning.textContent = open.changed ? "The setting has changed since these predictions were made." : "";
      warning.hidden = !open.changed;
    }

    return { node, show, focus: () => add.focus() };
  }

  return { form, el, unitWords };
})();
