"use strict";
window.SOS = window.SOS || {};

/** All districts as dots at their places on one canvas: size by pupils, colour by change, a ring for a clear loss. */
SOS.districtDots = (() => {
  const CHANGES = ["#A65000", "#E1892F", "#F8C892", "#F7F7F7", "#A9CFEA", "#4A9BD0", "#00588F"];
  const GREYS = ["#F7F7F7", "#D5D5D5", "#B0B0B0", "#8C8C8C", "#686868", "#464646", "#262626"];
  const EDGES = [-1, -0.5, -0.1, 0.1, 0.5, 1];
  /** Change of one district at which the colours are darkest; far below it a change is called small. */
  const SPANS = { true_outcome: 0.3, capability: 1 };
  const LEVELS = { true_outcome: [-0.3, 0.7], capability: [0.5, 4] };
  const CLEAR = 0.5;
  const NEAR = 22;

  /** Give the class 0-6 of a change; 3 is about the same. */
  function classOf(outcome, change) {
    const share = change / SPANS[outcome];
    return EDGES.filter((edge) => share >= edge).length;
  }

  function levelClass(outcome, value) {
    const [low, high] = LEVELS[outcome];
    return Math.min(6, Math.max(0, Math.floor((7 * (value - low)) / (high - low))));
  }

  /** Tell whether a change is a clear loss, which gets a ring. */
  const isLoss = (outcome, change) => change <= -CLEAR * SPANS[outcome];

  /** Say what the dots show, with numbers, for those who do not see them. */
  function words(shown) {
    const count = shown.values.length;
    if (shown.level) return `Map of ${count} districts by ${shown.label} under ${shown.aName}; B is hidden.`;
    const steps = shown.values.map((value) => classOf(shown.outcome, value));
    const up = steps.filter((step) => step > 3).length;
    const down = steps.filter((step) => step < 3).length;
    const losses = shown.values.filter((value) => isLoss(shown.outcome, value)).length;
    return `Map of ${count} districts by change in ${shown.label}, B against ${shown.aName}: ${up} better, ${down} worse, ` +
      `${count - up - down} about the same; ${losses} with a clear loss.`;
  }

  /** Make the canvas in `box`. `onChoose(place)` is told a click, `tell(place)` gives the lines of the tooltip. */
  function make(meta, box, onChoose, tell) {
    const { districts, outlines } = meta;
    const canvas = document.createElement("canvas");
    const tip = document.createElement("div");
    canvas.setAttribute("role", "img");
    tip.className = "dots-tip";
    tip.hidden = true;
    box.append(canvas, tip);
    const behind = document.createElement("canvas");
    const order = districts.code.map((_, place) => place).sort((one, other) => districts.enrolment[other] - districts.enrolment[one]);
    const most = Math.sqrt(Math.max(...districts.enrolment));
    const widest = Math.max(...outlines.flatMap((each) => each.rings.flatMap((ring) => ring.map((point) => point[0]))));
    let laid = null;
    let shown = null;
    let chosen = -1;
    let pointed = -1;

    function lay() {
      const width = box.clientWidth;
      const height = box.clientHeight;
      if (!width || !height) return false;
      const ratio = window.devicePixelRatio || 1;
      if (laid && laid.width === width && laid.height === height && laid.ratio === ratio) return true;
      for (const each of [canvas, behind]) {
        each.width = Math.round(width * ratio);
        each.height = Math.round(height * ratio);
      }
      const scale = Math.min(height - 8, (width - 8) / widest);
      const left = (width - scale * widest) / 2;
      const top = (height - scale) / 2;
      const unit = Math.max(0.6, scale / 420);
      const radius = districts.enrolment.map((pupils) => unit * (2.1 + (16 * Math.sqrt(pupils)) / most));
      laid = { width, height, ratio, scale, left, top, radius };
      laid.x = districts.x.map((x) => left + scale * x);
      laid.y = districts.y.map((y) => top + scale * y);
      drawOutlines();
      return true;
    }

    function drawOutlines() {
      const pen = behind.getContext("2d");
      pen.setTransform(laid.ratio, 0, 0, laid.ratio, 0, 0);
      pen.clearRect(0, 0, laid.width, laid.height);
      pen.beginPath();
      for (const { rings } of outlines) {
        for (const ring of rings) {
          ring.forEach(([x, y], place) => pen[place ? "lineTo" : "moveTo"](laid.left + laid.scale * x, laid.top + laid.scale * y));
          pen.closePath();
        }
      }
      pen.fillStyle = "#F4F6F8";
      pen.fill();
      pen.strokeStyle = "#C3CCD5";
      pen.lineWidth = 0.8;
      pen.stroke();
    }

    function ring(pen, place, more, width, colour) {
      pen.beginPath();
      pen.arc(laid.x[place], laid.y[place], laid.radius[place] + more, 0, 2 * Math.PI);
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.stroke();
    }

    function paint() {
      if (!shown || !lay()) return;
      const pen = canvas.getContext("2d");
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(behind, 0, 0);
      pen.setTransform(laid.ratio, 0, 0, laid.ratio, 0, 0);
      pen.lineWidth = 0.4;
      pen.strokeStyle = "#5B6875";
      for (const place of order) {
        const value = shown.values[place];
        const known = Number.isFinite(value);
        pen.fillStyle = !known ? "#FFFFFF" : shown.level ? GREYS[levelClass(shown.outcome, value)] : CHANGES[classOf(shown.outcome, value)];
        pen.beginPath();
        pen.arc(laid.x[place], laid.y[place], laid.radius[place], 0, 2 * Math.PI);
        pen.fill();
        pen.stroke();
      }
      if (!shown.level) for (const place of order) if (isLoss(shown.outcome, shown.values[place])) ring(pen, place, 1.2, 1.8, "#5A2500");
      if (pointed >= 0) ring(pen, pointed, 2, 2, "#16202B");
      if (chosen >= 0) {
        ring(pen, chosen, 4, 5, "#FFFFFF");
        ring(pen, chosen, 4, 3, "#16202B");
      }
    }

    /** Give the district under a point: inside its dot, the smallest first, else the nearest not far away. */
    function under(event) {
      if (!laid) return -1;
      const place = canvas.getBoundingClientRect();
      const x = event.clientX - place.left;
      const y = event.clientY - place.top;
      let best = -1;
      let least = NEAR;
      for (const each of order) {
        const away = Math.hypot(laid.x[each] - x, laid.y[each] - y) - laid.radius[each];
        const rank = away <= 0 ? laid.radius[each] / 1000 - 1 : away;
        if (rank < least) [best, least] = [each, rank];
      }
      return best;
    }

    function hover(event) {
      const found = under(event);
      if (found !== pointed) {
        pointed = found;
        canvas.classList.toggle("is-over", found >= 0);
        tip.hidden = found < 0;
        if (found >= 0) {
          tip.replaceChildren(...tell(found).map((text) => Object.assign(document.createElement("div"), { textContent: text })));
        }
        paint();
      }
      if (found < 0) return;
      const right = laid.x[found] + 14 + tip.offsetWidth < laid.width;
      tip.style.left = `${Math.max(0, right ? laid.x[found] + 14 : laid.x[found] - 14 - tip.offsetWidth)}px`;
      tip.style.top = `${Math.max(0, Math.min(laid.y[found] - 10, laid.height - tip.offsetHeight))}px`;
    }

    canvas.addEventListener("pointermove", hover);
    canvas.addEventListener("pointerleave", () => {
      pointed = -1;
      tip.hidden = true;
      paint();
    });
    canvas.addEventListener("click", (event) => {
      const found = under(event);
      if (found >= 0) onChoose(found);
    });
    new ResizeObserver(paint).observe(box);

    return {
      canvas,
      /** Draw `next = {values, outcome, label, level, aName}` with one district ringed; `place` is -1 for none. */
      draw(next, place) {
        shown = next;
        chosen = place;
        canvas.setAttribute("aria-label", words(next));
        paint();
      },
    };
  }

  return { CHANGES, SPANS, CLEAR, classOf, isLoss, words, make };
})();
