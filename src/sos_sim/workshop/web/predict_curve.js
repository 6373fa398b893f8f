"use strict";
window.SOS = window.SOS || {};

/** A small chart of one outcome over the years that can be drawn on, by pointer, finger or keys. */
SOS.predictCurve = (() => {
  const SPACE = { left: 58, right: 34, top: 12, bottom: 28 };
  const BIG_STEP = 5;
  const LETTER = 17;

  function svg(tag, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  }

  /**
   * Make a chart in a container. onDraw(year, value) is called for each drawn year; without it the chart only shows.
   * show(picture) paints {label, unit, low, high, same, dates, policy, a, aName, points, touched, b, told,
   * guesses: [{points, chosen}]}: a and b are yearly bands, points the curve that is being drawn.
   */
  return function curve(root, onDraw) {
    let picture = null;
    let current = 1;
    let last = null;
    let size = { width: 0, height: 0 };

    const wide = () => size.width - SPACE.left - SPACE.right;
    const tall = () => size.height - SPACE.top - SPACE.bottom;
    const bottom = () => size.height - SPACE.bottom;
    const x = (year) => SPACE.left + (year / (picture.dates.length - 1)) * wide();
    const y = (value) => {
      const inside = Math.min(picture.high, Math.max(picture.low, value));
      return bottom() - ((inside - picture.low) / (picture.high - picture.low)) * tall();
    };
    const points = (values) => values.map((value, year) => `${x(year).toFixed(1)} ${y(value).toFixed(1)}`);
    const path = (values) => `M${points(values).join("L")}`;
    const area = (bands) => {
      const back = points(bands.map((band) => band.low)).reverse();
      return `${path(bands.map((band) => band.high))}L${back.join("L")}Z`;
    };
    const text = (name, left, top, words, anchor) =>
      svg("text", { class: name, x: left, y: top, "text-anchor": anchor }, words);

    function frame() {
      const parts = [];
      for (const share of [0, 0.5, 1]) {
        const value = picture.low + share * (picture.high - picture.low);
        parts.push(svg("line", { class: "grid", x1: SPACE.left, x2: size.width - SPACE.right, y1: y(value), y2: y(value) }));
        const words = SOS.predictScore.short(value, picture.unit);
        parts.push(text("tick", SPACE.left - 8, y(value) + 5, words, "end"));
      }
      const every = size.width < 420 ? 4 : 2;
      picture.dates.forEach((date, year) => {
        if (year % every === 0) parts.push(text("tick", x(year), size.height - 6, date.slice(0, 4), "middle"));
      });
      if (picture.policy !== null) {
        const left = x(picture.policy);
        parts.push(svg("line", { class: "policy", x1: left, x2: left, y1: SPACE.top, y2: bottom() }));
        parts.push(text("note", left + 6, SPACE.top + 10, "policy starts", "start"));
      }
      return parts;
    }

    /** Give the heights of the names of A and B at the end, apart even where the lines meet. */
    function names() {
      const end = picture.a.length - 1;
      const a = y(picture.a[end].mid) + 5;
      if (!picture.b) return { a };
      const b = y(picture.b[end].mid) + 5;
      const apart = Math.max(0, LETTER - Math.abs(a - b)) / 2;
      return a < b ? { a: a - apart, b: b + apart } : { a: a + apart, b: b - apart };
    }

    function ofA() {
      const end = picture.a.length - 1;
      return [
        svg("path", { class: "band-a", d: area(picture.a) }),
        svg("path", { class: "line-a", d: path(picture.a.map((band) => band.mid)) }),
        text("name-a", x(end) + 12, names().a, "A", "start"),
      ];
    }

    function ofB() {
      if (!picture.b) return [];
      const end = picture.b.length - 1;
      return [
        svg("path", { class: "band-b", d: area(picture.b) }),
        svg("path", { class: "line-b", d: path(picture.b.map((band) => band.mid)) }),
        text("name-b", x(end) + 12, names().b, "B", "start"),
      ];
    }

    function ofGuesses() {
      const line = (guess) => svg("path", { class: guess.chosen ? "guess chosen" : "guess", d: path(guess.points) });
      const dot = (value, year) => svg("circle", { class: "dot", cx: x(year), cy: y(value), r: 4 });
      const dots = picture.guesses.filter((guess) => guess.chosen).flatMap((guess) => guess.points.map(dot).slice(1));
      return [...picture.guesses.map(line), ...dots];
    }

    function handle(value, year) {
      const told = SOS.stat.format(value, picture.unit);
      const known = SOS.stat.format(picture.a[year].mid, picture.unit);
      const circle = (name, r) => svg("circle", { class: name, cx: x(year), cy: y(value), r });
      return svg("g", {
        class: picture.touched ? "handle" : "handle untouched",
        role: "slider",
        tabindex: year === current ? 0 : -1,
        "data-year": year,
        "aria-orientation": "vertical",
        "aria-label": `${picture.label}, our prediction for ${picture.dates[year].slice(0, 4)}`,
        "aria-valuemin": picture.low,
        "aria-valuemax": picture.high,
        "aria-valuenow": Number(value.toFixed(4)),
        "aria-valuetext": `${told}; ${picture.aName} has ${known}`,
      }, circle("ring", 13), circle("dot", 6));
    }

    function ofDrawing() {
      if (!picture.points) return [];
      const handles = picture.points.map(handle).slice(1);
      return [svg("path", { class: picture.touched ? "guess chosen" : "guess", d: path(picture.points) }), ...handles];
    }

    const drawing = svg("svg", { class: onDraw ? "curve drawable" : "curve" });
    if (onDraw) drawing.setAttribute("role", "group");
    else drawing.setAttribute("role", "img");
    root.append(drawing);

    function paint() {
      size = { width: root.clientWidth, height: root.clientHeight };
      if (!picture || !size.width || !size.height) return;
      const focused = drawing.contains(document.activeElement);
      drawing.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
      drawing.setAttribute("aria-label", picture.told);
      const parts = [...frame(), ...ofA(), ...ofB(), ...ofGuesses()];
      if (onDraw) drawing.replaceChildren(svg("g", { "aria-hidden": "true" }, ...parts), ...ofDrawing());
      else drawing.replaceChildren(...parts);
      if (focused) drawing.querySelector('[tabindex="0"]').focus();
    }

    function place(event) {
      const box = drawing.getBoundingClientRect();
      const across = (event.clientX - box.left - SPACE.left) / wide();
      const up = (bottom() - (event.clientY - box.top)) / tall();
      const years = picture.dates.length - 1;
      const year = Math.min(years, Math.max(1, Math.round(across * years)));
      return { year, value: picture.low + Math.min(1, Math.max(0, up)) * (picture.high - picture.low) };
    }

    function drag(event) {
      const now = place(event);
      const from = last || now;
      const count = Math.abs(now.year - from.year);
      for (let each = count ? 1 : 0; each <= count; each += 1) {
        const share = count ? each / count : 1;
        onDraw(from.year + Math.sign(now.year - from.year) * each, from.value + share * (now.value - from.value));
      }
      current = now.year;
      last = now;
    }

    function press(event) {
      const years = picture.dates.length - 1;
      const moves = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 1, End: years };
      const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: BIG_STEP, PageDown: -BIG_STEP };
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in moves) current = Math.min(years, Math.max(1, moves[event.key]));
      else if (event.key in steps) {
        const value = picture.points[current] + steps[event.key] * picture.same;
        onDraw(current, Math.min(picture.high, Math.max(picture.low, value)));
      } else return;
      event.preventDefault();
      event.stopPropagation();
      paint();
    }

    if (onDraw) {
      drawing.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        drawing.setPointerCapture(event.pointerId);
        last = null;
        drag(event);
        drawing.querySelector('[tabindex="0"]').focus({ preventScroll: true });
      });
      drawing.addEventListener("pointermove", (event) => last && drag(event));
      ["pointerup", "pointercancel"].forEach((name) => drawing.addEventListener(name, () => { last = null; }));
      drawing.addEventListener("keydown", press);
      drawing.addEventListener("focusin", (event) => {
        const year = Number(event.target.dataset.year);
        if (year) current = year;
      });
    }
    new ResizeObserver(paint).observe(root);

    function show(next) {
      picture = next;
      paint();
    }

    function clear() {
      picture = null;
      drawing.replaceChildren();
      drawing.removeAttribute("aria-label");
    }

    return { show, clear };
  };
})();
