"use strict";
window.SOS = window.SOS || {};

/** The source of the file: settings that were computed beforehand, and no others; nothing in between is made up. */
SOS.source = (meta) => {
  const grid = meta.grid;
  const ENDS = ["true_outcome", "capability", "burden", "cost_per_pupil", "inflation"];
  const MOVED_FIRST = 1000;
  const settings = grid.settings.map(([scenario, moved]) => ({ scenario, moved, start: meta.start }));
  const places = new Map(settings.map((setting, place) => [keyOf(setting), place]));
  const unpacked = SOS.unpack.answers(meta);
  const stories = new Map();
  let reasons = null;
  let points = null;

  function keyOf(setting) {
    const moved = Object.keys(setting.moved).sort().map((path) => `${path}=${setting.moved[path]}`);
    return `${setting.scenario}?${moved.join("&")}`;
  }

  function valueOf(setting, path) {
    return SOS.state.valueOf(meta, setting, path);
  }

  /** Leave out levers that stand where their preset has them, and has had them from the start of the policy on. */
  function tidy(setting) {
    const late = grid.late[setting.scenario] || [];
    const kept = Object.entries(setting.moved).filter(
      ([path, value]) => late.includes(path) || value !== SOS.state.presetValue(meta, setting.scenario, path)
    );
    return { ...setting, moved: Object.fromEntries(kept) };
  }

  /** Give the number of a computed setting, or -1. */
  function placeOf(setting) {
    const plain = tidy(setting);
    if (Object.keys(plain.moved).length && setting.start !== meta.start) return -1;
    const place = places.get(keyOf(plain));
    return place === undefined ? -1 : place;
  }

  /** Say how far a computed setting is from what was asked: levers that were moved count first, then the others. */
  function distance(asked, point) {
    let far = point.scenario === asked.scenario ? 0 : 1e-6;
    for (const [path, levels] of Object.entries(grid.levels)) {
      const width = levels[levels.length - 1] - levels[0] || 1;
      const step = Math.abs(valueOf(asked, path) - valueOf(point, path)) / width;
      far += step * (path in asked.moved ? MOVED_FIRST : 1);
    }
    return far;
  }

  /** Give the nearest computed setting: over the same preset when it was crossed with levers, else over any. */
  function resolve(setting) {
    if (placeOf(setting) >= 0) return setting;
    const swept = Object.keys(setting.moved).filter((path) => path in grid.levels);
    const asked = { ...setting, moved: Object.fromEntries(swept.map((path) => [path, setting.moved[path]])), start: meta.start };
    if (placeOf(asked) >= 0) return asked;
    const crossed = settings.filter((each) => Object.keys(each.moved).length);
    const same = crossed.filter((each) => each.scenario === asked.scenario);
    const among = [...(same.length ? same : crossed), ...settings.filter((each) => !Object.keys(each.moved).length && (!same.length || each.scenario === asked.scenario))];
    let best = among[0];
    let least = Infinity;
    for (const point of among) {
      const far = distance(asked, point);
      if (far < least) [best, least] = [point, far];
    }
    return { ...best, moved: { ...best.moved } };
  }

  async function run(setting) {
    const exact = placeOf(setting) >= 0;
    const found = exact ? setting : resolve(setting);
    const answers = await unpacked;
    return { setting: found, answer: SOS.answer(meta, answers[placeOf(found)]), exact };
  }

  /** Give the reasons of a computed setting, or null when the file holds none. */
  async function why(setting) {
    reasons = reasons || SOS.unpack.json("why");
    const all = await reasons;
    return (all && all[placeOf(setting)]) || null;
  }

  /** Give one district's decade; the file holds those of some presets as they are, null for all else. */
  async function district(setting, code) {
    const plain = tidy(setting);
    const place = Object.keys(plain.moved).length ? -1 : grid.stories.indexOf(plain.scenario);
    if (place < 0) return null;
    if (!stories.has(place)) stories.set(place, SOS.unpack.json(`stories-${place}`));
    const all = await stories.get(place);
    return (all && all.find((each) => each.district.code === code)) || null;
  }

  async function plane() {
    if (!points) {
      const answers = await unpacked;
      points = settings.map((setting, place) => {
        const answer = SOS.answer(meta, answers[place]);
        return { setting, ends: Object.fromEntries(ENDS.map((name) => [name, SOS.stat.band(answer.end(name)).mid])) };
      });
    }
    return points;
  }

  return { run, why, district, plane, resolve, stops: (path) => grid.levels[path] || null };
};
