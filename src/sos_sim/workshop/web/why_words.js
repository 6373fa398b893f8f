"use strict";
window.SOS = window.SOS || {};

/** What carried a difference, in two sentences worked out from the figures. */
SOS.whyWords = (() => {
  const { stat } = SOS;
  const MINUS = "\u2212";
  const OUTCOMES = {
    true_outcome: { label: "true achievement", unit: "student SD", digits: 2, ways: "mechanisms" },
    capability: { label: "capability", unit: "points of 5", digits: 1, ways: "areas" },
  };
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
  const quoted = (label) => `\u201c${label}\u201d`;

  function said(part) {
    const moved = part.from === undefined || part.from === null || part.from === part.to ? "" : ` (${plain(part.from)} \u2192 ${plain(part.to)})`;
    return `${quoted(part.label)}${moved}`;
  }

  const plain = (value) => String(Number(value.toPrecision(4))).replace("-", MINUS);

  /** Order parts along the direction of the difference, largest first; those that chance alone could make are left out. */
  function told(parts, sign) {
    return parts
      .map((part) => ({ ...part, share: stat.band(part.shares) }))
      .filter((part) => isClear(part.share))
      .sort((one, other) => sign * (other.share.mid - one.share.mid));
  }

  function portion(part, whole) {
    const share = part.share.mid / whole;
    if (share > 1.005) return "more than all of it";
    if (share > 0.995) return "all of it";
    const percent = `${Math.round(100 * share)} % of it`;
    return share >= 0.5 ? percent : `the largest part, ${percent}`;
  }

  /** Say which part carried most of a difference and which worked against it. */
  function carried(parts, difference, whole, outcome, kind, settled) {
    const sign = difference < 0 ? -1 : 1;
    const known = told(parts, sign);
    if (!known.length) return `no single ${kind} can be told from chance`;
    const [along, against] = [known[0], known[known.length - 1]];
    const amount = (part) => signed(part.share.mid, outcome);
    const words = [];
    if (sign * along.share.mid > 0) {
      words.push(`${said(along)} ${settled ? `carried ${portion(along, whole)}` : "moved it by itself"} (${amount(along)})`);
    }
    if (sign * against.share.mid < 0) {
      words.push(`${said(against)} ${settled ? "worked against it" : words.length ? "the other way" : "moved it by itself"} (${amount(against)})`);
    } else if (settled && parts.length > 1) {
      words.push("nothing clearly worked against it");
    }
    return words.join(settled ? ", while " : ", ").replace(", while nothing", "; nothing");
  }

  function ends(difference, outcome, { a, b }) {
    const { label, unit } = OUTCOMES[outcome];
    const up = difference.mean > 0;
    const arrow = up ? "\u25b2" : "\u25bc";
    return `${b} ends ${arrow} ${figure(difference.mean, outcome)} ${unit} ${up ? "above" : "below"} ${a} in ${label} (${range(difference, outcome)})`;
  }

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  /**
   * Say in two sentences what carried the difference between A and B, and by which way.
   * `differences` holds SOS.stat.paired(a, b) by outcome; `why` comes from between(); `names` are those of A and B.
   */
  function sentences(why, differences, names, viaToday) {
    const nothing = [differences.true_outcome, differences.capability].every((found) => found.low === 0 && found.high === 0);
    if (!why || nothing) {
      return { outcome: null, lines: [`${names.b} ends exactly where ${names.a} does: nothing that was changed makes a difference.`], note: "" };
    }
    const [achievement, capability] = [differences.true_outcome, differences.capability];
    const outcome = isClear(achievement) || !isClear(capability) ? "true_outcome" : "capability";
    const settled = isClear(differences[outcome]);
    const { components, whole, [OUTCOMES[outcome].ways]: ways } = why.outcomes[outcome];
    const size = stat.mean(whole);
    const first = [];
    if (outcome === "capability" || !settled) {
      const chance = `In true achievement ${names.b} cannot be told from ${names.a}: ${signed(achievement.mean, "true_outcome")} student SD may be chance (${range(achievement, "true_outcome")})`;
      first.push(chance, settled ? `, but ${ends(capability, "capability", names)}` : "");
    } else {
      first.push(ends(achievement, "true_outcome", names));
    }
    const because = carried(components, differences[outcome].mean, size, outcome, "change", settled);
    const through = carried(ways, differences[outcome].mean, size, outcome, "way", settled);
    const intro = outcome === "capability" ? "Of the six areas, " : "Of the ways to students, ";
    const futures = why.seeds.length === 1 ? "1 future" : `${why.seeds.length} futures`;
    const note = `Shares: ${futures}, exact within the model${viaToday ? "; measured by way of today" : ""}.`;
    return { outcome, lines: [`${first.join("")}; ${because}.`, capital(`${intro}${through}.`)], note };
  }

  return { between, sentences, figure, signed, isClear, OUTCOMES };
})();
