"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/**
 * What lies behind the page: one drawer at a time, opened by its name in the state.
 * A drawer is `{title, modal, fill(body, page), draw(view)}`; the modal ones lie over the page, the others over the left column.
 */
SOS.drawers = (() => {
  const { element } = SOS.slider;
  const kinds = {};
  const byId = (id) => document.getElementById(id);
  let page;
  let open = null;
  let opener = null;

  /** Add a kind of drawer. */
  function add(name, kind) {
    kinds[name] = kind;
  }

  function show(name) {
    const dialog = byId("drawer");
    const kind = kinds[name];
    opener = document.activeElement;
    open = name;
    const head = element("div", "drawer-head");
    const title = element("h2", "", kind.title);
    title.id = "drawer-title";
    title.tabIndex = -1;
    const close = element("button", "", "Close");
    close.type = "button";
    close.addEventListener("click", () => page.go({ drawer: null }));
    head.append(title, close);
    const body = element("div", "drawer-body");
    dialog.replaceChildren(head, body);
    dialog.className = `drawer-${name}`;
    kind.fill(body, page);
    if (kind.modal) dialog.showModal();
    else dialog.show();
    title.focus();
    if (page.view() && kind.draw) kind.draw(page.view());
  }

  function hide() {
    open = null;
    byId("drawer").close();
    if (opener && opener.isConnected) opener.focus();
  }

  SOS.panels.push({
    name: "drawers",
    start(meta, host) {
      page = host;
      addFoot(meta);
      const dialog = byId("drawer");
      dialog.addEventListener("close", () => page.state().drawer && !dialog.open && page.go({ drawer: null }));
      dialog.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || dialog.matches(":modal")) return;
        event.preventDefault();
        page.go({ drawer: null });
      });
    },
    follow(state) {
      if (state.drawer !== open) {
        if (open) hide();
        if (state.drawer) show(state.drawer);
      }
      if (open && kinds[open].follow) kinds[open].follow(state);
    },
    draw(view) {
      if (open && kinds[open].draw) kinds[open].draw(view);
    },
  });

  function addFoot(meta) {
    const root = byId("foot-links");
    root.append(element("span", "", `${meta.seeds.length} futures \u00b7 sos-sim ${meta.version}`));
    for (const [name, label] of [["assumptions", "Assumptions"], ["data", "Data table"], ["sources", "Sources"]]) {
      const button = element("button", "link", label);
      button.type = "button";
      button.addEventListener("click", () => page.go({ drawer: name }));
      root.append(button);
    }
  }

  /** Make a search field that hides the elements of a list whose text lacks one of the words. */
  function search(label, list) {
    const field = element("label", "search", label);
    const input = element("input");
    input.type = "search";
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const { element: each, text } of list()) each.hidden = !words.every((word) => text.includes(word));
    });
    field.append(" ", input);
    return field;
  }

  return { add, search };
})();
