import type { Precision } from "../backend/precision.ts";
import type { NetworkKind } from "../batch.ts";
import { UsageError } from "../errors.ts";

/**
 * Rejects a precision that a kind of network cannot train in, before any work is done.
 *
 * @throws {UsageError} naming the remedy
 */
export function checkNetworkPrecision(precision: Precision, kind: NetworkKind): void {
  if (precision === "fp32" || kind === "classifier") return;
  throw new UsageError(`Cannot train a detector in ${precision}: use --precision fp32`);
}
