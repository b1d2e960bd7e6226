/** `cbm bench --overhead`: the cost of masking in training. */
import type { BackendName } from "../src/backend/mod.ts";
import { printJson } from "./cli.ts";

/** Networks whose steps we compare masking with, at their usual image sizes. */
const STEPS = [
  { size: 32, batch: 64, models: ["resnet18", "wide_resnet"] },
  { size: 64, batch: 32, models: ["resnet18", "cvt13"] },
  { size: 128, batch: 16, models: ["cvt13"] },
  { size: 224, batch: 8, models: ["resnet18_imagenet", "cvt13"] },
];

/** The command's options. */
interface OverheadOptions {
  readonly backend: BackendName | "auto";
  readonly steps: number;
  /** A model to use instead of the networks above, at `size` and `batch`. */
  readonly model?: string;
  readonly size: number;
  readonly batch: number;
  readonly json?: boolean;
}

/** Measures the cost, and prints it as text or as one JSON document. */
export async function benchOverhead(options: OverheadOptions): Promise<void> {
  const { steps, json } = options;
  const plan = options.model === undefined ? STEPS : [{ ...options, models: [options.model] }];
  const { startBackend } = await import("../src/backend/mod.ts");
  const { timeSteps } = await import("../src/bench/time_steps.ts");
  const { extrapolate, LARGE_SETS, maskSeconds, measureMasking } = await import(
    "../src/bench/overhead.ts"
  );
  const { describeMachine } = await import("../src/experiment/environment.ts");
  const backend = await startBackend(options.backend), environment = await describeMachine(backend);
  const print = (line: string) => json ? undefined : console.log(line);
  const rows = [];
  for (const { size, batch, models } of plan) {
    const cost = await measureMasking(size, batch), mask = maskSeconds(cost);
    const micro = (seconds: number) => `${(seconds * 1e6).toFixed(1)} µs`;
    print(
      `${size} px: salience ${micro(cost.salience_seconds_per_image)} per image on one thread ` +
        `(${micro(cost.salience_seconds_per_image_all_cores)} on all), once; mask ${
          micro(mask)
        } per image and epoch ` +
        `(draw ${micro(cost.draw_seconds_per_image)}); ${cost.salience_bytes_per_image} B kept per image, ` +
        `${cost.mask_bytes_per_step} B per step of ${batch}`,
    );
    const training = [];
    for (const model of models) {
      const row = await timeSteps({
        model,
        batch,
        size,
        steps,
        backend: backend.name,
        method: "conventional",
        precision: "fp32",
      });
      const image = row.seconds_per_step / batch;
      const shares = { mask: mask / image, salience: cost.salience_seconds_per_image / image };
      training.push({
        model,
        seconds_per_image: image,
        mask_share: shares.mask,
        salience_in_epochs: shares.salience,
      });
      print(
        `  ${model}: ${(image * 1000).toFixed(2)} ms per image and epoch; masks are ${
          (100 * shares.mask).toFixed(3)
        } % of it, salience once is as long as ${shares.salience.toFixed(3)} epochs`,
      );
    }
    const large = LARGE_SETS.map((set) => ({ ...set, ...extrapolate(cost, set.images) }));
    for (const set of large) print(`  ${set.name}: ${set.arithmetic.join("; ")}`);
    rows.push({ ...cost, mask_seconds_per_image: mask, training, large, environment });
  }
  if (json) printJson(rows);
}
