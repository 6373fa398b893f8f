"use strict";
window.SOS = window.SOS || {};

/** The rounds of a workshop: kept while the tab is open, and written out as CSV. */
SOS.predictRounds = (() => {
  /** Name where rounds are kept; a page of another version or other years has its own. */
  const store = (meta) => `sos-sim rounds, ${meta.version}, ${meta.dates.join(" ")}`;

  function looksRight(round) {
    const predictions = round && Number.isInteger(round.number) && round.predictions;
    return Array.isArray(predictions) && predictions.every((each) => each.score);
  }

  /** Read the rounds kept in this tab; none when there are none, or the browser keeps nothing for a file. */
  function read(meta) {
    try {
      const kept = JSON.parse(window.sessionStorage.getItem(store(meta)) || "[]");
      return Array.isArray(kept) ? kept.filter(looksRight) : [];
    } catch {
      return [];
    }
  }

  /** Keep the rounds in this tab, where the browser allows it. */
  function keep(meta, rounds) {
    try {
      window.sessionStorage.setItem(store(meta), JSON.stringify(rounds));
    } catch {
      // A page opened from a file may have no storage: the rounds then live as long as the page.
    }
  }

  /** Name a setting in words: its preset and the levers moved on top. */
  function words(meta, setting) {
    const preset = meta.presets.find((each) => each.name === setting.scenario);
    const moved = Object.entries(setting.moved).map(([path, value]) => {
      const lever = meta.levers.find((each) => each.path === path);
      return `${lever ? lever.label : path}: ${lever ? SOS.stat.format(value, lever.unit) : value}`;
    });
    return [preset ? preset.label : setting.scenario, ...moved].join("; ");
  }

  /** Write one cell; a text that a spreadsheet would take for a formula is made harmless. */
  function cell(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return "";
    if (typeof value === "number") return String(Number(value.toFixed(4)));
    const text = String(value).replace(/\r\n?|\n/g, " ");
    const safe = /^\s*[=+\-@\t]/.test(text) ? `'${text}` : text;
    return /[",]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }

  function row(meta, round, prediction, places) {
    const { score } = prediction;
    const result = round.results[prediction.outcome] || null;
    const outcome = meta.outcomes.find((each) => each.name === prediction.outcome);
    const curve = prediction.kind === "curve";
    const parts = (band) => ["low", "mid", "high"].map((part) => (band ? band[part] : null));
    const change = result ? [result.change.low, result.change.mean, result.change.high] : parts(null);
    const right = score.rightDirection ? "yes" : "no";
    return [
      round.number, round.time, round.aWords, round.bWords, round.link, round.seen ? "yes" : "",
      prediction.outcome, outcome ? outcome.unit : "", prediction.kind, prediction.who, prediction.why,
      prediction.kind === "range" ? SOS.predictScore.CHOICES[prediction.choice] : "",
      ...places.map((_, year) => (curve ? prediction.points[year] : null)),
      ...places.flatMap((_, year) => parts(result && result.b[year])),
      ...change,
      score.distance, score.inside, score.score, score.naive, result ? right : "", round.learned,
    ];
  }

  /** Write all rounds as CSV, one line for each prediction; a round without any has one line that says so. */
  function csv(meta, rounds) {
    const places = SOS.predictScore.yearPlaces(meta.dates);
    const dates = places.map((place) => meta.dates[place]);
    const head = [
      "round", "time", "setting A", "setting B", "link", "shown before", "outcome", "unit", "kind", "who", "why", "range",
      ...dates.map((date) => `prediction ${date}`),
      ...dates.flatMap((date) => ["low", "middle", "high"].map((part) => `result ${part} ${date}`)),
      "change at end low", "change at end middle", "change at end high",
      "distance (curve: units, range: steps)", "years inside likely range",
      "score", "score of nothing changes", "right direction", "learned",
    ];
    const none = { outcome: "", kind: "none", who: "", why: "", score: {} };
    const rows = rounds.flatMap((round) => {
      const predictions = round.predictions.length ? round.predictions : [none];
      return predictions.map((prediction) => row(meta, round, prediction, places));
    });
    return [head, ...rows].map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";
  }

  return { read, keep, words, cell, csv };
})();
