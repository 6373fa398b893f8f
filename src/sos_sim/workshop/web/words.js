"use strict";
window.SOS = window.SOS || {};

/** Settings in words and safe cells of files. */
SOS.words = (() => {
  /** Name a setting so that a reader could set it again. */
  function setting(meta, chosen) {
    const preset = meta.presets.find((each) => each.name === chosen.scenario);
    const paths = Object.keys(chosen.moved).sort();
    if (!paths.length) return preset.label;
    const moved = paths.map((path) => {
      const lever = meta.levers.find((each) => each.path === path);
      return `${lever.label.charAt(0).toLowerCase()}${lever.label.slice(1)} ${SOS.slider.short(lever, chosen.moved[path])}`;
    });
    return `${preset.label} with ${moved.join("; ")}, from ${chosen.start}`;
  }

  /** Say what is otherwise at the computed setting that stands in for the one asked for. */
  function snapped(meta, asked, found) {
    const value = (chosen, path) => SOS.state.valueOf(meta, chosen, path);
    const paths = new Set([...Object.keys(asked.moved), ...Object.keys(found.moved)]);
    const other = [...paths].filter((path) => value(asked, path) !== value(found, path)).map((path) => {
      const lever = meta.levers.find((each) => each.path === path);
      return `${lever.label.charAt(0).toLowerCase()}${lever.label.slice(1)} ${SOS.slider.short(lever, value(found, path))}`;
    });
    const preset = meta.presets.find((each) => each.name === found.scenario);
    return [...(asked.scenario === found.scenario ? [] : [`start from ${preset.label}`]), ...other].join("; ") || "the same levers";
  }

  /** Write a cell of a CSV file; a text that a spreadsheet would run as a formula begins with an apostrophe. */
  function cell(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return "";
    if (typeof value === "number") return String(Number(value.toPrecision(6)));
    const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
  }

  /** Hand a file to the reader. */
  function download(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  return { setting, snapped, cell, download };
})();
