"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** The list beside the map: 58 counties to sort, and a field that finds a district. */
(() => {
  const { element } = SOS.slider;
  const COLUMNS = [["name", "County"], ["change", "Change"], ["range", "Likely range"]];
  let order = { by: "change", down: true };
  let body;
  let heads = new Map();
  let page;
  let chosen = null;

  function sortBy(name) {
    order = { by: name, down: order.by === name ? !order.down : name !== "name" };
    draw(page.view());
  }

  function compare(one, other) {
    const first = order.by === "name" ? one.name.localeCompare(other.name) : value(one) - value(other);
    return (order.down ? -first : first) || one.name.localeCompare(other.name);
  }

  function value(row) {
    return Number.isFinite(row.change) ? row.change : -Infinity;
  }

  /** List counties: the change from A to B, or A's own value while B is hidden. */
  function listed(view) {
    const { outcome } = view.state;
    const later = view.b.rows(outcome, "county");
    return view.a.rows(outcome, "county").map((row, place) => {
      const band = SOS.stat.band(row.values);
      const found = view.hidden ? { mean: band.mid, low: band.low, high: band.high } : SOS.stat.paired(row.values, later[place].values);
      return { name: row.name, districts: row.districts, change: found.mean, low: found.low, high: found.high };
    });
  }

  function line(row, view) {
    const { unit } = view.meta.outcomes.find((each) => each.name === view.state.outcome);
    const write = (number) => (view.hidden ? SOS.stat.format(number, unit) : SOS.stat.signed(number, unit));
    const made = element("tr", row.name === chosen ? "is-chosen" : "");
    const name = element("th", "", row.name);
    name.scope = "row";
    name.append(element("span", "unit", ` (${row.districts})`));
    const clear = !view.hidden && (row.low > 0 || row.high < 0);
    const good = row.change > 0;
    const change = element("td", clear ? (good ? "better" : "worse") : "");
    const arrow = element("span", "", clear ? (good ? "\u25b2 " : "\u25bc ") : "");
    arrow.setAttribute("aria-hidden", "true");
    change.append(arrow, write(row.change));
    const range = Number.isFinite(row.low) ? `${SOS.stat.format(row.low, unit)} to ${SOS.stat.format(row.high, unit)}` : "\u2013";
    made.append(name, change, element("td", "", range));
    return made;
  }

  function draw(view) {
    if (!view || view.state.tab !== "map") return;
    heads.get("change").firstChild.textContent = view.hidden ? view.aName : "Change";
    for (const [name, head] of heads) {
      const sorted = order.by === name ? (order.down ? "descending" : "ascending") : "none";
      if (name !== "range") head.setAttribute("aria-sort", sorted);
    }
    body.replaceChildren(...listed(view).sort(compare).map((row) => line(row, view)));
  }

  function addTable(root) {
    const table = element("table", "numbers");
    const row = element("tr");
    for (const [name, label] of COLUMNS) {
      const head = element("th");
      head.scope = "col";
      if (name === "range") {
        head.textContent = label;
      } else {
        const button = element("button", "link", label);
        button.type = "button";
        button.addEventListener("click", () => sortBy(name));
        if (name === "name") button.append(element("span", "unseen", " (districts)"));
        head.append(button);
      }
      heads.set(name, head);
      row.append(head);
    }
    const top = element("thead");
    top.append(row);
    body = element("tbody");
    table.append(top, body);
    const scroll = element("div", "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", "Counties");
    scroll.append(table);
    root.append(scroll);
  }

  function addFinder(root, { districts, counties }) {
    const label = element("label", "search", "Find your district ");
    const input = element("input");
    input.type = "search";
    input.setAttribute("list", "district-names");
    const names = element("datalist");
    names.id = "district-names";
    const codes = new Map();
    districts.name.forEach((name, place) => {
      const shown = `${name}, ${counties[districts.county[place]]}`;
      codes.set(shown.toLowerCase(), districts.code[place]);
      names.append(new Option(shown));
    });
    input.addEventListener("change", () => {
      const asked = input.value.trim().toLowerCase();
      if (!asked) return;
      const found = codes.get(asked) || [...codes].find(([name]) => name.startsWith(asked))?.[1];
      if (!found) return page.say(`No district is called ${input.value.trim()}.`);
      input.value = "";
      page.go({ district: found, tab: "district" });
    });
    label.append(input, names);
    root.append(label);
  }

  SOS.panels.push({
    name: "map_list",
    start(meta, host) {
      page = host;
      const root = document.getElementById("map-list");
      addFinder(root, meta);
      addTable(root);
      if (SOS.charts) SOS.charts.onCounty = (name) => {
        chosen = name;
        draw(page.view());
        body.querySelector(".is-chosen")?.scrollIntoView({ block: "nearest" });
      };
    },
    draw,
  });
})();
