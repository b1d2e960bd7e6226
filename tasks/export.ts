/** `cbm export`: a trained model for plain TensorFlow.js, or its weights in half precision. */
import type { Command } from "commander";
import { UsageError } from "../src/errors.ts";
import { printJson, say, withBackend } from "./cli.ts";

/** Reads the source of the export from the options. */
function sourceOf({ run, model, weights, stripPrefix }: Record<string, string | undefined>) {
  if (run !== undefined && (model ?? weights ?? stripPrefix) === undefined) return { run };
  if (run === undefined && model !== undefined && weights !== undefined) {
    return { model, weights, stripPrefix };
  }
  throw new UsageError("Give either --run, or --model with --weights");
}

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("export")
      .description(
        "Export a residual network as a TensorFlow.js LayersModel (model.json and weights.bin), or the weights of any run's " +
          "network in half precision (a .safetensors file).",
      )
      .option("--run <dir>", "a run's folder, whose reported epoch is exported")
      .option("--model <spec>", "a network, such as resnet18:width=16, with --weights")
      .option("--weights <file>", "a .safetensors, .pth or .pt file with PyTorch's names and layouts")
      .option("--strip-prefix <prefix>", "strip this prefix, such as module., from the weights' names")
      .requiredOption("--out <dir>", "the folder for model.json and weights.bin, or a .safetensors file")
      .option("--quiet", "print nothing")
      .option("--json", "print a summary as JSON"),
  ).action(async ({ out, backend, quiet, json, ...given }) => {
    const source = sourceOf(given);
    const { parseBackend } = await import("./backend_option.ts");
    const { exportLayersModel, exportWeights } = await import("../src/experiment/export.ts");
    const isFile = String(out).endsWith(".safetensors");
    if (isFile && !("run" in source)) {
      throw new UsageError("A .safetensors file is exported from a run: give --run");
    }
    const exported = isFile && "run" in source
      ? await exportWeights(source.run, out)
      : await exportLayersModel(source, { out, backend: parseBackend(backend) });
    if (json) return printJson({ out, ...exported });
    say({ quiet }, `${exported.model} with ${exported.classes} classes in ${out}`);
  });
}
