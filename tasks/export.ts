/** `cbm export`: a trained model for TensorFlow.js alone. */
import type { Command } from "commander";
import { UsageError } from "../src/errors.ts";
import { printJson, say, withBackend } from "./cli.ts";

/** What is exported, as the options say it. */
function sourceOf({ run, model, weights, stripPrefix }: Record<string, string | undefined>) {
  if (run !== undefined && (model ?? weights ?? stripPrefix) === undefined) return { run };
  if (run === undefined && model !== undefined && weights !== undefined) {
    return { model, weights, ...(stripPrefix === undefined ? {} : { stripPrefix }) };
  }
  throw new UsageError("Name either --run, or --model with --weights");
}

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("export")
      .description("Write a residual network as a LayersModel of TensorFlow.js: model.json and weights.bin.")
      .option("--run <dir>", "the folder of a run with its checkpoint; its reported epoch is exported")
      .option("--model <spec>", "such as resnet18:width=16, with --weights")
      .option("--weights <file>", ".safetensors, .pth or .pt, with PyTorch's names and layouts")
      .option("--strip-prefix <prefix>", "take it from the weights' names, such as module.")
      .requiredOption("--out <dir>", "the folder of model.json and weights.bin")
      .option("--quiet", "say nothing")
      .option("--json", "print what was written as JSON"),
  ).action(async ({ out, backend, quiet, json, ...given }) => {
    const source = sourceOf(given);
    const { parseBackend } = await import("./backend_option.ts");
    const { exportLayersModel } = await import("../src/experiment/export.ts");
    const exported = await exportLayersModel(source, { out, backend: parseBackend(backend) });
    if (json) return printJson({ out, ...exported });
    say({ quiet }, `${exported.model} with ${exported.classes} classes in ${out}`);
  });
}
