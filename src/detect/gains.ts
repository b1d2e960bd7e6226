/** How the parts of the detection loss weigh. */

/** Weights and limits of the detection loss. */
export interface LossGains {
  /** Of the box part, 1 − CIoU. */
  readonly box: number;
  /** Of the objectness part. */
  readonly objectness: number;
  /** Of the class part. */
  readonly classes: number;
  /** How much the positive targets of the class part weigh against the negative ones. */
  readonly classWeight: number;
  /** The same of the objectness part. */
  readonly objectnessWeight: number;
  /** How much longer or shorter than the object's an anchor's sides may be. */
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
 * Fits gains, which were found for 3 levels, 80 classes and images of 640 pixels, to what is trained.
 *
 * @param gains as published
 * @param classes how many kinds of objects
 * @param size pixels of the images' longer side
 * @param levels how many heads, 3 in YOLOv5
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
