/** From the images of a step to what the network is shown. */
import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import type { DeviceBatch, HostBatch, PatchMask } from "../batch.ts";
import type { Dataset } from "../data/types.ts";
import { dropHiddenObjects } from "../detect/targets.ts";
import { UsageError } from "../errors.ts";
import type { EpochPlan, TrainingMethod } from "../method/types.ts";
import type { EpochStreams } from "./streams.ts";
import type { Task } from "./task/types.ts";

/** Who takes part in making a batch. */
export interface BatchSources {
  readonly dataset: Dataset;
  readonly task: Task;
  readonly method: TrainingMethod;
}

/** The batch without the objects that a mask hides too far to be found. */
function withoutHidden(host: HostBatch, mask: PatchMask | undefined): HostBatch {
  if (host.objects === undefined || mask?.dropHidden === undefined) return host;
  const [height, width] = host.shape;
  return { ...host, objects: dropHiddenObjects(host.objects, mask, { height, width }, mask.dropHidden) };
}

/** Images that are normalised as (x/255 − 0.5)/0.5, as the network wants them. */
function asInput(images: tf.Tensor4D, { input }: Task): tf.Tensor4D {
  return input === undefined
    ? images
    : tf.add(tf.mul(images, 0.5 / input.std), (0.5 - input.mean) / input.std);
}

/** A mask that shows in hidden places of images as the network wants them what it showed before {@link asInput}. */
function maskOfInput(mask: PatchMask, images: number, { mean, std }: NonNullable<Task["input"]>): PatchMask {
  const fill = mask.fill ?? new Float32Array(3 * images);
  return { ...mask, fill: fill.map((value) => (value * 0.5 + 0.5 - mean) / std) };
}

/**
 * Masks and normalises a batch, adds its targets, and lets the method transform both.
 *
 * @returns images as the network is shown them, class targets and, where some are unknown, which are known: the
 * caller's to dispose
 * @throws {UsageError} when the method makes images of another size than its plan says
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
    // Where no method looks at them in between, the bytes become what the network wants at once.
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
    // Tensors alone leave the scope: it would look for more among the bytes of the images.
    return [input === undefined ? asInput(made.images, task) : made.images, made.targets, made.known];
  }) as [tf.Tensor4D, tf.Tensor2D?, tf.Tensor2D?];
  const wanted = [size, inputSize ?? height, inputSize ?? width, channels];
  if (String(images.shape) !== String(wanted)) {
    throw new UsageError(`"${method.name}" made images [${images.shape}]: its plan says [${wanted}]`);
  }
  return { images, targets, known, host: seen };
}
