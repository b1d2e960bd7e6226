/** Collects all predictions of an epoch, for a metric that ranks them. */
import * as tf from "@tensorflow/tfjs-core";
import { classTargets } from "../../method/for_classifiers.ts";
import { UNKNOWN } from "./average_precision.ts";
import type { Answers, RunningMetric } from "./types.ts";

/** A batch's scores and targets, and which targets are known, on the device until they are read. */
type Kept = readonly [scores: tf.Tensor, targets: tf.Tensor, known?: tf.Tensor];

/** Converts a possibly mixed target to a label: the class is present if its share is at least a half. */
const labelOf = (target: number, known: number) => known === 0 ? UNKNOWN : target >= 0.5 ? 1 : 0;

/**
 * Collects the probabilities that a network gives to each class, batch by batch.
 *
 * @param from the predictions of the same epoch before the run was interrupted
 */
export function collectAnswers(from?: Answers): RunningMetric<tf.Tensor2D> {
  const scores = [...from?.scores ?? []], labels = [...from?.labels ?? []];
  let waiting: Kept[] = [];
  const free = () => {
    for (const tensors of waiting) tf.dispose([...tensors]);
    waiting = [];
  };
  return {
    add(logits, batch) {
      const targets = classTargets(batch), { known } = batch;
      const kept = [tf.sigmoid(logits), tf.clone(targets), ...(known ? [tf.clone(known)] : [])];
      waiting.push(kept.map((tensor) => tf.keep(tensor)) as unknown as Kept);
    },
    async read() {
      for (const [probabilities, targets, known] of waiting) {
        const [p, t, k] = await Promise.all([probabilities.data(), targets.data(), known?.data()]);
        for (const [i, target] of t.entries()) {
          scores.push(p[i]!);
          labels.push(labelOf(target, k?.[i] ?? 1));
        }
      }
      free();
      const answers = { scores: Float32Array.from(scores), labels: Uint8Array.from(labels) };
      return { correct: 0, answers };
    },
    dispose: free,
  };
}
