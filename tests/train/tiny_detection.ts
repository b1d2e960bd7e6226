/** A small detection problem: squares on grey images of 64 pixels, and a narrow YOLOv5. */
import type { ObjectBox } from "../../src/boxes.ts";
import { type Dataset, memorySplit, type Split } from "../../src/data/mod.ts";
import { createDetector } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { type MovingAverage, movingAverage } from "../../src/train/moving_average.ts";
import { optimizerFactory } from "../../src/train/optimizer.ts";
import { type TinyOptions, type TinyTraining, tinyTraining } from "../../src/testing/tiny.ts";

const SIDE = 64;

/** Grey images with a red square on the left and a blue one on the right. */
function squares(count: number, name: string): Split {
  const random = randomStream(1, `tests/squares/${name}`), images = new Uint8Array(count * SIDE * SIDE * 3);
  for (let k = 0; k < images.length; k++) images[k] = 80 + random.integer(20);
  const objects = Array.from({ length: count }, (_, image) =>
    [0, 1].map((classIndex): ObjectBox => {
      const side = 14 + random.integer(10), left = 32 * classIndex + random.integer(33 - side);
      const top = random.integer(SIDE - side);
      for (let y = top; y < top + side; y++) {
        for (let x = left; x < left + side; x++) {
          images[((image * SIDE + y) * SIDE + x) * 3 + 2 * classIndex] = 250;
        }
      }
      return { classIndex, difficult: false, box: [left, top, left + side, top + side] };
    }));
  return memorySplit({ images, shape: [SIDE, SIDE, 3], labels: new Int32Array(count), objects });
}

/** A data set of squares, two classes, one of each in every image. */
export const tinyObjects = ({ train = 20, test = 6 } = {}): Dataset => ({
  name: "squares",
  classes: ["red", "blue"],
  shape: [SIDE, SIDE, 3],
  train: squares(train, "train"),
  test: squares(test, "test"),
  attribution: "made up",
});

/** A training of a detector, with averages of its weights. */
export interface TinyDetection extends TinyTraining {
  readonly average: MovingAverage;
}

/** Makes a training of a narrow YOLOv5; the backend must be started. */
export async function tinyDetection(given: TinyOptions = {}): Promise<TinyDetection> {
  const dataset = given.dataset ?? tinyObjects();
  const random = randomStream(given.seed ?? 1, "weights");
  const model = createDetector("yolov5:width=0.125", dataset.classes.length, random);
  const optimizer = optimizerFactory("sgd:nesterov=true,decayed=weights")(model.parameters());
  const average = movingAverage(model, { decay: 0.9, tau: 5 });
  const training = await tinyTraining({
    dataset,
    model,
    optimizer,
    average,
    learningRate: () => 0.01,
    ...given,
  });
  return {
    ...training,
    average,
    dispose: () => {
      average.dispose();
      training.dispose();
    },
  };
}
