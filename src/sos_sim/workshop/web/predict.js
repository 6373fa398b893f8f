"use strict";
window.SOS = window.SOS || {};

/** Predict first: plan (a prediction), do (reveal), study (how near), act (what was learned), in rounds. */
SOS.predict = (() => {
  const { el } = SOS.predictForm;
  const score = SOS.predictScore;
  const OUTCOMES = Object.keys(score.AXES);
  const STEPS = ["Plan", "Do", "Study", "Act"];
  let meta, page, parts;
  let places = [];
  let rounds = [];
  /** Pairs of settings whose results this page has shown; a round about one of them does not count. */
  const met = new Set();
  /** The round the room predicts in, before its reveal; the closed round on show; and which of its predictions. */
  let open = null;
  let shown = null;
  let chosen = 0;
  let draft = null;
  /** The view painted last. */
  let now = null;
  /** Whether the page was reset and the room has not said what becomes of its rounds. */
  let asking = false;

  function freshDraft(outcome, kind) {
    return { outcome, kind, drawn: places.map(() => null), choice: null, who: "", why: "" };
  }

  function keyOf(view) {
    return `${SOS.state.key(view.aSetting)} to ${SOS.state.key(view.bSetting)}`;
  }

  function isSame(view) {
    return SOS.state.key(view.aSetting) === SOS.state.key(view.bSetting);
  }

  const yearly = (answer, outcome) => SOS.predictPicture.yearly(meta, answer, outcome);

  function middles(bands) {
    return bands.map((band) => band.mid);
  }

  function isReady() {
    return draft.kind === "curve" ? draft.drawn.some((value) => value !== null) : draft.choice !== null;
  }

  function pointsOf(view) {
    return score.complete(draft.drawn, middles(yearly(view.a, draft.outcome)));
  }

  /** Take the draft into the open round, as it stands. */
  function commit(view) {
    const { outcome, kind, choice, why } = draft;
    const who = draft.who.trim() || `Prediction ${open.predictions.length + 1}`;
    const points = kind === "curve" ? pointsOf(view) : null;
    open.predictions.push({ outcome, kind, choice, who, why: why.trim(), points });
    open.key = keyOf(view);
    open.changed = false;
    draft = freshDraft(outcome, kind);
  }

  function resultOf(view, outcome) {
    const change = SOS.stat.paired(view.a.end(outcome), view.b.end(outcome));
    return { a: yearly(view.a, outcome), b: yearly(view.b, outcome), change };
  }

  function linkOf(view) {
    const state = { ...view.state, ...view.bSetting, revealed: false, mode: "explore", tab: SOS.state.usualTab("explore") };
    return SOS.state.toHash(meta, state);
  }

  /** End the open round with what came out. */
  function close(view) {
    if (isReady()) commit(view);
    const key = keyOf(view);
    const results = {};
    for (const { outcome } of open.predictions) results[outcome] = results[outcome] || resultOf(view, outcome);
    const predictions = open.predictions.map((each) => ({ ...each, score: score.score(each, results[each.outcome]) }));
    shown = {
      number: rounds.length + 1,
      time: new Date().toISOString(),
      key,
      seen: met.has(key) || rounds.some((round) => round.key === key),
      aWords: SOS.predictRounds.words(meta, view.aSetting),
      bWords: SOS.predictRounds.words(meta, view.bSetting),
      link: linkOf(view),
      predictions,
      results,
      learned: "",
    };
    rounds.push(shown);
    asking = false;
    SOS.predictRounds.keep(meta, rounds);
    open = null;
    chosen = Math.max(0, predictions.map((each) => each.kind).lastIndexOf("curve"));
    draft = freshDraft(OUTCOMES[rounds.length % OUTCOMES.length], draft.kind);
    page.say(SOS.predictStudy.summary(shown));
  }

  /** Follow the page: open a round while B is hidden, close it at the reveal. */
  function follow(view) {
    const { mode, revealed } = view.state;
    const key = keyOf(view);
    if (view.hidden) {
      open = open || { predictions: [], key, changed: false };
      open.changed = open.predictions.length > 0 && open.key !== key;
      shown = null;
    } else if (open && mode === "predict" && revealed && !isSame(view)) {
      close(view);
    } else if (shown && shown.key !== key) {
      shown = null;
    }
    if (!view.hidden) met.add(key);
  }

  function stepNow() {
    if (shown) return shown.learned ? 3 : 2;
    return open && (open.predictions.length || isReady()) ? 1 : 0;
  }

  function hintOf(view) {
    if (open && isSame(view)) return "Move a lever or load a preset; then predict, before anyone sees.";
    return open || shown ? `Round ${shown ? shown.number : rounds.length + 1}` : "";
  }

  function paint() {
    const view = now;
    parts.steps.forEach((step, place) => {
      if (place === stepNow()) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    parts.all.textContent = rounds.length ? `Rounds so far: ${rounds.length}` : "Rounds so far";
    parts.form.node.hidden = !open;
    parts.study.node.hidden = !shown;
    parts.idle.hidden = Boolean(open || shown);
    parts.ask.hidden = !asking;
    parts.hint.textContent = hintOf(view);
    if (open) {
      const { outcome } = draft;
      const picture = SOS.predictPicture.plan(view, outcome, pointsOf(view), isReady(), open.predictions);
      parts.form.show(draft, picture, open);
    }
    if (shown) parts.study.show(shown, chosen, SOS.predictPicture.study(view, shown, chosen));
    else parts.study.clear();
  }

  /** Paint this panel, and the line charts with the curve that now lies over them. */
  function repaint() {
    paint();
    for (const panel of SOS.panels) if (panel.name === "charts") panel.draw(now);
  }

  const does = {
    change(part) {
      Object.assign(draft, part);
      if (draft.drawn === null) draft.drawn = places.map(() => null);
      paint();
    },
    draw(year, value) {
      draft.drawn[year] = value;
      paint();
    },
    same() {
      draft.drawn = middles(yearly(now.a, draft.outcome));
      paint();
    },
    add() {
      if (!isReady()) {
        const missing = "Draw the curve first; \u201cSame as A\u201d predicts no change.";
        page.say(draft.kind === "curve" ? missing : "Pick one of the five ranges first.");
        return;
      }
      commit(now);
      page.say(`Prediction of ${open.predictions[open.predictions.length - 1].who} noted.`);
      repaint();
    },
    reveal: () => page.go({ revealed: true }),
    remove(place) {
      open.predictions.splice(place, 1);
      open.changed = open.changed && open.predictions.length > 0;
      repaint();
      parts.form.focus();
    },
    choose(place) {
      chosen = place;
      repaint();
      parts.study.focus(place);
    },
    learned(text) {
      shown.learned = text;
      SOS.predictRounds.keep(meta, rounds);
      paint();
    },
    download() {
      const blob = new Blob([SOS.predictRounds.csv(meta, rounds)], { type: "text/csv;charset=utf-8" });
      const link = el("a", { href: URL.createObjectURL(blob), download: "predictions.csv" });
      link.click();
      URL.revokeObjectURL(link.href);
    },
    stay() {
      asking = false;
      paint();
    },
    clear() {
      rounds = [];
      shown = null;
      asking = false;
      SOS.predictRounds.keep(meta, rounds);
      paint();
    },
  };

  function button(words, act) {
    const made = el("button", { type: "button" }, words);
    made.addEventListener("click", act);
    return made;
  }

  /** Build the panel once. */
  function start(theMeta, thePage) {
    meta = theMeta;
    page = thePage;
    places = score.yearPlaces(meta.dates);
    rounds = SOS.predictRounds.read(meta);
    draft = freshDraft(OUTCOMES[rounds.length % OUTCOMES.length], "curve");
    const steps = STEPS.map((words) => el("li", {}, words));
    parts = {
      steps,
      hint: el("p", { className: "predict-hint" }),
      all: el("button", { type: "button", className: "link" }, "Rounds so far"),
      form: SOS.predictForm.form(meta, does),
      study: SOS.predictStudy.study(meta, does),
      table: SOS.predictTable.table(does),
      ask: el("div", { className: "predict-row end" }, el("p", {}, "Keep the rounds so far?"),
        button("Keep rounds", does.stay), button("Clear rounds", does.clear)),
      idle: el("p", {}, "Results are open. Move a lever or load a preset to start the next round."),
    };
    parts.all.addEventListener("click", () => parts.table.open(rounds));
    const root = document.getElementById("predict");
    const title = el("h2", {}, "Predict first");
    const head = el("div", { className: "predict-head" }, title, el("ol", {}, ...steps), parts.hint, parts.all);
    root.replaceChildren(head, parts.ask, parts.idle, parts.form.node, parts.study.node, parts.table.node);
  }

  function draw(view) {
    now = view;
    follow(view);
    paint();
  }

  /** Give the curve that belongs over the line charts: {outcome, points per date}, or null. */
  function guess() {
    const view = page && page.view();
    if (!view) return null;
    follow(view);
    if (view.state.mode !== "predict") return null;
    const over = (outcome, points) => ({ outcome, points: score.onDates(points, meta.dates) });
    if (open && draft.kind === "curve" && isReady()) return over(draft.outcome, pointsOf(view));
    const made = open ? open.predictions : shown ? shown.predictions.slice(chosen, chosen + 1) : [];
    const last = made.filter((each) => each.kind === "curve").pop();
    return last ? over(last.outcome, last.points) : null;
  }

  /** Begin anew with the page; what becomes of the rounds is asked, without holding anything up. */
  function reset() {
    open = null;
    shown = null;
    draft = freshDraft(OUTCOMES[rounds.length % OUTCOMES.length], "curve");
    asking = rounds.length > 0;
  }

  return { name: "predict", start, draw, guess, reset, rounds: () => rounds };
})();

SOS.panels = SOS.panels || [];
SOS.panels.push(SOS.predict);
