/** `cbm reproduce` for tables of measurements, without training. */
import { join } from "@std/path";
import type { Measurement } from "../src/reproduce/measurement.ts";
import { terminalWidth } from "../src/terminal.ts";
import { printJson, progressCallback, quoteWords, say } from "./cli.ts";

/** Options that have no effect on a measurement. */
const OF_RUNS = ["recipe", "dataset", "weights", "select", "seeds", "epochs", "dataDir", "memoryCap"];

/** Measures, and prints the table and the report's path. */
export async function measure(
  { run }: Measurement,
  // deno-lint-ignore no-explicit-any
  options: Record<string, any>,
  command: readonly string[],
): Promise<void> {
  const { listNames, UsageError } = await import("../src/errors.ts");
  const { findProfile } = await import("../src/reproduce/tables.ts");
  const { parseBackend } = await import("./backend_option.ts");
  const { table, profile, note, json, backend: wanted } = options;
  const idle = OF_RUNS.filter((name) => options[name] !== undefined);
  if (idle.length > 0) {
    throw new UsageError(`The table "${table}" trains nothing: omit ${listNames(idle)}`);
  }
  const { onProgress, finish } = progressCallback(options);
  const { files, table: measured } = await run({
    profile: findProfile(profile),
    out: options.out ?? join("results", `${table}-${profile}`),
    backend: parseBackend(wanted),
    command: (backend) => quoteWords([...command, "--backend", backend]),
    notes: note,
    onPlan: (plan) => {
      finish();
      say(options, plan);
    },
    onProgress,
  }).finally(finish);
  if (json) return printJson({ files });
  const { toText } = await import("../src/analysis/write_table.ts");
  const fit = { width: terminalWidth(), importance: [], always: 1 };
  console.log(toText(measured, options.wide ? undefined : fit));
  console.log(`Report: ${files.html}`);
}
