/** `cbm reproduce`: a table of the paper, end to end. */
import { join } from "@std/path";
import type { Command } from "commander";
import { parseIntegers, parseNumber, printJson, quoteWords, say, sayNotices, withBackend } from "./cli.ts";

const collect = (text: string, before: string[]) => [...before, text];

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("reproduce")
      .description(
        "Run what a table needs, then print the table and write the report. Interrupted, it goes on.",
      )
      .option("--table <name>", "main", "main")
      .option("--profile <name>", "quick (minutes), small (hours) or paper (the full protocol)", "quick")
      .option("--seeds <list>", "such as 1,2,3; the recipe's own by default", parseIntegers)
      .option(
        "--jobs <n>",
        "runs at a time; by default as many as the cores allow",
        parseNumber({ min: 1, integer: true }),
      )
      .option("--executor <name>", "local", "local")
      .option(
        "--epochs <n>",
        "another number of epochs than the recipe's",
        parseNumber({ min: 1, integer: true }),
      )
      .option("--data-dir <dir>", "the folder that holds data sets")
      .option("--out <dir>", "results/<table>-<profile> by default")
      .option("--note <text>", "a sentence for the report; may be given several times", collect, [])
      .option("--quiet", "no progress")
      .option("--json", "print the table as JSON"),
  ).action(async (options) => {
    const { UsageError } = await import("../src/errors.ts");
    if (options.executor !== "local") {
      throw new UsageError(`Unknown executor "${options.executor}": there is "local"`);
    }
    const { parseBackend } = await import("./backend_option.ts");
    const { findExperiment } = await import("../src/experiment/recipes/mod.ts");
    const { reproduce } = await import("../src/experiment/reproduce.ts");
    const { readableTable } = await import("../src/analysis/table.ts");
    const { progressLine } = await import("../src/progress.ts");
    const recipe = findExperiment(options.table, options.profile);
    const experiment = {
      ...recipe,
      notes: [...recipe.notes, ...options.note],
      seeds: options.seeds ?? recipe.seeds,
      base: { ...recipe.base, ...(options.epochs === undefined ? {} : { epochs: options.epochs }) },
    };

    const stop = new AbortController();
    const interrupted = () => {
      if (stop.signal.aborted) Deno.exit(130);
      stop.abort();
      say(options, "\nStopping; interrupt once more to stop at once.");
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, interrupted);
    const line = progressLine("", { quiet: options.quiet ?? false });
    sayNotices(options, line);
    try {
      const { analysis, files } = await reproduce(experiment, {
        out: options.out ??
          join("results", `${recipe.name}${options.epochs === undefined ? "" : `-epochs${options.epochs}`}`),
        backend: parseBackend(options.backend),
        command: (backend) =>
          quoteWords([
            ...["deno", "task", "reproduce", "--table", options.table, "--profile", options.profile],
            ...(options.seeds === undefined ? [] : ["--seeds", options.seeds.join()]),
            ...(options.epochs === undefined ? [] : ["--epochs", String(options.epochs)]),
            ...["--backend", backend],
            ...(options.jobs === undefined ? [] : ["--jobs", String(options.jobs)]),
            ...(options.dataDir === undefined ? [] : ["--data-dir", "DIR"]),
            ...options.note.flatMap((note: string) => ["--note", note]),
          ]),
        signal: stop.signal,
        onProgress: (done, total, what) => line.update(done, total, what),
        onPlan: (plan) => {
          line.finish();
          say(options, plan);
        },
        ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
        ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
      });
      line.finish();
      const table = readableTable(analysis);
      if (options.json) printJson({ rows: table.objects(), comparisons: analysis.comparisons, files });
      else {
        console.log(await Deno.readTextFile(files.markdown));
        console.log(`Report: ${files.html}`);
      }
    } finally {
      for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, interrupted);
    }
  });
}
