/** Similarity of classes, known before training. */
import { UsageError } from "../../errors.ts";

/** A square matrix of similarities, row-major: entry i · size + j is that of class j to class i. */
export interface Similarity {
  readonly size: number;
  /** [size · size]; 1 for identical, 0 for unrelated classes; cosines may be negative. */
  readonly values: Float64Array;
}

const matrix = (size: number, entry: (i: number, j: number) => number): Similarity => ({
  size,
  values: Float64Array.from({ length: size * size }, (_, k) => entry(Math.floor(k / size), k % size)),
});

/**
 * Computes the cosines between vectors, such as word vectors of class names.
 *
 * @param vectors one per class, of equal length, none zero
 * @throws {UsageError} if lengths differ or a vector is zero
 *
 * @example
 * ```ts
 * import { cosineSimilarity } from "./similarity.ts";
 *
 * console.assert(cosineSimilarity([[1, 0], [0, 2], [3, 0]]).values.join() === "1,0,1,0,1,0,1,0,1");
 * ```
 */
export function cosineSimilarity(vectors: readonly ArrayLike<number>[]): Similarity {
  const length = vectors[0]?.length ?? 0;
  const norms = vectors.map((vector, row) => {
    if (vector.length !== length) {
      throw new UsageError(
        `Vector ${row} has ${vector.length} numbers and vector 0 has ${length}: give vectors of equal length`,
      );
    }
    const norm = Math.sqrt(Array.from(vector).reduce((sum, x) => sum + x * x, 0));
    if (!(norm > 0)) throw new UsageError(`Vector ${row} is zero: it has no direction to compare`);
    return norm;
  });
  return matrix(vectors.length, (i, j) => {
    let product = 0;
    for (let k = 0; k < length; k++) product += vectors[i]![k]! * vectors[j]![k]!;
    return product / (norms[i]! * norms[j]!);
  });
}

/**
 * Computes similarity by superclass: 1 of a class to itself, `sibling` within its superclass, 0 to all
 * others.
 *
 * @param superclasses the superclass of every class, [classes]
 * @param sibling 0 … 1
 *
 * @example
 * ```ts
 * import { superclassSimilarity } from "./similarity.ts";
 *
 * console.assert(superclassSimilarity([0, 0, 1], 0.5).values.join() === "1,0.5,0,0.5,1,0,0,0,1");
 * ```
 */
export function superclassSimilarity(superclasses: ArrayLike<number>, sibling: number): Similarity {
  return matrix(
    superclasses.length,
    (i, j) => i === j ? 1 : superclasses[i] === superclasses[j] ? sibling : 0,
  );
}
