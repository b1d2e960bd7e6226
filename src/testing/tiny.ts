/** Tiny training for tests: synthetic 8×8 px images and a network of width 2. */
import { createAugmentation } from "../data/augment/mod.ts";
import { type Dataset, memorySplit, type Split } from "../data/mod.ts";
import type { TensorData } from "../io/safetensors.ts";
import { createMethod, prepareMethod, type TrainingMethod } from "../method/mod.ts";
import { createModel, findsObjects } from "../model/mod.ts";
import type { AnyModel, Network } from "../model/types.ts";
import { exportState } from "../model/weights.ts";
import { randomStream } from "../random.ts";
import { train } from "../train/loop.ts";
import { type Optimizer, optimizerFactory } from "../train/optimizer.ts";
import type { TrainingState, TrainOptions } from "../train/types.ts";

const SIDE = 8;

function tinySplit(count: number, classes: number, name: string): Split {
  const random = randomStream(1, `tests/tiny/${name}`);
  const shape = [SIDE, SIDE, 3] as const;
  const labels = Int32Array.from({ length: count }, (_, index) => index % classes);
  // Each class has its own bright band, so that there is something to learn.
  const images = Uint8Array.from({ length: count * SIDE * SIDE * 3 }, (_, k) => {
    const image = Math.floor(k / (SIDE * SIDE * 3)), row = Math.floor(k / (SIDE * 3)) % SIDE;
    return random.integer(120) + (Math.floor(row * classes / SIDE) === labels[image] ? 120 : 0);
  });
  return memorySplit({ images, shape, labels });
}

/** Makes synthetic images that cycle through the classes. */
export function tinyDataset({ train: trained = 20, test = 9, classes = 3 } = {}): Dataset {
  return {
    name: "tiny",
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    superclasses: Int32Array.from({ length: classes }, (_, index) => index >> 1),
    shape: [SIDE, SIDE, 3],
    train: tinySplit(trained, classes, "train"),
    test: tinySplit(test, classes, "test"),
    attribution: "made up",
  };
}

/**
 * Makes the same images with several labels: the band's class and, for every other image, the next class too.
 */
export function tinyMultiLabel(options: { train?: number; test?: number; unknown?: boolean } = {}): Dataset {
  const plain = tinyDataset(options), classes = plain.classes.length;
  const several = (split: Split): Split => {
    const multiHot = new Uint8Array(split.size * classes);
    split.labels.forEach((label, image) => {
      multiHot[image * classes + label] = 1;
      if (image % 2 === 0) multiHot[image * classes + (label + 1) % classes] = 1;
      if (options.unknown && image % 3 === 0) multiHot[image * classes + (label + 2) % classes] = 255;
    });
    return { ...split, multiHot };
  };
  return { ...plain, train: several(plain.train), test: several(plain.test) };
}

/** Lists all indices of a split. */
export const allOf = ({ size }: Split) => Uint32Array.from({ length: size }, (_, index) => index);

/** The options of `tinyTraining`; all options of `train` can be overridden. */
export type TinyOptions = Partial<TrainOptions> & {
  readonly methodSpec?: string;
  readonly augmentation?: string;
  readonly cacheDir?: string;
};

/** A prepared training. */
export interface TinyTraining {
  readonly model: AnyModel;
  readonly optimizer: Optimizer;
  readonly method: TrainingMethod;
  /** Trains; options override those given to `tinyTraining`. */
  run(more?: Partial<TrainOptions>): Promise<TrainingState>;
  dispose(): void;
}

/** Makes model, optimizer and method, and prepares the method; a backend must be running. */
export async function tinyTraining(
  { methodSpec = "conventional", augmentation = "none", cacheDir = "", ...given }: TinyOptions = {},
): Promise<TinyTraining> {
  const dataset = given.dataset ?? tinyDataset();
  const seed = given.seed ?? 1, epochs = given.epochs ?? 2;
  const model = given.model ??
    createModel("resnet18:width=2", dataset.classes.length, randomStream(seed, "weights"));
  const optimizer = given.optimizer ?? optimizerFactory("sgd")(model.parameters());
  const unprepared = given.method ?? createMethod(methodSpec);
  const trainIndices = given.trainIndices ?? allOf(dataset.train);
  const method = await prepareMethod(unprepared, { dataset, trainIndices, epochs, cacheDir });
  const options: TrainOptions = {
    dataset,
    trainIndices,
    validationIndices: new Uint32Array(0),
    testIndices: allOf(dataset.test),
    augment: createAugmentation(augmentation, findsObjects(model) ? "detector" : "classifier"),
    batch: 8,
    learningRate: () => 0.05,
    selection: "last",
    ...given,
    model,
    optimizer,
    method,
    seed,
    epochs,
  };
  return {
    model,
    optimizer,
    method,
    run: (more = {}) => train({ ...options, ...more }),
    dispose: () => {
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** Reads all numbers of a model, by name. */
export async function numbersOf(model: Network): Promise<Map<string, (number | bigint)[]>> {
  const plain = ({ data }: TensorData) => Array.from<number | bigint>(data);
  return new Map([...await exportState(model)].map(([name, tensor]) => [name, plain(tensor)]));
}
