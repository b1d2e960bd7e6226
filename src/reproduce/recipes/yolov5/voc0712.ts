/**
 * YOLOv5s on VOC 07+12, from scratch.
 *
 * Trained on both trainval sets, tested on test of 2007, as detectors usually are, at 640 pixels with YOLOv5's settings
 * for training from scratch. The paper's network, weights, image size and epochs are not public as text.
 *
 *     deno task train --recipe yolov5s-voc0712 --data-dir DIR --out runs/yolov5s-voc0712
 *     deno task reproduce --table detection --profile paper --data-dir DIR
 *
 * Cost of a run: 2 × 7.959 GMAC × (3 × 16,551 + 4,952 images) × 300 epochs = 2.61e17 FLOP; at 50.3 GFLOP/s on a core
 * (YOLOv5s at 640 px, `rates.ts`) 60 days: for a GPU.
 *
 * Published: that CBM raises mAP@.5 on VOC, without a number that is public as text.
 */
import type { Recipe } from "../recipe.ts";
import { FROM_NOTHING } from "./settings.ts";

/** The recipe. */
export const yolov5sVoc0712: Recipe = {
  name: "yolov5s-voc0712",
  title: "YOLOv5s on VOC 07+12, from scratch",
  config: { ...FROM_NOTHING, dataset: "voc0712:size=640", model: "yolov5s" },
  size: 640,
  classes: 20,
  images: { train: 16_551, test: 4_952 },
  macs: 7_958_732_800,
};
