"use strict";
window.SOS = window.SOS || {};

/** Read an answer, whole numbers in steps, as the values they stand for. */
SOS.answer = (() => {
  const MISSING = -32768;

  function index(list, name) {
    const place = list.findIndex((each) => each.name === name);
    if (place < 0) throw new Error(`no outcome ${name} in the answer`);
    return place;
  }

  function value(whole, step) {
    return whole === MISSING ? NaN : whole * step;
  }

  /** Wrap the JSON of one answer. */
  return function answer(meta, json) {
    const futures = meta.seeds.length;
    const times = meta.dates.length;
    const places = meta.rows.length;
    const count = meta.districts.code.length;

    function at(outcome, time) {
      const place = index(meta.outcomes, outcome);
      const first = (place * times + time) * futures;
      return Array.from({ length: futures }, (_, k) => value(json.series[first + k], meta.outcomes[place].step));
    }

    return {
      json,
      at,
      end: (outcome) => at(outcome, times - 1),
      bands: (outcome) => meta.dates.map((_, time) => SOS.stat.band(at(outcome, time))),
      rows(outcome, kind) {
        const place = index(meta.byRow, outcome);
        return meta.rows
          .map((row, number) => ({ row, first: (place * places + number) * futures }))
          .filter(({ row }) => row.kind === kind)
          .map(({ row, first }) => ({
            ...row,
            values: Array.from({ length: futures }, (_, k) => value(json.rows[first + k], meta.byRow[place].step)),
          }));
      },
      district(outcome) {
        const place = index(meta.byDistrict, outcome);
        const part = json.districts.slice(place * count, (place + 1) * count);
        return Array.from(part, (whole) => value(whole, meta.byDistrict[place].step));
      },
    };
  };
})();
