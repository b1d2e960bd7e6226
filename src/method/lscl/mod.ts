/**
 * Label-similarity curriculum learning: targets spread over similar classes and become one-hot.
 * See README.md in this folder for the method card; the formula is unverified.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../../data/types.ts";
import { UsageError } from "../../errors.ts";
import { numberOption, type Spec } from "../../spec.ts";
import { classTargets, forClassifiers } from "../for_classifiers.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { readSimilarity } from "./read_similarity.ts";
import { cosineSimilarity, type Similarity, superclassSimilarity } from "./similarity.ts";
import { targetsOfEpoch } from "./targets.ts";
import { readWordVectors } from "./word_vectors.ts";

export { readSimilarity } from "./read_similarity.ts";
export { cosineSimilarity, type Similarity, superclassSimilarity } from "./similarity.ts";
export { targetsOfEpoch } from "./targets.ts";
export { readWordVectors } from "./word_vectors.ts";

/** What label-similarity curriculum learning can be told. */
export interface LsclOptions {
  /** A file with similarities between classes, `.npy` or JSON. */
  readonly similarity?: string;
  /** A text file with a vector for each class name, as word2vec and GloVe have them. */
  readonly vectors?: string;
  /** How similar classes of one superclass are, where neither file is given; 0 … 1. */
  readonly sibling: number;
  /** The larger, the more evenly the first epoch's targets are spread; > 0. */
  readonly temperature: number;
  /** How much of that is left after each epoch, 0 < epsilon < 1. */
  readonly epsilon: number;
}

/** Our settings: the published ones are not known here. */
export const LSCL_DEFAULTS: LsclOptions = { sibling: 0.5, temperature: 0.2, epsilon: 0.9 };

async function similarityOf(dataset: Dataset, options: LsclOptions): Promise<Similarity> {
  const { classes, superclasses } = dataset;
  if (options.similarity !== undefined) return await readSimilarity(options.similarity, classes.length);
  if (options.vectors !== undefined) return cosineSimilarity(await readWordVectors(options.vectors, classes));
  if (superclasses !== undefined) return superclassSimilarity(superclasses, options.sibling);
  throw new UsageError(
    `lscl does not know how similar the classes of ${dataset.name} are, which has no superclasses: ` +
      `give "similarity", a matrix in a .npy or .json file, or "vectors", a text file with a vector per class name`,
  );
}

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode LSCL_DEFAULTS}
 * @throws {UsageError} on a temperature or ε outside its range, or two sources of similarity
 *
 * @example
 * ```ts
 * import { lscl } from "./mod.ts";
 *
 * console.assert(lscl({ epsilon: 0.99 }).name === "lscl:epsilon=0.99");
 * ```
 */
export function lscl(given: Partial<LsclOptions> = {}): TrainingMethod {
  const options: LsclOptions = { ...LSCL_DEFAULTS, ...given };
  if (options.similarity !== undefined && options.vectors !== undefined) {
    throw new UsageError(`lscl takes similarity from one place: give "similarity" or "vectors", not both`);
  }
  targetsOfEpoch(superclassSimilarity([0], 0), { ...options, epoch: 0 }); // refuses wrong options at once
  let similarity: Similarity | undefined;
  let targets = new Float32Array(0);
  return {
    name: spell("lscl", { ...options }, { ...LSCL_DEFAULTS }),
    check: forClassifiers("lscl", "softens the one class of an image"),
    async prepare({ dataset }) {
      if (dataset.train.multiHot !== undefined) {
        throw new UsageError(
          `lscl softens the one class of an image: ${dataset.name} has several in an image`,
        );
      }
      similarity = await similarityOf(dataset, options);
    },
    epoch(epoch) {
      if (similarity === undefined) throw new UsageError("lscl: call prepare() before the first epoch");
      targets = Float32Array.from(targetsOfEpoch(similarity, { ...options, epoch }));
      return { ratio: 0 };
    },
    batch(batch) {
      const plain = classTargets(batch), size = plain.shape[1];
      return { ...batch, targets: tf.matMul(plain, tf.tensor2d(targets, [size, size])) };
    },
  };
}

function readOptions(spec: Spec): LsclOptions {
  const { similarity, vectors } = spec.options;
  return {
    ...(similarity === undefined ? {} : { similarity }),
    ...(vectors === undefined ? {} : { vectors }),
    sibling: numberOption(spec, "sibling", LSCL_DEFAULTS.sibling, { min: 0, max: 1 }),
    temperature: numberOption(spec, "temperature", LSCL_DEFAULTS.temperature, { min: 0 }),
    epsilon: numberOption(spec, "epsilon", LSCL_DEFAULTS.epsilon, { min: 0, max: 1 }),
  };
}

/** The registry's entry. */
export const lsclEntry: MethodEntry = {
  name: "lscl",
  summary:
    "Label-Similarity Curriculum (formula unverified): targets spread over similar classes, then one-hot",
  options: {
    similarity: "a square matrix of similarities between classes in a .npy or .json file",
    vectors:
      "a text file with a line `name v1 v2 …` per class (word2vec or GloVe): cosines are the similarities",
    sibling: "similarity within a superclass where no file is given (CIFAR-100), 0.5 by default",
    temperature:
      "how evenly the first targets are spread, 0.2 by default (ours; formula recalled, unverified)",
    epsilon: "how much of the spread is left after each epoch, 0.9 by default (formula recalled, unverified)",
  },
  files: ({ options }) => ["similarity", "vectors"].filter((key) => options[key] !== undefined),
  needs: ({ options: { similarity, vectors } }) =>
    similarity === undefined && vectors === undefined ? ["superclasses"] : [],
  create: (spec) => lscl(readOptions(spec)),
  complete: (spec) => spell("lscl", { ...readOptions(spec) }),
};
