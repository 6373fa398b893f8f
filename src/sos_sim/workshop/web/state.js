"use strict";
window.SOS = window.SOS || {};

/** What the room has chosen, and how it is written into the address. */
SOS.state = (() => {
  const TABS = ["predict", "plane", "map", "who", "district"];
  const OUTCOMES = ["true_outcome", "capability"];
  const PINNED = "a:";

  /** Give the state of a page nobody has touched. */
  function initial(meta) {
    return {
      scenario: meta.base, moved: {}, start: meta.start, pin: null,
      mode: "predict", revealed: false, tab: "predict", outcome: OUTCOMES[0],
      district: null, presenter: false, drawer: null,
    };
  }

  /** Give the setting a state stands for. */
  function setting(state) {
    return { scenario: state.scenario, moved: state.moved, start: state.start };
  }

  /** Name a setting; equal settings have equal names. A start without moved levers says nothing. */
  function key(chosen) {
    const paths = Object.keys(chosen.moved).sort();
    const moved = paths.map((path) => `${path}=${chosen.moved[path]}`);
    return paths.length ? `${chosen.scenario}@${chosen.start}?${moved.join("&")}` : chosen.scenario;
  }

  /** Give the value a lever has at the end of a setting. */
  function valueOf(meta, chosen, path) {
    if (path in chosen.moved) return chosen.moved[path];
    return presetValue(meta, chosen.scenario, path);
  }

  /** Give the value a lever has at the end of a preset. */
  function presetValue(meta, scenario, path) {
    const preset = meta.presets.find((each) => each.name === scenario);
    if (preset && path in preset.values) return preset.values[path];
    return meta.levers.find((lever) => lever.path === path).today;
  }

  function pairsOf(meta, chosen, prefix) {
    const pairs = [];
    if (chosen.scenario !== meta.base || prefix) pairs.push([`${prefix}scenario`, chosen.scenario]);
    if (chosen.start !== meta.start) pairs.push([`${prefix}start`, chosen.start]);
    for (const path of Object.keys(chosen.moved).sort()) pairs.push([prefix + path, String(chosen.moved[path])]);
    return pairs;
  }

  function usualTab(mode) {
    return mode === "predict" ? "predict" : "plane";
  }

  /** Write a state as the part of an address behind the hash sign; what is usual is left out. */
  function toHash(meta, state) {
    const pairs = pairsOf(meta, setting(state), "");
    if (state.pin) pairs.push(...pairsOf(meta, state.pin, PINNED));
    if (state.mode !== "predict") pairs.push(["mode", state.mode]);
    if (state.mode === "predict" && state.revealed) pairs.push(["revealed", "1"]);
    if (state.tab !== usualTab(state.mode)) pairs.push(["tab", state.tab]);
    if (state.outcome !== OUTCOMES[0]) pairs.push(["outcome", state.outcome]);
    if (state.district) pairs.push(["district", state.district]);
    if (state.presenter) pairs.push(["present", "1"]);
    const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
    return text.replace(/%3A/g, ":");
  }

  function plain(text) {
    try {
      return decodeURIComponent(text.replace(/\+/g, " "));
    } catch {
      return null;
    }
  }

  function readPairs(hash, told) {
    const pairs = [];
    for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
      const cut = part.indexOf("=");
      const name = plain(cut < 0 ? part : part.slice(0, cut));
      const value = plain(cut < 0 ? "" : part.slice(cut + 1));
      if (name === null || value === null) told.push(part.slice(0, 60));
      else pairs.push([name, value]);
    }
    return pairs;
  }

  function isStart(meta, text) {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return false;
    const months = (month) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)) - 1;
    const since = months(text) - months(meta.horizon.start);
    return since >= 0 && since < meta.horizon.months;
  }

  function readSetting(meta, chosen, name, value) {
    if (name === "scenario") {
      if (!meta.presets.some((preset) => preset.name === value)) return false;
      chosen.scenario = value;
    } else if (name === "start") {
      if (!isStart(meta, value)) return false;
      chosen.start = value;
    } else {
      const lever = meta.levers.find((each) => each.path === name);
      const number = Number(value);
      if (!lever || value.trim() === "" || !(number >= lever.low && number <= lever.high)) return false;
      if (lever.kind !== "number" && !Number.isInteger(number)) return false;
      chosen.moved[name] = number;
    }
    return true;
  }

  const FLAGS = {
    mode: (state, value) => ["predict", "explore"].includes(value) && ((state.mode = value), true),
    revealed: (state, value) => value === "1" && ((state.revealed = true), true),
    tab: (state, value) => TABS.includes(value) && ((state.tab = value), true),
    outcome: (state, value) => OUTCOMES.includes(value) && ((state.outcome = value), true),
    district: (state, value, meta) => meta.districts.code.includes(value) && ((state.district = value), true),
    present: (state, value) => value === "1" && ((state.presenter = true), true),
  };

  /** Read a state from an address; what is not understood is dropped and listed in `dropped`. */
  function fromHash(meta, hash) {
    const state = initial(meta);
    const dropped = [];
    const pinned = { scenario: meta.base, moved: {}, start: meta.start };
    let isPinned = false;
    let tabNamed = false;
    for (const [name, value] of readPairs(hash, dropped)) {
      let known;
      if (Object.hasOwn(FLAGS, name)) {
        known = FLAGS[name](state, value, meta);
        if (name === "tab") tabNamed = known;
      } else if (name.startsWith(PINNED)) {
        known = readSetting(meta, pinned, name.slice(PINNED.length), value);
        isPinned = isPinned || known;
      } else {
        known = readSetting(meta, state, name, value);
      }
      if (!known) dropped.push(`${name}=${value}`.slice(0, 60));
    }
    if (isPinned) state.pin = pinned;
    if (!tabNamed || (state.tab === "predict" && state.mode === "explore")) state.tab = usualTab(state.mode);
    for (const chosen of [state, pinned]) tidy(meta, chosen);
    return { state, dropped };
  }

  /** Drop moved levers that stand where their preset has them. */
  function tidy(meta, chosen) {
    for (const path of Object.keys(chosen.moved)) {
      if (chosen.moved[path] === presetValue(meta, chosen.scenario, path)) delete chosen.moved[path];
    }
  }

  return { TABS, OUTCOMES, initial, setting, key, valueOf, presetValue, usualTab, fromHash, toHash };
})();

/** Remember what was chosen, to undo and to redo it. */
SOS.history = (first) => {
  const part = ({ scenario, moved, start, pin }) => ({ scenario, moved, start, pin });
  let chosen = [part(first)];
  let place = 0;
  return {
    /** Remember a state; a joined one takes the place of the newest, as the steps of one drag do. */
    push(state, joined) {
      const kept = joined && place > 0 ? place : place + 1;
      chosen = [...chosen.slice(0, kept), part(state)];
      place = chosen.length - 1;
    },
    undo: () => (place > 0 ? chosen[(place -= 1)] : null),
    redo: () => (place < chosen.length - 1 ? chosen[(place += 1)] : null),
    canUndo: () => place > 0,
    canRedo: () => place < chosen.length - 1,
  };
};
