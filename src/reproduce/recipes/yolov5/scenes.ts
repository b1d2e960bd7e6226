/**
 * YOLOv5n on scenes of emoji: a run on embedded data.
 *
 * Scenes of 128 pixels with one to four objects; YOLOv5's settings for training from scratch, batches of 16, no
 * augmentation, as CBM's other rows.
 *
 *     deno task train --recipe yolov5n-scenes --out runs/yolov5n-scenes
 *
 * Cost of a run: 2 × 0.08334 GMAC × (3 × 2,000 + 500 images) × 60 epochs = 6.50e13 FLOP; at 16.3 GFLOP/s on a core
 * (YOLOv5n at 128 px, `rates.ts`) 1.1 hours.
 *
 * Published: nothing; the quick form of the paper's detection.
 */
import type { Recipe } from "../recipe.ts";
import { FROM_NOTHING } from "./settings.ts";

/** The recipe. */
export const yolov5nScenes: Recipe = {
  name: "yolov5n-scenes",
  title: "YOLOv5n on scenes of emoji",
  config: {
    ...FROM_NOTHING,
    dataset: "scenes:size=128",
    model: "yolov5n",
    epochs: 60,
    batch: 16,
    augment: [],
  },
  size: 128,
  classes: 10,
  images: { train: 2_000, test: 500 },
  macs: 83_341_312,
};
