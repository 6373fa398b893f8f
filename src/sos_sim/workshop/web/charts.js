"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** The page's charts: each is embedded once, when it is first seen, and only fed from then on. */
SOS.charts = (() => {
  const LINES = ["capability", "results", "time", "practice"];
  const SECOND = ["plane", "map", "who"];
  const SHORT = {
    burden: "Compliance", cost_per_pupil: "Cost", inflation: "Inflation", true_outcome: "Achievement", capability: "Capability",
  };
  const NARROW_UNITS = 30;
  const HALVES = {
    wide: [{ left: "0", top: "0", width: "49%", height: "100%" }, { left: "51%", top: "0", width: "49%", height: "100%" }],
    narrow: [{ left: "0", top: "0", width: "100%", height: "42%" }, { left: "0", top: "42%", width: "100%", height: "58%" }],
  };
  const drawings = new Map();
  const choice = { across: "burden", up: "true_outcome" };
  const api = { start, draw, look, resize, png, onCounty: null };
  let meta, shapes, tip, chooser;
  let shown = null;

  const rootOf = (name) => document.getElementById(`chart-${name}`);

  function isSeen(root) {
    return root && root.clientWidth > 0 && root.clientHeight > 0;
  }

  /** Give the drawings of a chart, made when they are first asked for. */
  function drawing(name) {
    if (!drawings.has(name)) drawings.set(name, embed(name, rootOf(name)));
    return drawings.get(name);
  }

  async function embed(name, root) {
    const spec = meta.charts[name];
    if (!root.style.position) root.style.position = "relative";
    const boxes = name === "who" ? HALVES.wide : [undefined];
    const made = await Promise.all(boxes.map((box) => SOS.chartView.embed(root, spec, box)));
    if (LINES.includes(name)) SOS.chartCross.add(root, made[0], spec.usermeta);
    if (name === "map") await startMap(root, made[0]);
    return made;
  }

  /** Tell a county under the pointer, and who listens when it is chosen. */
  async function startMap(root, { view, feed }) {
    shapes = SOS.chartSecond.counties(meta);
    tip = document.createElement("div");
    tip.setAttribute("aria-hidden", "true");
    tip.hidden = true;
    Object.assign(tip.style, {
      position: "absolute", padding: "0.1em 0.4em", background: "#ffffff", border: "1px solid #8795a3", borderRadius: "0.25em",
      fontSize: "0.9375rem", pointerEvents: "none", left: "0", bottom: "0",
    });
    root.append(tip);
    const county = (item) => (item && item.datum && item.datum.geometry ? item.datum : null);
    view.addEventListener("mousemove", (_, item) => {
      const found = county(item);
      tip.hidden = !found;
      if (found) tip.textContent = found.told || found.name;
    });
    view.addEventListener("mouseout", () => { tip.hidden = true; });
    view.addEventListener("click", (_, item) => {
      const found = county(item);
      if (found && api.onCounty) api.onCounty(found.name);
    });
    await feed({ counties: shapes });
  }

  /** Add the choice of what the trade-off plane compares, beside the tabs. */
  function addChooser() {
    const row = document.querySelector(".tab-row");
    if (!row) return;
    chooser = document.createElement("div");
    chooser.id = "plane-choice";
    Object.assign(chooser.style, { display: "flex", gap: "0.6rem", alignItems: "center", minWidth: "0" });
    const { usermeta } = meta.charts.plane;
    for (const [key, sign, words, names] of [["across", "\u2192", "Across", usermeta.across], ["up", "\u2191", "Up", usermeta.up]]) {
      const label = document.createElement("label");
      const select = document.createElement("select");
      for (const name of names) {
        const option = document.createElement("option");
        option.value = name;
        option.textContent = SHORT[name] || meta.outcomes.find((each) => each.name === name).label;
        select.append(option);
      }
      select.value = choice[key];
      select.addEventListener("change", () => {
        choice[key] = select.value;
        if (shown) look(shown);
      });
      select.setAttribute("aria-label", words);
      Object.assign(label.style, { display: "inline-flex", gap: "0.25rem", alignItems: "center", whiteSpace: "nowrap" });
      label.append(`${sign} `, select);
      chooser.append(label);
    }
    row.append(chooser);
  }

  /** Get ready; the charts themselves are made when they are first seen. */
  function start(theMeta) {
    meta = theMeta;
    for (const name of [...LINES, ...SECOND]) {
      const root = rootOf(name);
      if (root) root.setAttribute("role", "img");
    }
    addChooser();
    const watch = new ResizeObserver(() => resize());
    for (const name of [...LINES, ...SECOND]) if (rootOf(name)) watch.observe(rootOf(name));
  }

  function follow(state) {
    if (chooser) chooser.hidden = state.tab !== "plane";
  }

  async function drawLines(name, view) {
    const [one] = await drawing(name);
    const { usermeta } = meta.charts[name];
    await one.fit();
    const rows = SOS.chartLines.rows(view, usermeta, one.plot());
    await one.feed({ ...rows, cross: SOS.chartCross.rows(view, usermeta) });
    rootOf(name).setAttribute("aria-label", SOS.chartLines.sentence(view, usermeta));
  }

  const second = {
    async plane(view) {
      const [one] = await drawing("plane");
      const { rows, signals } = SOS.chartSecond.plane(view, meta.charts.plane.usermeta, choice, one.plot());
      await one.feed(rows, signals);
      return SOS.chartSecond.planeSentence(view, choice);
    },
    async map(view) {
      const [one] = await drawing("map");
      const { rows, told } = SOS.chartSecond.map(view, meta.charts.map.usermeta, shapes);
      await one.feed(rows);
      return told;
    },
    async who(view) {
      const both = await drawing("who");
      const { columns, told } = SOS.chartSecond.who(view, meta.charts.who.usermeta);
      await Promise.all(both.map((one, place) => one.feed(columns[place].rows, columns[place].signals)));
      return told;
    },
  };

  async function drawSecond(name, view) {
    const root = rootOf(name);
    const all = await drawing(name);
    if (name === "who") {
      const isNarrow = root.clientWidth < NARROW_UNITS * SOS.chartView.unit();
      all.forEach((one, place) => one.place(HALVES[isNarrow ? "narrow" : "wide"][place]));
    }
    await Promise.all(all.map((one) => one.fit()));
    root.setAttribute("aria-label", await second[name](view));
  }

  /** Paint every chart that can be seen. */
  async function draw(view) {
    shown = view;
    const lines = LINES.filter((name) => isSeen(rootOf(name))).map((name) => drawLines(name, view));
    await Promise.all([...lines, look(view)]);
  }

  /** Paint only what is beside the lines: the plane, the map or who gains. */
  async function look(view) {
    shown = view;
    await Promise.all(SECOND.filter((name) => isSeen(rootOf(name))).map((name) => drawSecond(name, view)));
  }

  /** Follow a changed size of the page. */
  async function resize() {
    if (shown) await draw(shown);
  }

  /** Give every chart that can be seen as a picture: [{name, canvas}]. */
  async function png(scale) {
    const names = [...LINES, ...SECOND].filter((name) => isSeen(rootOf(name)) && drawings.has(name));
    return Promise.all(names.map(async (name) => {
      const canvases = await Promise.all((await drawing(name)).map((one) => one.canvas(scale)));
      return { name, canvas: canvases.length > 1 ? joined(rootOf(name), await drawing(name), canvases, scale) : canvases[0] };
    }));
  }

  function joined(root, all, canvases, scale) {
    const whole = document.createElement("canvas");
    whole.width = root.clientWidth * scale;
    whole.height = root.clientHeight * scale;
    const context = whole.getContext("2d");
    all.forEach(({ stage }, place) => context.drawImage(canvases[place], stage.offsetLeft * scale, stage.offsetTop * scale));
    return whole;
  }

  SOS.panels.push({ name: "charts", start, follow, draw });
  return api;
})();
