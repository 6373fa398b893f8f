"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** Four results in numbers, what the lines mean, and one line of warning when something goes together badly. */
SOS.tiles = (() => {
  const { element } = SOS.slider;
  const SHOWN = [
    ["capability", "Capability", "of 5"],
    ["true_outcome", "True achievement", "SD"],
    ["improvement_time", "Time for improvement", ""],
    ["cost_per_pupil", "Cost per pupil", "a year"],
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
    if (!/\d/.test(text)) return { ...change, text: "", word: "no clear change", kind: "unclear", arrow: "" };
    const clear = change.low > 0 || change.high < 0;
    if (!clear) return { ...change, text, word: "no clear change", kind: "unclear", arrow: "\u2013" };
    const up = change.mean > 0;
    const arrow = up ? "\u25b2" : "\u25bc";
    if (better === "neither") return { ...change, text, word: up ? "higher" : "lower", kind: "unclear", arrow };
    const good = up === (better === "higher");
    return { ...change, text, word: good ? "better" : "worse", kind: good ? "better" : "worse", arrow };
  }

  /** Write a likely range; where both ends read alike, with one digit more. */
  function ranged({ low, high }, unit) {
    const texts = (finer) => [low, high].map((value) => SOS.stat.format(value, unit, finer));
    const [first, last] = texts(0)[0] === texts(0)[1] ? texts(1) : texts(0);
    return `likely range ${SOS.stat.isShare(unit) ? first.replace(" %", "") : first} to ${last}`;
  }

  function addTile([name, label, unit]) {
    const root = element("section", "card tile");
    const title = element("h3", "", label);
    title.title = declared(name).meaning;
    if (unit) title.append(" ", element("span", "unit", unit));
    const number = element("p", "number");
    const change = element("p", "change");
    const range = element("p", "range");
    const row = element("div", "tile-row");
    row.append(number, change);
    root.append(title, row, range);
    document.getElementById("tiles").append(root);
    tiles.set(name, { root, number, change, range });
  }

  /** Say what a tile says, `{name, label, unit, number, kind, arrow, change, word, range}`. */
  function text(view, [name, label, unitWords]) {
    const { unit } = declared(name);
    const shown = SOS.stat.band((view.hidden ? view.a : view.b).end(name));
    const tile = { name, label, unitWords, number: SOS.stat.format(shown.mid, unit), range: ranged(shown, unit), kind: "unclear", arrow: "", change: "" };
    const against = view.aName === "Today" ? "today" : view.aName;
    if (view.hidden) return { ...tile, word: view.aName === "Today" ? "today; B is hidden" : "A; B is hidden" };
    if (SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting)) return { ...tile, word: `same as ${against}` };
    const found = judged(name, view.a.end(name), view.b.end(name));
    const word = found.word === "no clear change" ? found.word : `${found.word} than ${against}`;
    return { ...tile, kind: found.kind, arrow: found.arrow, change: found.text, word };
  }

  function draw(view, shown) {
    const { root, number, change, range } = tiles.get(shown[0]);
    const tile = text(view, shown);
    root.classList.toggle("is-hidden", view.hidden);
    number.textContent = tile.number;
    range.textContent = tile.range;
    change.className = `change ${tile.kind}`;
    change.replaceChildren();
    if (tile.change) {
      const amount = element("span", "amount");
      const arrow = element("span", "arrow", `${tile.arrow} `);
      arrow.setAttribute("aria-hidden", "true");
      amount.append(arrow, tile.change);
      change.append(amount);
    }
    change.append(element("span", "", tile.word));
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
      found.push(`${SOS.stat.format(share, "share")} of measured gain is inflation`);
    }
    if (overloaded > MANY_OVERLOADED) found.push(`${SOS.stat.format(overloaded, "share")} of districts overloaded`);
    return found;
  }

  function drawStrip(view) {
    const legend = document.getElementById("legend");
    legend.replaceChildren();
    const same = SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting);
    const key = (kind, text) => {
      const item = element("span", "legend-item");
      item.append(element("span", `key ${kind}`), text);
      legend.append(item);
    };
    if (!view.hidden) key("is-b", same ? "Now" : "B, now");
    if (view.hidden || !same) key("is-a", view.aName === "Today" ? "A, today" : "A, pinned");
    key("is-band", `Likely range, ${meta.seeds.length} futures`);
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
      for (const shown of SHOWN) draw(view, shown);
      drawStrip(view);
    },
  });
  return { SHOWN, judged, warnings, texts: (view) => SHOWN.map((shown) => text(view, shown)) };
})();
