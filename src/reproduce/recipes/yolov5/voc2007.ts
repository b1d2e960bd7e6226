/**
 * YOLOv5n on VOC 2007, from scratch, at 320 pixels.
 *
 * YOLOv5's settings for training from scratch (SGD at 0.01 with Nesterov's momentum, mosaics, colours, flips); the size
 * of the images and 150 epochs are ours. The paper's network, weights, image size and epochs are not public as text.
 *
 *     deno task train --recipe yolov5n-voc2007 --data-dir DIR --out runs/yolov5n-voc2007
 *     deno task reproduce --table main --profile paper --recipe yolov5n-voc2007 --data-dir DIR
 *
 * Cost of a run: 2 × 0.5263 GMAC × (3 × 5,011 + 4,952 images) × 150 epochs = 3.16e15 FLOP; at 30.2 GFLOP/s on a core
 * (YOLOv5n at 320 px, `rates.ts`) 29 hours.
 *
 * Published: that CBM raises mAP@.5 on VOC, without a number that is public as text.
 */
import type { Recipe } from "../recipe.ts";
import { FROM_NOTHING } from "./settings.ts";

/** The recipe. */
export const yolov5nVoc2007: Recipe = {
  name: "yolov5n-voc2007",
  title: "YOLOv5n on VOC 2007, from scratch",
  config: { ...FROM_NOTHING, dataset: "voc2007:size=320", model: "yolov5n", epochs: 150 },
  size: 320,
  classes: 20,
  images: { train: 5_011, test: 4_952 },
  macs: 526_259_200,
};
