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
    const notes = options.map(() => el("span", { className: "note" }));
    inputs.forEach((input, place) => input.addEventListener("change", () => onPick(options[place].value)));
    const node = el("fieldset", { className: name }, el("legend", {}, legend),
      ...inputs.map((input, place) => el("label", {}, input, el("span", {}, options[place].words), notes[place])));
    return { node, notes, pick: (value) => inputs.forEach((input) => { input.checked = input.value === String(value); }) };
  }

  /** Write the numbers of the five choices, from the thresholds of an outcome. */
  function choiceNumbers(outcome, unit) {
    const { same, much } = score.scales(outcome);
    const [small, great] = [same, much].map((value) => score.short(value, unit).replace(" %", " points"));
    const sides = (way) => [`${way} ${small} to ${great}`, `${way} ${great} or more`];
    return [...sides("down").reverse(), `less than ${small}`, ...sides("up")];
  }

  /** Name a unit in the plural, for "off by 0.3 ...". */
  function unitWords(unit) {
    if (unit === "0-5") return " points on the scale of 0 to 5";
    if (unit === "student SD") return " student SD";
    return SOS.stat.isShare(unit) ? " percentage points" : "";
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
    for (const input of [who, why]) input.addEventListener("keydown", (event) => event.key === "Enter" && does.add());
    const kinds = [{ value: "curve", words: "Draw the curve" }, { value: "range", words: "Pick a range" }];
    const kind = radios("predict-kind", "How?", kinds, (value) => does.change({ kind: value }));
    const fives = score.CHOICES.map((words, value) => ({ value, words }));
    const choice = radios("predict-choice", "", fives, (value) => does.change({ choice: value }));
    const legend = choice.node.querySelector("legend");

    const area = el("div", { className: "predict-surface" });
    const same = el("button", { type: "button", className: "link" }, "Same as A");
    same.addEventListener("click", does.same);
    const how = el("p", {}, "Draw here, or use the arrow keys.");
    const drawing = el("div", { className: "predict-area" }, area, el("div", { className: "predict-how" }, how, same));
    const surface = SOS.predictCurve(area, does.draw);

    const add = el("button", { type: "button" }, "Add prediction");
    const reveal = el("button", { type: "button", className: "primary" }, "Reveal");
    add.addEventListener("click", does.add);
    reveal.addEventListener("click", does.reveal);
    const made = el("ul", { className: "predict-made" });
    made.setAttribute("aria-label", "Predictions of this round");
    const warning = el("p", { className: "predict-warning" });

    const node = el("div", { className: "predict-plan" },
      el("div", { className: "predict-row" }, field("Predict", what), kind.node),
      el("div", { className: "predict-canvas" }, drawing, choice.node),
      warning, made,
      el("div", { className: "predict-row" }, field("Who?", who), field("Why?", why), add, reveal));

    function item(prediction, place) {
      const remove = el("button", { type: "button", className: "link" }, "Remove");
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
      choiceNumbers(draft.outcome, outcome.unit).forEach((words, place) => { choice.notes[place].textContent = words; });
      drawing.hidden = draft.kind !== "curve";
      how.hidden = picture.touched;
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
