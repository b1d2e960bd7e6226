/** `cbm predict`: logits of images. */
import type { Command } from "commander";
import { parseNumber, printJson, say, withBackend } from "./cli.ts";

const classes = parseNumber({ min: 1, max: 1_000_000, integer: true });
const batch = parseNumber({ min: 1, max: 65_536, integer: true });

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("predict")
      .description("Compute the logits of images with given weights.")
      .requiredOption("--model <spec>", "such as resnet18:width=16")
      .requiredOption("--classes <n>", "how many classes the weights have", classes)
      .requiredOption("--weights <file>", ".safetensors, .pth or .pt, with PyTorch's names and layouts")
      .option("--strip-prefix <prefix>", "take it from the weights' names, such as module.")
      .requiredOption("--images <file>", ".npy: float32 [N, H, W, 3], already normalised, or uint8")
      .option("--batch <n>", "images per forward pass", batch, 64)
      .requiredOption("--out <file>", ".npy: float32 [N, classes]")
      .option("--quiet", "say nothing")
      .option("--json", "print what was written as JSON"),
  ).action(async (options) => {
    const { parseBackend } = await import("./backend_option.ts");
    const { predictFile } = await import("../src/experiment/predict.ts");
    const shape = await predictFile({ ...options, backend: parseBackend(options.backend) });
    if (options.json) return printJson({ out: options.out, shape });
    say(options, `Logits [${shape.join(", ")}] in ${options.out}`);
  });
}
