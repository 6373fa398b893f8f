"use strict";
window.SOS = window.SOS || {};

/** Play the way from A to B once more. */
SOS.replay = (() => {
  const SECONDS = 1.5;

  function between(a, b, share) {
    return a.map((value, place) => value + share * (b[place] - value));
  }

  /** Give what lies between two answers, a share of the way from a to b; it exists only while a replay moves. */
  function mixed(meta, a, b, share) {
    const last = meta.dates.length - 1;
    const at = (outcome, time) => between(a.at(outcome, time), b.at(outcome, time), share);
    return {
      json: b.json,
      at,
      end: (outcome) => at(outcome, last),
      bands: (outcome) => meta.dates.map((_, time) => SOS.stat.band(at(outcome, time))),
      rows(outcome, kind) {
        const first = a.rows(outcome, kind);
        return b.rows(outcome, kind).map((row, place) => ({ ...row, values: between(first[place].values, row.values, share) }));
      },
      district: (outcome) => between(a.district(outcome), b.district(outcome), share),
    };
  }

  /** Paint the way from A to B; `paint(view)` is waited for, `going()` says whether to go on. */
  async function play(view, paint, going) {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const began = performance.now();
    for (;;) {
      const share = (performance.now() - began) / (1000 * SECONDS);
      if (share >= 1 || !going()) return;
      const eased = share * share * (3 - 2 * share);
      await paint({ ...view, b: mixed(view.meta, view.a, view.b, eased) });
      await new Promise((done) => requestAnimationFrame(done));
    }
  }

  return { play };
})();
