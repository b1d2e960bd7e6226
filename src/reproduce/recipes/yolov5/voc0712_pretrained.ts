/**
 * YOLOv5s from weights of COCO on VOC 07+12, by the settings that YOLOv5's author has for it.
 *
 * 50 epochs at 512 pixels with YOLOv5's settings for VOC (SGD at 0.00334, momentum 0.74832), batches of 64, without
 * the mixing of 4% of the images. The paper's network, weights, image size and epochs are not public as text.
 *
 *     deno task train --recipe yolov5s-voc0712-pretrained --weights FILE --data-dir DIR --out runs/yolov5s-voc0712-pretrained
 *     deno task reproduce --table main --profile paper --recipe yolov5s-voc0712-pretrained --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 5.094 GMAC × (3 × 16,551 + 4,952 images) × 50 epochs = 2.78e16 FLOP; at 50.3 GFLOP/s on a core
 * (YOLOv5s at 640 px, `rates.ts`) 6 days.
 *
 * Published: that CBM raises mAP@.5 on VOC, without a number that is public as text; of YOLOv5s, nothing as text.
 */
import type { Recipe } from "../recipe.ts";
import { COCO_WEIGHTS, FROM_COCO } from "./settings.ts";

/** The recipe. */
export const yolov5sVoc0712Pretrained: Recipe = {
  name: "yolov5s-voc0712-pretrained",
  title: "YOLOv5s from weights of COCO on VOC 07+12",
  config: { ...FROM_COCO, dataset: "voc0712:size=512", model: "yolov5s" },
  size: 512,
  classes: 20,
  images: { train: 16_551, test: 4_952 },
  macs: 5_093_588_992,
  weightsFrom: COCO_WEIGHTS,
};
