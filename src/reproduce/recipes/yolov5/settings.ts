/** What the recipes of YOLOv5 share: its own settings, for the paper's are not public as text. */
import { DETECTOR_CONFIG, type RunConfig } from "../../../experiment/config.ts";

/** YOLOv5's settings for training from scratch. */
export const FROM_NOTHING: RunConfig = {
  ...DETECTOR_CONFIG,
  label: "cbm",
  method: "cbm",
  epochs: 300,
  batch: 64,
  augment: ["mosaic", "jitter", "flip"],
};

/**
 * YOLOv5's settings for VOC, found by evolution for weights that were trained on COCO; there 4% of the images are mixed
 * with others too, which there is no augmentation for here.
 */
export const FROM_COCO: RunConfig = {
  ...FROM_NOTHING,
  epochs: 50,
  optimizer: "sgd:momentum=0.74832,weight_decay=0.00025,nesterov=true,decayed=weights",
  learningRate: 0.00334,
  learningRateSchedule: "yolov5:last=0.15135,warmup=3.3835,bias=0.18657",
  augment: [
    "mosaic:probability=0.85834,scale=0.75544,translate=0.04591",
    "jitter:hue=0.01041,saturation=0.54703,brightness=0.27739",
    "flip",
  ],
};

/** Where those weights come from. */
export const COCO_WEIGHTS =
  "yolov5s.pt (github.com/ultralytics/yolov5, release v7.0), of which the state_dict alone is saved " +
  "(torch.save(model.float().state_dict(), FILE)), as the file of the whole model would run code";
