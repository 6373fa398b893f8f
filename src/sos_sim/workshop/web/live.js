"use strict";
window.SOS = window.SOS || {};

/** The live source: asks the server that runs the model on this machine. */
SOS.source = (meta) => {
  function query(setting, more) {
    const pairs = [["scenario", setting.scenario], ["start", setting.start], ...Object.entries(setting.moved), ...more];
    return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  }

  async function ask(path) {
    const response = await fetch(path, { cache: "no-store" });
    const body = await response.json();
    if (!response.ok) {
      const told = (body.problems || []).map((each) => `${each.place}: ${each.found}; allowed: ${each.allowed}`);
      throw new Error(told.join(" ") || `the server answered ${response.status}`);
    }
    return body;
  }

  return {
    async run(setting) {
      const body = await ask(`/api/run?${query(setting, [])}`);
      return { setting, answer: SOS.answer(meta, body.answer), exact: true };
    },
    why: (setting) => ask(`/api/why?${query(setting, [])}`),
    district: (setting, code) => ask(`/api/district?${query(setting, [["code", code]])}`),
    plane: async () => (await ask("/api/plane")).points,
    resolve: (setting) => setting,
    stops: (path) => meta.levers.find((lever) => lever.path === path).stops,
  };
};
