/** The weights of the parts of the detection loss. */

/** Weights and limits of the detection loss. */
export interface LossGains {
  /** The weight of the box part, 1 − CIoU. */
  readonly box: number;
  /** The weight of the objectness part. */
  readonly objectness: number;
  /** The weight of the class part. */
  readonly classes: number;
  /** The weight of positive targets relative to negative ones in the class part. */
  readonly classWeight: number;
  /** The weight of positive targets relative to negative ones in the objectness part. */
  readonly objectnessWeight: number;
  /** The largest ratio between the sides of an anchor and an object. */
  readonly anchorFactor: number;
}

/** YOLOv5's gains for training from scratch on COCO. */
export const COCO_GAINS: LossGains = {
  box: 0.05,
  objectness: 1,
  classes: 0.5,
  classWeight: 1,
  objectnessWeight: 1,
  anchorFactor: 4,
};

/** YOLOv5's gains for PASCAL VOC, found by evolution. */
export const VOC_GAINS: LossGains = {
  box: 0.02,
  objectness: 0.51728,
  classes: 0.21638,
  classWeight: 0.5,
  objectnessWeight: 0.67198,
  anchorFactor: 3.3744,
};

/**
 * Scales gains, which were tuned for 3 levels, 80 classes and images of 640 pixels, to the actual training.
 *
 * @param gains the published gains
 * @param classes the number of classes
 * @param size the images' longer side in pixels
 * @param levels the number of heads, 3 in YOLOv5
 *
 * @example
 * ```ts
 * import { scaleGains, VOC_GAINS } from "./gains.ts";
 *
 * console.assert(Math.abs(scaleGains(VOC_GAINS, 20, 320).objectness - 0.12932) < 1e-9);
 * ```
 */
export function scaleGains(gains: LossGains, classes: number, size: number, levels = 3): LossGains {
  const share = 3 / levels;
  return {
    ...gains,
    box: gains.box * share,
    objectness: gains.objectness * share * (size / 640) ** 2,
    classes: gains.classes * share * classes / 80,
  };
}
