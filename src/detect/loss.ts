/** Computes the loss of YOLOv5: boxes by CIoU, objectness and classes by binary cross-entropy. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor2D, Tensor5D } from "@tensorflow/tfjs-core";
import { needsGradient, record } from "../backend/autograd.ts";
import { sigmoidCrossEntropyAndGradient } from "../backend/ops/mod.ts";
import type { Detector } from "../model/types.ts";
import { assignTargets, type DetectionTarget, type Match } from "./assign.ts";
import type { LossGains } from "./gains.ts";
import { type MatchedRows, matchedRows } from "./matched_rows.ts";

/** The weights of each level's objectness, since small objects are numerous. */
const BALANCE = [4, 1, 0.4] as const;

/** The result of {@linkcode detectionLoss}. */
export interface DetectionLoss {
  /** Batch size times the sum of the parts; gradients flow from here to the raw outputs. */
  readonly total: Scalar;
  /** The box, objectness and class parts, multiplied by their gains, [3]. */
  readonly parts: Tensor1D;
}

/** Assigns objects to the anchors of every level, for raw outputs of these shapes. */
export function assignToLevels(
  targets: readonly DetectionTarget[],
  shapes: readonly (readonly number[])[],
  { strides, anchors }: Pick<Detector, "strides" | "anchors">,
  factor: number,
): Match[][] {
  return shapes.map(([, , height, width], level) => {
    const stride = strides[level]!;
    const inCells = anchors[level]!.map(([w, h]) => [w / stride, h / stride] as const);
    return assignTargets(targets, { height: height!, width: width!, anchors: inCells }, factor);
  });
}

/**
 * Computes the loss of a batch. The box part is the sum over levels of the mean of 1 − CIoU over the matches.
 * The class part is the sum of the mean binary cross-entropy over matches and classes. The objectness part is
 * the sum of balance · mean binary cross-entropy over all cells, whose target is the CIoU of a match's box
 * (at least 0, without gradient), or 0 without a match. An anchor that several objects claim gets the last
 * one's target.
 *
 * Loss and gradient are computed together as one recorded operation, without waiting for the device.
 *
 * @param raw the raw outputs of every level, [B, anchors, h, w, 5 + classes]
 * @param targets the objects of all images of the batch
 * @param detector its strides and anchors
 * @param gains the result of {@linkcode scaleGains}
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../backend/mod.ts";
 * import { COCO_GAINS, scaleGains } from "./gains.ts";
 * import { detectionLoss } from "./loss.ts";
 *
 * await startBackend("cpu");
 * const detector = { strides: [8], anchors: [[[10, 10]]] } as const;
 * const raw = tf.zeros<tf.Rank.R5>([1, 1, 4, 4, 7]);
 * const target = { image: 0, classIndex: 1, box: [0.5, 0.5, 0.3, 0.3] } as const;
 * const { total } = detectionLoss([raw], [target], detector, scaleGains(COCO_GAINS, 2, 32, 1));
 * console.assert((await total.data())[0]! > 0);
 * ```
 */
export function detectionLoss(
  raw: readonly Tensor5D[],
  targets: readonly DetectionTarget[],
  detector: Pick<Detector, "strides" | "anchors">,
  gains: LossGains,
): DetectionLoss {
  const shapes = raw.map(({ shape }) => shape);
  const matches = assignToLevels(targets, shapes, detector, gains.anchorFactor);
  const batch = shapes[0]?.[0] ?? 0;
  const [total, parts, ...gradients] = tf.tidy(() => {
    const flat = raw.map((level) => tf.reshape<tf.Rank.R2>(level, [-1, level.shape[4]]));
    const rows = matchedRows(flat, matches, shapes, detector, gains);
    const objectness = flat.map((level, k) =>
      objectnessOf(level, rows?.levels[k], BALANCE[k]!, gains, batch)
    );
    const none = tf.scalar(0);
    const parts = tf.stack([
      rows?.boxLoss ?? none,
      tf.addN(objectness.map(({ loss }) => loss)),
      rows?.classLoss ?? none,
    ]) as Tensor1D;
    const gradients = objectness.map(({ gradient }, k) =>
      tf.reshape(spread(gradient, flat[k]!, rows?.levels[k], batch), shapes[k]!)
    );
    return [tf.mul(tf.sum(parts), batch), parts, ...gradients] as tf.Tensor[];
  });
  if (needsGradient(...raw)) {
    record({
      output: total as Scalar,
      inputs: raw,
      saved: gradients,
      backward: (upstream) => gradients.map((gradient) => tf.mul(gradient, upstream)),
    });
  } else tf.dispose(gradients);
  return { total: total as Scalar, parts: parts as Tensor1D };
}

/** Computes a level's objectness part times its gain, and the gradient of `batch` times it, [cells, 1]. */
function objectnessOf(
  level: Tensor2D,
  rows: MatchedRows["levels"][number] | undefined,
  balance: number,
  gains: LossGains,
  batch: number,
): { loss: Scalar; gradient: Tensor2D } {
  const cells = level.shape[0], weight = balance * gains.objectness;
  const targets = rows === undefined
    ? tf.zeros([cells, 1])
    : tf.scatterND(rows.claimed, rows.objectness, [cells, 1]);
  const logits = tf.slice(level, [0, 4], [-1, 1]);
  const { loss, gradient } = sigmoidCrossEntropyAndGradient(logits, targets, {
    positiveWeight: gains.objectnessWeight,
  });
  return { loss: tf.mul(loss, weight), gradient: tf.mul(gradient, weight * batch) };
}

/** Adds the objectness gradient [cells, 1] and `batch` times those of matched rows, in the level's shape. */
function spread(
  objectness: Tensor2D,
  level: Tensor2D,
  rows: MatchedRows["levels"][number] | undefined,
  batch: number,
): Tensor2D {
  const dense = tf.pad(objectness, [[0, 0], [4, level.shape[1] - 5]]);
  if (rows === undefined) return dense;
  return tf.add(dense, tf.scatterND(rows.cells, tf.mul(rows.gradient, batch), level.shape));
}
