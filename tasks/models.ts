/** `cbm models`: the available models, and their structure. */
import type { Command } from "commander";
import { UsageError } from "../src/errors.ts";
import { describeRecipe } from "../src/model/default_recipe.ts";
import type { ModelDefinition } from "../src/model/define.ts";
import type { NetworkSummary } from "../src/model/summary.ts";
import { helpOf, parseNumber, printJson } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("models")
    .description(
      "List the models with their options and default recipes, or their layers and costs (--summary).",
    )
    .option("--summary", "count parameters and multiply-adds; with --model, by layer")
    .option("--model <spec>", "show only this model, such as resnet18:width=16")
    .option(
      "--classes <n>",
      "number of classes, for --summary (default: 10)",
      parseNumber({ min: 1, max: 1e6, integer: true }),
    )
    .option(
      "--size <n>",
      "pixels per side, for --summary (default: as published)",
      parseNumber({ min: 1, max: 4096, integer: true }),
    )
    .option("--json", "print as JSON")
    .action(async ({ summary: isCounted, model, classes, size, json }) => {
      const { completeModel, models } = await import("../src/model/mod.ts");
      const named = model && completeModel(model);
      const known = models.filter(({ name }) => !named || name === named.split(":")[0]);
      if (!isCounted) {
        if (classes !== undefined || size !== undefined) {
          throw new UsageError("--classes and --size require --summary: add it");
        }
        if (json) {
          return printJson(
            known.map(({ name, summary, options, defaultRecipe }) => ({
              name,
              summary,
              options: helpOf(options),
              defaultRecipe,
            })),
          );
        }
        for (const entry of known) console.log(describe(entry));
        return;
      }
      await (await import("../src/backend/mod.ts")).startBackend("wasm"); // always available, and fast enough
      const rows = [];
      for (const { size: published, create: _, spell: __, ...entry } of known) {
        const counted = await summarize(named ?? entry.name, classes ?? 10, size ?? published);
        rows.push({
          ...entry,
          options: helpOf(entry.options),
          spec: counted.name,
          ...counted,
          name: entry.name,
        });
        if (!json) {
          console.log(
            named ? `${table(counted)}\n${recipeLine(entry)}` : `${describe(entry)}\n${totals(counted)}`,
          );
        }
      }
      if (json) printJson(rows);
    });
}

/** Builds a network, summarises it, and frees it. */
async function summarize(spec: string, classes: number, size: number): Promise<NetworkSummary> {
  const { modelFactory } = await import("../src/model/mod.ts");
  const { NoDraws, summarizeNetwork } = await import("../src/model/summary.ts");
  const network = modelFactory(spec)(classes, new NoDraws());
  const summary = await summarizeNetwork(network, size);
  network.dispose();
  return summary;
}

type Described = Pick<ModelDefinition, "name" | "summary" | "options" | "defaultRecipe">;

function describe(entry: Described): string {
  const options = Object.entries(helpOf(entry.options)).map(([key, text]) => `  ${key}: ${text}`);
  return [`${entry.name}: ${entry.summary}`, ...options, recipeLine(entry)].join("\n");
}

/** Describes the model's default recipe. */
const recipeLine = ({ defaultRecipe }: Pick<Described, "defaultRecipe">) =>
  `  by default: ${describeRecipe(defaultRecipe)}`;

const grouped = (value: number) => value.toLocaleString("en-US");

function totals({ parameters, macs, classes, size }: NetworkSummary): string {
  return `  ${grouped(parameters)} parameters, ${
    grouped(macs)
  } multiply-adds forward, with ${classes} classes at ${size} px`;
}

/** Formats a line per layer, with right-aligned numbers. */
function table(summary: NetworkSummary): string {
  const rows = summary.layers.map(({ name, output, parameters, macs }) => [
    name,
    output?.join(" × ") ?? "",
    parameters === 0 ? "" : grouped(parameters),
    macs === 0 ? "" : grouped(macs),
  ]);
  const lines = [["layer", "output", "parameters", "multiply-adds"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]!.length)));
  const print = (line: string[]) =>
    line.map((cell, column) => column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))
      .join("  ").trimEnd();
  return [summary.name, ...lines.map(print), totals(summary)].join("\n");
}
