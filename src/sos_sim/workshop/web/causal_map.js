"use strict";
window.SOS = window.SOS || {};

/** Which nodes, links and loops of the causal map carried a difference, and their picture. */
SOS.causalMap = (() => {
  const LEAST = 0.05;
  const SHOWN_LOOPS = 2;
  const MINUS = "\u2212";
  const SVG = "http://www.w3.org/2000/svg";
  const [WIDTH, HEIGHT, BEND, STEPS] = [2.45, 0.84, 0.1, 40];

  /** Tell how each node changed from a to b, in clear changes; up or down only where the futures agree. */
  function changes(causes, a, b) {
    return new Map(causes.nodes.map(({ name, outcomes }) => {
      const scaled = outcomes.map((each) => {
        const before = a.end(each.name);
        return b.end(each.name).map((value, k) => (value - before[k]) / each.scale);
      });
      const moved = scaled[0].map((_, k) => SOS.stat.mean(scaled.map((values) => values[k])));
      const { low, mid, high } = SOS.stat.band(moved);
      const agree = (low > 0 || high < 0) && Math.abs(mid) >= LEAST;
      return [name, { change: mid, direction: agree ? Math.sign(mid) : 0 }];
    }));
  }

  /** Tell whether a link fits what both its ends did: 1 it does, 0 an end did not change, -1 it pushed the other way. */
  function fit(edge, nodes) {
    const together = nodes.get(edge.of).direction * nodes.get(edge.on).direction;
    if (!together || edge.sign === "\u00b1") return Math.abs(together);
    return edge.sign === "+" ? together : -together;
  }

  const key = (of, on) => `${of}|${on}`;

  function linksOf(loop) {
    return loop.path.map((of, place) => key(of, loop.path[(place + 1) % loop.path.length]));
  }

  /** Weigh each channel by its part in the difference of true achievement; null when that is not known. */
  function channelWeights(why) {
    const parts = why ? why.outcomes.true_outcome.mechanisms : [];
    const sizes = parts.map((part) => [part.name, Math.abs(SOS.stat.mean(part.shares))]);
    const all = sizes.reduce((sum, [, size]) => sum + size, 0);
    return all > 0 ? new Map(sizes.map(([name, size]) => [name, size / all])) : null;
  }

  /**
   * Tell how strongly a loop is lit. Going round, the directions of change always multiply to plus: a reinforcing loop
   * is lit when every link fits, a balancing one when all fit but the one by which it pushed back.
   */
  function strength(loop, nodes, edges, channels, weights) {
    const links = linksOf(loop).map((name) => edges.get(name));
    const fits = links.map((edge) => fit(edge, nodes));
    const against = links.filter((_, place) => fits[place] < 0);
    if (fits.includes(0) || against.length !== (loop.kind === "balancing" ? 1 : 0)) return null;
    const sizes = loop.path.map((name) => Math.abs(nodes.get(name).change));
    const through = channels.filter((channel) => channel.nodes.some((name) => loop.path.includes(name)));
    const weight = weights ? Math.max(0, ...through.map((channel) => weights.get(channel.name) || 0)) : 1;
    const unsure = links.filter((edge) => edge.sign === "\u00b1").length;
    return { loop, links: linksOf(loop), against, strength: Math.min(...sizes) * weight * 0.5 ** unsure };
  }

  /** Find what is lit between two answers: directions of nodes, fits of links, and the two strongest loops. */
  function lit(meta, a, b, why) {
    const { causes, channels } = meta;
    const nodes = changes(causes, a, b);
    const edges = new Map(causes.edges.map((edge) => [key(edge.of, edge.on), edge]));
    const weights = channelWeights(why);
    const found = causes.loops
      .map((loop) => strength(loop, nodes, edges, channels, weights))
      .filter((each) => each && each.strength > 0)
      .sort((one, other) => other.strength - one.strength || one.links.length - other.links.length);
    const loops = [];
    for (const each of found) {
      const apart = loops.every((other) => each.links.filter((name) => other.links.includes(name)).length * 2 <= each.links.length);
      if (apart && loops.length < SHOWN_LOOPS) loops.push(each);
    }
    return { nodes, fits: new Map([...edges].map(([name, edge]) => [name, fit(edge, nodes)])), loops };
  }

  /** Nothing lit: what is shown before the reveal. */
  function unlit(meta) {
    return { nodes: new Map(meta.causes.nodes.map(({ name }) => [name, { change: 0, direction: 0 }])), fits: new Map(), loops: [] };
  }

  const arrow = (direction) => (direction > 0 ? "\u25b2" : direction < 0 ? "\u25bc" : "");
  const sign = (text) => (text === "-" ? MINUS : text);

  function shape(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [each, value] of Object.entries(attributes)) made.setAttribute(each, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /** Follow a bent line from the rim of one node to the rim of another. */
  function line(from, to) {
    const middle = { x: (from.x + to.x) / 2 - BEND * (to.y - from.y), y: (from.y + to.y) / 2 + BEND * (to.x - from.x) };
    const points = Array.from({ length: STEPS + 1 }, (_, step) => {
      const t = step / STEPS;
      const at = (name) => (1 - t) ** 2 * from[name] + 2 * t * (1 - t) * middle[name] + t ** 2 * to[name];
      return { x: at("x"), y: at("y") };
    });
    const outside = (point, node, more) => Math.abs(point.x - node.x) > WIDTH / 2 + more || Math.abs(point.y - node.y) > HEIGHT / 2 + more;
    return points.filter((point) => outside(point, from, 0) && outside(point, to, 0.1));
  }

  function head(points, size) {
    const tip = points[points.length - 1];
    const before = points[Math.max(0, points.length - 4)];
    const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
    const [dx, dy] = [(size * (tip.x - before.x)) / length, (size * (tip.y - before.y)) / length];
    return `${tip.x + dx * 0.4},${tip.y + dy * 0.4} ${tip.x - dx * 0.6 - dy * 0.5},${tip.y - dy * 0.6 + dx * 0.5} ${tip.x - dx * 0.6 + dy * 0.5},${tip.y - dy * 0.6 - dx * 0.5}`;
  }

  function drawEdge(svg, edge, places, state, most) {
    const name = key(edge.of, edge.on);
    const points = line(places.get(edge.of), places.get(edge.on));
    if (points.length < 2) return;
    const loop = state.loops.findIndex((each) => each.links.includes(name));
    const fits = state.fits.get(name) || 0;
    const kind = loop >= 0 ? `loop-${loop + 1}` : fits > 0 ? "is-lit" : "";
    const group = shape("g", { class: `edge ${kind}${edge.sign === "-" ? " is-minus" : ""}${edge.sign === "\u00b1" ? " is-either" : ""}` });
    const width = loop >= 0 ? 0.06 + (0.08 * state.loops[loop].strength) / most : fits > 0 ? 0.035 : 0.02;
    group.append(shape("polyline", { points: points.map((each) => `${each.x},${each.y}`).join(" "), "stroke-width": width }));
    group.append(shape("polygon", { points: head(points, loop >= 0 ? 0.36 : 0.2) }));
    if (loop >= 0) {
      const middle = points[Math.floor(points.length * 0.35)];
      group.append(shape("circle", { cx: middle.x, cy: middle.y, r: 0.24 }));
      group.append(shape("text", { x: middle.x, y: middle.y, class: "sign" }, sign(edge.sign)));
    }
    svg.append(group);
  }

  function drawNode(svg, node, place, state, pick) {
    const { direction } = state.nodes.get(node.name);
    const words = direction > 0 ? "goes up" : direction < 0 ? "goes down" : "no clear change";
    const group = shape("g", { class: `node${direction ? " is-changed" : ""}` });
    group.append(shape("rect", { x: place.x - WIDTH / 2, y: place.y - HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 0.12 }));
    const lines = node.label.split("\n");
    lines[0] = direction ? `${arrow(direction)} ${lines[0]}` : lines[0];
    lines.forEach((text, number) => {
      group.append(shape("text", { x: place.x, y: place.y + (number - (lines.length - 1) / 2) * 0.32 }, text));
    });
    svg.append(group);
    if (!pick) return;
    for (const [each, value] of Object.entries({ tabindex: 0, role: "button", "aria-label": `${node.name}: ${words}` })) {
      group.setAttribute(each, value);
    }
    group.addEventListener("click", () => pick(node.name));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      pick(node.name);
    });
  }

  /** Draw the map into a container; `pick` is told the name of a node that is chosen, without it the map is a picture. */
  function draw(container, meta, state, pick) {
    const { nodes, edges } = meta.causes;
    const [xs, ys] = [nodes.map((each) => each.x), nodes.map((each) => each.y)];
    const [left, top] = [Math.min(...xs) - WIDTH / 2 - 0.1, Math.max(...ys) + HEIGHT / 2 + 0.1];
    const places = new Map(nodes.map((each) => [each.name, { x: each.x - left, y: top - each.y }]));
    const wide = Math.max(...xs) + WIDTH / 2 + 0.1 - left;
    const high = top - Math.min(...ys) + HEIGHT / 2 + 0.1;
    const svg = shape("svg", { viewBox: `0 0 ${wide} ${high}`, class: "causal-map", ...(pick ? { role: "group", "aria-label": "Causal map" } : { "aria-hidden": "true" }) });
    const most = Math.max(...state.loops.map((each) => each.strength), 1e-9);
    const rank = (edge) => (state.loops.some((each) => each.links.includes(key(edge.of, edge.on))) ? 2 : state.fits.get(key(edge.of, edge.on)) > 0 ? 1 : 0);
    for (const edge of [...edges].sort((one, other) => rank(one) - rank(other))) drawEdge(svg, edge, places, state, most);
    for (const node of nodes) drawNode(svg, node, places.get(node.name), state, pick);
    container.replaceChildren(svg);
  }

  /** Write a loop as its way round, with the direction of each node. */
  function words(found, state) {
    const names = found.loop.path.map((name) => `${arrow(state.nodes.get(name).direction)} ${name}`);
    return `${names.join(" \u2192 ")} \u2192 back`;
  }

  /** Say of what kind a loop is, and by which link a balancing one pushed back. */
  function kind(found) {
    if (found.loop.kind === "either") return "either way; here it fed itself";
    if (found.loop.kind === "reinforcing") return "reinforcing: it feeds itself";
    const [{ of, on }] = found.against;
    return `balancing: it pushed back from ${of} to ${on}`;
  }

  return { lit, unlit, draw, words, kind, sign, arrow };
})();
