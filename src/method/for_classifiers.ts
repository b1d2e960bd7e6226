/** Helpers for methods that change class targets, which only classifiers have. */
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { DeviceBatch, NetworkKind } from "../batch.ts";
import { UsageError } from "../errors.ts";

/**
 * Makes a `check` hook that rejects detectors.
 *
 * @param name the method
 * @param reason what the method does that rules out detectors
 *
 * @example
 * ```ts
 * import { forClassifiers } from "./for_classifiers.ts";
 *
 * forClassifiers("mixup", "mixes classes")("classifier"); // fine; "detector" is refused
 * ```
 */
export function forClassifiers(name: string, reason: string): (kind: NetworkKind) => void {
  return (kind) => {
    if (kind !== "detector") return;
    throw new UsageError(
      `Cannot train a detector with "${name}": it ${reason}. Omit it, or train a classifier`,
    );
  };
}

/**
 * Returns the class targets of a batch.
 *
 * @throws {UsageError} where the batch is a detector's
 */
export function classTargets({ targets }: Pick<DeviceBatch, "targets">): Tensor2D {
  if (targets !== undefined) return targets;
  throw new UsageError(
    "This batch has boxes instead of class targets: use this method with a classifier",
  );
}
