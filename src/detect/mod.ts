/**
 * Detection: boxes, targets, loss, suppression, average precision. The networks are in
 * `src/model/detectors.ts`.
 *
 * @module
 */

// Boxes
export { type Edges, edgesOf, iou } from "../boxes.ts";
export { type CentredBoxes, ciou, type CiouResult } from "./ciou.ts";

// Training
export { dropHiddenObjects, targetsOf } from "./targets.ts";
export { assignTargets, type DetectionTarget, type Grid, type Match } from "./assign.ts";
export { COCO_GAINS, type LossGains, scaleGains, VOC_GAINS } from "./gains.ts";
export { assignToLevels, type DetectionLoss, detectionLoss } from "./loss.ts";
export { detectionRates, type RateOptions, SCRATCH_RATES, VOC_RATES } from "./detection_rates.ts";

// Inference
export { type Candidates, decode, type RawLevel } from "./decode.ts";
export { detect, type Detection, type DetectOptions, suppress, type SuppressionOptions } from "./suppress.ts";
export { detectAll, detectImages, DETECTOR_INPUT, rawOutputs, readLevels } from "./run_detector.ts";
export { detectionRows, objectRows } from "./detection_rows.ts";
export { drawBoxes, type DrawnBox } from "./draw.ts";

// Evaluation
export { type DetectionResults, rankDetections, type Ranking, type RankOptions } from "./rank.ts";
export {
  allPoints,
  cocoPoints,
  elevenPoints,
  type PrecisionRecall,
  precisionRecall,
  yolov5Points,
} from "./average_precision.ts";
export { AP_DEFINITIONS, type ApDefinition, type DetectionScores, evaluateDetections } from "./evaluate.ts";
