/** `cbm reproduce`: a table of the paper, end to end. */
import { join } from "@std/path";
import type { Command } from "commander";
import type { Overrides } from "../src/reproduce/override.ts";
import { terminalWidth } from "../src/terminal.ts";
import {
  choiceOption,
  memoryCapOption,
  parseIntegers,
  parseNumber,
  printJson,
  quoteWords,
  say,
  sayNotices,
  withBackend,
  wrapped,
} from "./cli.ts";
import { collect, slurmOf, withExecutor } from "./executor_options.ts";
import { onInterrupt } from "./interrupt.ts";
import { listTables } from "./reproduce_list.ts";
import { measure } from "./reproduce_measurement.ts";

/** Spells the options that a report's command must repeat, without paths of this machine. */
function repeated(options: Record<string, unknown>): string[] {
  const { table, profile, recipe, dataset, weights, select, seeds, epochs, jobs, dataDir, note } = options;
  const { method, model, optimizer, lrSchedule, augment } = options;
  const words = {
    ...{ recipe, dataset, model, optimizer, "lr-schedule": lrSchedule, augment, weights },
    ...{ select, seeds, epochs, jobs, dataDir: dataDir && "DIR" },
  };
  return [
    ...["deno", "task", "cbm", "reproduce", "--table", String(table), "--profile", String(profile)],
    ...Object.entries(words).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name === "dataDir" ? "data-dir" : name}`, String(value)]
    ),
    ...(method as string[]).flatMap((text) => ["--method", text]),
    ...(note as string[]).flatMap((text) => ["--note", text]),
  ];
}

/** Options that determine the experiment. */
interface Choice extends Omit<Overrides, "notes" | "methods" | "learningRateSchedule" | "augment"> {
  readonly method: readonly string[];
  readonly lrSchedule?: string;
  readonly augment?: string;
  readonly table: string;
  readonly profile: string;
  readonly recipe?: string;
  readonly note: readonly string[];
}

/** Finds the experiment that the options name. */
async function experimentOf(options: Choice) {
  const { findExperiment, findRecipe, mainOf } = await import("../src/reproduce/tables.ts");
  const { override } = await import("../src/reproduce/override.ts");
  const { UsageError } = await import("../src/errors.ts");
  const { loadCode } = await import("../src/experiment/own_code.ts");
  const { splitAugmentations } = await import("../src/data/augment/mod.ts");
  const { table, profile, recipe, weights, note: notes, method: methods, ...rest } = options;
  const { model, dataset, optimizer, lrSchedule: learningRateSchedule } = options;
  const augment = options.augment === undefined ? undefined : splitAugmentations(options.augment);
  await loadCode({ model, dataset, optimizer, learningRateSchedule, augment });
  for (const method of methods) await loadCode({ method });
  const changes = { ...rest, methods, learningRateSchedule, augment, notes };
  if (recipe === undefined) return override(findExperiment(table, profile), { ...changes, weights });
  if (table !== "main" || profile !== "paper") {
    throw new UsageError(
      "--recipe selects another row of the main table's full protocol: add --profile paper",
    );
  }
  return override(mainOf(findRecipe(recipe), weights), changes);
}

/** Adds the command. */
export function register(program: Command): void {
  withBackend(withExecutor(
    program.command("reproduce")
      .description(
        "Run a table's experiments, print the table and write the report. Run it again to resume.",
      )
      .option("--list", "only list the tables and recipes")
      .option("--table <name>", "a table from --list", "main")
      .option("--profile <name>", "quick (minutes), small (hours) or paper (the full protocol)", "quick")
      .option("--recipe <name>", "with --table main --profile paper: another model and data set, from --list")
      .option("--dataset <spec>", "another data set, in full, such as image-folder:path=DIR")
      .option(
        "--method <spec>",
        "another arm, such as cutmix or ./mine.ts:strength=2; repeatable",
        collect,
        [],
      )
      .option("--model <spec>", "another network for all arms")
      .option("--optimizer <spec>", "another optimizer for all arms")
      .option("--lr-schedule <spec>", "another learning-rate schedule for all arms")
      .option("--augment <names>", "augmentation for all arms without their own")
      .option("--weights <file>", "pre-trained weights, for tables and recipes that start from them")
      .addOption(
        choiceOption("--select <rule>", "the reported epoch (default: last)", ["last", "validation", "test"]),
      )
      .option("--seeds <list>", "seeds, such as 1,2,3 (default: the recipe's)", parseIntegers)
      .option(
        "--epochs <n>",
        "number of epochs (default: the recipe's)",
        parseNumber({ min: 1, integer: true }),
      )
      .option("--data-dir <dir>", "folder that contains the data sets")
      .addOption(memoryCapOption())
      .option("--out <dir>", "output folder (default: results/<table>-<profile>)")
      .option("--note <text>", "a note for the report; repeatable", collect, [])
      .option("--quiet", "show no progress")
      .option("--wide", "show all columns of the table")
      .option("--json", "print the table as JSON"),
  )).action(async (options) => {
    if (options.list) return await listTables(options);
    const { measurements } = await import("../src/reproduce/measurements.ts");
    const measurement = Object.hasOwn(measurements, options.table) ? measurements[options.table] : undefined;
    if (measurement !== undefined) return await measure(measurement, options, repeated(options));
    const slurm = await slurmOf(options);
    const { parseBackend } = await import("./backend_option.ts");
    const { dryRun } = await import("../src/reproduce/dry_run.ts");
    const { reproduce } = await import("../src/reproduce/reproduce.ts");
    const { readableTable } = await import("../src/analysis/table.ts");
    const { resultScreen } = await import("../src/report/screen.ts");
    const { progressLine } = await import("../src/progress.ts");
    const experiment = await experimentOf(options);

    const stop = new AbortController();
    const stopListening = onInterrupt(() => stop.abort());
    const line = progressLine("", { quiet: options.quiet ?? false, counts: false });
    sayNotices(options, line);
    const tell = (text: string) => {
      line.finish();
      say(options, wrapped(text));
    };
    try {
      const settings = {
        out: options.out ?? join("results", experiment.name),
        backend: parseBackend(options.backend),
        command: (backend: string) => quoteWords([...repeated(options), "--backend", backend]),
        signal: stop.signal,
        onProgress: (done: number, total: number, what: string) => line.update(done, total, what),
        onPlan: tell,
        onNotice: tell,
        slurm,
        jobs: options.jobs,
        dataDir: options.dataDir,
        memoryCap: options.memoryCap,
      };
      if (options.dryRun) return console.log(await dryRun(experiment, settings));
      const reproduced = await reproduce(experiment, settings);
      line.finish();
      if (reproduced === undefined) {
        return say(options, "The runs continue without this command; run it again to see their progress.");
      }
      const { analysis, files } = reproduced;
      if (options.json) {
        return printJson({
          rows: readableTable(analysis).objects(),
          comparisons: analysis.comparisons,
          files,
        });
      }
      for (const notice of analysis.notices) tell(`Note: ${notice}`);
      console.log(`\n${resultScreen(analysis, { width: terminalWidth(), wide: options.wide })}`);
      console.log(`Report: ${files.html}`);
    } finally {
      line.finish();
      stopListening();
    }
  });
}
