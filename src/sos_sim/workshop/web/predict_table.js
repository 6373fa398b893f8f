"use strict";
window.SOS = window.SOS || {};

/** The dialogue with all rounds: a table, a small line of scores, the download, and clearing. */
SOS.predictTable = (() => {
  const { el } = SOS.predictForm;
  const score = SOS.predictScore;
  const WIDE = 320;
  const TALL = 70;
  const [HIT, NEAR, OTHER] = score.RANGE_SCORES;
  const HOW =
    "A curve scores 100 \u00d7 (1 \u2212 average distance to the middle of the result \u00f7 about a quarter of the axis), " +
    `at least 0. A range scores ${HIT} for a hit, ${NEAR} for one step off, else ${OTHER}. ` +
    "\u201cNothing changes\u201d predicts that B is as A.";

  function shape(tag, attributes) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    return node;
  }

  /** Draw the scores of the counted rounds, the room's solid with dots and "nothing changes" dashed. */
  function line(counted) {
    const x = (place) => 12 + (place * (WIDE - 24)) / Math.max(1, counted.length - 1);
    const y = (value) => TALL - 8 - (value / 100) * (TALL - 16);
    const path = (what) => `M${counted.map((round, place) => `${x(place)} ${y(score.roundScore(round, what))}`).join("L")}`;
    const picture = shape("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, class: "predict-line", role: "img" });
    const told = counted.map((round) => `round ${round.number} ${score.roundScore(round, "score")}`).join(", ");
    picture.setAttribute("aria-label", `Average score by round: ${told}`);
    picture.append(shape("path", { class: "naive", d: path("naive") }), shape("path", { class: "ours", d: path("score") }));
    counted.forEach((round, place) => {
      picture.append(shape("circle", { class: "dot", r: 4, cx: x(place), cy: y(score.roundScore(round, "score")) }));
    });
    return picture;
  }

  function row(round) {
    const mean = score.roundScore(round, "score");
    const who = round.predictions.map((each) => `${each.who} ${each.score.score}`).join(", ");
    const right = round.predictions.filter((each) => each.score.rightDirection).length;
    const scored = mean !== null;
    const cells = [
      round.bWords,
      who || "no prediction",
      round.seen ? "shown before" : scored ? String(mean) : "not scored",
      scored ? String(score.roundScore(round, "naive")) : "\u2013",
      scored ? `${right} of ${round.predictions.length}` : "\u2013",
      round.learned,
    ];
    const head = el("th", { scope: "row" }, String(round.number));
    return el("tr", {}, head, ...cells.map((text) => el("td", {}, text)));
  }

  /** Make the dialogue. does: {download(), clear()}; open(rounds) shows it. */
  function table(does) {
    const title = el("h2", { id: "predict-rounds-title" }, "Rounds so far");
    const body = el("tbody", {});
    const heads = ["Round", "Setting B", "Predictions", "Average score", "\u201cNothing changes\u201d", "Right direction",
      "What we learned"].map((text) => el("th", { scope: "col" }, text));
    const grid = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body);
    const over = el("div", { className: "predict-over", tabIndex: 0 }, grid);
    over.setAttribute("role", "region");
    over.setAttribute("aria-label", "Table of rounds");
    const picture = el("div", {});
    const download = el("button", { type: "button" }, "Download predictions");
    const clear = el("button", { type: "button" }, "Clear rounds");
    const close = el("button", { type: "button", className: "primary" }, "Close");
    const node = el("dialog", { className: "predict-rounds" }, title, over, picture, el("p", {}, HOW),
      el("div", { className: "predict-row end" }, download, clear, close));
    node.setAttribute("aria-labelledby", title.id);
    download.addEventListener("click", does.download);
    close.addEventListener("click", () => node.close());
    clear.addEventListener("click", () => {
      does.clear();
      node.close();
    });

    function open(rounds) {
      const counted = rounds.filter((round) => round.predictions.length && !round.seen);
      body.replaceChildren(...rounds.map(row));
      const legend = el("p", {}, "Solid: our average score, 0 to 100. Dashed: \u201cnothing changes\u201d.");
      picture.replaceChildren(...(counted.length > 1 ? [line(counted), legend] : []));
      clear.disabled = !rounds.length;
      download.disabled = !rounds.length;
      if (!node.open) node.showModal();
    }

    return { node, open };
  }

  return { table };
})();
