/** Computes complete intersection over union of pairs of boxes, with its gradient. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";

const EPSILON = 1e-7;
const VARIANCE = 4 / Math.PI ** 2;
/** The lower bound of sides in aspect ratios, which are undefined for sides of 0. */
const LEAST = 1e-9;

/** Boxes by centre and sides, [M, 2] each. */
export interface CentredBoxes {
  readonly centre: Tensor2D;
  readonly sides: Tensor2D;
}

/** CIoU of M pairs, and its gradient with respect to the first box of each. */
export interface CiouResult {
  /** [M, 1], at most 1; negative for boxes that are far from each other. */
  readonly ciou: Tensor2D;
  /** The gradient of the sum of all, [M, 2] each. */
  readonly gradient: CentredBoxes;
}

/** Multiplies matrices and vectors with broadcasting. */
const times = (...factors: (Tensor2D | number)[]) => factors.reduce((a, b) => tf.mul(a, b)) as Tensor2D;
const product = (x: Tensor2D) => times(column(x, 0), column(x, 1));
const column = (x: Tensor2D, index: number): Tensor2D => tf.slice(x, [0, index], [-1, 1]);
const squares = (x: Tensor2D) => tf.sum<Tensor2D>(tf.square(x), 1, true);
const swap = (x: Tensor2D) => tf.reverse(x, 1);

/** Computes the derivative of max(a, b) with respect to a: 1, 0, or one half if they are equal. */
const shareOfLarger = (a: Tensor2D, b: Tensor2D) => tf.mul<Tensor2D>(tf.add(tf.sign(tf.sub(a, b)), 1), 0.5);

/**
 * Computes CIoU = IoU − ρ² / c² − α · v, where ρ is the distance between the centres, c the diagonal of the
 * hull, v the difference of the aspect ratios, and α = v / (1 − IoU + v), through which no gradient flows
 * (Zheng et al., 2020).
 *
 * @param predicted the boxes for which the gradient is computed
 * @param target as many boxes, without a gradient
 * @returns new tensors; all others are freed
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../backend/mod.ts";
 * import { ciou } from "./ciou.ts";
 *
 * await startBackend("cpu");
 * const box = { centre: tf.tensor2d([[3, 3]]), sides: tf.tensor2d([[2, 4]]) };
 * console.log(await ciou(box, box).ciou.data()); // [1], nearly
 * ```
 */
export function ciou(predicted: CentredBoxes, target: CentredBoxes): CiouResult {
  const [value, centre, sides] = tf.tidy(() => {
    const { centre: c, sides: s } = predicted;
    const [low, high] = edges(predicted), [targetLow, targetHigh] = edges(target);

    const reach = tf.sub<Tensor2D>(tf.minimum(high, targetHigh), tf.maximum(low, targetLow));
    const overlap = tf.relu(reach), inter = product(overlap);
    const union = tf.add<Tensor2D>(tf.sub(tf.add(product(s), product(target.sides)), inter), EPSILON);
    const iou = tf.div<Tensor2D>(inter, union);

    const hull = tf.sub<Tensor2D>(tf.maximum(high, targetHigh), tf.minimum(low, targetLow));
    const offset = tf.sub<Tensor2D>(c, target.centre);
    const diagonal = tf.add<Tensor2D>(squares(hull), EPSILON);
    const distance = tf.div<Tensor2D>(squares(offset), diagonal);

    const long = tf.maximum<Tensor2D>(s, LEAST);
    const angle = tf.sub<Tensor2D>(angleOf(target.sides), angleOf(long));
    const v = times(tf.square(angle), VARIANCE);
    const alpha = tf.div<Tensor2D>(v, tf.add(tf.sub(v, iou), 1 + EPSILON));

    // Derivatives of the overlap's and the hull's sides with respect to centre and sides, edge by edge.
    const right = shareOfLarger(targetHigh, high), left = shareOfLarger(low, targetLow);
    const both = tf.add<Tensor2D>(right, left), towards = tf.sub<Tensor2D>(right, left);
    const pull = times(swap(overlap), tf.step(reach));
    const growth = tf.div<Tensor2D>(tf.add(union, inter), tf.square(union));
    const hullPull = times(hull, tf.div(times(distance, 2), diagonal));

    const byCentre = tf.sub<Tensor2D>(
      times(pull, towards, growth),
      tf.sub(tf.div(times(offset, 2), diagonal), times(hullPull, towards, -1)),
    );
    const byArea = times(swap(s), tf.div(inter, tf.square(union)));
    const turn = tf.div(times(alpha, angle, 2 * VARIANCE), squares(long)) as Tensor2D;
    const bySides = tf.add<Tensor2D>(
      tf.sub(times(pull, both, growth, 0.5), byArea),
      tf.sub(
        times(hullPull, tf.sub<Tensor2D>(2, both), 0.5),
        times(swap(long), turn, tf.tensor2d([[-1, 1]])),
      ),
    );
    return [tf.sub<Tensor2D>(tf.sub(iou, distance), times(alpha, v)), byCentre, bySides];
  });
  return { ciou: value!, gradient: { centre: centre!, sides: sides! } };
}

function edges({ centre, sides }: CentredBoxes): [low: Tensor2D, high: Tensor2D] {
  const half = times(sides, 0.5);
  return [tf.sub(centre, half), tf.add(centre, half)];
}

/** Computes the angle of the diagonal from width over height. */
const angleOf = (sides: Tensor2D) => tf.atan<Tensor2D>(tf.div(column(sides, 0), column(sides, 1)));
