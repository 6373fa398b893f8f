"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** Take the numbers, or the setting, away as files. */
SOS.save = (() => {
  const HEADER = [
    "table", "outcome", "name", "unit", "districts", "a_low", "a_middle", "a_high", "b_low", "b_middle", "b_high",
    "change_low", "change_middle", "change_high", "setting_a", "setting_b",
  ];
  let page;

  function bandCells(band) {
    return band ? [band.low, band.mid, band.high] : [null, null, null];
  }

  /** Write everything the page shows of A and B: every outcome over the years, and the ends by part of the state. */
  function csvText(view) {
    const { cell, setting } = SOS.words;
    const settings = [setting(view.meta, view.aSetting), view.hidden ? "hidden until Reveal" : setting(view.meta, view.bSetting)];
    const lines = [HEADER.join(",")];
    for (const { key } of SOS.dataTable.tables(view.meta)) {
      const [kind, outcome] = key.split("/");
      const { unit } = view.meta.outcomes.find((each) => each.name === outcome);
      for (const row of SOS.dataTable.rowsOf(view, key)) {
        const change = row.change && { low: row.change.low, mid: row.change.mean, high: row.change.high };
        const cells = [kind, outcome, row.name, unit, row.districts];
        cells.push(...bandCells(row.a), ...bandCells(row.b), ...bandCells(change), ...settings);
        lines.push(cells.map(cell).join(","));
      }
    }
    return `${lines.join("\r\n")}\r\n`;
  }

  function needed() {
    const view = page.view();
    if (!view) page.say("There is nothing to save yet.");
    return view;
  }

  function told(view, name) {
    page.say(`${name} is saved.${view.hidden ? " It holds A only; B is hidden until Reveal." : ""}`);
  }

  function csv() {
    const view = needed();
    if (!view) return;
    SOS.words.download("sos-sim-workshop.csv", new Blob([csvText(view)], { type: "text/csv" }));
    told(view, "sos-sim-workshop.csv");
  }

  /** Write the setting as a scenario file that `sos-sim run` takes. */
  function scenarioText(view) {
    const { meta, bSetting } = view;
    const lines = [
      "# Made on the workshop page of sos-sim.",
      `name: my-${bSetting.scenario}`,
      `base: ${bSetting.scenario}`,
      `description: ${JSON.stringify(SOS.words.setting(meta, bSetting))}`,
    ];
    const paths = Object.keys(bSetting.moved).sort();
    if (paths.length) lines.push("changes:");
    for (const path of paths) {
      const isLever = meta.levers.find((lever) => lever.path === path).role === "lever";
      const value = String(bSetting.moved[path]);
      lines.push(`  ${path}: ${isLever ? `{${bSetting.start}: ${value}}` : value}`);
    }
    return `${lines.join("\n")}\n`;
  }

  function scenario() {
    const view = needed();
    if (!view) return;
    SOS.words.download(`my-${view.bSetting.scenario}.yaml`, new Blob([scenarioText(view)], { type: "application/yaml" }));
    page.say(`my-${view.bSetting.scenario}.yaml is saved; run it with \u201csos-sim run\u201d.`);
  }

  async function png() {
    const view = needed();
    if (!view) return;
    try {
      const canvas = await SOS.picture.compose(view);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
      SOS.words.download("sos-sim-workshop.png", blob);
      told(view, "sos-sim-workshop.png");
    } catch (error) {
      page.say(`The picture could not be made: ${error.message}.`);
    }
  }

  SOS.panels.push({ name: "save", start: (_, host) => (page = host), draw() {} });
  return { csv, png, scenario, csvText, scenarioText };
})();
