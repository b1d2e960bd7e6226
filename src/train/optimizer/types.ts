/** What an optimizer is. */
import type * as tf from "@tensorflow/tfjs-core";
import type { LearningRates } from "../../backend/ops/mod.ts";

/** Moves variables against their gradients. */
export interface Optimizer {
  /** As written on the command line, resolved. */
  readonly name: string;
  /** One update, with one learning rate or one for each parameter; the gradients still belong to the caller. */
  step(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRates): void;
  /** What a checkpoint stores, name → variable; the names are those of the parameters with a suffix. */
  state(): ReadonlyMap<string, tf.Variable>;
  /** Frees the state's variables. */
  dispose(): void;
}

/** The parameters that an optimizer moves, by name. */
export type Parameters = ReadonlyMap<string, tf.Variable>;

/** Makes an optimizer once the parameters are there. */
export type OptimizerFactory = (parameters: Parameters) => Optimizer;
