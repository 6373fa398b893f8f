"use strict";
window.SOS = window.SOS || {};

/** The page: holds the state, asks the source, paints, and tells what it did. */
(() => {
  const meta = JSON.parse(document.getElementById("meta").textContent);
  const source = SOS.source(meta);
  const panels = SOS.panels || [];
  const QUIET_MS = 250;
  const WATCH_MS = 3000;
  const EXPLAIN_MS = 600;
  const MOST_KEPT = 300;
  const JUST_NOW_MS = 100;
  const today = { scenario: meta.base, moved: {}, start: meta.start };
  const answers = new Map();
  const reasons = new Map();
  const read = SOS.state.fromHash(meta, location.hash);

  let state = read.state;
  let history = SOS.history(state);
  let view = null;
  let plane = [];
  let number = 0;
  let told = { text: "", at: 0 };
  let settledAt = 0;
  let busy = false;
  let wanted = false;
  let quiet = 0;
  let turn = 0;

  const levers = new Set(meta.levers.filter((each) => each.role === "lever").map((each) => each.path));

  /** Give today under the assumptions of a setting: what nobody chooses is the same with a policy and without. */
  function todayUnder(setting) {
    const assumed = Object.entries(setting.moved).filter(([path]) => !levers.has(path));
    return { ...today, moved: Object.fromEntries(assumed) };
  }

  const same = (one, other) => SOS.state.key(one) === SOS.state.key(other);
  const samePin = (one, other) => (one && other ? same(one, other) : one === other);

  function keep(map, name, value) {
    map.set(name, value);
    if (map.size > MOST_KEPT) map.delete(map.keys().next().value);
    return value;
  }

  async function answerOf(setting) {
    const name = SOS.state.key(setting);
    if (answers.has(name)) return answers.get(name);
    return keep(answers, name, (await source.run(setting)).answer);
  }

  /** Tell something in the status line, behind the number of the newest update. */
  function say(text) {
    const status = document.getElementById("status");
    told = { text, at: performance.now() };
    status.textContent = [number ? `Update ${number}.` : "", text].filter(Boolean).join(" ");
    status.title = status.textContent;
  }

  /** Give what was told about the newest change, or a summary of what is shown. */
  function toldOrSummary(shown) {
    return told.text && told.at >= settledAt - JUST_NOW_MS ? told.text : summary(shown);
  }

  /** Give a setting as it can be answered, and tell when that is not what was asked. */
  function resolved(next) {
    const asked = SOS.state.setting(next);
    const found = source.resolve(asked);
    if (same(asked, found)) return next;
    say(`Only computed points are in this file; nearest: ${SOS.words.snapped(meta, asked, found)}.`);
    return { ...next, scenario: found.scenario, moved: found.moved, start: found.start };
  }

  /** Change what is chosen; a changed setting or pin is remembered for undo. `joined`: one more step of a drag. */
  function go(change, joined) {
    let next = resolved({ ...state, ...change });
    const moved = !same(next, state);
    const pinned = !samePin(next.pin, state.pin);
    if (moved && next.mode === "predict" && !("revealed" in change)) {
      next = { ...next, revealed: false, tab: "predict" };
    }
    if (next.mode !== state.mode) next = { ...next, revealed: false, tab: SOS.state.usualTab(next.mode) };
    state = next;
    if (moved || pinned) history.push(state, joined);
    settle();
  }

  function settle() {
    settledAt = performance.now();
    const hash = SOS.state.toHash(meta, state);
    const address = hash ? `#${hash}` : location.pathname + location.search;
    if (location.hash.slice(1) !== hash) window.history.replaceState(null, "", address);
    follow();
    work();
  }

  function follow() {
    document.body.classList.toggle("presenting", state.presenter);
    for (const panel of panels) if (panel.follow) panel.follow(state, page);
  }

  /** Ask and paint until the newest state is on the screen: one request at a time, the newest next. */
  async function work() {
    wanted = true;
    if (busy) return;
    busy = true;
    while (wanted) {
      wanted = false;
      try {
        await prepared(state);
      } catch (error) {
        say(`This could not be worked out: ${error.message}. The last picture is kept.`);
      }
    }
    busy = false;
  }

  async function prepared(now) {
    const bSetting = SOS.state.setting(now);
    const beside = todayUnder(bSetting);
    const aSetting = now.pin || beside;
    const answer = { a: await answerOf(aSetting), b: await answerOf(bSetting) };
    view = {
      number: number + 1, meta, state: now, ...answer, aSetting, bSetting,
      aName: now.pin && !same(now.pin, beside) ? "A" : "Today",
      hidden: now.mode === "predict" && !now.revealed,
      plane, why: whyOf(aSetting, bSetting),
    };
    await paint(view);
    await painted();
    number += 1;
    say(toldOrSummary(view));
    document.body.classList.add("ready");
    later();
  }

  /** Say in one sentence what the tiles say, for those who do not see them. */
  function summary(shown) {
    if (shown.hidden) return "B is hidden: predict, then reveal.";
    return `${SOS.tiles.texts(shown).slice(0, 2).map((tile) => `${tile.label} ${tile.number} ${tile.change}, ${tile.word}`).join("; ")}.`;
  }

  async function paint(shown) {
    document.body.classList.toggle("is-hidden", shown.hidden);
    for (const panel of panels) await panel.draw(shown);
  }

  /** Wait until what was drawn is on the screen; a page in the background paints no frames and is not waited for. */
  function painted() {
    const frames = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return Promise.race([frames, new Promise((done) => setTimeout(done, QUIET_MS))]);
  }

  /** When nothing moves any more, ask what takes longer: the reasons, and every point computed so far. */
  function later() {
    const mine = (turn += 1);
    const failed = (error) => say(`The reasons could not be worked out: ${error.message}.`);
    clearTimeout(quiet);
    quiet = setTimeout(() => explain().catch(failed).then(() => watch(mine)), EXPLAIN_MS);
  }

  /** While nobody moves anything, look now and then which more settings have been worked out for the plane. */
  function watch(mine) {
    if (meta.form !== "live" || mine !== turn) return;
    const failed = (error) => say(`The page has lost its server: ${error.message}.`);
    quiet = setTimeout(() => grow().then(() => watch(mine), failed), WATCH_MS);
  }

  async function grow() {
    const shown = view;
    if (document.hidden) return;
    const points = await source.plane();
    if (shown !== view || wanted || busy || points.length === plane.length) return;
    plane = points;
    view = { ...view, plane };
    await SOS.charts.look(view);
  }

  function whyOf(aSetting, bSetting) {
    const of = (setting) => (same(setting, today) ? null : reasons.get(SOS.state.key(setting)));
    const found = { a: of(aSetting), b: of(bSetting) };
    return found.a === undefined || found.b === undefined ? null : found;
  }

  async function explain() {
    const asked = view;
    if (wanted || busy) return;
    const points = await source.plane();
    const grown = points.length !== plane.length;
    plane = points;
    if (grown && asked === view) await SOS.charts.look((view = { ...view, plane }));
    const shown = view;
    if (shown.hidden || shown.why) return;
    for (const setting of [shown.aSetting, shown.bSetting]) {
      if (shown !== view) return;
      const name = SOS.state.key(setting);
      if (!same(setting, today) && !reasons.has(name)) keep(reasons, name, await source.why(setting));
    }
    if (shown !== view) return;
    view = { ...view, why: whyOf(view.aSetting, view.bSetting) };
    await SOS.why.draw(view);
  }

  async function replay() {
    if (!view || view.hidden || same(view.aSetting, view.bSetting)) {
      return say(view && view.hidden ? "Reveal first; then it can be played again." : "A and B are the same; there is nothing to play.");
    }
    const shown = view;
    say(`Playing the way from ${shown.aName} to B.`);
    await SOS.replay.play(shown, paint, () => shown === view && !wanted);
    if (shown === view) say(`Played from ${shown.aName} to B.`);
    work();
  }

  function pin() {
    const isKnown = same(state, today) || (state.pin && same(state, state.pin));
    if (state.mode === "predict" && !state.revealed && !isKnown) return say("Reveal B first: pinned as A it would be shown.");
    go({ pin: SOS.state.setting(state) });
  }

  function back(part) {
    if (!part) return say("There is nothing more in that direction.");
    const hides = state.mode === "predict" && !same(part, state);
    state = { ...state, ...part, ...(hides ? { revealed: false, tab: "predict" } : {}) };
    settle();
  }

  function reset() {
    state = { ...SOS.state.initial(meta), mode: state.mode, presenter: state.presenter };
    state.tab = SOS.state.usualTab(state.mode);
    history.push(state, false);
    for (const panel of panels) if (panel.reset) panel.reset();
    settle();
  }

  const page = {
    go,
    say,
    source,
    meta,
    replay,
    reset,
    state: () => state,
    view: () => view,
    undo: () => back(history.undo()),
    redo: () => back(history.redo()),
    canUndo: () => history.canUndo(),
    canRedo: () => history.canRedo(),
    pin,
    link: () => `${location.href.split("#")[0]}#${SOS.state.toHash(meta, state)}`,
  };

  function open({ state: found, dropped }) {
    state = resolved({ ...found, drawer: null });
    if (dropped.length) say(`Not understood in the address, and left out: ${dropped.join(", ")}.`);
  }

  window.addEventListener("hashchange", () => {
    if (location.hash.slice(1) === SOS.state.toHash(meta, state)) return;
    open(SOS.state.fromHash(meta, location.hash));
    history.push(state, false);
    settle();
  });
  async function begin() {
    document.getElementById("question").textContent = meta.question;
    document.title = `${meta.question} \u00b7 ${meta.title}`;
    SOS.thePage = page;
    say("Working out the first picture.");
    for (const panel of panels) await panel.start(meta, page);
    told = { text: "", at: 0 };
    open(read);
    history = SOS.history(state);
    settle();
  }

  begin().catch((error) => say(`The page could not be started: ${error.message}.`));
})();
