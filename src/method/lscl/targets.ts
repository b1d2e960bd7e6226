/**
 * The target distribution of each class, which becomes one-hot over the epochs.
 *
 * The formula is from memory: we had no access to the paper's text, and its repository is empty. See the
 * card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import type { Similarity } from "./similarity.ts";

/** Computes the first epoch's rows: the softmax of similarity / temperature. */
function initialTargets({ size, values }: Similarity, temperature: number): Float64Array {
  const targets = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += size) {
    const similarities = values.subarray(row, row + size);
    const largest = similarities.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = similarities.map((similarity) => Math.exp((similarity - largest) / temperature));
    const sum = powers.reduce((a, b) => a + b, 0);
    targets.set(powers.map((power) => power / sum), row);
  }
  return targets;
}

/**
 * Computes the targets of an epoch. The first epoch's are v_ij = softmax over j of M_ij / temperature; after
 * each epoch, with S_i = Σ_{k≠i} v_ik, v_ii ← 1 / (1 + ε · S_i) and v_ij ← ε · v_ij / (1 + ε · S_i): rows
 * keep their sum of 1 and tend to one-hot.
 *
 * Off-diagonal entries keep their proportions, and 1 / S becomes 1 / (ε · S) + 1 each epoch, so any epoch's
 * targets follow directly from the first.
 *
 * @param similarity the similarity of the classes
 * @param options temperature > 0; 0 < epsilon < 1; epoch 0-based
 * @returns row-major [classes · classes]: row i is the target of an image of class i
 * @throws {UsageError} if the temperature or ε is out of range
 *
 * @example
 * ```ts
 * import { superclassSimilarity } from "./similarity.ts";
 * import { lsclTargets } from "./targets.ts";
 *
 * const similarity = superclassSimilarity([0, 0, 1], 0.5);
 * const first = lsclTargets(similarity, { temperature: 0.5, epsilon: 0.9, epoch: 0 });
 * const later = lsclTargets(similarity, { temperature: 0.5, epsilon: 0.9, epoch: 50 });
 * console.assert(first[0]! < 0.7 && later[0]! > 0.99);
 * ```
 */
export function lsclTargets(
  similarity: Similarity,
  { temperature, epsilon, epoch }: { temperature: number; epsilon: number; epoch: number },
): Float64Array {
  if (!(temperature > 0)) {
    throw new UsageError(`Cannot soften targets with temperature ${temperature}: give a number above 0`);
  }
  if (!(epsilon > 0 && epsilon < 1)) {
    throw new UsageError(`Cannot sharpen targets with epsilon ${epsilon}: give a number above 0 and below 1`);
  }
  const targets = initialTargets(similarity, temperature), { size } = similarity;
  const growth = epsilon ** -epoch, steps = (growth - 1) / (1 / epsilon - 1);
  for (let i = 0; i < size; i++) {
    const row = targets.subarray(i * size, (i + 1) * size);
    let others = 0;
    for (let j = 0; j < size; j++) if (j !== i) others += row[j]!;
    const left = others > 0 ? 1 / (growth / others + steps) : 0;
    for (let j = 0; j < size; j++) row[j] = j === i ? 1 - left : others > 0 ? row[j]! / others * left : 0;
  }
  return targets;
}
