/** `cbm setup`: makes the native TensorFlow backend work on this machine. */
import type { Command } from "commander";
import { InputError } from "../src/errors.ts";
import { choiceOption, printJson, say } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("setup")
    .description("Set up the native TensorFlow backend, the fastest one; it is optional.")
    .addOption(
      choiceOption("--device <name>", "compute on the cpu or the gpu; auto uses an NVIDIA GPU if available", [
        "auto",
        "cpu",
        "gpu",
      ]).default("auto"),
    )
    .option("--remove", "remove everything that setup installed")
    .option("--quiet", "print only errors")
    .option("--json", "print the result as JSON")
    .action(async (options) => {
      const { removeTensorflow, setupTensorflow } = await import("../src/backend/setup/mod.ts");
      if (options.remove) {
        const removed = await removeTensorflow();
        if (options.json) printJson({ removed: removed ?? null });
        else say(options, removed === undefined ? "Nothing to remove" : `Removed ${removed}`);
        return;
      }
      const stop = new AbortController();
      const interrupted = () => stop.abort(new InputError("Interrupted; nothing was changed"));
      for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, interrupted);
      const result = await setupTensorflow({
        device: options.device,
        say: (message) => say(options, message),
        signal: stop.signal,
      });
      for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, interrupted);
      if (options.json) printJson(result);
      const { tensorflow, gpu, folder, source } = result.addon;
      const done = result.alreadyThere ? "Already set up" : "Done";
      say(
        options,
        `${done}: TensorFlow ${tensorflow} on the ${gpu ? "GPU" : "CPU"} (${source}), in ${folder}`,
      );
    });
}
