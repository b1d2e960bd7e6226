/** The paper's tables: recipes, grids of runs, and a table end to end. */
export { dryRun } from "./dry_run.ts";
export type { ArmPlan, Experiment } from "./experiment.ts";
export { gridRuns } from "./grid.ts";
export type { ReproduceOptions } from "./options.ts";
export { override, type Overrides } from "./override.ts";
export { reproduce, type Reproduced } from "./reproduce.ts";
export { findExperiment, findRecipe, mainOf, type Profile, type Recipe, recipes, tables } from "./tables.ts";
