"use strict";
window.SOS = window.SOS || {};

/** The drawer with the numbers behind every chart, and the rows that are written into a CSV file. */
SOS.dataTable = (() => {
  const { element } = SOS.slider;
  const KINDS = { county: "County", size: "District size", poverty: "Poverty of districts", group: "Student group" };
  let chosen = "years/true_outcome";
  let scroll = null;

  const declared = (meta, name) => meta.outcomes.find((each) => each.name === name);

  /** List the tables there are, `{key, label, group}`. */
  function tables(meta) {
    const years = meta.outcomes.map(({ name, label }) => ({ key: `years/${name}`, label, group: "Over the years" }));
    const parts = meta.byRow.flatMap(({ name }) => {
      const kinds = Object.keys(KINDS).filter((kind) => kind !== "group" || name === "true_outcome");
      return kinds.map((kind) => ({
        key: `${kind}/${name}`, label: `${declared(meta, name).label}, by ${KINDS[kind].toLowerCase()}`, group: "At the end",
      }));
    });
    return [...years, ...parts];
  }

  /** Give the rows of a table, `{name, districts, a, b, change}`; b and change are null while B is hidden. */
  function rowsOf(view, key) {
    const [kind, outcome] = key.split("/");
    const pair = (name, districts, a, b) => ({
      name,
      districts,
      a: SOS.stat.band(a),
      b: view.hidden ? null : SOS.stat.band(b),
      change: view.hidden ? null : SOS.stat.paired(a, b),
    });
    if (kind === "years") {
      return view.meta.dates.map((date, time) => pair(date, null, view.a.at(outcome, time), view.b.at(outcome, time)));
    }
    const later = view.b.rows(outcome, kind);
    return view.a.rows(outcome, kind).map((row, place) => pair(row.name, row.districts, row.values, later[place].values));
  }

  function ranged(band, format) {
    return band ? `${format(band.mid)} (${format(band.low)} to ${format(band.high)})` : "hidden until Reveal";
  }

  function draw(view) {
    if (!scroll) return;
    const [kind, outcome] = chosen.split("/");
    const { unit } = declared(view.meta, outcome);
    const format = (value) => SOS.stat.format(value, unit, 1);
    const table = element("table", "numbers");
    const head = element("tr");
    const names = [kind === "years" ? "Month" : KINDS[kind], `A: ${SOS.words.setting(view.meta, view.aSetting)}`];
    names.push(view.hidden ? "B" : `B: ${SOS.words.setting(view.meta, view.bSetting)}`, "B \u2212 A");
    if (kind !== "years") names.push("Districts");
    for (const name of names) {
      const cell = element("th", "", name);
      cell.scope = "col";
      head.append(cell);
    }
    const top = element("thead");
    top.append(head);
    const body = element("tbody");
    for (const row of rowsOf(view, chosen)) {
      const line = element("tr");
      const name = element("th", "", row.name);
      name.scope = "row";
      const change = row.change && { mid: row.change.mean, low: row.change.low, high: row.change.high };
      line.append(name, element("td", "", ranged(row.a, format)), element("td", "", ranged(row.b, format)));
      line.append(element("td", "", ranged(change, format)));
      if (row.districts !== null) line.append(element("td", "", String(row.districts)));
      body.append(line);
    }
    table.append(top, body);
    scroll.replaceChildren(table);
  }

  SOS.drawers.add("data", {
    title: "Data table",
    modal: true,
    fill(body, page) {
      const label = element("label", "search", "Numbers of ");
      const choice = element("select");
      const groups = new Map();
      for (const { key, label: words, group } of tables(page.meta)) {
        if (!groups.has(group)) {
          const made = element("optgroup");
          made.label = group;
          groups.set(group, made);
          choice.append(made);
        }
        groups.get(group).append(new Option(words, key));
      }
      choice.value = chosen;
      choice.addEventListener("change", () => {
        chosen = choice.value;
        draw(page.view());
      });
      label.append(choice);
      scroll = element("div", "scroll");
      scroll.tabIndex = 0;
      scroll.setAttribute("role", "region");
      scroll.setAttribute("aria-label", "Numbers");
      body.append(label, element("p", "", `Middle, and in brackets the likely range (5 to 95 %) over ${page.meta.seeds.length} futures.`), scroll);
    },
    draw,
  });

  return { tables, rowsOf };
})();
