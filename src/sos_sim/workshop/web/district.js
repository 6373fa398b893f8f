"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** One district: all of them as dots, and the decade of the one that is chosen, in one future. */
(() => {
  const { element } = SOS.slider;
  const { worthShowing, chartsOf, turnList } = SOS.districtTold;
  const QUIET_MS = 400;
  const MOST_KEPT = 80;
  const MINUS = "\u2212";
  const ROWS = [["capability", "Capability"], ["true_outcome", "True achievement"], ["measured_outcome", "Test scores"]];
  const told = new Map();
  let page, meta, dots, key, right, view;
  let waiting = 0;
  let painted = [];

  const labelOf = (outcome) => (outcome === "capability" ? "capability" : "true achievement");
  const placeOf = (code) => meta.districts.code.indexOf(code);
  const plain = (value) => value.toFixed(2).replace("-", MINUS).replace(/^\u2212(0\.00)$/, "$1");

  function signed(value) {
    const text = Math.abs(value).toFixed(2);
    return Number(text) === 0 ? "no change" : (value < 0 ? MINUS : "+") + text;
  }

  function wordOf(outcome, change) {
    const step = SOS.districtDots.classOf(outcome === "capability" ? outcome : "true_outcome", change);
    return step > 3 ? "better" : step < 3 ? "worse" : "about the same";
  }

  /** Give what the dots show: the change of every district, or A alone while B is hidden. */
  function shownOf({ state, a, b, hidden, aName }) {
    const before = a.district(state.outcome);
    const after = hidden ? null : b.district(state.outcome);
    const values = hidden ? before : after.map((value, place) => value - before[place]);
    return { values, outcome: state.outcome, label: labelOf(state.outcome), level: hidden, aName: aName === "Today" ? "today" : aName };
  }

  function factsOf(place) {
    const { districts, counties } = meta;
    const pupils = Math.round(districts.enrolment[place]).toLocaleString("en-US");
    const kind = districts.type[place] === "high" ? "high school" : districts.type[place];
    return [
      `${kind.charAt(0).toUpperCase()}${kind.slice(1)} district, ${counties[districts.county[place]]} County`,
      `${pupils} pupils, ${Math.round(100 * districts.upp[place])} % unduplicated`,
    ];
  }

  function tipOf(place) {
    const shown = shownOf(view);
    const value = shown.values[place];
    const line = !Number.isFinite(value) ? "no value"
      : shown.level ? `${shown.label} ${plain(value)} (${shown.aName})`
      : `${shown.label} ${signed(value)}, ${wordOf(shown.outcome, value)}`;
    const pupils = Math.round(meta.districts.enrolment[place]).toLocaleString("en-US");
    return [meta.districts.name[place], `${meta.counties[meta.districts.county[place]]} County, ${pupils} pupils`, line];
  }

  function choose(place) {
    page.go({ district: meta.districts.code[place], tab: "district" });
  }

  function legend({ outcome, level, aName }) {
    if (level) return [element("span", "", `${outcome === "capability" ? "Capability" : "Achievement"} ${aName === "A" ? "of A" : aName}: lighter is lower, darker higher.`)];
    const span = SOS.districtDots.SPANS[outcome];
    const bar = element("span", "dots-key");
    bar.setAttribute("aria-hidden", "true");
    SOS.districtDots.CHANGES.forEach((_, step) => bar.append(element("i", `step-${step}`)));
    const ring = element("i", "dots-loss");
    ring.setAttribute("aria-hidden", "true");
    const scale = element("span", "dots-part", `${MINUS}${span} worse `);
    scale.append(bar, ` better +${span}`);
    const loss = element("span", "dots-part");
    loss.append(ring, ` loses ${span * SOS.districtDots.CLEAR} or more`);
    return [scale, loss];
  }

  const nameOf = (setting, code) => `${code} ${SOS.state.key(setting)}`;
  const decadeOf = (setting, code) => told.get(nameOf(setting, code)) || { state: "loading" };

  /** Ask for the decades that are in sight and not known yet, B first. */
  function ask() {
    const { state, hidden, aSetting, bSetting } = view;
    if (state.tab !== "district" || !state.district) return;
    for (const setting of hidden ? [aSetting] : [bSetting, aSetting]) askFor(setting, state.district);
  }

  function askFor(setting, code) {
    const name = nameOf(setting, code);
    if (told.has(name) && told.get(name).state !== "failed") return;
    const asked = { state: "loading" };
    told.set(name, asked);
    if (told.size > MOST_KEPT) told.delete(told.keys().next().value);
    page.source.district(setting, code).then(
      (decade) => Object.assign(asked, decade ? { state: "told", decade } : { state: "absent" }),
      (error) => Object.assign(asked, { state: "failed", why: error.message }),
    ).then(drawRight);
  }

  function numbersOf(place) {
    const table = element("table", "numbers district-numbers");
    const last = meta.dates[meta.dates.length - 1].slice(0, 4);
    table.append(element("caption", "", `${last}, mean of ${meta.seeds.length} futures; achievement in SD`));
    const head = element("tr");
    const names = view.hidden ? ["", view.aName] : ["", view.aName, "B (now)", "Change"];
    for (const name of names) {
      const cell = element(name ? "th" : "td", "", name);
      if (name) cell.scope = "col";
      head.append(cell);
    }
    const top = element("thead");
    top.append(head);
    const body = element("tbody");
    for (const [outcome, label] of ROWS) {
      const a = view.a.district(outcome)[place];
      const row = element("tr");
      const name = element("th", "", label);
      name.scope = "row";
      row.append(name, element("td", "", plain(a)));
      if (!view.hidden) {
        const b = view.b.district(outcome)[place];
        const word = wordOf(outcome, b - a);
        const arrow = word === "better" ? "\u25b2 " : word === "worse" ? "\u25bc " : "";
        row.append(element("td", "", plain(b)), element("td", word.replace(/ /g, "-"), `${arrow}${signed(b - a)}`));
      }
      body.append(row);
    }
    table.append(top, body);
    return table;
  }

  function absent() {
    const packed = meta.presets.filter((each) => meta.grid && meta.grid.stories.includes(each.name));
    const note = element("p", "", "The story of this district is not packed in this file for this setting. ");
    if (packed.length) note.append(`Stories are packed for: ${packed.map((each) => each.label).join(", ")}.`);
    return [note];
  }

  function storyOf(found, name) {
    if (found.state === "loading") return [element("p", "district-wait", "Working out this district's decade \u2026")];
    if (found.state === "failed") return [element("p", "", `This story could not be told: ${found.why}.`)];
    if (found.state === "absent") return absent();
    const parts = [element("h4", "", `The decade under ${name}`)];
    for (const { title, sentences } of found.decade.paragraphs) {
      if (title) parts.push(element("h5", "", title));
      parts.push(element("p", "", sentences.join(" ")));
    }
    return parts;
  }

  function chosenParts(place) {
    const same = SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting);
    const code = meta.districts.code[place];
    const a = decadeOf(view.aSetting, code);
    const b = view.hidden ? null : same ? a : decadeOf(view.bSetting, code);
    const main = b || a;
    const head = element("div", "district-head");
    head.append(element("h3", "", meta.districts.name[place]), element("p", "", factsOf(place).join(" \u00b7 ")));
    const parts = [head, numbersOf(place)];
    const name = view.hidden ? view.aName : same ? view.aName : "B (now)";
    if (main.state === "told") {
      const beside = b && !same && a.state === "told" ? a.decade : null;
      const turns = worthShowing(main.decade.turns);
      parts.push(chartsOf(main.decade, beside, turns, { name, aName: view.aName, isA: view.hidden }), turnList(turns));
    }
    const story = element("div", "district-story");
    story.append(...storyOf(main, name));
    parts.push(story);
    return parts;
  }

  function extremes(shown) {
    const ranked = shown.values.map((value, place) => ({ value, place })).filter(({ value }) => Number.isFinite(value));
    ranked.sort((one, other) => other.value - one.value);
    const list = element("ul", "district-ends");
    const ends = [["Gains most", ranked[0]], ["Loses most", ranked[ranked.length - 1]]];
    for (const [label, end] of ends) {
      if (!end || (label === "Gains most" ? end.value <= 0 : end.value >= 0)) continue;
      const button = element("button", "link", meta.districts.name[end.place]);
      button.type = "button";
      button.addEventListener("click", () => choose(end.place));
      const row = element("li", "", `${label} (${signed(end.value)}): `);
      row.append(button);
      list.append(row);
    }
    return list;
  }

  function openParts() {
    const shown = shownOf(view);
    const parts = [element("h3", "", "Whose district is this?"),
      element("p", "", "Find a district by its name or county, or choose a dot, and read its decade in one future.")];
    parts.push(element("p", "", SOS.districtDots.words(shown).replace(/^Map of (\d+) districts/, "$1 districts")));
    if (!view.hidden) parts.push(extremes(shown));
    return parts;
  }

  /** Paint the right side, unless it shows all this already. */
  function drawRight() {
    if (!view || view.state.tab !== "district") return;
    const { state, a, b, hidden, aName } = view;
    const place = state.district ? placeOf(state.district) : -1;
    const decades = [view.aSetting, view.bSetting].map((setting) => decadeOf(setting, state.district).state);
    const now = [place, a, hidden || b, aName, hidden, place < 0 && state.outcome, ...decades];
    if (now.every((each, number) => each === painted[number])) return;
    const top = place === painted[0] ? right.scrollTop : 0;
    right.replaceChildren(...(place >= 0 ? chosenParts(place) : openParts()));
    right.scrollTop = top;
    painted = now;
  }

  function draw(next) {
    view = next;
    if (view.state.tab !== "district") return;
    const shown = shownOf(view);
    dots.draw(shown, view.state.district ? placeOf(view.state.district) : -1);
    key.replaceChildren(...legend(shown));
    drawRight();
    clearTimeout(waiting);
    waiting = setTimeout(ask, told.size ? QUIET_MS : 0);
  }

  SOS.panels.push({
    name: "district",
    start(known, host) {
      [meta, page] = [known, host];
      const root = document.getElementById("tab-district");
      const left = element("div", "district-left");
      const finder = element("div", "district-find");
      SOS.districtFind.make(meta, finder, choose, (text) => page.say(`No district is called ${text}.`));
      const box = element("div", "dots");
      key = element("p", "dots-legend");
      left.append(finder, box, key);
      right = element("div", "district-right");
      right.tabIndex = 0;
      right.setAttribute("role", "region");
      right.setAttribute("aria-label", "This district");
      root.append(left, right);
      dots = SOS.districtDots.make(meta, box, choose, tipOf);
    },
    draw,
  });
})();
