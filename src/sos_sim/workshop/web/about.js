"use strict";
window.SOS = window.SOS || {};

/** The drawers that explain: keys and how to read the page; sources and versions. */
(() => {
  const { element } = SOS.slider;

  const KEYS = [
    ["\u2190 \u2192 Home End", "move a lever that has the focus"],
    ["1 \u2026 9", "start from a preset"],
    ["v", "reveal"],
    ["u or Ctrl+Z", "undo"],
    ["r or Ctrl+Y", "redo"],
    ["p", "pin as A"],
    ["m", "presenter mode: only levers and results"],
    ["?", "this help"],
    ["Esc", "close what lies on top"],
  ];
  const READING = [
    ["A and B", "B is what the levers say now, a blue solid line. A is what it is compared with, a grey dashed line: today, or what you pinned."],
    ["Likely range", "Of all the futures tried, 90 in 100 lie inside the band. It is chance: who leaves, what catches on. It is not doubt about the model itself; for that, change an assumption."],
    ["Better, worse, no clear change", "Every future is run twice, with A and with B. When the likely range of the differences holds 0, chance alone could have made the change: no clear change."],
    ["Student SD", "How far students spread. A gain of 0.10 moves a student in the middle past about 4 in 100 others."],
    ["Not a forecast", "The model shows what follows from its assumptions. Differences between A and B mean more than single numbers."],
  ];

  function list(pairs, name) {
    const made = element("dl", name);
    for (const [term, words] of pairs) made.append(element("dt", "", term), element("dd", "", words));
    return made;
  }

  SOS.drawers.add("help", {
    title: "Help",
    modal: true,
    fill(body) {
      body.append(element("h3", "", "How to read the page"), list(READING, "reading"));
      body.append(element("h3", "", "Keys"), list(KEYS, "keys"));
    },
  });

  function counted(meta) {
    const grades = SOS.assumptions.GRADES;
    const count = (grade) => meta.levers.filter((lever) => lever.evidence === grade).length;
    return Object.keys(grades).map((grade) => `${count(grade)} ${grades[grade]}`).join(", ");
  }

  SOS.drawers.add("sources", {
    title: "Sources and versions",
    modal: true,
    fill(body, page) {
      const { meta } = page;
      const pupils = meta.districts.enrolment.reduce((sum, each) => sum + each, 0);
      const years = meta.horizon.months / 12;
      const pairs = [
        ["Model", `sos-sim ${meta.version}, an agent-based model; illustrative, not a forecast.`],
        ["Futures", `${meta.seeds.length}, seeds ${meta.seeds.join(", ")}; the same for every setting.`],
        ["Time", `${years} years from ${meta.horizon.start}; moved levers act from ${page.state().start}, moved assumptions from the start.`],
        ["Districts", `${meta.districts.code.length.toLocaleString("en-US")} in ${meta.outlines.length} counties, ${pupils.toLocaleString("en-US")} pupils.`],
        ["Numbers", `${meta.levers.length} parameters: ${counted(meta)}. Each with its source under Assumptions.`],
        ["Outlines", "Counties: US Census cartographic boundaries (public domain), by way of us-atlas."],
        ...meta.presets.map((preset) => [preset.label, `${preset.description} (${preset.name})`]),
      ];
      body.append(list(pairs, "reading"));
    },
  });
})();
