/** `cbm reproduce --list`: the tables, and the recipes with the cost of a run. */
import { printJson } from "./cli.ts";

/** Prints the tables and recipes. */
export async function listTables({ json }: { json?: boolean }): Promise<void> {
  const { recipes, tables, trainingFlop } = await import("../src/reproduce/tables.ts");
  const { rateOf } = await import("../src/reproduce/recipes/training_speeds.ts");
  const { oneOrRange, outline } = await import("../src/reproduce/outline.ts");
  const { spanText } = await import("../src/reproduce/estimate.ts");
  const { measurements } = await import("../src/reproduce/measurements.ts");
  const grids = Object.entries(tables).map(([name, profiles]) => ({
    name,
    title: profiles.paper.title,
    profiles: Object.entries(profiles).map(([profile, experiment]) => {
      const { runs, epochs, mostEpochs, dataset, model } = outline(experiment);
      return { profile, runs, epochs, most_epochs: mostEpochs, dataset, model };
    }),
  }));
  const rows = recipes.map((recipe) => {
    const flop = trainingFlop(recipe), seconds = flop / (rateOf(recipe) * 1e9);
    const { name, title, published = [], weightsFrom, config } = recipe;
    return {
      name,
      title,
      flop,
      seconds_on_one_core: seconds,
      published,
      weights: weightsFrom ?? null,
      config,
    };
  });
  if (json) return printJson({ tables: grids, measurements: Object.keys(measurements), recipes: rows });
  const width = Math.max(
    ...[...Object.keys(tables), ...Object.keys(measurements)].map((name) => name.length),
  );
  console.log("Tables (--table NAME --profile quick|small|paper):");
  for (const { name, profiles } of grids) {
    const words = profiles.map(({ profile, runs, epochs, most_epochs, dataset }) =>
      `${profile}: ${runs} runs of ${oneOrRange([epochs, most_epochs])} epochs on ${dataset.split(":")[0]}`
    );
    console.log(`  ${name.padEnd(width)} ${words.join("; ")}`);
  }
  for (const [name, { summary }] of Object.entries(measurements)) {
    console.log(`  ${name.padEnd(width)} ${summary}`);
  }
  console.log(
    "\nRecipes (train --recipe NAME, or --table main --profile paper --recipe NAME); cost of a run:",
  );
  for (const { name, flop, seconds_on_one_core, weights } of rows) {
    console.log(
      `  ${name.padEnd(30)} ${flop.toExponential(1).replace("e+", "e")} FLOP, ${
        spanText(seconds_on_one_core)
      } on one core${weights === null ? "" : "; needs --weights"}`,
    );
  }
}
