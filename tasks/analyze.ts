/** `cbm analyze DIR…`: the table of some runs, with what may be said of it. */
import type { Command } from "commander";
import { type CommonOptions, parseNumber, printJson, say } from "./cli.ts";

/** Options that `analyze` and `report` share. */
export interface AnalyzeCommandOptions extends CommonOptions {
  readonly compare?: string[];
  readonly resamples: number;
  readonly seed: number;
  readonly skipUnfinished?: boolean;
}

/** Adds the arguments and options that `analyze` and `report` share. */
export function withAnalysis(command: Command): Command {
  return command
    .argument("<dirs...>", "folders of runs, tables, or folders that hold them")
    .option(
      "--compare <a:b>",
      "compare arm a with arm b, again for each comparison (default: every arm with conventional)",
      (text: string, earlier: string[] | undefined) => [...(earlier ?? []), text],
    )
    .option(
      "--resamples <n>",
      "resamples of the bootstrap",
      parseNumber({ min: 100, max: 1_000_000, integer: true }),
      10_000,
    )
    .option("--seed <n>", "seed of the bootstrap", parseNumber({ integer: true }), 1)
    .option("--skip-unfinished", "leave unfinished runs out, with a notice")
    .option("--quiet", "say nothing but the result");
}

/** The analysis that the options ask for. */
export async function analyzeWith(dirs: string[], options: AnalyzeCommandOptions) {
  const { analyze } = await import("../src/analysis/analyze.ts");
  return await analyze(dirs, {
    resamples: options.resamples,
    seed: options.seed,
    skipUnfinished: options.skipUnfinished ?? false,
    ...(options.compare === undefined ? {} : { comparisons: options.compare }),
  });
}

/** Adds the command. */
export function register(program: Command): void {
  withAnalysis(program.command("analyze"))
    .description("Compare finished runs: means, gains, 95% intervals, p-values and verdicts.")
    .option("--out <dir>", "write analysis.json there too")
    .option("--json", "print the analysis as one JSON document")
    .action(async (dirs: string[], options: AnalyzeCommandOptions & { out?: string }) => {
      const analysis = await analyzeWith(dirs, options);
      const { analysisToJson } = await import("../src/analysis/json.ts");
      if (options.out !== undefined) {
        const { join } = await import("@std/path");
        const { writeJsonAtomic } = await import("../src/io/atomic.ts");
        const path = join(options.out, "analysis.json");
        await writeJsonAtomic(path, analysisToJson(analysis));
        say(options, `Wrote ${path}`);
      }
      if (options.json) return printJson(analysisToJson(analysis));
      const { mcnemarTable, readableTable } = await import("../src/analysis/table.ts");
      const { toText } = await import("../src/analysis/write_table.ts");
      console.log(toText(readableTable(analysis)));
      if (analysis.comparisons.length > 0) {
        console.log(`McNemar's test, seed by seed\n${toText(mcnemarTable(analysis))}`);
      }
      for (const notice of analysis.notices) say(options, `Note: ${notice}`);
    });
}
