"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** Four results in numbers, what the lines mean, and one line of warning when something goes together badly. */
SOS.tiles = (() => {
  const { element } = SOS.slider;
  const SHOWN = [
    ["capability", "Capability", "of 5"],
    ["true_outcome", "True achievement", "student SD"],
    ["improvement_time", "Time for improvement", "of need"],
    ["cost_per_pupil", "Cost of support", "per pupil a year"],
  ];
  const MANY_OVERLOADED = 0.2;
  const MUCH_INFLATION = 0.5;
  const NOTABLE_GAIN = 0.02;
  const tiles = new Map();
  let meta;

  function declared(name) {
    return meta.outcomes.find((each) => each.name === name);
  }

  /** Judge a change between two settings: better, worse, or no clear change when its likely range holds 0. */
  function judged(outcome, before, after) {
    const change = SOS.stat.paired(before, after);
    const { unit, better } = declared(outcome);
    const text = SOS.stat.signed(change.mean, unit);
    const clear = Number.isFinite(change.mean) && text !== "no change" && (change.low > 0 || change.high < 0);
    if (!clear) return { ...change, text, word: "no clear change", kind: "unclear", arrow: "\u2013" };
    const up = change.mean > 0;
    const arrow = up ? "\u25b2" : "\u25bc";
    if (better === "neither") return { ...change, text, word: up ? "higher" : "lower", kind: "unclear", arrow };
    const good = up === (better === "higher");
    return { ...change, text, word: good ? "better" : "worse", kind: good ? "better" : "worse", arrow };
  }

  function addTile([name, label, unit]) {
    const root = element("section", "card tile");
    const title = element("h3", "", label);
    title.title = declared(name).meaning;
    title.append(" ", element("span", "unit", unit));
    const number = element("p", "number");
    const change = element("p", "change");
    const range = element("p", "range");
    const row = element("div", "tile-row");
    row.append(number, change);
    root.append(title, row, range);
    document.getElementById("tiles").append(root);
    tiles.set(name, { root, number, change, range });
  }

  function drawChange(place, view, name) {
    place.replaceChildren();
    if (view.hidden) {
      place.className = "change unclear";
      place.append(element("span", "small", `${view.aName} only`), element("span", "small", "predict, then reveal"));
      return;
    }
    const found = judged(name, view.a.end(name), view.b.end(name));
    place.className = `change ${found.kind}`;
    if (SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting)) {
      place.append(element("span", "small", `same as ${view.aName === "Today" ? "today" : view.aName}`));
      return;
    }
    const top = element("span", "amount");
    const arrow = element("span", "arrow", `${found.arrow} `);
    arrow.setAttribute("aria-hidden", "true");
    top.append(arrow, found.text);
    const against = view.aName === "Today" ? "today" : view.aName;
    const told = found.word === "no clear change" ? found.word : `${found.word} than ${against}`;
    place.append(top, element("span", "small", told));
  }

  /** Say what in a setting goes together badly, worst first. */
  function warnings(answer) {
    const end = (name) => SOS.stat.mean(answer.end(name));
    const found = [];
    const overloaded = end("overloaded_share");
    const measured = end("measured_outcome");
    const inflation = end("inflation");
    if (measured > NOTABLE_GAIN && inflation / measured > MUCH_INFLATION) {
      const share = Math.min(inflation / measured, 1);
      found.push(`${SOS.stat.format(share, "share")} of the measured gain is score inflation, not learning`);
    }
    if (overloaded > MANY_OVERLOADED) found.push(`${SOS.stat.format(overloaded, "share")} of districts are overloaded`);
    return found;
  }

  function drawStrip(view) {
    const legend = document.getElementById("legend");
    legend.replaceChildren();
    const same = SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting);
    const key = (kind, text) => legend.append(element("span", `key ${kind}`), element("span", "", text));
    if (!view.hidden) key("is-b", same ? "Now" : "B, now");
    if (view.hidden || !same) key("is-a", view.aName === "Today" ? "A, today" : "A, pinned");
    key("is-band", `Likely range over ${meta.seeds.length} futures`);
    const warning = document.getElementById("warning");
    const found = warnings(view.hidden ? view.a : view.b);
    warning.replaceChildren();
    warning.hidden = !found.length;
    if (!found.length) return;
    const sign = element("span", "sign", "\u26a0 ");
    sign.setAttribute("aria-hidden", "true");
    warning.append(sign, `${view.hidden ? `${view.aName}: ` : ""}${found.join("; ")}.`);
    warning.title = warning.textContent;
  }

  SOS.panels.push({
    name: "tiles",
    start(given) {
      meta = given;
      SHOWN.forEach(addTile);
    },
    draw(view) {
      for (const [name] of SHOWN) {
        const { root, number, change, range } = tiles.get(name);
        const { unit } = declared(name);
        const shown = SOS.stat.band((view.hidden ? view.a : view.b).end(name));
        root.classList.toggle("is-hidden", view.hidden);
        number.textContent = SOS.stat.format(shown.mid, unit);
        range.textContent = `likely range ${SOS.stat.format(shown.low, unit)} to ${SOS.stat.format(shown.high, unit)}`;
        drawChange(change, view, name);
      }
      drawStrip(view);
    },
  });
  return { SHOWN, judged, warnings };
})();
