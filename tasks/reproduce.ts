/** `cbm reproduce`: a table of the paper, end to end. */
import { join } from "@std/path";
import type { Command } from "commander";
import { parseIntegers, parseNumber, printJson, quoteWords, say, sayNotices, withBackend } from "./cli.ts";
import { collect, slurmOf, withExecutor } from "./executor_options.ts";

/** Adds the command. */
export function register(program: Command): void {
  withBackend(withExecutor(
    program.command("reproduce")
      .description(
        "Run what a table needs, then print the table and write the report. Interrupted, it goes on.",
      )
      .option("--table <name>", "main", "main")
      .option("--profile <name>", "quick (minutes), small (hours) or paper (the full protocol)", "quick")
      .option("--seeds <list>", "such as 1,2,3; the recipe's own by default", parseIntegers)
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
  )).action(async (options) => {
    const slurm = await slurmOf(options);
    const { parseBackend } = await import("./backend_option.ts");
    const { findExperiment } = await import("../src/experiment/recipes/mod.ts");
    const { dryRun, reproduce } = await import("../src/experiment/reproduce.ts");
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
    const tell = (text: string) => {
      line.finish();
      say(options, text);
    };
    try {
      const settings = {
        out: options.out ??
          join("results", `${recipe.name}${options.epochs === undefined ? "" : `-epochs${options.epochs}`}`),
        backend: parseBackend(options.backend),
        command: (backend: string) =>
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
        onProgress: (done: number, total: number, what: string) => line.update(done, total, what),
        onPlan: tell,
        onNotice: tell,
        ...(slurm === undefined ? {} : { slurm }),
        ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
        ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
      };
      if (options.dryRun) return console.log(await dryRun(experiment, settings));
      const reproduced = await reproduce(experiment, settings);
      line.finish();
      if (reproduced === undefined) {
        return say(options, "The runs go on without this command; give it again to see how far they are.");
      }
      const { analysis, files } = reproduced;
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
