"use strict";
window.SOS = window.SOS || {};

/** What carried a difference, in two sentences worked out from the figures. */
SOS.whyWords = (() => {
  const { stat } = SOS;
  const MINUS = "\u2212";
  const OUTCOMES = {
    true_outcome: { label: "true achievement", unit: "student SD", digits: 2, ways: "mechanisms" },
    capability: { label: "capability", unit: "points of 5", digits: 2, ways: "areas" },
  };
  /** How far the futures the shares come from may miss the difference over all, as a part of it, for shares in per cent. */
  const STEADY = 0.25;
  const LEVERS = / \((?:the other )?\d+ levers(?: together)?\)$/;

  const total = (lists, futures) => Array.from({ length: futures }, (_, k) => lists.reduce((sum, list) => sum + list[k], 0));
  const less = (before, after) => after.map((value, k) => value - before[k]);
  const lists = (parts) => parts.map((part) => part.shares);

  /** Join parts of A and B that have levers in common: what is tied in one of them is tied in both. */
  function groups(before, after) {
    let found = [];
    for (const part of [...before, ...after]) {
      const joined = found.filter((group) => group.some((path) => part.members.includes(path)));
      const rest = found.filter((group) => !joined.includes(group));
      found = [...rest, [...new Set([...joined.flat(), ...part.members])]];
    }
    return found;
  }

  function component(members, before, after, futures) {
    const within = (part) => members.includes(part.members[0]);
    const [one, other] = [before.filter(within), after.filter(within)];
    const largest = [...other, ...one].reduce((best, part) => (part.members.length > best.members.length ? part : best));
    const single = members.length === 1;
    // A lever that one of the two leaves alone has the value of today there, which the other tells.
    const from = single ? (one.length ? one[0].to : other[0].from) : null;
    const to = single ? (other.length ? other[0].to : one[0].from) : null;
    const whole = largest.members.length === members.length;
    const label = single || whole ? largest.label : `${largest.label.replace(LEVERS, "")} (${members.length} levers together)`;
    return { path: largest.path, members, label, from, to, shares: less(total(lists(one), futures), total(lists(other), futures)) };
  }

  function named(before, after, futures) {
    const names = [...new Set([...after, ...before].map((part) => part.name))];
    return names.map((name) => {
      const [one, other] = [before, after].map((parts) => parts.filter((part) => part.name === name));
      return { name, label: [...other, ...one][0].label, shares: less(total(lists(one), futures), total(lists(other), futures)) };
    });
  }

  /** Subtract what carried A from what carried B, both against today; null stands for today itself. */
  function between(a, b) {
    const known = b || a;
    if (!known) return null;
    const futures = known.seeds.length;
    const outcomes = {};
    for (const [outcome, { ways }] of Object.entries(OUTCOMES)) {
      const none = { whole: Array(futures).fill(0), components: [], [ways]: [] };
      const [before, after] = [a, b].map((each) => (each ? each.outcomes[outcome] : none));
      const paths = groups(before.components, after.components);
      outcomes[outcome] = {
        whole: less(before.whole, after.whole),
        components: paths.map((members) => component(members, before.components, after.components, futures)),
        [ways]: named(before[ways], after[ways], futures),
      };
    }
    return { seeds: known.seeds, outcomes };
  }

  /** Write an amount with the digits its size asks for. */
  function figure(value, outcome) {
    const size = Math.abs(value);
    const { digits } = OUTCOMES[outcome];
    const nearest = size.toFixed(size < 10 ** (1 - digits) ? digits + 1 : digits);
    return /[1-9]/.test(nearest) || size === 0 ? nearest : size.toFixed(digits + 2);
  }

  function signed(value, outcome) {
    const text = figure(value, outcome);
    return /[1-9]/.test(text) ? (value < 0 ? MINUS : "+") + text : text;
  }

  const range = (found, outcome) => `likely range ${signed(found.low, outcome)} to ${signed(found.high, outcome)}`;
  const isClear = (found) => found.low > 0 || found.high < 0;
  const small = (label) => (/^.[A-Z]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1));
  const quoted = (label) => `\u201c${small(label)}\u201d`;

  /** Name a part, what was done to it, and what it carried. */
  function said(part, outcome, ...more) {
    const isMoved = part.from !== undefined && part.from !== null && part.from !== part.to;
    const moved = isMoved ? [`${plain(part.from)} \u2192 ${plain(part.to)}`] : [];
    return `${quoted(part.label)} (${[...moved, ...more.filter(Boolean), signed(part.share.mid, outcome)].join("; ")})`;
  }

  const plain = (value) => String(Number(value.toPrecision(4))).replace("-", MINUS);

  /** Order parts along the direction of the difference, largest first; those that chance alone could make are left out. */
  function told(parts, sign) {
    return parts
      .map((part) => ({ ...part, share: stat.band(part.shares) }))
      .filter((part) => isClear(part.share))
      .sort((one, other) => sign * (other.share.mid - one.share.mid));
  }

  /** Say how much of a difference a part carried; nothing where the futures it is worked out in differ much from all. */
  function portion(part, whole, difference) {
    if (Math.abs(whole - difference) > STEADY * Math.abs(difference)) return "";
    const share = part.share.mid / whole;
    if (share > 1.005) return "more than all of it";
    return share > 0.995 ? "all of it" : `${Math.round(100 * share)} % of it`;
  }

  /** Pick the part that carried most of a difference and the one that worked against it most. */
  function picked(parts, difference) {
    const sign = difference < 0 ? -1 : 1;
    const known = told(parts, sign);
    return {
      along: known.length && sign * known[0].share.mid > 0 ? known[0] : null,
      against: known.length && sign * known[known.length - 1].share.mid < 0 ? known[known.length - 1] : null,
    };
  }

  /** Say what pulled which way where the difference as a whole may be chance. */
  function pulled(parts, difference, outcome, kind) {
    const { along, against } = picked(parts, difference);
    const known = [along, against].filter(Boolean);
    if (!known.length) return `no single ${kind} can be told from chance`;
    const names = known.map((part) => said(part, outcome));
    return names.length > 1 ? `${names[0]} moved it one way and ${names[1]} the other` : `${names[0]} moved it by itself`;
  }

  const worked = (part, outcome) => (part ? `, while ${said(part, outcome)} worked against it` : "");

  function because(parts, difference, whole, outcome) {
    const { along, against } = picked(parts, difference);
    if (!along) return `; no single change can be told from chance${worked(against, outcome)}`;
    const much = portion(along, whole, difference);
    return `, ${much || "the largest part"} from ${said(along, outcome)}${worked(against, outcome)}`;
  }

  function through(parts, difference, whole, outcome) {
    const { along, against } = picked(parts, difference);
    const isArea = outcome === "capability";
    if (!along) return `No single ${isArea ? "area" : "way to students"} can be told from chance${worked(against, outcome)}`;
    const much = portion(along, whole, difference);
    return `${isArea ? "Of the six areas it is most in" : "It reached students most by"} ${said(along, outcome, much)}${worked(against, outcome)}`;
  }

  function ends(difference, outcome, { a, b }) {
    const { label, unit } = OUTCOMES[outcome];
    const up = difference.mean > 0;
    return `${b} ends ${up ? "\u25b2" : "\u25bc"} ${figure(difference.mean, outcome)} ${unit} ${up ? "above" : "below"} ${a} in ${label} (${range(difference, outcome)})`;
  }

  /**
   * Say in two sentences what carried the difference between A and B, and by which way.
   * `differences` holds SOS.stat.paired(a, b) by outcome; `why` comes from between(); `names` are those of A and B.
   */
  function sentences(why, differences, names, viaToday, futures) {
    const [achievement, capability] = [differences.true_outcome, differences.capability];
    if (!why || [achievement, capability].every((found) => found.low === 0 && found.high === 0)) {
      return { outcome: null, lines: [`${names.b} ends exactly where ${names.a} does: nothing that was changed makes a difference.`], note: "" };
    }
    const outcome = isClear(achievement) || !isClear(capability) ? "true_outcome" : "capability";
    const { components, whole, [OUTCOMES[outcome].ways]: ways } = why.outcomes[outcome];
    const [difference, size] = [differences[outcome].mean, stat.mean(whole)];
    const chance =
      `In true achievement ${names.b} cannot be told from ${names.a}: ` +
      `${signed(achievement.mean, "true_outcome")} student SD may be chance (${range(achievement, "true_outcome")})`;
    const of = why.seeds.length === futures ? `all ${futures} futures` : `${why.seeds.length} of ${futures} futures`;
    const note = `Shares: ${of}${viaToday ? "; measured by way of today" : ""}.`;
    if (!isClear(differences[outcome])) {
      const lines = [`${chance}; ${pulled(components, difference, outcome, "change")}.`];
      lines.push(`Of the ways to students, ${pulled(ways, difference, outcome, "way")}.`);
      return { outcome, lines, note };
    }
    const opening = outcome === "capability" ? `${chance}, but ` : "";
    const nobody = [components, ways].every((parts) => !picked(parts, difference).against);
    const lines = [
      `${opening}${ends(differences[outcome], outcome, names)}${because(components, difference, size, outcome)}.`,
      `${through(ways, difference, size, outcome)}${nobody ? "; nothing clearly worked against it" : ""}.`,
    ];
    return { outcome, lines, note };
  }

  return { between, sentences, figure, signed, isClear, OUTCOMES };
})();
