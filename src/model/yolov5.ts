/**
 * YOLOv5 in its v6 form (6×6 stem, C3 blocks, SPPF), written from its published structure; names are its state_dict's.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { concatenate, upsampleNearest2d } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { YOLOV5_FROM_SCRATCH } from "./default_recipe.ts";
import { defineModel } from "./define.ts";
import { ParameterStore } from "./layers/parameter_store.ts";
import { checkNetworkPrecision } from "./precision.ts";
import type { Detector, ForwardOptions } from "./types.ts";
import { yolov5Head } from "./yolov5_head.ts";
import { type Block, c3, convBlock, sppf } from "./yolov5_layers.ts";

/** The structure of a YOLOv5. */
export interface Yolov5Options {
  readonly classes: number;
  /** Scale of the number of bottlenecks per block: 0.33 for n and s. */
  readonly depth: number;
  /** Scale of the channels, rounded to multiples of 8: 0.25 for n, 0.5 for s. */
  readonly width: number;
  /** Name on the command line. */
  readonly name: string;
  /** The stream of the initial weights. */
  readonly random: RandomStream;
}

/**
 * Makes a YOLOv5 with fresh weights: PyTorch's defaults, and head biases that make objects rare initially.
 *
 * @returns the detector, for images whose sides are multiples of 32; 1,872,157 parameters for n with 80 classes
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { yolov5 } from "./yolov5.ts";
 *
 * await startBackend("cpu");
 * const random = randomStream(1, "weights");
 * const detector = yolov5({ classes: 3, depth: 0.33, width: 0.125, name: "yolov5:depth=0.33,width=0.125", random });
 * console.assert(detector.strides.join() === "8,16,32");
 * ```
 */
export function yolov5({ classes, depth, width, name, random }: Yolov5Options): Detector {
  const store = new ParameterStore(), context = { store, random };
  const channels = (full: number) => Math.ceil(full * width / 8) * 8;
  const repeats = (full: number) => Math.max(Math.round(full * depth), 1);
  const [c1, c2, c3s, c4, c5] = [64, 128, 256, 512, 1024].map(channels) as [
    number,
    number,
    number,
    number,
    number,
  ];

  const conv = (index: number, inputs: number, outputs: number, size = 1, stride = 1, padding = size >> 1) =>
    convBlock(context, `model.${index}`, inputs, outputs, { size, stride, padding });
  const partial = (index: number, inputs: number, outputs: number, full: number, shortcut: boolean) =>
    c3(context, `model.${index}`, inputs, outputs, { depth: repeats(full), shortcut });

  // The backbone: five halvings, with features kept at strides 8, 16 and 32.
  const toStride8 = [
    conv(0, 3, c1, 6, 2, 2),
    conv(1, c1, c2, 3, 2),
    partial(2, c2, c2, 3, true),
    conv(3, c2, c3s, 3, 2),
    partial(4, c3s, c3s, 6, true),
  ];
  const toStride16 = [conv(5, c3s, c4, 3, 2), partial(6, c4, c4, 9, true)];
  const toStride32 = [conv(7, c4, c5, 3, 2), partial(8, c5, c5, 3, true), sppf(context, "model.9", c5)];
  // The neck: up (10 … 17), joining upsampled features with the backbone's, and down again (18 … 23).
  const lateral32 = conv(10, c5, c4), up16 = partial(13, 2 * c4, c4, 3, false);
  const lateral16 = conv(14, c4, c3s), up8 = partial(17, 2 * c3s, c3s, 3, false);
  const down16 = conv(18, c3s, c3s, 3, 2), out16 = partial(20, 2 * c3s, c4, 3, false);
  const down32 = conv(21, c4, c4, 3, 2), out32 = partial(23, 2 * c4, c5, 3, false);
  const head = yolov5Head(context, "model.24", classes, [c3s, c4, c5]);

  return {
    ...store.model(),
    name,
    classes,
    strides: head.strides,
    get anchors() {
      return head.anchors();
    },
    forward(images, options) {
      checkInput(images, options);
      const run = (blocks: readonly Block[], x: tf.Tensor4D) =>
        blocks.reduce((y, block) => block(y, options), x);
      const backbone8 = run(toStride8, images);
      const backbone16 = run(toStride16, backbone8);
      const top = lateral32(run(toStride32, backbone16), options);
      const neck16 = lateral16(up16(concatenate([upsampleNearest2d(top), backbone16]), options), options);
      const p3 = up8(concatenate([upsampleNearest2d(neck16), backbone8]), options);
      const p4 = out16(concatenate([down16(p3, options), neck16]), options);
      const p5 = out32(concatenate([down32(p4, options), top]), options);
      return head.forward([p3, p4, p5]);
    },
  };
}

function checkInput({ shape }: tf.Tensor4D, { training, precision = "fp32" }: ForwardOptions): void {
  if (shape[1] % 32 !== 0 || shape[2] % 32 !== 0) {
    throw new UsageError(
      `Cannot detect in images of ${shape[2]}×${shape[1]} pixels: width and height must be multiples of 32`,
    );
  }
  if (training) checkNetworkPrecision(precision, "detector");
}

const ENTRY = { kind: "detector", size: 640, defaultRecipe: YOLOV5_FROM_SCRATCH } as const;
const SCALE = { min: 0.01, max: 4 } as const;

/** Declares a published size of YOLOv5. */
const published = (letter: string, depth: number, width: number, about: string) => {
  const name = `yolov5${letter}`;
  return defineModel({
    ...ENTRY,
    name,
    summary: `YOLOv5${letter} (v6: 6×6 stem, C3, SPPF), ${about}`,
    options: {},
    create: () => (classes, random) => yolov5({ classes, depth, width, name, random }),
  });
};

/** The entry of the registry for YOLOv5n. */
export const yolov5nEntry = published("n", 0.33, 0.25, "1.9 million parameters");

/** The entry of the registry for YOLOv5s. */
export const yolov5sEntry = published("s", 0.33, 0.5, "7.2 million parameters");

/** The entry of the registry for any size of YOLOv5. */
export const yolov5Entry = defineModel({
  ...ENTRY,
  name: "yolov5",
  summary: "YOLOv5 of any size: n is depth=0.33,width=0.25, x is depth=1.33,width=1.25",
  options: {
    depth: {
      kind: "number",
      default: 0.33,
      range: SCALE,
      help: "scale of the number of bottlenecks per block",
    },
    width: { kind: "number", default: 0.25, range: SCALE, help: "scale of the number of channels" },
  },
  create: ({ depth, width }) => (classes, random) =>
    yolov5({ classes, depth, width, name: `yolov5:depth=${depth},width=${width}`, random }),
});
