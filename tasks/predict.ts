/** `cbm predict`: logits of images, or the objects in them. */
import type { Command } from "commander";
import { UsageError } from "../src/errors.ts";
import { parseNumber, parseWords, printJson, say, withBackend } from "./cli.ts";

const classes = parseNumber({ min: 1, max: 1_000_000, integer: true });
const share = parseNumber({ min: 0, max: 1 });
const batch = parseNumber({ min: 1, max: 65_536, integer: true });

/** Options for detectors only. */
const DETECTORS_ONLY = ["raw", "confidence", "iou", "multiLabel", "names", "draw"] as const;

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("predict")
      .description(
        "Compute the logits of images with given weights, or detect objects if the model is a detector.",
      )
      .requiredOption("--model <spec>", "a network, such as resnet18:width=16 or yolov5n")
      .requiredOption("--classes <n>", "number of classes of the weights", classes)
      .requiredOption("--weights <file>", "a .safetensors, .pth or .pt file with PyTorch's names and layouts")
      .option("--strip-prefix <prefix>", "strip this prefix, such as module., from the weights' names")
      .requiredOption("--images <file>", "images, .npy: uint8 or normalised float32 [N, H, W, 3]")
      .option("--batch <n>", "images per forward pass", batch, 64)
      .requiredOption(
        "--out <file>",
        "logits, .npy: float32 [N, classes]; for a detector, boxes of each image, .json",
      )
      .option(
        "--raw",
        "detectors: write the raw heads, before the sigmoid, as OUT-p3.npy, OUT-p4.npy, OUT-p5.npy",
      )
      .option(
        "--confidence <share>",
        "detectors: minimum objectness and score of a box (default: 0.25)",
        share,
      )
      .option(
        "--iou <share>",
        "detectors: suppress boxes of a class that overlap by more than this IoU (default: 0.45)",
        share,
      )
      .option("--multi-label", "detectors: report every class above the confidence, not only the best")
      .option("--names <list>", "detectors: comma-separated class names", parseWords)
      .option("--draw <folder>", "detectors: write each image with its boxes as .svg to this folder")
      .option("--quiet", "print nothing")
      .option("--json", "print a summary as JSON"),
  ).action(async (options) => {
    const { parseBackend } = await import("./backend_option.ts");
    const { loadCode } = await import("../src/experiment/own_code.ts");
    const { kindOf } = await import("../src/model/mod.ts");
    await loadCode({ model: options.model });
    const given = { ...options, backend: parseBackend(options.backend) };
    if (kindOf(options.model) === "detector") {
      const { predictBoxes } = await import("../src/experiment/predict_boxes.ts");
      const files = await predictBoxes(given);
      if (options.json) return printJson({ files });
      return say(options, `Wrote ${files.join(", ")}`);
    }
    for (const name of DETECTORS_ONLY) {
      if (options[name] === undefined) continue;
      const flag = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
      throw new UsageError(
        `--${flag} is for detectors, but "${options.model}" is a classifier: omit it`,
      );
    }
    const { predictFile } = await import("../src/experiment/predict.ts");
    const shape = await predictFile(given);
    if (options.json) return printJson({ out: options.out, shape });
    say(options, `Logits [${shape.join(", ")}] in ${options.out}`);
  });
}
