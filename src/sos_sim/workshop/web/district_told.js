"use strict";
window.SOS = window.SOS || {};

/** A decade as charts and a list of its turning points. */
SOS.districtTold = (() => {
  const { element } = SOS.slider;
  const MOST_TURNS = 8;
  const CLOSE = 0.55;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
  /** What is left out last when there are many turning points. */
  const FIRST = [
    "practice became standard", "cycles began", "fell back", "practice no longer standard", "intensive tier entered",
    "leader left", "contract bought", "network joined", "network left", "identified", "overloaded", "left the list",
    "intensive tier left", "recovered",
  ];

  const yearOf = (date) => Number(date.slice(0, 4)) + (Number(date.slice(5)) - 1) / 12;

  /** Choose the turning points that are shown, in order of time. */
  function worthShowing(turns) {
    const ranked = turns.map((turn) => ({ turn, rank: FIRST.indexOf(turn.event) })).sort((one, other) => one.rank - other.rank);
    return ranked.slice(0, MOST_TURNS).map(({ turn }) => turn).sort((one, other) => (one.date < other.date ? -1 : 1));
  }

  /** Give the numbers below a chart; turning points close together share one mark. */
  function marksOf(turns) {
    const marks = [];
    turns.forEach((turn, place) => {
      const year = yearOf(turn.date);
      const last = marks[marks.length - 1];
      if (last && year - last.end < CLOSE) Object.assign(last, { end: year, text: `${last.first}\u2013${place + 1}` });
      else marks.push({ year, end: year, first: place + 1, text: String(place + 1) });
    });
    return marks;
  }

  function keyOf(look, text) {
    const item = element("span", "years-key");
    const dash = element("i", `is-${look}`);
    dash.setAttribute("aria-hidden", "true");
    item.append(dash, text);
    return item;
  }

  function said(decade, name) {
    const values = decade.series[name];
    const plain = (value) => value.toFixed(2).replace("-", "\u2212");
    return `from ${plain(values[0])} to ${plain(values[values.length - 1])}`;
  }

  /** Draw capability and achievement of a decade, the one of A dashed beside it. */
  function chartsOf(decade, before, turns, { name, aName, isA }) {
    const marks = marksOf(turns);
    const look = isA ? "a" : "b";
    const line = (told, outcome, kind) => ({ years: told.years, values: told.series[outcome], look: kind });
    const both = (outcome, kind, kindBefore) => [...(before ? [line(before, outcome, kindBefore)] : []), line(decade, outcome, kind)];
    const words = (outcome) => `${said(decade, outcome)} under ${name}${before ? `, ${said(before, outcome)} under ${aName}` : ""}`;
    const root = element("div", "district-years");
    const figures = [
      ["Capability", "0 to 5", both("capability", look, "a"), [0.5, 3], `Capability ${words("capability")}.`],
      ["Achievement", "change, SD", [line(decade, "measured_outcome", `${look}-tests`), ...both("true_outcome", look, "a")], [-0.1, 0.3],
        `True achievement ${words("true_outcome")}; test scores ${words("measured_outcome")}.`],
    ];
    for (const [title, unit, lines, range, told] of figures) {
      const figure = element("figure");
      const caption = element("figcaption", "", `${title} `);
      caption.append(element("span", "", unit));
      figure.append(caption, SOS.districtChart.draw(lines, marks, range, told));
      root.append(figure);
    }
    const key = element("p", "years-keys");
    key.append(keyOf(look, name));
    if (before) key.append(keyOf("a", aName));
    key.append(keyOf(`${look}-tests`, "test scores"), element("span", "", `one future (seed ${decade.seed}), an illustration`));
    root.append(key);
    return root;
  }

  function turnList(turns) {
    if (!turns.length) return element("p", "", "No turning point in this future.");
    const list = element("ol", "turns");
    list.setAttribute("aria-label", "Turning points");
    for (const turn of turns) {
      const when = `${MONTHS[Number(turn.date.slice(5)) - 1]} ${turn.date.slice(0, 4)}: `;
      list.append(element("li", "", when + turn.words));
    }
    return list;
  }

  return { worthShowing, marksOf, chartsOf, turnList };
})();
