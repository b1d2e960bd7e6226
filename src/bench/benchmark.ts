/** A row of the bench: the speed of training steps beside the machine's own rate. */
import { startBackend } from "../backend/mod.ts";
import { checkPrecision } from "../backend/precision.ts";
import { describeMachine } from "../experiment/environment.ts";
import type { Session } from "../experiment/run_folder/mod.ts";
import { kindOf } from "../model/mod.ts";
import { checkNetworkPrecision } from "../model/precision.ts";
import { matmulRate } from "./matmul_rate.ts";
import { normalizeSeconds } from "./normalize_seconds.ts";
import { type BenchmarkOptions, type TimedSteps, timeSteps } from "./time_steps.ts";

export type { BenchmarkOptions } from "./time_steps.ts";

/** One row of the bench. */
export interface BenchmarkRow extends TimedSteps {
  /** The time from a batch's bytes to the network's masked input, measured alone, as a share of the step. */
  readonly normalize_and_mask_share: number;
  /**
   * The backend's own rate at a matrix product of 1024³ in this precision, the better of before and after the
   * steps.
   */
  readonly matmul_gflops_per_second: number;
  /** The time, the state of the program, the versions and the machine. */
  readonly environment: Omit<Session, "dataset">;
}

/**
 * Trains some steps on random images and measures the machine's rate before and after.
 *
 * @throws {UsageError} if the backend, the model, the method or the optimizer is unknown, or the backend
 * lacks the precision
 *
 * @example
 * ```ts
 * import { benchmarkStep } from "./benchmark.ts";
 *
 * const network = { model: "resnet18:width=2", method: "cbm", batch: 2, size: 32, precision: "fp32" } as const;
 * const row = await benchmarkStep({ ...network, steps: 1, backend: "wasm" });
 * console.log(row.images_per_second, row.environment.cpu);
 * ```
 */
export async function benchmarkStep(options: BenchmarkOptions): Promise<BenchmarkRow> {
  const { batch, size, precision } = options;
  checkNetworkPrecision(precision, kindOf(options.model));
  const backend = await startBackend(options.backend);
  checkPrecision(precision, backend.name);
  const environment = await describeMachine(backend);
  const before = await matmulRate(precision);
  const { profile, ...timed } = await timeSteps(options);
  return {
    ...timed,
    normalize_and_mask_share: size % 4 === 0
      ? await normalizeSeconds(batch, size) / timed.seconds_per_step
      : NaN,
    matmul_gflops_per_second: Math.max(before, await matmulRate(precision)),
    profile,
    environment,
  };
}
