/**
 * YOLOv5 with Curriculum by Masking (CBM), mean average precision at an overlap of 0.5.
 *
 * The paper reports that CBM raises mAP@.5 on VOC. Its number, network, weights, image size and epochs are
 * not public as text, so these are YOLOv5's own settings, and no number to expect is known.
 *
 *     deno task cbm train --recipe yolov5n-scenes --out runs/yolov5n-scenes
 *     deno task cbm reproduce --table main --profile paper --recipe yolov5n-voc2007 --data-dir DIR
 *     deno task cbm reproduce --table detection --profile paper --data-dir DIR
 *
 * The rows on VOC take `--data-dir DIR`, and the last one `--weights FILE`. Cost of a run, reckoned at 16.3
 * GFLOP/s on a core (YOLOv5n at 128 px, `training_speeds.ts`), at 30.2 GFLOP/s (YOLOv5n at 320 px) and at 50.3 GFLOP/s
 * (YOLOv5s at 640 px; for a GPU):
 *
 *     recipe                        px     FLOP    one core
 *     yolov5n-scenes               128  6.50e13  66 minutes  embedded data
 *     yolov5n-voc2007              320  3.16e15  29.0 hours
 *     yolov5s-voc0712              640  2.61e17   60.0 days
 *     yolov5s-voc0712-pretrained   512  2.78e16    6.4 days
 *
 * - Scenes: one to four objects, 60 epochs, batches of 16, no augmentation, as CBM's other rows.
 * - VOC 2007: from scratch by SGD at 0.01 with Nesterov's momentum, mosaics, colours, flips; the size of the
 *   images and 150 epochs are ours.
 * - VOC 07+12: trained on both trainval sets, tested on test of 2007, as detectors usually are. Pre-trained:
 *   50 epochs with YOLOv5's settings for VOC, but without the mixing of 4 % of the images.
 */
import { DETECTOR_CONFIG, type RunConfig } from "../../experiment/config.ts";
import { recipesOf } from "./recipe.ts";

/** YOLOv5's settings for training from scratch. */
const FROM_SCRATCH: RunConfig = {
  ...DETECTOR_CONFIG,
  label: "cbm",
  method: "cbm",
  epochs: 300,
  batch: 64,
  augment: ["mosaic", "jitter", "flip"],
};

/**
 * YOLOv5's settings for VOC, found by evolution for weights that were trained on COCO. There, 4 % of the
 * images are also mixed with others; we have no such augmentation.
 */
const FROM_COCO = {
  epochs: 50,
  optimizer: "sgd:momentum=0.74832,weight_decay=0.00025,nesterov=true,decayed=weights",
  learningRate: 0.00334,
  learningRateSchedule: "yolov5:last=0.15135,warmup=3.3835,bias=0.18657",
  augment: [
    "mosaic:probability=0.85834,scale=0.75544,translate=0.04591",
    "jitter:hue=0.01041,saturation=0.54703,brightness=0.27739",
    "flip",
  ],
} as const satisfies Partial<RunConfig>;

const COCO_WEIGHTS =
  "yolov5s.pt (github.com/ultralytics/yolov5, release v7.0), of which the state_dict alone is saved " +
  "(torch.save(model.float().state_dict(), FILE)), as the file of the whole model would run code";

/** The recipes of YOLOv5. */
// deno-fmt-ignore
export const yolov5 = recipesOf(FROM_SCRATCH, [
  { name: "yolov5n-scenes", title: "YOLOv5n on scenes of emoji",
    dataset: "scenes:size=128", size: 128, macs: 83_341_312, model: "yolov5n",
    epochs: 60, batch: 16, augment: [] },
  { name: "yolov5n-voc2007", title: "YOLOv5n on VOC 2007, from scratch",
    dataset: "voc2007:size=320", size: 320, macs: 526_259_200, model: "yolov5n", epochs: 150 },
  { name: "yolov5s-voc0712", title: "YOLOv5s on VOC 07+12, from scratch",
    dataset: "voc0712:size=640", size: 640, macs: 7_958_732_800, model: "yolov5s" },
  { name: "yolov5s-voc0712-pretrained", title: "YOLOv5s from weights of COCO on VOC 07+12",
    dataset: "voc0712:size=512", size: 512, macs: 5_093_588_992, model: "yolov5s",
    ...FROM_COCO, weightsFrom: COCO_WEIGHTS },
]);
