"use strict";
window.SOS = window.SOS || {};

/** The drawer of all other levers, by group, and the month from which moved levers act. */
(() => {
  const { element } = SOS.slider;
  const GROUPS = {
    accountability: "Accountability", lcap: "Local plan (LCAP)", support: "Support by county offices and the state",
    rollout: "How help is rolled out", modality: "Kinds of help", coherence: "Coherence of agencies",
    capacity: "Local capacity", field: "The field as a whole", guidance: "State guidance", reform: "Mix of reforms",
    clarity: "A common definition", safety: "Safety to fail and learn", training: "Training", learning: "Cycles of learning",
    embedding: "Standard work", alignment: "Alignment", data: "Data", belief: "Lasting policy", turnover: "People who stay",
    network: "Networks", providers: "Private providers", money: "Money", state: "State agencies", pandemic: "The pandemic",
  };
  let sliders = new Map();
  let months = null;

  function startChoice(page) {
    const { dates, start } = page.meta;
    const label = element("label", "start-choice", "Moved levers act from ");
    months = element("select");
    for (const date of [...new Set([...dates.slice(0, -1), start])].sort()) months.append(new Option(date, date));
    months.addEventListener("change", () => page.go({ start: months.value }));
    label.append(months);
    return label;
  }

  SOS.drawers.add("levers", {
    title: "More levers",
    modal: false,
    fill(body, page) {
      sliders = new Map();
      months = null;
      const listed = [];
      const groups = new Map();
      const list = element("div", "lever-list");
      for (const lever of page.meta.levers.filter((each) => each.role === "lever" && !each.front)) {
        const made = SOS.levers.slider(lever.path);
        if (!made) continue;
        if (!groups.has(lever.group)) {
          const section = element("section");
          section.append(element("h3", "", GROUPS[lever.group] || lever.group));
          groups.set(lever.group, section);
          list.append(section);
        }
        groups.get(lever.group).append(made.element);
        sliders.set(lever.path, made);
        listed.push({ element: made.element, text: `${lever.label} ${lever.path} ${GROUPS[lever.group]}`.toLowerCase() });
      }
      const shown = () => [
        ...listed,
        ...[...groups].map(([name, section]) => ({
          element: section,
          text: listed.filter((each) => section.contains(each.element)).map((each) => each.text).join(" ") || name,
        })),
      ];
      if (page.meta.form === "live") body.append(startChoice(page));
      body.append(SOS.drawers.search("Find a lever", shown), list);
      this.page = page;
      this.follow(page.state());
    },
    follow(state) {
      for (const [path, made] of sliders) made.set(SOS.state.valueOf(this.page.meta, state, path));
      if (months) months.value = state.start;
    },
  });
})();
