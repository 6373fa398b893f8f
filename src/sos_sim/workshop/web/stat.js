"use strict";
window.SOS = window.SOS || {};

/** Small statistics over futures, and how numbers are written. */
SOS.stat = (() => {
  const MINUS = "\u2212";

  function known(values) {
    return Array.from(values).filter((value) => Number.isFinite(value));
  }

  /** Give the quantile q of some values, by linear interpolation. */
  function quantile(values, q) {
    const sorted = known(values).sort((one, other) => one - other);
    if (!sorted.length) return NaN;
    const place = q * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  function mean(values) {
    const all = known(values);
    return all.length ? all.reduce((sum, value) => sum + value, 0) / all.length : NaN;
  }

  /** Give the likely range of some futures: 5 %, mean and 95 %. */
  function band(values) {
    return { low: quantile(values, 0.05), mid: mean(values), high: quantile(values, 0.95) };
  }

  /** Compare two settings future by future: mean of b - a, its likely range, and the share of futures where b is higher. */
  function paired(a, b) {
    const differences = Array.from(a, (value, future) => b[future] - value).filter((value) => Number.isFinite(value));
    const range = band(differences);
    const higher = differences.filter((value) => value > 0).length;
    return { mean: range.mid, low: range.low, high: range.high, share: differences.length ? higher / differences.length : NaN };
  }

  const DIGITS = { "student SD": 2, "0-5": 2, "0-1": 2, "days a year": 0, index: 2, ratio: 2 };

  function isShare(unit) {
    return unit.startsWith("share");
  }

  function digitsOf(unit, value) {
    if (unit.startsWith("$")) return Math.abs(value) < 100 ? 2 : 0;
    if (isShare(unit)) return 0;
    return unit in DIGITS ? DIGITS[unit] : 2;
  }

  /** Write a value in its unit, `finer` digits more than usual; shares as per cent, money in dollars. */
  function format(value, unit, finer = 0) {
    if (!Number.isFinite(value)) return "\u2013";
    const scaled = isShare(unit) ? 100 * value : value;
    let text = Math.abs(scaled).toFixed(digitsOf(unit, scaled) + finer);
    const negative = scaled < 0 && Number(text) !== 0;
    if (isShare(unit)) text += " %";
    if (unit.startsWith("$")) text = "$" + text;
    return negative ? MINUS + text : text;
  }

  /** Write a change with its sign; what is too small to show is "no change". */
  function signed(value, unit) {
    if (!Number.isFinite(value)) return "\u2013";
    const text = format(Math.abs(value), unit);
    if (!/[1-9]/.test(text)) return "no change";
    const points = isShare(unit) ? text.replace(" %", " points") : text;
    return (value < 0 ? MINUS : "+") + points;
  }

  return { quantile, mean, band, paired, format, signed, isShare };
})();
