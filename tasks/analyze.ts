/** `cbm analyze DIR…`: the results table of runs, with comparisons. */
import type { Command } from "commander";
import { terminalWidth } from "../src/terminal.ts";
import { type CommonOptions, parseNumber, printJson, say, wrapped } from "./cli.ts";

/** Options shared by `analyze` and `report`. */
export interface AnalyzeCommandOptions extends CommonOptions {
  readonly compare?: string[];
  readonly resamples: number;
  readonly seed: number;
  readonly skipUnfinished?: boolean;
}

/** Adds the arguments and options shared by `analyze` and `report`. */
export function withAnalysis(command: Command): Command {
  return command
    .argument("<dirs...>", "run folders, tables, or folders that contain them")
    .option(
      "--compare <a:b>",
      "compare arm a with arm b; repeatable (default: as experiment.json declares, or every arm with conventional)",
      (text: string, earlier: string[] | undefined) => [...(earlier ?? []), text],
    )
    .option(
      "--resamples <n>",
      "number of bootstrap resamples",
      parseNumber({ min: 100, max: 1_000_000, integer: true }),
      10_000,
    )
    .option("--seed <n>", "bootstrap seed", parseNumber({ integer: true }), 1)
    .option("--skip-unfinished", "skip unfinished runs, with a notice")
    .option("--quiet", "print only the result");
}

/** Runs the analysis that the options ask for. */
export async function analyzeWith(dirs: string[], options: AnalyzeCommandOptions) {
  const { analyze } = await import("../src/analysis/analyze.ts");
  return await analyze(dirs, {
    resamples: options.resamples,
    seed: options.seed,
    skipUnfinished: options.skipUnfinished ?? false,
    comparisons: options.compare,
  });
}

/** Adds the command. */
export function register(program: Command): void {
  withAnalysis(program.command("analyze"))
    .description("Compare finished runs: means, gains, 95% intervals, p-values and verdicts.")
    .option("--out <dir>", "also write analysis.json to this folder")
    .option("--json", "print the analysis as JSON")
    .option("--wide", "show all columns of the table, and McNemar's test seed by seed")
    .action(async (dirs: string[], options: AnalyzeCommandOptions & { out?: string; wide?: boolean }) => {
      const analysis = await analyzeWith(dirs, options);
      const { analysisToJson } = await import("../src/analysis/json.ts");
      const path = await written(options.out, analysisToJson(analysis));
      if (options.json) return printJson(analysisToJson(analysis));
      for (const notice of analysis.notices) say(options, wrapped(`Note: ${notice}`));
      const { resultScreen } = await import("../src/report/screen.ts");
      console.log(resultScreen(analysis, { width: terminalWidth(), wide: options.wide }));
      if (options.wide && analysis.comparisons.length > 0) {
        const { mcnemarTable } = await import("../src/analysis/table.ts");
        const { toText } = await import("../src/analysis/write_table.ts");
        console.log(`McNemar's test, seed by seed\n${toText(mcnemarTable(analysis))}`);
      }
      console.log(path === undefined ? `Runs: ${dirs.join(", ")}` : `Analysis: ${path}`);
    });
}

/** Writes an analysis to a folder, if one is named; returns the path of the file. */
async function written(folder: string | undefined, analysis: object): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const { join } = await import("@std/path");
  const { writeJsonAtomic } = await import("../src/io/atomic.ts");
  const path = join(folder, "analysis.json");
  await writeJsonAtomic(path, analysis);
  return path;
}
