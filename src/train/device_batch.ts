/** Turns a host batch into the network's input on the device. */
import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import type { DeviceBatch, HostBatch, PatchMask } from "../batch.ts";
import type { Dataset } from "../data/types.ts";
import { dropHiddenObjects } from "../detect/targets.ts";
import { UsageError } from "../errors.ts";
import type { EpochPlan, TrainingMethod } from "../method/types.ts";
import type { EpochStreams } from "./streams.ts";
import type { Task } from "./task/types.ts";

/** The data set, task and method of a batch. */
export interface BatchSources {
  readonly dataset: Dataset;
  readonly task: Task;
  readonly method: TrainingMethod;
}

/** Drops the objects of a batch that a mask hides too much. */
function withoutHidden(host: HostBatch, mask: PatchMask | undefined): HostBatch {
  if (host.objects === undefined || mask?.dropHidden === undefined) return host;
  const [height, width] = host.shape;
  return { ...host, objects: dropHiddenObjects(host.objects, mask, { height, width }, mask.dropHidden) };
}

/** Converts images normalised as (x/255 − 0.5)/0.5 to the normalisation of the network's input. */
function asInput(images: tf.Tensor4D, { input }: Task): tf.Tensor4D {
  return input === undefined
    ? images
    : tf.add(tf.mul(images, 0.5 / input.std), (0.5 - input.mean) / input.std);
}

/**
 * Converts the fill of a mask to the normalisation of the network's input, like {@link asInput} its images.
 */
function maskOfInput(mask: PatchMask, images: number, { mean, std }: NonNullable<Task["input"]>): PatchMask {
  const fill = mask.fill ?? new Float32Array(3 * images);
  return { ...mask, fill: fill.map((value) => (value * 0.5 + 0.5 - mean) / std) };
}

/**
 * Masks and normalises a batch, adds its targets, and lets the method transform both.
 *
 * @returns the network's input, class targets and, if some are unknown, which are known; to be disposed of by
 * the caller
 * @throws {UsageError} if the method's images differ in size from its plan
 */
export function deviceBatch(
  { dataset, task, method }: BatchSources,
  host: HostBatch,
  { inputSize }: EpochPlan,
  streams: EpochStreams,
  step: number,
): DeviceBatch {
  const [height, width, channels] = host.shape, size = host.indices.length;
  const mask = method.mask?.(host, streams.masks), seen = withoutHidden(host, mask);
  const [images, targets, known] = tf.tidy(() => {
    // Unless the method transforms the images in between, normalise the bytes for the network in one step.
    const input = method.batch === undefined ? task.input : undefined;
    const plain: DeviceBatch = {
      images: normalizeAndMask(host.images, [size, height, width, channels], {
        ...input,
        mask: input === undefined || mask === undefined ? mask : maskOfInput(mask, size, input),
      }),
      ...task.targets(dataset.train, host.indices),
      host: seen,
    };
    const made = method.batch?.(plain, streams.ofStep("batch", step)) ?? plain;
    // Return only tensors from the scope, which would otherwise search the bytes of the images for tensors.
    return [input === undefined ? asInput(made.images, task) : made.images, made.targets, made.known];
  }) as [tf.Tensor4D, tf.Tensor2D?, tf.Tensor2D?];
  const wanted = [size, inputSize ?? height, inputSize ?? width, channels];
  if (String(images.shape) !== String(wanted)) {
    throw new UsageError(
      `"${method.name}" returned images of shape [${images.shape}], but its plan says [${wanted}]`,
    );
  }
  return { images, targets, known, host: seen };
}
