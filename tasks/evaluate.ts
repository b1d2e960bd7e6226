/** `cbm evaluate`: a finished run's weights on a test set. */
import type { Command } from "commander";
import { printJson, progressCallback, withBackend } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("evaluate")
      .description("Evaluate the weights of a run's reported epoch on a test set.")
      .requiredOption("--run <dir>", "the folder of a run with its checkpoint")
      .option("--dataset <name>", "another data set with the same classes; the run's own by default")
      .option("--data-dir <dir>", "the folder that holds data sets")
      .option("--quiet", "no progress")
      .option("--json", "print as JSON"),
  ).action(async (options) => {
    const { parseBackend } = await import("./backend_option.ts");
    const { evaluateRun } = await import("../src/experiment/evaluate_run.ts");
    const { onProgress, finish } = progressCallback(options);
    const result = await evaluateRun({
      run: options.run,
      backend: parseBackend(options.backend),
      ...(options.dataset === undefined ? {} : { dataset: options.dataset }),
      ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
      onProgress,
    }).finally(finish);
    if (options.json) printJson(result);
    else {console.log(
        `${result.metric === "map" ? "Mean average precision" : "Accuracy"} ${
          (100 * result.accuracy).toFixed(2)
        } %, loss ${result.loss.toFixed(4)}, ${result.images} images`,
      );}
  });
}
