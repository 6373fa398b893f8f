"use strict";
window.SOS = window.SOS || {};

/** How values of levers are said, and one slider for a lever: a range input over the stops of its value. */
SOS.slider = (() => {
  const COUNTED = [
    ["days", "day"], ["years", "year"], ["months", "month"], ["priorities", "priority"], ["methods", "method"], ["goals", "goal"],
  ];

  function plain(value) {
    return String(Number(value.toPrecision(4)));
  }

  /** Say a value with its whole unit, as a screen reader tells it. */
  function spoken(lever, value) {
    if (lever.kind === "switch") return value ? "on" : "off";
    if (lever.unit.startsWith("share")) return `${plain(100 * value)} %${lever.unit.slice(5)}`;
    if (lever.unit.startsWith("$")) return `$${Math.round(value).toLocaleString("en-US")}${lever.unit.slice(1)}`;
    return lever.unit.startsWith("index") || lever.unit === "0-5" ? plain(value) : `${plain(value)} ${lever.unit}`;
  }

  /** Say a value briefly, as it stands beside a slider. */
  function short(lever, value) {
    if (lever.kind === "switch") return value ? "on" : "off";
    if (lever.unit.startsWith("share")) return `${plain(100 * value)} %`;
    if (lever.unit.startsWith("$")) return `$${Math.round(value).toLocaleString("en-US")}`;
    const word = COUNTED.find(([many]) => lever.unit.startsWith(many));
    return word ? `${plain(value)} ${word[value === 1 ? 1 : 0]}` : plain(value);
  }

  function nearest(stops, value) {
    let best = 0;
    stops.forEach((stop, place) => {
      if (Math.abs(stop - value) < Math.abs(stops[best] - value)) best = place;
    });
    return best;
  }

  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  let count = 0;

  /**
   * Make a slider. `onMove(value, dragging)` is told every value it stops at.
   * Gives `{element, set(value)}`; setting it tells nobody.
   */
  function make(lever, stops, onMove) {
    const id = `lever-${(count += 1)}`;
    const root = element("div", "slider");
    const label = element("label", "slider-label", lever.question);
    label.htmlFor = id;
    const value = element("span", "slider-value");
    value.setAttribute("aria-hidden", "true");
    const track = element("div", "slider-track");
    const input = element("input");
    Object.assign(input, { type: "range", id, min: 0, max: stops.length - 1, step: 1 });
    input.dataset.path = lever.path;
    const tick = element("span", "slider-tick");
    tick.setAttribute("aria-hidden", "true");
    tick.textContent = "today";
    const place = nearest(stops, lever.today);
    tick.style.left = `${(100 * place) / (stops.length - 1)}%`;
    const ticks = element("div", "slider-ticks");
    ticks.append(tick);
    track.append(input, ticks);
    const ends = element("div", "slider-ends");
    const words = lever.ends.map((word, side) => (Number.isFinite(Number(word)) ? short(lever, [lever.low, lever.high][side]) : word));
    ends.append(element("span", "", words[0]), value, element("span", "", words[1]));
    tick.classList.toggle("at-high", place > 0.7 * (stops.length - 1));
    root.append(label, track, ends);

    let dragging = false;
    let moved = false;
    input.addEventListener("pointerdown", () => ((dragging = true), (moved = false)));
    for (const name of ["pointerup", "pointercancel", "blur"]) input.addEventListener(name, () => (dragging = false));
    input.addEventListener("input", () => {
      const now = stops[Number(input.value)];
      show(now);
      onMove(now, dragging && moved);
      moved = true;
    });

    function show(now) {
      value.textContent = short(lever, now);
      const isToday = Math.abs(now - lever.today) < 1e-9;
      input.setAttribute("aria-valuetext", spoken(lever, now) + (isToday ? ", as today" : ""));
      root.classList.toggle("is-moved", !isToday);
      input.style.setProperty("--share", `${(100 * Number(input.value)) / (stops.length - 1)}%`);
    }

    return {
      element: root,
      input,
      set(now) {
        input.value = nearest(stops, now);
        show(now);
      },
    };
  }

  return { make, spoken, short, element };
})();
