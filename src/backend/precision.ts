/** Training precisions, and the backends that support them. */
import { UsageError } from "../errors.ts";
import type { BackendName } from "./mod.ts";

/** The precision of intermediate results in training: float32, or 16 bits with float32 variables. */
export type Precision = "fp32" | "bf16" | "fp16";

/**
 * Rejects a precision that a backend does not support, before any work is done.
 *
 * @throws {UsageError} naming the remedy
 */
export function checkPrecision(precision: Precision, backend: BackendName): void {
  if (precision === "fp32" || backend === "tensorflow") return;
  throw new UsageError(
    `Cannot train in ${precision} on ${backend}: use --precision fp32, or --backend tensorflow (see \`deno task cbm setup\`)`,
  );
}
