/** `cbm train`: one run. */
import { type Command, Option } from "commander";
import { metricNoun } from "../src/analysis/format.ts";
import type { ProgressCallback } from "../src/progress.ts";
import type { EpochMetrics } from "../src/train/types.ts";
import {
  choiceOption,
  memoryCapOption,
  parseNumber,
  precisionOption,
  printJson,
  progressCallback,
  say,
  withBackend,
} from "./cli.ts";
import { endInterrupted, onInterrupt } from "./interrupt.ts";

const whole = parseNumber({ min: 1, integer: true });

/** Finds the configuration of the named recipe, or of the model's default recipe. */
async function recipeOf({ recipe, weights, model }: Record<string, unknown>) {
  const { defaultsOf } = await import("../src/experiment/config.ts");
  if (recipe === undefined) return { ...defaultsOf(model) };
  const { findRecipe, recipeConfig } = await import("../src/reproduce/tables.ts");
  return recipeConfig(findRecipe(String(recipe)), weights === undefined ? undefined : String(weights));
}

/** Resolves the configuration: a file's or a recipe's, overridden by the command line. */
async function configOf(options: Record<string, unknown>) {
  const { loadCode } = await import("../src/experiment/own_code.ts");
  const { readConfig, resolveConfig } = await import("../src/experiment/config.ts");
  const { splitAugmentations } = await import("../src/data/augment/mod.ts");
  // Options that may name user code, which is loaded first.
  const named = defined({
    model: options.model,
    dataset: options.dataset,
    method: options.method,
    optimizer: options.optimizer,
    learningRateSchedule: options.lrSchedule,
    augment: options.augment === undefined ? undefined : splitAugmentations(String(options.augment)),
  });
  await loadCode(named);
  const base = typeof options.config === "string"
    ? await readConfig(options.config)
    : await recipeOf(options);
  const given = defined({
    ...named,
    epochs: options.epochs,
    evaluateEvery: options.evaluateEvery,
    batch: options.batch,
    learningRate: options.lr,
    labelSmoothing: options.labelSmoothing,
    precision: options.precision,
    ema: options.ema,
    select: options.select,
    seed: options.seed,
    trainSize: options.trainSize,
    testSize: options.testSize,
    weights: options.weights,
    // Weights other than those of a recipe or an older run are identified by their contents.
    weightsSha256: options.weights === undefined ? undefined : null,
    stripPrefix: options.stripPrefix,
    replaceHead: options.replaceHead,
    freeze: options.freeze,
  });
  const isOther = ([key, value]: [string, unknown]) =>
    String(value) !== String(base[key as keyof typeof base]);
  return resolveConfig({
    ...base,
    ...("method" in named && named.method !== base.method ? { label: "" } : {}),
    ...(Object.entries(named).some(isOther) ? { contents: null } : {}),
    ...given,
  }, "the options");
}

