/**
 * Label-similarity curriculum learning: starts with targets spread over similar classes, which become
 * one-hot. See README.md in this folder for the method card; the formula is unverified.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Dataset } from "../../data/types.ts";
import { UsageError } from "../../errors.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import { classTargets, forClassifiers } from "../for_classifiers.ts";
import type { TrainingMethod } from "../types.ts";
import { readSimilarity } from "./read_similarity.ts";
import { cosineSimilarity, type Similarity, superclassSimilarity } from "./similarity.ts";
import { lsclTargets } from "./targets.ts";
import { readWordVectors } from "./word_vectors.ts";

export { readSimilarity } from "./read_similarity.ts";
export { cosineSimilarity, type Similarity, superclassSimilarity } from "./similarity.ts";
export { lsclTargets } from "./targets.ts";
export { readWordVectors } from "./word_vectors.ts";

const OPTIONS = {
  similarity: { kind: "file", help: "square matrix of similarities between classes, .npy or .json" },
  vectors: {
    kind: "file",
    help: "text file with a line `name v1 v2 …` per class (word2vec or GloVe): cosines are the similarities",
  },
  sibling: {
    kind: "number",
    default: 0.5,
    range: { min: 0, max: 1 },
    help: "similarity within a superclass where no file is given (CIFAR-100)",
  },
  temperature: {
    kind: "number",
    default: 0.2,
    range: { above: 0 },
    help:
      "temperature of the first targets; higher spreads them more (ours; formula from memory, unverified)",
  },
  epsilon: {
    kind: "number",
    default: 0.9,
    range: { above: 0, below: 1 },
    help: "share of the spread that remains after each epoch (formula from memory, unverified)",
  },
} as const satisfies OptionTable;

/** Options of {@linkcode lscl}; the defaults are ours, as the published settings are not known. */
export type LsclOptions = OptionValues<typeof OPTIONS>;

async function similarityOf(dataset: Dataset, options: LsclOptions): Promise<Similarity> {
  const { classes, superclasses } = dataset;
  if (options.similarity !== undefined) return await readSimilarity(options.similarity, classes.length);
  if (options.vectors !== undefined) return cosineSimilarity(await readWordVectors(options.vectors, classes));
  if (superclasses !== undefined) return superclassSimilarity(superclasses, options.sibling);
  throw new UsageError(
    `lscl needs similarities between the classes of ${dataset.name}, which has no superclasses: ` +
      `give "similarity", a matrix in a .npy or .json file, or "vectors", a text file with a vector per class name`,
  );
}

/**
 * Softens the targets of a batch: each class becomes the distribution that an epoch gives it.
 *
 * @param targets float32 [B, classes], one-hot or mixed; not disposed
 * @param rows the distributions, [classes · classes], from {@linkcode lsclTargets}; float32 ones are not copied
 * @returns float32 [B, classes]
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { lsclBatch, lsclTargets, superclassSimilarity } from "./mod.ts";
 *
 * await startBackend("cpu");
 * const similarity = superclassSimilarity([0, 0, 1], 0.5);
 * const rows = lsclTargets(similarity, { temperature: 0.2, epsilon: 0.9, epoch: 0 });
 * console.log(await lsclBatch(tf.tensor2d([[1, 0, 0]]), rows).data()); // about [0.92, 0.08, 0.01]
 * ```
 */
export function lsclBatch(targets: Tensor2D, rows: Float32Array | Float64Array): Tensor2D {
  const classes = targets.shape[1], weights = rows instanceof Float32Array ? rows : Float32Array.from(rows);
  return tf.tidy(() => tf.matMul(targets, tf.tensor2d(weights, [classes, classes])));
}

/** The registry's entry. */
export const lsclEntry = defineMethod({
  name: "lscl",
  summary:
    "Label-Similarity Curriculum (formula unverified): targets spread over similar classes, then one-hot",
  options: OPTIONS,
  needs: ({ similarity, vectors }) =>
    similarity === undefined && vectors === undefined ? ["superclasses"] : [],
  create(options) {
    if (options.similarity !== undefined && options.vectors !== undefined) {
      throw new UsageError(`Cannot use both "similarity" and "vectors" in lscl: omit one`);
    }
    let similarity: Similarity | undefined;
    let rows = new Float32Array(0);
    return {
      check: forClassifiers("lscl", "softens the one class of an image"),
      async prepare({ dataset }) {
        if (dataset.train.multiHot !== undefined) {
          throw new UsageError(
            `Cannot use lscl on ${dataset.name}, whose images have several labels: choose a data set with one label per image`,
          );
        }
        similarity = await similarityOf(dataset, options);
      },
      epoch(epoch) {
        if (similarity === undefined) throw new UsageError("lscl: call prepare() before the first epoch");
        rows = Float32Array.from(lsclTargets(similarity, { ...options, epoch }));
        return { ratio: 0 };
      },
      batch: (batch) => ({ ...batch, targets: lsclBatch(classTargets(batch), rows) }),
    };
  },
});

/**
 * Makes the method.
 *
 * @param given options that differ from the defaults
 * @throws {UsageError} if the temperature or ε is out of range, or two sources of similarity are given
 *
 * @example
 * ```ts
 * import { lscl } from "./mod.ts";
 *
 * console.assert(lscl({ epsilon: 0.99 }).name === "lscl:epsilon=0.99");
 * ```
 */
export const lscl = (given: Partial<LsclOptions> = {}): TrainingMethod => makeMethod(lsclEntry, given);
