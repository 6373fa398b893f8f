"use strict";
window.SOS = window.SOS || {};

/** One picture of the page: question, settings, tiles and charts on one canvas, with what it is and is not. */
SOS.picture = (() => {
  const WIDTH = 1920;
  const HEIGHT = { lines: 720, more: 1240 };
  const EDGE = 40;
  const GAP = 24;
  const FONT = '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", "Liberation Sans", Arial, sans-serif';
  const INK = "#16202b";
  const SOFT = "#465463";
  const COLOURS = { better: "#005a8d", worse: "#a34700", unclear: "#595959" };

  function pen(context) {
    return (text, x, y, size, { bold = false, colour = INK, width } = {}) => {
      context.font = `${bold ? "700 " : ""}${size}px ${FONT}`;
      context.fillStyle = colour;
      let shown = text;
      while (width && shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}\u2026`;
      context.fillText(shown, x, y);
      return context.measureText(shown).width;
    };
  }

  function frame(context, x, y, width, height) {
    context.fillStyle = "#ffffff";
    context.fillRect(x, y, width, height);
    context.strokeStyle = "#d3dae1";
    context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  }

  function drawTiles(context, write, view, top) {
    const width = (WIDTH - 2 * EDGE - 3 * GAP) / 4;
    SOS.tiles.texts(view).forEach((tile, place) => {
      const x = EDGE + place * (width + GAP);
      frame(context, x, top, width, 150);
      write([tile.label, tile.unitWords].filter(Boolean).join(", "), x + 20, top + 36, 22, { bold: true, width: width - 40 });
      const wide = write(tile.number, x + 20, top + 92, 50, { bold: true, colour: view.hidden ? "#4d4d4d" : COLOURS.better });
      const colour = COLOURS[tile.kind];
      write(`${tile.arrow} ${tile.change}`, x + 40 + wide, top + 70, 24, { bold: true, colour, width: width - 60 - wide });
      write(tile.word, x + 40 + wide, top + 98, 20, { colour, width: width - 60 - wide });
      write(tile.range, x + 20, top + 132, 20, { colour: SOFT, width: width - 40 });
    });
    return top + 150 + GAP;
  }

  /** Draw a canvas into a box, whole and not stretched. */
  function fit(context, canvas, x, y, width, height) {
    const scale = Math.min(width / canvas.width, height / canvas.height);
    const [wide, high] = [canvas.width * scale, canvas.height * scale];
    context.drawImage(canvas, x + (width - wide) / 2, y + (height - high) / 2, wide, high);
  }

  function titled(context, write, title, canvas, [x, y, width, height]) {
    frame(context, x, y, width, height);
    write(title, x + 20, y + 34, 22, { bold: true, width: width - 40 });
    fit(context, canvas, x + 12, y + 46, width - 24, height - 58);
  }

  function titleOf(name) {
    const caption = document.getElementById(`title-${name}`) || document.getElementById(`tab-button-${name}`);
    return caption ? caption.textContent : name;
  }

  /** Compose the picture of a view. */
  async function compose(view) {
    const charts = await SOS.charts.png(2);
    const other = charts.find(({ name }) => name === view.state.tab);
    const canvas = document.createElement("canvas");
    const height = other ? HEIGHT.more : HEIGHT.lines;
    canvas.width = WIDTH;
    canvas.height = height;
    const context = canvas.getContext("2d");
    context.fillStyle = "#f2f5f8";
    context.fillRect(0, 0, WIDTH, height);
    const write = pen(context);
    const { setting } = SOS.words;
    write(view.meta.question, EDGE, 58, 36, { bold: true, width: WIDTH - 2 * EDGE - 420 });
    write("Illustrative model, not a forecast", WIDTH - EDGE - 390, 56, 24, { bold: true, colour: "#6b4700" });
    const later = view.hidden ? "hidden until Reveal" : setting(view.meta, view.bSetting);
    write(`A (grey, dashed): ${setting(view.meta, view.aSetting)}`, EDGE, 98, 22, { colour: SOFT, width: WIDTH - 2 * EDGE });
    write(`B (blue, solid): ${later}`, EDGE, 130, 22, { colour: COLOURS.better, width: WIDTH - 2 * EDGE });
    const top = drawTiles(context, write, view, 154);
    const lines = charts.filter(({ name }) => document.getElementById(`title-${name}`));
    const width = (WIDTH - 2 * EDGE - 3 * GAP) / 4;
    lines.forEach(({ name, canvas: drawn }, place) => {
      titled(context, write, titleOf(name), drawn, [EDGE + place * (width + GAP), top, width, 300]);
    });
    const below = top + 300 + GAP;
    if (other) titled(context, write, titleOf(other.name), other.canvas, [EDGE, below, WIDTH - 2 * EDGE, height - below - 60]);
    const made = `sos-sim ${view.meta.version}; ${view.meta.seeds.length} futures; bands: likely range, 5 to 95 % of the futures`;
    write(made, EDGE, height - 22, 20, { colour: SOFT });
    return canvas;
  }

  return { compose };
})();
