import { UsageError } from "../errors.ts";
import type { Precision } from "../model/types.ts";
import type { BackendName } from "./mod.ts";

/**
 * Refuses a precision that a backend does not have, before any work is done.
 *
 * @throws {UsageError} naming the remedy
 */
export function checkPrecision(precision: Precision, backend: BackendName): void {
  if (precision === "fp32" || backend === "tensorflow") return;
  throw new UsageError(
    `Cannot train in ${precision} on ${backend}: leave --precision at fp32, or take --backend tensorflow (see \`deno task setup\`)`,
  );
}
