/** The paper's tables: table × profile → experiment; and its rows, the recipes. A new table is a file and a line here. */
import { listNames, UsageError } from "../errors.ts";
import type { Experiment } from "./experiment.ts";
import { arms } from "./tables/arms.ts";
import { clutter } from "./tables/clutter.ts";
import { cutmix } from "./tables/cutmix.ts";
import { detection } from "./tables/detection.ts";
import { domains } from "./tables/domains.ts";
import { main } from "./tables/main.ts";
import { multilabel } from "./tables/multilabel.ts";
import { patches } from "./tables/patches.ts";
import type { Table } from "./tables/plan.ts";
import { ratio } from "./tables/ratio.ts";
import { replication } from "./tables/replication.ts";
import { salience } from "./tables/salience.ts";
import { schedules } from "./tables/schedules.ts";
import { transfer } from "./tables/transfer.ts";

export { findRecipe, recipes } from "./recipes/recipes.ts";
export { type Recipe, recipeConfig, trainingFlop } from "./recipes/recipe.ts";
export { mainOf } from "./tables/main.ts";
export type { Profile, Table } from "./tables/plan.ts";

/** Every table that is made of training runs, by name. */
export const tables: Readonly<Record<string, Table>> = {
  main,
  arms,
  schedules,
  patches,
  ratio,
  salience,
  cutmix,
  transfer,
  clutter,
  multilabel,
  detection,
  domains,
  replication,
};

/**
 * Finds an experiment.
 *
 * @throws {UsageError} on an unknown table or profile
 */
export function findExperiment(table: string, profile: string): Experiment {
  const profiles = Object.hasOwn(tables, table) ? tables[table] : undefined;
  if (profiles === undefined) {
    throw new UsageError(
      `Unknown table "${table}": there is ${listNames([...Object.keys(tables), "overhead"])}`,
    );
  }
  const entry = Object.entries(profiles).find(([name]) => name === profile);
  if (entry === undefined) {
    throw new UsageError(`Unknown profile "${profile}": there is ${listNames(Object.keys(profiles))}`);
  }
  return entry[1];
}
