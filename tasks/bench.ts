/** `cbm bench`: how fast training steps are here. */
import type { Command } from "commander";
import { parseNumber, precisionOption, printJson, withBackend } from "./cli.ts";

const whole = parseNumber({ min: 1, integer: true });

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("bench")
      .description("Measure training steps: images per second, memory, tensors.")
      .option("--model <spec>", "one model; by default narrow and full ResNet-18", undefined)
      .option("--batch <n>", "images per step", parseNumber({ min: 1, max: 65_536, integer: true }), 64)
      .option("--size <n>", "pixels per side", parseNumber({ min: 1, max: 4096, integer: true }), 32)
      .option("--method <spec>", "conventional or cbm", "cbm")
      .addOption(precisionOption().default("fp32"))
      .option("--steps <n>", "measured steps, after two to warm up", whole, 10)
      .option("--json", "print as JSON: an array of rows"),
  ).action(async (options) => {
    const { parseBackend } = await import("./backend_option.ts");
    const { benchmarkStep } = await import("../src/experiment/benchmark.ts");
    const models = options.model === undefined
      ? ["resnet18:width=8", "resnet18:width=16", "resnet18"]
      : [options.model];
    const rows = [];
    for (const model of models) {
      rows.push(await benchmarkStep({ ...options, model, backend: parseBackend(options.backend) }));
    }
    if (options.json) return printJson(rows);
    for (const row of rows) {
      console.log(
        `${row.model} ${row.method}, batch ${row.batch}, ${row.size} px, ${row.backend} ${row.precision}: ` +
          `${row.images_per_second.toFixed(1)} images/s (${
            row.seconds_per_step.toFixed(4)
          } s per step, median of ${row.steps}), ` +
          `${row.tensors} tensors, ${row.resident_mib} MiB resident`,
      );
    }
  });
}
