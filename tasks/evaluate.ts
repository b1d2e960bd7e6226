/** `cbm evaluate`: a finished run's weights, or a file's, on a test set. */
import type { Command } from "commander";
import { AP_DEFINITIONS } from "../src/detect/evaluate.ts";
import { UsageError } from "../src/errors.ts";
import type { RunEvaluation } from "../src/experiment/run_evaluation.ts";
import { choiceOption, printJson, progressCallback, withBackend } from "./cli.ts";
import { collect } from "./executor_options.ts";

type Given = Record<string, string | undefined>;

/** Reads the subject of the evaluation from the options. */
function subjectOf({ run, model, weights, stripPrefix, dataset }: Given) {
  if (run !== undefined && (model ?? weights ?? stripPrefix) === undefined) {
    return { run, ...(dataset === undefined ? {} : { dataset }) };
  }
  if (run === undefined && model !== undefined && weights !== undefined && dataset !== undefined) {
    return { model, weights, stripPrefix, dataset };
  }
  throw new UsageError("Give either --run, or --model with --weights and --dataset");
}

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("evaluate")
      .description("Evaluate the weights of a run's reported epoch, or those of a file, on a test set.")
      .option("--run <dir>", "a run's folder, with its checkpoint")
      .option(
        "--model <spec>",
        "a network, such as resnet18:width=16 or yolov5n, with --weights and --dataset",
      )
      .option("--weights <file>", "a .safetensors, .pth or .pt file with PyTorch's names and layouts")
      .option("--strip-prefix <prefix>", "strip this prefix, such as module., from the weights' names")
      .option("--dataset <name>", "a data set with the same classes (default: the run's own)")
      .addOption(
        choiceOption(
          "--definition <name>",
          "detectors: definition of average precision (default: yolov5)",
          AP_DEFINITIONS,
        ),
      )
      .option(
        "--code <file>",
        "your code file that the run used; repeatable",
        collect,
        [],
      )
      .option("--data-dir <dir>", "folder that contains the data sets")
      .option("--quiet", "show no progress")
      .option("--json", "print as JSON"),
  ).action(async (options) => {
    const subject = subjectOf(options);
    const { loadCode } = await import("../src/experiment/own_code.ts");
    const { model, dataset } = options;
    await loadCode({ model, dataset });
    const { parseBackend } = await import("./backend_option.ts");
    const { onProgress, finish } = progressCallback(options);
    const shared = {
      backend: parseBackend(options.backend),
      dataDir: options.dataDir,
      definition: options.definition,
      code: options.code,
      onProgress,
    };
    const evaluation = "run" in subject
      ? (await import("../src/experiment/evaluate_run.ts")).evaluateRun({ ...subject, ...shared })
      : (await import("../src/experiment/evaluate_weights.ts")).evaluateWeights({ ...subject, ...shared });
    const found = await evaluation.finally(finish);
    if (options.json) return printJson(found);
    console.log(describe(found));
  });
}

const percent = (share: number | null) => share === null ? "" : (100 * share).toFixed(2);

/** Describes an evaluation; for a detector, with a line per class. */
function describe({ metric, accuracy, map, definition, classes, loss, images }: RunEvaluation): string {
  const rest = `loss ${loss.toFixed(4)}, ${images} images`;
  if (classes === undefined) {
    return `${metric === "map" ? "Mean average precision" : "Accuracy"} ${percent(accuracy)} %, ${rest}`;
  }
  const width = Math.max(...classes.map(({ name }) => name.length), "class".length);
  const line = (name: string, ...cells: (string | number)[]) =>
    [name.padEnd(width), ...cells.map((cell) => String(cell).padStart(12))].join("");
  return [
    `mAP@.5 ${percent(accuracy)} %, mAP@.5:.95 ${percent(map ?? 0)} % (${definition}), ${rest}`,
    line("class", "objects", "AP@.5 %", "AP@.5:.95 %"),
    ...classes.map(({ name, objects, ap50, ap }) => line(name, objects, percent(ap50), percent(ap))),
  ].join("\n");
}
