/** The settings in which the arms of a report differ. */
import { from } from "arquero";
import type { Analysis } from "../analysis/analyze.ts";
import { sessionText } from "../analysis/read_run.ts";
import { differing, settingsOf } from "../analysis/settings.ts";
import { type Html, markup } from "../io/html.ts";
import { htmlTable } from "./html_table.ts";
import { title } from "./settings.ts";

/** Tabulates the settings in which the arms differ, a row per setting; nothing if only in the method. */
export function configurationDiff({ arms }: Analysis): Html | undefined {
  const settings = arms.map(({ runs: [run] }) => {
    const own = new Map(settingsOf(run!));
    if (run!.within !== undefined) own.set("folder", run!.within);
    for (const key of ["version", "commit", "cpu"]) {
      const value = sessionText(run!, key);
      if (value !== undefined) own.set(key, value.replace(/^([0-9a-f]{12})[0-9a-f]{28}$/, "$1…"));
    }
    const backend = sessionText(run!, "backend", "name");
    return backend === undefined ? own : own.set("backend", backend);
  });
  const keys = differing(settings);
  if (keys.every((key) => key === "method")) return undefined; // the configuration lists the methods
  const rows = keys.map((key) => ({
    "Setting": title(key),
    ...Object.fromEntries(arms.map(({ label }, at) => [label, settings[at]!.get(key) ?? "–"])),
  }));
  return markup`<div class="wrapped">${
    htmlTable(from(rows), "Settings in which the arms differ (of each arm’s first seed)")
  }</div>`;
}
