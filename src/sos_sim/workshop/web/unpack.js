"use strict";
window.SOS = window.SOS || {};

/** Unpack what the file holds: text blocks of compressed bytes, opened by the browser itself. */
SOS.unpack = (() => {
  const PARTS = ["series", "rows", "districts"];

  /** Give the bytes of a block, or null when the file has none of this name. The block is emptied: it is read once. */
  async function bytes(name) {
    const block = document.getElementById(`part-${name}`);
    if (!block) return null;
    const packed = atob(block.textContent);
    block.textContent = "";
    const raw = new Uint8Array(packed.length);
    for (let place = 0; place < raw.length; place += 1) raw[place] = packed.charCodeAt(place);
    const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /** Give a block of plain data, or null when the file has none of this name. */
  async function json(name) {
    const found = await bytes(name);
    return found && JSON.parse(new TextDecoder().decode(found));
  }

  /** Give all answers in the order they were packed; each was kept as its difference from the one before. */
  async function answers(meta) {
    const futures = meta.seeds.length;
    const sizes = [
      meta.outcomes.length * meta.dates.length * futures,
      meta.byRow.length * meta.rows.length * futures,
      meta.byDistrict.length * meta.districts.code.length,
    ];
    const width = sizes.reduce((sum, size) => sum + size, 0);
    const planes = await bytes("answers");
    const half = planes.length / 2;
    const found = [];
    const count = half / width;
    let before = new Int16Array(width);
    for (let number = 0; number < count; number += 1) {
      const values = new Int16Array(width);
      // What all answers say of one number stands together. An Int16Array wraps around at 16 bits, as the packing does.
      for (let place = 0, at = number; place < width; place += 1, at += count) {
        values[place] = before[place] + planes[at] + (planes[half + at] << 8);
      }
      let from = 0;
      const cut = sizes.map((size) => values.subarray(from, (from += size)));
      found.push(Object.fromEntries(PARTS.map((name, place) => [name, cut[place]])));
      before = values;
    }
    return found;
  }

  return { answers, json };
})();
