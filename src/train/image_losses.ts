/** Losses image by image, for methods that select among images, weigh them or make the loss themselves. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { normalizeAndMask, softmaxCrossEntropies, weightedSum } from "../backend/ops/mod.ts";
import type { DeviceBatch } from "../batch.ts";
import type { Dataset } from "../data/types.ts";
import { UsageError } from "../errors.ts";
import type { EpochContext, StepSelection, TrainingMethod } from "../method/types.ts";
import type { AnyModel, Output } from "../model/types.ts";
import type { EpochStreams } from "./streams.ts";
import type { Task } from "./task/types.ts";

/** Who takes part. */
interface Parts {
  readonly method: TrainingMethod;
  readonly task: Task;
  readonly model: AnyModel;
  readonly dataset: Dataset;
}

/** The position of a step in the training. */
type Place = EpochContext & { readonly step: number; readonly steps: number; readonly streams: EpochStreams };

/** The method's hooks on the losses of images, as the loop calls them. */
export interface ImageLosses {
  /** Returns the method's choice among the step's images; undefined where it does not choose. */
  select(indices: Uint32Array, place: Place): Promise<StepSelection | undefined>;
  /** Computes the loss of a batch, inside `valueAndGradients`. */
  loss(
    output: Output,
    batch: DeviceBatch,
    weights: Float32Array | undefined,
    forward: (images: Tensor4D) => Output,
  ): Scalar;
  /** Tells the method the losses of the step's images. */
  observe(indices: Uint32Array): Promise<void>;
}

/**
 * Connects a method's `select`, `loss` and `observe` with a training. A method without them costs nothing.
 *
 * @throws {UsageError} if the method has one of them and the task has no losses of images
 */
export function imageLosses({ method, task, model, dataset }: Parts): ImageLosses {
  const losses = task.losses?.bind(task);
  const wants = (["select", "loss", "observe"] as const).find((hook) => method[hook] !== undefined);
  if (wants !== undefined && losses === undefined) {
    throw new UsageError(
      `"${method.name}" needs the loss of each image (its hook "${wants}"), which only single-label classification has: train a ` +
        `classifier on a data set with one label per image`,
    );
  }
  let observed: Tensor1D | undefined;

  /** Computes the current network's losses of images, without augmentation. */
  async function lossesOf(indices: Uint32Array): Promise<Float32Array> {
    const [height, width] = dataset.shape, bytes = await dataset.train.read(indices);
    const values = tf.tidy(() => {
      const images = normalizeAndMask(bytes, [indices.length, height, width, 3], task.input);
      const batch = { images, ...task.targets(dataset.train, indices) } as DeviceBatch;
      return losses!(model.forward(images, { training: false }), batch);
    });
    const found = await values.data<"float32">();
    values.dispose();
    return Float32Array.from(found);
  }

  return {
    async select(indices, { streams, ...place }) {
      const selection = await method.select?.(indices, {
        ...place,
        random: streams.ofStep("select", place.step),
        losses: () => lossesOf(indices),
      });
      if (selection !== undefined) checkSelection(method.name, indices, selection);
      return selection;
    },
    loss(output, batch, weights, forward) {
      if (wants === undefined || (weights === undefined && !method.loss && !method.observe)) {
        return task.loss(output, batch);
      }
      const each = losses!(output, batch), count = each.shape[0];
      if (method.observe !== undefined) observed = tf.keep(tf.clone(each));
      const given = weights && tf.tensor1d(weights);
      if (method.loss === undefined) {
        return weightedSum(each, given === undefined ? tf.fill([count], 1 / count) : tf.div(given, count));
      }
      return method.loss({
        losses: each,
        weights: given,
        logits: output as Tensor2D,
        batch,
        forward: (images) => forward(images) as Tensor2D,
        lossesOf: softmaxCrossEntropies,
      });
    },
    async observe(indices) {
      if (observed === undefined) return;
      const values = await observed.data<"float32">();
      observed.dispose();
      observed = undefined;
      method.observe!(indices, Float32Array.from(values));
    },
  };
}

function checkSelection(
  name: string,
  indices: Uint32Array,
  { indices: chosen, weights }: StepSelection,
): void {
  const there = new Set(indices), once = new Set(chosen);
  if (once.size !== chosen.length || chosen.some((index) => !there.has(index))) {
    throw new UsageError(
      `"${name}" selected images outside the step, or the same image twice: return distinct indices of the step`,
    );
  }
  if (weights !== undefined && (weights.length !== chosen.length || weights.some((one) => !(one >= 0)))) {
    throw new UsageError(
      `"${name}" must give a weight of at least 0 for each of the ${chosen.length} images it selected`,
    );
  }
}
