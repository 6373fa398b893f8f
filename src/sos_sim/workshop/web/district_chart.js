"use strict";
window.SOS = window.SOS || {};

/** Small charts of one district's years, drawn by hand: one future, A dashed beside B. */
SOS.districtChart = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const WIDE = 250;
  const HIGH = 136;
  const EDGE = { left: 44, right: 10, top: 8, bottom: 40 };

  function node(tag, attributes, text) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function line(years, values, x, y) {
    return years.map((year, place) => `${place ? "L" : "M"}${x(year).toFixed(1)} ${y(values[place]).toFixed(1)}`).join("");
  }

  function stepsOf(low, high) {
    const step = [0.05, 0.1, 0.2, 0.5, 1, 2].find((each) => (high - low) / each <= 4) || 5;
    const first = Math.floor(low / step);
    const last = Math.max(first + 1, Math.ceil(high / step));
    return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toFixed(2)));
  }

  const minus = (text) => text.replace("-", "\u2212");

  /**
   * Draw `lines = [{years, values, look}]`, look one of a, b, a-tests, b-tests; `marks = [{year, text}]` stand below.
   * `range` is the least that the scale covers; `told` says in words what is seen.
   */
  function draw(lines, marks, range, told) {
    const values = lines.flatMap((each) => each.values);
    const ticks = stepsOf(Math.min(range[0], ...values), Math.max(range[1], ...values));
    const low = ticks[0];
    const high = ticks[ticks.length - 1];
    const first = Math.floor(lines[0].years[0]);
    const last = Math.ceil(lines[0].years[lines[0].years.length - 1]);
    const x = (year) => EDGE.left + ((year - first) / (last - first)) * (WIDE - EDGE.left - EDGE.right);
    const y = (value) => HIGH - EDGE.bottom - ((value - low) / (high - low)) * (HIGH - EDGE.top - EDGE.bottom);
    const root = node("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": told, class: "years" });
    for (const tick of ticks) {
      root.append(node("line", { x1: EDGE.left, x2: WIDE - EDGE.right, y1: y(tick), y2: y(tick), class: tick === 0 && low < 0 ? "zero" : "grid" }));
      root.append(node("text", { x: EDGE.left - 5, y: y(tick) + 4.5, class: "up" }, minus(String(tick))));
    }
    for (let year = first + (first % 2); year <= last; year += 4) {
      root.append(node("text", { x: x(year), y: HIGH - 3, class: "across" }, String(year)));
    }
    for (const mark of marks) {
      root.append(node("line", { x1: x(mark.year), x2: x(mark.year), y1: EDGE.top, y2: HIGH - EDGE.bottom, class: "turn" }));
      root.append(node("text", { x: x(mark.year), y: HIGH - EDGE.bottom + 17, class: "turn-number" }, mark.text));
    }
    for (const each of lines) root.append(node("path", { d: line(each.years, each.values, x, y), class: `line is-${each.look}` }));
    return root;
  }

  return { draw, stepsOf };
})();
