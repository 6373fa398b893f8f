"use strict";
window.SOS = window.SOS || {};

/** Rows of the second look: the trade-off plane, the map of change, and who gains. */
SOS.chartSecond = (() => {
  const MINUS = "\u2212";
  const SHORT = { "Socioeconomically disadvantaged": "Low income", "Students with disabilities": "With disabilities" };
  const HEADS = { size: "District size", poverty: "Districts with", group: "Student group" };
  const ARROWS = { better: "\u25b2", worse: "\u25bc", unclear: "~" };
  const KEY = "\u25b2 better  \u25bc worse  ~ range holds 0";
  const LABEL_UNITS = 9;
  const NARROW_UNITS = 26;

  const declared = (meta, name) => meta.outcomes.find((each) => each.name === name);
  const isSame = (view) => SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting);
  const against = (view) => (view.aName === "Today" ? "today" : "A");

  /** Write a change with its sign. */
  function number(value) {
    const text = Math.abs(value).toFixed(2);
    return `${Number(text) === 0 ? "" : value < 0 ? MINUS : "+"}${text}`;
  }

  /** Compare a part of the state between A and B: mean, likely range and kind of change. */
  function judged(before, after) {
    const change = SOS.stat.paired(before, after);
    const clear = change.low > 0 || change.high < 0;
    return { ...change, kind: clear ? (change.mean > 0 ? "better" : "worse") : "unclear" };
  }

  /** Keep the points that no other beats: less across, or more up. */
  function frontier(points, lower) {
    const sign = lower ? 1 : -1;
    const found = [];
    for (const point of [...points].sort((one, other) => sign * (one.x - other.x) || other.y - one.y)) {
      if (!found.length || point.y > found[found.length - 1].y) found.push({ x: point.x, y: point.y });
    }
    return found;
  }

  function planeSignals(usermeta, { across, up }) {
    const [xlow, xhigh] = usermeta.ranges[across];
    const [ylow, yhigh] = usermeta.ranges[up];
    return { xlow, xhigh, ylow, yhigh, xkind: usermeta.kinds[across], ykind: usermeta.kinds[up] };
  }

  /** Draw an arrow between two points, from the edge of one mark to the edge of the other, in units of the axes. */
  function arrow(from, to, plot, signals) {
    const [perX, perY] = [(signals.xhigh - signals.xlow) / plot.width, (signals.yhigh - signals.ylow) / plot.height];
    const [dx, dy] = [(to.x - from.x) / perX, (to.y - from.y) / perY];
    const far = Math.hypot(dx, dy);
    const mark = 0.6 * plot.unit;
    if (far < 3 * mark) return [];
    const [ux, uy] = [dx / far, dy / far];
    const tip = { x: to.x - ux * mark * perX, y: to.y - uy * mark * perY };
    const barb = (side) => ({
      part: 1, order: side + 1,
      x: tip.x + (-ux - side * 0.6 * uy) * mark * perX,
      y: tip.y + (-uy + side * 0.6 * ux) * mark * perY,
    });
    return [
      { part: 0, order: 0, x: from.x, y: from.y },
      { part: 0, order: 1, ...tip },
      barb(-1), { part: 1, order: 1, ...tip }, barb(1),
    ];
  }

  /** Build the data sets of the trade-off plane. */
  function plane(view, usermeta, choice, plot) {
    const { across, up } = choice;
    const signals = planeSignals(usermeta, choice);
    const inner = { ...plot, height: plot.height - (usermeta.inset[0] + usermeta.inset[1]) * plot.unit };
    const inside = (value, low, high) => Math.min(Math.max(value, low), high);
    const b = SOS.state.key(view.bSetting);
    const points = view.plane
      .filter(({ setting }) => !(view.hidden && SOS.state.key(setting) === b))
      .map(({ ends }) => ({ x: ends[across], y: ends[up] }))
      .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
    const here = SOS.chartLines.shown(view).map(([who, answer, name]) => {
      const [x, y] = [SOS.stat.band(answer.end(across)), SOS.stat.band(answer.end(up))];
      const text = who === "B" ? "now" : name;
      return { who, text, x: x.mid, xlow: x.low, xhigh: x.high, y: y.mid, ylow: y.low, yhigh: y.high };
    });
    const tall = (plot.unit * (signals.yhigh - signals.ylow)) / inner.height;
    const wide = (plot.unit * (signals.xhigh - signals.xlow)) / plot.width;
    const above = here.length < 2 || here[1].y >= here[0].y;
    const names = here.map(({ who, text, x, y }) => {
      const isUp = (who === "B") === above;
      const off = x < signals.xlow || x > signals.xhigh || y < signals.ylow || y > signals.yhigh ? ", off the scale" : "";
      const words = (who === "B" && here.length > 1 ? "B, now" : who === "A" && text !== "A" ? `A, ${text}` : text) + off;
      return {
        who, text: words,
        x: inside(x, signals.xlow + 2 * wide, signals.xhigh - 2 * wide),
        y: inside(y + (isUp ? 1.2 : -1.2) * tall, signals.ylow - 0.5 * tall, signals.yhigh + 0.5 * tall),
      };
    });
    const edge = frontier([...points, ...here], declared(view.meta, across).better === "lower");
    if (edge.length > 1) {
      const last = edge[edge.length - 1];
      last.text = "best found so far";
      last.at = Math.min(last.x, signals.xhigh - LABEL_UNITS * wide);
    }
    const titles = [["x", across, "\u2190 less"], ["y", up, "\u2191"]].map(([side, name, sign]) => {
      const { label, unit } = declared(view.meta, name);
      const words = plot.width < NARROW_UNITS * plot.unit ? label : `${label}, ${unit}, at the end`;
      return { side, text: side === "x" ? `${sign}     ${words}` : `${sign} ${words}` };
    });
    const way = here.length > 1 ? arrow(here[0], here[1], inner, signals) : [];
    return { rows: { points, frontier: edge, arrow: way, here, names, titles }, signals };
  }

  function planeSentence(view, { across, up }) {
    const [x, y] = [declared(view.meta, across), declared(view.meta, up)];
    const mean = (answer, outcome) => SOS.stat.format(SOS.stat.mean(answer.end(outcome.name)), outcome.unit);
    const said = SOS.chartLines.shown(view).map(([, answer, name]) => `${name}: ${x.label} ${mean(answer, x)}, ${y.label} ${mean(answer, y)}`);
    return `Trade-off of ${x.label} and ${y.label} among ${view.plane.length} settings. ${said.join("; ")}.`;
  }

  /** Give the middle of a county's largest ring. */
  function middle(rings) {
    const ring = rings.reduce((one, other) => (other.length > one.length ? other : one));
    let [area, x, y] = [0, 0, 0];
    ring.forEach(([x0, y0], place) => {
      const [x1, y1] = ring[(place + 1) % ring.length];
      const cross = x0 * y1 - x1 * y0;
      area += cross;
      x += (x0 + x1) * cross;
      y += (y0 + y1) * cross;
    });
    return area ? { x: x / (3 * area), y: y / (3 * area) } : { x: ring[0][0], y: ring[0][1] };
  }

  /** Make the map's shapes, once. */
  function counties(meta) {
    const ring = (each) => [[...each, each[0]]];
    return meta.outlines.map(({ name, rings }) => ({
      type: "Feature", name, ...middle(rings), geometry: { type: "MultiPolygon", coordinates: rings.map(ring) },
    }));
  }

  /** Say what each colour of the map stands for, worst first. */
  function words(edges, span) {
    const at = edges.map((edge) => Number((Math.abs(edge) * span).toFixed(3)));
    return Array.from({ length: edges.length + 1 }, (_, step) => {
      const [low, high] = [step - 1, step];
      if (high === edges.length / 2) return "about the same";
      const sign = high < edges.length / 2 ? MINUS : "+";
      if (low < 0 || high === edges.length) return `over ${sign}${at[0]}`;
      const [near, far] = [at[low], at[high]].sort((one, other) => one - other);
      return `${sign}${near} to ${far}`;
    });
  }

  /** Build the data sets of the map of change. */
  function map(view, { edges, spans }, shapes) {
    const outcome = view.state.outcome;
    const { label, unit } = declared(view.meta, outcome);
    const after = view.b.rows(outcome, "county");
    const known = view.hidden || isSame(view) ? [] : view.a.rows(outcome, "county")
      .map((row, place) => ({ name: row.name, ...judged(row.values, after[place].values) }))
      .filter(({ mean }) => Number.isFinite(mean));
    const step = (mean) => edges.filter((edge) => mean >= edge * spans[outcome]).length;
    const changes = known.map(({ name, mean, low, high, kind }) => {
      const range = `likely range ${number(low)} to ${number(high)}`;
      return { name, mean, kind, step: step(mean), told: `${name}: ${number(mean)} (${range})` };
    });
    const doubts = changes.filter(({ kind, step: at }) => kind === "unclear" && at !== edges.length / 2);
    const place = new Map(shapes.map((shape) => [shape.name, shape]));
    const note = view.hidden ? ["Change is", "shown after", "the reveal"] : isSame(view) ? ["No change:", "now is the", `same as ${against(view)}`]
      : ["Change, now", `against ${against(view)}`, "\u25cf likely range", "holds 0"];
    return {
      rows: {
        changes: changes.length ? changes : shapes.map(({ name }) => ({ name, step: -1, told: name })),
        doubts: doubts.map(({ name }) => ({ x: place.get(name).x, y: place.get(name).y })),
        notes: [{ text: note }],
        legend: words(edges, spans[outcome]).map((text, at) => ({ step: at, row: edges.length - at, text })),
      },
      told: changes.length ? mapSentence(changes, label, unit, against(view)) : `Map of 58 counties. ${note.join(" ")}.`,
    };
  }

  function mapSentence(changes, label, unit, name) {
    const count = (kind) => changes.filter((each) => each.kind === kind).length;
    const sorted = [...changes].sort((one, other) => one.mean - other.mean);
    const [worst, best] = [sorted[0], sorted[sorted.length - 1]];
    return `Change of ${label} by county, now against ${name}, ${unit}: better in ${count("better")}, worse in ${count("worse")}, ` +
      `unclear in ${count("unclear")}. Most: ${best.told}. Least: ${worst.told}.`;
  }

  /** Build the data sets of both columns of who gains. */
  function who(view, { ranges }) {
    const outcome = view.state.outcome;
    const { label, unit } = declared(view.meta, outcome);
    const parts = Object.keys(HEADS).map((kind) => {
      const before = view.a.rows(outcome, kind);
      const after = view.b.rows(outcome, kind);
      const rows = before.map((row, place) => ({ name: SHORT[row.name] || row.name, ...judged(row.values, after[place].values) }))
        .filter(({ mean }) => Number.isFinite(mean));
      if (kind === "group" && !view.hidden) rows.sort((one, other) => other.mean - one.mean);
      return { kind, rows };
    }).filter(({ rows }) => rows.length);
    const silent = view.hidden || isSame(view);
    const two = parts.some(({ kind }) => kind === "group");
    const columns = two ? [parts.slice(0, -1), parts.slice(-1)] : [parts.slice(0, 1), parts.slice(1)];
    const lines = columns.map((column) => column.reduce((sum, { rows }) => sum + rows.length + 1, 0));
    const most = Math.max(...lines, 1);
    const [xlow, xhigh] = ranges[outcome];
    const signals = { xlow, xhigh, rows: most };
    const told = silent ? `Change by size, poverty and student group. ${view.hidden ? "It is shown after the reveal" : "There is none; A and B are the same"}.`
      : `Change of ${label}, now against ${against(view)}, ${unit}. ` +
        parts.flatMap(({ rows }) => rows.map(({ name, mean, kind }) => `${name}: ${number(mean)}, ${kind}`)).join("; ") + ".";
    const filled = columns.map((column) => ({ rows: rowsOf(column, silent, unit), signals }));
    if (lines[0] < most) filled[0].rows.heads.push({ row: most - 1, name: "", told: KEY });
    return { columns: filled, told };
  }

  function rowsOf(column, silent, unit) {
    const found = { who: [], heads: [], names: [], zero: [{ mid: 0 }] };
    let row = 0;
    for (const { kind, rows } of column) {
      found.heads.push({ row, name: HEADS[kind], told: row ? "" : unit });
      for (const each of rows) {
        row += 1;
        found.names.push({ row, name: each.name });
        if (silent) continue;
        const { mean, low, high } = each;
        found.who.push({ row, mid: mean, low, high, kind: each.kind, told: `${ARROWS[each.kind]} ${number(mean)}` });
      }
      row += 1;
    }
    return found;
  }

  return { plane, planeSentence, counties, map, who, frontier };
})();