/** Omits undefined values. */
const defined = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Adds the command. */
export function register(program: Command): void {
  // Reading the registries takes a second, so do it only for this command's own help.
  program.hook("preSubcommand", async ({ args }, command) => {
    if (command.name() !== "train" || !args.some((word) => word === "--help" || word === "-h")) return;
    const { choicesHelp } = await import("./train_choices.ts");
    command.addHelpText("after", choicesHelp());
  });
  withBackend(
    program.command("train")
      .description("Train one model and write a run folder.")
      .option("--config <file>", "a run's config.json, or your own; the options below override it")
      .addOption(
        new Option("--recipe <name>", "a row of the paper's tables (see `reproduce --list`)").conflicts(
          "config",
        ),
      )
      .option("--model <spec>", "a network, such as resnet18:width=16 or yolov5n (a detector)")
      .option(
        "--dataset <spec>",
        "a data set, such as emoji, cifar10 or image-folder:path=DIR; with boxes, such as scenes or voc:path=DIR",
      )
      .option(
        "--method <spec>",
        "a curriculum or augmentation, such as cbm, cbm:schedule=linear,max=0.4,salience=uniform or cbm+cutmix",
      )
      .option("--epochs <n>", "passes over the training images", whole)
      .option(
        "--evaluate-every <n>",
        "evaluate every n epochs, and after the last; n should have no common factor with the schedule's " +
          "period (5 for linear-repeat), otherwise every evaluation has the same masking ratio (default: 1)",
        whole,
      )
      .option("--batch <n>", "images per step", whole)
      .option("--lr <rate>", "learning rate", parseNumber({ above: 0 }))
      .option(
        "--lr-schedule <spec>",
        "learning-rate schedule, such as step:at=32-62-92,factor=0.1 or cosine:warmup=5,min=1e-6",
      )
      .option(
        "--label-smoothing <share>",
        "target probability spread over all classes (default: 0)",
        parseNumber({ min: 0 }),
      )
      .option("--optimizer <spec>", "an optimizer, such as sgd:momentum=0.9,weight_decay=0.0005 or adamax")
      .addOption(precisionOption())
      .option(
        "--ema <decay>",
        "evaluate an exponential moving average of the weights with this decay, such as 0.9999 (a detector's default)",
        parseNumber({ min: 0, below: 1 }),
      )
      .option(
        "--augment <names>",
        "augmentation, such as flip,crop; for detectors, such as mosaic,jitter,flip (default: none, as published)",
      )
      .addOption(
        choiceOption("--select <rule>", "the reported epoch", ["last", "validation", "test"]),
      )
      .option("--weights <file>", "initial weights, .safetensors, .pth or .pt, with PyTorch's names")
      .option("--strip-prefix <prefix>", "strip this prefix, such as module., from the weights' names")
      .option("--replace-head", "initialise the last layer afresh, if the classes differ from the weights'")
      .option(
        "--freeze <modules>",
        "freeze body (all but the last layer) or layer1+layer2; body:until=5 for 5 epochs",
      )
      .option("--train-size <n>", "use only the first n shuffled training images", whole)
      .option("--test-size <n>", "use only the first n shuffled test images", whole)
      .option("--seed <n>", "seed of weights, order, masks and augmentation", parseNumber({ integer: true }))
      .option("--data-dir <dir>", "folder that contains the data sets")
      .addOption(memoryCapOption())
      .option(
        "--checkpoint-minutes <n>",
        "minutes between checkpoints, in addition to one per epoch",
        parseNumber({ min: 0 }),
        10,
      )
      .requiredOption("--out <dir>", "the run folder")
      .option("--resume", "resume an interrupted run")
      .addOption(new Option("--progress-lines", "print the progress for another process").hideHelp())
      .option("--quiet", "show no progress")
      .option("--json", "print the summary as JSON"),
  ).action(async (options) => {
    const config = await configOf(options);
    const { parseBackend } = await import("./backend_option.ts");
    const { runTraining } = await import("../src/experiment/run_training.ts");
    const { onProgress, finish } = progressCallback(options);
    // A job of another process just ends: its parent says how to continue.
    const stopListening = options.progressLines ? () => {} : onInterrupt(() => endInterrupted({ finish }));
    const summary = await runTraining(config, {
      out: options.out,
      resume: options.resume ?? false,
      backend: parseBackend(options.backend),
      dataDir: options.dataDir,
      memoryCap: options.memoryCap,
      checkpointMinutes: options.checkpointMinutes,
      onProgress,
      onStep: options.progressLines ? await printProgress() : onProgress,
      onEpoch: (metrics, seconds) => {
        finish();
        say(options, describeEpoch(metrics, config.epochs, seconds));
      },
    }).finally(() => {
      finish();
      stopListening();
    });
    if (options.json) printJson(summary);
    else {
      const { selected, selection, metric } = summary;
      console.log(
        `Test ${metricNoun(metric)} ${(100 * selected.test_accuracy).toFixed(2)} % ` +
          `(epoch ${selected.epoch}, chosen by: ${selection}); results in ${options.out}`,
      );
    }
  });
}

/** Describes a finished epoch in a line. */
function describeEpoch(metrics: EpochMetrics, epochs: number, seconds: number): string {
  const noun = metricNoun(metrics.metric ?? "accuracy"),
    percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const { epoch, ratio, train_loss, train_accuracy, test_accuracy } = metrics;
  return [
    `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}: ratio ${ratio.toFixed(3)}`,
    `train loss ${train_loss.toFixed(4)}`,
    ...(train_accuracy === undefined ? [] : [`train ${noun} ${percent(train_accuracy)}`]),
    test_accuracy === undefined ? "not evaluated" : `test ${noun} ${percent(test_accuracy)}`,
    `${seconds.toFixed(1)} s`,
  ].join(", ");
}

/** Milliseconds between lines that tell another process how far this one is. */
const TELL_MS = 500;

/** Makes a callback that prints lines for the process that started this one. */
async function printProgress(): Promise<ProgressCallback> {
  const { progressText } = await import("../src/experiment/executor/mod.ts");
  let told = -Infinity;
  return (done, total, what) => {
    const now = performance.now();
    if (now - told < TELL_MS) return;
    told = now;
    console.log(progressText({ share: done / total, what }));
  };
}
