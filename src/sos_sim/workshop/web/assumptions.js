"use strict";
window.SOS = window.SOS || {};

/** The drawer of assumptions: every number nobody chooses, what it rests on, and what else it could be. */
SOS.assumptions = (() => {
  const { element } = SOS.slider;
  const GRADES = {
    V: "seen in a source", M: "from the literature, by memory", S: "the 2018 report", C: "computed", A: "assumption",
  };

  function gradeKey(levers) {
    const list = element("ul", "grades");
    for (const [grade, words] of Object.entries(GRADES)) {
      const count = levers.filter((lever) => lever.evidence === grade).length;
      const item = element("li");
      item.append(element("b", "grade", grade), ` ${words} (${count})`);
      list.append(item);
    }
    return list;
  }

  /** Let an uncertainty be moved: the button gives way to a slider. */
  function changer(lever, page) {
    const button = element("button", "", "Change");
    button.type = "button";
    button.setAttribute("aria-label", `Change: ${lever.label}`);
    button.addEventListener("click", () => {
      const made = SOS.levers.slider(lever.path);
      made.set(SOS.state.valueOf(page.meta, page.state(), lever.path));
      button.replaceWith(made.element);
      made.input.focus();
    });
    return button;
  }

  function row(lever, page) {
    const line = element("tr");
    const name = element("th", "", lever.label);
    name.scope = "row";
    name.append(element("span", "path", `${lever.path}${lever.ident ? ` \u00b7 ${lever.ident}` : ""}`));
    const value = element("td", "", SOS.slider.spoken(lever, lever.today));
    if (page.meta.form === "live" && lever.role === "uncertainty") value.append(changer(lever, page));
    const grade = element("td");
    grade.append(element("b", "grade", lever.evidence), ` ${GRADES[lever.evidence]}`);
    const range = lever.role === "fixed" ? "fixed" : `${SOS.slider.short(lever, lever.low)} to ${SOS.slider.short(lever, lever.high)}`;
    line.append(name, value, element("td", "", range), grade, element("td", "", lever.source));
    return line;
  }

  SOS.drawers.add("assumptions", {
    title: "Assumptions",
    modal: true,
    fill(body, page) {
      const assumed = page.meta.levers.filter((lever) => lever.role !== "lever");
      const table = element("table");
      const head = element("tr");
      for (const name of ["What is assumed", "Value", "Could be", "Rests on", "Source"]) {
        const cell = element("th", "", name);
        cell.scope = "col";
        head.append(cell);
      }
      const top = element("thead");
      top.append(head);
      const rows = element("tbody");
      const listed = assumed.map((lever) => {
        const line = row(lever, page);
        rows.append(line);
        const text = [lever.label, lever.path, lever.ident, lever.source, GRADES[lever.evidence]].join(" ").toLowerCase();
        return { element: line, text };
      });
      table.append(top, rows);
      const scroll = element("div", "scroll");
      scroll.tabIndex = 0;
      scroll.setAttribute("role", "region");
      scroll.setAttribute("aria-label", "All assumptions");
      scroll.append(table);
      const told = "Numbers that nobody chooses. Change one, for the whole run, to see whether what you concluded depends on it. It changes for today as well, so that two policies are compared and not two worlds; what is pinned stays as it was.";
      const words = page.meta.form === "live" ? told : "Numbers that nobody chooses. This file was computed with the values below.";
      body.append(element("p", "", words), gradeKey(assumed), SOS.drawers.search("Find an assumption", () => listed), scroll);
    },
  });

  return { GRADES };
})();
