/**
 * The rates at which the recipes' networks train on one core, from which the expected cost in their headers
 * is reckoned.
 *
 * Measured by `cbm bench --backend tensorflow --method conventional` with one thread of TensorFlow 2.21 on an
 * AMD EPYC with AVX-512, float32: arithmetic of convolutions and matrix products per second of the
 * processor's time, over six steps. ResNet-18 and WRN-52-2 in batches of 64 at 32 pixels, CvT-13 in batches
 * of 32 at 64 and of 4 at 224 pixels, YOLOv5n in batches of 16 at 128 and of 8 at 320, YOLOv5s in batches of
 * 2 at 640 (YOLOv5 on a machine that was busy besides). `reproduce` measures anew where it runs, and says
 * what that gives.
 */
import { parseSpec } from "../../spec.ts";
import type { Recipe } from "./recipe.ts";

/** GFLOP per second. */
export const RATES = {
  resnet18: 117.4,
  wide_resnet: 54.5,
  cvt13Small: 32.6,
  cvt13Large: 43.4,
  yolov5Small: 16.3,
  yolov5Middle: 30.2,
  yolov5Large: 50.3,
} as const;

/** Returns the measured rate of a recipe's network, or of its nearest relative, in GFLOP/s on one core. */
export function rateOf({ config: { model }, size }: Pick<Recipe, "config" | "size">): number {
  if (model.startsWith("cvt")) return size > 64 ? RATES.cvt13Large : RATES.cvt13Small;
  if (model.startsWith("yolov5")) {
    return size > 320 ? RATES.yolov5Large : size > 128 ? RATES.yolov5Middle : RATES.yolov5Small;
  }
  // torchvision's wide_resnet50_2 has channels as ResNet-18, not the few of WRN-52-2.
  return parseSpec(model).name === "wide_resnet" ? RATES.wide_resnet : RATES.resnet18;
}
