"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];

/** The frame of the page: title bar, buttons, tabs, choice of result and keys. */
(() => {
  const { element } = SOS.slider;
  const byId = (id) => document.getElementById(id);
  const buttons = new Map();
  let page;

  const ACTIONS = [
    ["Pin as A", "p", () => page.pin()],
    ["Undo", "u", () => page.undo()],
    ["Redo", "r", () => page.redo()],
    ["Replay", "", () => page.replay()],
    ["Reset", "", () => page.reset()],
    ["Copy link", "", () => copyLink()],
    ["Download CSV", "", () => SOS.save.csv()],
    ["Download PNG", "", () => SOS.save.png()],
    ["Download scenario", "", () => SOS.save.scenario()],
  ];

  /** Copy a text where the browser gives no clipboard, as it does to a file. */
  function copyByHand(text) {
    const field = element("textarea", "unseen", text);
    field.setAttribute("aria-label", "Link");
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }

  async function copyLink() {
    let copied = true;
    try {
      await navigator.clipboard.writeText(page.link());
    } catch {
      copied = copyByHand(page.link());
    }
    page.say(copied ? "The link is copied." : "The browser let nothing be copied; the link is in the address bar.");
  }

  function addActions() {
    for (const [label, key, act] of ACTIONS) {
      const button = element("button", "", label);
      button.type = "button";
      if (key) button.setAttribute("aria-keyshortcuts", key);
      button.addEventListener("click", act);
      byId("actions").append(button);
      buttons.set(label, button);
    }
  }

  const tabs = () => SOS.state.TABS.map((name) => ({ name, button: byId(`tab-button-${name}`), panel: byId(`tab-${name}`) }));

  function startTabs() {
    for (const { name, button } of tabs()) button.addEventListener("click", () => page.go({ tab: name }));
    byId("tabs").addEventListener("keydown", (event) => {
      const open = tabs().filter(({ button }) => !button.hidden);
      const now = open.findIndex(({ button }) => button === document.activeElement);
      const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: open.length - 1 }[event.key];
      if (now < 0 || next === undefined) return;
      event.preventDefault();
      const chosen = open[(next + open.length) % open.length];
      chosen.button.focus();
      page.go({ tab: chosen.name });
    });
    for (const radio of document.querySelectorAll("input[name=outcome]")) {
      radio.addEventListener("change", () => page.go({ outcome: radio.value }));
    }
  }

  function followTabs(state) {
    for (const { name, button, panel } of tabs()) {
      const chosen = name === state.tab;
      if (name === "predict") button.hidden = state.mode !== "predict";
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      panel.hidden = !chosen;
    }
    byId("outcome-choice").hidden = !["map", "who", "district"].includes(state.tab);
    for (const radio of document.querySelectorAll("input[name=outcome]")) radio.checked = radio.value === state.outcome;
    const alone = state.tab === "predict" && !state.revealed;
    byId("below").classList.toggle("is-alone", alone);
    byId("why").hidden = alone;
  }

  const KEYS = {
    u: () => page.undo(),
    r: () => page.redo(),
    p: () => page.pin(),
    v: () => page.state().mode === "predict" && page.go({ revealed: true }),
    m: () => page.go({ presenter: !page.state().presenter }),
    "?": () => page.go({ drawer: page.state().drawer === "help" ? null : "help" }),
  };

  function isField(target) {
    if (target.tagName === "INPUT") return !["range", "radio", "checkbox", "button"].includes(target.type);
    return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
  }

  function onKey(event) {
    if (isField(event.target) || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const letter = event.key.toLowerCase();
      if (letter !== "z" && letter !== "y") return;
      event.preventDefault();
      return void (letter === "y" || event.shiftKey ? page.redo() : page.undo());
    }
    const isModal = page.state().drawer && byId("drawer").matches(":modal");
    if (isModal && event.key !== "?") return;
    if (/^[1-9]$/.test(event.key)) return void SOS.levers.choose(Number(event.key) - 1);
    if (Object.hasOwn(KEYS, event.key)) {
      event.preventDefault();
      KEYS[event.key]();
    }
  }

  SOS.panels.push({
    name: "frame",
    start(meta, host) {
      page = host;
      byId("form").textContent = meta.form === "live" ? "Live on this computer" : "Offline file";
      addActions();
      startTabs();
      byId("predict-first").addEventListener("click", () => {
        page.go({ mode: page.state().mode === "predict" ? "explore" : "predict" });
      });
      byId("present").addEventListener("click", () => page.go({ presenter: !page.state().presenter }));
      byId("help").addEventListener("click", () => page.go({ drawer: "help" }));
      document.addEventListener("keydown", onKey);
      document.querySelector(".skip").addEventListener("click", (event) => {
        event.preventDefault(); // the part of the address behind the hash sign holds the state
        byId("results").focus();
      });
    },
    follow(state) {
      followTabs(state);
      byId("predict-first").setAttribute("aria-checked", String(state.mode === "predict"));
      byId("present").setAttribute("aria-pressed", String(state.presenter));
      byId("present").textContent = state.presenter ? "Leave presenting" : "Present";
      buttons.get("Undo").disabled = !page.canUndo();
      buttons.get("Redo").disabled = !page.canRedo();
    },
    draw() {},
  });
})();
