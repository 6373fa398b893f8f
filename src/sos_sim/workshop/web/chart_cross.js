"use strict";
window.SOS = window.SOS || {};

/** One crosshair over all line charts: the date under the pointer is marked and read out in each. */
SOS.chartCross = (() => {
  const charts = [];
  let view = null;
  let time = null;
  let waiting = false;

  function label(root) {
    const box = document.createElement("div");
    box.setAttribute("aria-hidden", "true");
    box.hidden = true;
    Object.assign(box.style, {
      position: "absolute", right: "0", top: "0", padding: "0 0.3em", whiteSpace: "pre-line", pointerEvents: "none",
      background: "rgba(255, 255, 255, 0.93)", border: "1px solid #8795a3", borderRadius: "0.25em", fontSize: "0.875rem", lineHeight: "1.2",
    });
    root.append(box);
    return box;
  }

  /** Take a chart under the crosshair. */
  function add(root, drawing, usermeta) {
    charts.push({ drawing, usermeta, box: label(root) });
    root.addEventListener("pointermove", (event) => point(event, drawing));
    root.addEventListener("pointerdown", (event) => point(event, drawing));
    root.addEventListener("pointerleave", () => move(null));
  }

  function point(event, drawing) {
    if (!view) return;
    const left = drawing.stage.getBoundingClientRect().left + drawing.plot().origin[0];
    const x = drawing.view.scale("x").invert(event.clientX - left);
    const years = view.meta.dates.map(SOS.chartLines.yearOf);
    const far = years.map((year) => Math.abs(year - x));
    move(far.indexOf(Math.min(...far)));
  }

  function move(next) {
    if (next === time) return;
    time = next;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const chart of charts) {
        read(chart);
        chart.drawing.feed({ cross: SOS.chartLines.cross(view, chart.usermeta, time) });
      }
    });
  }

  /** Write the numbers at the date, in the half of the chart that the lines leave free. */
  function read({ box, usermeta }) {
    box.hidden = time === null;
    if (time === null) return;
    box.textContent = SOS.chartLines.reading(view, usermeta, time);
    const isHigh = SOS.chartLines.height(view, usermeta) > 0.5;
    Object.assign(box.style, isHigh ? { top: "auto", bottom: "1.6rem" } : { top: "0", bottom: "auto" });
  }

  /** Follow a new view: gives the crosshair's rows of a chart. */
  function rows(next, usermeta) {
    view = next;
    const chart = charts.find((each) => each.usermeta === usermeta);
    if (chart) read(chart);
    return SOS.chartLines.cross(view, usermeta, time);
  }

  return { add, rows };
})();
