"use strict";
window.SOS = window.SOS || {};

/** Rows of the line charts: bands, lines, labels at their ends, the policy's start and the room's prediction. */
SOS.chartLines = (() => {
  const NAMES = { true_outcome: "true", measured_outcome: "measured", authentic: "real", surface: "tools only" };
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

  /** Give a month as a year with a fraction. */
  function yearOf(date) {
    return Number(date.slice(0, 4)) + (Number(date.slice(5)) - 1) / 12;
  }

  function month(date) {
    return `${MONTHS[Number(date.slice(5)) - 1]} ${date.slice(0, 4)}`;
  }

  /** List what may be shown, A first: [who, its answer, its name]. */
  function shown(view) {
    const a = ["A", view.a, view.aName === "Today" ? "today" : "A"];
    if (view.hidden) return [a];
    const b = ["B", view.b, "now"];
    return SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting) ? [b] : [a, b];
  }

  const within = (value, [low, high]) => Math.min(Math.max(value, low), high);

  /** Push labels apart so that none covers another, as little as possible; rows in place, y in units of the axis. */
  function apart(labels, gap, [low, high]) {
    labels.sort((one, other) => one.y - other.y);
    let floor = low;
    for (const label of labels) {
      label.y = Math.max(label.y, floor);
      floor = label.y + gap;
    }
    let roof = high;
    for (const label of [...labels].reverse()) {
      label.y = Math.min(label.y, roof);
      roof = label.y - gap;
    }
    return labels;
  }

  function guessOf(outcomes) {
    const guess = SOS.predict && SOS.predict.guess ? SOS.predict.guess() : null;
    return guess && outcomes.includes(guess.outcome) ? guess.points : null;
  }

  /** Give the curves of one chart: [{who, name, look, part, outcome, bands}]. */
  function curves(view, outcomes) {
    return shown(view).flatMap(([who, answer, name]) =>
      outcomes.map((outcome, part) => ({ who, name, part, outcome, look: who + part, bands: answer.bands(outcome) })));
  }

  /** Build the data sets of one chart; `plot` is the size of its inner part. */
  function rows(view, { outcomes, range }, plot) {
    const years = view.meta.dates.map(yearOf);
    const last = years.length - 1;
    const all = curves(view, outcomes);
    const perPixel = (range[1] - range[0]) / Math.max(plot.height, 1);
    const lines = [];
    const beyond = [];
    for (const { who, look, bands } of all) {
      let out = null;
      bands.forEach((band, time) => {
        if (!Number.isFinite(band.mid)) return;
        const [y, low, high] = [band.mid, band.low, band.high].map((value) => within(value, range));
        lines.push({ x: years[time], y, low, high, who, look });
        if (y !== band.mid) out = { x: years[time], y, who, up: band.mid > y };
      });
      if (out) beyond.push(out);
    }
    const guess = guessOf(outcomes);
    const ends = all.filter(({ part }) => part === 0)
      .map(({ who, name, bands }) => ({ x: years[last], y: within(bands[last].mid, range), who, text: name, at: "end" }));
    if (guess) ends.push({ x: years[last], y: within(guess[last], range), who: "G", text: "guess", at: "end" });
    const half = 0.5 * plot.unit * perPixel;
    apart(ends, 1.1 * plot.unit * perPixel, [range[0] + half, range[1] - half]);
    return {
      lines, beyond,
      ends: [...ends, ...partNames(all, years[last], range, plot.unit * perPixel)],
      guess: guess ? guess.map((value, time) => ({ x: years[time], y: within(value, range), dot: time % 2 === 0 })) : [],
      policy: [{ x: yearOf(view.state.start), text: outcomes.length > 1 ? "policy" : "policy starts" }],
    };
  }

  /** Name both lines of a chart that has two, above the upper and below the lower one. */
  function partNames(all, x, range, size) {
    const who = all[all.length - 1].who;
    const two = all.filter((curve) => curve.who === who);
    if (two.length < 2) return [];
    const at = two.map(({ bands }) => within(bands[bands.length - 1].mid, range));
    const upper = at[1] > at[0] ? 1 : 0;
    const rows = two.map(({ outcome }, part) => ({
      x, who, at: "in", text: NAMES[outcome], y: at[part] + (part === upper ? 0.75 : -0.75) * size,
    }));
    return apart(rows, 1.05 * size, [range[0] + 0.5 * size, range[1] - 0.5 * size]);
  }

  function declared(meta, name) {
    return meta.outcomes.find((each) => each.name === name);
  }

  /** Say a chart in one sentence, with its numbers. */
  function sentence(view, { outcomes }) {
    const { meta } = view;
    const said = curves(view, outcomes).map(({ name, outcome, bands }) => {
      const { label, unit } = declared(meta, outcome);
      const { low, mid, high } = bands[bands.length - 1];
      const text = (value) => SOS.stat.format(value, unit);
      return `${label}, ${name}: ${text(bands[0].mid)} at first, ${text(mid)} at the end, likely range ${text(low)} to ${text(high)}`;
    });
    return `Lines from ${month(meta.dates[0])} to ${month(meta.dates[meta.dates.length - 1])}. ${said.join("; ")}.`;
  }

  /** Say what the lines of a chart show at one date, a line of text for each setting. */
  function reading(view, { outcomes }, time) {
    const all = curves(view, outcomes);
    const parts = shown(view).map(([who, , name]) => {
      const mine = all.filter((curve) => curve.who === who);
      const values = mine.map(({ outcome, bands }) => {
        const value = SOS.stat.format(bands[time].mid, declared(view.meta, outcome).unit);
        return mine.length > 1 ? `${NAMES[outcome]} ${value}` : value;
      });
      return `${name}: ${values.join(", ")}`;
    });
    const date = month(view.meta.dates[time]);
    return outcomes.length > 1 ? [date, ...parts].join("\n") : `${date}\n${parts.join(", ")}`;
  }

  /** Build the crosshair of a chart at one date. */
  function cross(view, { outcomes, range }, time) {
    if (time === null) return [];
    const x = yearOf(view.meta.dates[time]);
    return curves(view, outcomes).map(({ who, bands }) => ({ x, who, y: within(bands[time].mid, range) }));
  }

  /** Say how high the lines of a chart end on the whole, as a share of its axis. */
  function height(view, { outcomes, range }) {
    const ends = curves(view, outcomes).map(({ bands }) => within(bands[bands.length - 1].mid, range));
    return (SOS.stat.mean(ends) - range[0]) / (range[1] - range[0]);
  }

  return { rows, cross, height, reading, sentence, shown, yearOf, within, apart };
})();
