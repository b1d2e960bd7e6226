/** `cbm predict`: logits of images, or the objects in them. */
import type { Command } from "commander";
import { UsageError } from "../src/errors.ts";
import { parseNumber, parseWords, printJson, say, withBackend } from "./cli.ts";

const classes = parseNumber({ min: 1, max: 1_000_000, integer: true });
const share = parseNumber({ min: 0, max: 1 });
const batch = parseNumber({ min: 1, max: 65_536, integer: true });

/** Options that mean nothing to a classifier. */
const DETECTORS_ONLY = ["raw", "confidence", "iou", "multiLabel", "names", "draw"] as const;

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("predict")
      .description(
        "Compute the logits of images with given weights; or find objects, where the model is a detector.",
      )
      .requiredOption("--model <spec>", "such as resnet18:width=16 or yolov5n")
      .requiredOption("--classes <n>", "how many classes the weights have", classes)
      .requiredOption("--weights <file>", ".safetensors, .pth or .pt, with PyTorch's names and layouts")
      .option("--strip-prefix <prefix>", "take it from the weights' names, such as module.")
      .requiredOption("--images <file>", ".npy: float32 [N, H, W, 3], already normalised, or uint8")
      .option("--batch <n>", "images per forward pass", batch, 64)
      .requiredOption("--out <file>", ".npy: float32 [N, classes]; of a detector .json: boxes of each image")
      .option(
        "--raw",
        "detectors: write the heads, before the sigmoid, as OUT-p3.npy, OUT-p4.npy, OUT-p5.npy",
      )
      .option("--confidence <share>", "detectors: objectness and score of a box are above it (0.25)", share)
      .option(
        "--iou <share>",
        "detectors: boxes of a class that overlap by more are one object (0.45)",
        share,
      )
      .option("--multi-label", "detectors: every class with a sufficient score counts, not the best alone")
      .option("--names <list>", "detectors: names of the classes, separated by commas", parseWords)
      .option("--draw <folder>", "detectors: write a picture of each image with its boxes, .svg")
      .option("--quiet", "say nothing")
      .option("--json", "print what was written as JSON"),
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
      return say(options, `Written: ${files.join(", ")}`);
    }
    for (const name of DETECTORS_ONLY) {
      if (options[name] === undefined) continue;
      const flag = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
      throw new UsageError(`--${flag} is for detectors: "${options.model}" is none`);
    }
    const { predictFile } = await import("../src/experiment/predict.ts");
    const shape = await predictFile(given);
    if (options.json) return printJson({ out: options.out, shape });
    say(options, `Logits [${shape.join(", ")}] in ${options.out}`);
  });
}
