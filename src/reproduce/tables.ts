/** The paper's tables, and the recipes of their rows. A new table is a file and a line here. */
import { UsageError } from "../errors.ts";
import { chooseOne } from "../suggest.ts";
import type { Experiment } from "./experiment.ts";
import { measurements } from "./measurements.ts";
import { arms } from "./tables/arms.ts";
import { clutter } from "./tables/clutter.ts";
import { cutmix } from "./tables/cutmix.ts";
import { detection } from "./tables/detection.ts";
import { domains } from "./tables/domains.ts";
import { main } from "./tables/main.ts";
import { multilabel } from "./tables/multilabel.ts";
import { patches } from "./tables/patches.ts";
import { findProfile, type Table } from "./tables/make_table.ts";
import { ratio } from "./tables/ratio.ts";
import { replication } from "./tables/replication.ts";
import { rivals } from "./tables/rivals.ts";
import { salience } from "./tables/salience.ts";
import { schedules } from "./tables/schedules.ts";
import { transfer } from "./tables/transfer.ts";

export { findRecipe, recipes } from "./recipes/recipes.ts";
export { type Recipe, recipeConfig, trainingFlop } from "./recipes/recipe.ts";
export { mainOf } from "./tables/main.ts";
export { findProfile, type Profile, type Table } from "./tables/make_table.ts";

/** Every table that is made of training runs, by name. */
export const tables: Readonly<Record<string, Table>> = {
  main,
  rivals,
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
 * Finds the experiment of a table in a profile.
 *
 * @param table such as `main`
 * @param profile `quick`, `small` or `paper`
 * @throws {UsageError} on an unknown table or profile
 */
export function findExperiment(table: string, profile: string): Experiment {
  const profiles = Object.hasOwn(tables, table) ? tables[table] : undefined;
  if (profiles === undefined) {
    const known = [...Object.keys(tables), ...Object.keys(measurements)];
    throw new UsageError(`Unknown table "${table}": ${chooseOne(table, known)}`);
  }
  return profiles[findProfile(profile)];
}
