/** Recipes: table × profile → experiment. A new table is a file and a line here. */
import { listNames, UsageError } from "../../errors.ts";
import type { Experiment } from "../grid.ts";
import { main } from "./main.ts";

/** How much is run: minutes, hours, or the published protocol. */
export type Profile = "quick" | "small" | "paper";

/** Every table, by name. */
export const tables: Readonly<Record<string, Readonly<Record<Profile, Experiment>>>> = { main };

/**
 * Finds an experiment.
 *
 * @throws {UsageError} on an unknown table or profile
 */
export function findExperiment(table: string, profile: string): Experiment {
  const profiles = Object.hasOwn(tables, table) ? tables[table] : undefined;
  if (profiles === undefined) {
    throw new UsageError(`Unknown table "${table}": there is ${listNames(Object.keys(tables))}`);
  }
  const entry = Object.entries(profiles).find(([name]) => name === profile);
  if (entry === undefined) {
    throw new UsageError(`Unknown profile "${profile}": there is ${listNames(Object.keys(profiles))}`);
  }
  return entry[1];
}
