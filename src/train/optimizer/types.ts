/** Types of optimizers. */
import type * as tf from "@tensorflow/tfjs-core";
import type { LearningRates } from "../../backend/ops/mod.ts";

/** An optimizer, which moves variables against their gradients. */
export interface Optimizer {
  /** The resolved specification, as on the command line. */
  readonly name: string;
  /** Performs an update with one learning rate or one per parameter; the caller keeps the gradients. */
  step(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRates): void;
  /** Returns the state for a checkpoint; its names are those of the parameters with a suffix. */
  state(): ReadonlyMap<string, tf.Variable>;
  /** Frees the state's variables. */
  dispose(): void;
}

/** The parameters of an optimizer, by name. */
export type Parameters = ReadonlyMap<string, tf.Variable>;

/** A function that creates the optimizer of given parameters. */
export type OptimizerFactory = (parameters: Parameters) => Optimizer;
