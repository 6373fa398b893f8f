"use strict";
window.SOS = window.SOS || {};

/** The field that finds a district by its name: a list of ten below it, for keys and pointer alike. */
SOS.districtFind = (() => {
  const MOST = 10;

  /** Give the places of up to ten districts: names that begin with what was typed first, then those that hold it. */
  function matches(labels, typed) {
    const wanted = typed.trim().toLowerCase();
    if (!wanted) return [];
    const begins = [];
    const holds = [];
    labels.forEach((label, place) => {
      const at = label.indexOf(wanted);
      if (at === 0) begins.push(place);
      else if (at > 0) holds.push(place);
    });
    return [...begins, ...holds].slice(0, MOST);
  }

  /** Make the field in `root`; `onChoose(place)` is told the district, `onNone(text)` what fits none. */
  function make(meta, root, onChoose, onNone) {
    const { element } = SOS.slider;
    const { districts, counties } = meta;
    const names = districts.name.map((name, place) => `${name}, ${counties[districts.county[place]]}`);
    const labels = names.map((name) => name.toLowerCase());
    const label = element("label", "search", "Find your district ");
    const input = element("input");
    input.type = "text";
    input.id = "district-find";
    label.htmlFor = input.id;
    input.autocomplete = "off";
    input.placeholder = "its name";
    const list = element("ul", "find-list");
    list.id = "district-find-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Districts found");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
      input.setAttribute(name, value);
    }
    let found = [];
    let marked = 0;

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(place) {
      marked = place;
      [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === place)));
      input.setAttribute("aria-activedescendant", `found-${place}`);
      list.children[place]?.scrollIntoView({ block: "nearest" });
    }

    function choose(place) {
      input.value = "";
      close();
      onChoose(place);
    }

    function show() {
      found = matches(labels, input.value);
      if (!found.length) return close();
      list.replaceChildren(...found.map((place, number) => {
        const row = element("li", "", names[place]);
        row.id = `found-${number}`;
        row.setAttribute("role", "option");
        row.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(place);
        });
        return row;
      }));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(0);
    }

    const KEYS = {
      ArrowDown: () => mark((marked + 1) % found.length),
      ArrowUp: () => mark((marked + found.length - 1) % found.length),
      Enter: () => choose(found[marked]),
      Escape: close,
    };
    input.addEventListener("input", show);
    input.addEventListener("focus", show);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && list.hidden && input.value.trim()) return onNone(input.value.trim());
      if (list.hidden || !Object.hasOwn(KEYS, event.key)) return;
      event.preventDefault();
      KEYS[event.key]();
    });
    root.append(label, input, list);
  }

  return { matches, make };
})();
