"use strict";
window.SOS = window.SOS || {};

/** One drawing of a chart: embedded once, then only fed with data, signals and sizes. */
SOS.chartView = (() => {
  /** Give the page's type size in pixels; charts grow with it. */
  function unit() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  }

  function stageIn(root, box) {
    const stage = document.createElement("div");
    stage.setAttribute("aria-hidden", "true");
    Object.assign(stage.style, { position: "absolute", overflow: "hidden", ...box });
    root.append(stage);
    return stage;
  }

  /** Embed a specification in a part of a container; `box` says which part, by left, top, width and height. */
  async function embed(root, spec, box = { left: "0", top: "0", width: "100%", height: "100%" }) {
    const stage = stageIn(root, box);
    const options = { actions: false, ast: true, renderer: "canvas", defaultStyle: false, tooltip: false, hover: false };
    const first = { ...spec, width: Math.max(stage.clientWidth, 40), height: Math.max(stage.clientHeight, 40) };
    const { view } = await window.vegaEmbed(stage, first, options);
    let size = "";

    /** Follow the size of the container; gives whether it changed. */
    async function fit() {
      const [width, height] = [stage.clientWidth, stage.clientHeight];
      const now = `${width} ${height} ${unit()}`;
      if (now === size || !width || !height) return false;
      size = now;
      await view.width(width).height(height).signal("unit", unit()).runAsync();
      return true;
    }

    /** Show rows by data set and values by signal. */
    async function feed(rows, signals = {}) {
      for (const [name, value] of Object.entries(signals)) view.signal(name, value);
      for (const [name, each] of Object.entries(rows)) view.data(name, each);
      await view.runAsync();
    }

    return {
      stage,
      view,
      fit,
      feed,
      place: (where) => Object.assign(stage.style, where),
      plot: () => ({ width: view.signal("width"), height: view.signal("height"), unit: unit(), origin: view.origin() }),
      canvas: (scale) => view.toCanvas(scale),
    };
  }

  return { embed, unit };
})();
