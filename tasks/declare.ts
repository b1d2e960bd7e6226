/** `cbm declare DIR`: writes down what finished runs compare. */
import type { Command } from "commander";
import { printJson } from "./cli.ts";
import { collect } from "./executor_options.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("declare")
    .description("Write experiment.json: the comparisons that analyze and report make of a folder of runs.")
    .argument("<dir>", "folder of the experiment, with its runs in runs/ or directly in it")
    .option("--table <name>", "declare the comparisons of this table, from `reproduce --list`")
    .option("--profile <name>", "with --table: quick, small or paper", "quick")
    .option(
      "--compare <a:b>",
      "compare arm a with arm b; repeatable (default: the table's, or every arm with conventional)",
      collect,
    )
    .option("--title <text>", "title of reports (default: the table's, or the folder's name)")
    .option("--note <text>", "a note for reports; repeatable", collect, [])
    .option("--json", "print the declaration as JSON")
    .action(async (dir: string, { table, profile, compare, title, note, json }) => {
      const { declareRuns } = await import("../src/reproduce/declare.ts");
      const { findExperiment } = await import("../src/reproduce/tables.ts");
      const { path, declaration } = await declareRuns(dir, {
        experiment: table === undefined ? undefined : findExperiment(table, profile),
        comparisons: compare,
        title,
        notes: note,
      });
      if (json) return printJson(declaration);
      for (const { treatment, control } of declaration.comparisons) {
        console.log(`${treatment} against ${control}`);
      }
      console.log(`Declared in ${path}`);
    });
}
