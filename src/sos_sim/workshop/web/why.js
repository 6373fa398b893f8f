"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** Why did this happen: what carried the difference in words, the loops that did, and the causal map. */
SOS.why = (() => {
  let meta, words, loops, button, small, dialog, parts;
  const UNTOLD = "Reveal to see what carried it.";
  let state = null;
  let hidden = false;
  let picked = null;

  function make(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function makeButton(text, press) {
    const made = make("button", "", text);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
  }

  function start(given) {
    meta = given;
    words = make("div", "why-words");
    loops = make("ol", "why-loops");
    button = makeButton("Causal map", open);
    button.className = "link";
    button.setAttribute("aria-label", "Show the causal map");
    const head = make("div", "why-head");
    head.append(make("h2", "", "Why did this happen?"), button);
    // The same as the button above for those who point; the picture is told in the list of loops.
    small = makeButton("", open);
    small.className = "why-small";
    small.tabIndex = -1;
    small.setAttribute("aria-hidden", "true");
    document.getElementById("why").replaceChildren(head, words, loops, small);
    makeDialog();
  }

  function makeDialog() {
    dialog = make("dialog", "why-dialog");
    dialog.setAttribute("aria-labelledby", "why-map-title");
    const title = make("h2", "", "What acts on what");
    title.id = "why-map-title";
    const close = makeButton("Close", () => dialog.close());
    const head = make("div", "why-head");
    head.append(title, close);
    parts = { map: make("div", "why-map"), legend: make("p", "why-legend"), loops: make("ol", "why-loops"), links: make("div", "why-links") };
    parts.links.setAttribute("aria-live", "polite");
    parts.legend.textContent =
      "\u25b2 more and \u25bc less than before, where the futures agree. Solid line: more leads to more. Dashed: more leads to less. Dotted: either. " +
      "Thick: the loops that carried the difference. Choose a box for its links and sources.";
    const side = make("div", "why-side");
    side.append(parts.loops, parts.legend, parts.links);
    const body = make("div", "why-body");
    body.append(parts.map, side);
    dialog.append(head, body);
    document.body.append(dialog);
  }

  function open() {
    if (!state) return;
    drawMap();
    dialog.showModal();
  }

  function drawMap() {
    SOS.causalMap.draw(parts.map, meta, state, pickNode);
    listLoops(parts.loops, true);
    drawLinks();
  }

  function pickNode(name) {
    picked = { title: name, links: meta.causes.edges.filter((edge) => edge.of === name || edge.on === name) };
    drawLinks();
  }

  function pickLoop(found) {
    const links = meta.causes.edges.filter((edge) => found.links.includes(`${edge.of}|${edge.on}`));
    picked = { title: found.loop.name, links };
    if (!dialog.open) open();
    drawLinks();
  }

  function drawLinks() {
    parts.links.replaceChildren();
    if (!picked) return;
    const list = make("ul");
    for (const { of, on, sign, sources } of picked.links) {
      const row = make("li", "", `${of} ${SOS.causalMap.sign(sign)}\u2192 ${on} `);
      row.append(make("span", "why-sources", sources.join(", ")));
      list.append(row);
    }
    parts.links.append(make("h3", "", picked.title), list);
  }

  function listLoops(list, full) {
    list.replaceChildren();
    if (!state) return;
    state.loops.forEach((found, place) => {
      const row = make("li", `loop-${place + 1}`);
      const name = makeButton(found.loop.name, () => pickLoop(found));
      name.className = "link";
      const [short, more] = SOS.causalMap.kind(found).split(/(?=:|;)/);
      row.append(name, ` ${short}`, make("span", "why-more", `${more}. ${SOS.causalMap.words(found, state)}`));
      list.append(row);
    });
    if (!state.loops.length && full) list.append(make("li", "none", hidden ? UNTOLD : "No loop is lit."));
  }

  function say(lines, note) {
    words.replaceChildren(...lines.map((line) => make("p", "", line)));
    if (note) words.lastChild.append(" ", make("span", "why-note", note));
  }

  function draw(view) {
    hidden = view.hidden;
    const same = SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting);
    const names = { a: view.aName === "Today" ? "today" : view.aName, b: "B" };
    if (view.hidden) {
      state = SOS.causalMap.unlit(meta);
      say([UNTOLD], "");
    } else if (same) {
      state = SOS.causalMap.unlit(meta);
      say([`Nothing differs from ${names.a} yet. Move a lever or choose a preset.`], "");
    } else {
      explain(view, names);
    }
    listLoops(loops, false);
    if (small.offsetHeight) SOS.causalMap.draw(small, meta, state, null);
    if (dialog.open) drawMap();
  }

  function explain(view, names) {
    const isToday = (setting) => setting.scenario === meta.base && !Object.keys(setting.moved).length;
    const known = view.why && (view.why.a || isToday(view.aSetting)) && (view.why.b || isToday(view.bSetting));
    const why = known ? SOS.whyWords.between(view.why.a, view.why.b) : null;
    state = SOS.causalMap.lit(meta, view.a, view.b, why);
    if (!view.why) return say(["Working out what carried the difference\u2026"], "");
    if (!why) return say(["What carried this difference was not worked out beforehand; the loops below are those that fit what changed."], "");
    const differences = {};
    for (const outcome of Object.keys(SOS.whyWords.OUTCOMES)) {
      differences[outcome] = SOS.stat.paired(view.a.end(outcome), view.b.end(outcome));
    }
    const told = SOS.whyWords.sentences(why, differences, names, Boolean(view.why.a), meta.seeds.length);
    return say(told.lines, told.note);
  }

  SOS.panels.push({ name: "why", start, draw });
  return { start, draw };
})();
