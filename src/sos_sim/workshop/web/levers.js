"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** What the room starts from, and the levers it moves first. */
SOS.levers = (() => {
  const { element } = SOS.slider;
  let meta;
  let page;
  const sliders = new Map();
  const presets = [];

  /** Move one lever of what is shown now; at its preset's value it counts as not moved. */
  function move(path, value, joined) {
    const state = page.state();
    const moved = { ...state.moved };
    if (Math.abs(value - SOS.state.presetValue(meta, state.scenario, path)) < 1e-9) delete moved[path];
    else moved[path] = value;
    page.go({ moved }, joined);
  }

  /** Make the slider of a lever, or null when its value is not open here. */
  function slider(path) {
    const lever = meta.levers.find((each) => each.path === path);
    const stops = page.source.stops(path, page.state());
    if (!stops || stops.length < 2) return null;
    return SOS.slider.make(lever, stops, (value, joined) => move(path, value, joined));
  }

  function choose(place) {
    const preset = meta.presets[place];
    if (preset) page.go({ scenario: preset.name, moved: {} });
  }

  function addPresets() {
    const root = document.getElementById("presets");
    meta.presets.forEach((preset, place) => {
      const button = element("button", "preset");
      button.type = "button";
      button.title = preset.description;
      const digit = element("kbd", "", String(place + 1));
      digit.setAttribute("aria-hidden", "true");
      button.append(digit, element("span", "", preset.label));
      button.setAttribute("aria-keyshortcuts", String(place + 1));
      button.addEventListener("click", () => choose(place));
      root.append(button);
      presets.push(button);
    });
  }

  /** Show as small buttons the levers that are moved but not in sight; a click puts them back. */
  function drawMoved(state) {
    const root = document.getElementById("moved");
    root.replaceChildren();
    for (const path of Object.keys(state.moved)) {
      if (sliders.has(path)) continue;
      const lever = meta.levers.find((each) => each.path === path);
      const chip = element("button", "chip", `${lever.label}: ${SOS.slider.short(lever, state.moved[path])} `);
      chip.type = "button";
      chip.append(element("span", "chip-end", "\u00d7"));
      chip.setAttribute("aria-label", `Put back ${lever.label}, now ${SOS.slider.spoken(lever, state.moved[path])}`);
      chip.addEventListener("click", () => move(path, SOS.state.presetValue(meta, state.scenario, path), false));
      root.append(chip);
    }
  }

  const panel = {
    name: "levers",
    start(given, host) {
      meta = given;
      page = host;
      addPresets();
      for (const lever of meta.levers.filter((each) => each.front)) {
        const made = slider(lever.path);
        if (!made) continue;
        sliders.set(lever.path, made);
        document.getElementById("levers").append(made.element);
      }
      const more = document.getElementById("more-levers");
      more.hidden = !meta.levers.some((lever) => lever.role === "lever" && !lever.front && (page.source.stops(lever.path) || []).length > 1);
      more.addEventListener("click", () => page.go({ drawer: "levers" }));
    },
    /** Follow the state at once, before any answer. */
    follow(state) {
      const untouched = !Object.keys(state.moved).length;
      meta.presets.forEach((preset, place) => {
        presets[place].setAttribute("aria-pressed", String(preset.name === state.scenario && untouched));
        presets[place].classList.toggle("is-base", preset.name === state.scenario && !untouched);
      });
      for (const [path, made] of sliders) made.set(SOS.state.valueOf(meta, state, path));
      drawMoved(state);
    },
    draw() {},
  };
  SOS.panels.push(panel);
  return { choose, move, slider };
})();
