/** `cbm evaluate`: a finished run's weights, or a file's, on a test set. */
import type { Command } from "commander";
import { UsageError } from "../src/errors.ts";
import { printJson, progressCallback, withBackend } from "./cli.ts";

type Given = Record<string, string | undefined>;

/** What is evaluated, as the options say it. */
function subjectOf({ run, model, weights, stripPrefix, dataset }: Given) {
  if (run !== undefined && (model ?? weights ?? stripPrefix) === undefined) {
    return { run, ...(dataset === undefined ? {} : { dataset }) };
  }
  if (run === undefined && model !== undefined && weights !== undefined && dataset !== undefined) {
    return { model, weights, stripPrefix, dataset };
  }
  throw new UsageError("Name either --run, or --model with --weights and --dataset");
}

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("evaluate")
      .description("Evaluate the weights of a run's reported epoch, or those of a file, on a test set.")
      .option("--run <dir>", "the folder of a run with its checkpoint")
      .option("--model <spec>", "such as resnet18:width=16, with --weights and --dataset")
      .option("--weights <file>", ".safetensors, .pth or .pt, with PyTorch's names and layouts")
      .option("--strip-prefix <prefix>", "take it from the weights' names, such as module.")
      .option("--dataset <name>", "a data set with the same classes; a run's own by default")
      .option("--data-dir <dir>", "the folder that holds data sets")
      .option("--quiet", "no progress")
      .option("--json", "print as JSON"),
  ).action(async (options) => {
    const subject = subjectOf(options);
    const { parseBackend } = await import("./backend_option.ts");
    const { onProgress, finish } = progressCallback(options);
    const shared = {
      backend: parseBackend(options.backend),
      ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
      onProgress,
    };
    const evaluation = "run" in subject
      ? (await import("../src/experiment/evaluate_run.ts")).evaluateRun({ ...subject, ...shared })
      : (await import("../src/experiment/evaluate_weights.ts")).evaluateWeights({ ...subject, ...shared });
    const { metric, accuracy, loss, images } = await evaluation.finally(finish);
    if (options.json) return printJson({ loss, accuracy, images, ...(metric && { metric }) });
    console.log(
      `${metric === "map" ? "Mean average precision" : "Accuracy"} ${(100 * accuracy).toFixed(2)} %, ` +
        `loss ${loss.toFixed(4)}, ${images} images`,
    );
  });
}
